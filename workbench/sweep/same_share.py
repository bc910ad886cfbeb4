"""The threshold of another score that flags as many cases."""

from __future__ import annotations

import numpy as np

from workbench.sweep.sweep import Sweep


def same_share(sweep: Sweep, score: str, *, flagged: float) -> float:
    """The candidate threshold of ``score`` whose flagged cases come nearest to ``flagged``; +inf flags nobody.

    Of two that are as near it is the one that flags fewer. ``score`` is any of the predictions', a candidate or not;
    candidates that the sweep does not list are looked at too. Raises ColumnError for an unknown score.
    """
    if score not in sweep.scores:
        sweep = Sweep(sweep.predictions, scores=(score,), candidates_max=sweep.candidates_max)
    first, cases = _own(sweep, score)
    # Flagged cases rise with every candidate, so the nearest is on one of the two sides of where ``flagged`` would stand.
    before = max(int(np.searchsorted(cases, flagged)) - 1, 0)
    if sweep.has_gap[first + before]:
        sweep = sweep.refined(np.array([first + before]))
        first, cases = _own(sweep, score)
    return float(sweep.threshold[first + int(np.argmin(np.abs(cases - flagged)))])


def _own(sweep: Sweep, score: str) -> tuple[int, np.ndarray]:
    """Where the candidates of one score begin, and how many cases each flags."""
    is_own = sweep.score_code == sweep.scores.index(score)
    return int(np.argmax(is_own)), sweep.counts().cell("FLAGGED")[is_own]
