"""Which model for whom, and what tiers imply, on eight rows worked by hand; the combination that values all alike tells what it breaks."""

from __future__ import annotations

import copy
import json

import pytest

import workbench as wb
from workbench.contract import Contract
from workbench.decision import decide, read_decision
from workbench.errors import InputError
from workbench.exporters.formats.markdown import export
from workbench.exporters.memo import build_memo
from workbench.policy import choose_policy, measure_point

# In town "new" tells all apart and "old" nothing; on the motorway it is the other way round.
LABEL = [1, 1, 0, 0, 1, 1, 0, 0]
NEW = [0.9, 0.8, 0.2, 0.1, 0.5, 0.5, 0.5, 0.5]
OLD = [0.5, 0.5, 0.5, 0.5, 0.9, 0.8, 0.2, 0.1]
ROAD = ["town"] * 4 + ["motorway"] * 4


def agreed(**parts) -> Contract:
    return Contract.from_dict(
        {
            "title": "Eight",
            "decision": "Brake when the score reaches the threshold",
            "owner": {"name": "Ada"},
            "currency": "EUR",
            "payoff": {"FP": {"each": -2}, "FN": {"each": -3}},
            "metrics": [
                {"name": "miss", "label": "Missed", "role": "primary", "goal": "minimise", "formula": "FN", "unit": "cases",
                 "worst": 4, "target": 0},
                {"name": "alarm", "label": "Alarms", "role": "secondary", "weight": 1, "goal": "minimise", "formula": "FP",
                 "unit": "cases", "worst": 4, "target": 0},
            ],
            **parts,
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def sweep(make_predictions):
    return wb.sweep(make_predictions(LABEL, {"new": NEW, "old": OLD}, segments={"road": ROAD}))


def test_another_model_for_each_road_buys_what_it_buys(sweep):
    """One model for all is right in one road and must flag all four or none in the other: 4 EUR for two false alarms."""
    contract = agreed()
    found = wb.mixing(sweep, contract, by="road", rule="payoff")
    assert found.gain == 4
    content = found.content
    assert (content["best_alone"], content["gain_max"]) == ("new", 4)
    assert content["mixed"]["objective"] == 0
    assert [content["alone"][name]["objective"] for name in ("new", "old")] == [-4, -4]
    assert found.policy.by_value["town"].score == "new"
    assert found.policy.by_value["motorway"].score == "old"
    text = str(found)
    assert text.startswith("Another model for each road (road: ")
    assert "buys 4 EUR on these predictions over the best one model, new." in text
    assert "Alarms" in text


def test_the_record_has_it_whether_the_chosen_tiers_mix_or_not(sweep):
    contract = agreed()
    for mixed in (False, True):
        choice = choose_policy(sweep, contract, kind="tiered:road", rule="payoff", mixed=mixed)
        record = decide(choice.point, contract=contract, choice=choice, rationale="w", owner="Ada")
        assert record["mixing"]["gain"] == 4
        memo = export(build_memo(record)).decode("utf-8")
        assert "Which model for whom" in memo
        assert "over the best one model, new" in memo


def test_with_one_model_or_an_order_nothing_is_said(sweep, make_predictions):
    contract = agreed(order={"road": ["town", "motorway"]})
    choice = choose_policy(sweep, contract, kind="tiered:road")
    assert decide(choice.point, contract=contract, choice=choice, rationale="w", owner="Ada")["mixing"] is None
    one = wb.sweep(make_predictions(LABEL, NEW, segments={"road": ROAD}))
    choice = choose_policy(one, agreed(), kind="tiered:road")
    assert decide(choice.point, contract=agreed(), choice=choice, rationale="w", owner="Ada")["mixing"] is None
    with pytest.raises(InputError, match="two scores or more"):
        wb.mixing(one, agreed(), by="road")


def test_a_model_that_is_as_good_for_all_buys_nothing(make_predictions):
    sweep = wb.sweep(make_predictions(LABEL, {"new": NEW, "same": NEW}, segments={"road": ROAD}))
    text = str(wb.mixing(sweep, agreed(), by="road", rule="payoff"))
    assert "buys nothing over the best one model, new" in text


def test_where_only_a_mixture_keeps_the_limits_it_is_said(sweep):
    found = wb.mixing(sweep, agreed(), by="road", rule="payoff", limits=["recall>=1", "fpr<=0"])
    assert (found.gain, found.content["best_alone"]) == (None, None)
    assert str(found).startswith("Only another model for each road keeps every limit")
    nothing = wb.mixing(sweep, agreed(), by="road", rule="payoff", limits=["recall>=1", "recall<=0.5"])
    assert nothing.policy is None
    assert str(nothing) == "No choice of a model for each road keeps every limit."


# Town: events at 0.9 and 0.5, one alarm between; motorway: events at 0.8 and 0.4, three alarms between.
TIER_LABEL = [1, 0, 1, 0, 1, 0, 0, 0, 1]
TIER_SCORE = [0.9, 0.7, 0.5, 0.1, 0.8, 0.7, 0.6, 0.5, 0.4]
TIER_ROAD = ["town"] * 4 + ["motorway"] * 5


def tiered(make_predictions, contract, town, motorway):
    sweep = wb.sweep(make_predictions(TIER_LABEL, {"s": TIER_SCORE}, segments={"road": TIER_ROAD}))
    return wb.at(sweep, thresholds={"town": town, "motorway": motorway}, by="road", contract=contract)


def test_a_combination_that_values_a_road_more_says_so_and_what_equal_would_be(make_predictions):
    """Catching the motorway's second event costs three alarms, the town's one: here the dear one is bought and the cheap not."""
    found = wb.implied(tiered(make_predictions, agreed(), 0.9, 0.4), agreed())
    assert not found.is_equal
    assert found.sentences[0] == (
        "You value one unit of “Missed” where road is motorway at 3 times or more of the same where it is town."
    )
    assert found.equal.by_value["town"].threshold == 0.5
    assert found.equal.by_value["motorway"].threshold == 0.8
    assert found.content["equal"]["y_change"] == 2
    assert found.breaks == ()
    assert found.sentences[-1].startswith("To value all alike: s by road: ")
    assert "It breaks" not in str(found)


def test_the_limits_that_equal_breaks_are_told_in_words(make_predictions):
    contract = agreed(limits=["fpr<=0@road=town"], order={"road": ["motorway", "town"]})
    point = tiered(make_predictions, contract, 0.9, 0.4)
    assert point.is_feasible
    found = wb.implied(point, contract)
    assert len(found.breaks) == 2
    assert found.breaks[0] == "fpr<=0@road=town: here 50% of non-events"
    assert found.breaks[1].startswith("order@road=motorway,town: here 1 pair")
    assert found.sentences[-1].endswith(f"It breaks 2 limits: {'; '.join(found.breaks)}.")
    record = decide(point, contract=contract, rationale="w", owner="Ada")
    assert record["implied"]["equal"]["breaks"] == list(found.breaks)
    memo = export(build_memo(record)).decode("utf-8")
    assert "What the thresholds say about values" in memo
    assert "It breaks 2 limits" in memo


def test_tiers_that_value_alike_say_so(make_predictions):
    found = wb.implied(tiered(make_predictions, agreed(), 0.5, 0.8), agreed())
    assert found.is_equal
    assert found.equal is None
    assert len(found.sentences) == 1


def test_axes_that_are_no_totals_are_told_as_missed_events_and_false_alarms(make_predictions):
    metrics = [{"name": "precision", "role": "primary", "worst": 0, "target": 1}, {"name": "f1"}]
    point = tiered(make_predictions, agreed(metrics=metrics), 0.9, 0.4)
    found = wb.implied(point, agreed(metrics=metrics))
    assert (found.content["x"]["label"], found.content["y"]["label"]) == ("Missed events", "False alarms")
    assert "“Missed events”" in found.sentences[0]
    with pytest.raises(InputError, match="no total over the tiers"):
        wb.implied(point, of="precision", against="recall")
    with pytest.raises(InputError, match="Only thresholds by segment value"):
        wb.implied(wb.at(point.sweep, 0.5))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda content: content["mixing"].update(gain="4"), "mixing.gain"),
        (lambda content: content["mixing"]["alone"].update(new=3), "mixing.alone.new"),
        (lambda content: content["mixing"]["mixed"].pop("policy"), "mixing.mixed.policy"),
        (lambda content: content["implied"].update(sentences="x"), "implied.sentences"),
        (lambda content: content["implied"]["rates"][0].pop("low"), "implied.rates"),
    ],
)
def test_a_record_that_is_not_whole_is_refused(sweep, tmp_path, spoil, said):
    choice = choose_policy(sweep, agreed(), kind="tiered:road", rule="payoff")
    record = decide(choice.point, contract=agreed(), choice=choice, rationale="w", owner="Ada")
    content = copy.deepcopy(dict(record.content))
    (tmp_path / "whole.json").write_text(json.dumps(content), encoding="utf-8")
    assert read_decision(tmp_path / "whole.json").content == content
    spoil(content)
    (tmp_path / "d.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_decision(tmp_path / "d.json")


def test_inputs_stay_as_they_are(make_predictions):
    point = tiered(make_predictions, agreed(), 0.9, 0.4)
    before = point.policy.to_dict()
    wb.implied(point, agreed())
    assert point.policy.to_dict() == before
    assert measure_point(point.sweep, point.policy).counts.cell("FP")[0] == 3
