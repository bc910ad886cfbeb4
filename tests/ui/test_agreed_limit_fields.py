"""Limits beside the metrics', the team and the order on the Contract page: written, read before sealing, and kept."""

from __future__ import annotations

import pytest

from tests.ui.test_contract_page import app, field, paper, press, stored, write

__all__ = ["app"]


@pytest.fixture
def editing(app):
    return app(study="sample-automated-braking-0c0c0c", is_editing=True)


def limits_now():
    contract = stored("sample-automated-braking-0c0c0c").contract or {}
    return {part: contract.get(part) for part in ("limits", "team", "order")}


def test_limits_in_words_are_saved_and_stand_on_the_paper(editing):
    """Each line says below it what it means, in the words that the paper and the memo have."""
    write(editing, "Reviewers who share", 3.0, kind="number_input")
    write(editing, "Limits beside", "gap(fnr)<=0.5@road\n\n  alerts<=9000/reviewer/week \n", kind="text_area")
    captions = "\n".join(each.value for each in editing.caption)
    meaning = "Alerts per reviewer in the busiest week: at most 9,000, 3 reviewers: 27,000 a week."
    assert meaning in captions.replace("\\", "")
    field(editing, "Thresholds by road", kind="multiselect").set_value(["motorway", "rural", "urban"]).run()
    press(editing, "Save the contract")
    assert limits_now() == {
        "limits": ["gap(fnr)<=0.5@road", "alerts<=9000/reviewer/week"],
        "team": {"reviewers": 3.0},
        "order": {"road": ["motorway", "rural", "urban"]},
    }
    text = paper(editing)
    assert "Must hold as well" in text
    assert meaning in text
    assert "rise from the least to the most strict: motorway, rural, urban" in text


def test_a_line_that_cannot_be_read_is_said_where_it_is_written(editing):
    write(editing, "Limits beside", "gap(fnr)<0.5", kind="text_area")
    assert any("cannot be read" in each.value for each in editing.caption)


def test_fields_that_are_left_alone_change_nothing(editing):
    press(editing, "Save the contract")
    assert limits_now() == {"limits": None, "team": None, "order": None}
