"""What the coach says beside the contract."""

from __future__ import annotations

import streamlit as st

from workbench.contract import Contract
from workbench.errors import WorkbenchError
from workbench.policy.coach import Advice, coach
from workbench.register import Study
from workbench.sweep import Sweep
from workbench.ui.blind_gate import is_unseen
from workbench.ui.loaded import sweep_of
from workbench.ui.plain_text import plain

TITLES = {
    "vanity": "A number nobody acts on",
    "proxy": "A stand-in without a link",
    "north star": "The north star",
    "many": "Too many metrics",
    "segment": "Nothing to measure it on",
    "few rows": "Too few cases",
    "met": "Already there",
    "costs": "Costs against limits",
}


def draw_coach(study: Study, contract: Contract, *, is_sealed: bool = False) -> None:
    """Each thing to think about, in short; nothing of it stops anybody."""
    try:
        advice = _coached(study.upload_sha256, repr(study.columns), study.exclude_bad_scores, contract.sha256,
            is_unseen(study), contract, sweep_of(study))  # fmt: skip
    except WorkbenchError as refusal:
        st.caption(f"The coach cannot look at this contract yet: {plain(str(refusal))}")
        return
    said = [
        plain(warning)
        for warning in contract.warnings
        if "so_what" not in warning and "people decide" not in warning.lower()
    ]
    st.subheader("What the coach says" if is_sealed else "Before you agree", anchor=False)
    if not advice and not said:
        st.caption(
            "The coach has nothing to add: every number leads to something, and these predictions can measure it."
        )
        return
    for each in advice:
        with st.expander(f"**{TITLES[each.kind]}** · {plain(each.found)}", icon=":material/lightbulb:"):
            st.markdown(plain(each.todo))
            st.caption(f"In {plain(each.field)}")
    for warning in said:
        st.caption(f":material/lightbulb: {warning}")


@st.cache_data(max_entries=24, show_spinner=False)
def _coached(
    upload_sha256: str,
    columns: str,
    exclude_bad_scores: bool,
    contract_sha256: str,
    is_blind: bool,
    _contract: Contract,
    _sweep: Sweep,
) -> tuple[Advice, ...]:
    return coach(_contract, _sweep, is_blind=is_blind)
