"""A sweep whose rows count for more or less: what reads a sweep's counts reads the stressed ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.stress.reweighting import Reweighting, reweighted
from workbench.sweep import Counts, Sweep, Where


class StressedSweep(Sweep):
    """``base`` with its rows counted as ``layers`` say, at the same candidates.

    Choosing, limits, payoffs and metrics take it where they take a sweep; all counts are sums of counts of ``base`` times
    factors, so no row is looked at anew. ``predictions`` are those of ``base``, unstressed: what counts rows itself
    (tiers, lists) must not be given this.
    """

    def __init__(self, base: Sweep, layers: Sequence[Reweighting]) -> None:
        self.base, self.layers = base, tuple(layers)
        self.predictions, self.scores, self.candidates_max = base.predictions, base.scores, base.candidates_max
        self.score_code, self.threshold = base.score_code, base.threshold
        self._stressed: dict[tuple, Counts] = {}
        self._wholes: list[StressedSweep] = []

    @property
    def has_gap(self) -> np.ndarray:  # type: ignore[override]
        return self.base.has_gap

    @property
    def is_complete(self) -> bool:
        return self.base.is_complete

    def occurring(self, column: str) -> tuple[str, ...]:
        return self.base.occurring(column)

    def hidden_counts(self) -> np.ndarray:
        return self.base.hidden_counts()

    def counts(self, where: Where | None = None) -> Counts:
        key = tuple(sorted((column, tuple(values)) for column, values in (where or {}).items()))
        if key not in self._stressed:
            self._stressed[key] = reweighted(self.base.counts, self.layers, self.predictions, where)
        return self._stressed[key]

    def at(self, score: str, thresholds: Sequence[float] | np.ndarray, *, where: Where | None = None) -> Counts:
        base = self.base
        return reweighted(lambda among: base.at(score, thresholds, where=among), self.layers, self.predictions, where)

    def same_actions(self, score: str, threshold: float) -> tuple[float, float]:
        return self.base.same_actions(score, threshold)

    def candidate(self, score: str, threshold: float) -> int | None:
        return self.base.candidate(score, threshold)

    def gap_ranges(self, where: Where | None = None) -> tuple[Counts, Counts]:
        # Factors are 0 or more, so sums of bounds are bounds.
        low, high = (
            reweighted(lambda among, end=end: self.base.gap_ranges(among)[end], self.layers, self.predictions, where)
            for end in (0, 1)
        )
        return low, high

    def refined(self, index: np.ndarray) -> StressedSweep:
        return self._over(self.base.refined(index))

    def including(self, wanted: Sequence[tuple[str, float]]) -> StressedSweep:
        return self._over(self.base.including(wanted))

    def complete(self) -> StressedSweep:
        return self._over(self.base.complete())

    def complete_once(self) -> StressedSweep:
        if not self._wholes:
            self._wholes.append(self._over(self.base.complete_once()))
        return self._wholes[0]

    def for_looking(self) -> StressedSweep:
        return self._over(self.base.for_looking())

    def _over(self, base: Sweep) -> StressedSweep:
        return self if base is self.base else StressedSweep(base, self.layers)
