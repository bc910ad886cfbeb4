"""Ties: which of them is preferred, and those that need not be looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.policy.judged import Bounds, Judged
from workbench.policy.refine import look
from workbench.policy.rule import greatest, rounded_beyond
from workbench.policy.single import SingleThreshold


@dataclass(frozen=True, kw_only=True)
class TiedBetween:
    """Every candidate of a score with ``below < threshold < above`` ties; ``count`` of them are not listed."""

    score: str
    above: float
    below: float
    count: int

    def holds(self, policy: SingleThreshold) -> bool:
        """Whether the policy's threshold lies between."""
        return policy.score == self.score and self.below < policy.threshold < self.above


def list_preferred(judged: Judged) -> Judged:
    """``judged`` with the tie that ``Rule.order`` prefers to all others listed."""
    return look(judged, _could_be_preferred)


def _could_be_preferred(judged: Judged, bounds: Bounds) -> np.ndarray:
    """The gaps of ties in which one may come before all that are listed."""
    is_tied, index = judged.is_tied, bounds.gaps.index
    if not is_tied.any():
        return index[is_tied]
    first = judged.rule.order(judged.sweep, judged.winners)[0]
    flagged = judged.sweep.counts().cell("FLAGGED")[first]
    fewest = bounds.gaps.counts().cell("FLAGGED").low
    may_come_first = (fewest < flagged) | ((fewest == flagged) & (index < first))
    beyond, within = judged.rule.beyond(judged.sweep), judged.rule.beyond(bounds.gaps)
    if beyond is None or within is None:
        return bounds.best_first(is_tied & may_come_first, -fewest)
    best = greatest(beyond[judged.winners])
    most = np.broadcast_to(within.high, len(index))
    rounded, reached = rounded_beyond(most, best=best), rounded_beyond(beyond[[first]], best=best)[0]
    may_come_first = (most > best) | ((rounded == reached) & may_come_first)
    return bounds.best_first(is_tied & may_come_first, most)


def ties_between(judged: Judged) -> tuple[TiedBetween, ...]:
    """The ties that are not listed, in as few stretches of thresholds as may be."""
    sweep = judged.sweep
    if not sweep.has_gap.any():
        return ()
    behind = np.flatnonzero(sweep.has_gap)[judged.is_tied]
    hidden = sweep.hidden_counts()[behind]
    ends = _ends(judged, behind)
    stretch = np.searchsorted(ends, behind)
    first = np.flatnonzero(np.diff(stretch, prepend=-1))
    below = ends[stretch[first]] + 1
    return tuple(
        TiedBetween(score=sweep.scores[code], above=above, below=below, count=count)
        for code, above, below, count in zip(
            sweep.score_code[behind[first]].tolist(),
            sweep.threshold[behind[first]].tolist(),
            sweep.threshold[below].tolist(),
            np.add.reduceat(hidden, first).tolist(),
            strict=True,
        )
    )


def _ends(judged: Judged, behind: np.ndarray) -> np.ndarray:
    """The listed candidates after whose gap a stretch of ties ends: the next one is no tie, or followed by others."""
    sweep = judged.sweep
    is_winner = np.zeros(len(sweep) + 1, dtype=bool)
    is_winner[judged.winners] = True
    is_followed_by_ties = np.append(~sweep.has_gap, False)
    is_followed_by_ties[behind] = True
    is_followed_by_ties[:-1] &= np.append(sweep.score_code[1:] == sweep.score_code[:-1], False)
    return np.flatnonzero(~(is_winner & is_followed_by_ties)[1:])
