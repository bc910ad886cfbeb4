"""The candidates that a sweep does not list, gap by gap, with ranges where a sweep has numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.metrics.ranges import Range, within
from workbench.sweep.counts import REVIEWED, Cells, Counts, Narrow, narrowed
from workbench.sweep.on_sweep import OnSweep
from workbench.sweep.sweep import Sweep, Where, narrower_where

# No threshold changes these; the thresholds of a sweep are single ones, so nobody reviews.
SAME_EVERYWHERE = ("POSITIVES", "NEGATIVES", "ALL", REVIEWED)
# Sums of weights and amounts are rounded, and not alike at an edge and inside a gap: what is added in another order
# differs by a part of what is added, and the whole by a part of itself.
ADDED_SLACK, WHOLE_SLACK = 1e-11, 1e-14


@dataclass(frozen=True, kw_only=True, eq=False)
class RangedCounts:
    """Bounds of the confusion counts at all candidates in each of k gaps; metrics read it as they read Counts.

    ``low`` and ``high`` bound every cell behind each candidate of a sweep, ``edge`` has the counts at it, and
    ``index`` says which k of them are meant. ``threshold``, and what ``cell`` returns, are ranges of shape (k,).
    """

    low: Counts
    high: Counts
    edge: Counts
    index: np.ndarray
    narrow: Narrow | None = field(default=None, repr=False)
    _cells: dict[tuple[str, str | None], Range] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.index)

    @property
    def threshold(self) -> Range:
        return Range(self.low.threshold[self.index], self.high.threshold[self.index])

    @property
    def sums(self) -> Mapping[str, Cells]:
        """The amounts that there are sums of."""
        return self.edge.sums

    @property
    def review_cost(self) -> float:
        """What one reviewed case costs."""
        return self.edge.review_cost

    def cell(self, name: str, amount: str | None = None) -> Range:
        """The range of a cell or margin in each gap; totals by label are one number, since no threshold changes them.

        Raises KeyError for a name or an amount that does not exist.
        """
        if (name, amount) not in self._cells:
            self._cells[name, amount] = self._bound(name, amount)
        return self._cells[name, amount]

    def within(self, column: str, values: Sequence[str]) -> RangedCounts:
        """The bounds in the same gaps, of those rows whose ``column`` has one of ``values``; raises as Counts do."""
        return narrowed(self.narrow, column, values, is_outside=False)

    def outside(self, column: str, values: Sequence[str]) -> RangedCounts:
        """The bounds in the same gaps, of those rows whose ``column`` has none of ``values``."""
        return narrowed(self.narrow, column, values, is_outside=True)

    def _bound(self, name: str, amount: str | None) -> Range:
        if name in SAME_EVERYWHERE:
            total = self.edge.cell(name, amount)[self.index]
            return within(total, total)
        low, high = (counts.cell(name, amount)[self.index] for counts in (self.low, self.high))
        if amount is None and self.edge.cases.tp.dtype.kind == "i":
            return within(low, high)
        with np.errstate(all="ignore"):
            # Where nothing is added between the ends, what is inside is what stands at them, to the last bit.
            whole = np.where(low == high, 0.0, WHOLE_SLACK * np.maximum(np.abs(low), np.abs(high)))
            slack = ADDED_SLACK * (high - low) + whole
            return within(low - slack, high + slack)


@dataclass(frozen=True, kw_only=True, eq=False)
class Gaps(OnSweep):
    """Some gaps of a sweep, where it has candidates that it does not list: behind each candidate in ``index``.

    ``counts`` and ``predictions`` are as a sweep has them, so what measures a sweep measures its gaps:
    ``metric.measure(gaps)`` is the Range that the metric has in each gap. A metric whose function does more than
    arithmetic raises whatever it raises when it is given ranges.
    """

    sweep: Sweep
    index: np.ndarray
    _counts: dict[tuple, RangedCounts] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.index)

    def counts(self, where: Where | None = None) -> RangedCounts:
        """The counts in each gap, on the whole or only on rows whose columns have the values in ``where``."""
        key = tuple(sorted((column, tuple(values)) for column, values in (where or {}).items()))
        if key not in self._counts:
            self._counts[key] = _ranged(self.sweep, self.index, where)
        return self._counts[key]


def _ranged(sweep: Sweep, index: np.ndarray, where: Where | None) -> RangedCounts:
    low, high = sweep.gap_ranges(where)

    def narrow(column: str, values: Sequence[str], is_outside: bool) -> RangedCounts:
        return _ranged(sweep, index, narrower_where(sweep.predictions, where, column, values, is_outside))

    return RangedCounts(low=low, high=high, edge=sweep.counts(where), index=index, narrow=narrow)
