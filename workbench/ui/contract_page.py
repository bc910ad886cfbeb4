"""The Contract page: a page to read and sign, a form to write it in, and what is to be done next."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.contract import Agreement
from workbench.errors import ContractError
from workbench.register import Study
from workbench.ui.agreement_panel import draw_agreement
from workbench.ui.contract_coach import draw_coach
from workbench.ui.contract_editing import (
    draw_amending,
    draw_saving,
    drop_draft,
    is_edited,
    is_editing,
    is_overtaken,
    open_draft,
    say_where_cut_off,
    set_editing,
    show_problems,
    written,
)
from workbench.ui.contract_files import draw_files
from workbench.ui.contract_form import draw_form
from workbench.ui.contract_paper import draw_paper
from workbench.ui.frame import begin
from workbench.ui.loaded import predictions_of
from workbench.ui.read_texts import contract_read
from workbench.ui.save_press import CONTRACT
from workbench.ui.signing import receipts
from workbench.ui.start_values import values_are_sent
from workbench.ui.studies import agreement_of, studies

# The form and the page are long, and the browser keeps its place when one takes the place of the other.
TO_TOP = "<script>/* {turn} */ document.querySelector('[data-testid=stMain]').scrollTo(0, 0)</script>"


def draw() -> None:
    study = begin(saves=CONTRACT)
    predictions_of(study)  # a question that is still open is said instead of the page
    try:
        agreement = agreement_of(study)
    except ContractError as broken:  # it no longer fits; the form is where it is mended
        agreement = Agreement()
        set_editing(study, True)
        show_problems(broken)
    if agreement.contract is not None:
        contract_read(study, agreement.contract)  # the first that is shown
    draft = open_draft(study)
    say_where_cut_off(study, agreement, draft)
    _draw(study, agreement, draft)
    if st.session_state.pop("contract-to-top", False):
        # A browser runs a script once; each turn makes another one of it.
        turn = st.session_state["contract-turns"] = st.session_state.get("contract-turns", 0) + 1
        st.html(TO_TOP.format(turn=turn), unsafe_allow_javascript=True)
    values_are_sent()


def _draw(study: Study, agreement: Agreement, draft: dict[str, Any]) -> None:
    page, beside = st.columns([2.25, 1], gap="large")
    if is_editing(study):
        with page:
            _draw_editing(study, agreement, draft)
        with beside:
            _draw_advice(study, draft)
            draw_files(study, agreement, draft)
        return
    entries = receipts(studies(), study) if agreement.is_sealed else {}
    with page:
        draw_paper(agreement, entries)
    with beside:
        draw_agreement(study, agreement, entries)
        st.button(
            "Amend it" if agreement.is_sealed else "Edit it", key=f"edit-{study.id}", icon=":material/edit:",
            on_click=set_editing, args=(study, True),
        )  # fmt: skip
        if is_edited(study, draft):
            st.caption("What you wrote in the form is kept there, and not saved.")
        if agreement.contract is not None:
            draw_coach(study, agreement.contract, is_sealed=agreement.is_sealed)
        draw_files(study, agreement, draft)


def _draw_editing(study: Study, agreement: Agreement, draft: dict[str, Any]) -> None:
    if study.contract is None:
        st.info(
            "No contract yet. This is a proposal: change what does not fit, then save it.", icon=":material/edit_note:"
        )
    _draw_conflict(study, draft)
    predictions = predictions_of(study)
    key = f"contract-{study.id}-{draft['turn']}"
    draft["content"] = draw_form(
        draft,
        key=key,
        amounts=predictions.receipt.columns.amounts,
        segments={column: segment.values for column, segment in predictions.segments.items()},
    )
    if agreement.is_sealed and not is_overtaken(study, draft):
        draw_amending(study, agreement, draft, receipts(studies(), study))
    elif not agreement.is_sealed:
        draw_saving(study, draft, key=key)
    if study.contract is not None:
        st.button("Back to the page", key=f"{key}-back", on_click=set_editing, args=(study, False))
        if is_edited(study, draft):
            st.button("Drop what I wrote", key=f"{key}-drop", on_click=drop_draft, args=(study,))


def _draw_advice(study: Study, draft: dict[str, Any]) -> None:
    try:
        contract = written(study, draft)
    except ContractError:
        st.caption("Once the form is whole, the coach looks at it here.")
        return
    draw_coach(study, contract)


def _draw_conflict(study: Study, draft: dict[str, Any]) -> None:
    if not is_overtaken(study, draft):
        return
    st.warning("Somebody else saved another contract while you were writing. What you wrote is still here.")
    theirs, mine = st.columns(2)
    theirs.button("Show theirs and drop what I wrote", on_click=drop_draft, args=(study,))
    if mine.button("Go on with mine; saving replaces theirs"):
        draft["base"] = dict(study.contract or {})
        st.rerun()
