"""Why a point, in words: the case from practice, ties, and points that are not the recommended one."""

from __future__ import annotations

import math

import pytest

from tests.policy.practice import practice, tied_optima
from workbench.contract import Contract
from workbench.decision import point_to_dict
from workbench.decision.why import recorded_why
from workbench.metrics import BUILTIN, contract_metrics
from workbench.policy import SingleThreshold, choose, measure_point, parse_limit
from workbench.sweep import Sweep
from workbench.wording.policies import policy_name
from workbench.wording.recorded_points import Units, change_words
from workbench.wording.why import hull_sentence, objective_text, why_facts
from workbench.wording.why_tables import forbidden_table, limits_table, rivals_table, terms_table


def said_of(sweep: Sweep, contract: Contract, threshold: float, *, rule: str = "contract", axes=None):
    policy = SingleThreshold(score="s", threshold=threshold)
    point = measure_point(sweep, policy, contract=contract)
    why = recorded_why(sweep, point, contract=contract, choice=choose(sweep, contract, rule=rule), axes=axes)
    units = Units(metrics={m.name: m for m in contract_metrics(contract)}, currency="EUR", factor=10.0, per="a year")
    return why, policy.to_dict(), point_to_dict(point), units


def facts(sweep, contract, threshold, **changes) -> dict[str, str]:
    why, _, point, units = said_of(sweep, contract, threshold, **changes)
    return dict(why_facts(why, point, units, contract.to_dict().get("payoff")))


def test_the_killed_winner_is_said_as_what_it_is(make_predictions):
    sweep, contract = practice(make_predictions)
    found = facts(sweep, contract, 0.9)
    assert found["Where it stands"] == "Of the points that keep every limit it has the highest contract score, 1.05."
    assert found["Stopped by a limit"].startswith(
        "s ≥ 0.6 would score 0.2 points more, but Premium insult rate 3.4% breaks the limit of at most 2% of good "
        "premium payments. A broken limit is shown as -2, so it stands at -0.75. No score makes up for a broken limit."
    )
    assert found["Runner-up"].startswith(
        "s, nobody flagged, 0.55 points behind. From this point to it: 600 fewer caught"
    )
    assert found["Weights"] == (
        "It stays the best as long as Caught fraud weighs 0.0833 or more (agreed 1). "
        "It stays the best as long as Insult rate weighs at most 6 (agreed 0.5), "
        "which is at most 6 times as much as Caught fraud."
    )
    assert found["Misses and false alarms"] == (
        "It is the cheapest point among those that keep the limits for anyone to whom a miss is worth 0.167 or more "
        "false alarms."
    )


def test_the_tables_have_every_input_and_add_up(make_predictions):
    sweep, contract = practice(make_predictions)
    why, policy, point, units = said_of(sweep, contract, 0.9)
    assert terms_table(why, units)[1] == (
        ("Caught fraud, share of events", "60%", "0%", "100%", "0.6", "1", "0.6"),
        ("Insult rate, share of non-events", "1%", "10%", "0%", "0.9", "0.5", "0.45"),
        ("Sum", "", "", "", "", "", "1.05"),
    )
    assert limits_table(why)[1] == (
        ("Premium insult rate", "at most 2% of good premium payments", "1.6%", "kept, 0.4 points to spare"),
    )
    assert forbidden_table(why, units)[1][2:] == (
        ("Premium insult rate: at most 2% of good premium payments", "3.4%", "", "", "broken", "", "-2"),
        ("Shown as", "", "", "", "", "", "-0.75"),
    )
    header, rows = rivals_table(why, policy, point, units)
    assert header == (
        "Point", "Flagged when", "Score", "Caught fraud", "Insult rate", "Premium insult rate", "Flagged (count)",
        "Missed (count)", "False alarms (count)",
    )  # fmt: skip
    assert [row[:3] for row in rows] == [
        ("This point", "s ≥ 0.9", "1.05"),
        ("Runner-up", "s, nobody flagged", "0.5"),
        ("Stopped by a limit", "s ≥ 0.6", "1.25"),
    ]
    assert rows[2][3:] == ("90%", "3%", "3.4%", "120", "10", "30")


def test_a_point_that_is_not_recommended_says_by_how_much_and_in_what_it_is_behind(make_predictions):
    sweep, contract = practice(make_predictions)
    found = facts(sweep, contract, math.inf)
    assert found["Where it stands"].startswith(
        "Its contract score is 0.5: 0.55 points behind the recommended point, s ≥ 0.9. From this point to the "
        "recommended one: 600 more caught fraud"
    )
    # 10 more insults per 1,000 for 600 more catches.
    assert (
        "Rate: 0.0167 more insult rate per 1,000 non-events for every 1 more caught fraud" in found["Where it stands"]
    )
    assert "Runner-up" not in found
    assert found["Weights"].startswith(
        "It would be the best as long as Caught fraud weighed at most 0.0833 (agreed 1)."
    )


def test_a_point_that_breaks_a_limit_says_which_and_by_how_much(make_predictions):
    sweep, contract = practice(make_predictions)
    found = facts(sweep, contract, 0.6)
    assert "0.2 points ahead of the recommended point, s ≥ 0.9. It breaks a limit: Premium insult rate is 3.4%, agreed " \
        "at most 2% of good premium payments: broken by 1.4 points." in found["Where it stands"]  # fmt: skip
    assert found["Weights and costs"] == "None makes this point the best, since it breaks a limit."
    assert "Weights" not in found
    why = said_of(sweep, contract, 0.6)[0]
    assert limits_table(why)[1][0][3] == "BROKEN by 1.4 points"


def test_money_is_said_for_the_period_and_ties_are_counted(make_predictions):
    sweep, contract = tied_optima(make_predictions)
    found = facts(sweep, contract, 0.8, rule="payoff")
    assert found["Where it stands"] == (
        "Of all points it brings the most money, -10 EUR a year. 2 points tie for it and are not averaged; the record lists those that were looked at."
    )
    assert found["Runner-up"].startswith("s ≥ 0.2, which ties with it. From this point to it:")
    assert "as long as a false alarm costs 1 or more EUR (agreed 1). That is fragile" in found["Costs"]
    why, _, _, units = said_of(sweep, contract, 0.8, rule="payoff")
    assert terms_table(why, units) == (
        ("Cases", "Money a year"),
        (("A false alarm", "0 EUR"), ("A missed event", "-10 EUR"), ("Sum", "-10 EUR")),
    )


def test_a_rule_that_names_a_metric_is_written_in_its_unit(make_predictions):
    sweep, _ = practice(make_predictions)
    choice = choose(sweep, rule="min:fnr", limits=[parse_limit("fpr<=0.02")])
    why = recorded_why(sweep, choice.point, contract=None, choice=choice)
    units = Units(metrics={"fnr": BUILTIN["fnr"]})
    assert objective_text(why, why["objective"], units) == "40%"
    found = dict(why_facts(why, point_to_dict(choice.point), units))
    assert found["Where it stands"] == "Of the points that keep every limit it has the lowest value of Miss rate, 40%."
    assert "60 percentage points behind" in found["Runner-up"]
    assert terms_table(why, units) is None


@pytest.mark.parametrize(
    ("limits", "end"),
    [
        ([], "and none that was agreed does."),
        (["Alarms"], "and the limit on Alarms does."),
        (["Alarms", "Misses", "Flags"], "and the limits on Alarms, Misses and Flags together do."),
    ],
)
def test_off_the_hull_the_limit_that_justifies_it_is_named(limits, end):
    hull = {"x_label": "Brakes", "y_label": "Misses", "by_weights": False, "by_limits": limits}
    start = "No weighting of Brakes against Misses picks this point; it needs a limit to justify it, "
    assert hull_sentence(hull) == start + end
    assert hull_sentence({**hull, "by_weights": True}) == ""
    assert hull_sentence(None) == ""


def test_a_point_off_the_hull_says_so(make_predictions):
    # Flagging from 0.5: 1 event and 2 false alarms, under the line from (0, 1) to (3, 3).
    sweep = Sweep(make_predictions([1, 0, 0, 1, 1, 0, 0], {"s": [0.9, 0.8, 0.7, 0.6, 0.6, 0.6, 0.5]}))
    contract = Contract.from_dict(
        {
            "title": "T",
            "decision": "D",
            "metrics": [
                {"name": "recall", "role": "primary", "worst": 0, "target": 1},
                {"name": "fpr", "role": "secondary", "worst": 1, "target": 0},
            ],
        }
    )
    axes = (BUILTIN["fpr"], BUILTIN["recall"])
    assert facts(sweep, contract, 0.8, axes=axes)["Weighting two metrics"].startswith("No weighting of False positive")
    assert "Weighting two metrics" not in facts(sweep, contract, 0.6, axes=axes)


def test_a_recorded_point_has_a_name_and_differences():
    assert (
        policy_name(
            {"score": "v", "threshold": 0.41312345678}, {"same_actions": {"above": 0.4127, "up_to": 0.41312345678}}
        )
        == "v ≥ 0.4131"
    )
    assert policy_name({"score": "v", "threshold": 0.25}) == "v ≥ 0.25"
    units = Units(metrics={"fnr": BUILTIN["fnr"]}, currency="EUR", factor=2.0, per="a year")
    here = {"metrics": {"fnr": {"value": 0.05}}, "payoff": 10.0}
    assert change_words(here, here, units) == "Nothing measured here differs."
    there = {"metrics": {"fnr": {"value": 0.06}}, "payoff": 15.0}
    assert change_words(here, there, units) == (
        "10 more missed events per 1,000 events, 10 EUR a year better. "
        "Rate: 1 EUR a year better for every 1 more missed events per 1,000 events."
    )
    unmeasured = {"metrics": {}, "payoff": None}
    assert change_words(here, unmeasured, units) == "Nothing measured here differs."
