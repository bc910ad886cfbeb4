"""Score bins: a few edges, evenly spread in rank and each an actual score, and the bin that every row falls into."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from workbench.sweep.side_by_side import shares, side_by_side

BINS_MAX = 1 << 14
_BLOCK_ROWS = 1 << 15
# So many rows are looked at to place the edges: enough that bins differ little in size, few enough to sort at once.
_SAMPLE_ROWS = 400_000
_SLOTS = 1 << 19

_Slot = Callable[[np.ndarray], np.ndarray]


def sort_into_bins(score: np.ndarray, *, bins_max: int = BINS_MAX) -> tuple[np.ndarray, np.ndarray]:
    """The edges, descending, shape (b,), and for each row the first edge that it reaches, shape (n,), uint16.

    Row r is in bin j when ``edges[j] <= score[r] < edges[j - 1]``. The highest and the lowest score are edges, so every
    row has a bin. Edges are scores of evenly spaced rows in rank, of every so manieth row: the same rows always
    have the same edges. ``score`` is finite and not empty; 2 <= ``bins_max`` <= 16,384.

    >>> sort_into_bins(np.array([0.9, 0.5, 0.4, 0.2]), bins_max=3)
    (array([0.9, 0.5, 0.2]), array([0, 1, 2, 2], dtype=uint16))
    """
    rising = _rising_edges(score, bins_max=bins_max)
    slot = _slot_of(rising)
    if slot is None:
        return rising[::-1], _search(score, rising)
    slots = slot(rising)
    is_first = np.concatenate([[True], slots[1:] != slots[:-1]])
    # Of edges that share a slot one stays, and then one comparison settles each row. The highest score stays for the
    # sake of the top of the curve: where its slot has another edge, that one goes.
    is_first[np.flatnonzero(is_first)[-1]] = False
    is_first[-1] = is_first[0] = True
    rising, slots = rising[is_first], slots[is_first]
    return rising[::-1], _look_up(score, rising, slot, slots)


def _rising_edges(score: np.ndarray, *, bins_max: int) -> np.ndarray:
    sample = np.sort(score[:: max(1, len(score) // _SAMPLE_ROWS)])
    inner = max(1, min(bins_max - 2, len(sample)))
    ranks = ((np.arange(inner) + 0.5) * (len(sample) / inner)).astype(np.int64)
    edges = np.unique(np.concatenate([[score.min(), score.max()], sample[ranks]]) + 0.0)
    return edges if len(edges) <= bins_max else np.delete(edges, 1)


def _look_up(score: np.ndarray, rising: np.ndarray, slot: _Slot, slots: np.ndarray) -> np.ndarray:
    last_before = (np.searchsorted(slots, np.arange(_SLOTS), side="right") - 1).astype(np.uint16)
    last = np.uint16(len(rising) - 1)

    def bin_of(part: np.ndarray) -> np.ndarray:
        # The edges are scores, so none of these places is outside; "clip" only spares the check.
        found = np.take(last_before, slot(part), mode="clip")
        found -= part < np.take(rising, found, mode="clip")
        return last - found

    return _by_blocks(score, bin_of)


def _search(score: np.ndarray, rising: np.ndarray) -> np.ndarray:
    return _by_blocks(score, lambda part: len(rising) - np.searchsorted(rising, part, side="right"))


def _by_blocks(score: np.ndarray, bin_of: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The bin of every row, some rows at a time, shared between the cores."""
    bins = np.empty(len(score), dtype=np.uint16)

    def fill(start: int, stop: int) -> None:
        for first in range(start, stop, _BLOCK_ROWS):
            part = slice(first, min(first + _BLOCK_ROWS, stop))
            bins[part] = bin_of(score[part])

    side_by_side([partial(fill, *share) for share in shares(0, len(score))])
    return bins


def _slot_of(rising: np.ndarray) -> _Slot | None:
    """A map from score to one of the slots that keeps the order and most edges apart; None where there is none.

    Rounding never reorders: each step of these maps is monotone also in floating point.
    """
    for make, share in ((_linear, 0.75), (_two_sided, 0.5)):
        with np.errstate(all="ignore"):
            slot = make(rising)
        if slot is not None and len(np.unique(slot(rising))) >= share * len(rising):
            return slot
    return None


def _linear(rising: np.ndarray) -> _Slot | None:
    lowest = rising[0]
    scale = (_SLOTS - 1) / (rising[-1] - lowest)
    if not (np.isfinite(scale) and np.isfinite(rising[-1] - lowest)):
        return None

    def slot(part: np.ndarray) -> np.ndarray:
        place = part - lowest
        place *= scale
        return place.astype(np.intp)

    return slot


def _two_sided(rising: np.ndarray) -> _Slot | None:
    """Fine near both ends, as scores are that a model has driven towards 0 and 1: slots even in the floats' own steps."""
    lowest, highest = rising[0], rising[-1]
    middle = lowest + (highest - lowest) / 2
    half = _SLOTS // 2 - 1
    gaps = np.concatenate([rising[1:2] - lowest, highest - rising[-2:-1], [middle - lowest, highest - middle]])
    if len(rising) < 3 or not np.isfinite(gaps).all():
        return None
    steps = gaps.view(np.int64)
    floor, ceiling = int(steps[:2].min()), int(steps[2:].max())
    if ceiling <= floor:
        return None
    scale = half / (ceiling - floor)

    def slot(part: np.ndarray) -> np.ndarray:
        is_low = part < middle
        distance = np.where(is_low, part - lowest, highest - part)
        steps = distance.view(np.int64) - floor
        np.maximum(steps, 0, out=steps)
        place = (steps * scale).astype(np.intp)
        return np.where(is_low, place, _SLOTS - 1 - place)

    return slot
