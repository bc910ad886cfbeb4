"""The Stress page: a failure story as numbers at the chosen policy; read state, ask the domain, draw."""

from __future__ import annotations

import streamlit as st

from workbench.errors import InputError
from workbench.explore import Lens
from workbench.policy import Policy
from workbench.register import Study
from workbench.ui.blind_gate import passes_gate
from workbench.ui.frame import begin, sentences_for_errors
from workbench.ui.loaded import lens_of
from workbench.ui.plain_text import plain
from workbench.ui.segments_page import draw_policy
from workbench.ui.starting_view import rule_of_study
from workbench.ui.stored_policy import stored_policy
from workbench.ui.stress_sliders import draw_sliders, reset_sliders
from workbench.ui.stress_told import draw_stressed, stressed_by
from workbench.ui.studies import contract_of
from workbench.ui.tripwire_form import draw_tripwire_form, draw_tripwires
from workbench.ui.unmeasured import pointing_to_contract


def draw() -> None:
    study = begin()
    if not passes_gate(study):
        return
    contract = contract_of(study)
    lens = lens_of(study, contract)
    rule = rule_of_study(study, contract)
    if contract is None or not contract.metrics or rule is None:
        _draw_empty(study)
        return
    policy = stored_policy(study.point, lens.sweep)
    is_chosen = policy is not None
    policy = lens.first_point if policy is None else policy
    draw_policy(lens, policy, is_chosen)
    _draw_stress(study, lens, policy, rule)
    draw_tripwires(study, lens)


def _draw_empty(study: Study) -> None:
    st.subheader("Nothing to put under stress yet", anchor=False)
    st.markdown(
        "A stress shows what becomes of the contract's metrics and limits when the world changes, and what tuning anew would "
        "gain. It needs a contract that says what is worth how much: a scale for each weighed metric, or a payoff."
    )
    if st.button("Go to the contract", type="primary", key=f"stress-contract-{study.id}"):
        st.switch_page("pages/contract.py", query_params={"study": study.id})


@st.fragment
def _draw_stress(study: Study, lens: Lens, policy: Policy, rule: str) -> None:
    """The sliders and what comes of them; only this is drawn again when one is moved."""
    with sentences_for_errors(), pointing_to_contract(study):
        _draw_sliders_and_outcome(study, lens, policy, rule)


def _draw_sliders_and_outcome(study: Study, lens: Lens, policy: Policy, rule: str) -> None:
    moving, telling = st.columns([1, 2.2], gap="large")
    with moving:
        st.subheader("What changes", anchor=False)
        stresses = draw_sliders(study, lens, policy)
        st.button("Back to no stress", key=f"stress-reset-{study.id}", on_click=reset_sliders, args=(study.id,))
    with telling:
        st.subheader("What becomes of the policy", anchor=False)
        try:
            found = stressed_by(study, lens, policy, stresses, rule)
        except InputError as refusal:
            st.warning(plain(str(refusal)), icon=":material/block:")
            return
        told = draw_stressed(study, lens, policy, found, rule)
        draw_tripwire_form(study, lens, found, told.tippings, told.story)
