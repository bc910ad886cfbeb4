"""From a table and its columns to predictions: labels first, then numbers, then what is dropped and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from workbench.errors import ColumnError
from workbench.predictions.bad_values import bad_values, check_weight, drop_bad, dropped_findings, dropped_rows
from workbench.predictions.checks import check_predictions
from workbench.predictions.labels import Labels, parse_labels
from workbench.predictions.numbers import Numbers, parse_number_columns
from workbench.predictions.predictions import Columns, Finding, Predictions, Receipt
from workbench.predictions.segments import make_segment
from workbench.predictions.table import Table

_HINT_ROWS = 1_000


def build_predictions(
    table: Table,
    columns: Columns,
    *,
    exclude_bad_scores: bool = False,
    extra_findings: Iterable[Finding] = (),
) -> Predictions:
    """The predictions that ``columns`` makes of the table, with the receipt of what was used and dropped.

    Rows without a label are dropped and counted. A score, amount or weight that is missing or infinite is refused,
    unless ``exclude_bad_scores`` drops those rows. Raises ColumnError.
    """
    columns = _complete(table, columns)
    labels = parse_labels(table.column(columns.label, part="label"), name=columns.label, positive=columns.positive)
    roles = _numeric_roles(columns)
    numbers = parse_number_columns(
        {name: table.column(name, part=role) for name, role in roles.items()},
        delimiter=table.delimiter,
        others=table.arrow.drop_columns(list(roles)).slice(0, _HINT_ROWS),
    )
    keep = ~labels.is_missing
    dropped = []
    if not keep.all():
        dropped.append(dropped_rows(f"no label in {columns.label!r}", labels.is_missing))
    bad = bad_values(numbers, roles=roles)
    dropped += drop_bad(bad, keep=keep, is_allowed=exclude_bad_scores)
    if not keep.any():
        raise ColumnError(
            "No row is left: "
            + "; ".join(f"{each.rows_count:,} rows have {each.reason}" for each in dropped)
            + ". Check that the right columns were chosen."
        )
    check_weight(numbers, weight=columns.weight, keep=keep)
    findings = [*table.findings, *extra_findings, *labels.findings, *dropped_findings(dropped)]
    findings += [finding for each in numbers.values() for finding in each.findings]
    used = None if keep.all() else keep
    receipt = Receipt(
        file_name=table.file_name,
        sha256=table.sha256,
        bytes_count=table.bytes_count,
        format=table.format,
        encoding=table.encoding,
        delimiter=table.delimiter,
        decimal="," if any(each.decimal == "," for each in numbers.values()) else None,
        rows_read=len(table),
        rows_used=int(np.count_nonzero(keep)),
        dropped=tuple(dropped),
        columns=replace(columns, positive=labels.positive),
        label_meaning=labels.meaning,
    )
    predictions = _assemble(table, columns=columns, labels=labels, numbers=numbers, used=used, receipt=receipt)
    findings += check_predictions(predictions)
    return replace(predictions, receipt=replace(receipt, findings=tuple(findings)))


def _complete(table: Table, columns: Columns) -> Columns:
    """The columns with every name known and no part played twice that may not be."""
    scores = columns.score_columns
    if not columns.label:
        raise ColumnError(f"One column must be the label. Pass label=...; the columns are: {_shown(table)}.")
    if not scores:
        raise ColumnError(f"At least one column must be a score. Pass score=...; the columns are: {_shown(table)}.")
    parts = [("label", columns.label)] + [("score", name) for name in scores]
    parts += [("segment", name) for name in columns.segments]
    parts += [(f"amount {amount!r}", name) for amount, name in columns.amounts.items()]
    parts += [(part, getattr(columns, part)) for part in ("weight", "period", "id") if getattr(columns, part)]
    for part, name in parts:
        table.column(name, part=part)
    if columns.label in scores:
        raise ColumnError(
            f"{columns.label!r} cannot be the label and a score at once. Name another column for one of them."
        )
    for name in columns.flip:
        if name not in scores:
            raise ColumnError(
                f"Only scores can be flipped, and {name!r} is not one of them ({', '.join(map(repr, scores))})."
            )
    return replace(
        columns, scores=tuple(dict.fromkeys(columns.scores)), segments=tuple(dict.fromkeys(columns.segments))
    )


def _shown(table: Table) -> str:
    names = table.column_names
    return ", ".join(map(repr, names[:20])) + (", ..." if len(names) > 20 else "")


def _numeric_roles(columns: Columns) -> dict[str, str]:
    """Each column that must hold numbers, and the first part it plays, as a message names it."""
    roles = {name: "score" for name in columns.score_columns}
    for name in columns.amounts.values():
        roles.setdefault(name, "amount")
    if columns.weight:
        roles.setdefault(columns.weight, "weight")
    return roles


def _assemble(
    table: Table,
    *,
    columns: Columns,
    labels: Labels,
    numbers: dict[str, Numbers],
    used: np.ndarray | None,
    receipt: Receipt,
) -> Predictions:
    def cut(values: np.ndarray) -> np.ndarray:
        return values if used is None else values[used]

    def column(name: str) -> pa.ChunkedArray:
        # Cut before codes are made, so that a value of dropped rows alone is no segment.
        return table.arrow.column(name) if used is None else table.arrow.column(name).filter(pa.array(used))

    return Predictions(
        label=cut(labels.values),
        scores={
            f"-{name}" if name in columns.flip else name: -cut(numbers[name].values)
            if name in columns.flip
            else cut(numbers[name].values)
            for name in columns.score_columns
        },
        segments={name: make_segment(column(name)) for name in columns.segments},
        amounts={amount: cut(numbers[name].values) for amount, name in columns.amounts.items()},
        weight=cut(numbers[columns.weight].values) if columns.weight else None,
        period=make_segment(column(columns.period)) if columns.period else None,
        id_column=column(columns.id) if columns.id else None,
        receipt=receipt,
    )
