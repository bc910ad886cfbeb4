"""Signing the saved decision: the panel, and the one commit behind its button."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from workbench.contract import Signature
from workbench.decision import Decision, missing_roles, signature_for, signed_text_sha256, with_signatures
from workbench.decision.signing import SIGNING_MEANS, required_roles
from workbench.errors import InputError
from workbench.register import Entry, Studies, Study
from workbench.rooms import Rooms, digest_of
from workbench.ui.commit_once import commit_once
from workbench.ui.plain_text import plain
from workbench.ui.read_texts import decision_read, draw_unread_decision, is_decision_read
from workbench.ui.signing_fields import draw_signing_fields, signer
from workbench.ui.signing_form import draw_press, draw_refusal, record, signing_form
from workbench.ui.studies import agreement_of, now_text, studies
from workbench.wording.moments import moment

SIGNED = "decision signed"


def signatures_of(study: Study) -> tuple[Signature, ...]:
    """Every signature under this study's decisions, also under earlier texts."""
    return tuple(Signature(**each) for each in study.decision_signatures)


def handed_out(study: Study) -> Decision | None:
    """The saved decision with its signatures, its workshops and the register's head, as files carry it; None before it is saved."""
    if study.decision is None:
        return None
    decision = Decision(content=study.decision)
    register = studies().register
    sessions = [digest_of(record) for record in Rooms(register).records(study.id)]
    return with_signatures(decision, signatures_of(study), register_head=register.head(), sessions=sessions)


def sign_decision(
    kept: Studies, study: Study, *, name: str, role: str, shown_sha256: str, op_id: str, at: str
) -> Entry:
    """Sign the decision whose text was shown, and return the register's entry. Nothing of Streamlit is called.

    The same ``op_id`` with the same words happens once, however often it is tried.

    Raises InputError where the decision is another by now, or was made by another contract than the study has now;
    StudyConflict where either changes meanwhile.
    """

    def change(now: Study) -> Study:
        if now.decision is None or signed_text_sha256(Decision(content=now.decision)) != shown_sha256:
            raise InputError("The decision was changed while you read it, so nothing was signed. Read it as it is now.")
        if _agreed_sha256(now) != _decided_by_sha256(now.decision):
            raise InputError(
                "The contract was changed after this decision was saved, so nothing was signed. Save the decision again by "
                "the contract as it is now."
            )
        signature = signature_for(Decision(content=now.decision), signatures_of(now), name=name, role=role, at=at)
        return replace(now, decision_signatures=(*now.decision_signatures, asdict(signature)))

    return commit_once(
        kept, study, change, op_id=op_id, told=(shown_sha256, name, role), kind=SIGNED, actor=name, at=at,
        stands_on=("decision", "contract", "amendments"),
    )  # fmt: skip


def _agreed_sha256(study: Study) -> str | None:
    contract = agreement_of(study).contract
    return None if contract is None else contract.sha256


def _decided_by_sha256(decision: Mapping[str, Any]) -> str | None:
    return (decision.get("contract") or {}).get("sha256")


def draw_signing(study: Study, *, is_current: bool) -> None:
    """Who has signed the saved decision, who is missing, and the fields to sign with."""
    decision = Decision(content=study.decision or {})
    text = signed_text_sha256(decision)
    signatures = signatures_of(study)
    standing = [each for each in signatures if each.sha256 == text]
    missing, required = missing_roles(decision, signatures), required_roles(decision)
    st.subheader("Sign it", anchor=False)
    _draw_standing(standing, missing, required, earlier_count=len(signatures) - len(standing))
    # The next person begins with empty fields.
    turn = f"{study.id}-{len(signatures)}"
    form = f"sign-decision-{turn}"
    about = (text, _agreed_sha256(study))
    if not is_current:
        st.caption("Save the decision again first; what is signed is what was saved.")
        draw_refusal(form, about=about)
        return
    draw_unread_decision(study, decision)
    who = (f"decision-name-{turn}", f"decision-role-{turn}", f"decision-other-{turn}")
    operation = st.session_state.setdefault(f"operation-{turn}", secrets.token_hex(16))
    with signing_form(form):
        draw_signing_fields(*who, meaning=SIGNING_MEANS, missing=missing, required=required)
        draw_press(
            form, "Sign the decision", texts=(who[0], who[2]), type="primary" if missing else "secondary",
            icon=":material/signature:", on_press=_sign,
            args=(study, form, who, signed_text_sha256(decision_read(study, decision)), operation),
            disabled=not is_decision_read(study, decision),
        )  # fmt: skip
        draw_refusal(form, about=about)
    st.caption("Your name, role, the words above, the time and the hash of this decision are recorded.")


def _draw_standing(
    standing: Sequence[Signature], missing: Sequence[str], required: Sequence[str], *, earlier_count: int
) -> None:
    if missing:
        st.markdown(
            f"{len(required) - len(missing)} of {len(required)} have signed. Missing: **{plain(', '.join(missing))}**."
        )
    else:
        st.success("Signed by every required role.", icon=":material/verified:")
    for each in standing:
        st.markdown(f"- {plain(each.name)}, {plain(each.role)}, {moment(each.at)}")
    if earlier_count:
        st.caption(f"{earlier_count} signed an earlier text of this decision; the register keeps that.")


def _sign(study: Study, form: str, who: tuple[str, str, str], shown_sha256: str, op_id: str) -> None:
    name, role = signer(*who)
    at, kept = now_text(), studies()
    record(
        form,
        lambda: sign_decision(kept, study, name=name, role=role, shown_sha256=shown_sha256, op_id=op_id, at=at),
        done=f"Signed as {role}.",
    )
