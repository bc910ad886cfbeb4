"""The sweep of one score: rows become confusion counts at every candidate threshold. The only step that sees rows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from workbench.errors import InputError
from workbench.sweep.binned_sweep import BinnedSweep
from workbench.sweep.counts import Counts, WholeCells, concatenate
from workbench.sweep.ordered_rows import Ends, counts_of_ends, order_rows
from workbench.sweep.packed_counts import packed_counts
from workbench.sweep.rows import Rows, counted_rows

# More rows than that are taken bin by bin: what is ordered at once then fits the processor's cache.
ORDERED_ROWS_MAX = 1 << 18


def sweep_score(
    score: np.ndarray,
    *,
    label: np.ndarray,
    weight: np.ndarray | None = None,
    amounts: Mapping[str, np.ndarray] | None = None,
    ordered_rows_max: int = ORDERED_ROWS_MAX,
) -> Counts:
    """Counts at every candidate threshold, from *flag nobody* (+inf) down to the lowest score.

    ``score`` finite float64, ``label`` 0/1, ``weight`` >= 0 and each amount float64, all of shape (n,). Rows of
    weight 0 are dropped first, as scikit-learn does, so their scores are no candidates; -0.0 equals 0.0. Unweighted
    counts are exact integers.

    >>> counts = sweep_score(np.array([0.9, 0.4, 0.4]), label=np.array([1, 0, 1]))
    >>> counts.threshold
    array([inf, 0.9, 0.4])
    >>> counts.cases.tp, counts.cases.fp, counts.cases.fn, counts.cases.tn
    (array([0, 1, 2]), array([0, 0, 1]), array([2, 1, 0]), array([1, 1, 0]))
    """
    rows = counted_rows(score, label=label, weight=weight, amounts=amounts)
    return sweep_rows(rows, ordered_rows_max=ordered_rows_max)


def sweep_rows(rows: Rows, *, ordered_rows_max: int = ORDERED_ROWS_MAX) -> Counts:
    """``sweep_score`` for rows of which none has weight 0."""
    if not rows.columns:
        return whole_counts(*packed_counts(rows.score, rows.is_event))
    return _all_at_once(rows) if len(rows) <= ordered_rows_max else _bin_by_bin(rows, ordered_rows_max)


def whole_counts(threshold: np.ndarray, flagged: np.ndarray, events: np.ndarray) -> Counts:
    """Counts of unweighted rows from what each candidate flags; the last one flags everybody."""
    cells = WholeCells(flagged=flagged, events=events, positives_count=int(events[-1]), rows_count=int(flagged[-1]))
    return Counts(threshold=threshold, cases=cells)


def _all_at_once(rows: Rows) -> Counts:
    ordered = order_rows(rows, slice(None))
    place = np.concatenate([[0], ordered.places_after_ties()])
    counted = WholeCells(
        flagged=ordered.flagged[place],
        events=ordered.events[place],
        positives_count=int(ordered.events[-1]),
        rows_count=len(rows),
    )
    return counts_of_ends(
        np.concatenate([[np.inf], ordered.score[place[1:] - 1]]),
        counted=counted,
        ends={column: Ends(above=each.above[place], below=each.below[place]) for column, each in ordered.ends.items()},
        totals=rows.totals(),
        may_be_negative={column: rows.may_be_negative(column) for column in rows.columns},
    )


def _bin_by_bin(rows: Rows, rows_max: int) -> Counts:
    binned = BinnedSweep(rows)
    sums = binned.sums()
    by_bin = np.argsort(binned.row_bin, kind="stable")
    parts = [binned.counts_at(np.array([np.inf]), sums)]
    # Neighbouring bins are taken together, as many as hold about so many rows.
    first_bins = np.flatnonzero(np.diff(sums.flagged[1:] // rows_max, prepend=-1))
    for first, after in pairwise([*first_bins, len(binned)]):
        ordered = order_rows(rows, by_bin[sums.flagged[first] : sums.flagged[after]])
        place = ordered.places_after_ties()
        ends = {
            column: Ends(
                above=sums.ends[column].above[first] + each.above[place],
                below=sums.ends[column].below[after] + each.below[place],
            )
            for column, each in ordered.ends.items()
        }
        flagged, events = sums.flagged[first] + ordered.flagged[place], sums.events[first] + ordered.events[place]
        parts.append(sums.counts(ordered.score[place - 1], flagged, events, ends))
    return concatenate(parts)


def index_at(thresholds_descending: np.ndarray, threshold: np.ndarray) -> np.ndarray:
    """For each threshold, the candidate that flags the same rows: the lowest candidate that is >= it.

    Raises InputError for NaN, which is no threshold.
    """
    threshold = np.asarray(threshold, dtype=np.float64)
    if np.isnan(threshold).any():
        raise InputError("A threshold must be a number; nan is none. To flag nobody, leave it empty.")
    return np.searchsorted(-thresholds_descending, -threshold, side="right") - 1


def counts_at(counts: Counts, threshold: np.ndarray) -> Counts:
    """The counts at any thresholds, from those at every candidate."""
    found = counts.take(index_at(counts.threshold, threshold))
    return Counts(threshold=threshold, cases=found.cases, sums=found.sums)
