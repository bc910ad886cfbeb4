"""Each page, run without a browser: it draws, says what to do, and never shows a traceback."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from workbench.register import Studies, open_register
from workbench.ui.save_press import COLUMNS, SavePress, words_in

STUDY = "sample-card-fraud-0f0f0f"


@pytest.fixture
def app(open_page):
    return lambda name="predictions", study=STUDY: open_page(name, study)


def _said(test: AppTest) -> str:
    return "\n".join(
        str(item.value) for kind in ("markdown", "error", "info", "warning", "caption") for item in getattr(test, kind)
    )


@pytest.mark.parametrize("name", ["predictions", "contract", "tradeoff", "segments", "stress", "decision"])
def test_the_page_draws_without_an_error(app, name):
    test = app(name)
    assert not test.exception
    assert not test.error


def test_an_unknown_study_says_so_and_opens_a_sample(app):
    test = app(study="nothing-like-this")
    assert any("not on this machine" in item.value for item in test.warning)
    assert not test.exception


def test_a_study_id_cannot_leave_the_data_directory(app):
    test = app(study="../../etc/passwd")
    assert not test.exception
    assert any("not on this machine" in item.value for item in test.warning)


def test_without_a_point_the_decision_page_says_where_to_choose_one(app):
    test = app("decision")
    assert "Trade-off page" in _said(test)
    assert [button.label for button in test.button] == ["Choose a point →"]


def test_what_is_written_is_kept_before_it_is_saved(app):
    from dataclasses import replace

    app("tradeoff")  # the first showing writes the sample
    studies = Studies(open_register())
    moved = replace(studies.load(STUDY), point={"score": "score", "threshold": 0.5})
    studies.save(moved, op_id="point", at="2026-11-14T00:00:00Z")
    test = app("decision")
    test.text_area[0].set_value("Because it keeps the limit.").run()
    assert not test.exception
    assert studies.load(STUDY).draft["why"] == "Because it keeps the limit."
    assert app("decision").text_area[0].value == "Because it keeps the limit."


def _button(test: AppTest, label: str, which: int = 0):
    return [button for button in test.button if button.label == label][which]


def test_columns_that_the_contract_needs_cannot_be_dropped(app):
    test = app()
    next(field for field in test.multiselect if field.label.startswith("Segments")).set_value([]).run()
    _button(test, "Use these columns").click().run()
    assert any("the contract needs" in item.value for item in test.error)


def test_the_header_and_the_marks_say_how_far_the_contract_is(app):
    test = app("contract")
    assert "contract not sealed" in "".join(each.value for each in test.get("html"))
    assert app().session_state["steps"]["contract"] == "done"
    next(field for field in test.text_input if field.label == "Who seals it").set_value("Ann")
    _button(test, "Seal the contract").click().run()
    test.run()
    head = "".join(each.value for each in test.get("html"))
    assert re.search(r"contract sealed \d{1,2} [A-Z][a-z]{2} · 0 of 4 signed", head)
    assert app().session_state["steps"]["contract"] == "sealed"


def test_a_press_of_use_these_columns_that_was_cut_off_is_answered_by_the_next_run(app):
    """The first run of the press is stopped before anything is recorded."""
    test = app()
    box = next(each for each in test.multiselect if each.label.startswith("Segments"))
    kept = box.value[:1]
    box.set_value(kept).run()
    begin_as_if_pressed(test)
    assert Studies(open_register()).load(STUDY) is None
    test.run()
    assert Studies(open_register()).load(STUDY).columns["segments"] == kept


def begin_as_if_pressed(test: AppTest) -> None:
    state = test.session_state._state.filtered_state
    words = words_in(state, lambda key: f"-{STUDY}-" in key)
    assert words
    state["save-press"]["open"] = SavePress(
        saving=COLUMNS, study_id=STUDY, op_id="press", at="2026-11-14T10:00:00Z", words=words, shown={"version": 0}
    )
