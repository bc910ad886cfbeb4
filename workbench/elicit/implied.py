"""The exchange rate that answers imply, with its uncertainty and the answers that contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from workbench.elicit.answers import Answer, Reading, read_answers
from workbench.elicit.belief import Belief, allowed, believe
from workbench.elicit.ladder import HasPoints, Ladder, ladder_of
from workbench.elicit.rate import ImpliedRate, rate_of_log

LEVEL = 0.8
_TOUCHING = 1e-12


def implied_rate(frontier: HasPoints, answers: Sequence[Answer]) -> ImpliedRate:
    """How many units of y somebody gives up for one unit of x, by their answers.

    ``low`` to ``high`` holds the central 80 % of the belief (``believe``) and, whole, the rates that go against the fewest answers: all
    rates that the answers allow where none contradicts another. Where that reaches beyond every rate of the frontier
    on one side, the side is open (0, or infinity): nothing was asked that could bound it. ``middle`` halves the belief among
    the rates that go against the fewest answers; None without an answer.

    Raises InputError for a frontier of other than two metrics, and for answers given on another one.
    """
    ladder = ladder_of(frontier)
    return implied_from(ladder, read_answers(ladder, answers))


def implied_from(ladder: Ladder, readings: Sequence[Reading]) -> ImpliedRate:
    """The same from answers that were read."""
    if not readings or len(ladder.rungs) < 2:
        return ImpliedRate(low=0.0, middle=None, high=np.inf, answers_count=len(readings))
    belief = believe(ladder, readings)
    among = best_stretch(belief)
    places = np.flatnonzero(among)
    limits = np.array([allowed(reading) for reading in readings])
    low = _end(belief.quantile((1 - LEVEL) / 2), belief.edges[places[0]], ladder.log_rates[0], limits[:, 0], sign=1)
    high = _end(
        belief.quantile((1 + LEVEL) / 2), belief.edges[places[-1] + 1], ladder.log_rates[-1], limits[:, 1], sign=-1
    )
    against = contradictions(readings)
    return ImpliedRate(
        low=rate_of_log(low),
        middle=rate_of_log(belief.quantile(0.5, among)),
        high=rate_of_log(high),
        is_consistent=not against,
        contradictions=against,
        answers_count=len(readings),
    )


def contradictions(readings: Sequence[Reading]) -> tuple[tuple[int, int], ...]:
    """The pairs of answers, counted from 0, that no one exchange rate can give.

    The rates that an answer allows are an interval, and intervals that overlap two by two all overlap in one place: answers that
    are not listed contradict nothing. Intervals that only touch contradict: somebody who takes either side of one
    pair, each time it is asked, would have said that both are the same.
    """
    limits = [allowed(reading) for reading in readings]
    return tuple(
        (first, second)
        for first, second in combinations(range(len(limits)), 2)
        if max(limits[first][0], limits[second][0]) >= min(limits[first][1], limits[second][1]) - _TOUCHING
    )


def best_stretch(belief: Belief) -> np.ndarray:
    """True on the one stretch of rates that go against the fewest answers; of several the likeliest, then the lowest."""
    is_least = belief.against_count == belief.against_count.min()
    number = np.cumsum(np.diff(is_least.astype(int), prepend=0) == 1)
    mass = np.bincount(number[is_least], weights=belief.mass[is_least])
    return is_least & (number == int(np.argmax(mass)))


def _end(quantile: float, stretch: float, rate: float, limits: np.ndarray, *, sign: int) -> float:
    """One end of the interval; sign -1 mirrors the rates, so that this is the lower end of either."""
    found = min(sign * quantile, sign * stretch)
    finite = sign * limits[np.isfinite(limits)]
    bound = min([sign * rate, *finite])
    return -sign * np.inf if found < bound - 1e-12 else sign * found
