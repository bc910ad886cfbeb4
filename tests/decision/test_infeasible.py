"""The record where nothing was feasible: what blocked, and the ways out, worked by hand."""

from __future__ import annotations

import copy
import json

import pytest

from tests.policy.practice import practice
from workbench.decision import decide, read_decision
from workbench.decision.infeasible import recorded_ways_out
from workbench.errors import InputError
from workbench.policy import SingleThreshold, choose, measure_point, parse_limit

LIMITS = [parse_limit("recall>=0.85")]


@pytest.fixture
def study(make_predictions):
    """Recall of 0.85 needs 0.6, where 3.4 % of good premium payments are blocked; the limit is 2 %."""
    sweep, contract = practice(make_predictions)
    return sweep, contract, choose(sweep, contract, limits=LIMITS)


def test_each_way_out_names_the_limit_the_bound_and_the_point(study):
    sweep, contract, choice = study
    ways = recorded_ways_out(sweep, choice, contract=contract, limits=LIMITS)
    found = {way["relaxed"][0]["limit"]: way for way in ways["one_by_one"]}
    premium = found["premium_insult_rate<=0.02"]
    assert premium["relaxed"][0]["value"] == 17 / 500
    assert premium["relaxed"][0]["would_be_text"] == "at most 3.4% of good premium payments"
    assert premium["relaxed"][0]["excess"] == pytest.approx(0.7)
    assert premium["policy"]["threshold"] == 0.6
    recall = found["recall>=0.85"]
    assert (recall["relaxed"][0]["would_be"], recall["policy"]["threshold"]) == (0.6, 0.9)
    # The excess of recall is 0.25 / 0.85 = 0.29, of the premium tier 0.7: the nearest gives up recall.
    assert ways["nearest"]["policy"]["threshold"] == 0.9
    assert [item["by_text"] for item in ways["blocked"]] == ["1.4 points", "25 points"]


def test_a_bound_is_rounded_to_the_looser_side(make_predictions):
    sweep, contract = practice(make_predictions)
    limits = [parse_limit("precision>=0.95")]
    choice = choose(sweep, contract, limits=limits)
    ways = recorded_ways_out(sweep, choice, contract=contract, limits=limits)
    moved = next(way for way in ways["one_by_one"] if way["relaxed"][0]["limit"] == "precision>=0.95")["relaxed"][0]
    # 60 of 70 flags are right: 85.714 % would round to 85.7 %, which 60 / 70 keeps.
    assert moved["value"] == 60 / 70
    assert moved["would_be"] == 0.857
    assert moved["would_be"] <= moved["value"]


def test_where_something_is_feasible_there_is_nothing_to_say(make_predictions):
    sweep, contract = practice(make_predictions)
    assert recorded_ways_out(sweep, choose(sweep, contract), contract=contract) is None
    assert recorded_ways_out(sweep, None, contract=contract) is None
    nowhere = choose(sweep, rule="max:none = TP / (ALL - ALL)")
    assert recorded_ways_out(sweep, nowhere, contract=None) is None


def test_a_decision_with_an_exception_keeps_the_ways_out_that_were_not_taken(study):
    sweep, contract, choice = study
    point = measure_point(sweep, SingleThreshold(score="s", threshold=0.6), contract=contract, limits=LIMITS)
    exception = {"name": "Dee", "reason": "For a month."}
    record = decide(point, rationale="Why", owner="Ada", contract=contract, choice=choice, exception=exception)
    assert record["feasible"] is False
    assert record["exception"] == exception
    assert {way["relaxed"][0]["limit"] for way in record["infeasible"]["one_by_one"]} == {
        "premium_insult_rate<=0.02",
        "recall>=0.85",
    }
    assert read_decision(record.to_json().encode())["infeasible"] == record["infeasible"]
    content = copy.deepcopy(json.loads(record.to_json()))
    del content["infeasible"]["one_by_one"][0]["policy"]
    with pytest.raises(InputError, match=r"infeasible\.one_by_one\[0\]\.policy"):
        read_decision(json.dumps(content).encode())
