"""The study this session works on: named in the address, kept on disk, so that a reload or a link finds it again."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.contract import Agreement, Contract, agreement_from
from workbench.contract.agreement import AS_SAMPLE
from workbench.errors import StudyConflict, WorkbenchError
from workbench.policy.agreed_columns import agreed_columns
from workbench.predictions import Columns, guess_columns
from workbench.register import Sample, Studies, Study, Uploads, data_dir, list_samples, open_register
from workbench.ui.plain_text import plain

SYNTHETIC_NOTE = "Synthetic data: made by a program, not measured on real cases. See the provenance note."
_SAMPLE_ID = re.compile(r"sample-(?P<slug>[a-z0-9-]+)-[0-9a-f]{6}")


def studies() -> Studies:
    return Studies(open_register())


def uploads() -> Uploads:
    return Uploads(data_dir())


def now_text() -> str:
    """The current time, UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def current_study() -> Study:
    """The study that the address names, else the session's, else a fresh copy of the first sample."""
    asked = st.query_params.get("study")
    wanted = asked or st.session_state.get("study_id")
    study = _find(wanted) if wanted else None
    if study is None:
        if asked:
            say("The study in this link is not on this machine, so another was opened instead.", kind="warning")
        study = given_study() or fresh_sample(list_samples()[0])
    st.session_state["study_id"] = study.id
    if asked != study.id:
        st.query_params["study"] = study.id
    return study


def given_study() -> Study | None:
    """The study of the files that the app was started with, or None; the same files are the same study.

    A file that is refused is said on the page, and nothing is opened for it.
    """
    given = {name: os.environ.get(f"WORKBENCH_OPEN_{name}") for name in ("PREDICTIONS", "CONTRACT")}
    if not given["PREDICTIONS"]:
        return None
    path = Path(given["PREDICTIONS"])
    try:
        with st.spinner(f"Reading {plain(path.name)} …"):
            sha256 = uploads().keep(path.read_bytes())
        contract = Contract.read(given["CONTRACT"]) if given["CONTRACT"] else None
        name = (
            f"given-{hashlib.sha256(sha256.encode() + (contract.sha256 if contract else '').encode()).hexdigest()[:12]}"
        )
        stored = studies().load(name)
        if stored is not None:
            return stored
        with st.spinner(f"Reading {plain(path.name)} …"):
            table = uploads().table(sha256, file_name=path.name)
            guessed = replace(guess_columns(table).columns, weight=None)
    except OSError as error:
        say(f"{path.name} cannot be opened: {error.strerror or error}.", kind="error")
        return None
    except WorkbenchError as refusal:
        say(f"{path.name} was not opened. {refusal}", kind="error")
        return None
    study = Study(
        id=name,
        title=contract.title if contract else path.name.partition(".")[0],
        created_at=now_text(),
        upload_sha256=sha256,
        file_name=path.name,
        columns=asdict(guessed),
    )
    return _opened(study if contract is None else with_contract(study, contract))


def open_study(study: Study) -> None:
    """Make ``study`` the one this session works on."""
    st.session_state["study_id"] = study.id
    st.query_params.clear()
    st.query_params["study"] = study.id


def as_it_stands(study: Study) -> Study:
    """The study as the register has it now. Streamlit, which may stop a page at any call, is not asked.

    So a callback that begins with it and saves next has saved, whatever the browser sends right after the press.
    """
    return studies().load(study.id) or study


def save_study(
    study: Study,
    *,
    kind: str = "study changed",
    actor: str = "",
    stands_on: Collection[str] = (),
    op_id: str | None = None,
) -> Study | None:
    """Save; None where somebody else changed the same first (the user is told both, and sees the newer state on the next run).

    Whoever must not do a thing twice gives its ``op_id``: made before the button is drawn, it is the same for a second click.
    """
    try:
        return studies().save(
            study, op_id=op_id or secrets.token_hex(16), at=now_text(), actor=actor, kind=kind, stands_on=stands_on
        )
    except StudyConflict as conflict:
        said = "; ".join(
            f"{name.replace('/', ' ')}: they have {_short(conflict.theirs[name])}, you had {_short(conflict.mine[name])}"
            for name in conflict.theirs
        )
        say(f"{conflict} {said}." if said else str(conflict), kind="warning")
        return None


def agreement_of(study: Study) -> Agreement:
    """The study's contract with its seal, signatures and amendments. Raises ContractError as ``contract_of`` does."""
    return agreement_from(contract_of(study), study.content)


def with_agreement(study: Study, agreement: Agreement) -> Study:
    """The study with this agreement, its contract and the columns it names among it."""
    if agreement.contract is not None and agreement.contract.to_dict() != study.contract:
        study = with_contract(study, agreement.contract)
    content = agreement.to_dict()
    return replace(
        study, **{name: tuple(value) if isinstance(value, list) else value for name, value in content.items()}
    )


def _opened(study: Study) -> Study:
    return studies().save(study, op_id=secrets.token_hex(16), at=now_text(), kind="study opened")


def _short(value: Any) -> str:
    text = "nothing" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:80]}…"


def fresh_sample(sample: Sample) -> Study:
    """A new study of a sample. It is written to disk with its first change."""
    return _pristine(sample, f"sample-{sample.slug}-{secrets.token_hex(3)}")


def new_study(*, title: str, sha256: str, file_name: str, columns: Columns) -> Study:
    """A new study of an upload, saved."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "study"
    study = Study(
        id=f"{slug}-{secrets.token_hex(4)}",
        title=title,
        created_at=now_text(),
        upload_sha256=sha256,
        file_name=file_name,
        columns=asdict(columns),
    )
    return _opened(study)


def columns_of(study: Study) -> Columns:
    """The study's columns as the library has them."""
    content = dict(study.columns or {"label": ""})
    return Columns(**{key: tuple(value) if isinstance(value, list) else value for key, value in content.items()})


def contract_of(study: Study) -> Contract | None:
    return None if study.contract is None else Contract.from_dict(dict(study.contract))


def with_contract(study: Study, contract: Contract) -> Study:
    """The study with this contract; the columns it names become the study's."""
    named = agreed_columns(contract)
    return replace(study, contract=contract.to_dict(), columns=study.columns if named is None else asdict(named))


def say(text: str, *, kind: str = "info") -> None:
    """Keep a sentence for the top of the next drawn page. It is drawn as text: no Markdown works in it."""
    waiting().append((kind, text))


def waiting() -> list[tuple[str, str]]:
    """The kinds and texts that are to be said; what is added to the list is said too."""
    return st.session_state.setdefault("said", [])


def _find(study_id: str) -> Study | None:
    match = _SAMPLE_ID.fullmatch(study_id)
    stored = studies().load(study_id) if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,80}", study_id) else None
    if stored is not None or match is None:
        return stored
    found = [sample for sample in list_samples() if sample.slug == match["slug"]]
    return _pristine(found[0], study_id) if found else None


def _pristine(sample: Sample, study_id: str) -> Study:
    contract = Contract.read(sample.contract)
    study = Study(
        id=study_id,
        title=sample.title,
        created_at=now_text(),
        upload_sha256=uploads().keep(sample.predictions.read_bytes()),
        file_name=sample.predictions.name,
        sample=sample.slug,
        synthetic_note=SYNTHETIC_NOTE if sample.is_synthetic else None,
        # A sample is there to be looked at.
        blind_skipped={"at": now_text(), "by": AS_SAMPLE},
    )
    return with_contract(study, contract)
