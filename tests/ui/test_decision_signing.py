"""Signing the saved decision on its page: of the text that this session has read, and of no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from workbench.contract import Contract
from workbench.decision import Decision, decide, signed_text_sha256
from workbench.errors import InputError, StudyConflict
from workbench.policy import choose
from workbench.register import Studies, Study, open_register
from workbench.sweep import Sweep
from workbench.ui.decision_signing import sign_decision

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
    test.run()
    assert "The decision was changed by somebody else since you opened it" in test.warning[0].value
    told = "".join(each.value for each in test.get("html"))
    assert "rationale.why" in told
    assert "Cheap." in told
    assert "Quick." in told
    assert button(test, "Sign the decision").disabled
    button(test, "I have read it").click().run()
    assert not test.warning
    test.text_input[0].set_value("Ann")
    button(test, "Sign the decision").click().run()
    assert [each["name"] for each in stored().decision_signatures] == ["Ann"]


def test_a_press_on_the_way_while_the_decision_changes_signs_nothing(save):
    save("Cheap.")
    test = AppTest.from_function(page, default_timeout=60).run()
    test.text_input[0].set_value("Ann")
    save("Quick.")
    button(test, "Sign the decision").click().run()
    assert not stored().decision_signatures
    assert button(test, "Sign the decision").disabled


def contract(worst: float) -> Contract:
    recall = {"name": "recall", "role": "primary", "worst": worst, "target": 1}
    return Contract.from_dict({"title": "T", "decision": "D", "metrics": [recall]})


@pytest.fixture
def decided(tmp_path, monkeypatch, make_predictions) -> Study:
    """A study as somebody has it on the screen: its decision was made by the contract that it has."""
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    agreed = contract(0)
    point = choose(Sweep(make_predictions([1, 0, 1, 0], {"s": [0.9, 0.8, 0.7, 0.1]})), agreed).point
    decision = decide(point, rationale="Cheap.", owner="Ann", decided_at=AT, contract=agreed)
    study = Study(
        id="one", title="One", created_at=AT, upload_sha256="f" * 64, contract=agreed.to_dict(),
        decision=dict(decision.content),
    )  # fmt: skip
    return Studies(open_register()).save(study, op_id="begin", at=AT)


def sign(study: Study):
    shown = signed_text_sha256(Decision(content=study.decision))
    kept = Studies(open_register())
    return sign_decision(kept, study, name="Ann", role="owner", shown_sha256=shown, op_id="press", at=AT)


def test_a_decision_by_the_contract_as_it_stands_is_signed(decided):
    assert sign(decided).kind == "decision signed"


def test_a_decision_is_not_signed_after_the_contract_under_it_was_changed(decided):
    Studies(open_register()).save(replace(decided, contract=contract(0.5).to_dict()), op_id="amend", at=AT)
    with pytest.raises(InputError, match="The contract was changed after this decision was saved"):
        sign(decided)
    assert not stored().decision_signatures


def test_a_contract_that_changes_between_reading_and_commit_stops_the_signature(decided, monkeypatch):
    """Somebody amends after the study was read again and before the signature is written."""
    whole = Studies.record

    def amended_first(kept, study, **how):
        monkeypatch.setattr(Studies, "record", whole)
        kept.save(replace(decided, contract=contract(0.5).to_dict()), op_id="amend", at=AT)
        return whole(kept, study, **how)

    monkeypatch.setattr(Studies, "record", amended_first)
    with pytest.raises(StudyConflict):
        sign(decided)
    assert not stored().decision_signatures


def test_a_name_that_came_without_its_press_is_said_and_the_next_press_signs(save):
    save("Cheap.")
    test = AppTest.from_function(page, default_timeout=60).run()
    test.session_state["decision-name-one-0"] = "Ann"
    test.run()
    assert "Your press was cut off" in test.warning[0].value
    assert not stored().decision_signatures
    button(test, "Sign the decision").click().run()
    assert [each["name"] for each in stored().decision_signatures] == ["Ann"]
    assert not test.warning


def page_of_contract():
    from workbench.ui.decision_signing import draw_signing
    from workbench.ui.studies import contract_of, studies

    study = studies().load("one")
    draw_signing(study, is_current=study.decision["contract"]["sha256"] == contract_of(study).sha256)


def warnings(test: AppTest) -> str:
    return " ".join(each.value for each in test.warning)


def test_a_refused_signature_is_told_at_once_and_no_longer_than_it_is_true(decided, make_predictions):
    test = AppTest.from_function(page_of_contract, default_timeout=60).run()
    test.text_input[0].set_value("Ann")
    kept, other = Studies(open_register()), contract(0.5)
    kept.save(replace(decided, contract=other.to_dict()), op_id="amend", at=AT)
    button(test, "Sign the decision").click().run()
    assert "The contract was changed after this decision was saved" in warnings(test)
    test.run()
    assert "The contract was changed after this decision was saved" in warnings(test)
    point = choose(Sweep(make_predictions([1, 0, 1, 0], {"s": [0.9, 0.8, 0.7, 0.1]})), other).point
    decision = decide(point, rationale="Cheap.", owner="Ann", decided_at=AT, contract=other)
    kept.save(replace(stored(), decision=dict(decision.content)), op_id="again", at=AT)
    test.run()
    assert "The contract was changed after this decision was saved" not in warnings(test)
    assert button(test, "Sign the decision")
