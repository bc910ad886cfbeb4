"""What is to be done about the contract next: seal it, sign it, or go and look at the trade-off."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import streamlit as st

from workbench.contract import SIGNING_MEANS, Agreement
from workbench.register import Entry, Study
from workbench.ui.next_focus import focus_next
from workbench.ui.plain_text import plain
from workbench.ui.read_texts import contract_read, draw_unread_contract, is_contract_read
from workbench.ui.signing import seal, sign
from workbench.ui.signing_fields import draw_signing_fields, signer
from workbench.ui.signing_form import draw_press, draw_refusal, record, signing_form
from workbench.ui.studies import now_text, studies
from workbench.ui.unmeasured import refuse_unmeasurable
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


def show_receipt() -> None:
    """Go to the top of the page, where the receipt is."""
    st.session_state["contract-to-top"] = True


def frontier_said(agreement: Agreement, predictions_sha256: str) -> str:
    """Whether these predictions' frontier had been shown to anybody, as it will be recorded."""
    own = agreement.seen_at(predictions_sha256)
    seen = agreement.first_seen(predictions_sha256, studies().first_shown(predictions_sha256))
    if seen:
        where = "" if seen == own else ", in another study"
        return f"The frontier of these predictions was first shown on {moment(seen)}{where}. When it was seen is recorded with it."
    return "The frontier of these predictions has not been shown in any study. That is recorded with it."


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
    form, name = f"seal-{study.id}", f"sealing-by-{study.id}"
    op_id = operation(study, "seal", entries)
    with signing_form(form):
        st.text_input("Who seals it", key=name, persist_state="session", placeholder="first and last name")
        draw_press(
            form, "Seal the contract", texts=(name,), type="primary", icon=":material/verified:",
            on_press=_seal, args=(study, form, name, contract_read(study, contract).sha256, op_id),
            disabled=not is_contract_read(study, contract),
        )  # fmt: skip
        draw_refusal(form, about=(contract.sha256,))


def _seal(study: Study, form: str, name: str, shown_sha256: str, op_id: str) -> None:
    by, at, kept = st.session_state.get(name) or "", now_text(), studies()

    def do() -> Entry:
        refuse_unmeasurable(study)  # it may have been saved before that was looked at
        return seal(kept, study, by=by, shown_sha256=shown_sha256, op_id=op_id, at=at)

    if record(form, do, done="The contract is sealed."):
        focus_next("Sign it")
        show_receipt()


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
    form, who = f"sign-{turn}", (f"signing-name-{turn}", f"signing-role-{turn}", f"signing-other-{turn}")
    op_id = operation(study, "sign", entries)
    with signing_form(form):
        draw_signing_fields(*who, meaning=SIGNING_MEANS, missing=missing, required=required)
        draw_press(
            form, "Sign", texts=(who[0], who[2]), type="primary" if missing else "secondary", icon=":material/signature:",
            on_press=_sign, args=(study, form, who, contract_read(study, contract).sha256, op_id),
            disabled=not is_contract_read(study, contract),
        )  # fmt: skip
        draw_refusal(form, about=(contract.sha256,))
    st.caption("Your name, role, the words above, the time and the hash of this text are recorded.")


def _sign(study: Study, form: str, who: tuple[str, str, str], shown_sha256: str, op_id: str) -> None:
    name, role = signer(*who)
    at, kept = now_text(), studies()
    is_recorded = record(
        form,
        lambda: sign(kept, study, name=name, role=role, shown_sha256=shown_sha256, op_id=op_id, at=at),
        done=f"Signed as {role}.",
    )
    if is_recorded:
        show_receipt()


def _ask_to_leave() -> None:
    st.session_state["leave-contract"] = True
