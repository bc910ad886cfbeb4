"""Why a point: its terms, the runner-up and the intervals, by hand, and over thinned sweeps as over whole ones."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from tests.policy.told import told_why
from workbench.contract import Contract
from workbench.policy import SingleThreshold, choose, parse_limit, policy_of, refine
from workbench.policy.judged import judge
from workbench.policy.rule import rule_of
from workbench.policy.why import explain_point
from workbench.sweep import Sweep

# Flag down to 0.85: TP 2 FP 0 of 4 and 6; to 0.7: TP 3 FP 1; to 0.4: TP 4 FP 4.
LABEL = [1, 1, 0, 1, 0, 1, 0, 0, 0, 0]
SCORE = [0.9, 0.85, 0.8, 0.7, 0.6, 0.4, 0.5, 0.45, 0.2, 0.1]
CONTRACT = {
    "title": "T",
    "decision": "D",
    "metrics": [
        {"name": "recall", "role": "primary", "worst": 0.0, "target": 1.0},
        {"name": "fpr", "role": "secondary", "worst": 1.0, "target": 0.0},
        {"name": "premium", "role": "guardrail", "goal": "minimise", "formula": "FP / NEGATIVES", "limit": 0.5},
    ],
    "payoff": {"TP": 10, "FP": -4},
}


@pytest.fixture
def ten_rows(make_predictions):
    return Sweep(make_predictions(LABEL, {"score": SCORE}))


def test_the_terms_are_weight_times_worth_and_add_up(ten_rows):
    why = explain_point(ten_rows, SingleThreshold(score="score", threshold=0.7), Contract.from_dict(CONTRACT))
    assert [(term.metric.name, term.value, term.worth, term.points) for term in why.terms] == [
        ("recall", 0.75, 0.75, 0.75),
        ("fpr", pytest.approx(1 / 6), pytest.approx(5 / 6), pytest.approx(5 / 12)),
    ]
    assert why.objective == pytest.approx(0.75 + 5 / 12)
    assert why.payoff_by_cell == {"TP": 30.0, "FP": -4.0}
    assert (why.rule, why.policy) == ("contract", SingleThreshold(score="score", threshold=0.7))


def test_the_runner_up_is_the_best_of_the_rest_that_keeps_the_limit(ten_rows):
    # Scores: (0, 2) 2/4 + 1/2 = 1.0; (1, 3) 7/6; (1, 2) 1/2 + 5/12; (2, 3) 3/4 + 1/3 = 13/12; (4, 4) breaks the limit.
    why = explain_point(ten_rows, SingleThreshold(score="score", threshold=0.7), Contract.from_dict(CONTRACT))
    assert why.runner_up.policy.threshold == 0.6
    assert why.runner_up.behind == pytest.approx(7 / 6 - 13 / 12)
    worse = explain_point(ten_rows, SingleThreshold(score="score", threshold=0.85), Contract.from_dict(CONTRACT))
    assert worse.runner_up.policy.threshold == 0.7
    assert worse.runner_up.behind == pytest.approx(1 - 7 / 6)


def test_money_has_an_interval_for_each_cost_and_none_for_weights(ten_rows):
    # (0, 2) 20; (1, 3) 26; (4, 4) breaks the limit; (2, 3) 22. A false alarm may cost from 0 to 10: factor 0 to 2.5.
    why = explain_point(
        ten_rows, SingleThreshold(score="score", threshold=0.7), Contract.from_dict(CONTRACT), rule="payoff"
    )
    assert (why.objective, why.terms, why.weights) == (26.0, (), {})
    assert (why.costs["FP"].low, why.costs["FP"].high) == (0.0, pytest.approx(2.5))
    assert (why.cost_ratio.low, why.cost_ratio.high, why.cost_ratio.now) == (0.0, pytest.approx(1.0), 0.4)


def test_one_weight_alone_has_no_interval(ten_rows):
    contract = Contract.from_dict({**CONTRACT, "metrics": CONTRACT["metrics"][:1]})
    assert explain_point(ten_rows, SingleThreshold(score="score", threshold=0.4), contract).weights == {}


def test_each_other_score_shows_its_best(make_predictions):
    sweep = Sweep(make_predictions(LABEL, {"a": SCORE, "b": SCORE[::-1]}))
    contract = Contract.from_dict({**CONTRACT, "metrics": CONTRACT["metrics"][:2]})
    why = explain_point(sweep, SingleThreshold(score="a", threshold=0.7), contract)
    every = judge(sweep, rule_of("contract", contract, cases_count=10.0), ())
    assert [other.policy.score for other in why.best_of_others] == ["b"]
    assert why.best_of_others[0].objective == np.max(every.objective[sweep.score_code == 1])


def test_reasons_cannot_be_changed_and_their_parts_are_named(ten_rows):
    why = explain_point(ten_rows, SingleThreshold(score="score", threshold=0.7), Contract.from_dict(CONTRACT))
    for told in (why, why.terms[0], why.runner_up):
        for name, value in vars(told).items():
            with pytest.raises(FrozenInstanceError):
                setattr(told, name, value)
        with pytest.raises(TypeError):
            type(told)(*vars(told).values())


def test_weights_have_an_interval_each_and_costs_none_where_the_contract_is_the_rule(ten_rows):
    # With recall at 1, fpr may weigh up to 3/2 before (0, 2) is better; (4, 4) breaks the limit. As fpr weighs 1/2,
    # recall may weigh from 1/3 on: (3/4 - 2/4) w = 1/2 / 6.
    why = explain_point(ten_rows, SingleThreshold(score="score", threshold=0.7), Contract.from_dict(CONTRACT))
    assert {name: (each.low, each.high, each.now) for name, each in why.weights.items()} == {
        "recall": (pytest.approx(1 / 3), math.inf, 1.0),
        "fpr": (0.0, pytest.approx(3 / 2), 0.5),
    }
    assert why.costs == {}


def test_without_a_contract_there_is_neither_money_nor_weight(ten_rows):
    why = explain_point(ten_rows, SingleThreshold(score="score", threshold=0.4), None, rule="max:recall")
    assert (why.rule, why.terms, why.payoff_by_cell, why.weights, why.costs) == ("max:recall", (), {}, {}, {})
    assert (why.objective, why.runner_up.objective, why.runner_up.behind) == (1.0, 1.0, 0.0)
    assert math.isnan(why.cost_ratio.now)


def test_a_rule_in_money_per_year_is_followed(ten_rows):
    # (1, 3) earns 26 with ten rows, which stand for 400 cases a year.
    contract = Contract.from_dict({**CONTRACT, "volume": {"cases": 400, "per": "year"}})
    point = SingleThreshold(score="score", threshold=0.7)
    why = explain_point(ten_rows, point, contract, rule="max:payoff_per_year")
    assert why.objective == pytest.approx(26 * 40)
    assert why.costs == {}


def test_of_no_rows_the_one_candidate_has_no_runner_up(make_predictions):
    sweep = Sweep(make_predictions([], []))
    why = explain_point(sweep, SingleThreshold(score="score", threshold=math.inf), None, rule="max:recall")
    assert (math.isnan(why.objective), why.runner_up, why.best_of_others) == (True, None, ())


@pytest.mark.parametrize("limits", [[], ["recall>=0.6"], ["recall>=2"]], ids=str)
@pytest.mark.parametrize("rule", ["contract", "payoff", "max:f1", "max:precision"])
def test_hidden_candidates_come_next_as_listed_ones_do(make_predictions, rule, limits, monkeypatch):
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", 2.0)
    monkeypatch.setattr(refine, "FIRST_GAPS", 1)
    rng = np.random.default_rng(6)
    label = rng.random(60) < 0.4
    scores = {name: (label * each + rng.random(60)).round(2) for name, each in (("a", 0.5), ("b", 0.3), ("c", 0.1))}
    predictions = make_predictions(label, scores)
    contract = Contract.from_dict({**CONTRACT, "metrics": CONTRACT["metrics"][:2]})
    whole, partial = Sweep(predictions), Sweep(predictions, candidates_max=6)
    limits = [parse_limit(text) for text in limits]
    best = choose(whole, contract, rule=rule).point.policy  # of its score the second is hidden, and comes next
    for policy in (best, *(policy_of(whole, index) for index in range(3, len(whole), 29))):
        one, other = (explain_point(sweep, policy, contract, rule=rule, limits=limits) for sweep in (whole, partial))
        assert told_why(other) == told_why(one)


def test_the_best_of_the_rest_may_be_hidden_where_the_point_is_the_best_of_all(make_predictions, monkeypatch):
    # Money rises to 10 at 10, falls to 7 at 7, and is 10 again at 4, which is hidden; 11 and 9, which are listed, earn 9.
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", 2.0)
    label = [1] * 10 + [0] * 3 + [1] * 3 + [0] * 3
    sweep = Sweep(make_predictions(label, {"s": list(range(19, 0, -1))}), candidates_max=8)
    point = SingleThreshold(score="s", threshold=10)
    assert sweep.including([("s", 10.0)]).candidate("s", 4.0) is None
    contract = Contract.from_dict({"title": "T", "decision": "D", "payoff": {"TP": 1, "FP": -1}})
    found = explain_point(sweep, point, contract, rule="payoff").runner_up
    assert (found.policy.threshold, found.objective, found.behind) == (4, 10, 0)
