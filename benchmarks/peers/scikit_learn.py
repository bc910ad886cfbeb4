"""scikit-learn's curve functions, and the threshold search of TunedThresholdClassifierCV."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import confusion_matrix_at_thresholds, precision_recall_curve, roc_curve
from sklearn.model_selection import TunedThresholdClassifierCV

from benchmarks.data import Rows
from benchmarks.peers.given_scores import GivenScores

SEARCHED_COUNT = 100


def draw_roc(rows: Rows) -> tuple[np.ndarray, ...]:
    """False and true positive rate at every distinct score."""
    return roc_curve(rows.label, rows.score, sample_weight=rows.weight, drop_intermediate=False)


def count_every_threshold(rows: Rows) -> tuple[np.ndarray, ...]:
    """TN, FP, FN, TP and the thresholds."""
    return confusion_matrix_at_thresholds(rows.label, rows.score, sample_weight=rows.weight)


def draw_precision_recall(rows: Rows) -> tuple[np.ndarray, ...]:
    """Precision and recall at every distinct score."""
    return precision_recall_curve(rows.label, rows.score, sample_weight=rows.weight)


def sum_amounts(rows: Rows) -> list[tuple[np.ndarray, ...]]:
    """The four cells of each amount, which scikit-learn can only sum as weights, one at a time."""
    amounts = (rows.amounts or {}).values()
    return [confusion_matrix_at_thresholds(rows.label, rows.score, sample_weight=values) for values in amounts]


def count_segments(rows: Rows) -> list[tuple[np.ndarray, ...]]:
    """TN, FP, FN, TP and the thresholds of each segment."""
    found = []
    for code in range(rows.segments_count):
        mask = rows.segment_code == code
        found.append(confusion_matrix_at_thresholds(rows.label[mask], rows.score[mask]))
    return found


def tune_threshold(model: GivenScores) -> TunedThresholdClassifierCV:
    """The best of a hundred thresholds by balanced accuracy, on scores that are known already."""
    search = TunedThresholdClassifierCV(model, cv="prefit", refit=False, thresholds=SEARCHED_COUNT)
    return search.fit(model.features, model.label)
