"""Which points no other point beats on every chosen metric."""

from __future__ import annotations

from collections.abc import Sequence

import moocore
import numpy as np


def is_nondominated(values: np.ndarray, *, signs: Sequence[int]) -> np.ndarray:
    """True for the frontier among ``values`` of shape (n, m); ``signs[j]`` is +1 to maximise column j, -1 to minimise.

    A point dominates another when it is at least as good on every metric and better on one. Of equal points the
    first is kept. Points with a NaN are never on the frontier. Two metrics: sort and accumulate; more: moocore.

    >>> is_nondominated(np.array([[0.9, 5], [0.8, 4], [0.8, 6], [0.9, 5]]), signs=[1, -1])
    array([ True,  True, False, False])
    """
    values = np.asarray(values, dtype=np.float64)
    oriented = values * np.asarray(signs, dtype=np.float64)
    result = np.zeros(len(values), dtype=bool)
    usable = np.flatnonzero(~np.isnan(oriented).any(axis=1))
    if not len(usable):
        return result
    points = oriented[usable]
    if points.shape[1] == 1:
        result[usable[np.argmax(points[:, 0])]] = True
    elif points.shape[1] == 2:
        result[usable[_two(points[:, 0], points[:, 1])]] = True
    else:
        result[usable] = moocore.is_nondominated(points, maximise=True, keep_weakly=False)
    return result


def _two(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    order = np.lexsort((np.arange(len(a)), -b, -a))  # best a first, then best b, then first come
    best_so_far = np.maximum.accumulate(b[order])
    keep = np.ones(len(order), dtype=bool)
    keep[1:] = b[order][1:] > best_so_far[:-1]
    return order[keep]
