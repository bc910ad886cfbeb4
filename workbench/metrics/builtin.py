"""The built-in metrics, named and defined as in scikit-learn, each one line. 0/0 is NaN.

Adding one is adding one function: the decorator registers it and the tests find it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from workbench.metrics import affine
from workbench.metrics.affine import on_forms
from workbench.metrics.metric import Goal, Metric
from workbench.metrics.ranges import Range, divide, finite, on_ranges
from workbench.sweep.counts import Counts

BUILTIN: dict[str, Metric] = {}


@on_forms(affine.divide)
@on_ranges(lambda top, bottom: finite(divide(top, bottom)))
def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    ratio = np.asarray(top / bottom)  # x/0 is infinite or undefined already
    is_defined = np.isfinite(ratio)
    if not is_defined.all():
        ratio[~is_defined] = np.nan
    return ratio


def _builtin(
    goal: Goal, label: str, unit: str, definition: str, *, things: str | None = None, below: str | None = None
):
    def register(value: Callable[[Counts], np.ndarray]) -> Callable[[Counts], np.ndarray]:
        name = value.__name__

        @functools.wraps(value)
        def quiet(counts: Counts) -> np.ndarray:
            with np.errstate(all="ignore"):  # 0/0, and sums beyond the largest number, are NaN and no news
                return value(counts)

        BUILTIN[name] = Metric(
            name=name,
            label=label,
            goal=goal,
            unit=unit,
            value=quiet,
            denominator=None if below is None else lambda counts: counts.cell(below),
            definition=definition,
            things=things,
        )
        return quiet

    return register


@_builtin("maximise", "Precision", "share of flags", "TP / FLAGGED", things="right flags", below="FLAGGED")
def precision(c: Counts) -> np.ndarray:
    return _ratio(c.cell("TP"), c.cell("FLAGGED"))


@_builtin("maximise", "Recall", "share of events", "TP / POSITIVES", things="caught events", below="POSITIVES")
def recall(c: Counts) -> np.ndarray:
    return _ratio(c.cell("TP"), c.cell("POSITIVES"))


@_builtin("minimise", "Miss rate", "share of events", "FN / POSITIVES", things="missed events", below="POSITIVES")
def fnr(c: Counts) -> np.ndarray:
    return _ratio(c.cell("FN"), c.cell("POSITIVES"))


@_builtin(
    "minimise", "False positive rate", "share of non-events", "FP / NEGATIVES", things="false alarms", below="NEGATIVES"
)
def fpr(c: Counts) -> np.ndarray:
    return _ratio(c.cell("FP"), c.cell("NEGATIVES"))


@_builtin(
    "maximise", "Specificity", "share of non-events", "TN / NEGATIVES", things="rightly cleared", below="NEGATIVES"
)
def specificity(c: Counts) -> np.ndarray:
    return _ratio(c.cell("TN"), c.cell("NEGATIVES"))


@_builtin(
    "maximise",
    "Negative predictive value",
    "share of the cleared",
    "TN / CLEARED",
    things="rightly cleared",
    below="CLEARED",
)
def npv(c: Counts) -> np.ndarray:
    return _ratio(c.cell("TN"), c.cell("CLEARED"))


@_builtin("minimise", "False discovery rate", "share of flags", "FP / FLAGGED", things="wrong flags", below="FLAGGED")
def fdr(c: Counts) -> np.ndarray:
    return _ratio(c.cell("FP"), c.cell("FLAGGED"))


@_builtin("maximise", "Accuracy", "share of cases", "(TP + TN) / ALL", things="right decisions", below="ALL")
def accuracy(c: Counts) -> np.ndarray:
    return _ratio(c.cell("TP") + c.cell("TN"), c.cell("ALL"))


@_builtin("minimise", "Error rate", "share of cases", "(FP + FN) / ALL", things="wrong decisions", below="ALL")
def error_rate(c: Counts) -> np.ndarray:
    return _ratio(c.cell("FP") + c.cell("FN"), c.cell("ALL"))


@_builtin("minimise", "Share flagged", "share of cases", "FLAGGED / ALL", things="flagged cases", below="ALL")
def flag_rate(c: Counts) -> np.ndarray:
    return _ratio(c.cell("FLAGGED"), c.cell("ALL"))


@_builtin("minimise", "Share reviewed", "share of cases", "REVIEWED / ALL", things="reviewed cases", below="ALL")
def review_rate(c: Counts) -> np.ndarray:
    return _ratio(c.cell("REVIEWED"), c.cell("ALL"))


@_builtin(
    "maximise",
    "Share automated",
    "share of cases",
    "(ALL - REVIEWED) / ALL",
    things="cases that nobody reviews",
    below="ALL",
)
def automation_rate(c: Counts) -> np.ndarray:
    return _ratio(c.cell("ALL") - c.cell("REVIEWED"), c.cell("ALL"))


@_builtin("maximise", "Balanced accuracy", "on a scale of 0 to 1", "(recall + specificity) / 2")
def balanced_accuracy(c: Counts) -> np.ndarray:
    return (recall(c) + specificity(c)) / 2


@_builtin("maximise", "Informedness", "on a scale of -1 to 1", "recall + specificity - 1")
def informedness(c: Counts) -> np.ndarray:
    return recall(c) + specificity(c) - 1


@_builtin("maximise", "F1", "on a scale of 0 to 1", "2 TP / (2 TP + FP + FN)")
def f1(c: Counts) -> np.ndarray:
    return _ratio(2 * c.cell("TP"), c.cell("FLAGGED") + c.cell("POSITIVES"))


@_builtin("maximise", "F2 (recall counts double)", "on a scale of 0 to 1", "5 TP / (5 TP + FP + 4 FN)")
def f2(c: Counts) -> np.ndarray:
    return _ratio(5 * c.cell("TP"), 5 * c.cell("TP") + c.cell("FP") + 4 * c.cell("FN"))


@_builtin("maximise", "F0.5 (precision counts double)", "on a scale of 0 to 1", "1.25 TP / (1.25 TP + FP + 0.25 FN)")
def f0_5(c: Counts) -> np.ndarray:
    return _ratio(1.25 * c.cell("TP"), 1.25 * c.cell("TP") + c.cell("FP") + 0.25 * c.cell("FN"))


@_builtin("maximise", "Jaccard index", "on a scale of 0 to 1", "TP / (TP + FP + FN)")
def jaccard(c: Counts) -> np.ndarray:
    return _ratio(c.cell("TP"), c.cell("FLAGGED") + c.cell("FN"))


@_builtin(
    "maximise",
    "Matthews correlation",
    "on a scale of -1 to 1",
    "(TP TN - FP FN) / sqrt(FLAGGED POSITIVES NEGATIVES CLEARED)",
)
def mcc(c: Counts) -> np.ndarray:
    tp, fp, fn, tn = (c.cell(name) for name in ("TP", "FP", "FN", "TN"))
    # Two roots of pairs: the product of all four margins would leave the range in which whole numbers are exact.
    flags, rest = c.cell("FLAGGED") * c.cell("POSITIVES"), c.cell("CLEARED") * c.cell("NEGATIVES")
    return _ratio(tp * tn - fp * fn, np.sqrt(flags) * np.sqrt(rest))


@_builtin(
    "maximise", "Cohen's kappa", "on a scale of -1 to 1", "(observed - chance agreement) / (1 - chance agreement)"
)
def kappa(c: Counts) -> np.ndarray:
    tp, fp, fn, tn = (c.cell(name) for name in ("TP", "FP", "FN", "TN"))
    return _ratio(2 * (tp * tn - fp * fn), (tp + fp) * (fp + tn) + (tp + fn) * (fn + tn))


def _odds_within(threshold: Range) -> Range:
    # Odds rise with the probability, up to the last number below 1; nobody flagged counts as 0.
    has_nobody = np.isposinf(threshold.high)
    low, high = (np.clip(end, 0.0, np.nextafter(1.0, 0.0)) for end in (threshold.low, threshold.high))
    low = np.where(has_nobody, 0.0, low)
    never = (threshold.high < 0) | ((threshold.low >= 1) & ~has_nobody)
    odds_low, odds_high = (np.where(never, np.nan, p / (1 - p)) for p in (low, high))
    return Range(odds_low, odds_high, (threshold.low < 0) | (threshold.high >= 1))


@on_ranges(_odds_within)
def _odds(threshold: np.ndarray) -> np.ndarray:
    p = np.where(np.isposinf(threshold), 0.0, threshold)
    return np.where((p >= 0) & (p < 1), p / (1 - p), np.nan)


@_builtin("maximise", "Net benefit", "true positives per case", "TP/ALL - FP/ALL * threshold/(1 - threshold)")
def net_benefit(c: Counts) -> np.ndarray:
    """Vickers and Elkin 2006: the threshold read as the probability at which acting pays. NaN outside [0, 1)."""
    return _ratio(c.cell("TP"), c.cell("ALL")) - _ratio(c.cell("FP"), c.cell("ALL")) * _odds(c.threshold)
