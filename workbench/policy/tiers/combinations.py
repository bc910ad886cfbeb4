"""Some combinations of tiers' candidates, counted as a sweep is: metrics, rules and limits measure them unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.policy.tiered import TieredThresholds
from workbench.policy.tiers.candidates import TierCandidates
from workbench.sweep import Cells, Counts, Sweep, Where
from workbench.sweep.on_sweep import OnSweep
from workbench.sweep.sweep import narrower_where

CELL_FIELDS = {"tp": "TP", "fp": "FP", "fn": "FN", "tn": "TN", "positives": "POSITIVES", "negatives": "NEGATIVES"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Combinations(OnSweep):
    """m tiered policies: ``chosen`` has shape (m, values), row i the candidates of policy i.

    It answers what rules and limits ask a sweep (``counts``, ``occurring``, ``predictions``). Unweighted counts are exact;
    sums are added value by value, so they may differ in their last bits from those of ``TieredThresholds.count``.
    """

    candidates: TierCandidates
    chosen: np.ndarray
    _counts: dict[tuple, Counts] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.chosen)

    @property
    def sweep(self) -> Sweep:  # type: ignore[override]
        return self.candidates.sweep

    @property
    def has_gap(self) -> np.ndarray:
        """False everywhere: what is combined is listed."""
        return np.zeros(len(self), dtype=bool)

    def policy(self, index: int) -> TieredThresholds:
        """Policy number ``index``."""
        return self.candidates.policy(self.chosen[index])

    def take(self, index: np.ndarray) -> Combinations:
        """Some of the policies."""
        return Combinations(candidates=self.candidates, chosen=self.chosen[index])

    def counts(self, where: Where | None = None) -> Counts:
        """The counts of every policy, shape (m,), on the whole or only on rows whose columns have these values."""
        key = tuple(sorted((column, tuple(values)) for column, values in (where or {}).items()))
        if key not in self._counts:
            self._counts[key] = self._added(where)
        return self._counts[key]

    def _added(self, where: Where | None) -> Counts:
        parts = self.candidates.counts(where)
        # Where only some values are looked at, the others add nothing.
        wanted = (where or {}).get(self.candidates.segment, self.candidates.values)
        places = [v for v, value in enumerate(self.candidates.values) if value in wanted] or [0]

        def narrow(column: str, values: Sequence[str], is_outside: bool) -> Counts:
            return self.counts(narrower_where(self.predictions, where, column, values, is_outside))

        def cells(amount: str | None) -> Cells:
            own = {v: parts[v].cases if amount is None else parts[v].sums[amount] for v in places}
            return Cells(
                **{
                    name: sum(each.margin(margin)[self.chosen[:, v]] for v, each in own.items())
                    for name, margin in CELL_FIELDS.items()
                }
            )

        return Counts(
            threshold=np.full(len(self), np.nan),
            cases=cells(None),
            sums={amount: cells(amount) for amount in parts[0].sums},
            narrow=narrow,
        )


def every_combination(candidates: TierCandidates, kept: Sequence[np.ndarray]) -> Combinations:
    """Every combination of the candidates ``kept[v]`` (indices) of each value, in their order; none where a value has none."""
    if not combinations_count(kept):
        return Combinations(candidates=candidates, chosen=np.empty((0, len(kept)), dtype=np.intp))
    grids = np.meshgrid(*kept, indexing="ij")
    return Combinations(candidates=candidates, chosen=np.stack([grid.ravel() for grid in grids], axis=1))


def combinations_count(kept: Sequence[np.ndarray]) -> int:
    """How many combinations there are; a whole number however large."""
    count = 1
    for each in kept:
        count *= len(each)
    return count
