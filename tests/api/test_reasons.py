"""``wb.why`` and ``wb.relax``: what a notebook shows is what the record has."""

from __future__ import annotations

import pytest

import workbench as wb
from tests.policy.practice import practice
from workbench.api import recorded_reasons
from workbench.policy import baseline_policy


def test_why_a_recommended_point_is_what_its_record_says(make_predictions):
    sweep, contract = practice(make_predictions)
    choice = wb.choose(sweep, contract)
    found = wb.why(choice)
    record = wb.decide(choice, contract=contract, rationale="Why", owner="Ada")
    assert found.content == record["why"]
    assert found.facts == recorded_reasons(record).facts
    assert found.terms()["Points"].tolist() == ["0.6", "0.45", "1.05"]
    assert found.limits()["Outcome"].tolist() == ["kept, 0.4 points to spare"]
    assert found.rivals()["Point"].tolist() == ["This point", "Runner-up", "Stopped by a limit"]
    assert found.forbidden()["Points"].tolist() == ["0.9", "0.35", "-2", "-0.75"]
    assert "Where it stands: Of the points that keep every limit" in str(found)


def test_any_other_point_is_compared_with_the_recommended_one(make_predictions):
    sweep, contract = practice(make_predictions)
    found = wb.why(wb.at(sweep, 0.3, contract=contract))
    assert found.content["recommended"]["policy"]["threshold"] == 0.9
    assert "0.05 points behind the recommended point" in str(found)
    assert wb.why(wb.at(sweep, 0.3, contract=contract), rule="max:recall").content["is_best"] is False


def test_axes_may_be_named(make_predictions):
    sweep, contract = practice(make_predictions)
    hull = wb.why(wb.choose(sweep, contract), axes=("flag_rate", "recall")).content["hull"]
    assert (hull["x"], hull["y"]) == ("flag_rate", "recall")


def test_what_people_wrote_stays_text_in_a_notebook(make_predictions):
    metrics = practice(make_predictions)[1].to_dict()["metrics"]
    metrics[0]["label"] = "<b>Caught</b>"
    sweep, contract = practice(make_predictions, metrics=metrics)
    assert "<b>Caught" not in wb.why(wb.choose(sweep, contract))._repr_html_()
    assert "&lt;b&gt;Caught" in wb.why(wb.choose(sweep, contract))._repr_html_()
    assert "&lt;b&gt;Caught" in wb.relax(sweep, contract, limits=["recall>=0.85"])._repr_html_()


def test_a_point_that_is_no_candidate_and_a_choice_without_one_are_refused(make_predictions):
    sweep, contract = practice(make_predictions)
    with pytest.raises(wb.NothingFeasible, match=r"wb\.relax"):
        wb.why(wb.choose(sweep, contract, limits=["recall>=0.85"]))
    sweep = wb.sweep(make_predictions([1, 0], {"s": [0.9, 0.1], "rule": [1, 0]}), scores=["s"])
    with pytest.raises(wb.InputError, match=r"'rule' is no candidate"):
        wb.why(wb.at(sweep, 1.0, score="rule"), rule="max:recall")


def test_relaxing_says_what_each_way_out_costs(make_predictions):
    sweep, contract = practice(make_predictions)
    found = wb.relax(sweep, contract, limits=["recall>=0.85"])
    assert found.is_needed
    assert {name: policy.threshold for name, policy in found.points.items()} == {
        "Move Premium insult rate": 0.6,
        "Move Caught fraud": 0.9,
    }
    assert found.table()["Premium insult rate"].tolist() == ["3.4%", "1.6%"]
    assert "it misses by 1.4 points" in str(found)
    assert "No limit was relaxed." in str(found)


def test_with_a_baseline_the_ways_out_are_compared_with_today(make_predictions):
    predictions = make_predictions(
        [1, 1, 0, 0], {"s": [0.9, 0.4, 0.6, 0.1], "rule": [1, 0, 1, 0]}, scores=("s",), baseline="rule"
    )
    assert baseline_policy(predictions) is not None
    found = wb.relax(wb.sweep(predictions), rule="max:recall", limits=["recall>=1", "fpr<=0"])
    assert found.table()["Way out"].tolist()[-1] == "Today"
    assert "Compared with today" in str(found)


def test_where_something_is_feasible_nothing_need_be_relaxed(make_predictions):
    found = wb.relax(*practice(make_predictions))
    assert not found.is_needed
    assert str(found) == "Some point keeps every limit: nothing need be relaxed."
    assert (found.points, len(found.table())) == ({}, 0)
