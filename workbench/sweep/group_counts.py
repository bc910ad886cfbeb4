"""Confusion counts of any flagged rows within every group of rows, in one pass over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.errors import InputError
from workbench.predictions.predictions import Predictions
from workbench.sweep.counts import Cells, Counts
from workbench.sweep.sweep import Where, narrower_where

# So few are added plainly before the sum goes on in extended precision.
_BLOCK_ROWS = 1 << 15
# A row's place within its group: twice whether it is flagged, plus 1 for an event.
_TN, _FN, _FP, _TP = range(4)


@dataclass(frozen=True, kw_only=True, eq=False)
class Groups:
    """Rows dealt out to k groups: the values of one segment column, or the crossings of two, that some row that counts has.

    ``values[g]`` has the group's value of each of ``columns``; ``codes``, shape (n,), says which group a row is in, and
    is k for rows of weight 0, which are in none.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupCounts:
    """``counts`` within each of k groups. ``rows`` are the rows in each cell, ``squares`` the sums of squared weights
    (equal to ``rows`` where every row counts once); both have arrays of shape (k,)."""

    counts: Counts
    rows: Cells
    squares: Cells


def group_rows(predictions: Predictions, columns: Sequence[str]) -> Groups:
    """The groups by no column (all rows), one or two; in the order of the columns' values.

    Raises ColumnError for a column that is no segment, InputError for more than two or the same one twice.
    """
    columns = tuple(columns)
    if len(columns) > 2 or len(set(columns)) < len(columns):
        raise InputError(f"Rows are grouped by one segment column or by two different ones; found {list(columns)}.")
    segments = [predictions.segment(column) for column in columns]
    # One number a row for its combination; those that occur are then numbered without holes.
    combined = np.zeros(len(predictions), dtype=np.int64)
    for segment in segments:
        combined = combined * len(segment.values) + segment.codes
    is_counted = None if predictions.weight is None else predictions.weight > 0
    possible = int(np.prod([len(segment.values) for segment in segments], dtype=np.int64)) if segments else 1
    counted = combined if is_counted is None else combined[is_counted]
    if possible <= 4 * len(predictions) + 1_000:
        found = np.flatnonzero(np.bincount(counted, minlength=possible))
        place = np.full(possible, len(found), dtype=np.int64)
        place[found] = np.arange(len(found))
        codes = place[combined]
    else:
        found = np.unique(counted)
        codes = np.minimum(np.searchsorted(found, combined), max(len(found) - 1, 0))
    if is_counted is not None:
        codes[~is_counted] = len(found)
    values = []
    for number in found.tolist():
        texts = []
        for segment in reversed(segments):
            number, code = divmod(number, len(segment.values))
            texts.append(segment.values[code])
        values.append(tuple(reversed(texts)))
    return Groups(columns=columns, values=tuple(values), codes=codes)


def group_counts(
    predictions: Predictions,
    flagged: np.ndarray,
    groups: Groups,
    *,
    where: Where | None = None,
    threshold: float = np.nan,
) -> GroupCounts:
    """The counts within each group where exactly the rows of the mask ``flagged``, bool of shape (n,), are acted on.

    What ``flagged_counts`` gives group by group: whole numbers are exact, sums of weights and amounts agree to 1e-12.
    ``where`` leaves out rows first, so that a group may be empty. ``threshold`` is what metrics that look at it are told.
    Raises ColumnError for a column or value of ``where`` that does not exist.
    """
    size = 4 * (len(groups) + 1)
    place = groups.codes * 4
    place += 2 * flagged.astype(np.int64)
    place += predictions.label.astype(bool)
    for column, values in (where or {}).items():
        place[~predictions.segment(column).mask(values)] = size - 1
    weight = predictions.weight
    rows = _as_cells(np.bincount(place, minlength=size).astype(np.int64))
    if weight is None:
        cases, squares = rows, rows
    else:
        cases = _as_cells(_summed(place, size, lambda part: weight[part]))
        squares = _as_cells(_summed(place, size, lambda part: weight[part] * weight[part]))

    def amount_of(values: np.ndarray) -> Callable[[slice], np.ndarray]:
        return lambda part: values[part] if weight is None else values[part] * weight[part]

    sums = {name: _as_cells(_summed(place, size, amount_of(values))) for name, values in predictions.amounts.items()}

    def narrow(*which: object) -> Counts:
        narrower = narrower_where(predictions, where, *which)  # type: ignore[arg-type]
        return group_counts(predictions, flagged, groups, where=narrower, threshold=threshold).counts

    counts = Counts(threshold=np.full(len(groups), float(threshold)), cases=cases, sums=sums, narrow=narrow)
    return GroupCounts(counts=counts, rows=rows, squares=squares)


def _as_cells(total: np.ndarray) -> Cells:
    by_group = total.reshape(-1, 4)[:-1]
    tp, fp, fn, tn = (np.ascontiguousarray(by_group[:, place]) for place in (_TP, _FP, _FN, _TN))
    return Cells(tp=tp, fp=fp, fn=fn, tn=tn)


def _summed(place: np.ndarray, size: int, values: Callable[[slice], np.ndarray]) -> np.ndarray:
    """What the values of the rows add up to at each place; float64 of shape (size,)."""
    step = max(_BLOCK_ROWS, 4 * size)
    total = np.zeros(size, dtype=np.longdouble)
    for start in range(0, len(place), step):
        part = slice(start, start + step)
        total += np.bincount(place[part], weights=values(part), minlength=size)
    return total.astype(np.float64)
