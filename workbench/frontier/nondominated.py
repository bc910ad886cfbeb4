"""Which points no other point beats on every chosen metric."""

from __future__ import annotations

from collections.abc import Sequence

import moocore
import numpy as np

_SAMPLE_POINTS = 1000


def is_nondominated(values: np.ndarray, *, signs: Sequence[int]) -> np.ndarray:
    """True for the frontier among ``values`` of shape (n, m); ``signs[j]`` is +1 to maximise column j, -1 to minimise.

    A point dominates another when it is at least as good on every metric and better on one. Of equal points the
    first is kept. Points with a NaN are never on the frontier. Two metrics: sort and accumulate; more: moocore.

    >>> is_nondominated(np.array([[0.9, 5], [0.8, 4], [0.8, 6], [0.9, 5]]), signs=[1, -1])
    array([ True,  True, False, False])
    """
    values = np.asarray(values, dtype=np.float64)
    columns = [np.ascontiguousarray(values[:, j]) if sign > 0 else -values[:, j] for j, sign in enumerate(signs)]
    is_usable = np.ones(len(values), dtype=bool)
    for column in columns:
        is_usable &= ~np.isnan(column)
    result = np.zeros(len(values), dtype=bool)
    usable = _where(is_usable)
    columns = [column[usable] for column in columns]
    if not len(columns[0]):
        return result
    if len(columns) == 1:
        found = np.argmax(columns[0])
    elif len(columns) == 2:
        found = _two(*columns)
    else:
        found = moocore.is_nondominated(np.column_stack(columns), maximise=True, keep_weakly=False)
    if isinstance(usable, slice):
        result[usable][found] = True
    else:
        result[usable[found]] = True
    return result


def _where(mask: np.ndarray) -> slice | np.ndarray:
    """The places where ``mask`` is true; a slice where they are one stretch, so that nothing is copied."""
    if not mask.any():
        return slice(0)
    first = int(mask.argmax())
    stretch = slice(first, first + int(np.count_nonzero(mask)))
    return stretch if mask[stretch].all() else np.flatnonzero(mask)


def _two(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Places of the frontier's points."""
    # Along a sweep most metrics rise or fall throughout: then there is nothing to sort.
    if (a[1:] >= a[:-1]).all():
        return _along(a, b, is_rising=True)
    if (a[1:] <= a[:-1]).all():
        return _along(a, b)
    if (b[1:] >= b[:-1]).all():
        return _along(b, a, is_rising=True)
    if (b[1:] <= b[:-1]).all():
        return _along(b, a)
    places = _not_below_a_sample(a, b) if len(a) > _SAMPLE_POINTS else np.arange(len(a))
    order = places[np.argsort(-a[places], kind="stable")]  # stable: of equal points the first one stays first
    return order[_along(a[order], b[order])]


def _along(a: np.ndarray, b: np.ndarray, *, is_rising: bool = False) -> np.ndarray:
    """Places of the frontier's points where ``a`` falls, or rises, throughout."""
    is_start = np.concatenate([[True], a[1:] != a[:-1]])
    starts = np.flatnonzero(is_start)
    # With each further false alarm precision falls while recall stays: the first of those that share it is the best.
    is_first_best = bool((is_start[1:] | (b[1:] <= b[:-1])).all())
    if len(starts) == len(b):
        best = b
    else:
        best = b[starts] if is_first_best else np.maximum.reduceat(b, starts)
    better = best[::-1] if is_rising else best
    beats = np.concatenate([[True], better[1:] > np.maximum.accumulate(better)[:-1]])
    found = np.flatnonzero(beats[::-1] if is_rising else beats)
    if is_first_best:
        return starts[found]
    # Of the points that share an ``a``, the first of those with the best ``b``.
    sizes = np.diff(np.append(starts, len(b)))[found]
    owner = np.repeat(found, sizes)
    places = np.repeat(starts[found] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes) + np.arange(len(owner))
    is_best = b[places] == best[owner]
    places, owner = places[is_best], owner[is_best]
    return places[np.concatenate([[True], owner[1:] != owner[:-1]])]


def _not_below_a_sample(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Places of the points that no point of a small sample is as good as in ``a`` and better than in ``b``."""
    sample = np.linspace(0, len(a) - 1, _SAMPLE_POINTS).astype(np.int64)
    order = np.argsort(-a[sample])
    across, best = a[sample][order][::-1], np.maximum.accumulate(b[sample][order])[::-1]
    beaten_by = np.append(best, -np.inf)[np.searchsorted(across, a)]
    return np.flatnonzero(b >= beaten_by)
