"""Branch and bound: of the candidates that a sweep does not list, look at those that could matter, and at no others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from workbench.policy.judged import Bounds, Judged, judge
from workbench.policy.limits import Limit
from workbench.policy.rule import Rule
from workbench.sweep import Sweep

# Listing a gap costs about as much per candidate as listing all of them at once, and then some.
COMPLETE_FROM_SHARE = 0.25
# The best gaps may settle the rest, so few are opened first; the more are asked for, the less is there to settle.
FIRST_GAPS, TIMES_MORE = 64, 4

Wanted = Callable[[Judged, Bounds], np.ndarray]


def look(judged: Judged, wanted: Wanted) -> Judged:
    """``judged`` and what is in the gaps that ``wanted`` names, the most promising first, until it names none.

    All candidates are judged where a metric has no bounds, or where so much would be looked at that it costs as much.
    """
    most = COMPLETE_FROM_SHARE * np.count_nonzero(judged.sweep.has_gap)
    opened, helping = 0, FIRST_GAPS
    while judged.sweep.has_gap.any():
        if judged.bounds is None:
            return judged.of_all()
        gaps = wanted(judged, judged.bounds)[:helping]
        if not len(gaps):
            break
        opened += len(gaps)
        if opened > most:
            return judged.of_all()
        judged, helping = judged.listing(gaps), helping * TIMES_MORE
    return judged


def judge_all_that_matters(sweep: Sweep, rule: Rule, limits: Sequence[Limit]) -> Judged:
    """The candidates of the sweep and of all its gaps that could hold something better, or perhaps a tie.

    The best value is that of the complete sweep; the winners are those listed, and all in the gaps that ``is_tied``
    names. Without a winner nothing is feasible.
    """
    return look(judge(sweep, rule, limits), _could_win)


def _could_win(judged: Judged, bounds: Bounds) -> np.ndarray:
    """The gaps in which some candidate may reach the bar and keep every limit, unless all of them are sure to tie."""
    reaches = bounds.objective.high >= judged.bar  # NaN: undefined never wins
    may_win = np.logical_and.reduce([reaches, *bounds.may_keep])
    return bounds.best_first(may_win & ~judged.is_tied, bounds.objective.high)
