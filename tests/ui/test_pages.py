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


def _button(test: AppTest, label: str, which: int = 0):
    return [button for button in test.button if button.label == label][which]


def _stored():
    from workbench.register import Studies, data_dir

    return Studies(data_dir()).load(STUDY)


def test_taking_one_metric_out_leaves_the_others(app):
    test = app("contract")
    _button(test, "Take this metric out", 1).click().run()
    test.run()  # another rerun must not take another one out
    _button(test, "Save the contract").click().run()
    assert not test.error
    assert [metric["name"] for metric in _stored().contract["metrics"]] == ["fraud_loss", "premium_insult_rate"]


def test_saving_an_unchanged_form_changes_nothing_of_the_contract(app):
    from workbench.contract import Contract
    from workbench.register import list_samples

    test = app("contract")
    _button(test, "Save the contract").click().run()
    sample = next(sample for sample in list_samples() if sample.slug == "card-fraud")
    before, after = Contract.read(sample.contract), Contract.from_dict(dict(_stored().contract))
    assert after.metrics == before.metrics
    assert after.payoff.keys() <= before.payoff.keys()
    assert after.volume == before.volume
    assert after.predictions == before.predictions


def test_a_number_can_be_emptied(app):
    test = app("contract")
    next(field for field in test.number_input if field.label == "How many cases will come").set_value(None).run()
    _button(test, "Save the contract").click().run()
    assert not test.error
    assert "volume" not in _stored().contract


def test_an_added_metric_can_become_a_guardrail_by_formula(app):
    test = app("contract")
    _button(test, "Take this metric out", 2).click().run()
    _button(test, "Add a metric").click().run()
    [field for field in test.selectbox if field.label == "What is measured"][2].set_value("a formula of my own").run()
    [field for field in test.selectbox if field.label == "Role"][2].set_value("guardrail").run()
    [field for field in test.text_input if field.label.startswith("Short name")][2].set_value("flags").run()
    [field for field in test.text_input if field.label == "Formula"][2].set_value("FLAGGED / ALL").run()
    [field for field in test.number_input if field.label == "Limit that must hold"][2].set_value(0.2).run()
    _button(test, "Save the contract").click().run()
    assert not test.error
    assert _stored().contract["metrics"][2]["limit"] == 0.2


def test_of_two_who_edit_the_contract_the_second_is_told_and_loses_nothing(app):
    first, second = app("contract"), app("contract")
    for test, title in ((first, "Mine"), (second, "Theirs")):
        next(field for field in test.text_input if field.label == "Title").set_value(title).run()
    _button(first, "Save the contract").click().run()
    second.run()
    assert any("Somebody else saved" in item.value for item in second.warning)
    assert next(field for field in second.text_input if field.label == "Title").value == "Theirs"
    assert _button(second, "Save the contract").disabled
    _button(second, "Go on with mine; saving replaces theirs").click().run()
    _button(second, "Save the contract").click().run()
    assert _stored().contract["title"] == "Theirs"


def test_columns_that_the_contract_needs_cannot_be_dropped(app):
    test = app()
    next(field for field in test.multiselect if field.label.startswith("Segments")).set_value([]).run()
    _button(test, "Use these columns").click().run()
    assert any("the contract needs" in item.value for item in test.error)
