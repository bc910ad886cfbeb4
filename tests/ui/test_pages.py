"""Each page, run without a browser: it draws, says what to do, and never shows a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

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


@pytest.mark.parametrize("name", ["predictions", "contract", "tradeoff", "decision"])
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


def test_a_contract_with_a_mistake_names_the_field_and_keeps_the_old_one(app):
    test = app("contract")
    formula = next(field for field in test.text_input if field.label == "Formula")
    formula.set_value("FNX / POSITIVES").run()
    next(button for button in test.button if button.label == "Save the contract").click().run()
    assert any("formula" in item.value and "FNX" in item.value for item in test.error)
    assert any("The contract you had is unchanged" in item.value for item in test.error)


def test_a_changed_contract_is_kept_after_a_reload(app):
    test = app("contract")
    next(field for field in test.text_input if field.label == "Title").set_value("Another title").run()
    next(button for button in test.button if button.label == "Save the contract").click().run()
    assert not test.error
    again = app("contract")
    assert next(field for field in again.text_input if field.label == "Title").value == "Another title"


def test_what_is_written_is_kept_before_it_is_saved(app):
    from dataclasses import replace

    from workbench.register import Studies, data_dir

    test = app("contract")  # the first change writes the sample to disk
    next(field for field in test.text_input if field.label == "Title").set_value("Kept").run()
    next(button for button in test.button if button.label == "Save the contract").click().run()
    studies = Studies(data_dir())
    studies.save(replace(studies.load(STUDY), point={"score": "score", "threshold": 0.5}))
    test = app("decision")
    test.text_area[0].set_value("Because it keeps the limit.").run()
    assert not test.exception
    assert studies.load(STUDY).draft["why"] == "Because it keeps the limit."
    assert app("decision").text_area[0].value == "Because it keeps the limit."
