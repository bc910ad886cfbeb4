"""The supported points: those that some weighting of two metrics picks, and which weightings those are."""

from __future__ import annotations

import sys
from itertools import product

import numpy as np

ROUNDING = 8 * sys.float_info.epsilon
_FEW_POINTS = 64


def supported(points: np.ndarray) -> np.ndarray:
    """True for the points of shape (n, m), more is better, that are vertices of what non-negative weights can pick.

    Everything that is worse than a point is added (the point with some coordinates pushed below all others), so that
    only the side that weights can reach is left.
    """
    if not len(points):
        return np.zeros(0, dtype=bool)
    from scipy.spatial import ConvexHull  # slow to import, and only needed for three metrics or more

    low, span = points.min(axis=0), np.ptp(points, axis=0)
    scaled = (points - low) / np.where(span > 0, span, 1.0)
    pushed = [np.where(np.array(mask), -1.0, scaled) for mask in product([False, True], repeat=points.shape[1])]
    hull = ConvexHull(np.vstack(pushed))  # the first block is the points themselves: nothing is pushed
    result = np.zeros(len(points), dtype=bool)
    result[hull.vertices[hull.vertices < len(points)]] = True
    return result


def upper_hull(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """True at the vertices of the concave hull of frontier points sorted by rising ``a`` and falling ``b``.

    Both are oriented so that more is better; points inside an edge are no vertices (equal weightings pick the ends).

    >>> upper_hull(np.array([0.0, 1.0, 2.0]), np.array([2.0, 0.5, 0.0]))
    array([ True, False,  True])
    """
    candidates = _above_their_neighbours(a, b)
    kept: list[int] = []
    for index in candidates.tolist():
        while len(kept) >= 2 and not _turns_down(a, b, kept[-2], kept[-1], index):
            kept.pop()
        kept.append(index)
    result = np.zeros(len(a), dtype=bool)
    result[kept] = True
    return result


def _above_their_neighbours(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Places without most of the points that lie under the line between others: those are never vertices.

    Each pass drops every point that is clearly under the line between its neighbours, all at once, as long as many are.
    Of points on the line every other one goes, and only between two that stay: of many points on a fine curve each is
    near it, and yet some are vertices.
    """
    places = np.arange(len(a))
    while len(places) > _FEW_POINTS:
        turn, dust = _turn(a, b, places[:-2], places[1:-1], places[2:])
        stays = np.ones(len(places), dtype=bool)
        stays[1:-1] = turn >= -dust
        is_on_line = np.zeros(len(places), dtype=bool)
        is_on_line[1:-1:2] = (np.abs(turn) <= dust)[::2]
        is_on_line[1:-1] &= stays[:-2] & stays[2:]
        stays &= ~is_on_line
        if stays.sum() > 0.9 * len(places):
            break
        places = places[stays]
    return places


def _turns_down(a: np.ndarray, b: np.ndarray, first: int, middle: int, last: int) -> bool:
    turn, dust = _turn(a, b, first, middle, last)
    return bool(turn > dust)


def _turn(
    a: np.ndarray, b: np.ndarray, first: int | np.ndarray, middle: int | np.ndarray, last: int | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How far the middle point stands above the line between the others, and how much of that may be rounding."""
    left = (b[middle] - b[first]) * (a[last] - a[middle])
    right = (b[last] - b[middle]) * (a[middle] - a[first])
    # Three points on one line turn by the rounding of their coordinates; that is no vertex.
    size_a = np.maximum(np.abs(a[first]), np.abs(a[last]))
    size_b = np.maximum(np.abs(b[first]), np.abs(b[last]))
    dust = ROUNDING * (size_b * (a[last] - a[first]) + size_a * (b[first] - b[last]))
    return left - right, dust


def weight_intervals(a: np.ndarray, b: np.ndarray, on_hull: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each vertex the ratios weight of a / weight of b for which it is best: (low, high), NaN off the hull.

    ``low`` is 0 at the first vertex and ``high`` +inf at the last.
    """
    low, high = np.full(len(a), np.nan), np.full(len(a), np.nan)
    vertices = np.flatnonzero(on_hull)
    if len(vertices):
        price = -np.diff(b[vertices]) / np.diff(a[vertices])  # units of b given up per unit of a
        low[vertices] = np.concatenate([[0.0], price])
        high[vertices] = np.concatenate([price, [np.inf]])
    return low, high
