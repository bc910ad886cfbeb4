"""Predictions from a file or a frame in one call: what is not named is guessed, and each guess is on the receipt."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from workbench.errors import ColumnError
from workbench.predictions.build import build_predictions
from workbench.predictions.frames import table_from_frame
from workbench.predictions.guess import ColumnGuess, guess_columns
from workbench.predictions.limits import DEFAULT_LIMITS, Limits
from workbench.predictions.numbers import parse_numbers
from workbench.predictions.predictions import Columns, Finding, Predictions
from workbench.predictions.read_table import read_table
from workbench.predictions.table import Table

_PARTS = {"label": "label=...", "scores": "score=..."}


def read_predictions(
    source: Any,
    *,
    label: str | None = None,
    positive: object = None,
    score: str | Sequence[str] | None = None,
    scores: str | Sequence[str] | None = None,
    flip: str | Sequence[str] = (),
    baseline: str | None = None,
    segments: str | Sequence[str] = (),
    amounts: Mapping[str, str] | Sequence[str] | None = None,
    weight: str | None = None,
    period: str | None = None,
    id: str | None = None,
    exclude_bad_scores: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Predictions:
    """Labelled rows from ``source``: a path, bytes, an open binary file, a Table, or a pandas, Polars or Arrow frame.

    Where no column is named, all parts but the weight are guessed; where any is, only a label or score that is
    lacking. ``positive`` is the label's value that means the event. ``amounts`` maps names in formulas to columns.
    ``exclude_bad_scores`` drops rows with a missing or infinite score, amount or weight instead of refusing them.
    Raises UnreadableFile for the file, ColumnError for its columns; each says what to do.
    """
    table = _table(source, limits=limits)
    named = Columns(
        label=label or "",
        positive=None if positive is None else str(positive),
        scores=(*_names(score), *_names(scores)),
        flip=_names(flip),
        baseline=baseline,
        segments=_names(segments),
        amounts=dict(amounts) if isinstance(amounts, Mapping) else {name: name for name in _names(amounts)},
        weight=weight,
        period=period,
        id=id,
    )
    columns, findings = _with_guesses(table, named)
    return build_predictions(table, columns, exclude_bad_scores=exclude_bad_scores, extra_findings=findings)


def _table(source: Any, *, limits: Limits) -> Table:
    if isinstance(source, Table):
        return source
    if isinstance(source, bytes | bytearray | memoryview):
        return read_table(bytes(source), limits=limits)
    if isinstance(source, str | os.PathLike):
        return read_table(Path(source), limits=limits)
    if hasattr(source, "read"):
        name = getattr(source, "name", None)
        data = source.read(limits.bytes_max + 1)
        data = data.encode() if isinstance(data, str) else data
        return read_table(data, file_name=Path(name).name if isinstance(name, str) else None, limits=limits)
    return table_from_frame(source)


def _names(names: str | Sequence[str] | None) -> tuple[str, ...]:
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(names)


def _with_guesses(table: Table, named: Columns) -> tuple[Columns, list[Finding]]:
    has_scores = bool(named.scores)
    if named.label and has_scores:
        return named, []
    if named.label:
        table.column(named.label, part="label")
    is_bare = replace(named, positive=None) == Columns(label="")
    guess = guess_columns(table, label=named.label or None)
    guessed = guess.columns
    used = {part for part in _PARTS if not getattr(named, part)}
    columns = replace(named, **{part: getattr(guessed, part) for part in used})
    if has_scores:
        columns = replace(columns, scores=named.scores)
    for part in used:
        if not getattr(columns, part):
            raise _cannot_guess(part, guess, table)
    if is_bare:
        amounts = {name: column for name, column in guessed.amounts.items() if _is_whole_column(table, column)}
        columns = replace(guessed, positive=named.positive, amounts=amounts, weight=None)
        used |= {"baseline", "segments", "amounts", "period", "id"}
    findings = [
        Finding(level="info", code="column-guessed", text=f"Guessed {part}: {guess.reasons[part]}")
        for part in ("label", "scores", "baseline", "segments", "amounts", "period", "id")
        if part in used and part in guess.reasons and getattr(columns, part)
    ]
    if guessed.weight and named.weight is None:
        findings.append(
            Finding(
                level="question",
                code="weight-unused",
                text=f"{guessed.weight!r} looks like a weight and was not used; every row counts once. "
                "Name it as the weight if rows should count differently.",
                column=guessed.weight,
            )
        )
    return columns, findings


def _is_whole_column(table: Table, name: str) -> bool:
    """Whether a guessed amount has a number in every row; a guess must not be why a file is refused."""
    try:
        return bool(np.isfinite(parse_numbers(table.column(name), name=name, delimiter=table.delimiter).values).all())
    except ColumnError:
        return False


def _cannot_guess(part: str, guess: ColumnGuess, table: Table) -> ColumnError:
    what = "label (whether the event happened)" if part == "label" else "score"
    others = [name for name in guess.alternatives.get(part, ()) if part != "scores" or name != guess.columns.label]
    shown = ", ".join(map(repr, (others or table.column_names)[:10]))
    return ColumnError(f"No column is surely the {what}. Pass {_PARTS[part]} with one of: {shown}.")
