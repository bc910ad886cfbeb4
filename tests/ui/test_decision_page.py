"""The Decision page: what people wrote is shown as text, and what they rewrite after saving has to be saved before signing."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.register import Studies, open_register
from workbench.ui.decision_saving import SAVED, is_field, rests_on
from workbench.ui.save_press import DECISION, SavePress, words_in

ROOT = Path(__file__).resolve().parents[2]
STUDY = "sample-card-fraud-0e0e0e"
HOSTILE = "![x](http://127.0.0.1:9/l.png)"
LIVE_IMAGE = re.compile(r"(?<!\\)!\[|(?<!\\)\]\(")
REASON = "One week, while the queue is empty."


@pytest.fixture
def studies(tmp_path, monkeypatch) -> Studies:
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(ROOT)
    return Studies(open_register())


def opened(page: str = "decision") -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.query_params["study"] = STUDY
    test.run()
    return test.switch_page(f"pages/{page}.py").run()


def prepared(studies: Studies, *, threshold: float) -> None:
    """The card fraud sample with a hostile label, unit and role, a point and a pin beside it."""
    opened("tradeoff")  # the first showing writes the sample
    study = studies.load(STUDY)
    metrics = [dict(metric) for metric in study.contract["metrics"]]
    metrics[0] |= {"label": HOSTILE, "unit": HOSTILE}
    contract = {**study.contract, "metrics": metrics, "signatures": {"required": [HOSTILE, "product"]}}
    changed = replace(
        study,
        contract=contract,
        point={"score": "score", "threshold": threshold},
        pins=({"name": "A", "score": "score", "threshold": 0.9},),
    )
    studies.save(changed, op_id="prepare", at="2026-11-14T00:00:00Z")


def field(test: AppTest, kind: str, label: str):
    return next(each for each in getattr(test, kind) if each.label.startswith(label))


def saved(test: AppTest) -> AppTest:
    """What must be written is written, the exception too where the page asks for one, and the decision saved."""
    test.text_area[0].set_value("It keeps the limit.")
    if any(each.label == "Who allows it" for each in test.text_input):
        field(test, "text_input", "Who allows it").set_value("Ann")
        field(test, "text_area", "Why the limit may").set_value(REASON)
    field(test, "text_input", "Why not pin").set_value("Too few are caught.").run()
    field(test, "button", "Save the decision").click().run()
    assert not test.exception
    assert any("The decision is saved" in each.value for each in test.success)
    return test


def drawn(test: AppTest) -> list[str]:
    """Every text that Streamlit draws as Markdown."""
    texts = [
        each.value
        for kind in ("markdown", "caption", "info", "warning", "error", "success", "subheader")
        for each in getattr(test, kind)
    ]
    texts += [each.label for kind in ("button", "expander", "text_input") for each in getattr(test, kind)]
    for table in test.table:
        texts += [*table.value.index, *table.value.columns, *table.value.to_numpy().ravel()]
    return [str(text) for text in texts]


def can_sign(test: AppTest) -> bool:
    return any(each.label == "Sign the decision" for each in test.button)


def test_a_label_a_unit_and_a_role_are_drawn_as_text(studies):
    prepared(studies, threshold=0.7)
    test = saved(opened())
    assert any("127" in text for text in drawn(test))
    assert not [text for text in drawn(test) if LIVE_IMAGE.search(text)]
    field(test, "text_input", "Your name").set_value("Bob")
    field(test, "button", "Sign the decision").click().run()
    said = [each.value for each in test.success]
    assert any("Signed as" in text and "127" in text for text in said), said
    assert not [text for text in drawn(test) if LIVE_IMAGE.search(text)]


def test_the_trade_off_page_draws_a_label_as_text(studies):
    prepared(studies, threshold=0.7)
    texts = drawn(opened("tradeoff"))
    assert any("127" in text for text in texts)
    assert not [text for text in texts if LIVE_IMAGE.search(text)]


@pytest.mark.parametrize(
    ("kind", "label"),
    [("text_input", "Who allows it"), ("text_area", "Why the limit may"), ("text_input", "Why not pin")],
)
def test_other_words_for_the_exception_or_a_pin_close_the_signing(studies, kind, label):
    prepared(studies, threshold=0.01)
    test = saved(opened())
    assert can_sign(test)
    before = field(test, kind, label).value
    field(test, kind, label).set_value("Somebody else, for another reason.").run()
    assert any("The words were changed" in each.value for each in test.warning)
    assert not can_sign(test)
    field(test, kind, label).set_value(before).run()
    assert can_sign(test)


def cut_off(test: AppTest, *, op_id: str) -> None:
    """As where Streamlit stops the run of the press before the decision is recorded."""
    words = words_in(test.session_state._state.filtered_state, partial(is_field, STUDY))
    assert "It keeps the limit." in words.values()
    shown = rests_on(Studies(open_register()).load(STUDY))
    test.session_state["save-press"]["open"] = SavePress(
        saving=DECISION, study_id=STUDY, op_id=op_id, at="2026-11-14T10:00:00Z", words=words, shown=shown
    )


def written(studies: Studies) -> AppTest:
    prepared(studies, threshold=0.7)
    test = opened()
    test.text_area[0].set_value("It keeps the limit.")
    field(test, "text_input", "Why not pin").set_value("Too few are caught.").run()
    return test


def test_a_press_that_was_cut_off_saves_with_the_next_run(studies):
    test = written(studies)
    cut_off(test, op_id="press")
    test.run()
    assert any("The decision is saved" in each.value for each in test.success)
    assert studies.load(STUDY).decision["decided_at"] == "2026-11-14T10:00:00Z"
    assert studies.register.entry_of("press").kind == "decision saved"


def test_what_is_written_after_a_press_that_was_cut_off_is_not_saved_with_it(studies):
    test = written(studies)
    cut_off(test, op_id="press")
    test.text_area[0].set_value("Something else, a moment later.").run()
    assert any("changed right after you pressed" in each.value for each in test.error)
    assert studies.load(STUDY).decision is None
    assert test.text_area[0].value == "Something else, a moment later."
    field(test, "button", "Save the decision").click().run()
    assert "Something else, a moment later." in studies.load(STUDY).decision["rationale"]


def test_a_press_that_was_recorded_and_cut_off_before_it_was_said_is_said(studies):
    test = saved(written(studies))
    recorded = studies.entries(STUDY)
    cut_off(test, op_id=recorded[-1].op_id)
    test.run()
    assert any("The decision is saved" in each.value for each in test.success)
    assert studies.entries(STUDY) == recorded


def test_a_press_that_was_left_behind_is_said_on_the_page_that_was_opened(studies):
    test = written(studies)
    cut_off(test, op_id="press")
    test.switch_page("pages/contract.py").run()
    assert any("The decision was not saved" in each.value for each in test.warning)
    test.switch_page("pages/decision.py").run()
    assert studies.load(STUDY).decision is None
    assert test.text_area[0].value == "It keeps the limit."


def test_a_press_that_cannot_be_answered_is_answered_once(studies):
    prepared(studies, threshold=0.7)
    test = opened()
    field(test, "button", "Save the decision").click().run()
    assert len(test.error) == 1
    test.run()
    assert not test.error


def test_a_point_that_was_moved_since_the_press_is_not_saved_by_it(studies):
    test = written(studies)
    cut_off(test, op_id="press")
    moved = replace(studies.load(STUDY), point={"score": "score", "threshold": 0.8})
    studies.save(moved, op_id="elsewhere", at="2026-11-14T10:00:00Z")
    test.run()
    assert any("what this page shows changed right after you pressed" in each.value for each in test.error)
    assert studies.load(STUDY).decision is None
    field(test, "button", "Save the decision").click().run()
    assert studies.load(STUDY).decision["policy"]["threshold"] == 0.8


def test_a_second_press_is_receipted_once_and_leaves_what_is_signed(studies):
    test = saved(written(studies))
    recorded = studies.entries(STUDY)
    cut_off(test, op_id="second")  # its time is another than that of the first
    test.session_state["said"] = [SAVED]  # the receipt of the first, on a page that was cut off
    test.run()
    assert sum("The decision is saved" in each.value for each in test.success) == 1
    assert studies.entries(STUDY) == recorded
