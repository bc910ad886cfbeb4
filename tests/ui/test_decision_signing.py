"""Signing the saved decision on its page: of the text that this session has read, and of no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from workbench.decision import decide
from workbench.policy import choose
from workbench.register import Studies, Study, open_register
from workbench.sweep import Sweep

AT = "2026-11-14T09:00:00Z"


def page():
    from workbench.ui.decision_signing import draw_signing
    from workbench.ui.studies import studies

    draw_signing(studies().load("one"), is_current=True)


@pytest.fixture
def save(tmp_path, monkeypatch, make_predictions):
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    sweep = Sweep(make_predictions([1, 0, 1, 0], {"s": [0.9, 0.8, 0.7, 0.1]}))

    def save_decision(why: str) -> None:
        kept = Studies(open_register())
        study = kept.load("one") or Study(id="one", title="One", created_at=AT, upload_sha256="f" * 64)
        decision = decide(choose(sweep, rule="max:recall").point, rationale=why, owner="Ann", decided_at=AT)
        kept.save(replace(study, decision=dict(decision.content)), op_id=why, at=AT)

    return save_decision


def stored() -> Study:
    return Studies(open_register()).load("one")


def button(test: AppTest, label: str):
    return next(each for each in test.button if each.label == label)


def test_a_decision_that_was_swapped_in_is_signed_once_it_is_read(save):
    save("Cheap.")
    test = AppTest.from_function(page, default_timeout=60).run()
    assert not button(test, "Sign the decision").disabled
    save("Quick.")
    test.text_input[0].set_value("Ann").run()
    assert "The decision was changed by somebody else since you opened it" in test.warning[0].value
    told = "".join(each.value for each in test.get("html"))
    assert "rationale.why" in told
    assert "Cheap." in told
    assert "Quick." in told
    assert button(test, "Sign the decision").disabled
    button(test, "I have read it").click().run()
    assert not test.warning
    button(test, "Sign the decision").click().run()
    assert [each["name"] for each in stored().decision_signatures] == ["Ann"]


def test_a_press_on_the_way_while_the_decision_changes_signs_nothing(save):
    save("Cheap.")
    test = AppTest.from_function(page, default_timeout=60).run()
    test.text_input[0].set_value("Ann").run()
    save("Quick.")
    button(test, "Sign the decision").click().run()
    assert not stored().decision_signatures
    assert button(test, "Sign the decision").disabled
