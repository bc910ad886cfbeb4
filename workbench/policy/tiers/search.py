"""Looking for the best tiered policy: every combination where that can be done, else those that the bound leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.metrics.affine import FormCounts, Quotient
from workbench.policy.limits import Limit
from workbench.policy.optimality import Optimality
from workbench.policy.rule import Rule
from workbench.policy.tiers.approximate import look_around, starting_points
from workbench.policy.tiers.candidates import TierCandidates
from workbench.policy.tiers.combinations import Combinations, combinations_count, every_combination
from workbench.policy.tiers.limit_forms import TierLimits, tier_limits
from workbench.policy.tiers.near_best import Ordered, is_in_order
from workbench.policy.tiers.pieces import Piece, pieces_of
from workbench.policy.tiers.settle import settle
from workbench.policy.tiers.stretches import Solved, solve

# So many combinations are simply tried.
EXHAUSTIVE_MAX = 400_000
DINKELBACH_MAX = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """``combinations`` hold the best that was found; ``is_proven`` says that none can be better.

    ``bound`` is what none can pass, in the rule's direction; ``is_approximate`` where no bound is known.
    ``is_all`` says that every combination there is was tried.
    """

    combinations: Combinations
    is_all: bool = False
    is_proven: bool = False
    has_all_ties: bool = False
    is_approximate: bool = False
    bound: float = np.inf
    how: str = ""
    blame: np.ndarray | None = field(default=None, repr=False)

    def optimality(self, best: float, *, is_certain: bool) -> Optimality:
        """How near the best possible a policy of this value is; NaN where none was found that keeps the limits."""
        if np.isnan(best):
            how = f"No policy that keeps every limit was found, but that there is none is not proven. {self.how}"
            return Optimality(objective=best, bound=self.bound, how=how, is_approximate=True)
        if self.is_approximate:
            return Optimality(objective=best, bound=best, how=self.how, is_approximate=True)
        bound = best if self.is_proven and is_certain else max(self.bound, best)
        ties = "" if self.has_all_ties or not self.is_proven else " Not every policy that ties is listed."
        return Optimality(objective=best, bound=bound, how=self.how + ties)

    def for_blame(self) -> Combinations:
        """Combinations among which to look for what blocks, where none of those found is feasible."""
        if self.blame is None:
            return self.combinations
        return Combinations(candidates=self.combinations.candidates, chosen=self.blame)


def search(
    candidates: TierCandidates,
    rule: Rule,
    limits: Sequence[Limit],
    counts: FormCounts,
    *,
    order: Sequence[str] | None = None,
) -> Found:
    """The combinations among which the best one is, or the best that could be found."""
    ordered = None if order is None else ordered_by(candidates, order)
    everything = [np.arange(size) for size in candidates.sizes]
    if combinations_count(everything) <= EXHAUSTIVE_MAX:
        return _tried(candidates, everything, ordered, is_all=True)
    within = tier_limits(candidates, limits, counts)
    # Where a value has nothing left there is no combination, however many of the others there would be.
    if combinations_count(within.kept) <= EXHAUSTIVE_MAX:
        found = _tried(candidates, within.kept, ordered, is_all=False)
        return found if len(found.combinations) else _nothing(candidates, within)
    pieces = pieces_of(rule, counts)
    if pieces is None:
        return _approximate(candidates, rule, limits, within, ordered)
    if isinstance(pieces, Quotient):
        return _ratio(candidates, rule, limits, within, ordered, pieces)
    solved = solve(candidates, rule, limits, within, pieces, ordered)
    return _told(candidates, within, solved, bound=solved.bound)


def ordered_by(candidates: TierCandidates, order: Sequence[str]) -> Ordered:
    """The order as places of values, with the thresholds that flag the same as each candidate."""
    return Ordered(
        places=tuple(candidates.values.index(value) for value in order),
        low=tuple(low[0] for low, _ in candidates.same_actions),
        high=tuple(high[0] for _, high in candidates.same_actions),
    )


def _tried(candidates: TierCandidates, kept: Sequence[np.ndarray], ordered: Ordered | None, *, is_all: bool) -> Found:
    combinations = every_combination(candidates, kept)
    if ordered is not None:
        combinations = combinations.take(is_in_order(ordered, combinations.chosen))
    return Found(
        combinations=combinations,
        is_all=is_all,
        is_proven=True,
        has_all_ties=True,
        how=f"Every combination of thresholds{'' if is_all else ' that keeps the limits of single values'} was tried: "
        f"{len(combinations):,}.",
    )


def _nothing(candidates: TierCandidates, within: TierLimits) -> Found:
    """Nothing is feasible; what to blame is looked for among some combinations."""
    return Found(
        combinations=Combinations(candidates=candidates, chosen=np.empty((0, len(candidates)), dtype=np.intp)),
        is_proven=True,
        how="No combination keeps the limits of single values.",
        blame=starting_points(candidates, within.kept),
    )


def _told(candidates: TierCandidates, within: TierLimits, solved: Solved, *, bound: float) -> Found:
    if solved.is_complete:
        how = "Every combination that could win was tried; the rest cannot, by the Lagrangian bound."
    else:
        how = "The Lagrangian bound says what no combination can pass; between it and this policy not all were tried."
    return Found(
        combinations=Combinations(candidates=candidates, chosen=solved.chosen),
        is_proven=solved.is_complete,
        has_all_ties=solved.has_all_ties,
        bound=bound,
        how=how,
        blame=None if len(solved.chosen) else starting_points(candidates, within.kept),
    )


def _ratio(
    candidates: TierCandidates,
    rule: Rule,
    limits: Sequence[Limit],
    within: TierLimits,
    ordered: Ordered | None,
    ratio: Quotient,
) -> Found:
    """The best of top / bottom: no policy passes q where none has top - q bottom above 0 (Dinkelbach 1967)."""
    pool = starting_points(candidates, within.kept)
    if ordered is not None:
        pool = pool[is_in_order(ordered, pool)]
    best = settle(Combinations(candidates=candidates, chosen=pool), rule, limits).best
    solved: Solved | None = None
    for _ in range(DINKELBACH_MAX):
        known = not np.isnan(best)
        line = ratio.top.plus(ratio.bottom.times(-best if known else 0.0))
        solved = solve(
            candidates, rule, limits, within, (Piece(line=line),), ordered, reached=0.0 if known else None, also=pool
        )
        pool = solved.chosen
        if np.isnan(solved.best) or (known and solved.best <= best + 1e-12 * abs(best)):
            break
        best = solved.best
    assert solved is not None
    parts = candidates.parts(ratio.bottom)
    least = ratio.bottom.constant or min(float(each[each > 0].min(initial=np.inf)) for each in parts)
    is_sound = ratio.bottom.constant >= 0 and all(float(each.min(initial=0.0)) >= 0 for each in parts)
    if not is_sound:
        return _approximate(candidates, rule, limits, within, ordered)
    return _told(candidates, within, solved, bound=best + max(solved.bound, 0.0) / least)


def _approximate(
    candidates: TierCandidates, rule: Rule, limits: Sequence[Limit], within: TierLimits, ordered: Ordered | None
) -> Found:
    chosen = look_around(
        candidates, rule, limits, within, None if ordered is None else lambda each: is_in_order(ordered, each)
    )
    return Found(
        combinations=Combinations(candidates=candidates, chosen=chosen),
        is_approximate=True,
        how="The rule is no total over the values (its denominator moves), so the best was looked for among many "
        "combinations and around the best of them: an approximation.",
    )
