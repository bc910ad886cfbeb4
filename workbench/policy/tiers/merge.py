"""Two totals over tiers: their supported frontier by merging hull edges, what lies inside the edges, and all of it exactly.

At a supported point every tier is at a vertex of its own concave hull, and gives up the same of one total for the other:
the hull of a sum of sets is the sum of their hulls (Minkowski), whose edges are all edges in the order of their slopes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.frontier import is_nondominated, upper_hull

EXACT_PAIRS_MAX, EXACT_POINTS_MAX = 3_000_000, 60_000


@dataclass(frozen=True, kw_only=True, eq=False)
class TierHull:
    """One tier's candidates that no other beats in (a, b), more is better: ``index`` with rising a and falling b.

    ``corners`` are the places in ``index`` of the concave hull's vertices.
    """

    index: np.ndarray
    a: np.ndarray
    b: np.ndarray
    corners: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class Merged:
    """Combinations with rising ``a`` and falling ``b``; ``chosen`` has their candidates, (m, values).

    ``on_hull`` marks those on the supported frontier, which no combination passes.
    """

    a: np.ndarray
    b: np.ndarray
    chosen: np.ndarray
    on_hull: np.ndarray

    def __len__(self) -> int:
        return len(self.a)

    def take(self, index: np.ndarray) -> Merged:
        return Merged(a=self.a[index], b=self.b[index], chosen=self.chosen[index], on_hull=self.on_hull[index])


def tier_hull(a: np.ndarray, b: np.ndarray, kept: np.ndarray) -> TierHull:
    """The hull of one tier's candidates ``kept``, of which there is at least one."""
    index = kept[is_nondominated(np.column_stack([a[kept], b[kept]]), signs=[1, 1])]
    index = index[np.argsort(a[index], kind="stable")]
    own_a, own_b = a[index], b[index]
    return TierHull(index=index, a=own_a, b=own_b, corners=np.flatnonzero(upper_hull(own_a, own_b)))


def edges(hulls: Sequence[TierHull]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All hull edges in the order that a supported frontier goes along them: owner, place among its corners, price.

    The price is what is given up of b for one of a; it rises along each hull.
    """
    prices = [-np.diff(hull.b[hull.corners]) / np.diff(hull.a[hull.corners]) for hull in hulls]
    owner = np.repeat(np.arange(len(hulls)), [len(each) for each in prices])
    place = np.concatenate([np.arange(len(each)) for each in prices])
    price = np.concatenate(prices)
    # A price that rounding made fall along one hull must not put its edges out of their order.
    steady = np.concatenate([np.maximum.accumulate(each) for each in prices])
    order = np.argsort(steady, kind="stable")
    return owner[order], place[order], price[order]


def merge_hulls(hulls: Sequence[TierHull], *, is_filled: bool, points_max: int | None = None) -> Merged:
    """The vertices of the supported frontier; ``is_filled`` adds what one tier can do inside its edge at a time.

    With ``points_max`` about so many are kept: the points on the hull first, all evenly spread.
    """
    owner, place, _ = edges(hulls)
    corner_a, corner_b = ([getattr(hull, name)[hull.corners] for hull in hulls] for name in ("a", "b"))
    step_a = np.array([np.diff(corner_a[v])[p] for v, p in zip(owner, place, strict=True)])
    step_b = np.array([np.diff(corner_b[v])[p] for v, p in zip(owner, place, strict=True)])
    a = np.concatenate([[0.0], np.cumsum(step_a)]) + sum(each[0] for each in corner_a)
    b = np.concatenate([[0.0], np.cumsum(step_b)]) + sum(each[0] for each in corner_b)
    at_corner = np.zeros((len(a), len(hulls)), dtype=np.intp)
    at_corner[np.arange(1, len(a)), owner] = 1
    at_corner = np.cumsum(at_corner, axis=0)
    steps = np.arange(len(a))
    inside = [np.empty((0, 3), dtype=np.intp)]
    if is_filled:
        for step, (v, p) in enumerate(zip(owner.tolist(), place.tolist(), strict=True)):
            first, last = hulls[v].corners[p], hulls[v].corners[p + 1]
            if last - first > 1:
                between = np.arange(first + 1, last)
                inside.append(np.column_stack([np.full(len(between), step), np.full(len(between), v), between]))
    filled = np.concatenate(inside)
    if points_max is not None:
        steps = _spread(steps, points_max)
        filled = filled[_spread(np.arange(len(filled)), max(points_max - len(steps), 0))]
    base = np.concatenate([steps, filled[:, 0]])
    chosen = np.stack([hull.index[hull.corners[at_corner[base, v]]] for v, hull in enumerate(hulls)], axis=1)
    all_a, all_b = a[base], b[base]
    rows = np.arange(len(steps), len(base))
    for v, hull in enumerate(hulls):
        own = filled[:, 1] == v
        at, corner = filled[own, 2], hull.corners[at_corner[filled[own, 0], v]]
        chosen[rows[own], v] = hull.index[at]
        all_a[rows[own]] += hull.a[at] - hull.a[corner]
        all_b[rows[own]] += hull.b[at] - hull.b[corner]
    on_hull = np.arange(len(base)) < len(steps)
    order = np.lexsort((-all_b, all_a))
    return Merged(a=all_a, b=all_b, chosen=chosen, on_hull=on_hull).take(order)


def merge_exactly(
    parts: Sequence[tuple[np.ndarray, np.ndarray]],
    *,
    pairs_max: int = EXACT_PAIRS_MAX,
    points_max: int = EXACT_POINTS_MAX,
) -> Merged | None:
    """Every combination that no other beats, by joining tiers and keeping what is not beaten; None where that is too much.

    A tier is (index, rows), where ``rows`` has what its candidates add to a, to b, and to any further totals (d, k), more
    is better in all. A part of a combination that is beaten is beaten in every combination, so nothing is lost.
    """
    sequence = sorted(range(len(parts)), key=lambda v: len(parts[v][0]))
    dimensions = len(parts[0][1])
    rows, chosen = np.zeros((dimensions, 1)), np.zeros((1, 0), dtype=np.intp)
    best = {v: np.flatnonzero(is_nondominated(parts[v][1].T, signs=[1] * dimensions)) for v in sequence}
    least = 1
    for v in sequence:  # a sum of frontiers has at least as many points as one step at a time along each makes
        if least * len(best[v]) > pairs_max:
            return None
        least += len(best[v]) - 1
    for v in sequence:
        index, own = parts[v][0][best[v]], parts[v][1][:, best[v]]
        m, k = rows.shape[1], len(index)
        if m * k > pairs_max:
            return None
        added = (rows[:, :, None] + own[:, None, :]).reshape(dimensions, m * k)
        found = np.flatnonzero(is_nondominated(added.T, signs=[1] * dimensions))
        if len(found) > points_max:
            return None
        rows = added[:, found]
        chosen = np.concatenate([chosen[found // k], index[found % k][:, None]], axis=1)
    order = np.lexsort((-rows[1], rows[0]))
    back = np.argsort(sequence)
    return Merged(
        a=rows[0, order], b=rows[1, order], chosen=chosen[order][:, back], on_hull=np.zeros(len(order), dtype=bool)
    )


def merge_two(first: TierHull, second: TierHull, *, each_max: int) -> Merged:
    """What no combination of two tiers beats; of a tier with more points only its hull's corners and ``each_max`` evenly."""
    places = []
    for hull in (first, second):
        spread = _spread(np.arange(len(hull.index)), each_max)
        places.append(np.union1d(spread, hull.corners))
    parts = [(hull.index[p], np.array([hull.a[p], hull.b[p]])) for hull, p in zip((first, second), places, strict=True)]
    helping = max(1, EXACT_PAIRS_MAX // len(places[1]))
    index, rows = parts[0]
    found = [
        merge_exactly([(index[i : i + helping], rows[:, i : i + helping]), parts[1]], points_max=EXACT_PAIRS_MAX)
        for i in range(0, len(index), helping)
    ]
    return joined([each for each in found if each is not None], 2)


def joined(parts: Sequence[Merged], values_count: int) -> Merged:
    """What none of several frontiers beats."""
    if not parts:
        nothing = np.empty(0)
        chosen, on_hull = np.empty((0, values_count), dtype=np.intp), np.empty(0, dtype=bool)
        return Merged(a=nothing, b=nothing, chosen=chosen, on_hull=on_hull)
    return unbeaten(
        Merged(
            a=np.concatenate([each.a for each in parts]),
            b=np.concatenate([each.b for each in parts]),
            chosen=np.concatenate([each.chosen for each in parts]),
            on_hull=np.concatenate([each.on_hull for each in parts]),
        )
    )


def unbeaten(merged: Merged) -> Merged:
    """Those of the combinations that none of the others beats in a and b, a rising, with the hull's vertices marked."""
    index = np.flatnonzero(is_nondominated(np.column_stack([merged.a, merged.b]), signs=[1, 1]))
    found = merged.take(index[np.argsort(merged.a[index], kind="stable")])
    return replace(found, on_hull=found.on_hull | (upper_hull(found.a, found.b) if len(found) else found.on_hull))


def _spread(items: np.ndarray, most: int) -> np.ndarray:
    if len(items) <= most:
        return items
    return items[np.unique(np.linspace(0, len(items) - 1, most).astype(np.intp))] if most else items[:0]
