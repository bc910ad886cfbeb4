"""Choosing: guardrails first, then the rule; ties listed."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.errors import ContractError, InputError
from workbench.policy import Choice, SingleThreshold, choose, parse_limit
from workbench.sweep import Sweep


def contract(*metrics, **more):
    return Contract.from_dict({"title": "T", "decision": "D", "metrics": list(metrics), **more})


RECALL = {"name": "recall", "role": "primary", "worst": 0, "target": 1}
FPR = {"name": "fpr", "role": "secondary", "worst": 1, "target": 0}


def thresholds(policies):
    return [policy.threshold for policy in policies]


def test_the_best_weighted_score_wins(make_predictions):
    """Recall + FPR's worth / 2 at inf, .8, .6, .4, .2: .5, 1, .75, 1.25, 1."""
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.4, 0.2]))
    choice = choose(sweep, contract(RECALL, FPR))
    assert choice.point.policy == SingleThreshold(score="score", threshold=0.4)
    assert choice.objective == pytest.approx(1.25)
    assert choice.ties == ()
    assert (choice.feasible_count, choice.candidates_count, choice.undefined_count) == (5, 5, 0)
    assert (choice.rule, choice.candidates_total, choice.blocked) == ("contract", 5, ())
    assert choice.is_feasible
    assert choice.point.value("recall") == 1.0
    assert choice.point.same_actions == (0.2, 0.4)


@pytest.fixture
def tiers(make_predictions):
    """1,000 premium non-events, 34 of them at 0.7 and 10 at 0.9; 1,000 basic events at 0.7, 1,000 at 0.9.

    Flagging from 0.7 catches every event but insults 4.4 % of premium; from 0.9 half of them, and 1 %.
    """
    score = [0.7] * 34 + [0.9] * 10 + [0.1] * 956 + [0.7] * 1000 + [0.9] * 1000
    label = [0] * 1000 + [1] * 2000
    return Sweep(make_predictions(label, score, segments={"tier": ["premium"] * 1000 + ["basic"] * 2000}))


def guardrail(limit):
    return {"name": "premium_insult", "role": "guardrail", "goal": "minimise", "formula": "FP / NEGATIVES",
            "where": {"tier": "premium"}, "limit": limit}  # fmt: skip


def test_a_guardrail_on_a_tier_beats_any_score(tiers):
    """A limit of 2 % on premium rules out 0.7, which would win on the score; 4.4 % lets it in at the limit itself."""
    assert choose(tiers, contract(RECALL, FPR)).point.policy.threshold == 0.7
    kept = choose(tiers, contract(RECALL, FPR, guardrail(0.02)))
    assert kept.point.policy.threshold == 0.9
    assert kept.point.value("premium_insult") == pytest.approx(0.01)
    assert kept.point.is_feasible
    assert choose(tiers, contract(RECALL, FPR, guardrail(0.044))).point.policy.threshold == 0.7


def test_a_limit_asked_for_beside_the_contract_counts_as_much(tiers):
    choice = choose(tiers, contract(RECALL, FPR), limits=[parse_limit("fpr<=0.02@tier=premium")])
    assert choice.point.policy.threshold == 0.9
    assert [(item.limit.text, item.is_kept) for item in choice.point.limits] == [("fpr<=0.02@tier=premium", True)]
    assert (choice.feasible_count, choice.candidates_count) == (2, 4)


def test_limits_of_the_contract_and_those_beside_it_hold_together(tiers):
    """Flagging nobody and from 0.9 keep the contract's limit; recall 0.1 leaves the second."""
    choice = choose(tiers, contract(RECALL, FPR, guardrail(0.02)), limits=[parse_limit("recall>=0.1")])
    assert (choice.point.policy.threshold, choice.feasible_count) == (0.9, 1)
    assert [item.limit.text for item in choice.point.limits] == ["recall>=0.1"]
    assert choose(tiers, contract(RECALL, FPR, guardrail(0.02)), limits=[parse_limit("recall>=0.6")]).point is None


def test_candidates_at_which_the_rule_is_undefined_are_counted_and_not_feasible(make_predictions):
    """Precision is undefined where nobody is flagged, which keeps the limit; flagging from 0.8 and 0.6 keeps it too."""
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.4, 0.2]))
    choice = choose(sweep, rule="max:precision", limits=[parse_limit("flag_rate<=0.5")])
    assert (choice.feasible_count, choice.candidates_count, choice.undefined_count) == (2, 5, 1)


def test_without_rows_there_is_one_candidate(make_predictions):
    choice = choose(Sweep(make_predictions([], [])), rule="max: n = FLAGGED")
    assert (choice.point.policy.flags_nobody, choice.objective, choice.candidates_total) == (True, 0, 1)


def test_the_metrics_at_the_point_are_the_contracts_whatever_the_rule(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.4, 0.2]))
    choice = choose(sweep, contract(RECALL, FPR, payoff={"TP": 2}), rule="max:f1")
    assert (choice.rule, choice.point.payoff) == ("max:f1", 4)
    assert [item.metric.name for item in choice.point.metrics] == ["recall", "fpr"]


def test_a_choice_cannot_be_changed_and_its_parts_are_named(make_predictions):
    choice = choose(Sweep(make_predictions([1, 0], [0.8, 0.6])), rule="max:f1")
    with pytest.raises(FrozenInstanceError):
        choice.rule = "max:recall"
    with pytest.raises(TypeError):
        Choice("max:f1", None, math.nan, (), 0, (), (), 0, 3, 3, 0)


@pytest.mark.parametrize("weight", [None, [0.1, 0.7, 0.2, 0.3] * 1000], ids=["unweighted", "weighted"])
def test_every_best_candidate_is_known_whether_it_is_listed_or_not(make_predictions, weight):
    """Of 4,000 cases 100 score highest and are all the events: from there on recall is 1 at whatever threshold."""
    predictions = make_predictions([1] * 100 + [0] * 3900, np.arange(4000, 0, -1) / 8, weight=weight)
    few = choose(Sweep(predictions, candidates_max=16), rule="max:recall")
    every = choose(Sweep(predictions), rule="max:recall")
    assert few.point.policy == every.point.policy == SingleThreshold(score="score", threshold=3901 / 8)
    assert few.ties_count == every.ties_count == len(every.ties) == 3901
    assert len(few.ties) < 800
    asked = [SingleThreshold(score="score", threshold=each / 8) for each in (3902, 3901, 3900, 2000, 77, 1, 2000.5, 0)]
    assert [few.is_best(policy) for policy in asked] == [False, True, True, True, True, True, False, False]
    assert [every.is_best(policy) for policy in asked] == [few.is_best(policy) for policy in asked]
    assert not few.is_best(SingleThreshold(score="other", threshold=250.0))


def test_where_nothing_is_feasible_nothing_is_best(make_predictions):
    choice = choose(Sweep(make_predictions([1, 0], [0.8, 0.6])), rule="max:f1", limits=[parse_limit("recall>=2")])
    assert not choice.is_best(SingleThreshold(score="score", threshold=0.8))
    assert (choice.ties, choice.ties_count, choice.tied_between) == ((), 0, ())


def test_a_best_that_is_alone_ties_with_nothing_and_is_best(make_predictions):
    choice = choose(Sweep(make_predictions([1, 0], [0.8, 0.6])), rule="max:f1")
    assert (choice.ties, choice.ties_count) == ((), 0)
    assert choice.is_best(SingleThreshold(score="score", threshold=0.8))
    assert not choice.is_best(SingleThreshold(score="score", threshold=0.7))


def test_tied_optima_are_listed_and_never_averaged(make_predictions):
    """Payoff 1 a TP and -1 a FP: 3 at 0.9 and 3 again at 0.3. Their mean, 0.6, is worth 1."""
    score = [0.9] * 3 + [0.7] * 2 + [0.3] * 2 + [0.1]
    label = [1, 1, 1, 0, 0, 1, 1, 0]
    sweep = Sweep(make_predictions(label, score))
    agreed = contract(payoff={"TP": 1, "FP": -1})
    choice = choose(sweep, agreed, rule="payoff")
    assert choice.objective == 3
    assert thresholds(choice.ties) == [0.9, 0.3]
    assert choice.point.policy.threshold == 0.9, "of equal ones the one that flags fewest"
    assert sweep.at("score", [0.6]).cell("TP")[0] - sweep.at("score", [0.6]).cell("FP")[0] == 1


def test_ties_with_large_sums_are_settled_by_flags_and_not_by_rounding(make_predictions):
    """Both thresholds are worth the same 1e9 in exact arithmetic; sums of 0.1 differ in the last bits."""
    eur = [1e9, 0.1, 0.2, -0.3]
    sweep = Sweep(make_predictions([1, 1, 1, 1], [4, 3, 2, 1], amounts={"eur": eur}))
    choice = choose(sweep, contract(payoff={"TP": {"eur": 1}}), rule="payoff")
    assert choice.point.policy.threshold == 2
    sweep = Sweep(make_predictions([1, 1, 1, 1], [4, 3, 2, 1], amounts={"eur": [1e9, 0.1, 0.2, -0.3][::-1]}))
    choice = choose(sweep, contract(payoff={"TP": {"eur": 1}, "FN": {"eur": 1}}), rule="payoff")
    assert len(choice.ties) == 5
    assert choice.point.policy.flags_nobody


def test_of_equal_scores_the_one_further_beyond_the_target_comes_first(make_predictions):
    """Target recall is 0.5: 0.8 and 0.4 are both worth all; 0.4 has recall 1."""
    sweep = Sweep(make_predictions([1, 1, 0], [0.8, 0.4, 0.2]))
    agreed = contract({**RECALL, "target": 0.5}, {**FPR, "weight": 1})
    choice = choose(sweep, agreed)
    assert thresholds(choice.ties) == [0.4, 0.8]
    assert choice.point.policy.threshold == 0.4


def test_a_rule_that_is_undefined_everywhere_has_no_point_and_blames_no_limit(make_predictions):
    sweep = Sweep(make_predictions([1, 1], [0.8, 0.2]))
    choice = choose(sweep, rule="min:fpr", limits=[parse_limit("recall>=0.1")])
    assert choice.point is None
    assert choice.blocked == ()
    assert choice.undefined_count == choice.candidates_count == 3


def test_max_and_min_of_any_metric(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.4, 0.2]))
    assert choose(sweep, rule="max:f1").point.policy.threshold == 0.4
    assert choose(sweep, rule="max:f1").objective == pytest.approx(0.8)
    assert choose(sweep, rule="max:precision").point.policy.threshold == 0.8
    cheapest = choose(sweep, rule="min: cost = 5*FP + FN")
    assert (cheapest.point.policy.threshold, cheapest.objective) == (0.8, -1)
    assert [item.metric.name for item in cheapest.point.metrics] == ["cost"]


def test_payoff_per_period_is_scaled_by_the_cases_that_are_here(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.4, 0.2]))
    agreed = contract(payoff={"TP": 3, "FP": -1}, volume={"cases": 400, "per": "year"})
    choice = choose(sweep, agreed, rule="max:payoff_per_year")
    assert choice.objective == pytest.approx((2 * 3 - 1) * 100)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("best", "no rule 'best'"),
        ("max:", "no rule 'max:'"),
        ("max: ", "no rule"),
        ("", "no rule"),
        ("MAX:f1", "no rule"),
    ],
)
def test_an_unknown_rule_names_those_there_are(make_predictions, rule, words):
    with pytest.raises(
        InputError, match=words + r".*The rules are contract, payoff, max:METRIC and min:METRIC|" + words
    ):
        choose(Sweep(make_predictions([1, 0], [0.8, 0.2])), rule=rule)


def test_rules_that_need_a_contract_say_so(make_predictions):
    sweep = Sweep(make_predictions([1, 0], [0.8, 0.2]))
    with pytest.raises(InputError, match="needs a contract"):
        choose(sweep)
    with pytest.raises(InputError, match="needs a contract with a payoff"):
        choose(sweep, contract(RECALL), rule="payoff")
    with pytest.raises(ContractError, match="none has a weight"):
        choose(sweep, contract())


def test_several_scores_compete(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1, 0], {"a": [4, 3, 2, 1], "b": [3, 1, 4, 2]}))
    choice = choose(sweep, contract(RECALL, FPR))
    assert choice.point.policy == SingleThreshold(score="b", threshold=3)


def test_the_point_is_what_measuring_its_policy_gives(tiers):
    point = choose(tiers, contract(RECALL, FPR, guardrail(0.02), payoff={"TP": 2, "FP": -5})).point
    assert [point.count(cell) for cell in ("TP", "FP", "FN", "TN")] == [1000, 10, 1000, 990]
    assert point.payoff == 2 * 1000 - 5 * 10
    assert [(item.metric.name, item.denominator, item.is_kept) for item in point.metrics] == [
        ("recall", 2000, None), ("fpr", 1000, None), ("premium_insult", 1000, True),
    ]  # fmt: skip
    assert np.isinf(choose(tiers, rule="min:flag_rate").point.policy.threshold)
