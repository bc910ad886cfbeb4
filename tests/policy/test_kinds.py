"""Policies by their words: kinds as text, policies read back from a record, and what is refused."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from workbench.errors import InputError
from workbench.policy import (
    Optimality,
    Reviewer,
    SingleThreshold,
    TieredThresholds,
    choose,
    choose_like,
    choose_policy,
    objective_of,
    parse_kind,
    parse_limit,
    policy_from_dict,
)
from workbench.policy.kinds import kind_text
from workbench.policy.rule import rule_of
from workbench.sweep import Sweep

TIERED = {"kind": "tiered", "score": "s", "segment": "road", "thresholds": {"a=b,c": 0.1, "town": None}}
MIXED = {**TIERED, "score": None, "scores": {"a=b,c": "s", "town": "t"}}
SINGLE = {"kind": "single", "score": "s", "threshold": 0.30000000000000004}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("single", ("single", None, None, None)),
        ("tiered:road", ("tiered", "road", None, None)),
        ("tiered:a:b/c", ("tiered", "a:b/c", None, None)),
        ("review", ("review", None, None, None)),
        ("capacity:50", ("capacity", None, 50, None)),
        ("capacity:50/week", ("capacity", None, 50, "week")),
    ],
)
def test_a_kind_is_read(text, found):
    kind = parse_kind(text)
    assert (kind.name, kind.column, kind.k, kind.per) == found


def test_a_list_of_none_says_what_must_hold():
    with pytest.raises(InputError, match="how many cases fit, a whole number of 1 or more"):
        parse_kind("capacity:0")


def test_a_list_for_each_reviewer_is_read():
    kind = parse_kind("capacity:40/reviewer/day")
    assert (kind.each, kind.k, kind.per) == (40.0, None, "day")
    assert parse_kind("capacity:2.5 / reviewer / week").each == 2.5
    assert (parse_kind("capacity:40/reviewer").each, parse_kind("capacity:40/reviewer").per) == (None, "reviewer")
    with pytest.raises(InputError, match="1 or more"):
        parse_kind("capacity:0/reviewer/day")


@pytest.mark.parametrize(
    "text",
    ["", "Single", "tiered", "tiered:", "tiered: ", "review:x", "single:", "capacity", "capacity:", "capacity:0",
     "capacity:-3", "capacity:1.5", "capacity:ten", "capacity:5/", "capacity:٣", "dice"],
)  # fmt: skip
def test_a_kind_that_does_not_exist_is_refused_with_the_forms(text):
    with pytest.raises(InputError, match="single, tiered:COLUMN, review, capacity:K"):
        parse_kind(text)


REVIEW = {
    "kind": "review",
    "score": "s",
    "clear_below": 0.1,
    "act_from": None,
    "reviewer": {"cost": 4, "sensitivity": 0.9, "specificity": 0.8, "capacity": 30, "per": "day"},
}
CAPACITY = {
    "kind": "capacity",
    "score": "s",
    "k": 3,
    "per": "week",
    "threshold": 0.5,
    "thresholds": {"w=1": None, "w2": 0.25},
}
IN_ALL = {"kind": "capacity", "score": "s", "k": 3, "per": "all", "threshold": 0.5}


@pytest.mark.parametrize("content", [SINGLE, {**SINGLE, "threshold": None}, TIERED, MIXED, REVIEW, CAPACITY, IN_ALL])
def test_a_policy_reads_back_from_its_record(content):
    policy = policy_from_dict(json.loads(json.dumps(content)))
    assert policy.to_dict() == content
    assert policy_from_dict(policy.to_dict()) == policy


def test_null_flags_nobody_in_a_tier_and_alone():
    assert policy_from_dict(TIERED).by_value["town"].threshold == math.inf
    assert policy_from_dict({**SINGLE, "threshold": None}).flags_nobody


def test_the_kind_of_a_policy_is_a_text_that_reads_back():
    assert kind_text(policy_from_dict(TIERED)) == "tiered:road"
    assert kind_text(policy_from_dict(SINGLE)) == "single"


def without(content, key):
    return {name: value for name, value in content.items() if name != key}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "policy must be an object"),
        ([], "policy must be an object"),
        ({}, "policy.kind is missing"),
        ({"kind": "dice"}, "policy.kind 'dice' does not exist"),
        ({"kind": 3}, "policy.kind '3' does not exist"),
        ({"kind": ["single"]}, "does not exist"),
        (without(SINGLE, "score"), "policy.score is missing"),
        ({**SINGLE, "score": 3}, "policy.score must be a text"),
        (without(SINGLE, "threshold"), "policy.threshold is missing"),
        ({**SINGLE, "threshold": "0.5"}, "policy.threshold must be a number or null"),
        ({**SINGLE, "threshold": True}, "policy.threshold must be a number or null"),
        ({**SINGLE, "threshold": math.nan}, "policy.threshold must be a number or null"),
        ({**SINGLE, "threshold": math.inf}, "policy.threshold must be a number or null"),
        ({**SINGLE, "threshold": 10**400}, "policy"),
        (without(TIERED, "segment"), "policy.segment is missing"),
        (without(TIERED, "thresholds"), "policy.thresholds is missing"),
        ({**TIERED, "thresholds": [0.1]}, "policy.thresholds must be an object"),
        ({**TIERED, "thresholds": {}}, "found none"),
        ({**TIERED, "thresholds": {"town": "x"}}, "policy.thresholds.town must be a number or null"),
        ({**TIERED, "score": None}, "policy.score is missing"),
        ({**MIXED, "scores": {"town": "t"}}, "policy.scores.a=b,c is missing"),
        ({**MIXED, "scores": ["t"]}, "policy.scores must be an object"),
        (without(REVIEW, "act_from"), "policy.act_from is missing"),
        ({**REVIEW, "clear_below": "x"}, "policy.clear_below must be a number or null"),
        ({**REVIEW, "clear_below": 0.9, "act_from": 0.1}, "Swap them"),
        ({**REVIEW, "reviewer": 3}, "policy.reviewer must be an object"),
        ({**REVIEW, "reviewer": {"price": 3}}, "policy.reviewer.price does not exist"),
        ({**REVIEW, "reviewer": {"cost": "3"}}, "policy.reviewer.cost must be a number or null"),
        ({**REVIEW, "reviewer": {"sensitivity": 2}}, "from 0 to 1"),
        ({**REVIEW, "reviewer": {"per": 3}}, "policy.reviewer.per must be a text"),
        (without(CAPACITY, "k"), "policy.k must be a whole number"),
        ({**CAPACITY, "k": -1}, "policy.k must be a whole number"),
        ({**CAPACITY, "k": True}, "policy.k must be a whole number"),
        ({**CAPACITY, "k": 2.5}, "policy.k must be a whole number"),
        ({**CAPACITY, "per": 3}, "policy.per must be a text"),
        (without(CAPACITY, "threshold"), "policy.threshold is missing"),
        ({**CAPACITY, "thresholds": [1]}, "policy.thresholds must be an object"),
        ({**CAPACITY, "thresholds": {"w": "x"}}, "policy.thresholds.w must be a number or null"),
    ],
)
def test_what_is_no_policy_is_refused_in_one_sentence(content, said):
    with pytest.raises(InputError) as refused:
        policy_from_dict(content)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 250


def test_the_place_is_named_as_the_caller_calls_it():
    with pytest.raises(InputError, match=r"^ties\[3\]\.kind is missing"):
        policy_from_dict({}, place="ties[3]")


@pytest.fixture
def sweep(make_predictions):
    return Sweep(make_predictions([1, 0, 1, 0], [0.9, 0.4, 0.6, 0.1], segments={"road": ["a", "a", "b", "b"]}))


def test_a_single_threshold_is_chosen_as_ever(sweep):
    found, expected = choose_policy(sweep, kind="single", rule="max:f1"), choose(sweep, rule="max:f1")
    assert found.point.policy == expected.point.policy
    assert (found.ties, found.feasible_count, found.optimality) == (expected.ties, expected.feasible_count, None)


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("single", {"mixed": True}, "Only tiers"),
        ("review", {"order": ["a"]}, "Only tiers"),
        ("capacity:3", {"reviewer": object()}, "Only a review band"),
        ("tiered:road", {"reviewer": object()}, "Only a review band"),
    ],
)
def test_an_option_of_another_kind_is_refused(sweep, kind, options, said):
    with pytest.raises(InputError, match=said):
        choose_policy(sweep, kind=kind, rule="max:f1", **options)


def test_equal_tiers_are_equal_policies():
    one = TieredThresholds(segment="r", tiers=(("a", SingleThreshold(score="s", threshold=0.5)),))
    assert one == policy_from_dict(one.to_dict())
    assert hash(one) == hash(policy_from_dict(one.to_dict()))


LABEL = [1, 1, 0, 0, 1, 1, 0, 0]
GOOD = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.1]
POOR = [0.1, 0.8, 0.9, 0.6, 0.5, 0.2, 0.7, 0.3]


@pytest.fixture
def two_scores(make_predictions):
    return Sweep(
        make_predictions(
            LABEL, {"poor": POOR, "good": GOOD}, segments={"road": ["a"] * 4 + ["b"] * 4}, period=["w1", "w2"] * 4
        )
    )


@pytest.mark.parametrize("kind", ["tiered:road", "capacity:4", "capacity:2/period"])
def test_of_several_scores_the_best_is_taken(two_scores, make_predictions, kind):
    found = choose_policy(two_scores, kind=kind, rule="max:recall", limits=[parse_limit("fpr<=0.5")])
    assert found.point.policy.to_dict()["score"] == "good"
    alone = Sweep(
        make_predictions(LABEL, {"good": GOOD}, segments={"road": ["a"] * 4 + ["b"] * 4}, period=["w1", "w2"] * 4)
    )
    expected = choose_policy(alone, kind=kind, rule="max:recall", limits=[parse_limit("fpr<=0.5")])
    assert found.objective == expected.objective
    assert found.point.policy == expected.point.policy


def test_what_no_score_may_pass_bounds_the_best_of_all(two_scores, monkeypatch):
    """The chosen score is proven by itself; another might still pass it, so it is not."""
    from workbench.policy import kinds

    def one(sweep, contract, *, scores, **given):
        bound = {"poor": 3.0, "good": 2.0}[scores[0]]
        found = choose(Sweep(sweep.predictions, scores=scores), rule="max:recall")
        value = {"poor": 1.0, "good": 2.0}[scores[0]]
        return replace(found, objective=value, optimality=Optimality(objective=value, bound=bound, how="made"))

    monkeypatch.setattr(kinds, "choose_tiered", one)
    found = choose_policy(two_scores, kind="tiered:road", rule="max:recall")
    assert (found.objective, found.optimality.bound, found.optimality.is_proven) == (2.0, 3.0, False)


def test_the_best_of_the_same_kind_is_found_for_any_policy(two_scores):
    reviewer = Reviewer(cost=0.1, sensitivity=0.9, specificity=0.9)
    for kind, options in (("tiered:road", {}), ("tiered:road", {"mixed": True}), ("capacity:2/period", {}),
                          ("capacity:3", {}), ("review", {"reviewer": reviewer}), ("single", {})):  # fmt: skip
        chosen = choose_policy(two_scores, kind=kind, rule="max:f1", **options)
        policy = policy_from_dict(json.loads(json.dumps(chosen.point.policy.to_dict())))
        again = choose_like(two_scores, None, policy, rule="max:f1")
        assert again.objective == chosen.objective
        assert again.is_best(policy), kind


def test_the_objective_of_any_policy_is_what_choosing_found(two_scores):
    for kind in ("single", "tiered:road", "capacity:3", "capacity:2/period"):
        chosen = choose_policy(two_scores, kind=kind, rule="min:fnr")
        rule = rule_of("min:fnr", None, cases_count=8.0)
        assert objective_of(rule, two_scores, chosen.point.policy) == chosen.objective
