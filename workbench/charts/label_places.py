"""Where the labels of a few marks go so that they cover neither each other nor the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

CHARACTER_WIDTH = 6.9
LINE_HEIGHT = 17
MARK_RADIUS = 9


@dataclass(frozen=True, kw_only=True)
class Place:
    """A label's middle-left or middle-right anchor in pixels from the plot's top left."""

    x: float
    y: float
    align: str
    is_far: bool


def place_labels(
    marks: np.ndarray, labels: Sequence[str], *, lines: np.ndarray, width: float, height: float
) -> list[Place]:
    """One place a mark: the one that costs least, tried from near to far, in the order given.

    ``marks`` has shape (n, 2) and ``lines`` shape (m, 2), both in pixels.
    """
    taken: list[tuple[float, float, float, float]] = []
    places = []
    for (x, y), label in zip(marks, labels, strict=True):
        long = CHARACTER_WIDTH * len(label)
        best: tuple[float, Place, tuple[float, float, float, float]] | None = None
        for order, (dx, dy, align) in enumerate(_CANDIDATES):
            left = x + dx if align == "left" else x + dx - long
            box = (left, y + dy - LINE_HEIGHT / 2, left + long, y + dy + LINE_HEIGHT / 2)
            cost = 0.6 * order + _cost(box, marks, lines, taken, width, height)
            if best is None or cost < best[0]:
                best = (cost, Place(x=x + dx, y=y + dy, align=align, is_far=abs(dx) + abs(dy) > 34), box)
        assert best is not None
        places.append(best[1])
        taken.append(best[2])
    return places


_CANDIDATES = [
    (dx * side, dy, "left" if side > 0 else "right")
    for dx, dy in (
        (12, 0),
        (10, -14),
        (10, 14),
        (8, -26),
        (8, 26),
        (24, -40),
        (24, 40),
        (40, -60),
        (40, 60),
        (60, -85),
        (60, 85),
        (60, 0),
    )
    for side in (1, -1)
]


def _cost(
    box: tuple[float, float, float, float],
    marks: np.ndarray,
    lines: np.ndarray,
    taken: Sequence[tuple[float, float, float, float]],
    width: float,
    height: float,
) -> float:
    left, top, right, bottom = box
    outside = max(0, -left) + max(0, right - width) + max(0, -top) + max(0, bottom - height)
    near = (marks[:, 0] > left - MARK_RADIUS) & (marks[:, 0] < right + MARK_RADIUS)
    near &= (marks[:, 1] > top - MARK_RADIUS + 3) & (marks[:, 1] < bottom + MARK_RADIUS - 3)
    crossed = (lines[:, 0] > left) & (lines[:, 0] < right) & (lines[:, 1] > top) & (lines[:, 1] < bottom)
    overlaps = sum(1 for a, b, c, d in taken if left < c and a < right and top < d and b < bottom)
    return 20.0 * outside + 60.0 * float(near.sum()) + 1.0 * float(crossed.sum()) + 200.0 * overlaps


def dense(path: np.ndarray) -> np.ndarray:
    """Points every few pixels along a line, so that a label between two far points still meets it."""
    if len(path) < 2:
        return path
    parts = []
    for start, end in pairwise(path):
        steps = int(min(400, max(2, np.hypot(*(end - start)) // 4)))
        parts.append(start + (end - start) * np.linspace(0, 1, steps)[:, None])
    return np.concatenate(parts)
