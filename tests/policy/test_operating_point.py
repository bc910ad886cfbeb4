"""An operating point: what a policy does on these predictions."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, replace

import pytest

from workbench.contract import Contract
from workbench.metrics import BUILTIN
from workbench.policy import Measured, OperatingPoint, SingleThreshold, measure_point, parse_limit
from workbench.policy.operating_point import MeasuredLimit
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
    assert point.payoff is None, "the contract has none"


def test_without_a_contract_there_is_no_payoff_and_nothing_to_break(sweep):
    point = measure_point(sweep, SingleThreshold(score="score", threshold=0.7))
    assert point.payoff is None
    assert point.metrics == ()
    assert point.is_feasible


@pytest.mark.parametrize(
    ("metric_limit", "words", "is_feasible"),
    [
        (0.5, [], True),
        (0.6, [], False),
        (None, ["fpr<=0.9"], True),
        (None, ["fpr<=0.9", "precision>=0.5"], False),
        (0.5, ["fpr<=0.9"], True),
        (0.5, ["precision>=0.5"], False),
        (0.6, ["fpr<=0.9"], False),
    ],
)
def test_feasible_is_what_keeps_every_limit_of_both_kinds(sweep, metric_limit, words, is_feasible):
    """At 0.5 recall is 1/2, FPR 2/3, precision 1/3."""
    recall = {"name": "recall"} if metric_limit is None else {"name": "recall", "limit": metric_limit}
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": [recall]})
    limits = [parse_limit(word) for word in words]
    point = measure_point(sweep, SingleThreshold(score="score", threshold=0.5), contract=contract, limits=limits)
    assert point.is_feasible is is_feasible
    assert [item.limit for item in point.limits] == limits


def test_other_metrics_can_be_asked_for_than_the_contracts(sweep):
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": [{"name": "recall"}, {"name": "fpr"}]})
    policy = SingleThreshold(score="score", threshold=0.5)
    point = measure_point(sweep, policy, contract=contract, metrics=[BUILTIN["precision"]])
    assert [(item.metric.name, item.value) for item in point.metrics] == [("precision", pytest.approx(1 / 3))]
    assert measure_point(sweep, policy, contract=contract, metrics=()).metrics == ()


def test_a_point_is_of_its_own_score(make_predictions):
    """At 2 the second score flags the first and third row; the first score would flag all."""
    sweep = Sweep(make_predictions([1, 0, 1], {"a": [5, 4, 3], "b": [3, 1, 2]}))
    limits = [parse_limit("flag_rate<=1")]
    point = measure_point(sweep, SingleThreshold(score="b", threshold=2), metrics=[BUILTIN["recall"]], limits=limits)
    assert (point.count("FLAGGED"), point.value("recall"), point.limits[0].value) == (2, 1, pytest.approx(2 / 3))
    assert point.same_actions == (1, 2)


def test_a_point_is_a_value_that_does_not_show_the_sweep_it_was_measured_on(sweep):
    point = measure_point(sweep, SingleThreshold(score="score", threshold=0.5))
    assert "sweep=" not in repr(point)
    assert "policy=SingleThreshold" in repr(point)
    assert replace(point, sweep=None) == point
    assert replace(point, payoff=1.0) != point


def test_what_was_measured_cannot_be_changed_and_its_parts_are_named(sweep):
    limits, metrics = [parse_limit("recall>=0.5")], [BUILTIN["fpr"]]
    point = measure_point(sweep, SingleThreshold(score="score", threshold=0.5), limits=limits, metrics=metrics)
    for made in (point, point.metrics[0], point.limits[0]):
        with pytest.raises(FrozenInstanceError):
            made.is_kept = True
    with pytest.raises(TypeError):
        Measured(metrics[0], 0.5, 4.0, True)
    with pytest.raises(TypeError):
        MeasuredLimit(limits[0], 0.5, True)
    with pytest.raises(TypeError):
        OperatingPoint(sweep, point.policy, point.counts, (), (), None, (0.4, 0.6))
