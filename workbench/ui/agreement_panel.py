"""What is to be done about the contract next: seal it, sign it, or go and look at the trade-off."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

import streamlit as st

from workbench.contract import SIGNING_MEANS, Agreement
from workbench.errors import WorkbenchError
from workbench.register import Entry, Study
from workbench.ui.plain_text import plain
from workbench.ui.read_texts import contract_read, draw_unread_contract, is_contract_read
from workbench.ui.signing import receipt_text, seal, sign
from workbench.ui.signing_fields import draw_signing_fields
from workbench.ui.studies import now_text, say, studies
from workbench.wording.moments import moment


def draw_agreement(study: Study, agreement: Agreement, entries: Mapping[str, Entry]) -> None:
    """The one thing to do now, as a primary button, and what stands beside it."""
    if agreement.contract is None:
        return
    draw_unread_contract(study, agreement.contract)
    if not agreement.is_sealed:
        _draw_sealing(study, agreement, entries)
        if not agreement.hides_frontier:
            st.button("See the trade-off →", key=f"next-{study.id}", on_click=_ask_to_leave)
    else:
        _draw_signing(study, agreement, entries)
        is_done = not agreement.missing_roles
        st.button(
            "See the trade-off →", type="primary" if is_done else "secondary", key=f"next-{study.id}",
            on_click=_ask_to_leave,
        )  # fmt: skip
    if st.session_state.pop("leave-contract", False):
        st.switch_page("pages/tradeoff.py", query_params={"study": study.id})


def operation(study: Study, what: str, entries: Mapping[str, Entry]) -> str:
    """The id of an operation to come, made before its button is drawn and kept until something was recorded.

    So a second press, or a page that is drawn again in between, is the same operation.
    """
    key = f"operation-{what}-{study.id}"
    made = st.session_state.get(key)
    # What was recorded since was perhaps this; whoever acts next begins an operation of their own.
    if made is None or made[1] != len(entries):
        made = st.session_state[key] = (secrets.token_hex(16), len(entries))
    return made[0]


def record(do: Callable[[], Entry], *, done: str) -> bool:
    """Do what records something, then say its receipt, or why nothing was recorded."""
    try:
        entry = do()
    except WorkbenchError as refusal:
        say(f"Not recorded. {refusal}", kind="warning")
        st.session_state["contract-to-top"] = True
        return False
    say(f"{done} It is {receipt_text(entry)} in the register.", kind="success")
    st.session_state["contract-to-top"] = True
    return True


def frontier_said(agreement: Agreement, predictions_sha256: str) -> str:
    """Whether these predictions' frontier had been shown in this study, as it will be recorded."""
    seen = agreement.seen_at(predictions_sha256)
    if seen:
        return f"The frontier of these predictions was first shown on {moment(seen)}. That is recorded with it."
    return "The frontier of these predictions has not been shown in this study. That is recorded with it."


def _draw_sealing(study: Study, agreement: Agreement, entries: Mapping[str, Entry]) -> None:
    contract = agreement.contract
    assert contract is not None
    st.subheader("Seal it", anchor=False)
    st.markdown(
        "Sealing says: this is what we decide by. Later changes stay possible, as amendments that everybody sees.\n\n"
        f"{frontier_said(agreement, study.upload_sha256)}"
    )
    st.caption("What is sealed: the contract's canonical SHA-256, at the time you press (UTC).")
    st.code(contract.sha256, language=None, wrap_lines=True)
    key = f"sealing-by-{study.id}"
    st.text_input("Who seals it", key=key, persist_state="session", placeholder="first and last name")
    op_id = operation(study, "seal", entries)
    st.button(
        "Seal the contract", type="primary", key=f"seal-{study.id}", icon=":material/verified:",
        on_click=_seal, args=(study, key, contract_read(study, contract).sha256, op_id),
        disabled=not is_contract_read(study, contract),
    )  # fmt: skip


def _seal(study: Study, key: str, shown_sha256: str, op_id: str) -> None:
    by, at, kept = st.session_state.get(key) or "", now_text(), studies()
    record(
        lambda: seal(kept, study, by=by, shown_sha256=shown_sha256, op_id=op_id, at=at),
        done="The contract is sealed.",
    )


def _draw_signing(study: Study, agreement: Agreement, entries: Mapping[str, Entry]) -> None:
    contract = agreement.contract
    assert contract is not None
    missing, required = agreement.missing_roles, contract.signatures.required
    st.subheader("Sign it", anchor=False)
    if missing:
        st.markdown(
            f"{len(required) - len(missing)} of {len(required)} have signed. Missing: **{plain(', '.join(missing))}**."
        )
    else:
        st.markdown("Every required role has signed. Others may sign too.")
    # The next person begins with empty fields.
    turn = f"{study.id}-{len(agreement.signatures)}"
    name, role = f"signing-name-{turn}", f"signing-role-{turn}"
    draw_signing_fields(name, role, meaning=SIGNING_MEANS, missing=missing, required=required)
    op_id = operation(study, "sign", entries)
    st.button(
        "Sign", type="primary" if missing else "secondary", key=f"sign-{study.id}", icon=":material/signature:",
        on_click=_sign, args=(study, name, role, contract_read(study, contract).sha256, op_id),
        disabled=not is_contract_read(study, contract),
    )  # fmt: skip
    st.caption("Your name, role, the words above, the time and the hash of this text are recorded.")


def _sign(study: Study, name_key: str, role_key: str, shown_sha256: str, op_id: str) -> None:
    name, role = st.session_state.get(name_key) or "", st.session_state.get(role_key) or ""
    at, kept = now_text(), studies()
    record(
        lambda: sign(kept, study, name=name, role=role, shown_sha256=shown_sha256, op_id=op_id, at=at),
        done=f"Signed as {role}.",
    )


def _ask_to_leave() -> None:
    st.session_state["leave-contract"] = True
