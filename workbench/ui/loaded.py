"""The study's predictions and sweep, read once and shared between sessions.

Keys are the SHA-256 of the upload and the columns, never a sample of a frame's rows.
"""

from __future__ import annotations

import json
from dataclasses import asdict

import streamlit as st

from workbench.contract import Contract
from workbench.explore import Lens
from workbench.predictions import Predictions, Table, build_predictions
from workbench.register import Study
from workbench.sweep import Sweep, looking_max
from workbench.ui.studies import columns_of, uploads


def table_of(study: Study) -> Table:
    """The upload as a table. Raises UnreadableFile."""
    return _table(str(uploads().root), study.upload_sha256, study.file_name)


def predictions_of(study: Study) -> Predictions:
    """The study's predictions. Raises ColumnError where a question about the columns is open."""
    return _sweep(*_key(study)).predictions


def sweep_of(study: Study) -> Sweep:
    """The study's sweep. Raises ColumnError where a question about the columns is open."""
    return _sweep(*_key(study))


def lens_of(study: Study, contract: Contract | None) -> Lens:
    """The study's sweep and contract with what was worked out of them. Raises ColumnError as ``sweep_of`` does."""
    return _lens(*_key(study), contract and contract.sha256, contract)


def _key(study: Study) -> tuple[str, str, str, str, bool]:
    columns = json.dumps(asdict(columns_of(study)), sort_keys=True)
    return str(uploads().root), study.upload_sha256, study.file_name, columns, study.exclude_bad_scores


@st.cache_resource(max_entries=8, show_spinner="Reading the file …")
def _table(root: str, sha256: str, file_name: str) -> Table:
    return uploads().table(sha256, file_name=file_name)


@st.cache_resource(max_entries=6, show_spinner="Counting at every threshold …")
def _sweep(root: str, sha256: str, file_name: str, columns: str, exclude_bad_scores: bool) -> Sweep:
    content = json.loads(columns)
    study = Study(id="any", columns=content)
    table = _table(root, sha256, file_name)
    predictions = build_predictions(table, columns_of(study), exclude_bad_scores=exclude_bad_scores)
    sweep = Sweep(predictions, candidates_max=looking_max(len(predictions)))
    sweep.counts()
    return sweep


@st.cache_resource(max_entries=6, show_spinner=False)
def _lens(
    root: str,
    sha256: str,
    file_name: str,
    columns: str,
    exclude_bad_scores: bool,
    contract_sha256: str | None,
    _contract: Contract | None,
) -> Lens:
    return Lens(_sweep(root, sha256, file_name, columns, exclude_bad_scores), _contract)
