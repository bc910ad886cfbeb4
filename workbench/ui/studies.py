"""The study this session works on: named in the address, kept on disk, so that a reload or a link finds it again."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.contract import Contract
from workbench.errors import StudyConflict, WorkbenchError
from workbench.predictions import Columns, guess_columns
from workbench.register import Sample, Studies, Study, Uploads, data_dir, list_samples

SYNTHETIC_NOTE = "Synthetic data: made by a program, not measured on real cases. See the provenance note."
_SAMPLE_ID = re.compile(r"sample-(?P<slug>[a-z0-9-]+)-[0-9a-f]{6}")


def studies() -> Studies:
    return Studies(data_dir())


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
        with st.spinner(f"Reading {path.name} …"):
            sha256 = uploads().keep(path.read_bytes())
        contract = Contract.read(given["CONTRACT"]) if given["CONTRACT"] else None
        name = (
            f"given-{hashlib.sha256(sha256.encode() + (contract.sha256 if contract else '').encode()).hexdigest()[:12]}"
        )
        stored = studies().load(name)
        if stored is not None:
            return stored
        with st.spinner(f"Reading {path.name} …"):
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
    return studies().save(study if contract is None else with_contract(study, contract))


def open_study(study: Study) -> None:
    """Make ``study`` the one this session works on."""
    st.session_state["study_id"] = study.id
    st.query_params.clear()
    st.query_params["study"] = study.id


def save_study(study: Study) -> Study | None:
    """Save; None where somebody else saved first (the user is told, and sees the newer state on the next run)."""
    try:
        return studies().save(study)
    except StudyConflict as conflict:
        say(str(conflict), kind="warning")
        return None


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
    return studies().save(study)


def columns_of(study: Study) -> Columns:
    """The study's columns as the library has them."""
    content = dict(study.columns or {"label": ""})
    return Columns(**{key: tuple(value) if isinstance(value, list) else value for key, value in content.items()})


def contract_of(study: Study) -> Contract | None:
    return None if study.contract is None else Contract.from_dict(dict(study.contract))


def with_contract(study: Study, contract: Contract) -> Study:
    """The study with this contract; the columns it names become the study's."""
    columns: Mapping[str, Any] | None = study.columns
    if contract.predictions is not None:
        columns = asdict(columns_from_contract(contract))
    return replace(study, contract=contract.to_dict(), columns=columns)


def columns_from_contract(contract: Contract) -> Columns:
    """The columns that a contract names."""
    named = contract.predictions
    assert named is not None
    return Columns(
        label=named.label,
        positive=named.positive,
        scores=named.scores,
        flip=named.flip,
        baseline=None if named.baseline is None else named.baseline.score,
        segments=named.segments,
        amounts=dict(named.amounts),
        weight=named.weight,
        period=named.period,
        id=named.id,
    )


def say(text: str, *, kind: str = "info") -> None:
    """Keep a sentence for the top of the next drawn page."""
    st.session_state.setdefault("said", []).append((kind, text))


def _find(study_id: str) -> Study | None:
    match = _SAMPLE_ID.fullmatch(study_id)
    stored = studies().load(study_id) if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,80}", study_id) else None
    if stored is not None or match is None:
        return stored
    found = [sample for sample in list_samples() if sample.slug == match["slug"]]
    return _pristine(found[0], study_id) if found else None


def _pristine(sample: Sample, study_id: str) -> Study:
    contract = Contract.read(sample.contract)
    return Study(
        id=study_id,
        title=sample.title,
        created_at=now_text(),
        upload_sha256=uploads().keep(sample.predictions.read_bytes()),
        file_name=sample.predictions.name,
        sample=sample.slug,
        synthetic_note=SYNTHETIC_NOTE if sample.is_synthetic else None,
        columns=asdict(columns_from_contract(contract)),
        contract=contract.to_dict(),
    )
