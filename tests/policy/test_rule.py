"""The rule: what is to be large, and how near to the best is a tie."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.metrics import Metric
from workbench.policy.judged import judge
from workbench.policy.rule import Rule, greatest, rounded_beyond, rule_of
from workbench.sweep import Sweep


@pytest.fixture
def sweep(make_predictions):
    return Sweep(make_predictions([1, 0, 1, 0], [4, 3, 2, 1]))


def agreed(**more):
    metrics = [
        {"name": "recall", "role": "primary", "worst": 0, "target": 1},
        {"name": "fpr", "role": "secondary", "worst": 1, "target": 0},
    ]
    return Contract.from_dict({"title": "T", "decision": "D", "metrics": metrics, **more})


def named(values):
    metric = Metric(name="m", label="M", goal="maximise", unit="", value=lambda counts: np.array(values))
    return Rule(text="max:m", contract=None, agreed=(), asked=metric)


def test_a_metric_that_is_to_be_small_is_large_when_negative(sweep):
    assert rule_of("min:fpr", None, cases_count=4).objective(sweep).tolist() == [0, 0, -0.5, -0.5, -1]
    assert rule_of("max:fpr", None, cases_count=4).objective(sweep).tolist() == [0, 0, 0.5, 0.5, 1]


def test_rounding_is_relative_to_what_was_added_up(sweep):
    """Weights 1 and 1/2; at threshold 3 a payoff of 3 and one of -5, of which 2 are missed at 7 each."""
    assert rule_of("contract", agreed(), cases_count=4).tie_width(sweep, 0, 0.2) == pytest.approx(1.5e-12)
    payoff = {"TP": 3, "FP": -5, "FN": {"each": -7}}
    assert rule_of("payoff", agreed(payoff=payoff), cases_count=4).tie_width(sweep, 2, -9) == pytest.approx(15e-12)
    assert named([]).tie_width(sweep, 0, -1e6) == pytest.approx(1e-6)
    assert named([]).tie_width(sweep, 0, math.inf) == 0


def test_what_rounding_can_do_is_a_tie_and_what_it_cannot_is_none(make_predictions):
    judged = judge(Sweep(make_predictions([1, 1, 1], [3, 2, 1])), named([1 - 5e-13, 1 - 5e-12, 1, 1 - 9e-13]), [])
    assert judged.winners.tolist() == [0, 2, 3]
    assert judged.best == 1


def test_the_point_is_measured_by_what_was_agreed_else_by_what_was_asked():
    assert [metric.name for metric in rule_of("max:f1", agreed(), cases_count=4).metrics] == ["recall", "fpr"]
    assert [metric.name for metric in rule_of("max:f1", None, cases_count=4).metrics] == ["f1"]
    only_money = Contract.from_dict({"title": "T", "decision": "D", "payoff": {"TP": 1}})
    assert rule_of("payoff", only_money, cases_count=4).metrics == ()


def test_a_rule_may_name_what_the_contract_defines(sweep):
    """True positives 0, 1, 1, 2, 2; of 400 cases a year the 4 here are a hundredth."""
    contract = Contract.from_dict(
        {
            "title": "T",
            "decision": "D",
            "metrics": [{"name": "caught", "goal": "maximise", "formula": "TP"}],
            "payoff": {"TP": 3},
            "volume": {"cases": 400, "per": "year"},
        }
    )
    assert rule_of("max:caught", contract, cases_count=4).objective(sweep).tolist() == [0, 1, 1, 2, 2]
    assert rule_of("min: caught ", contract, cases_count=4).objective(sweep).tolist() == [0, -1, -1, -2, -2]
    yearly = rule_of("max:payoff_per_year", contract, cases_count=4).objective(sweep)
    assert yearly.tolist() == [0, 300, 300, 600, 600]


def test_a_rule_cannot_be_changed_and_its_parts_are_named():
    rule = named([])
    with pytest.raises(FrozenInstanceError):
        rule.text = "min:m"
    with pytest.raises(TypeError):
        Rule(rule.text, None, (), rule.asked)


def scored(values):
    """The contract's rule where its one metric has these values, of which 0 is worth nothing and 1 everything."""
    metric = Metric(name="m", label="M", goal="maximise", unit="", value=lambda counts: np.array(values),
                    weight=1.0, worst=0.0, target=1.0)  # fmt: skip
    return Rule(text="contract", contract=None, agreed=(metric,), asked=None)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        ([3, 1, 2, 5, 4], [3, 4, 0, 2, 1]),
        ([-3, -1, -2, -5, -4], [1, 2, 0, 4, 3]),
        ([0.5, 0.5 + 2e-13, 0.5 + 4e-13, 0.5, 0.5], [0, 1, 2, 3, 4]),
        ([0, 0, 0.7e-12, 0, 0], [2, 0, 1, 3, 4]),
        ([1e6, 1e6 + 2e-7, 1e6 + 4e-6, 1e6, 1e6], [2, 0, 1, 3, 4]),
        ([-1e6, -1e6 + 2e-7, -1e6 + 4e-6, -1e6, -1e6], [2, 0, 1, 3, 4]),
        ([-1e6, 0, 0.7e-12, 0, 0], [2, 1, 3, 4, 0]),
        ([math.nan, 1, math.nan, 2, -math.inf], [3, 1, 0, 2, 4]),
        ([1, math.inf, 2, math.inf, 0], [1, 3, 2, 0, 4]),
    ],
)
def test_the_contract_prefers_what_goes_furthest_beyond_the_target_up_to_rounding(sweep, values, order):
    """In the 12th digit of the greatest, or of 1 where that is smaller; of the rest that which flags fewest."""
    assert scored(values).order(sweep, np.arange(5)).tolist() == order


def test_the_same_order_holds_among_some_of_the_tied(sweep):
    values, order = [3, 1, 2, 5, 4], [3, 4, 0, 2, 1]
    assert scored(values).order(sweep, np.array([4, 1])).tolist() == [each for each in order if each in (1, 4)]


def test_the_greatest_is_of_the_defined_values():
    assert greatest(np.array([1.0, math.nan, 3.0])) == 3
    assert greatest(np.array([math.nan])) == greatest(np.array([])) == -math.inf


def test_values_beyond_are_rounded_to_twelve_digits_of_the_best():
    values = np.array([2.0, 4.0, 4.0 - 1e-12, math.nan])
    assert rounded_beyond(values, best=4.0).tolist() == [0.5, 1, 1, -math.inf]
    assert rounded_beyond(np.array([0.25]), best=-math.inf).tolist() == [0.25]
    assert rounded_beyond(np.array([-1e300, 8.0]), best=0.0).tolist() == [-math.inf, 8]


def test_of_tied_candidates_the_one_that_flags_fewest_comes_first_then_the_earlier_score(make_predictions):
    """Both scores flag nobody, one and two: candidates 0 to 2 are of the first score, 3 to 5 of the second."""
    sweep = Sweep(make_predictions([1, 0], {"a": [2, 1], "b": [1, 2]}))
    order = named([]).order(sweep, np.arange(6))
    assert order.tolist() == [0, 3, 1, 4, 2, 5]


@pytest.mark.filterwarnings("error")
def test_vast_values_are_rounded_without_a_warning():
    assert rounded_beyond(np.array([1e300, 0.25]), best=1.0)[1] == 0.25
