"""A sweep that hides some of its candidates, whichever the test wants, and what it promises of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.sweep import Cells, Counts, Sweep


class PartialSweep(Sweep):
    """The candidates of ``whole`` at ``listed`` (sorted indexes with the first and last of each score).

    The ranges of a gap are the least and most of each cell over its hidden candidates, so that a bound that looks at
    anything less is found out; with ``is_loose`` the listed neighbours count too, as where only they are known.
    """

    def __init__(
        self, whole: Sweep, listed: np.ndarray, *, is_loose: bool = False, asked: PartialSweep | None = None
    ) -> None:
        self.asked = asked or self  # where it is counted what was done
        self.whole, self.listed, self.is_loose = whole, np.asarray(listed), is_loose
        self.predictions, self.scores = whole.predictions, whole.scores
        self.score_code, self.threshold = whole.score_code[self.listed], whole.threshold[self.listed]
        self.has_gap = np.diff(np.append(self.listed, self.listed[-1] + 1)) > 1
        self.completed, self.refined_gaps = 0, 0
        ends = np.flatnonzero(np.append(np.diff(whole.score_code) != 0, True))
        starts = np.append(0, ends[:-1] + 1)
        assert np.isin(np.append(starts, ends), self.listed).all()

    def counts(self, where=None) -> Counts:
        return self.whole.counts(where).take(self.listed)

    def at(self, score, thresholds, *, where=None) -> Counts:
        return self.whole.at(score, thresholds, where=where)

    def same_actions(self, score, threshold):
        return self.whole.same_actions(score, threshold)

    def candidate(self, score, threshold):
        raise AssertionError("an index into the whole means nothing here")

    def gap_ranges(self, where=None) -> tuple[Counts, Counts]:
        counts = self.whole.counts(where)
        return self._bound(counts, np.fmin), self._bound(counts, np.fmax)

    def refined(self, index: Sequence[int]) -> PartialSweep:
        index = np.asarray(index)
        assert self.has_gap[index].all()
        hidden = [np.arange(self.listed[i] + 1, self.listed[i + 1]) for i in index]
        every = np.sort(np.concatenate([self.listed, *hidden]))
        finer = PartialSweep(self.whole, every, is_loose=self.is_loose, asked=self.asked)
        self.asked.refined_gaps += len(index)
        return finer

    def complete(self) -> Sweep:
        self.asked.completed += 1
        return PartialSweep(self.whole, np.arange(len(self.whole)))

    def complete_once(self) -> Sweep:
        return self.complete()

    def hidden_counts(self) -> np.ndarray:
        return np.where(self.has_gap, np.diff(np.append(self.listed, self.listed[-1] + 1)) - 1, 0)

    def occurring(self, column: str) -> tuple[str, ...]:
        return self.whole.occurring(column)

    def _bound(self, counts: Counts, least: np.ufunc) -> Counts:
        def cells(source: Cells) -> Cells:
            names = ("tp", "fp", "fn", "tn", "positives", "negatives")
            return Cells(**{name: self._over_gaps(source.margin(name.upper()), least) for name in names})

        return Counts(
            threshold=self._over_gaps(counts.threshold, least),
            cases=cells(counts.cases),
            sums={name: cells(source) for name, source in counts.sums.items()},
        )

    def _over_gaps(self, values: np.ndarray, least: np.ufunc) -> np.ndarray:
        first = self.listed if self.is_loose else self.listed + 1
        last = np.append(self.listed[1:], self.listed[-1] + 1)
        bound = values[self.listed].astype(values.dtype)
        for gap in np.flatnonzero(self.has_gap):
            bound[gap] = least.reduce(values[first[gap] : last[gap] + (1 if self.is_loose else 0)])
        return bound


def hide(whole: Sweep, kept: np.ndarray, *, is_loose: bool = False) -> PartialSweep:
    """The sweep with the candidates of the mask ``kept``, and the ends of each score."""
    change = np.diff(whole.score_code) != 0
    listed = kept | np.append(True, change) | np.append(change, True)
    return PartialSweep(whole, np.flatnonzero(listed), is_loose=is_loose)
