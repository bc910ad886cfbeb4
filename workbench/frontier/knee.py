"""The knee: a suggestion of where the frontier bends most."""

from __future__ import annotations

import numpy as np


def knee(a: np.ndarray, b: np.ndarray) -> int | None:
    """The frontier point furthest above the line between the ends, both metrics scaled to the frontier's range.

    ``a`` rises and ``b`` falls, more is better for both. None with fewer than three points, or where no point lies
    above the line. The definition follows Das 1999 (normal-boundary intersection); it depends on the range of the
    frontier, so it is a suggestion and never a recommendation.

    >>> knee(np.array([0.0, 0.9, 1.0]), np.array([1.0, 0.9, 0.0]))
    1
    """
    if len(a) < 3 or a[-1] == a[0] or b[0] == b[-1]:
        return None
    above = (a - a[0]) / (a[-1] - a[0]) + (b - b[-1]) / (b[0] - b[-1]) - 1
    best = int(np.argmax(above))
    return best if above[best] > 0 else None
