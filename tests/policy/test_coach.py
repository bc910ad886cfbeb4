"""The coach, each finding worked out by hand; and that it gives no measured number away."""

from __future__ import annotations

import re

import pytest

from workbench.contract import Contract, Payoff
from workbench.policy.coach import coach, rule_of_thumb
from workbench.sweep import Sweep

GOOD = {
    "name": "missed",
    "label": "Missed",
    "layer": "outcome",
    "role": "primary",
    "goal": "minimise",
    "formula": "FN / POSITIVES",
    "unit": "share of events",
    "worst": 0.5,
    "target": 0.1,
    "so_what": "A miss -> a claim -> money",
}


def contract(*metrics, **rest):
    return Contract.from_dict({"title": "T", "decision": "D", "metrics": [dict(each) for each in metrics], **rest})


def metric(**changed):
    return {**GOOD, **changed}


def kinds(advice):
    return [each.kind for each in advice]


def limit_on(column, value, *, limit=0.1, **changed):
    return metric(
        name="held", label="Held", layer="action", role="guardrail", worst=None, target=None, formula="FP / NEGATIVES",
        unit="share of the rest", limit=limit, where={column: value}, **changed,
    )  # fmt: skip


@pytest.fixture
def sweep(make_predictions):
    """Ten rows: four events at .9 .8 .7 .2, six others at .6 .5 .4 .3 .1 .05; the rule flags .9 .8 .7 .6 and .5."""
    return Sweep(
        make_predictions(
            [1, 1, 1, 1, 0, 0, 0, 0, 0, 0],
            {"p": [0.9, 0.8, 0.7, 0.2, 0.6, 0.5, 0.4, 0.3, 0.1, 0.05], "rule": [1, 1, 1, 0, 1, 1, 0, 0, 0, 0]},
            scores=("p",),
            baseline="rule",
            segments={"tier": ["a", "a", "b", "b", "a", "a", "a", "b", "b", "b"]},
        )
    )


def test_a_contract_with_one_outcome_and_a_chain_needs_no_advice():
    assert coach(contract(GOOD)) == ()


def test_a_metric_without_a_so_what_is_vanity():
    (found,) = coach(contract(GOOD, metric(name="f1", layer="model", role="diagnostic", formula=None, so_what=" ")))
    assert (found.kind, found.field) == ("vanity", "metrics[1] (f1).so_what")
    assert found.found == "Missed has no so-what."


def test_a_model_metric_that_leads_nowhere_is_a_proxy():
    (found,) = coach(contract(GOOD, metric(name="auc_like", layer="model", role="secondary", so_what="a better model")))
    assert (found.kind, found.field) == ("proxy", "metrics[1] (auc_like).so_what")


def test_a_model_metric_with_steps_is_no_proxy():
    second = metric(name="other", layer="model", role="secondary", so_what="fewer misses → fewer claims")
    assert coach(contract(GOOD, second)) == ()


def test_a_model_metric_under_nothing_is_a_proxy_until_a_north_star_is_named():
    alone = metric(layer="model")
    assert kinds(coach(contract(alone))) == ["north star", "proxy"]
    assert coach(contract(alone, north_star="Claims paid per million km")) == ()


def test_a_guardrail_on_the_model_is_a_limit_and_no_proxy():
    guard = metric(
        name="g", layer="model", role="guardrail", limit=0.2, worst=None, target=None, so_what="the permit ends"
    )
    assert coach(contract(GOOD, guard)) == ()


def test_two_outcomes_are_one_north_star_too_many():
    (found,) = coach(contract(GOOD, metric(name="second", label="Second", role="secondary")))
    assert found.kind == "north star"
    assert found.found == "More than one outcome is the north star: Missed, Second."
    assert kinds(coach(contract(GOOD, north_star="Fewer claims"))) == ["north star"]


def test_four_metrics_are_too_many_and_three_are_not():
    others = [metric(name=f"m{number}", layer="action", role="diagnostic") for number in range(3)]
    assert coach(contract(GOOD, *others[:2])) == ()
    (found,) = coach(contract(GOOD, *others))
    assert (found.kind, found.field) == ("many", "metrics")


def test_a_guardrail_on_a_column_that_is_no_segment(sweep):
    (found,) = coach(contract(GOOD, limit_on("region", "north")), sweep)
    assert (found.kind, found.field) == ("segment", "metrics[1] (held).where.region")
    assert "(tier)" in found.found


def test_a_guardrail_on_a_value_that_occurs_in_no_row(sweep):
    (found,) = coach(contract(GOOD, limit_on("tier", ["a", "gold"])), sweep)
    assert found.kind == "segment"
    assert found.found == "No row that counts has tier 'gold'."
    assert found.todo == "The values there are: a, b."


def test_a_value_that_only_rows_of_weight_0_have_occurs_nowhere(make_predictions):
    weighed = make_predictions([1, 0, 0], [0.9, 0.4, 0.3], weight=[1, 1, 0], segments={"tier": ["a", "a", "b"]})
    assert "segment" in kinds(coach(contract(GOOD, limit_on("tier", "b")), Sweep(weighed)))


def test_too_few_cases_for_a_limit_is_by_the_rule_of_three(make_predictions):
    """3 / 0.1 = 30: thirty cleared cases can bear a limit of 10 %, twenty-nine cannot."""
    for others, expected in ((30, []), (29, ["few rows"])):
        made = make_predictions(
            [1, 1, *[0] * others], [0.9, 0.8, *[0.5] * others], segments={"tier": ["a"] * (others + 2)}
        )
        found = coach(contract(GOOD, limit_on("tier", "a")), Sweep(made))
        assert kinds(found) == expected
    assert "measured on 29 cases" in found[0].found
    assert "about 30" in found[0].todo


def test_a_limit_on_something_that_is_no_share_needs_thirty_rows(sweep):
    per_case = limit_on("tier", "a") | {"formula": "5 * FP + FN", "unit": "EUR"}
    assert kinds(coach(contract(GOOD, per_case), sweep)) == ["few rows"]


def test_a_target_that_todays_process_reaches(sweep):
    """The rule misses one event of four, 25 %: a target of 0.25 is met, one of 0.2 is not."""
    (found,) = coach(contract(metric(target=0.25)), sweep)
    assert (found.kind, found.field) == ("met", "metrics[0] (missed).target")
    assert "0.25" in found.found
    assert coach(contract(metric(target=0.2)), sweep) == ()


def test_a_target_to_be_exceeded(sweep):
    """The rule finds three of four: recall 0.75."""
    recall = {"name": "recall", "layer": "outcome", "role": "primary", "worst": 0.1, "so_what": "found -> paid"}
    assert kinds(coach(contract(recall | {"target": 0.75}), sweep)) == ["met"]
    assert coach(contract(recall | {"target": 0.76}), sweep) == ()


def test_without_a_baseline_no_target_is_met(make_predictions):
    assert coach(contract(metric(target=0.4)), Sweep(make_predictions([1, 0], [0.9, 0.1]))) == ()


def test_costs_that_lead_where_a_limit_is_broken(sweep):
    """A miss costs 100 and a false alarm 1: best is to flag down to 0.2, with four of six others flagged.

    Flagging to 0.2 costs 4; to 0.7 costs 100. Of the six others 4 / 6 = 0.67 are flagged there, and the limit is 0.5.
    """
    held = limit_on("tier", ["a", "b"], limit=0.5)
    costs = {"FP": -1, "FN": -100}
    (found,) = coach(contract(GOOD, held, payoff=costs), sweep)
    assert (found.kind, found.field) == ("costs", "payoff")
    assert "the limit of Held is broken" in found.found
    assert "about 0.0099" in found.found  # 1 / 101
    assert coach(contract(GOOD, held | {"limit": 0.7}, payoff=costs), sweep) == ()


def test_blind_nothing_is_said_that_changes_along_the_frontier(sweep, make_predictions):
    held = limit_on("tier", ["a", "b"], limit=0.5)
    costly = contract(GOOD, held, payoff={"FP": -1, "FN": -100})
    assert kinds(coach(costly, sweep)) == ["costs"]
    assert coach(costly, sweep, is_blind=True) == ()
    # A yes/no rule has one point, whoever looks; a score's threshold can be changed until all of its curve is told.
    assert kinds(coach(contract(metric(target=0.25)), sweep, is_blind=True)) == ["met"]
    scored = Sweep(
        make_predictions(
            [1, 0, 1, 0], {"p": [0.9, 0.6, 0.4, 0.2], "old": [0.9, 0.7, 0.6, 0.1]}, scores=("p",), baseline="old"
        )
    )
    assert kinds(coach(contract(metric(target=0.4)), scored)) == ["met"]
    assert coach(contract(metric(target=0.4)), scored, is_blind=True) == ()


def test_of_costs_that_tie_one_that_keeps_the_limit_is_enough(sweep):
    """A miss costs 4 and a false alarm 1: flagging to 0.7 misses one (4), flagging to 0.2 alarms four times (4)."""
    held = limit_on("tier", ["a", "b"], limit=0.5)
    assert coach(contract(GOOD, held, payoff={"FP": -1, "FN": -4}), sweep) == ()


def test_costs_by_amount_have_no_rule_of_thumb(make_predictions):
    made = make_predictions([1, 0, 0, 0, 0, 0, 1], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3], amounts={"eur": [50.0] * 7})
    held = metric(
        name="held", layer="action", role="guardrail", worst=None, target=None, formula="5 * FP", unit="EUR", limit=10
    )
    found = coach(
        contract(
            GOOD, held, payoff={"FP": -1, "FN": {"eur": -1}}, predictions={"label": "label", "amounts": {"eur": "eur"}}
        ),
        Sweep(made),
    )
    assert kinds(found) == ["few rows", "costs"]
    assert "calibrated" not in found[1].found


@pytest.mark.parametrize(
    ("costs", "flags"),
    [({"FN": -5}, "everybody"), ({"FP": -5}, "nobody"), ({"FP": -1, "TN": -2, "FN": -5}, "everybody")],
)
def test_an_error_that_costs_nothing_is_said(costs, flags):
    (found,) = coach(contract(GOOD, payoff=costs))
    assert found.kind == "costs"
    assert found.found.endswith(f"money alone flags {flags}.")


def test_the_rule_of_thumb():
    """(4 - 1) / ((4 - 1) + (20 - 8)) = 3 / 15."""
    payoff = {cell: Payoff(each=-cost) for cell, cost in {"FP": 4, "TN": 1, "FN": 20, "TP": 8}.items()}
    assert rule_of_thumb(payoff) == pytest.approx(0.2, abs=1e-15)
    assert rule_of_thumb({}) is None
    assert rule_of_thumb({"FP": Payoff(each=-1), "FN": Payoff(each=-5, by={"tier": {"a": {"each": -9}}})}) is None
    assert rule_of_thumb({"FP": Payoff(each=-1), "FN": Payoff(amounts={"eur": -1})}) is None


def test_no_measured_number_is_given_away(make_predictions):
    """Every number said is one of the contract's, or is known without looking at a score."""
    label = [1] * 13 + [0] * 17
    events = [0.97, 0.93, 0.89, 0.83, 0.79, 0.73, 0.71, 0.67, 0.61, 0.59, 0.53, 0.47, 0.02]
    others = [0.941, 0.877, 0.811, 0.751, 0.641, 0.571, 0.431, 0.389, 0.311, 0.271, 0.231, 0.191, 0.151, 0.131, 0.111, 0.071, 0.031]  # fmt: skip
    score = events + others
    made = make_predictions(
        label, {"p": score, "rule": [int(each > 0.5) for each in score]}, scores=("p",), baseline="rule",
        segments={"tier": ["a"] * 30},
    )  # fmt: skip
    weak = contract(metric(target=0.4, worst=0.5), limit_on("tier", "a", limit=0.05), payoff={"FP": -1, "FN": -99})
    found = coach(weak, Sweep(made))
    assert kinds(found) == ["met", "few rows", "costs"]
    told = {float(text) for each in found for text in re.findall(r"\d+(?:\.\d+)?", f"{each.found} {each.todo}")}
    assert told <= {0.4, 0.05, 0.01, 17.0, 60.0}


def test_no_rows_at_all_are_no_reason_to_stop(make_predictions):
    assert coach(contract(GOOD), Sweep(make_predictions([], []))) == ()


def test_advice_reads_as_one_line():
    (found,) = coach(contract(metric(so_what="")))
    assert str(found).startswith("metrics[0] (missed).so_what: Missed has no so-what. Write")
