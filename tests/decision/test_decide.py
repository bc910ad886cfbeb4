"""The decision record: everything INTERFACE promises, as plain JSON."""

from __future__ import annotations

import json
import math

import pytest

from workbench.contract import Contract
from workbench.decision import Alternative, Decision, Rationale, decide, read_decision
from workbench.errors import InputError
from workbench.metrics import BUILTIN
from workbench.policy import SingleThreshold, choose, measure_point, parse_limit
from workbench.sweep import Sweep

CONTRACT = {
    "title": "Braking",
    "decision": "Brake at the threshold",
    "payoff": {"FP": -1, "FN": {"each": -10, "km": -0.5}},
    "metrics": [
        {"name": "recall", "role": "primary", "worst": 0, "target": 1},
        {"name": "fpr", "role": "secondary", "worst": 1, "target": 0},
        {"name": "precision", "role": "guardrail", "limit": 0.5},
        {"name": "urban_miss", "goal": "minimise", "formula": "FN / POSITIVES", "where": {"road": "urban"}},
    ],
}
WHY = Rationale(why="Fewest people hurt")
PROMISED = {
    "kind": str, "version": int, "title": str, "status": str, "contract": dict, "amendments": list, "predictions": dict,
    "policy": dict, "operating_point": dict, "segments": dict, "ties": list, "feasible": bool, "exception": type(None),
    "alternatives": list, "exchange_rate": dict, "evidence": dict, "rationale": str, "owner": str, "dissent": list,
    "tripwires": list, "reviews": list, "signatures": list, "register_head": type(None),
}  # fmt: skip


@pytest.fixture
def contract():
    return Contract.from_dict(CONTRACT)


@pytest.fixture
def sweep(make_predictions):
    """At 0.4: TP 2, FP 1, FN 0, TN 1."""
    predictions = make_predictions(
        [1, 0, 1, 0],
        {"p": [0.8, 0.6, 0.4, 0.2], "rule": [1, 1, 0, 0]},
        scores=("p",),
        baseline="rule",
        segments={"road": ["urban", "urban", "highway", "highway"]},
        amounts={"km": [1, 2, 3, 4]},
    )
    return Sweep(predictions)


@pytest.fixture
def choice(sweep, contract):
    return choose(sweep, contract)


@pytest.fixture
def decision(choice, contract):
    other = Alternative(name="Cautious", policy=SingleThreshold(score="p", threshold=math.inf), why_not="Misses all")
    return decide(
        choice.point, rationale=WHY, owner=" R. Vega ", contract=contract, choice=choice, alternatives=[other]
    )


def walk(value):
    yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(item)


def test_every_promised_key_is_there_with_its_type(decision):
    for key, kind in PROMISED.items():
        assert type(decision[key]) is kind, key
    assert (decision["kind"], decision["version"], decision["status"]) == ("decision", 1, "draft")
    assert {"sha256", "rows", "rows_used", "receipt"} <= set(decision["predictions"])
    assert set(decision["operating_point"]) >= {"confusion", "payoff", "metrics"}
    for item in decision["operating_point"]["metrics"].values():
        assert set(item) == {"value", "low", "high", "denominator", "limit", "ok"}


def test_the_figures_worked_by_hand(decision, contract):
    assert decision["policy"] == {"kind": "single", "score": "p", "threshold": 0.4}
    point = decision["operating_point"]
    assert point["confusion"] == {"tp": 2, "fp": 1, "fn": 0, "tn": 1}
    assert point["payoff"] == -1
    assert point["flag_rate"] == 0.75
    assert point["same_actions"] == {"above": 0.2, "up_to": 0.4}
    told = {
        name: (item["value"], item["denominator"], item["limit"], item["ok"]) for name, item in point["metrics"].items()
    }
    assert told == {
        "recall": (1, 2, None, None),
        "fpr": (0.5, 2, None, None),
        "precision": (2 / 3, 3, 0.5, True),
        "urban_miss": (0, 1, None, None),
    }
    assert decision["contract"]["sha256"] == contract.sha256
    assert decision["predictions"]["rows_used"] == 4
    assert decision["feasible"] is True
    assert decision["owner"] == "R. Vega"
    assert decision["rationale"] == "Fewest people hurt"


def test_segments_are_measured_on_their_own(decision):
    """A metric that looks at one road only has no figure by road."""
    urban, highway = decision["segments"]["road"]["urban"], decision["segments"]["road"]["highway"]
    assert urban["confusion"] == {"tp": 1, "fp": 1, "fn": 0, "tn": 0}
    assert highway["confusion"] == {"tp": 1, "fp": 0, "fn": 0, "tn": 1}
    assert urban["metrics"]["precision"] == {"value": 0.5, "denominator": 2}
    assert set(urban["metrics"]) == {"recall", "fpr", "precision"}


def test_a_segment_value_without_rows_is_not_told(sweep, contract):
    only = Sweep(sweep.predictions.only("road", ["highway"]))
    point = measure_point(only, SingleThreshold(score="p", threshold=0.4))
    assert list(decide(point, rationale=WHY, owner="R")["segments"]["road"]) == ["highway"]


def test_baseline_and_alternatives_are_measured_too(decision):
    assert decision["baseline"]["policy"] == {"kind": "single", "score": "rule", "threshold": 1}
    assert decision["baseline"]["operating_point"]["confusion"] == {"tp": 1, "fp": 1, "fn": 1, "tn": 1}
    (other,) = decision["alternatives"]
    assert (other["name"], other["why_not"], other["policy"]["threshold"]) == ("Cautious", "Misses all", None)
    assert other["operating_point"]["confusion"] == {"tp": 0, "fp": 0, "fn": 2, "tn": 2}
    assert other["operating_point"]["metrics"]["precision"]["value"] is None
    assert other["operating_point"]["metrics"]["precision"]["ok"] is False


def test_the_exchange_rate_names_the_next_points_worked_by_hand(decision):
    """x is FPR, y is recall: the frontier is (1/2, 1) at 0.4, then (0, 1/2) at 0.8."""
    rate = decision["exchange_rate"]
    assert (rate["x"], rate["y"], rate["on_frontier"], rate["on_hull"]) == ("fpr", "recall", True, True)
    assert rate["to_better_x"] == {"score": "p", "threshold": 0.8, "x_change": -0.5, "y_change": -0.5}
    assert rate["to_better_y"] is None
    assert rate["weights"] == {"low": 0, "high": 1}


def test_a_point_off_the_frontier_says_so_and_one_with_equal_values_is_on_it(sweep, make_predictions):
    off = measure_point(sweep, SingleThreshold(score="p", threshold=0.6))
    axes = (BUILTIN["fpr"], BUILTIN["recall"])
    assert decide(off, rationale=WHY, owner="R", axes=axes)["exchange_rate"]["on_frontier"] is False
    twins = Sweep(make_predictions([1, 0], {"a": [2, 1], "b": [2, 1]}))
    equal = measure_point(twins, SingleThreshold(score="b", threshold=2))
    assert decide(equal, rationale=WHY, owner="R", axes=axes)["exchange_rate"]["on_frontier"] is True


def test_ties_and_whether_it_is_the_recommended_point(sweep, contract, choice):
    recommended = decide(choice.point, rationale=WHY, owner="R", contract=contract, choice=choice)["recommended"]
    assert recommended["is_chosen"] is True
    assert recommended["objective"] == pytest.approx(1.25)
    mine = measure_point(sweep, SingleThreshold(score="p", threshold=0.8), contract=contract)
    assert decide(mine, rationale=WHY, owner="R", contract=contract, choice=choice)["recommended"]["is_chosen"] is False
    tied = choose(sweep, rule="max:precision", limits=[parse_limit("recall>=0.5")])
    assert decide(tied.point, rationale=WHY, owner="R", choice=tied)["ties"] == []


def test_reviews_come_from_the_contract(decision):
    assert decision["reviews"] == [
        {"kind": "validate", "after_weeks": 2},
        {"kind": "validate", "after_weeks": 6},
        {"kind": "audit", "after_weeks": 8},
    ]


def test_it_is_json_that_reads_back_equal_with_the_same_hash(decision, tmp_path):
    text = decision.to_json()
    path = tmp_path / "decision.json"
    path.write_text(text, encoding="utf-8")
    for source in (path, str(path), text.encode()):
        again = read_decision(source)
        assert again == decision
        assert again.sha256 == decision.sha256
    assert "NaN" not in text
    assert "Infinity" not in text
    for value in walk(decision.content):
        assert type(value) in (str, int, float, bool, type(None), dict, list)


@pytest.mark.parametrize("threshold", [math.inf, 0.2, 0.5, 99.0])
def test_any_point_makes_strict_json(sweep, contract, threshold):
    point = measure_point(sweep, SingleThreshold(score="p", threshold=threshold), contract=contract)
    exception = {"name": "R. Vega", "reason": "Trial"}
    decision = decide(point, rationale=WHY, owner="R", contract=contract, exception=exception)
    assert json.loads(decision.to_json(), parse_constant=pytest.fail) == decision.content
    assert decision["exception"] == (None if point.is_feasible else exception)


def test_no_rows_and_no_contract_still_make_a_record(make_predictions):
    sweep = Sweep(make_predictions([], []))
    point = measure_point(sweep, SingleThreshold(score="score", threshold=math.inf))
    decision = decide(point, rationale="Nothing to flag yet", owner="R")
    assert decision["operating_point"]["flag_rate"] is None
    assert decision["contract"] is None
    assert read_decision(decision.to_json().encode()) == decision


@pytest.mark.parametrize("owner", ["", "   "])
def test_nobody_is_no_owner(choice, owner):
    with pytest.raises(InputError, match="one accountable owner"):
        decide(choice.point, rationale=WHY, owner=owner)


@pytest.mark.parametrize("rationale", [Rationale(), Rationale(why="  ", sacrificed="much"), "", " "])
def test_no_reason_is_no_decision(choice, rationale):
    with pytest.raises(InputError, match="needs a rationale"):
        decide(choice.point, rationale=rationale, owner="R")


BROKEN = [
    None,
    {},
    {"name": "R"},
    {"name": "R", "reason": " "},
    {"name": "", "reason": "x"},
    {"name": None, "reason": None},
]


@pytest.mark.parametrize("exception", BROKEN)
def test_a_broken_limit_needs_a_name_and_a_reason(sweep, contract, exception):
    point = measure_point(sweep, SingleThreshold(score="p", threshold=math.inf), contract=contract)
    with pytest.raises(InputError, match=r"breaks a limit \(Precision: limit 50% of flags, here undefined"):
        decide(point, rationale=WHY, owner="R", contract=contract, exception=exception)


def test_a_broken_limit_beside_the_contract_counts_as_well(sweep):
    limits = [parse_limit("recall>=0.9")]
    point = measure_point(sweep, SingleThreshold(score="p", threshold=0.8), limits=limits)
    with pytest.raises(InputError, match=r"breaks a limit \(recall>=0.9: here 50% of events\)"):
        decide(point, rationale=WHY, owner="R")


def test_an_exception_that_nobody_needs_is_not_recorded(choice, contract):
    decision = decide(choice.point, rationale=WHY, owner="R", contract=contract, exception={"name": "A", "reason": "b"})
    assert decision["exception"] is None


def test_the_picture_is_enough_to_draw_it_again(decision, make_predictions):
    picture = decision["picture"]
    assert (picture["x"]["name"], picture["y"]["name"]) == ("fpr", "recall")
    assert [(row["x"], row["y"], row["threshold"]) for row in picture["frontier"]] == [(0.5, 1, 0.4), (0, 0.5, 0.8)]
    assert [row["threshold"] for row in picture["curves"]["p"]] == [None, 0.8, 0.6, 0.4, 0.2]
    score = [i / 5000 for i in range(5000)]
    big = Sweep(make_predictions([i % 3 == 0 for i in range(5000)], score))
    point = measure_point(big, SingleThreshold(score="score", threshold=0.5))
    content = decide(point, rationale=WHY, owner="R")
    assert len(content["picture"]["curves"]["score"]) <= 160 + 1  # thinned, and the chosen point itself
    assert len(content.to_json()) < 200_000


def test_all_answers_of_the_rationale_are_told():
    text = Rationale(why="A", sacrificed=" B ", change="D").text()
    assert text == "Why this point: A\n\nWhat was given up: B\n\nWhat would change our mind: D"


def test_records_are_equal_when_their_contents_are(decision):
    assert Decision(content=dict(decision.content)) == decision
    assert Decision(content={**decision.content, "owner": "X"}).sha256 != decision.sha256
