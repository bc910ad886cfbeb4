"""What one writes by hand in NumPy: sort, cumulate; or look at a hundred thresholds; or count in bins of equal width."""

from __future__ import annotations

import numpy as np

from benchmarks.data import Rows

GRID = np.linspace(0, 1, 100)
BINS_COUNT = 65_536


def sort(rows: Rows) -> np.ndarray:
    """The yardstick: nothing that orders the scores is done before this is."""
    return np.sort(rows.score)


def argsort_and_cumulate(rows: Rows) -> tuple[np.ndarray, list[np.ndarray]]:
    """Thresholds, descending, and at each the flagged sums of events, of rows, and of each column by both."""
    order = np.argsort(rows.score)[::-1]
    ordered = rows.score[order]
    last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))
    event = rows.label[order]
    sums = [np.cumsum(event, dtype=np.int64)[last], last + 1]
    for values in columns(rows):
        gathered = values[order]
        sums += [np.cumsum(gathered * event)[last], np.cumsum(gathered)[last]]
    return ordered[last], sums


def loop_over_grid(rows: Rows) -> list[list[float]]:
    """At each of a hundred thresholds: flagged events, flagged rows, and both sums of each column."""
    is_event = rows.label.astype(bool)
    table = []
    for threshold in GRID:
        flagged = rows.score >= threshold
        caught = flagged & is_event
        line: list[float] = [np.count_nonzero(caught), np.count_nonzero(flagged)]
        for values in columns(rows):
            line += [values[caught].sum(), values[flagged].sum()]
        table.append(line)
    return table


def count_in_equal_bins(rows: Rows) -> list[np.ndarray]:
    """Flagged events, flagged rows, and both sums of each column at 65,536 bin edges from 1 down to 0."""
    cell = np.minimum((rows.score * BINS_COUNT).astype(np.int32), BINS_COUNT - 1)
    cell *= 2
    cell += rows.label
    sums = []
    for values in (None, *columns(rows)):
        by_cell = np.bincount(cell, weights=values, minlength=2 * BINS_COUNT).reshape(-1, 2)[::-1]
        flagged = np.cumsum(by_cell, axis=0)
        sums += [flagged[:, 1], flagged.sum(axis=1)]
    return sums


def columns(rows: Rows) -> list[np.ndarray]:
    """The columns that are summed beside the counting: the weight, or the amounts."""
    return [*([] if rows.weight is None else [rows.weight]), *(rows.amounts or {}).values()]
