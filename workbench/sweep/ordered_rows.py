"""Rows in the order of their score, and what their quantities add up to from either end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from workbench.sweep.counts import Cells, Counts, WholeCells
from workbench.sweep.rows import Rows


@dataclass(frozen=True, kw_only=True, eq=False)
class Ends:
    """Sums up to each of the m + 1 places between m ordered rows, by label: (m + 1, 2), others first, then events.

    ``above`` adds what stands before the place, ``below`` what comes after it. Total minus above would leave rounding
    dust where little is left, so both ends are summed on their own, in extended precision.
    """

    above: np.ndarray
    below: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class OrderedRows:
    """``score`` descending, shape (m,); ``flagged`` and ``events`` count the rows before each place, shape (m + 1,)."""

    score: np.ndarray
    flagged: np.ndarray
    events: np.ndarray
    ends: Mapping[str | None, Ends]

    def places_after_ties(self) -> np.ndarray:
        """The places where a candidate threshold is: after the last row of each score."""
        if not len(self.score):
            return np.zeros(0, dtype=np.int64)
        return np.append(np.flatnonzero(self.score[1:] != self.score[:-1]), len(self.score) - 1) + 1


def order_rows(rows: Rows, index: np.ndarray | slice) -> OrderedRows:
    """Some of the rows in order. Equal scores keep the rows' own order from last to first."""
    score = rows.score[index] + 0.0  # turns -0.0 into 0.0
    order = np.argsort(score, kind="stable")[::-1]
    is_event = rows.is_event[index][order]
    ends = {}
    for column in rows.columns:
        values = rows.values(column, index)[order]
        by_label = np.stack([np.where(is_event, 0.0, values), np.where(is_event, values, 0.0)], axis=1)
        ends[column] = ends_of(by_label)
    return OrderedRows(
        score=score[order],
        flagged=np.arange(len(order) + 1),
        events=np.concatenate([[0], np.cumsum(is_event)]),
        ends=ends,
    )


def ends_of(values: np.ndarray) -> Ends:
    """The running sums of ``values``, shape (m, 2), from both ends."""
    above, below = (np.zeros((len(values) + 1, 2), dtype=np.longdouble) for _ in range(2))
    for label in range(2):
        wide = values[:, label].astype(np.longdouble)
        above[1:, label] = np.cumsum(wide)
        below[:-1, label] = np.cumsum(wide[::-1])[::-1]
    return Ends(above=above, below=below)


def summed_cells(
    above: np.ndarray,
    below: np.ndarray,
    *,
    totals: tuple[np.float64, np.float64],
    counted: WholeCells,
    may_be_negative: bool,
) -> Cells:
    """The cells of one quantity from its sums above and below k thresholds, shape (k, 2), others first, then events.

    Where all or none of a label is flagged the sums are exactly ``totals`` (events, others) or 0; and a part is never
    more than the whole where nothing is negative.
    """
    with np.errstate(over="ignore"):
        tp, fp = above[:, 1].astype(np.float64), above[:, 0].astype(np.float64)
        fn, tn = below[:, 1].astype(np.float64), below[:, 0].astype(np.float64)
    for flagged, cleared, total, cell, other in (
        (tp, fn, totals[0], counted.tp, counted.fn),
        (fp, tn, totals[1], counted.fp, counted.tn),
    ):
        flagged[other == 0], cleared[cell == 0] = total, total
        flagged[cell == 0], cleared[other == 0] = 0.0, 0.0
        if not may_be_negative:
            np.minimum(flagged, total, out=flagged)
            np.minimum(cleared, total, out=cleared)
    events, others = (np.full(len(tp), total) for total in totals)
    return Cells(tp=tp, fp=fp, fn=fn, tn=tn, positives=events, negatives=others)


def counts_of_ends(
    threshold: np.ndarray,
    *,
    counted: WholeCells,
    ends: Mapping[str | None, Ends],
    totals: Mapping[str | None, tuple[np.float64, np.float64]],
    may_be_negative: Mapping[str | None, bool],
) -> Counts:
    """Counts at k thresholds from what stands above and below each; None among the columns stands for the weights."""
    cells = {
        column: summed_cells(
            each.above,
            each.below,
            totals=totals[column],
            counted=counted,
            may_be_negative=may_be_negative[column],
        )
        for column, each in ends.items()
    }
    return Counts(
        threshold=threshold,
        cases=cells.pop(None, counted),
        sums={name: each for name, each in cells.items() if name is not None},
    )
