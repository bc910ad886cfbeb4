"""Signing a decision: who signs which text, and when it counts as signed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import rfc8785

from workbench.contract import Signature
from workbench.contract.names import folded_name, named
from workbench.decision.decision import Decision
from workbench.errors import InputError

SIGNING_MEANS = "I have read this decision and answer for it in my role."
# What is added after somebody has signed is not what they signed.
_ADDED_LATER = ("status", "signatures", "register_head", "sessions")


def signed_text_sha256(decision: Decision) -> str:
    """The SHA-256 of what people sign: the record but for its status, its signatures, the register's head and the sessions."""
    content = {key: value for key, value in decision.content.items() if key not in _ADDED_LATER}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def text_changes(before: Decision, after: Decision) -> tuple[dict[str, Any], ...]:
    """What people wrote or chose that differs, by ``field`` with what it ``was`` and ``is``; measured values follow from it."""
    was, now = _chosen(before.content), _chosen(after.content)
    fields = [field for field in dict.fromkeys([*was, *now]) if was.get(field) != now.get(field)]
    return tuple({"field": field, "was": was.get(field), "is": now.get(field)} for field in fields)


def _chosen(content: Mapping[str, Any]) -> dict[str, Any]:
    parts = {
        "policy": content.get("policy"),
        "rationale": content.get("rationale_parts"),
        "exception": content.get("exception"),
        "why not": {each["name"]: each["why_not"] for each in content.get("alternatives") or ()},
        "tripwires": {str(place): each for place, each in enumerate(content.get("tripwires") or (), start=1)},
        "contract": {"sha256": (content.get("contract") or {}).get("sha256")},
        "predictions": {"sha256": (content.get("predictions") or {}).get("sha256")},
    }
    nested = {f"{part}.{key}": value for part, within in parts.items() for key, value in (within or {}).items()}
    return {
        "title": content.get("title"),
        "owner": content.get("owner"),
        **nested,
        "decided_at": content.get("decided_at"),
    }


def required_roles(decision: Decision) -> tuple[str, ...]:
    """The roles that must sign: the contract's, and the owner alone where there is no contract."""
    contract = decision.content.get("contract") or {}
    return tuple((contract.get("signatures") or {}).get("required") or ()) or ("owner",)


def missing_roles(decision: Decision, signatures: Sequence[Signature]) -> tuple[str, ...]:
    """The required roles in which nobody has signed this text."""
    text = signed_text_sha256(decision)
    signed = {folded_name(each.role) for each in signatures if each.sha256 == text}
    return tuple(role for role in required_roles(decision) if folded_name(role) not in signed)


def signature_for(
    decision: Decision, signatures: Sequence[Signature], *, name: str, role: str, at: str, meaning: str = SIGNING_MEANS
) -> Signature:
    """The signature of ``name`` under this text. ``at`` is UTC in ISO 8601.

    Raises InputError where name or role are left out, or this person signed this text in this role already.
    """
    found = Signature(
        name=named(name, "Who signs?"),
        role=named(role, "In which role?"),
        meaning=meaning.strip() or SIGNING_MEANS,
        at=at,
        sha256=signed_text_sha256(decision),
    )
    for earlier in signatures:
        if earlier.sha256 == found.sha256 and (folded_name(earlier.name), folded_name(earlier.role)) == (
            folded_name(found.name),
            folded_name(found.role),
        ):
            raise InputError(f"{earlier.name} signed this decision as {earlier.role} on {earlier.at} already.")
    return found


def with_signatures(
    decision: Decision,
    signatures: Sequence[Signature],
    *,
    register_head: str | None,
    sessions: Sequence[Mapping[str, Any]] = (),
) -> Decision:
    """The record as it is handed out: with the signatures under this text, its status, and the head of the register.

    ``sessions`` are the digests of the workshops on it; without any the record has no such key.

    Signatures under an earlier text are left out; the register keeps them.
    """
    text = signed_text_sha256(decision)
    standing = [each for each in signatures if each.sha256 == text]
    is_signed = bool(standing) and not missing_roles(decision, standing)
    content: Mapping[str, Any] = {
        **decision.content,
        "status": "signed" if is_signed else decision.content.get("status", "draft"),
        "signatures": [asdict(each) for each in standing],
        "register_head": register_head,
        **({"sessions": [dict(each) for each in sessions]} if sessions else {}),
    }
    return Decision(content=content)
