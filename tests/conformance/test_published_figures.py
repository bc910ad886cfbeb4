"""Published figures from their published confusion cells: what can be checked without the predictions themselves."""

from __future__ import annotations

import pytest

from workbench.metrics import resolve_metrics
from workbench.sweep import Sweep


@pytest.fixture
def at_one(make_predictions):
    """The sweep of a yes/no rule with these cells."""

    def build(tp, fp, fn, tn):
        label = [1] * tp + [0] * fp + [1] * fn + [0] * tn
        return Sweep(make_predictions(label, [1.0] * (tp + fp) + [0.0] * (fn + tn)))

    return build


def value(sweep, word, threshold=1.0):
    return resolve_metrics([word])[0].measure_at(sweep, "score", threshold)[0]


# MSKCC-Epi-Bio/dcurves, tests/benchmark_data/r_dca_famhistory.csv (output of the R package dcurves): 750 patients,
# tp_rate 0.032 and fp_rate 0.12133 at every threshold, 105 of them with cancer.
FAMILY_HISTORY = {
    0.01: 0.030774410774410774,
    0.05: 0.025614035087719297,
    0.09: 0.02,
    0.10: 0.018518518518518517,
    0.15: 0.010588235294117645,
    0.20: 0.0016666666666666635,
    0.21: -0.0002531645569620253,
    0.25: -0.008444444444444449,
    0.30: -0.02000000000000001,
    0.40: -0.04888888888888891,
}
# The same file, "treat all".
TREAT_ALL = {0.01: 0.13131313131313133, 0.02: 0.12244897959183675, 0.03: 0.11340206185567012, 0.04: 0.10416666666666669}


@pytest.mark.parametrize("threshold", FAMILY_HISTORY)
def test_net_benefit_of_family_history(at_one, threshold):
    assert value(at_one(24, 91, 81, 554), "net_benefit", threshold) == pytest.approx(
        FAMILY_HISTORY[threshold], abs=1e-14
    )


@pytest.mark.parametrize("threshold", TREAT_ALL)
def test_net_benefit_of_treating_all(at_one, threshold):
    assert value(at_one(105, 645, 0, 0), "net_benefit", threshold) == pytest.approx(TREAT_ALL[threshold], abs=1e-14)


# NannyML, tutorials "Standard Metrics" and "Business Value - Binary Classification", chunk analysis|0 of 5,000 loans.
CAR_LOAN = {
    "f1": 0.943344,
    "precision": 0.95666,
    "recall": 0.930394,
    "accuracy": 0.9422,
}


@pytest.mark.parametrize("name", CAR_LOAN)
def test_metrics_of_the_car_loan_chunk(at_one, name):
    assert value(at_one(2406, 109, 180, 2305), name) == pytest.approx(CAR_LOAN[name], abs=5e-7)


def test_the_published_business_value_is_normalised_by_column(at_one):
    """NannyML prints 48.4157 "per prediction" for values 5, -10, -50, 50 of TN, FP, FN, TP.

    That is each value times the share of its cell in its *predicted* class. The total divided by the predictions is
    24.347, which is what we mean by a payoff per case.
    """
    sweep = at_one(2406, 109, 180, 2305)
    by_column = "v = (50*TP - 10*FP) / FLAGGED + (5*TN - 50*FN) / CLEARED"
    assert value(sweep, by_column) == pytest.approx(48.4157, abs=5e-5)
    assert value(sweep, "v = (50*TP - 10*FP + 5*TN - 50*FN) / ALL") == pytest.approx(24.347, abs=1e-12)


def test_accuracy_and_kappa_of_yardsticks_two_classes(at_one):
    """tidymodels/yardstick README: accuracy 0.838, kap 0.675."""
    sweep = at_one(227, 50, 31, 192)
    assert round(value(sweep, "accuracy"), 3) == 0.838
    assert round(value(sweep, "kappa"), 3) == 0.675
