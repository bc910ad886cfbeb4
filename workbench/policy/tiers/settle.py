"""The best of some combinations, with every limit held at what the policy measures, not at a sum in another order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from workbench.metrics.affine import FormCounts, Quotient, metric_form
from workbench.policy.judged import Judged, judge
from workbench.policy.limits import Limit
from workbench.policy.rule import Rule, greatest, rounded_beyond
from workbench.policy.tiered import TieredThresholds
from workbench.policy.tiers.combinations import Combinations
from workbench.policy.tiers.limit_forms import loosened

# So many policies whose limits hang on rounding are measured by their rows before the rest is left out; more where there are
# few rows, as long as no more than so many rows are counted.
MEASURED_MIN, MEASURED_MAX, ROWS_MAX = 300, 3000, 30_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Settled:
    """``winners`` are the places of the best policies, the preferred first; none where nothing is feasible."""

    judged: Judged
    feasible: np.ndarray
    best: float
    winners: np.ndarray
    is_certain: bool


def settle(combinations: Combinations, rule: Rule, limits: Sequence[Limit]) -> Settled:
    """The policies that keep all ``limits`` and make the rule largest.

    A policy so near a bound that the order of adding decides is counted by its rows. ``is_certain`` is False where there
    were too many of these to count, and a better one may have been left out.
    """
    judged = judge(combinations, rule, limits)
    most = _measured_max(combinations)
    near = [
        _is_near(limit, value) if is_summed else np.zeros(len(combinations), dtype=bool)
        for limit, value, is_summed in zip(limits, judged.values, _are_summed(combinations, limits), strict=True)
    ]
    may_keep = [kept | is_near for kept, is_near in zip(judged.kept, near, strict=True)]
    feasible = np.logical_and.reduce([judged.is_defined, *may_keep])
    is_open = feasible & np.logical_or.reduce(near) if near else np.zeros(len(combinations), dtype=bool)
    measured = 0
    while True:
        found = _settled(judged, feasible, is_certain=measured < most)
        unsure = found.winners[is_open[found.winners]]
        if not len(unsure):
            return found
        for index in unsure[: most - measured].tolist():
            feasible[index] = _keeps(combinations, index, limits)
            measured += 1
        is_open[unsure] = False
        feasible[unsure[most:]] = False
        if measured >= most:
            feasible &= ~is_open


def keeps_all(combinations: Combinations, limits: Sequence[Limit]) -> tuple[np.ndarray, bool]:
    """True for the policies that keep all limits, and whether that is said of all of them.

    What hangs on rounding is counted by its rows; where that is too much, some that keep the limits may be left out.
    """
    kept = np.ones(len(combinations), dtype=bool)
    is_open = np.zeros(len(combinations), dtype=bool)
    for limit, is_summed in zip(limits, _are_summed(combinations, limits), strict=True):
        values = limit.measure(combinations)  # type: ignore[arg-type]
        keeps = limit.keeps(values)
        if is_summed:
            near = _is_near(limit, values)
            keeps, is_open = keeps | near, is_open | near
        kept &= keeps
    unsure, most = np.flatnonzero(kept & is_open), _measured_max(combinations)
    kept[unsure[most:]] = False
    for index in unsure[:most].tolist():
        kept[index] = _keeps(combinations, index, limits)
    return kept, len(unsure) <= most


def preferred(combinations: Combinations, rule: Rule, tied: np.ndarray) -> np.ndarray:
    """These tied policies, the preferred first.

    First the one that would score most if the contract's scales went on; then one shared threshold for all, since tiers
    that buy nothing are not worth their trouble; then the one that flags fewest; then the strictest for the first value.
    """
    among = combinations.take(tied)
    is_shared = np.array([each is not None for each in combinations.candidates.shared(among.chosen)], dtype=bool)
    keys: list[np.ndarray] = [tied, among.counts().cell("FLAGGED"), ~is_shared]
    beyond = rule.beyond(among)  # type: ignore[arg-type]
    if beyond is not None:
        keys.append(-rounded_beyond(beyond, best=greatest(beyond)))  # type: ignore[arg-type]
    return tied[np.lexsort(keys)]


class TieredPolicies(Sequence[TieredThresholds]):
    """Some combinations as policies; they may be many, so each is made when it is asked for."""

    def __init__(self, combinations: Combinations, index: np.ndarray, order: Sequence[str] | None = None) -> None:
        self._combinations, self._order = combinations.take(index), order

    def __len__(self) -> int:
        return len(self._combinations)

    @overload
    def __getitem__(self, place: int) -> TieredThresholds: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[TieredThresholds, ...]: ...
    def __getitem__(self, place: int | slice) -> TieredThresholds | tuple[TieredThresholds, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        return self._combinations.candidates.policy(self._combinations.chosen[place], self._order)

    def __contains__(self, policy: object) -> bool:
        """Whether one of them flags what the policy flags."""
        candidates = self._combinations.candidates
        if not isinstance(policy, TieredThresholds) or policy.segment != candidates.segment:
            return False
        by_value = policy.by_value
        if set(candidates.values) - set(by_value) or set(policy.scores) - set(candidates.scores):
            return False
        same = [candidates.index_of(v, by_value[value]) for v, value in enumerate(candidates.values)]
        return bool((self._combinations.chosen == same).all(axis=1).any())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self):,} tiered policies>"


def _settled(judged: Judged, feasible: np.ndarray, *, is_certain: bool) -> Settled:
    combinations: Combinations = judged.sweep  # type: ignore[assignment]
    best, winners = float("nan"), np.empty(0, dtype=np.intp)
    if feasible.any():
        best = float(np.max(judged.objective[feasible]))
        first = int(np.flatnonzero(feasible & (judged.objective == best))[0])
        bar = best - judged.rule.tie_width(judged.sweep, first, best)
        winners = np.flatnonzero(feasible & (judged.objective >= bar))
        winners = preferred(combinations, judged.rule, winners)
    return Settled(judged=judged, feasible=feasible, best=best, winners=winners, is_certain=is_certain)


def _measured_max(combinations: Combinations) -> int:
    rows = max(len(combinations.predictions), 1)
    return max(MEASURED_MIN, min(MEASURED_MAX, ROWS_MAX // rows))


def _are_summed(combinations: Combinations, limits: Sequence[Limit]) -> list[bool]:
    """Whether what a limit bounds is made of sums, whose last bits hang on their order; counts of cases are exact."""
    predictions = combinations.predictions
    if predictions.weight is None and not predictions.amounts:
        return [False] * len(limits)
    if predictions.weight is not None:
        return [True] * len(limits)
    counts = FormCounts(predictions=predictions)
    forms = [metric_form(limit.metric, counts) for limit in limits]
    parts = [(form.top, form.bottom) if isinstance(form, Quotient) else (form,) for form in forms]
    return [any(part is None or any(atom.amount is not None for atom in part.terms) for part in each) for each in parts]


def _is_near(limit: Limit, values: np.ndarray) -> np.ndarray:
    """True where the limit holds with some room for rounding, and does not hold with as much less."""
    loose = loosened(limit)
    tight = replace(limit, bound=2 * limit.bound - loose.bound)
    return loose.keeps(values) & ~tight.keeps(values)


def _keeps(combinations: Combinations, index: int, limits: Sequence[Limit]) -> bool:
    policy, sweep = combinations.policy(index), combinations.candidates.sweep
    return all(
        bool(limit.keeps(limit.measure_one(sweep, lambda where: policy.count(sweep, where)))) for limit in limits
    )
