"""A drift that passes one score after the other, and the first of them at which a limit breaks."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from workbench.policy import Limit, SingleThreshold
from workbench.stress.drift import least_addend, where_of
from workbench.stress.reweighting import Factors, summed
from workbench.stress.stress import Stress
from workbench.sweep import CELLS, Cells, Counts, Sweep, Where, narrower_where
from workbench.sweep.on_sweep import OnSweep


def first_broken(
    sweep: Sweep, policy: SingleThreshold, stress: Stress, limit: Limit, *, up: bool, end: float
) -> tuple[float | None, bool]:
    """The smallest drift (``up``, or down) up to ``end`` at which the limit breaks, None where it does not; and whether
    every score was looked at, or only those that the sweep lists.

    Where scores rise by more and more, they reach the threshold one after the other, from the highest below it on; where
    they fall, those above it are lost from the lowest on. Between two of them nothing changes.
    """
    steps = _Steps(sweep, policy, stress, up=up)
    kept = limit.keeps(limit.measure(steps))  # type: ignore[arg-type]
    is_complete = sweep.is_complete
    if kept.all():
        return None, is_complete
    first = int(np.argmin(kept))
    if first == 0:
        return 0.0, is_complete
    gap = steps.gap_before(first)
    if gap is not None:  # the scores between the last that was fine and this one are listed too
        found, _ = first_broken(sweep.refined(np.array([gap])), policy, stress, limit, up=up, end=end)
        return found, False
    size = steps.size(first)
    return (size if abs(size) <= abs(end) else None), is_complete


class _Steps(OnSweep):
    """The policy without a drift, then after each score that it passes; limits take it where they take a sweep."""

    def __init__(self, sweep: Sweep, policy: SingleThreshold, stress: Stress, *, up: bool) -> None:
        self.sweep, self.policy, self.stress, self.up = sweep, policy, stress, up
        own = np.flatnonzero(sweep.score_code == sweep.scores.index(policy.score))
        is_above = sweep.threshold[own] >= policy.threshold
        # Thresholds descend. Up: from the threshold as it is down to the lowest score. Down: up to nobody.
        self.index = own[~is_above] if up else own[is_above][::-1]

    def __len__(self) -> int:
        return len(self.index) + 1

    def counts(self, where: Where | None = None) -> Counts:
        where = where or {}
        moving = where_of(self.stress)
        found = self._moved(where)
        if moving:
            ((column, values),) = moving.items()
            inside, outside = (narrower_where(self.predictions, where, column, values, out) for out in (False, True))
            moved, still = (
                self._moved(inside),
                self.policy.count(self.sweep, outside).take(np.zeros(len(self), dtype=int)),
            )
            found = replace(
                moved,
                cases=summed([(part.cases, Factors()) for part in (moved, still)]),
                sums={name: summed([(part.sums[name], Factors()) for part in (moved, still)]) for name in moved.sums},
            )
        return replace(found, narrow=lambda *which: self.counts(narrower_where(self.predictions, where, *which)))

    def size(self, step: int) -> float:
        """The least drift, or the greatest below 0, with which the step is reached."""
        index = self.index[step - 1]
        if self.up:
            return least_addend(self.policy.threshold, float(self.sweep.threshold[index]))
        lost = float(self.sweep.threshold[index + 1])
        return math.nextafter(least_addend(self.policy.threshold, lost), -math.inf)

    def gap_before(self, step: int) -> int | None:
        """The listed candidate behind which scores are hidden that a drift passes on the way to this step; None without."""
        index = int(self.index[step - 1]) - (1 if self.up else 0)
        return index if index >= 0 and self.sweep.has_gap[index] else None

    def _moved(self, where: Where) -> Counts:
        """The rows of ``where`` as if all of them drifted."""
        parts = [self.policy.count(self.sweep, where), self.sweep.counts(where).take(self.index)]

        def cells(sources: list) -> Cells:
            whole = {
                name: np.concatenate([np.asarray(source.margin(name), dtype=np.float64) for source in sources])
                for name in (*CELLS, "POSITIVES", "NEGATIVES")
            }
            return Cells(**{name.lower(): values for name, values in whole.items()})

        return Counts(
            threshold=np.full(len(self), self.policy.threshold),
            cases=cells([part.cases for part in parts]),
            sums={name: cells([part.sums[name] for part in parts]) for name in parts[0].sums},
        )
