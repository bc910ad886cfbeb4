"""Each page, run without a browser: it draws, says what to do, and never shows a traceback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.register import Studies, open_register

ROOT = Path(__file__).resolve().parents[2]
STUDY = "sample-card-fraud-0f0f0f"


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(ROOT)

    def open_page(name: str = "predictions", study: str = STUDY) -> AppTest:
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        test.query_params["study"] = study
        test.run()
        if name != "predictions":
            test.switch_page(f"pages/{name}.py").run()
        return test

    return open_page


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
