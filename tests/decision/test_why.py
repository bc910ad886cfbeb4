"""The record's reasons: the case from practice, ties, a point that is not the recommended one, and broken records."""

from __future__ import annotations

import copy
import json

import pytest

from tests.policy.practice import practice, tied_optima
from workbench.contract import Contract
from workbench.decision import Decision, decide, read_decision
from workbench.decision.why import recorded_why, rule_to_explain
from workbench.errors import InputError
from workbench.policy import SingleThreshold, choose, measure_point, parse_limit
from workbench.sweep import Sweep
from workbench.wording.recorded_points import Units
from workbench.wording.why import why_facts


def why_at(sweep: Sweep, contract: Contract, threshold: float, **changes):
    point = measure_point(sweep, SingleThreshold(score="s", threshold=threshold), contract=contract)
    given = {"contract": contract, "choice": choose(sweep, contract, rule=changes.pop("rule", "contract")), **changes}
    return recorded_why(sweep, point, **given)


@pytest.fixture
def record(make_predictions) -> Decision:
    sweep, contract = practice(make_predictions)
    choice = choose(sweep, contract)
    return decide(choice.point, rationale="Why", owner="Ada", contract=contract, choice=choice)


def test_the_winner_that_a_guardrail_kills_is_in_the_record_as_what_it_is(record):
    assert record["policy"]["threshold"] == 0.9
    why = record["why"]
    assert (why["rule"], why["is_best"], why["objective"]) == ("contract", True, pytest.approx(1.05))
    stopped = why["forbidden"]
    assert stopped["policy"]["threshold"] == 0.6
    assert stopped["objective"] == pytest.approx(1.25)
    assert stopped["behind"] == pytest.approx(-0.2)
    assert [(each["label"], each["value_text"], each["points"]) for each in stopped["broken"]] == [
        ("Premium insult rate", "3.4%", -2.0)
    ]
    assert stopped["shown_score"] == pytest.approx(1.25 - 2)
    assert [term["points"] for term in stopped["terms"]] == [pytest.approx(0.9), pytest.approx(0.35)]


def test_terms_limits_and_slack_are_there(record):
    why = record["why"]
    assert [(term["metric"], term["worth"], term["weight"]) for term in why["terms"]] == [
        ("recall", pytest.approx(0.6), 1),
        ("fpr", pytest.approx(0.9), 0.5),
    ]
    (limit,) = why["limits"]
    # 8 of 500 are 1.6 %, 0.4 points under 2 %.
    assert (limit["bound_text"], limit["value_text"], limit["by_text"], limit["ok"]) == (
        "at most 2% of good premium payments",
        "1.6%",
        "0.4 points",
        True,
    )


def test_the_runner_up_and_the_intervals_worked_by_hand(record):
    why = record["why"]
    # Of the feasible only nobody flagged is left: 0 + 0.5 x 1.
    assert (why["runner_up"]["policy"]["threshold"], why["runner_up"]["behind"]) == (None, pytest.approx(0.55))
    # 0.6 w + 0.45 stays above 0.5 from w = 1/12 on; 0.6 + 0.9 v above v up to v = 6.
    assert why["weights"]["recall"] == {"low": pytest.approx(1 / 12), "high": None, "now": 1}
    assert why["weights"]["fpr"] == {"low": 0, "high": pytest.approx(6), "now": 0.5}
    # 10 false alarms save 60 misses.
    assert why["cost_ratio"] == {"low": 0, "high": pytest.approx(6), "now": None}
    assert why["hull"]["by_weights"] is True


def test_a_point_that_is_not_recommended_says_what_is_and_how_far_it_is_behind(make_predictions):
    sweep, contract = practice(make_predictions)
    why = why_at(sweep, contract, 0.3)
    assert not why["is_best"]
    assert why["recommended"]["policy"]["threshold"] == 0.9
    assert why["recommended"]["behind"] == pytest.approx(1 - 1.05)
    assert [limit["ok"] for limit in why["limits"]] == [False]


def test_the_stopped_winner_itself_is_not_stopped_by_itself(make_predictions):
    sweep, contract = practice(make_predictions)
    assert why_at(sweep, contract, 0.6)["forbidden"] is None


def test_a_threshold_between_two_scores_is_explained_as_the_candidate_that_acts_alike(make_predictions):
    sweep, contract = practice(make_predictions)
    assert why_at(sweep, contract, 0.75) == why_at(sweep, contract, 0.9)


def test_two_best_thresholds_are_two_in_the_record(make_predictions):
    sweep, contract = tied_optima(make_predictions)
    choice = choose(sweep, contract, rule="payoff")
    record = decide(choice.point, rationale="Why", owner="Ada", contract=contract, choice=choice)
    assert sorted(policy["threshold"] for policy in record["ties"]) == [0.2, 0.8]
    assert (record["ties_count"], record["why"]["ties_count"]) == (2, 2)
    assert record["why"]["runner_up"]["behind"] == 0
    assert record["why"]["costs"]["FP"] == {"low": 1, "high": None, "now": 1}


def test_without_a_rule_or_a_candidate_nothing_is_explained(make_predictions):
    sweep, contract = practice(make_predictions)
    point = measure_point(sweep, SingleThreshold(score="s", threshold=0.9), contract=contract)
    assert recorded_why(sweep, point, contract=None, choice=None) is None
    bare = Contract.from_dict({**contract.to_dict(), "metrics": [{"name": "recall", "role": "diagnostic"}]})
    assert rule_to_explain(bare, None) is None
    assert rule_to_explain(contract, None) == "contract"
    unscaled = {"title": "T", "decision": "D", "payoff": {"FP": -1}}
    assert rule_to_explain(Contract.from_dict(unscaled), None) == "payoff"


def test_a_rule_that_names_a_metric_needs_no_contract(make_predictions):
    sweep, _ = practice(make_predictions)
    choice = choose(sweep, rule="max:recall", limits=[parse_limit("fpr<=0.02")])
    why = recorded_why(sweep, choice.point, contract=None, choice=choice)
    assert (why["asked"]["name"], why["objective"], why["terms"]) == ("recall", 0.6, [])
    assert [limit["by_text"] for limit in why["limits"]] == ["1 point"]
    assert why["forbidden"]["shown_score"] is None


def test_it_is_plain_json_that_reads_back(record):
    again = read_decision(record.to_json().encode())
    assert again["why"] == record["why"]


@pytest.mark.parametrize(
    "change",
    [
        lambda why: why.pop("terms"),
        lambda why: why.update(objective="much"),
        lambda why: why.update(is_best=1),
        lambda why: why["terms"][0].update(metric="nobody knows"),
        lambda why: why["limits"][0].update(ok=None),
        lambda why: why["forbidden"].update(broken={}),
        lambda why: why["runner_up"].update(policy={"kind": "single", "score": "s", "threshold": "x"}),
        lambda why: why["weights"].update(recall={"low": None, "high": 1, "now": 1}),
        lambda why: why["costs"].update(XX={"low": 1, "high": 1, "now": 1}),
        lambda why: why.update(cost_ratio=[1, 2]),
    ],
)
def test_a_record_whose_reasons_are_not_whole_is_refused_by_name(record, change):
    content = copy.deepcopy(json.loads(record.to_json()))
    change(content["why"])
    with pytest.raises(InputError, match=r"why|metrics"):
        read_decision(json.dumps(content).encode())


def test_an_older_record_without_reasons_still_reads(record):
    content = {name: part for name, part in json.loads(record.to_json()).items() if name not in ("why", "infeasible")}
    assert read_decision(json.dumps(content).encode())["owner"] == "Ada"


# By hand: flag down to 0.85 is TP 2 FP 0, to 0.7 is TP 3 FP 1, to 0.4 is TP 4 FP 4; at 12 for a miss, (3, 1) is the best
# while a false alarm costs 4 to 12. With at most one false alarm of six, (4, 4) may cost what it likes.
LABEL = [1, 1, 0, 1, 0, 1, 0, 0, 0, 0]
SCORE = [0.9, 0.85, 0.8, 0.7, 0.6, 0.4, 0.5, 0.45, 0.2, 0.1]
AT_MOST_ONE = {"name": "fpr", "role": "guardrail", "limit": 0.2, "so_what": "a -> b"}


@pytest.mark.parametrize(("metrics", "high"), [([], -4), ([AT_MOST_ONE], -2)])
def test_what_a_range_of_the_payoff_means_for_the_point_is_recorded_within_the_limits(make_predictions, metrics, high):
    sweep = Sweep(make_predictions(LABEL, {"s": SCORE}))
    payoff = {"FN": -12, "FP": {"each": -6, "between": [-16, -2]}}
    contract = Contract.from_dict({"title": "T", "decision": "D", "payoff": payoff, "metrics": metrics})
    choice = choose(sweep, contract, rule="payoff")
    record = decide(choice.point, rationale="Why", owner="Ada", contract=contract, choice=choice)
    (found,) = record["why"]["ranges"]
    assert (found["cell"], found["part"], found["low"], found["high"]) == ("FP", "each", -16, -2)
    assert (found["stays_low"], found["stays_high"]) == (pytest.approx(-12), pytest.approx(high))
    facts = dict(
        why_facts(record["why"], record["operating_point"], Units(metrics={}, currency="EUR", factor=1.0, per=""))
    )
    assert facts["Numbers not known well"] == (
        f"It is the best while the worth of a false alarm is from -12 EUR to {high} EUR; by the contract it may be from "
        "-16 EUR to -2 EUR."
    )
    content = json.loads(record.to_json())
    assert read_decision(json.dumps(content).encode())["why"]["ranges"] == [found]
    del content["why"]["ranges"]
    assert "ranges" not in read_decision(json.dumps(content).encode())["why"], "as records from before have it"
    content["why"]["ranges"] = [{**found, "cell": "XX"}]
    with pytest.raises(InputError, match="why"):
        read_decision(json.dumps(content).encode())
