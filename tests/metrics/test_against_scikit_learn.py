"""Every built-in metric against scikit-learn's, at every threshold of random data; 0/0 is NaN."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from tests.sweep.exact_oracle import exact_counts
from tests.sweep.random_data import DataSet, draw
from workbench.metrics import BUILTIN
from workbench.sweep.score_sweep import sweep_score

metrics = pytest.importorskip("sklearn.metrics")
Theirs = Callable[[np.ndarray, np.ndarray, np.ndarray | None], float]


def _score(name: str, **options: object) -> Theirs:
    """A function of scikit-learn; where it takes ``zero_division``, undefined is asked to be NaN."""
    function = getattr(metrics, name)
    return lambda label, flag, weight: function(label, flag, sample_weight=weight, **options)


def _less(value: Theirs) -> Theirs:
    return lambda label, flag, weight: 1 - value(label, flag, weight)


def _share(row: slice | int, column: slice | int, *, of: str) -> Theirs:
    """A part of the confusion matrix (rows are labels, columns flags), normalised by scikit-learn."""

    def value(label: np.ndarray, flag: np.ndarray, weight: np.ndarray | None) -> float:
        shares = metrics.confusion_matrix(label, flag, labels=[0, 1], sample_weight=weight, normalize=of)
        return float(shares[row, column].sum())

    return value


UNDEFINED = {"zero_division": np.nan}
COUNTERPART: dict[str, Theirs] = {
    "precision": _score("precision_score", **UNDEFINED),
    "recall": _score("recall_score", **UNDEFINED),
    "fnr": _less(_score("recall_score", **UNDEFINED)),
    "specificity": _score("recall_score", pos_label=0, **UNDEFINED),
    "fpr": _less(_score("recall_score", pos_label=0, **UNDEFINED)),
    "npv": _score("precision_score", pos_label=0, **UNDEFINED),
    "fdr": _less(_score("precision_score", **UNDEFINED)),
    "accuracy": _score("accuracy_score"),
    "error_rate": _score("zero_one_loss"),
    "flag_rate": _share(slice(None), 1, of="all"),
    "balanced_accuracy": _score("balanced_accuracy_score"),
    "informedness": _score("balanced_accuracy_score", adjusted=True),
    "f1": _score("f1_score", **UNDEFINED),
    "f2": _score("fbeta_score", beta=2, **UNDEFINED),
    "f0_5": _score("fbeta_score", beta=0.5, **UNDEFINED),
    "jaccard": _score("jaccard_score", zero_division=0),
    "mcc": _score("matthews_corrcoef"),
    "kappa": _score("cohen_kappa_score", replace_undefined_by=np.nan),
}


def _net_benefit(cells: dict[str, Fraction], threshold: float) -> Fraction:
    """Vickers and Elkin 2006; nobody flagged is worth 0."""
    odds = Fraction(0) if math.isinf(threshold) else Fraction(threshold) / (1 - Fraction(threshold))
    return (cells["TP"] - cells["FP"] * odds) / sum(cells.values())


# What scikit-learn does not have: the published formula in exact arithmetic.
FORMULA_ONLY: dict[str, Callable[[dict[str, Fraction], float], Fraction]] = {
    "net_benefit": _net_benefit,
    # Single thresholds leave nothing to people.
    "review_rate": lambda cells, threshold: Fraction(0),
    "automation_rate": lambda cells, threshold: Fraction(1),
}


def _has_no(*margins: str) -> Callable[[dict[str, Fraction]], bool]:
    pairs = {"events": ("TP", "FN"), "non-events": ("FP", "TN"), "flagged": ("TP", "FP"), "cleared": ("FN", "TN")}
    return lambda cells: any(cells[a] + cells[b] == 0 for a, b in (pairs[margin] for margin in margins))


# Where scikit-learn puts a number on 0/0 (with a warning or without), and ours is NaN.
THEIRS_DEFINES: dict[str, Callable[[dict[str, Fraction]], bool]] = {
    "balanced_accuracy": _has_no("events", "non-events"),  # theirs leaves the absent class out of the mean
    "informedness": _has_no("events", "non-events"),
    "mcc": _has_no("events", "non-events", "flagged", "cleared"),  # theirs is 0
    "jaccard": lambda cells: cells["TP"] + cells["FP"] + cells["FN"] == 0,  # theirs takes 0 or 1 only
}


def test_every_metric_has_its_counterpart_or_its_formula():
    assert sorted([*COUNTERPART, *FORMULA_ONLY]) == sorted(BUILTIN), (
        "a new metric needs its function of scikit-learn in COUNTERPART, or, where there is none, in FORMULA_ONLY"
    )
    assert set(THEIRS_DEFINES) <= set(COUNTERPART)


def data_sets(weight: str, count: int, score: str | None = None) -> list[DataSet]:
    """Small ones of any kind; whoever has weight 0 is dropped by our sweep, and counts nothing in theirs."""
    rng = np.random.default_rng([20261123, *map(ord, weight)])
    drawn = (
        draw(rng, rows_count=int(rng.integers(1, 16)), weight=weight, amount="no amount", score=score)
        for _ in iter(int, 1)
    )
    kept = []
    for data in drawn:
        if data.weight is None or (data.weight > 0).any():
            kept.append(data)
        if len(kept) == count:
            return kept
    return kept


def cells_at(data: DataSet) -> list[tuple[float, dict[str, Fraction]]]:
    """The exact cells at each candidate threshold."""
    exact = exact_counts(data)
    return [
        (threshold, {name: Fraction(cell[k], exact.cases.scale) for name, cell in exact.cases.values.items()})
        for k, threshold in enumerate(exact.threshold)
    ]


@pytest.mark.parametrize("weight", ["unweighted", "whole weights and zeros", "tenths"])
@pytest.mark.parametrize("name", COUNTERPART)
def test_value_of_scikit_learn_at_every_threshold(name, weight, soak):
    theirs, defines = COUNTERPART[name], THEIRS_DEFINES.get(name, lambda cells: False)
    compared = undefined = 0
    for data in data_sets(weight, 15 * min(soak, 5)):
        counts = sweep_score(data.score, **data.columns())
        ours = BUILTIN[name].value(counts)
        for k, (threshold, cells) in enumerate(cells_at(data)):
            flag = (data.score >= threshold).astype(int)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                wanted = math.nan if defines(cells) else theirs(data.label.astype(int), flag, data.weight)
            assert ours[k] == pytest.approx(wanted, rel=1e-12, abs=1e-12, nan_ok=True), (threshold, data)
            compared, undefined = compared + 1, undefined + math.isnan(wanted)
    assert compared > 50
    assert undefined < compared


@pytest.mark.parametrize("weight", ["unweighted", "eighths", "tenths"])
@pytest.mark.parametrize("name", FORMULA_ONLY)
def test_value_of_the_published_formula_at_every_threshold(name, weight, soak):
    compared = 0
    for data in data_sets(weight, 100 * soak, score="probabilities"):
        ours = BUILTIN[name].value(sweep_score(data.score, **data.columns()))
        for k, (threshold, cells) in enumerate(cells_at(data)):
            wanted = FORMULA_ONLY[name](cells, threshold)
            size = sum(cells.values()) * (1 if math.isinf(threshold) else 1 / (1 - Fraction(threshold)))
            assert abs(Fraction(ours[k].item()) - wanted) <= Fraction(1, 10**12) * size
            compared += 1
    assert compared > 500


@pytest.mark.parametrize("name", COUNTERPART)
def test_undefined_where_scikit_learn_says_so_and_nowhere_else(name, make_counts):
    """All 80 ways in which up to two rows fall in each cell; theirs must be finite wherever ours is."""
    labels, flags = np.array([1, 0, 1, 0]), np.array([1, 1, 0, 0])
    theirs, defines = COUNTERPART[name], THEIRS_DEFINES.get(name, lambda cells: False)
    for sizes in np.ndindex(3, 3, 3, 3):
        if not sum(sizes):
            continue
        cells = dict(zip(("TP", "FP", "FN", "TN"), map(Fraction, sizes), strict=True))
        ours = BUILTIN[name].value(make_counts(sizes))[0]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            wanted = math.nan if defines(cells) else theirs(np.repeat(labels, sizes), np.repeat(flags, sizes), None)
        assert ours == pytest.approx(wanted, rel=1e-14, abs=1e-15, nan_ok=True), sizes


def test_likelihood_ratios_are_those_of_scikit_learn(soak):
    """Recall over false positive rate, and miss rate over specificity, as its class_likelihood_ratios has them."""
    compared = 0
    for data in data_sets("unweighted", 40 * min(soak, 5)):
        counts = sweep_score(data.score, **data.columns())
        recall, fpr, fnr, specificity = (
            BUILTIN[each].value(counts) for each in ("recall", "fpr", "fnr", "specificity")
        )
        for k, (threshold, _) in enumerate(cells_at(data)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                above, below = metrics.class_likelihood_ratios(
                    data.label.astype(int), (data.score >= threshold).astype(int), labels=[0, 1]
                )
            if fpr[k] > 0 and not math.isnan(above):
                assert recall[k] / fpr[k] == pytest.approx(above, rel=1e-12)
                compared += 1
            if specificity[k] > 0 and not math.isnan(below):
                assert fnr[k] / specificity[k] == pytest.approx(below, rel=1e-12)
                compared += 1
    assert compared > 100
