"""What is wrong between a contract and the columns of a file: each column is judged for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from workbench.contract.model import ContractFile, PredictionColumns
from workbench.errors import ColumnError, InputError, Problem
from workbench.policy.agreed_columns import agreed_columns
from workbench.predictions import Predictions, Table, build_predictions
from workbench.predictions.bad_values import bad_values, check_weight, drop_bad
from workbench.predictions.labels import parse_labels
from workbench.predictions.numbers import parse_number_columns
from workbench.predictions.predictions import Segment
from workbench.predictions.segments import make_segment


def table_problems(contract: ContractFile, table: Table) -> list[Problem]:
    """Columns that are not there, that do not hold what their part needs, and segment values that no row has."""
    named = contract.predictions
    if named is None:
        return [Problem(field="predictions", message="is needed to say which column plays which part.")]
    problems, numeric = [], _numeric(named)
    known = set(table.column_names)
    for place, column in [("predictions.label", named.label), *numeric, *_others(named)]:
        try:
            table.column(column)
        except ColumnError as error:
            problems.append(Problem(field=place, message=str(error)))
    problems += _segment_problems(contract, lambda column: make_segment(table.column(column)))
    if not problems:
        try:
            # A value that only rows without a label have is no segment.
            return _segment_problems(contract, contract_predictions(contract, table).segment)
        except InputError as error:
            whole = Problem(field="predictions", message=str(error))
    found = list(_content_problems(named, [(place, column) for place, column in numeric if column in known], table))
    return problems + found or [whole]


def contract_predictions(contract: ContractFile, table: Table) -> Predictions:
    """The predictions that the contract's columns make of the table; raises ColumnError where they make none."""
    named = agreed_columns(contract)
    assert named is not None
    where = tuple(column for column in contract.segment_columns if column != named.period)
    return build_predictions(table, replace(named, segments=tuple(dict.fromkeys([*named.segments, *where]))))


def _numeric(named: PredictionColumns) -> list[tuple[str, str]]:
    """Places in the contract of columns that must hold numbers, with the column."""
    places = [(f"predictions.scores[{index}]", name) for index, name in enumerate(named.scores)]
    places += [("predictions.baseline", named.baseline.score)] if named.baseline is not None else []
    places += [(f"predictions.amounts.{name}", column) for name, column in named.amounts.items()]
    return places + ([("predictions.weight", named.weight)] if named.weight else [])


def _others(named: PredictionColumns) -> list[tuple[str, str]]:
    places = [(f"predictions.flip[{index}]", name) for index, name in enumerate(named.flip)]
    places += [(f"predictions.segments[{index}]", name) for index, name in enumerate(named.segments)]
    return places + [(f"predictions.{part}", name) for part in ("period", "id") if (name := getattr(named, part))]


def _content_problems(named: PredictionColumns, numeric: list[tuple[str, str]], table: Table) -> Iterator[Problem]:
    keep = np.ones(len(table), dtype=bool)
    if named.label in table.column_names:
        try:
            keep = ~parse_labels(table.column(named.label), name=named.label, positive=named.positive).is_missing
        except InputError as error:
            part = "label" if named.positive is None else "positive"
            yield Problem(field=f"predictions.{part}", message=str(error))
    others = table.arrow.drop_columns(list(dict.fromkeys(column for _, column in numeric))).slice(0, 1_000)
    for place, column in numeric:
        part = place.removeprefix("predictions.").partition(".")[0].partition("[")[0]
        role = {"scores": "score", "baseline": "score", "amounts": "amount", "weight": "weight"}[part]
        try:
            read = parse_number_columns({column: table.column(column)}, delimiter=table.delimiter, others=others)
            drop_bad(bad_values(read, roles={column: role}), keep=keep.copy(), is_allowed=False)
            check_weight(read, weight=column if role == "weight" else None, keep=keep)
        except InputError as error:
            yield Problem(field=place, message=str(error))


def _segment_problems(contract: ContractFile, segment: Callable[[str], Segment]) -> list[Problem]:
    asked = [
        (f"metrics[{index}] ({metric.name}).where.{column}", column, values)
        for index, metric in enumerate(contract.metrics)
        for column, values in metric.where.items()
    ]
    asked += [
        (f"payoff.{cell}.by.{column}", column, tuple(parts))
        for cell, payoff in contract.payoff.items()
        for column, parts in (payoff.by or {}).items()
    ]
    problems = []
    for place, column, values in asked:
        try:
            segment(column).mask(values)
        except ColumnError as error:
            problems.append(Problem(field=place, message=str(error)))
    return problems
