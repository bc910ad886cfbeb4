"""The record of tiered thresholds, worked by hand on eight rows."""

from __future__ import annotations

import copy
import json

import pytest

from workbench.contract import Contract
from workbench.decision import Alternative, decide, point_to_dict, read_decision
from workbench.decision.policy_parts import recorded_parts
from workbench.errors import InputError
from workbench.policy import (
    OperatingPoint,
    SingleThreshold,
    TieredThresholds,
    choose,
    measure_point,
    parse_limit,
    policy_from_dict,
)
from workbench.sweep import Sweep

# In town events score high and a low threshold costs alarms; on the motorway they score low.
LABEL = [1, 1, 0, 0, 1, 1, 0, 0]
NEW = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.1]
OLD = [0.9, 0.2, 0.8, 0.1, 0.9, 0.2, 0.8, 0.1]
ROAD = ["town"] * 4 + ["motor=way, |x|"] * 4
TIERED = TieredThresholds(
    segment="road",
    tiers=(
        ("town", SingleThreshold(score="new", threshold=0.75)),
        ("motor=way, |x|", SingleThreshold(score="new", threshold=0.4)),
    ),
)
CONTRACT = Contract.from_dict(
    {
        "version": 1,
        "title": "Eight",
        "decision": "Brake when the score reaches the threshold",
        "owner": {"name": "Ada"},
        "currency": "EUR",
        "payoff": {"FP": {"each": -1}, "FN": {"each": -3}},
        "metrics": [
            {"name": "miss", "role": "primary", "weight": 1, "goal": "minimise", "formula": "FN / POSITIVES",
             "worst": 1, "target": 0},
            {"name": "alarm", "role": "secondary", "weight": 1, "goal": "minimise", "formula": "FP / NEGATIVES",
             "worst": 1, "target": 0},
        ],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def sweep(make_predictions):
    return Sweep(
        make_predictions(LABEL, {"new": NEW, "old": OLD}, scores=("new", "old"), baseline="old",
                         segments={"road": ROAD})
    )  # fmt: skip


@pytest.fixture(scope="module")
def point(sweep) -> OperatingPoint:
    return measure_point(sweep, TIERED, contract=CONTRACT)


@pytest.fixture(scope="module")
def decision(point):
    choice = choose(point.sweep, CONTRACT, rule="payoff")
    return decide(
        point,
        rationale="Each road has its own.",
        owner="Ada",
        contract=CONTRACT,
        choice=choice,
        alternatives=[Alternative(name="A", policy=SingleThreshold(score="new", threshold=0.4))],
    )


def test_each_tier_has_its_threshold_its_interval_and_its_cells(decision):
    assert decision["policy"] == TIERED.to_dict()
    assert decision["operating_point"]["confusion"] == {"tp": 4, "fp": 0, "fn": 0, "tn": 4}
    assert decision["operating_point"]["same_actions"] is None
    assert decision["operating_point"]["tiers"] == [
        {"value": "town", "score": "new", "threshold": 0.75, "same_actions": {"above": 0.7, "up_to": 0.8},
         "confusion": {"tp": 2, "fp": 0, "fn": 0, "tn": 2}},
        {"value": "motor=way, |x|", "score": "new", "threshold": 0.4, "same_actions": {"above": 0.3, "up_to": 0.4},
         "confusion": {"tp": 2, "fp": 0, "fn": 0, "tn": 2}},
    ]  # fmt: skip


def test_every_threshold_of_an_interval_gives_the_same_actions_and_none_beyond(sweep, decision):
    for place, tier in enumerate(decision["operating_point"]["tiers"]):
        low, high = tier["same_actions"]["above"], tier["same_actions"]["up_to"]
        for threshold, is_same in ((high, True), (low + 1e-9, True), (low, False), (high + 1e-9, False)):
            moved = list(TIERED.tiers)
            moved[place] = (tier["value"], SingleThreshold(score="new", threshold=threshold))
            flagged = TieredThresholds(segment="road", tiers=tuple(moved)).flagged(sweep)
            assert (flagged == TIERED.flagged(sweep)).all() == is_same


def test_a_tier_that_flags_nobody_or_everybody_has_an_open_end(sweep):
    ends = (("town", float("inf")), ("motor=way, |x|", 0.05))
    open_tiers = tuple((value, SingleThreshold(score="new", threshold=at)) for value, at in ends)
    point = measure_point(sweep, TieredThresholds(segment="road", tiers=open_tiers))
    nobody, everybody = recorded_parts(point)["tiers"]
    assert (nobody["threshold"], nobody["same_actions"]) == (None, {"above": 0.9, "up_to": None})
    assert everybody["same_actions"] == {"above": None, "up_to": 0.1}


def test_rows_of_weight_0_bound_no_interval(make_predictions):
    made = make_predictions([1, 0, 0], {"new": [0.9, 0.5, 0.2]}, segments={"road": ["a"] * 3}, weight=[1, 0, 1])
    tiers = TieredThresholds(segment="road", tiers=(("a", SingleThreshold(score="new", threshold=0.6)),))
    (tier,) = recorded_parts(measure_point(Sweep(made), tiers))["tiers"]
    assert tier["same_actions"] == {"above": 0.2, "up_to": 0.9}


def test_a_value_without_rows_is_measured_on_nothing(sweep):
    tiers = (*TIERED.tiers, ("ice", SingleThreshold(score="old", threshold=0.3)))
    *_, ice = recorded_parts(measure_point(sweep, TieredThresholds(segment="road", tiers=tiers)))["tiers"]
    assert ice == {"value": "ice", "score": "old", "threshold": 0.3, "same_actions": {"above": None, "up_to": None},
                   "confusion": {"tp": 0, "fp": 0, "fn": 0, "tn": 0}}  # fmt: skip


def test_what_tiering_buys_over_the_best_single_threshold(decision):
    """The best for everybody: 0.4 has no miss and 2 false alarms, which cost 2; the tiers cost nothing."""
    best = decision["best_single"]
    assert (best["rule"], best["policy"]) == ("payoff", {"kind": "single", "score": "new", "threshold": 0.4})
    assert (best["objective"], best["gain"]) == (-2, 2)
    assert best["operating_point"]["confusion"] == {"tp": 4, "fp": 2, "fn": 0, "tn": 2}


def test_a_single_threshold_is_compared_with_none(sweep):
    point = measure_point(sweep, SingleThreshold(score="new", threshold=0.4), contract=CONTRACT)
    assert decide(point, rationale="x", owner="A", contract=CONTRACT)["best_single"] is None


def test_where_no_single_threshold_keeps_the_limits_that_is_told(sweep):
    limits = [parse_limit("recall>=1"), parse_limit("fpr<=0")]
    point = measure_point(sweep, TIERED, contract=CONTRACT, limits=limits)
    best = decide(point, rationale="x", owner="A", contract=CONTRACT)["best_single"]
    assert (best["policy"], best["objective"], best["gain"]) == (None, None, None)


def test_why_tells_what_is_known_of_any_policy_and_says_what_is_not(decision):
    why = decision["why"]
    assert (why["kind"], why["rule"], why["objective"], why["is_best"]) == ("tiered", "payoff", 0, False)
    assert why["payoff_by_cell"] == {"FP": 0, "FN": 0}
    assert why["recommended"]["policy"] == {"kind": "single", "score": "new", "threshold": 0.4}
    assert why["recommended"]["behind"] == 2
    assert "single thresholds only" in why["not_told"]
    assert (why["runner_up"], why["weights"], why["cost_ratio"], why["hull"]) == (None, {}, None, None)


def test_the_contracts_score_of_tiers_adds_up_from_its_terms(point):
    recorded = decide(point, rationale="x", owner="A", contract=CONTRACT)["why"]
    assert recorded["rule"] == "contract"
    assert [term["points"] for term in recorded["terms"]] == [1, 1]
    assert recorded["objective"] == 2


def test_the_picture_marks_the_point_beside_the_single_thresholds(decision):
    (mark,) = decision["picture"]["marks"]
    assert mark["policy"] == TIERED.to_dict()
    by_name = {"miss": 0, "alarm": 0}
    assert (mark["x"], mark["y"]) == (
        by_name[decision["picture"]["x"]["name"]],
        by_name[decision["picture"]["y"]["name"]],
    )


def test_no_exchange_rate_of_single_thresholds_is_told_of_it(decision, sweep):
    exchange = decision["exchange_rate"]
    assert (exchange["of_single"], exchange["on_frontier"], exchange["weights"]) == (False, False, None)
    assert exchange["as_good"] is None
    worse = TieredThresholds(
        segment="road",
        tiers=tuple((value, SingleThreshold(score="new", threshold=0.65)) for value, _ in TIERED.tiers),
    )
    found = decide(measure_point(sweep, worse, contract=CONTRACT), rationale="x", owner="A", contract=CONTRACT)
    assert found["exchange_rate"]["as_good"]["score"] == "new"
    assert found["exchange_rate"]["as_good"]["threshold"] == 0.8  # no alarm at as many misses


def test_segments_and_the_swap_set_are_those_of_the_tiers(decision):
    assert decision["segments"]["road"]["town"]["confusion"] == {"tp": 2, "fp": 0, "fn": 0, "tn": 2}
    swap = decision["swap"]
    assert swap["now"] == TIERED.to_dict()
    # Today flags rows 1, 3, 5 and 7; the tiers flag 1, 2, 5 and 6.
    rows = {name: (group["events"], group["others"]) for name, group in swap["groups"].items()}
    assert rows == {"both": (2, 0), "in": (2, 0), "out": (0, 2), "neither": (0, 2)}


def test_it_is_json_that_reads_back_equal_and_measures_the_same_again(decision, sweep):
    read = read_decision(decision.to_json().encode())
    assert read == decision
    again = measure_point(sweep, policy_from_dict(read["policy"]), contract=CONTRACT)
    measured = {**point_to_dict(again), **recorded_parts(again)}
    assert json.loads(json.dumps(measured)) == read["operating_point"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c["operating_point"]["tiers"][0].pop("threshold"), "operating_point.tiers[0].threshold"),
        (lambda c: c["operating_point"]["tiers"][0].update(confusion=3), "operating_point.tiers[0].confusion"),
        (lambda c: c["operating_point"].update(tiers="x"), "operating_point.tiers"),
        (lambda c: c["best_single"].pop("gain"), "best_single.gain"),
        (lambda c: c["best_single"].update(policy={"kind": "single"}), "best_single.policy.score is missing"),
        (lambda c: c["evidence"].update(optimality={"how": 3}), "evidence.optimality"),
        (lambda c: c["why"].update(kind="dice"), "why.kind"),
        (lambda c: c["why"].update(not_told=[]), "why.not_told"),
        (lambda c: c["policy"].update(thresholds={"town": "x"}), "policy.thresholds.town must be a number or null"),
    ],
)
def test_a_record_that_is_not_whole_is_refused_by_the_field(decision, change, said):
    content = copy.deepcopy(dict(decision.content))
    change(content)
    with pytest.raises(InputError) as refused:
        read_decision(json.dumps(content).encode())
    assert said in str(refused.value)
