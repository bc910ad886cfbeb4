"""Two totals over tiers: their supported frontier by merging hull edges, what lies inside the edges, and all of it exactly.

At a supported point every tier is at a vertex of its own concave hull, and gives up the same of one total for the other:
the hull of a sum of sets is the sum of their hulls (Minkowski), whose edges are all edges in the order of their slopes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def merge_exactly(hulls: Sequence[TierHull]) -> Merged | None:
    """Every combination that no other beats, by joining tiers and keeping what is not beaten; None where that is too much.

    A part of a combination that is beaten is beaten in every combination, so nothing is lost.
    """
    a, b, chosen = np.zeros(1), np.zeros(1), np.zeros((1, 0), dtype=np.intp)
    for hull in sorted_by_size(hulls):
        m, k = len(a), len(hull.index)
        if m * k > EXACT_PAIRS_MAX:
            return None
        all_a, all_b = (a[:, None] + hull.a).ravel(), (b[:, None] + hull.b).ravel()
        found = np.flatnonzero(is_nondominated(np.column_stack([all_a, all_b]), signs=[1, 1]))
        if len(found) > EXACT_POINTS_MAX:
            return None
        a, b = all_a[found], all_b[found]
        chosen = np.concatenate([chosen[found // k], hull.index[found % k][:, None]], axis=1)
    back = np.argsort([v for v, _ in _by_size(hulls)])
    order = np.argsort(a, kind="stable")
    on_hull = np.zeros(len(a), dtype=bool)
    on_hull[:] = upper_hull(a[order], b[order])
    return Merged(a=a[order], b=b[order], chosen=chosen[order][:, back], on_hull=on_hull)


def sorted_by_size(hulls: Sequence[TierHull]) -> list[TierHull]:
    """The hulls with fewest points first, so that what is joined stays small for long."""
    return [hull for _, hull in _by_size(hulls)]


def _by_size(hulls: Sequence[TierHull]) -> list[tuple[int, TierHull]]:
    return sorted(enumerate(hulls), key=lambda item: len(item[1].index))


def _spread(items: np.ndarray, most: int) -> np.ndarray:
    if len(items) <= most:
        return items
    return items[np.unique(np.linspace(0, len(items) - 1, most).astype(np.intp))] if most else items[:0]
