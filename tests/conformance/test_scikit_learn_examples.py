"""The examples in scikit-learn's documentation, small enough to follow by hand.

Source: the docstrings of sklearn.metrics 1.9 and its user guide (BSD-3-Clause), named beside the figures, which are as
printed there.
Only examples with two classes are ours to repeat; of those with more, each class against the rest.
"""

from __future__ import annotations

import math

import pandas as pd
import pytest

import workbench as wb

# One example serves confusion_matrix_at_thresholds, roc_curve, auc, precision_recall_curve, det_curve and
# average_precision_score.
CURVE = pd.DataFrame({"event": [0, 0, 1, 1], "score": [0.1, 0.4, 0.35, 0.8]})


@pytest.fixture(scope="module")
def curve():
    metrics = ["fpr", "recall", "precision", "fnr"]
    return wb.sweep(wb.read_predictions(CURVE, label="event", score="score")).table(metrics)


@pytest.fixture
def predicted(values_at):
    """Our metrics for a list of labels and one of predictions."""

    def measure(y_true, y_pred, metrics):
        frame = pd.DataFrame({"event": y_true, "rule": y_pred})
        sweep = wb.sweep(wb.read_predictions(frame, label="event", positive=1, score="rule"))
        return values_at(sweep, 1, metrics)

    return measure


def test_confusion_matrix_at_thresholds(curve):
    """``score >= threshold``, thresholds descending; our first row, which flags nobody, is not in theirs."""
    flagged = curve[1:]
    assert flagged["threshold"].tolist() == [0.8, 0.4, 0.35, 0.1]
    assert flagged["tn"].tolist() == [2, 1, 1, 0]
    assert flagged["fp"].tolist() == [0, 1, 1, 2]
    assert flagged["fn"].tolist() == [1, 1, 0, 0]
    assert flagged["tp"].tolist() == [1, 1, 2, 2]
    nobody = curve.iloc[0]
    assert math.isnan(nobody["threshold"])
    assert nobody[["tp", "fp", "fn", "tn"]].tolist() == [0, 0, 2, 2]


def test_roc_curve(curve):
    """Five rows, the first at a threshold of inf; theirs may drop points on a line, of which this one has none."""
    assert curve["fpr"].tolist() == [0, 0, 0.5, 0.5, 1]
    assert curve["recall"].tolist() == [0, 0.5, 0.5, 1, 1]


def test_auc_and_average_precision(areas):
    """auc: 0.75; average_precision_score: 0.83."""
    roc_auc, average_precision = areas(wb.sweep(wb.read_predictions(CURVE, label="event", score="score")))
    assert roc_auc == 0.75
    assert average_precision == pytest.approx(0.83, abs=5e-3)


def test_precision_recall_curve(curve):
    """Theirs ascends and ends in a made-up (precision 1, recall 0); where nobody is flagged ours is undefined."""
    upwards = curve[::-1]
    assert upwards["threshold"][:-1].tolist() == [0.1, 0.35, 0.4, 0.8]
    assert upwards["precision"].tolist() == pytest.approx([0.5, 0.66666667, 0.5, 1, math.nan], abs=5e-9, nan_ok=True)
    assert upwards["recall"].tolist() == [1, 1, 0.5, 0.5, 0]


def test_det_curve(curve):
    """Theirs keeps the last threshold with no miss and the first with no false alarm: ours from 0.35 to 0.8."""
    part = curve[curve["threshold"].between(0.35, 0.8)][::-1]
    assert part["fpr"].tolist() == [0.5, 0.5, 0]
    assert part["fnr"].tolist() == [0, 0.5, 0.5]


def test_confusion_matrix(cells_at):
    """(tn, fp, fn, tp) = (0, 2, 1, 1)."""
    frame = pd.DataFrame({"event": [0, 1, 0, 1], "rule": [1, 1, 1, 0]})
    sweep = wb.sweep(wb.read_predictions(frame, label="event", score="rule"))
    assert cells_at(sweep, 1) == {"tn": 0, "fp": 2, "fn": 1, "tp": 1}


# The docstring, y_true, y_pred, and what it prints by our name of the metric. Two or three digits are printed and cut
# off, not rounded. "User guide" is doc/modules/model_evaluation.rst, the small example in binary classification.
GUIDE = {"precision": 1, "recall": 0.5, "f1": 0.66, "f0_5": 0.83, "f2": 0.55}
EXAMPLES = {
    "user guide": ([0, 1, 0, 1], [0, 1, 0, 0], GUIDE),
    "user guide, the other class": ([1, 0, 1, 0], [1, 0, 1, 1], {"precision": 0.66, "recall": 1, "f0_5": 0.71}),
    "matthews_corrcoef": ([1, 1, 1, 0], [1, 0, 1, 1], {"mcc": -0.33}),
    "balanced_accuracy_score": ([0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1], {"balanced_accuracy": 0.625}),
    "jaccard_score": ([0, 1, 1], [1, 1, 1], {"jaccard": 0.6666}),
    "precision_score, class 0": ([1, 0, 0, 1, 0, 0], [1, 0, 0, 1, 1, 0], {"precision": 0.66, "recall": 1}),
    "f1_score, class 0": ([1, 0, 0, 1, 0, 0], [1, 0, 0, 1, 1, 0], {"f1": 0.8}),
    "fbeta_score, class 0, beta 0.5": ([1, 0, 0, 1, 0, 0], [1, 0, 0, 1, 1, 0], {"f0_5": 0.71}),
    "precision_score, class 1": ([0, 1, 0, 0, 1, 0], [0, 0, 1, 0, 0, 1], {"precision": 0, "recall": 0, "f1": 0}),
    "precision_score, all predicted class 0": ([1, 0, 0, 1, 0, 0], [1, 1, 1, 1, 1, 1], {"precision": 0.33}),
    "recall_score, all of class 0": ([1, 1, 1, 1, 1, 1], [1, 0, 0, 1, 1, 0], {"recall": 0.5}),
    "f1_score, third label": ([0, 1, 1], [0, 1, 0], {"f1": 0.66666667}),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_printed_value(predicted, name):
    y_true, y_pred, printed = EXAMPLES[name]
    ours = predicted(y_true, y_pred, printed)
    for metric, value in printed.items():
        digits = len(str(value).partition(".")[2])
        assert ours[metric] == pytest.approx(value, abs=1.01 * 10**-digits if digits > 1 else 1e-12)


def test_class_likelihood_ratios(predicted):
    """(1.5, 0.75): recall / fpr and fnr / specificity, which are formulas here."""
    y_true, y_pred = [0, 1, 0, 1, 0], [1, 1, 0, 0, 0]
    words = ["plus = (TP / POSITIVES) / (FP / NEGATIVES)", "minus = (FN / POSITIVES) / (TN / NEGATIVES)"]
    assert predicted(y_true, y_pred, words) == pytest.approx({"plus": 1.5, "minus": 0.75}, rel=1e-15)


def test_cohen_kappa_score_by_hand(predicted):
    """The docstring's example has three classes; its rows without the class "neutral", worked by hand.

    Raters agree on 3 of 4: observed 0.75. One says 2 positive of 4, the other 1: chance 2/4*1/4 + 2/4*3/4 = 0.5. So
    kappa = (0.75 - 0.5) / (1 - 0.5) = 0.5.
    """
    first, second = [0, 1, 0, 1], [0, 1, 0, 0]
    assert predicted(first, second, ["kappa"])["kappa"] == pytest.approx(0.5, abs=1e-15)


def test_zero_division_is_always_nan(predicted):
    """precision_score and f1_score print 0, 1 or nan for 0/0, by ``zero_division``; ours is what they print for nan."""
    # precision_score: y_true = [0, 1, 2, 0, 1, 2], all predicted 0, seen from class 1.
    nothing_flagged = predicted([0, 1, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0], ["precision", "recall"])
    assert nothing_flagged == pytest.approx({"precision": math.nan, "recall": 0}, nan_ok=True)
    # f1_score: six negatives, none predicted.
    assert math.isnan(predicted([0] * 6, [0] * 6, ["f1"])["f1"])
