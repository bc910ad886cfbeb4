"""The text that this session has read: nobody seals, amends or signs another that took its place on the page.

The first contract or decision that a session is shown is the one it reads. What somebody else makes of it since is named,
and counts as read once the person says so.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.contract import Contract
from workbench.contract.agreement import contract_changes
from workbench.decision import Decision, signed_text_sha256
from workbench.decision.signing import text_changes
from workbench.register import Study
from workbench.ui.paper_record import changes_html
from workbench.ui.paper_style import PAPER_STYLE


def contract_read(study: Study, contract: Contract) -> Contract:
    """The contract that this session has read, which may be another than ``contract``, the one that stands now."""
    return _read("contract", study, contract)


def decision_read(study: Study, decision: Decision) -> Decision:
    """The decision that this session has read; see ``contract_read``."""
    return _read("decision", study, decision)


def is_contract_read(study: Study, contract: Contract) -> bool:
    return contract_read(study, contract).sha256 == contract.sha256


def is_decision_read(study: Study, decision: Decision) -> bool:
    return signed_text_sha256(decision_read(study, decision)) == signed_text_sha256(decision)


def mark_read(study: Study, text: Contract | Decision) -> None:
    """This session has read ``text``, or wrote it."""
    _texts("contract" if isinstance(text, Contract) else "decision")[study.id] = text


def carry_read(study: Study, contract: Contract) -> None:
    """This session put ``contract`` in the place of the study's: read, unless it had not read that one."""
    read = _texts("contract").get(study.id)
    if read is not None and read.to_dict() == dict(study.contract or {}):
        mark_read(study, contract)


def draw_unread_contract(study: Study, contract: Contract) -> None:
    """What somebody else changed since this session read the contract, and the button to say that it was read."""
    if not is_contract_read(study, contract):
        _draw("contract", study, contract, contract_changes(contract_read(study, contract), contract))


def draw_unread_decision(study: Study, decision: Decision) -> None:
    """What somebody else changed since this session read the decision; see ``draw_unread_contract``."""
    if not is_decision_read(study, decision):
        _draw("decision", study, decision, text_changes(decision_read(study, decision), decision))


def _draw(what: str, study: Study, text: Contract | Decision, changes: tuple[dict[str, Any], ...]) -> None:
    st.warning(
        f"The {what} was changed by somebody else since you opened it. Read it again.", icon=":material/sync_problem:"
    )
    if changes:
        st.html(PAPER_STYLE + changes_html(changes))
    st.button("I have read it", type="primary", key=f"read-{what}-{study.id}", on_click=mark_read, args=(study, text))


def _read(what: str, study: Study, text: Any) -> Any:
    return _texts(what).setdefault(study.id, text)


def _texts(what: str) -> dict[str, Any]:
    return st.session_state.setdefault(f"{what}-read", {})
