"""One score with some of its candidate thresholds listed, and what is hidden between them within reach."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from workbench.sweep.binned_sweep import BinnedSweep, BinSums
from workbench.sweep.complete_score import CompleteScore
from workbench.sweep.counts import Cells, Counts, WholeCells
from workbench.sweep.score_sweep import counts_at, index_at


class BinnedScore:
    """The edges of the bins are listed, and every candidate of the bins that were refined.

    ``threshold`` is descending from +inf, shape (k,); ``has_gap[i]`` is true where candidates are hidden between the
    listed i and i + 1. Counts are exact at every listed candidate, and at any other when they are asked for.
    """

    def __init__(
        self,
        binned: BinnedSweep,
        *,
        tops: np.ndarray | None = None,
        opened: Mapping[int, np.ndarray] | None = None,
        sums: dict[tuple, BinSums] | None = None,
    ) -> None:
        self.binned = binned
        self._tops = binned.tops() if tops is None else tops
        self._opened = dict(opened or {})  # bin -> its candidates, descending, its edge last
        self._sums = {} if sums is None else sums
        self._counts: dict[tuple, Counts] = {}
        is_hidden = self._tops > binned.edges
        is_hidden[list(self._opened)] = False
        inner = [each[:-1] for each in self._opened.values()]
        threshold = np.concatenate([[np.inf], binned.edges, *inner])
        order = np.argsort(-threshold)
        self.threshold = threshold[order]
        self._gap_bin = self._behind(order, is_hidden)
        self.has_gap = self._gap_bin > 0

    def _behind(self, order: np.ndarray, is_hidden: np.ndarray) -> np.ndarray:
        """For each listed candidate the bin that starts right behind it, where something is hidden there; else 0.

        Bin 0 is the highest score alone, and hides nothing.
        """
        # In the order of making, place 0 is +inf and place j + 1 the edge of bin j; what follows is inside opened bins.
        starts = np.zeros(len(order), dtype=np.intp)
        starts[: len(is_hidden)][is_hidden] = np.flatnonzero(is_hidden)
        return starts[order]

    def counts(self, key: tuple, among: np.ndarray | None) -> Counts:
        """Counts at the listed candidates, over the rows where ``among`` is true; ``key`` names that mask."""
        if key not in self._counts:
            sums = self._sums_of(key, among)
            if self._opened:
                self._counts[key] = self.binned.counts_at(self.threshold, sums)
            else:
                self._counts[key] = self.binned.edge_counts(sums)
        return self._counts[key]

    def at(self, threshold: np.ndarray, key: tuple, among: np.ndarray | None) -> Counts:
        """Counts at any thresholds; only those inside a gap cost a look at rows."""
        place = index_at(self.threshold, threshold)
        if np.all((self.threshold[place] == threshold) | ~self.has_gap[place]):
            return counts_at(self.counts(key, among), threshold)
        return self.binned.counts_at(threshold, self._sums_of(key, among))

    def gap_ranges(self, key: tuple, among: np.ndarray | None) -> tuple[Counts, Counts]:
        """The least and the most that every count and sum can be at the candidates in the gap behind each listed one."""
        here, sums = self.counts(key, among), self._sums_of(key, among)
        behind = np.where(self.has_gap, np.arange(1, len(here) + 1), np.arange(len(here)))
        there = here.take(behind)
        ranges = {name: self._sum_range(here.sums[name], there.sums[name], sums, name) for name in here.sums}
        cases = self._case_range(here, there)
        return tuple(  # type: ignore[return-value]
            Counts(
                threshold=np.minimum(here.threshold, there.threshold) if end == 0 else here.threshold,
                cases=cases[end],
                sums={name: each[end] for name, each in ranges.items()},
            )
            for end in (0, 1)
        )

    def _case_range(self, here: Counts, there: Counts) -> tuple[Cells | WholeCells, Cells | WholeCells]:
        ends = []
        for low in (True, False):
            flagged, cleared = (here.cases, there.cases) if low else (there.cases, here.cases)
            ends.append(
                Cells(
                    tp=flagged.tp,
                    fp=flagged.fp,
                    fn=cleared.fn,
                    tn=cleared.tn,
                    positives=here.cases.margin("POSITIVES"),
                    negatives=here.cases.margin("NEGATIVES"),
                )
            )
        return ends[0], ends[1]

    def _sum_range(self, here: Cells, there: Cells, sums: BinSums, name: str) -> tuple[Cells, Cells]:
        least = sums.least[name]
        ends = []
        for sign, outer in ((-1, np.minimum), (1, np.maximum)):
            cells = {}
            for label, (flagged, cleared) in ((1, ("tp", "fn")), (0, ("fp", "tn"))):
                for cell in (flagged, cleared):
                    before, after = getattr(here, cell), getattr(there, cell)
                    end = outer(before, after)
                    if least is not None:
                        # Inside a gap a sum can fall by what is negative there, and rise by what is positive, more than
                        # the step from end to end shows.
                        inside = self.has_gap
                        negative = np.zeros(len(end))
                        negative[inside] = least[self._gap_bin[inside], label]
                        end = end + sign * -negative
                    cells[cell] = end
            ends.append(Cells(**cells, positives=here.positives, negatives=here.negatives))
        return ends[0], ends[1]

    def hidden_counts(self) -> np.ndarray:
        """How many candidates are hidden in the gap behind each listed one."""
        return np.where(self.has_gap, self.binned.hidden_counts[self._gap_bin], 0)

    def same_actions(self, threshold: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Low and high for each threshold: any in (low, high] flags the same rows."""
        place = index_at(self.threshold, threshold)
        high = self.threshold[place].copy()
        low = np.append(self.threshold[1:], -np.inf)[place]
        bins = self._gap_bin[place]
        is_before_gap = bins > 0
        low[is_before_gap] = self._tops[bins[is_before_gap]]
        for one in np.flatnonzero(is_before_gap & (threshold <= low)):
            scores = self.binned.candidates_in(bins[one : one + 1])
            inside = int(np.searchsorted(-scores, -threshold[one], side="right")) - 1
            high[one], low[one] = scores[inside], scores[inside + 1]
        return low, high

    def place(self, threshold: np.ndarray) -> np.ndarray:
        """The listed candidate that flags the same rows as each threshold; -1 where it is hidden in a gap."""
        place = index_at(self.threshold, threshold)
        bins = self._gap_bin[place]
        return np.where((bins > 0) & (threshold <= self._tops[bins]), -1, place)

    def refined(self, index: np.ndarray) -> BinnedScore:
        """The same score with every candidate in the gaps behind the listed ones in ``index`` listed too."""
        bins = self._gap_bin[index]
        bins = np.unique(bins[bins > 0])
        if not len(bins):
            return self
        found = self.binned.candidates_in(bins)
        # Each score belongs to the bin of the first edge it reaches.
        own = np.searchsorted(self.binned.edges[::-1], found, side="right")
        pieces = np.split(found, np.flatnonzero(np.diff(own)) + 1)
        opened = {**self._opened, **dict(zip(bins.tolist(), pieces, strict=True))}
        return BinnedScore(self.binned, tops=self._tops, opened=opened, sums=self._sums)

    def unrefined(self) -> BinnedScore:
        """The same score with only the edges of its bins listed."""
        return BinnedScore(self.binned, tops=self._tops, sums=self._sums) if self._opened else self

    def gaps_of(self, threshold: np.ndarray) -> np.ndarray:
        """The listed candidates behind which the hidden ones of these thresholds are."""
        return index_at(self.threshold, threshold)[self.place(threshold) < 0]

    def complete(self) -> CompleteScore:
        return CompleteScore(self.binned.rows)

    def _sums_of(self, key: tuple, among: np.ndarray | None) -> BinSums:
        if key not in self._sums:
            self._sums[key] = self.binned.sums(among)
        return self._sums[key]
