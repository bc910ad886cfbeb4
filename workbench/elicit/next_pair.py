"""The next question: the pair of points whose answer says most about where on the frontier somebody stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.elicit.answers import Answer, Pair, Reading, read_answers
from workbench.elicit.belief import Belief, allowed, believe, chance_above
from workbench.elicit.implied import implied_from
from workbench.elicit.ladder import HasPoints, Ladder, ladder_of

QUESTIONS_MIN, QUESTIONS_MAX = 4, 7
# Points closer than this share of the frontier's range, in both metrics, are hardly a choice: they are asked about only
# where no others are left that would tell two rungs apart. Points closer than the second share are never asked about.
_NOTICEABLE, _ASKABLE = 0.02, 0.002
# So many rates are looked at of a frontier that has more.
_RATES_MAX = 64
# A pair is asked at most twice, the second time the other way round; a further answer must be worth this many bits.
_TWICE = 2
_BITS_MIN = 0.02
_REPEAT_WORTH = 0.5

# Two places of the ladder, the lower first.
_Places = tuple[int, int]


def next_pair(frontier: HasPoints, answers: Sequence[Answer] = ()) -> Pair | None:
    """The next pair to ask about, or None where no further answer would help.

    First halves: while the answers agree and leave several rungs, the pair of neighbours that halves those is asked, so that
    n rungs take log2(n) questions, rounded up. Neighbours too close to tell apart give way to the nearest pair around them that is not. Then
    checks: the pair whose answer is worth most bits about which rung is best. It ends with seven answers, or from four on once all
    rates of the interval pick one point or no pair is worth another answer; sooner where there are no more pairs. The side on which the point with more of x stands changes each time.

    Raises InputError for a frontier of other than two metrics, and for answers given on another one.
    """
    ladder = ladder_of(frontier)
    readings = read_answers(ladder, answers)
    if len(ladder.rungs) < 2 or len(answers) >= QUESTIONS_MAX:
        return None
    asked = _asked(ladder, answers)
    found = _halving(ladder, readings, asked)
    if found is None and not _is_settled(ladder, readings):
        found = _checking(ladder, readings, asked)
    if found is None:
        return None
    low, high = (int(ladder.points[place]) for place in found)
    before = next(
        (answer.pair for answer in reversed(answers) if {answer.pair.left, answer.pair.right} == {low, high}), None
    )
    if before is not None:
        return Pair(left=before.right, right=before.left)
    return Pair(left=low, right=high) if len(answers) % 2 == 0 else Pair(left=high, right=low)


def _asked(ladder: Ladder, answers: Sequence[Answer]) -> dict[_Places, int]:
    counts: dict[_Places, int] = {}
    for answer in answers:
        places = sorted(ladder.place(point) for point in (answer.pair.left, answer.pair.right))
        counts[places[0], places[1]] = counts.get((places[0], places[1]), 0) + 1
    return counts


def _halving(ladder: Ladder, readings: Sequence[Reading], asked: dict[_Places, int]) -> _Places | None:
    """The pair that halves the rungs that the answers leave; None where they contradict each other or leave one."""
    limits = [allowed(reading) for reading in readings]
    low = max((limit[0] for limit in limits), default=-np.inf)
    high = min((limit[1] for limit in limits), default=np.inf)
    inside = np.flatnonzero((ladder.log_rates > low) & (ladder.log_rates < high))
    if low >= high or not len(inside):
        return None
    belief = believe(ladder, [])
    is_left = (belief.middles > low) & (belief.middles < high)
    total = belief.mass[is_left].sum()
    best, best_off = None, np.inf
    # The rates near the middle come first, so that of equal halves the one nearest the middle is asked.
    edges = sorted(inside.tolist(), key=lambda edge: abs(edge - (inside[0] + inside[-1]) / 2))[:_RATES_MAX]
    for closest in (_NOTICEABLE, _ASKABLE):
        for edge in edges:
            places = _told_apart_around(ladder, edge, closest)
            if places is None or places in asked or not low < (log_rate := ladder.log_rate_between(*places)) < high:
                continue
            off = abs(belief.mass[is_left & (belief.middles < log_rate)].sum() / total - 0.5)
            if off < best_off - 1e-9:
                best, best_off = places, off
        if best is not None:
            break
    return best


def _is_settled(ladder: Ladder, readings: Sequence[Reading]) -> bool:
    if len(readings) < QUESTIONS_MIN:
        return False
    rate = implied_from(ladder, readings)
    with np.errstate(divide="ignore"):
        low, high = np.log(rate.low), np.log(rate.high)
    return not ((ladder.log_rates > low) & (ladder.log_rates < high)).any()


def _checking(ladder: Ladder, readings: Sequence[Reading], asked: dict[_Places, int]) -> _Places | None:
    """The pair whose answer is worth most bits; one that was asked already counts half, and thrice is never asked."""
    belief = believe(ladder, readings)
    best, best_bits = None, _BITS_MIN if len(readings) >= QUESTIONS_MIN else 0.0
    for places in _candidates(ladder, belief):
        times = asked.get(places, 0)
        if times >= _TWICE:
            continue
        bits = _bits(belief, ladder.log_rate_between(*places)) * (_REPEAT_WORTH if times else 1.0)
        if bits > best_bits + 1e-9:
            best, best_bits = places, bits
    return best


def _candidates(ladder: Ladder, belief: Belief) -> list[_Places]:
    """Pairs around each rate that is not nearly ruled out: the neighbours, and pairs one or two rungs wider."""
    chances = np.bincount(belief.rung, weights=belief.mass, minlength=len(ladder.rungs))
    likely = np.flatnonzero(np.maximum(chances[1:], chances[:-1]) >= 0.1 * chances.max())
    if len(likely) > _RATES_MAX:
        likely = likely[np.linspace(0, len(likely) - 1, _RATES_MAX).astype(np.int64)]
    last = len(ladder.rungs) - 1
    found: dict[_Places, None] = {}
    for edge in likely.tolist():
        around = _told_apart_around(ladder, edge, _NOTICEABLE)
        if around is not None:
            found[around] = None
        for down, up in ((1, 0), (0, 1), (1, 1), (2, 1), (1, 2)):
            if edge - down >= 0 and edge + 1 + up <= last:
                places = int(ladder.rungs[edge - down]), int(ladder.rungs[edge + 1 + up])
                if _is_apart(ladder, *places, _NOTICEABLE):
                    found[places] = None
    return list(found)


def _told_apart_around(ladder: Ladder, edge: int, closest: float) -> _Places | None:
    """The neighbours at a rate, or the nearest pair around them that is further apart than ``closest``."""
    low, high, last = edge, edge + 1, len(ladder.rungs) - 1
    while not _is_apart(ladder, int(ladder.rungs[low]), int(ladder.rungs[high]), closest):
        if low == 0 and high == last:
            return None
        low, high = max(low - 1, 0), min(high + 1, last)
    return int(ladder.rungs[low]), int(ladder.rungs[high])


def _is_apart(ladder: Ladder, low: int, high: int, closest: float) -> bool:
    first, last = ladder.rungs[0], ladder.rungs[-1]
    across = (ladder.a[high] - ladder.a[low]) / (ladder.a[last] - ladder.a[first])
    down = (ladder.b[low] - ladder.b[high]) / (ladder.b[first] - ladder.b[last])
    return bool(max(across, down) >= closest)


def _bits(belief: Belief, log_rate: float) -> float:
    """How many bits the answer to a pair is expected to say about which rung is best."""
    above = chance_above(belief.middles - log_rate)
    mass = np.bincount(belief.rung, weights=belief.mass)
    both = np.bincount(belief.rung, weights=belief.mass * above)
    is_there = mass > 0
    mass, both = mass[is_there], both[is_there]
    return float(_entropy(both.sum()) - (mass * _entropy(both / mass)).sum())


def _entropy(chance: np.ndarray) -> np.ndarray:
    chance = np.clip(chance, 1e-12, 1 - 1e-12)
    return -(chance * np.log2(chance) + (1 - chance) * np.log2(1 - chance))
