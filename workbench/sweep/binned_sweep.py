"""The sweep of one score at the edges of score bins, and exactly at any threshold between them.

Counts and sums at an edge are exact; only the choice of thresholds is thinned. What lies inside a bin is asked for
when it is wanted: its few rows are ordered, and added to what stands above and below the bin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.sweep.bins import BINS_MAX, sort_into_bins
from workbench.sweep.counts import Counts, WholeCells
from workbench.sweep.ordered_rows import Ends, counts_of_ends, ends_of, order_rows
from workbench.sweep.rows import Rows, counted_rows

# An index of the rows by bin costs as much as ten looks through all of them: some looks show that more will follow.
LOOKS_WITHOUT_INDEX = 4
# A bin that many rows share is summed in smaller helpings: the error of a plain sum grows with its terms.
_BLOCK_ROWS, _SMALL_BLOCK_ROWS, _CROWDED, _SAMPLE_ROWS = 1 << 18, 1 << 14, 1 << 13, 100_000


@dataclass(frozen=True, kw_only=True, eq=False)
class BinSums:
    """What stands above and below each of the b + 1 bin borders, ``among`` some of the rows.

    ``flagged`` and ``events`` count rows, shape (b + 1,). ``least`` has, by column and label, the sum of what is
    negative in each bin, shape (b, 2), or None where nothing can be.
    """

    among: np.ndarray | None
    flagged: np.ndarray
    events: np.ndarray
    ends: Mapping[str | None, Ends]
    totals: Mapping[str | None, tuple[np.float64, np.float64]]
    least: Mapping[str | None, np.ndarray | None]

    def whole(self, flagged: np.ndarray, events: np.ndarray) -> WholeCells:
        """The counts at some thresholds, given what they flag."""
        return WholeCells(
            flagged=flagged,
            events=events,
            positives_count=int(self.events[-1]),
            rows_count=int(self.flagged[-1]),
        )

    def counts(
        self, threshold: np.ndarray, flagged: np.ndarray, events: np.ndarray, ends: Mapping[str | None, Ends]
    ) -> Counts:
        """Counts at ``threshold`` from what stands above and below each."""
        return counts_of_ends(
            threshold,
            counted=self.whole(flagged, events),
            ends=ends,
            totals=self.totals,
            may_be_negative={column: low is not None for column, low in self.least.items()},
        )


class BinnedSweep:
    """``edges`` are candidate thresholds, descending, shape (b,); ``row_bin`` says which bin each row is in.

    At least one row.
    """

    def __init__(self, rows: Rows, *, bins_max: int = BINS_MAX) -> None:
        self.rows = rows
        self._looks = 0
        self._found = np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)  # the last bins looked into, their rows
        self.edges, self.row_bin = sort_into_bins(rows.score, bins_max=bins_max)

    def __len__(self) -> int:
        return len(self.edges)

    def tops(self) -> np.ndarray:
        """The highest score in each bin; it is the bin's edge where nothing is hidden in it."""
        tops = self.edges.copy()
        np.maximum.at(tops, self.row_bin, self.rows.score)
        return tops + 0.0

    @cached_property
    def hidden_counts(self) -> np.ndarray:
        """How many candidates each bin has above its edge: its distinct scores but one, shape (b,)."""
        rising = np.sort(self.rows.score)
        is_new = np.append(True, rising[1:] != rising[:-1])
        starts = np.searchsorted(rising, self.edges[::-1])
        return np.add.reduceat(is_new, starts)[::-1] - 1

    def sums(self, among: np.ndarray | None = None) -> BinSums:
        """Counts and sums at all bin borders, over all rows or those where the mask ``among`` is true."""
        size = 2 * len(self)
        counted = np.zeros(size, dtype=np.int64)
        added = {column: np.zeros(size) for column in self.rows.columns}
        least: dict[str | None, np.ndarray | None] = dict.fromkeys(added)
        for part, cell in self._blocks(among, _SMALL_BLOCK_ROWS if added and self._is_crowded() else _BLOCK_ROWS):
            counted += np.bincount(cell, minlength=size)
            for column, total in added.items():
                values = self.rows.values(column, part)
                with np.errstate(over="ignore", invalid="ignore"):
                    total += np.bincount(cell, weights=values, minlength=size)
                    if len(values) and values.min() < 0:
                        negative = np.bincount(cell, weights=np.minimum(values, 0.0), minlength=size)
                        before = least[column]
                        least[column] = negative if before is None else before + negative
        by_label = counted.reshape(-1, 2)
        return BinSums(
            among=among,
            flagged=np.concatenate([[0], np.cumsum(by_label.sum(axis=1))]),
            events=np.concatenate([[0], np.cumsum(by_label[:, 1])]),
            ends={column: self._ends(column, total, among) for column, total in added.items()},
            totals=self.rows.totals(among),
            least={column: None if low is None else low.reshape(-1, 2) for column, low in least.items()},
        )

    def _ends(self, column: str | None, added: np.ndarray, among: np.ndarray | None) -> Ends:
        """What stands above and below each border, from what was ``added`` in each bin, by label."""
        if np.isfinite(added).all():
            return ends_of(added.reshape(-1, 2))
        # A sum left the range of float64 on the way; it may yet come back, and must not spoil the others.
        wide = np.zeros((len(self), 2), dtype=np.longdouble)
        part = slice(None) if among is None else among
        place = self.row_bin[part].astype(np.intp), self.rows.is_event[part].astype(np.intp)
        with np.errstate(invalid="ignore"):
            np.add.at(wide, place, self.rows.values(column, part))
            return ends_of(wide)

    def _is_crowded(self) -> bool:
        """Whether many rows share a bin, going by some of them."""
        step = max(1, len(self.rows) // _SAMPLE_ROWS)
        return int(np.bincount(self.row_bin[::step]).max()) * step > _CROWDED

    def _blocks(self, among: np.ndarray | None, rows: int) -> Iterator[tuple[slice | np.ndarray, np.ndarray]]:
        """Some rows at a time: which they are, and twice their bin plus their label."""
        for start in range(0, len(self.rows), rows):
            part: slice | np.ndarray = slice(start, start + rows)
            if among is not None:
                part = np.flatnonzero(among[part]) + start
            cell = self.row_bin[part].astype(np.intp)
            cell <<= 1
            cell |= self.rows.is_event[part]
            yield part, cell

    def edge_counts(self, sums: BinSums) -> Counts:
        """Counts at +inf and at every edge."""
        return sums.counts(np.concatenate([[np.inf], self.edges]), sums.flagged, sums.events, sums.ends)

    def rows_in(self, bins: np.ndarray, among: np.ndarray | None = None) -> np.ndarray:
        """The index of every row in one of ``bins``, ``among`` some of the rows."""
        bins = np.unique(bins)
        if not np.array_equal(bins, self._found[0]):
            self._found = bins, self._find(bins)
        found = self._found[1]
        return found if among is None else found[among[found]]

    def _find(self, bins: np.ndarray) -> np.ndarray:
        self._looks += 1
        if self._looks <= LOOKS_WITHOUT_INDEX:
            is_wanted = np.zeros(len(self), dtype=bool)
            is_wanted[bins] = True
            return np.flatnonzero(is_wanted[self.row_bin])
        rows, starts = self._rows_by_bin
        each = [rows[starts[one] : starts[one + 1]] for one in bins.tolist()]
        # Rising, so that sums are taken in the order of the rows.
        return np.sort(np.concatenate([rows[:0], *each]))

    @cached_property
    def _rows_by_bin(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows bin by bin, 4 bytes each, and where each bin starts, shape (b + 1,)."""
        held = np.bincount(self.row_bin)  # no bin is empty: its edge is a score
        rows = np.argsort(self.row_bin, kind="stable").astype(np.uint32)
        return rows, np.concatenate([[0], np.cumsum(held)])

    def candidates_in(self, bins: np.ndarray) -> np.ndarray:
        """Every score inside the bins, their edges too, descending."""
        return np.unique(self.rows.score[self.rows_in(bins)] + 0.0)[::-1]

    def counts_at(self, threshold: np.ndarray, sums: BinSums) -> Counts:
        """Counts at any thresholds, in their order; +inf flags nobody. Reads the rows of the bins they lie in."""
        rising = self.edges[::-1]
        # How many edges are above each threshold: that many bins are flagged whole, and the next one in part.
        border = len(self) - np.searchsorted(rising, threshold, side="right")
        is_edge = (border == len(self)) | (self.edges[np.minimum(border, len(self) - 1)] == threshold)
        is_inside = ~is_edge & (border > 0)
        border = np.where(is_edge & (border < len(self)), border + 1, border)
        flagged, events = sums.flagged[border], sums.events[border]
        ends = {column: Ends(above=each.above[border], below=each.below[border]) for column, each in sums.ends.items()}
        if is_inside.any():
            index = np.flatnonzero(is_inside)
            bins = np.unique(border[index])
            ordered = order_rows(self.rows, self.rows_in(bins, sums.among))
            rising_scores = ordered.score[::-1]
            place = len(rising_scores) - np.searchsorted(rising_scores, threshold[index])
            bin_of = border[index]
            held = np.diff(sums.flagged)[bins]  # rows of these bins, whose places follow each other
            starts = np.concatenate([[0], np.cumsum(held)])
            which = np.searchsorted(bins, bin_of)
            start, stop = starts[which], starts[which + 1]
            flagged[index] += ordered.flagged[place] - ordered.flagged[start]
            events[index] += ordered.events[place] - ordered.events[start]
            for column, each in ends.items():
                own, outer = ordered.ends[column], sums.ends[column]
                each.above[index] = outer.above[bin_of] + (own.above[place] - own.above[start])
                each.below[index] = outer.below[bin_of + 1] + (own.below[place] - own.below[stop])
        return sums.counts(np.asarray(threshold, dtype=np.float64), flagged, events, ends)


def sweep_binned(
    score: np.ndarray,
    *,
    label: np.ndarray,
    weight: np.ndarray | None = None,
    amounts: Mapping[str, np.ndarray] | None = None,
    bins_max: int = BINS_MAX,
) -> Counts:
    """Counts at +inf and at most ``bins_max`` candidate thresholds, evenly spread in rank; exact at each of them.

    Shapes and rules are those of ``sweep_score``.
    """
    rows = counted_rows(score, label=label, weight=weight, amounts=amounts)
    if not len(rows):
        from workbench.sweep.score_sweep import sweep_score

        return sweep_score(score, label=label, weight=weight, amounts=amounts)
    binned = BinnedSweep(rows, bins_max=bins_max)
    return binned.edge_counts(binned.sums())
