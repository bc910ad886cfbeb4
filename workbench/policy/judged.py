"""The candidates of a sweep under a rule and limits: those that it lists, and what is sure of those in its gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.metrics.gaps import Gaps
from workbench.metrics.ranges import Range
from workbench.policy.limits import Limit
from workbench.policy.rule import Rule
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True, eq=False)
class Bounds:
    """What holds for all candidates in each of g gaps of a sweep, known without a look at them.

    ``objective`` and ``values`` (one a limit) are ranges of shape (g,); ``may_keep`` and ``must_keep`` have one mask
    a limit: true where it can hold for some candidate of the gap, and where it holds for all.
    """

    gaps: Gaps
    objective: Range
    values: tuple[Range, ...]
    may_keep: tuple[np.ndarray, ...]
    must_keep: tuple[np.ndarray, ...]

    @property
    def may_be_defined(self) -> np.ndarray:
        """True where the rule can be defined at some candidate of the gap."""
        return ~np.isnan(self.objective.high)

    @property
    def must_be_defined(self) -> np.ndarray:
        """True where the rule is defined at every candidate of the gap."""
        return self.may_be_defined & ~self.objective.maybe_undefined

    def best_first(self, mask: np.ndarray, promise: np.ndarray) -> np.ndarray:
        """The gaps of the mask, as the listed candidates that they are behind, those of greatest ``promise`` first."""
        return self.gaps.index[mask][np.argsort(-promise[mask], kind="stable")]


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """The candidates that a sweep lists, under a rule and limits.

    ``objective`` has shape (k,), NaN where the rule is undefined; ``values`` and ``kept`` have what each limit bounds
    and a mask. ``winners`` are the feasible candidates that reach ``bar``, which is the best value less what rounding
    can do, in the sweep's order; without a feasible candidate there are none, ``best`` is NaN and ``bar`` is -inf.
    """

    sweep: Sweep
    rule: Rule
    limits: tuple[Limit, ...]
    objective: np.ndarray
    values: tuple[np.ndarray, ...]
    kept: tuple[np.ndarray, ...]
    is_defined: np.ndarray
    feasible: np.ndarray
    best: float
    bar: float
    winners: np.ndarray

    @cached_property
    def bounds(self) -> Bounds | None:
        """What is sure of the gaps; None where a metric does to numbers what has no meaning for ranges."""
        gaps = Gaps(sweep=self.sweep, index=np.flatnonzero(self.sweep.has_gap))
        try:
            objective = _spread(self.rule.objective(gaps), len(gaps))
            values = tuple(_spread(limit.measure(gaps), len(gaps)) for limit in self.limits)
        except Exception:
            # A metric given as a function may fail on ranges in its own way.
            return None
        return Bounds(
            gaps=gaps,
            objective=objective,
            values=values,
            may_keep=tuple(limit.may_keep(value) for limit, value in zip(self.limits, values, strict=True)),
            must_keep=tuple(limit.must_keep(value) for limit, value in zip(self.limits, values, strict=True)),
        )

    @cached_property
    def is_tied(self) -> np.ndarray:
        """True for each gap of which every candidate is sure to be a winner, and none to be better than the best."""
        bounds = self.bounds
        if bounds is None:
            return np.zeros(int(self.sweep.has_gap.sum()), dtype=bool)
        reaches = (bounds.objective.low >= self.bar) & (bounds.objective.high <= self.best)
        return np.logical_and.reduce([bounds.must_be_defined, reaches, *bounds.must_keep])

    def listing(self, gaps: np.ndarray) -> Judged:
        """These candidates and all in the gaps behind those of ``gaps``."""
        return judge(self.sweep.refined(gaps), self.rule, self.limits)

    def of_all(self) -> Judged:
        """All candidates."""
        return judge(self.sweep.complete_once(), self.rule, self.limits)


def judge(sweep: Sweep, rule: Rule, limits: Sequence[Limit]) -> Judged:
    """The candidates that the sweep lists."""
    objective = rule.objective(sweep)
    is_defined = ~np.isnan(objective)
    values = tuple(limit.measure(sweep) for limit in limits)
    kept = tuple(limit.keeps(value) for limit, value in zip(limits, values, strict=True))
    feasible = np.logical_and.reduce([is_defined, *kept])
    best, bar, winners = float("nan"), float("-inf"), np.empty(0, dtype=np.intp)
    if feasible.any():
        best = float(np.max(objective[feasible]))
        first = int(np.flatnonzero(feasible & (objective == best))[0])
        bar = best - rule.tie_width(sweep, first, best)
        winners = np.flatnonzero(feasible & (objective >= bar))
    return Judged(
        sweep=sweep,
        rule=rule,
        limits=tuple(limits),
        objective=objective,
        values=values,
        kept=kept,
        is_defined=is_defined,
        feasible=feasible,
        best=best,
        bar=bar,
        winners=winners,
    )


def _spread(measured: Range, size: int) -> Range:
    """The range with one number a gap at each end. Raises AttributeError where it is none: then it may be anything."""
    return Range(*(np.broadcast_to(part, size) for part in (measured.low, measured.high, measured.maybe_undefined)))
