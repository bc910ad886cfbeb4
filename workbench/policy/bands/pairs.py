"""Bands as pairs of candidates of a sweep, measured as a sweep is: what reads a sweep's counts reads theirs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from workbench.policy.review_band import ReviewBand
from workbench.policy.reviewer import Reviewer
from workbench.sweep import Counts, Sweep, Where
from workbench.sweep.band_counts import band_counts
from workbench.sweep.on_sweep import OnSweep


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs(OnSweep):
    """k bands: act from candidate ``upper[i]``, review from candidate ``lower[i]`` of the same score; both shape (k,).

    Thresholds of a sweep descend, so ``upper[i] <= lower[i]``. ``metric.measure``, ``limit.measure`` and a rule's
    objective take pairs where they take a sweep.
    """

    sweep: Sweep
    reviewer: Reviewer
    upper: np.ndarray
    lower: np.ndarray
    _counts: dict[tuple, Counts] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.upper)

    def counts(self, where: Where | None = None) -> Counts:
        """The expected counts of each band, on the whole or only on rows whose columns have the values in ``where``."""
        key = tuple(sorted((column, tuple(values)) for column, values in (where or {}).items()))
        if key not in self._counts:
            counts, reviewer = self.sweep.counts(where), self.reviewer
            self._counts[key] = band_counts(
                counts.take(self.upper),
                counts.take(self.lower),
                sensitivity=reviewer.sensitivity,
                specificity=reviewer.specificity,
                review_cost=reviewer.cost,
            )
        return self._counts[key]

    def policy(self, index: int) -> ReviewBand:
        """The band of one pair."""
        sweep, upper, lower = self.sweep, int(self.upper[index]), int(self.lower[index])
        return ReviewBand(
            score=sweep.scores[sweep.score_code[upper]],
            clear_below=float(sweep.threshold[lower]),
            act_from=float(sweep.threshold[upper]),
            reviewer=self.reviewer,
        )

    def take(self, index: np.ndarray) -> Pairs:
        """Some of the bands."""
        return Pairs(sweep=self.sweep, reviewer=self.reviewer, upper=self.upper[index], lower=self.lower[index])


def every_pair(sweep: Sweep, candidates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``upper`` and ``lower`` of every band between these candidates, which ascend and may be of several scores."""
    codes = sweep.score_code[candidates]
    upper, lower = [], []
    for code in np.unique(codes):
        own = candidates[codes == code]
        first, second = np.triu_indices(len(own))
        upper.append(own[first])
        lower.append(own[second])
    return np.concatenate(upper), np.concatenate(lower)
