"""Branch and bound: of the candidates that a sweep does not list, look at those that could win, and at no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.metrics.gaps import Gaps
from workbench.policy.limits import Limit
from workbench.policy.rule import Rule
from workbench.sweep import Sweep

# Listing a gap costs about as much per candidate as listing all of them at once, and then some.
COMPLETE_FROM_SHARE = 0.25


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """The candidates of a sweep under a rule and limits.

    ``objective`` has shape (k,), NaN where the rule is undefined; ``kept`` has one mask a limit. ``winners`` are the
    feasible candidates that reach ``bar``, which is the best value less what rounding can do, in the sweep's order;
    without a feasible candidate there are none, ``best`` is NaN and ``bar`` is -inf.
    """

    sweep: Sweep
    objective: np.ndarray
    kept: tuple[np.ndarray, ...]
    is_defined: np.ndarray
    feasible: np.ndarray
    best: float
    bar: float
    winners: np.ndarray


def judge(sweep: Sweep, rule: Rule, limits: Sequence[Limit]) -> Judged:
    """The candidates that the sweep lists."""
    objective = rule.objective(sweep)
    is_defined = ~np.isnan(objective)
    kept = tuple(limit.keeps(limit.measure(sweep)) for limit in limits)
    feasible = np.logical_and.reduce([is_defined, *kept])
    best, bar, winners = float("nan"), float("-inf"), np.empty(0, dtype=np.intp)
    if feasible.any():
        best = float(np.max(objective[feasible]))
        first = int(np.flatnonzero(feasible & (objective == best))[0])
        bar = best - rule.tie_width(sweep, first, best)
        winners = np.flatnonzero(feasible & (objective >= bar))
    return Judged(
        sweep=sweep,
        objective=objective,
        kept=kept,
        is_defined=is_defined,
        feasible=feasible,
        best=best,
        bar=bar,
        winners=winners,
    )


def judge_all_that_matters(sweep: Sweep, rule: Rule, limits: Sequence[Limit]) -> Judged:
    """The candidates of the sweep and of all its gaps that could hold a winner or a tie.

    The winners, their order and the best value are those of the complete sweep. Where nothing is feasible the complete
    sweep is judged, since what stands in the way is said of all candidates.
    """
    judged = judge(sweep, rule, limits)
    while judged.sweep.has_gap.any():
        gaps = _gaps_that_matter(judged, rule, limits)
        if gaps is None:
            return judge(judged.sweep.complete(), rule, limits)
        if not len(gaps):
            break
        bar = judged.bar
        judged = judge(judged.sweep.refined(gaps), rule, limits)
        if judged.bar >= bar:  # what could not reach the old bar cannot reach this one
            break
    if not len(judged.winners) and judged.sweep.has_gap.any():
        return judge(judged.sweep.complete(), rule, limits)
    return judged


def _gaps_that_matter(judged: Judged, rule: Rule, limits: Sequence[Limit]) -> np.ndarray | None:
    """The gaps in which some candidate may reach the bar and keep every limit; None for (nearly) all of them."""
    sweep = judged.sweep
    every = np.flatnonzero(sweep.has_gap)
    gaps = every
    try:
        gaps = gaps[rule.objective(Gaps(sweep=sweep, index=gaps)).high >= judged.bar]  # NaN: undefined never wins
        for limit in limits:
            if len(gaps):
                gaps = gaps[limit.may_keep(limit.measure(Gaps(sweep=sweep, index=gaps)))]
    except Exception:
        # A metric given as a function may do to numbers what has no meaning for ranges, and fail in its own way.
        return None
    return None if len(gaps) > COMPLETE_FROM_SHARE * len(every) else gaps
