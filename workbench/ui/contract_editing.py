"""What this session has in its contract form, and what becomes of it: saved, or an amendment of a sealed contract."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from workbench.contract import Agreement, Contract
from workbench.contract.agreement import contract_changes
from workbench.errors import ContractError, WorkbenchError
from workbench.register import Entry, Study
from workbench.ui.agreement_panel import frontier_said, operation, show_receipt
from workbench.ui.contract_draft import proposal, to_contract_content
from workbench.ui.paper_record import changes_html
from workbench.ui.paper_style import PAPER_STYLE
from workbench.ui.read_texts import contract_read, draw_unread_contract, is_contract_read, mark_read
from workbench.ui.save_press import (
    CONTRACT,
    SavePress,
    answering,
    draw_save,
    end_press,
    is_as_pressed,
    open_press,
    recorded_study,
    say_where_left,
)
from workbench.ui.signing import amend
from workbench.ui.signing_form import answered, draw_press, draw_refusal, record, refuse, signing_form
from workbench.ui.studies import columns_of, now_text, save_study, studies, waiting, with_contract
from workbench.ui.unmeasured import try_on

SAVED = ("success", "The contract is saved. Read it as others will, then seal it.")


def open_draft(study: Study) -> dict[str, Any]:
    """The form's ``content``, and the contract it was opened on as ``base``.

    A contract that changed elsewhere replaces a form in which nothing was written, or which holds just that contract.
    """
    drafts = st.session_state.setdefault("contract-drafts", {})
    stored = dict(study.contract) if study.contract else proposal(study.title, columns_of(study))
    draft = drafts.get(study.id)
    if draft is None or (draft["base"] != stored and not _is_other(study, draft, stored)):
        draft = drafts[study.id] = _fresh(stored, stored, turn=0 if draft is None else draft["turn"] + 1)
    return draft


def put_in_form(study: Study, contract: Contract) -> None:
    """Show ``contract`` in the form, as what is written there and not yet agreed."""
    draft = open_draft(study)
    st.session_state["contract-drafts"][study.id] = {
        **_fresh(contract.to_dict(), draft["base"], turn=draft["turn"] + 1),
        "opened": draft["opened"],
    }
    set_editing(study, True)


def drop_draft(study: Study) -> None:
    """Forget what was written in the form."""
    st.session_state.get("contract-drafts", {}).pop(study.id, None)
    set_editing(study, False)


def is_editing(study: Study) -> bool:
    return study.contract is None or st.session_state.get(f"contract-editing-{study.id}", False)


def set_editing(study: Study, is_on: bool) -> None:
    st.session_state[f"contract-editing-{study.id}"] = is_on
    st.session_state["contract-to-top"] = True


def is_edited(study: Study, draft: Mapping[str, Any]) -> bool:
    """Whether the form holds something else than what it was opened on."""
    return _as_saved(draft["content"], study) != _as_saved(draft["opened"], study)


def _is_other(study: Study, draft: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Whether somebody wrote something in the form that ``stored`` does not have."""
    return is_edited(study, draft) and _as_saved(draft["content"], study) != stored


def written(study: Study, draft: Mapping[str, Any]) -> Contract:
    """The contract that the form holds. Raises ContractError with everything that is wrong with it."""
    return Contract.from_dict(to_contract_content(draft["content"], columns_of(study)))


def draw_saving(study: Study, draft: dict[str, Any], *, key: str) -> None:
    """The button that saves what the form holds, and the answer to its press: saved, or what is wrong with it."""
    # What the fields do not show, and a later press of another button may change.
    shown = {"base": draft["base"], "metrics": [metric["_id"] for metric in draft["content"]["metrics"]]}
    draw_save(
        CONTRACT, study.id, is_field=partial(_is_field, key), shown=shown, key=f"{key}-save", type="primary",
        disabled=is_overtaken(study, draft),
    )  # fmt: skip
    press = open_press(CONTRACT, study)
    if press is not None and is_as_pressed(press, shown):
        with answering():
            _save(study, draft, press)
    # Kept while the form holds what was refused: the next message from the browser draws the page anew.
    content, refusal = draft.get("refused", (None, None))
    if refusal is not None and content == draft["content"]:
        show_problems(refusal)


def say_where_cut_off(study: Study, agreement: Agreement, draft: Mapping[str, Any]) -> None:
    """What became of a press that this page does not come to answer: recorded by a run that was stopped, or left behind."""
    press = open_press(CONTRACT, study)
    if press is None:
        return
    saved = recorded_study(press, study)
    if saved is not None:
        said = waiting()
        _say_saved(said, saved, Contract.from_dict(dict(saved.contract or {})))
    if is_editing(study) and not agreement.is_sealed and not is_overtaken(study, draft):
        return  # answered where the button is drawn
    if is_edited(study, draft):  # else it is the second of two, and the first has saved what the form held
        say_where_left(study)
    end_press()
    st.rerun()


def is_overtaken(study: Study, draft: Mapping[str, Any]) -> bool:
    """Whether somebody else saved another contract since the form was opened."""
    return study.contract is not None and draft["base"] != dict(study.contract)


def _save(study: Study, draft: dict[str, Any], press: SavePress) -> None:
    try:
        contract = written(study, draft)
        try_on(study, contract)
    except WorkbenchError as refusal:
        draft["refused"] = (draft["content"], refusal)
        end_press()
        return
    said, changed = waiting(), with_contract(study, contract)
    if save_study(changed, kind="contract saved", stands_on=("contract", "seal"), op_id=press.op_id) is not None:
        _say_saved(said, study, contract)
    end_press()
    st.rerun()


def _say_saved(said: list[tuple[str, str]], study: Study, contract: Contract) -> None:
    # Once, also where a run that was stopped has said it and this one begins with what it saved.
    if SAVED not in said:
        said.append(SAVED)
    mark_read(study, contract)
    drop_draft(study)
    end_press()
    st.rerun()


def _is_field(form: str, key: str) -> bool:
    return key.startswith(f"{form}-")


def draw_amending(study: Study, agreement: Agreement, draft: Mapping[str, Any], entries: Mapping[str, Entry]) -> None:
    """What would change in the sealed contract, why, and the button that records it."""
    st.subheader("Amend the sealed contract", anchor=False)
    now = agreement.contract
    assert now is not None
    turn = f"{study.id}-{len(agreement.amendments)}"
    form, reason, name = f"amend-{turn}", f"amend-reason-{turn}", f"amend-name-{turn}"
    try:
        contract = written(study, draft)
    except ContractError as refusal:
        contract = None
        show_problems(refusal)
    else:
        changes = contract_changes(now, contract)
        if not changes:
            st.caption("Nothing is different from what was sealed. What you change above is listed here first.")
            return
        draw_unread_contract(study, now)
        st.html(PAPER_STYLE + changes_html(changes))
        st.caption(
            f"{frontier_said(agreement, study.upload_sha256)} Whoever signed the text of now is asked to sign again."
        )
    listed = contract.sha256 if contract is not None else ""
    is_listed = st.session_state.get(f"listed-{form}") == listed
    st.session_state[f"listed-{form}"] = listed
    op_id = operation(study, "amend", entries)
    # Drawn beside a mistake too, since what is written in a form goes where the form is not drawn.
    with signing_form(form):
        st.text_area("Why it changes", key=reason, height=80, persist_state="session")
        st.text_input("Who amends it", key=name, persist_state="session", placeholder="first and last name")
        is_pressed = draw_press(
            form, "Amend the contract", texts=(reason, name), type="primary",
            disabled=contract is None or not is_contract_read(study, now),
        )  # fmt: skip
        if is_pressed and (contract is None or not is_listed):
            refuse(form, "Not recorded. You changed the form last, and the list above has that only now. Press again.")
        elif is_pressed:
            _amend(study, contract, form, reason, name, contract_read(study, now).sha256, op_id)
        if is_pressed:
            answered(form, (reason, name))
        draw_refusal(form)


def _amend(
    study: Study, contract: Contract, form: str, reason_key: str, name_key: str, shown_sha256: str, op_id: str
) -> None:
    reason, by = st.session_state.get(reason_key) or "", st.session_state.get(name_key) or ""
    at, kept = now_text(), studies()

    def do() -> Entry:
        try_on(study, contract)
        return amend(kept, study, contract, by=by, reason=reason, shown_sha256=shown_sha256, op_id=op_id, at=at)

    if record(form, do, done="The contract is amended."):
        mark_read(study, contract)
        drop_draft(study)
        show_receipt()
        st.rerun()


def show_problems(refusal: WorkbenchError) -> None:
    """Everything that is wrong, a line each."""
    problems = [str(problem) for problem in getattr(refusal, "problems", ())] or [
        str(refusal) or "Save a contract first, then merge weights into it."
    ]
    lines = "\n".join(f"- `{' '.join(problem.replace('`', chr(39)).split())}`" for problem in problems)
    st.error(f"Not saved. The contract you had is unchanged.\n\n{lines}", icon=":material/block:")


def _fresh(stored: Mapping[str, Any], base: Mapping[str, Any], *, turn: int) -> dict[str, Any]:
    metrics = [{**metric, "_id": secrets.token_hex(4), "_open": False} for metric in stored.get("metrics", [])]
    content = {**stored, "metrics": metrics}
    return {"base": dict(base), "opened": content, "content": content, "turn": turn}


def _as_saved(content: Mapping[str, Any], study: Study) -> dict[str, Any]:
    plain = to_contract_content(content, columns_of(study))
    try:
        return Contract.from_dict(plain).to_dict()
    except ContractError:
        return plain
