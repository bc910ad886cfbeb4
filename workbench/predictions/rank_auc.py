"""AUC by rank: the chance that a random event has a higher score than a random non-event, ties counting half."""

from __future__ import annotations

import numpy as np


def rank_auc(score: np.ndarray, label: np.ndarray, *, weight: np.ndarray | None = None) -> float:
    """The exact area under the ROC curve (Mann-Whitney U / (events x non-events)); NaN where a class has no weight.

    >>> rank_auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1]))
    0.75
    """
    is_event = label.astype(bool)
    events, others = score[is_event], score[~is_event]
    if weight is None:
        # Only the larger class is sorted; the smaller one is looked up in it.
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


def _won_and_tied(few: np.ndarray, many: np.ndarray) -> tuple[int, int]:
    """In how many pairs the value of ``few`` is the higher, and in how many they are equal."""
    many = np.sort(many)
    left = np.searchsorted(many, few, "left")
    right = np.searchsorted(many, few, "right")
    return int(left.sum()), int((right - left).sum())
