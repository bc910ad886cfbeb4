"""The built-in metrics: scikit-learn's figures, hand-worked ones, and no number where there is none."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

from workbench.metrics import BUILTIN

# 8 TP, 2 FP, 4 FN, 6 TN: worked by hand.
BY_HAND = {
    "precision": 8 / 10,
    "recall": 8 / 12,
    "fnr": 4 / 12,
    "fpr": 2 / 8,
    "specificity": 6 / 8,
    "npv": 6 / 10,
    "fdr": 2 / 10,
    "accuracy": 14 / 20,
    "error_rate": 6 / 20,
    "flag_rate": 10 / 20,
    "balanced_accuracy": (8 / 12 + 6 / 8) / 2,
    "informedness": 8 / 12 + 6 / 8 - 1,
    "f1": 16 / 22,
    "f2": 40 / 58,
    "f0_5": 10 / 13,
    "jaccard": 8 / 14,
    "mcc": 40 / math.sqrt(10 * 12 * 8 * 10),
    "kappa": (0.70 - 0.50) / (1 - 0.50),  # chance: 12/20 * 10/20 + 8/20 * 10/20
    "review_rate": 0,  # nobody reviews
    "automation_rate": 1,
    "net_benefit": 8 / 20 - 2 / 20 * 0.2 / 0.8,
}
DENOMINATORS = {
    "precision": 10,
    "recall": 12,
    "fnr": 12,
    "fpr": 8,
    "specificity": 8,
    "npv": 10,
    "fdr": 10,
    "accuracy": 20,
    "error_rate": 20,
    "flag_rate": 20,
    "review_rate": 20,
    "automation_rate": 20,
}
PROMISED = ["precision", "recall", "fpr", "fnr", "specificity", "npv", "accuracy", "balanced_accuracy", "f1", "mcc",
            "flag_rate", "net_benefit"]  # fmt: skip


def test_every_promised_name_is_there_and_every_metric_has_a_figure_worked_by_hand():
    assert set(PROMISED) <= set(BUILTIN)
    assert set(BY_HAND) == set(BUILTIN), "a new metric needs its figure in BY_HAND"


@pytest.mark.parametrize("name", BUILTIN)
def test_figure_worked_by_hand(name, make_counts):
    counts = make_counts((8, 2, 4, 6), threshold=[0.2])
    assert BUILTIN[name].value(counts)[0] == pytest.approx(BY_HAND[name], rel=1e-14)


@pytest.mark.parametrize("name", BUILTIN)
def test_denominator_worked_by_hand(name, make_counts):
    below = BUILTIN[name].denominator
    counts = make_counts((8, 2, 4, 6), threshold=[0.2])
    assert (None if below is None else below(counts)[0]) == DENOMINATORS.get(name)


@pytest.mark.parametrize("name", BUILTIN)
def test_every_metric_says_what_it_is(name):
    metric = BUILTIN[name]
    assert metric.name == name
    assert metric.goal in ("maximise", "minimise")
    assert all((metric.label, metric.unit, metric.definition))
    assert not metric.is_share or metric.things, "a share is said as a number of things"


THINGS = {
    "precision": "right flags",
    "recall": "caught events",
    "fnr": "missed events",
    "fpr": "false alarms",
    "specificity": "rightly cleared",
    "npv": "rightly cleared",
    "fdr": "wrong flags",
    "accuracy": "right decisions",
    "error_rate": "wrong decisions",
    "flag_rate": "flagged cases",
    "review_rate": "reviewed cases",
    "automation_rate": "cases that nobody reviews",
}


@pytest.mark.parametrize("name", BUILTIN)
def test_what_a_share_counts_is_what_stands_above_its_line(name):
    """Said on the page as "12 fewer missed events"; words for the wrong cell would say the opposite."""
    assert BUILTIN[name].things == THINGS.get(name)


def test_a_metric_as_a_function_keeps_its_name_and_its_source():
    assert BUILTIN["net_benefit"].value.__name__ == "net_benefit"
    assert "Vickers and Elkin 2006" in BUILTIN["net_benefit"].value.__doc__


@pytest.mark.parametrize("name", BUILTIN)
def test_never_infinite_and_never_a_warning(name, make_counts, hostile_cells):
    counts = make_counts(*hostile_cells.values(), threshold=[0.3] * len(hostile_cells))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = BUILTIN[name].value(counts)
    assert not np.isinf(values).any()


UNDEFINED_AT = {
    "empty": set(BUILTIN),
    "no events": {"recall", "fnr", "balanced_accuracy", "informedness", "mcc"},
    "no non-events": {"fpr", "specificity", "balanced_accuracy", "informedness", "mcc"},
    "nobody flagged": {"precision", "fdr", "mcc"},
    "everybody flagged": {"npv", "mcc"},
    "only misses": {"precision", "fdr", "fpr", "specificity", "balanced_accuracy", "informedness", "mcc"},
}


@pytest.mark.parametrize("case", UNDEFINED_AT)
def test_zero_over_zero_is_undefined_and_nothing_else_is(case, make_counts, hostile_cells):
    counts = make_counts(hostile_cells[case], threshold=[0.3])
    undefined = {name for name, metric in BUILTIN.items() if math.isnan(metric.value(counts)[0])}
    assert undefined == UNDEFINED_AT[case]


def test_a_perfect_classifier_scores_exactly_one(make_counts):
    counts = make_counts((7, 0, 0, 11), (1, 0, 0, 3), (5e6, 0, 0, 3e6))
    for name in ("precision", "recall", "accuracy", "f1", "f2", "f0_5", "jaccard", "mcc", "kappa", "informedness"):
        assert BUILTIN[name].value(counts).tolist() == [1.0, 1.0, 1.0], name


def test_five_million_in_every_cell_do_not_overflow(make_counts):
    counts = make_counts((5e6, 5e6, 5e6, 5e6), (6e6, 4e6, 4e6, 6e6))
    assert BUILTIN["mcc"].value(counts) == pytest.approx([0.0, 0.2])
    assert BUILTIN["kappa"].value(counts) == pytest.approx([0.0, 0.2])


def test_net_benefit_prices_false_positives_by_the_threshold(make_counts):
    """Vickers and Elkin 2006: at threshold 0.25 three false positives undo one true positive."""
    counts = make_counts((3, 9, 1, 7), (3, 9, 1, 7), (0, 0, 4, 16), (3, 9, 1, 7), threshold=[0.25, 0.0, np.inf, 1.0])
    values = BUILTIN["net_benefit"].value(counts)
    assert values[:3] == pytest.approx([3 / 20 - 9 / 20 / 3, 3 / 20, 0.0])
    assert math.isnan(values[3])
    logit = make_counts((3, 9, 1, 7), threshold=[-1.2])
    assert math.isnan(BUILTIN["net_benefit"].value(logit)[0])


SKLEARN = {
    "precision": ("precision_score", {"zero_division": np.nan}),
    "recall": ("recall_score", {"zero_division": np.nan}),
    "accuracy": ("accuracy_score", {}),
    "f1": ("f1_score", {"zero_division": np.nan}),
    "f2": ("fbeta_score", {"beta": 2, "zero_division": np.nan}),
    "f0_5": ("fbeta_score", {"beta": 0.5, "zero_division": np.nan}),
    "jaccard": ("jaccard_score", {}),
    "mcc": ("matthews_corrcoef", {}),
    "kappa": ("cohen_kappa_score", {}),
    "balanced_accuracy": ("balanced_accuracy_score", {}),
    "specificity": ("recall_score", {"pos_label": 0, "zero_division": np.nan}),
    "npv": ("precision_score", {"pos_label": 0, "zero_division": np.nan}),
}


@pytest.mark.parametrize("name", SKLEARN)
def test_figure_of_scikit_learn(name, make_counts):
    """Wherever ours is defined, on 40 random cases, plain and weighted."""
    metrics = pytest.importorskip("sklearn.metrics")
    function, options = SKLEARN[name]
    rng = np.random.default_rng(sum(map(ord, name)))
    compared = 0
    for _ in range(40):
        n = int(rng.integers(1, 30))
        label, flag = rng.integers(0, 2, n), rng.integers(0, 2, n)
        weight = rng.random(n) if rng.random() < 0.5 else np.ones(n)
        cell = [(label == y) & (flag == f) for y, f in ((1, 1), (0, 1), (1, 0), (0, 0))]
        ours = BUILTIN[name].value(make_counts(tuple(weight[mask].sum() for mask in cell)))[0]
        if math.isnan(ours):
            continue
        compared += 1
        theirs = getattr(metrics, function)(label, flag, sample_weight=weight, **options)
        assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-12)
    assert compared > 20
