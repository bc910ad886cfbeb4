"""Sealing, amending and signing: one commit each, with nothing of the screen between what is agreed and COMMIT.

Nothing here calls Streamlit, which may stop a page at any call: what is done here is done wholly or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any

from workbench.contract import Agreement, Contract
from workbench.errors import InputError
from workbench.register import Entry, Studies, Study
from workbench.register.studies import PREFIX
from workbench.ui.commit_once import commit_once
from workbench.ui.studies import agreement_of, with_agreement

SEALED, AMENDED, SIGNED = "contract sealed", "contract amended", "contract signed"


def seal(studies: Studies, study: Study, *, by: str, shown_sha256: str, op_id: str, at: str) -> Entry:
    """Seal the contract whose hash was shown, and return the register's entry for it.

    ``study`` is the one that was on the screen; it is read again, so that what stands now is what is sealed. The same
    ``op_id`` with the same content happens once, however often it is tried.

    Raises InputError where the contract is another by now, StudyConflict where it changes meanwhile.
    """

    def step(agreement: Agreement) -> Agreement:
        return agreement.sealed(
            by=by, at=at, predictions_sha256=study.upload_sha256,
            seen_elsewhere_at=studies.first_shown(study.upload_sha256),
        )  # fmt: skip

    return _commit(
        studies, study, step, kind=SEALED, actor=by, shown_sha256=shown_sha256, op_id=op_id, at=at, told=(by,),
        stands_on=("contract", "seal", "frontier_shown"),
    )  # fmt: skip


def amend(
    studies: Studies, study: Study, contract: Contract, *, by: str, reason: str, shown_sha256: str, op_id: str, at: str
) -> Entry:
    """Put ``contract`` in the place of the sealed one whose hash was shown; see ``seal`` for the rest."""

    def step(agreement: Agreement) -> Agreement:
        return agreement.amended(
            contract, by=by, reason=reason, at=at, predictions_sha256=study.upload_sha256,
            seen_elsewhere_at=studies.first_shown(study.upload_sha256),
        )  # fmt: skip

    return _commit(
        studies, study, step, kind=AMENDED, actor=by, shown_sha256=shown_sha256, op_id=op_id, at=at,
        told=(by, reason, contract.sha256), stands_on=("contract", "seal", "amendments", "frontier_shown"),
    )  # fmt: skip


def sign(studies: Studies, study: Study, *, name: str, role: str, shown_sha256: str, op_id: str, at: str) -> Entry:
    """Sign the sealed contract whose hash was shown; see ``seal`` for the rest."""

    def step(agreement: Agreement) -> Agreement:
        return agreement.signed(name=name, role=role, at=at)

    return _commit(
        studies, study, step, kind=SIGNED, actor=name, shown_sha256=shown_sha256, op_id=op_id, at=at, told=(name, role),
        stands_on=("contract", "seal", "amendments"),
    )  # fmt: skip


def receipts(studies: Studies, study: Study) -> dict[str, Entry]:
    """The register's entries of what was sealed, amended and signed, by ``receipt_key`` of the thing itself."""
    found = {}
    for entry in studies.register.entries(f"{PREFIX}{study.id}"):
        if entry.kind in (SEALED, AMENDED, SIGNED):
            content = entry.content
            things = [content.get("set", {}).get("seal"), *content.get("append", {}).values()]
            found.update({_key(thing): entry for thing in things if thing})
    return found


def receipt_of(entries: Mapping[str, Entry], thing: Any) -> Entry | None:
    """The entry of a Seal, an Amendment or a Signature; None where the register has none."""
    return entries.get(_key(asdict(thing)))


def receipt_text(entry: Entry) -> str:
    """The receipt as people keep it: ``entry 41, a3f9c2d1…``."""
    return f"entry {entry.seq}, {entry.sha256[:8]}…"


def _commit(
    studies: Studies,
    study: Study,
    step: Callable[[Agreement], Agreement],
    *,
    shown_sha256: str,
    told: Collection[str],
    **how: Any,
) -> Entry:
    def change(now: Study) -> Study:
        agreement = agreement_of(now)
        if agreement.contract is None or agreement.contract.sha256 != shown_sha256:
            raise InputError(
                "The contract was changed while you read it, so nothing was recorded. Read it as it is now."
            )
        return with_agreement(now, step(agreement))

    return commit_once(studies, study, change, told=(shown_sha256, *told), **how)


def _key(thing: Any) -> str:
    return json.dumps(thing, sort_keys=True)
