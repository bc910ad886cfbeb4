"""The preferred point: the best of the frontier at an exchange rate, and the points that its uncertainty leaves open."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.elicit.ladder import HasPoints, Ladder, ladder_of
from workbench.elicit.rate import ImpliedRate
from workbench.elicit.reading import read_list, read_object, read_whole
from workbench.errors import InputError

_SAME = 1e-12  # of what the points are worth: less than that apart is a tie
_SAME_LOG_RATE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Preferred:
    """The best point at a rate, as a place in the frontier's ``values``; None where the rate is not known.

    ``ties`` has all that are as good, the point among them, in the order of the frontier: the point is the first and no
    better than the rest. ``within`` has the supported points that are best at some rate inside the uncertainty, in the same order.
    """

    point: int | None
    ties: tuple[int, ...]
    within: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"point": self.point, "ties": list(self.ties), "within": list(self.within)}

    @classmethod
    def from_dict(cls, content: Any) -> Preferred:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A preferred point", ("point", "ties", "within"))
        ties, within = (
            tuple(read_whole(point, "A point", least=0) for point in read_list(found[key], f"The points {key!r}"))
            for key in ("ties", "within")
        )
        point = None if found["point"] is None else read_whole(found["point"], "The preferred point", least=0)
        if (ties[:1] or (None,)) != (point,):
            raise InputError("The preferred point must be the first of its ties, and this is not.")
        return cls(point=point, ties=ties, within=within)


def preferred(frontier: HasPoints, rate: ImpliedRate | float) -> Preferred:
    """The best point where one unit of x is worth ``rate`` units of y, among all points of the frontier.

    A point off the hull is best at no rate, and so is never preferred. With one point to choose that one is preferred
    at any rate, known or not. Raises InputError for a rate that is not above 0 and finite, or a frontier of other than two metrics.
    """
    ladder = ladder_of(frontier)
    if not isinstance(rate, ImpliedRate):
        if not (0 < rate < math.inf):
            raise InputError(f"An exchange rate must be above 0 and finite, and this is {rate!r}.")
        rate = ImpliedRate(low=rate, middle=rate, high=rate, source="slider")
    if len(ladder.rungs) < 2:
        points = tuple(ladder.points.tolist())
        return Preferred(point=points[0] if points else None, ties=points, within=points)
    within = tuple(ladder.points[ladder.rungs[_rungs_within(ladder, rate)]].tolist())
    if rate.middle is None:
        return Preferred(point=None, ties=(), within=within)
    ties = tuple(ladder.points[_best_places(ladder, rate.middle)].tolist())
    return Preferred(point=ties[0], ties=ties, within=within)


def preferred_point(frontier: HasPoints, rate: ImpliedRate | float) -> int | None:
    """The place in the frontier's ``values`` of the best point at a rate, the first of its ties; None where the rate is not known.

    >>> from types import SimpleNamespace
    >>> from workbench.metrics import BUILTIN
    >>> values = np.array([[0.8, 0.0], [0.6, 0.17], [0.2, 0.33], [0.0, 0.67]])
    >>> frontier = SimpleNamespace(metrics=(BUILTIN["fpr"], BUILTIN["fnr"]), values=values)
    >>> [preferred_point(frontier, rate) for rate in (0.1, 1.0, 2.0)]
    [0, 2, 3]
    """
    return preferred(frontier, rate).point


def _best_places(ladder: Ladder, rate: float) -> np.ndarray:
    # The weights of both metrics, so that rates of any size neither overflow nor lose the other metric.
    of_a, of_b = rate / (1 + rate), 1 / (1 + rate)
    places = ladder.rungs
    worth = of_a * ladder.a[places] + of_b * ladder.b[places]
    top = int(places[np.argmax(worth)])
    # Differences first: both metrics may be large and differ in their last digits only.
    behind = of_a * (ladder.a - ladder.a[top]) + of_b * (ladder.b - ladder.b[top])
    dust = _SAME * (of_a * np.ptp(ladder.a) + of_b * np.ptp(ladder.b))
    return np.flatnonzero(behind >= -dust)


def _rungs_within(ladder: Ladder, rate: ImpliedRate) -> np.ndarray:
    with np.errstate(divide="ignore"):
        low, high = np.log(rate.low), np.log(rate.high)
    first = int(np.searchsorted(ladder.log_rates, low + _SAME_LOG_RATE, side="right"))
    last = int(np.searchsorted(ladder.log_rates, high - _SAME_LOG_RATE, side="left"))
    return np.arange(min(first, last), max(first, last) + 1)
