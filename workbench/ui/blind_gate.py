"""Blind mode: nobody sees the frontier before the contract is sealed, unless somebody chose to, which is recorded."""

from __future__ import annotations

import streamlit as st

from workbench.errors import ContractError
from workbench.register import Study
from workbench.ui.loaded import sweep_of
from workbench.ui.studies import agreement_of, as_it_stands, now_text, save_study, with_agreement


def passes_gate(study: Study, *, shows_frontier: bool = True) -> bool:
    """Whether the page may go on; where not, it says why and what to do instead.

    The first time that these predictions' frontier is shown is recorded here, before anything of it is drawn.
    Raises ColumnError where a question about the columns is open, so that there is nothing to show yet.
    """
    agreement = agreement_of(study)
    if agreement.hides_frontier:
        _draw_closed(study)
        return False
    if shows_frontier and not agreement.seen_at(study.upload_sha256):
        sweep_of(study)
        shown = with_agreement(study, agreement.shown(study.upload_sha256, at=now_text()))
        if save_study(shown, kind="frontier shown") is None:
            st.rerun()  # somebody else wrote first: begin again with what they wrote
    return True


def is_unseen(study: Study) -> bool:
    """Whether no record says that the frontier of these predictions was shown, so that no other page may tell of it."""
    try:
        agreement = agreement_of(study)
    except ContractError:
        return True
    return agreement.hides_frontier or not agreement.seen_at(study.upload_sha256)


def _draw_closed(study: Study) -> None:
    with st.container(key="blind-gate"):
        st.subheader("Agree first, look later", anchor=False)
        st.markdown(
            "The trade-off stays closed until the contract is sealed. Once people have seen the curve, they find reasons for "
            "the point they like; limits and weights that were agreed before are the ones that can be defended later."
        )
        next_step = "Seal it" if study.contract else "Write it and seal it"
        st.markdown(f"{next_step} on the Contract page, and this page opens.")
        if st.button("Go to the contract", type="primary", key=f"gate-contract-{study.id}"):
            st.switch_page("pages/contract.py", query_params={"study": study.id})
        skip, who = st.columns([1, 2], vertical_alignment="bottom")
        name = f"gate-name-{study.id}"
        who.text_input("Your name, if you look anyway (may stay empty)", key=name, placeholder="first and last name")
        skip.button("Look anyway", key=f"gate-skip-{study.id}", on_click=_skip, args=(study, name))
        st.caption(
            "Looking anyway opens this page for everybody in this study, and it is recorded that somebody did, with the name "
            "where one is written."
        )


def _skip(study: Study, name_key: str) -> None:
    now = as_it_stands(study)
    agreement = agreement_of(now)
    if agreement.hides_frontier:
        # All of the session at once, which Streamlit does not use to stop the page.
        name = st.session_state.to_dict().get(name_key) or ""
        skipped = agreement.skipped(by=name, at=now_text())
        by = skipped.blind_skipped.by if skipped.blind_skipped is not None else ""
        save_study(with_agreement(now, skipped), kind="blind mode skipped", actor=by)
