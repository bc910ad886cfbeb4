"""An operating point: what a policy does on these predictions."""

from __future__ import annotations

import math

import pytest

from workbench.contract import Contract
from workbench.policy import SingleThreshold, measure_point, parse_limit
from workbench.sweep import Sweep


@pytest.fixture
def sweep(make_predictions):
    label, score, eur = [1, 0, 1, 0], [0.8, 0.6, 0.4, 0.2], [10, 20, 30, 40]
    return Sweep(make_predictions(label, score, weight=[1, 2, 1, 1], amounts={"eur": eur}))


def test_counts_metrics_limits_and_payoff_worked_by_hand(sweep):
    """At 0.5: TP 1 (10 eur), FP 2 (40 eur), FN 1 (30 eur), TN 1 (40 eur)."""
    contract = Contract.from_dict(
        {
            "title": "T",
            "decision": "D",
            "payoff": {"TP": 5, "FP": {"each": -1, "eur": -0.5}, "FN": {"eur": -1}},
            "metrics": [{"name": "recall", "limit": 0.6}, {"name": "fpr"}, {"name": "flag_rate", "limit": 0.6}],
        }
    )
    policy = SingleThreshold(score="score", threshold=0.5)
    point = measure_point(sweep, policy, contract=contract, limits=[parse_limit("precision>=0.5")])
    assert [point.count(cell) for cell in ("TP", "FP", "FN", "TN", "ALL")] == [1, 2, 1, 1, 5]
    assert point.payoff == 5 - 2 - 20 - 30
    assert point.same_actions == (0.4, 0.6)
    told = [(item.metric.name, item.value, item.denominator, item.is_kept) for item in point.metrics]
    assert told == [("recall", 0.5, 2, False), ("fpr", pytest.approx(2 / 3), 3, None), ("flag_rate", 0.6, 5, True)]
    assert [(item.value, item.is_kept) for item in point.limits] == [(pytest.approx(1 / 3), False)]
    assert not point.is_feasible
    assert point.value("recall") == 0.5


def test_an_undefined_metric_does_not_keep_its_limit(sweep):
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": [{"name": "precision", "limit": 0.1}]})
    point = measure_point(sweep, SingleThreshold(score="score", threshold=math.inf), contract=contract)
    assert math.isnan(point.value("precision"))
    assert point.metrics[0].is_kept is False
    assert not point.is_feasible


def test_without_a_contract_there_is_no_payoff_and_nothing_to_break(sweep):
    point = measure_point(sweep, SingleThreshold(score="score", threshold=0.7))
    assert point.payoff is None
    assert point.metrics == ()
    assert point.is_feasible
