"""The Stress page: a failure story as numbers at the chosen policy; read state, ask the domain, draw."""

from __future__ import annotations

import streamlit as st

from workbench.errors import InputError
from workbench.explore import Lens
from workbench.policy import Policy, SingleThreshold
from workbench.register import Study
from workbench.stress import Stress, Stressed, Tipping, choice_tipping, guardrail_tippings, nothing_of, stressed
from workbench.stress.drift import in_score
from workbench.ui.blind_gate import passes_gate
from workbench.ui.frame import begin
from workbench.ui.loaded import lens_of
from workbench.ui.plain_text import plain
from workbench.ui.segments_page import draw_policy
from workbench.ui.starting_view import rule_of_study
from workbench.ui.stored_policy import stored_policy
from workbench.ui.stress_sliders import draw_sliders, reset_sliders
from workbench.ui.stress_table import stress_table
from workbench.ui.studies import contract_of
from workbench.ui.tripwire_form import draw_tripwire_form, draw_tripwires
from workbench.ui.unmeasured import pointing_to_contract
from workbench.wording.policies import policy_name
from workbench.wording.stress import regret_text, stress_text, tipping_text


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
    with pointing_to_contract(study):
        _draw_stress(study, lens, policy, rule)
    draw_tripwires(study)


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
    moving, telling = st.columns([1, 2.2], gap="large")
    with moving:
        st.subheader("What changes", anchor=False)
        stresses = draw_sliders(study, lens, policy)
        st.button("Back to no stress", key=f"stress-reset-{study.id}", on_click=reset_sliders, args=(study.id,))
    with telling:
        st.subheader("What becomes of the policy", anchor=False)
        try:
            found = _stressed(lens, policy, stresses, rule, study)
        except InputError as refusal:
            st.warning(plain(str(refusal)), icon=":material/block:")
            return
        currency = lens.contract.currency if lens.contract is not None else ""
        told = "; ".join(stress_text(each) for each in stresses)
        st.markdown(plain(f"If {told}:" if told else "Nothing is stressed: move a slider."))
        st.html(stress_table(found, currency=currency))
        _draw_regret(found, currency)
        tippings = _draw_tippings(study, lens, policy, stresses, rule, currency)
        draw_tripwire_form(study, lens, found, tippings, told)


def _stressed(lens: Lens, policy: Policy, stresses: tuple[Stress, ...], rule: str, study: Study) -> Stressed:
    is_single = isinstance(policy, SingleThreshold)
    retune = is_single or st.toggle(
        "Tune anew too (takes longer for this kind of policy)", key=f"stress-retune-{study.id}"
    )
    name = f"{policy!r} {stresses!r} {rule} {retune}"
    return lens.keep(
        name, lambda: stressed(lens.sweep, policy, stresses, lens.contract, rule=rule, retune=retune), question="stress"
    )


def _draw_regret(found: Stressed, currency: str) -> None:
    text = regret_text(found, currency)
    if not text or not found.stresses:
        return
    if found.retuned is not None and not found.keeps_policy:
        text += f" Tuned anew: {policy_name(found.retuned.policy.to_dict(), None)}."
    is_fine = found.is_feasible and found.keeps_policy
    draw = st.success if is_fine else st.warning if found.is_feasible else st.error
    draw(plain(text), icon=":material/check:" if is_fine else ":material/trending_down:")


def _draw_tippings(
    study: Study, lens: Lens, policy: Policy, stresses: tuple[Stress, ...], rule: str, currency: str
) -> list[Tipping]:
    """Where each stress that is on tips, alone; where the choice changes is worked out when it is asked for."""
    found: list[Tipping] = []
    for stress in stresses:
        try:
            found += _guardrails(lens, policy, stress, rule)
        except InputError as refusal:
            st.caption(plain(str(refusal)))
    for tipping in found:
        st.markdown(plain(tipping_text(tipping, currency)))
    if stresses and isinstance(policy, SingleThreshold):
        box = st.expander(
            "Where another policy becomes the better one", key=f"stress-tip-{study.id}", on_change="rerun"
        )
        if box.open:
            with box, st.spinner("Trying one size after the other …"):
                for stress in stresses:
                    st.markdown(plain(tipping_text(_choice(lens, policy, stress, rule), currency)))
    return found


def _guardrails(lens: Lens, policy: Policy, stress: Stress, rule: str) -> tuple[Tipping, ...]:
    def make() -> tuple[Tipping, ...]:
        asked, up = _asked(lens, policy, stress)
        return guardrail_tippings(lens.sweep, policy, asked, lens.contract, rule=rule, up=up)

    return lens.keep(f"limits {policy!r} {stress!r} {rule}", make, question="tipping")


def _choice(lens: Lens, policy: Policy, stress: Stress, rule: str) -> Tipping:
    def make() -> Tipping:
        asked, up = _asked(lens, policy, stress)
        return choice_tipping(lens.sweep, policy, asked, lens.contract, rule=rule, up=up)

    return lens.keep(f"choice {policy!r} {stress!r} {rule}", make, question="tipping")


def _asked(lens: Lens, policy: Policy, stress: Stress) -> tuple[Stress, bool]:
    """The stress in score where it was in ranks, and its direction."""
    if stress.kind == "drift":
        stress = in_score(lens.sweep, policy, stress)
    return stress, stress.size >= nothing_of(lens.sweep, stress)
