"""Where looking at a study begins, before anybody moved."""

from __future__ import annotations

from workbench.policy import SingleThreshold
from workbench.sweep import Sweep


def first_point(sweep: Sweep) -> SingleThreshold:
    """Where a study starts: the first score at 0.5 where that flags anybody, else at the middle of its candidates."""
    score = sweep.scores[0]
    counts = sweep.at(score, [0.5])
    if 0 < counts.cell("FLAGGED")[0] < counts.cell("ALL")[0]:
        threshold = sweep.same_actions(score, 0.5)[1]
    else:
        own = sweep.threshold[sweep.score_code == 0]
        threshold = own[len(own) // 2]
    return SingleThreshold(score=score, threshold=float(threshold))
