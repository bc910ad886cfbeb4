"""Looking where no bound leads: many combinations along the supported frontier, a grid for two values, and around the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from workbench.metrics.affine import Affine
from workbench.policy.limits import Limit
from workbench.policy.rule import Rule
from workbench.policy.tiers.candidates import TierCandidates
from workbench.policy.tiers.combinations import Combinations, every_combination
from workbench.policy.tiers.limit_forms import TierLimits
from workbench.policy.tiers.merge import merge_exactly, merge_hulls, merge_two, tier_hull
from workbench.policy.tiers.settle import settle

# A grid of so many in rank and as many in score for each of two values is never worse than one of as many alone.
GRID, POINTS_MAX, AROUND_MAX, BEGINNINGS, ROUNDS_MAX = 220, 3_000, 20_000, 4, 12
# Of two values so many points each are combined, all with all.
EACH_MAX = 3_000
# Of so many limits on totals the frontiers against events caught and false alarms are among what is tried first.
CEILINGS_MAX = 3


def starting_points(
    candidates: TierCandidates, kept: Sequence[np.ndarray], *, totals: Sequence[Affine] = ()
) -> np.ndarray:
    """Combinations worth trying first, (m, values): the frontier of events caught against false alarms, thresholds that
    all values share, and for one or two values a grid. Empty where a value has no candidate left.

    With ``totals``, more of each being better, also the frontiers of each against events caught and against false alarms: of a
    share of cases flagged, say, the best by F1 catches most among as many flagged, at more false alarms than another.
    """
    if any(not len(each) for each in kept):
        kept = [each if len(each) else np.arange(size) for each, size in zip(kept, candidates.sizes, strict=True)]
    own = candidates.counts()
    caught, false = [counts.cell("TP") for counts in own], [-counts.cell("FP") for counts in own]
    pairs = [(caught, false)]
    pairs += [(each, candidates.parts(total)) for total in totals for each in (caught, false)]
    found = [_frontier(pair, kept) for pair in pairs] + [_shared(candidates, kept)]
    if len(candidates) <= 2:
        spread = [_grid(candidates, v, index) for v, index in enumerate(kept)]
        found.append(every_combination(candidates, spread).chosen)
    return np.unique(np.concatenate(found), axis=0)


def _frontier(pair: tuple[Sequence[np.ndarray], Sequence[np.ndarray]], kept: Sequence[np.ndarray]) -> np.ndarray:
    """Combinations on the frontier of two totals, given what each candidate adds to them by value: (m, values)."""
    hulls = [tier_hull(a, b, index) for a, b, index in zip(*pair, kept, strict=True)]
    if len(hulls) == 2:
        return merge_two(*hulls, each_max=EACH_MAX).chosen
    exact = merge_exactly([(hull.index, np.array([hull.a, hull.b])) for hull in hulls])
    return (merge_hulls(hulls, is_filled=True, points_max=POINTS_MAX) if exact is None else exact).chosen


def look_around(
    candidates: TierCandidates,
    rule: Rule,
    limits: Sequence[Limit],
    within: TierLimits,
    is_allowed: Callable[[np.ndarray], np.ndarray] | None = None,
) -> np.ndarray:
    """Combinations, (m, values), among which the best found is: from the best of the starting points one value at a time."""
    bounded = [ceiling.form.times(-1.0) for ceiling in within.ceilings[:CEILINGS_MAX]]
    pool = starting_points(candidates, within.kept, totals=bounded)
    if is_allowed is not None:
        pool = pool[is_allowed(pool)]
    reached = settle(Combinations(candidates=candidates, chosen=pool), rule, limits)
    if not len(reached.winners):
        return pool
    order = np.argsort(-np.where(reached.feasible, reached.judged.objective, -np.inf), kind="stable")
    seen = [pool]
    for place in order[:BEGINNINGS].tolist():
        if not reached.feasible[place]:
            break
        seen.append(_climb(candidates, rule, limits, within, pool[place], is_allowed))
    return np.unique(np.concatenate(seen), axis=0)


def _climb(
    candidates: TierCandidates,
    rule: Rule,
    limits: Sequence[Limit],
    within: TierLimits,
    start: np.ndarray,
    is_allowed: Callable[[np.ndarray], np.ndarray] | None,
) -> np.ndarray:
    """The combinations that were the best of their neighbours on the way up."""
    way, best = [start], -np.inf
    for _ in range(ROUNDS_MAX):
        before = best
        for v, kept in enumerate(within.kept):
            own = kept[np.unique(np.linspace(0, len(kept) - 1, AROUND_MAX).astype(np.intp))]
            chosen = np.repeat(way[-1][None, :], len(own), axis=0)
            chosen[:, v] = own
            if is_allowed is not None:
                chosen = chosen[is_allowed(chosen)]
            reached = settle(Combinations(candidates=candidates, chosen=chosen), rule, limits)
            if len(reached.winners) and reached.best > best:
                best = reached.best
                way.append(chosen[reached.winners[0]])
        if best <= before + 1e-12 * abs(before) or not np.isfinite(best):
            break
    return np.array(way)


def _shared(candidates: TierCandidates, kept: Sequence[np.ndarray]) -> np.ndarray:
    """The combinations of some thresholds for all, as far as every value still has the candidate that flags the same."""
    rows = []
    for code in range(len(candidates.scores)):
        levels = [
            thresholds[codes == code]
            for thresholds, codes in zip(candidates.threshold, candidates.score_code, strict=True)
        ]
        level = np.unique(np.concatenate(levels))
        level = level[np.unique(np.linspace(0, len(level) - 1, 2 * GRID).astype(np.intp))]
        columns = []
        for v, own in enumerate(levels):
            index = np.flatnonzero(candidates.score_code[v] == code)
            place = np.searchsorted(-own, -level, side="right") - 1
            columns.append(np.where(place >= 0, index[place], 0))
        rows.append(np.stack(columns, axis=1))
    found = np.concatenate(rows)
    fine = [np.isin(found[:, v], each) for v, each in enumerate(kept)]
    return found[np.logical_and.reduce(fine)]


def _grid(candidates: TierCandidates, v: int, kept: np.ndarray) -> np.ndarray:
    """Candidates spread evenly in rank, and as many spread evenly in score, of each score."""
    found = []
    for code in range(len(candidates.scores)):
        own = kept[candidates.score_code[v][kept] == code]
        if not len(own):
            continue
        found.append(own[np.unique(np.linspace(0, len(own) - 1, GRID).astype(np.intp))])
        thresholds = candidates.threshold[v][own]
        finite = thresholds[np.isfinite(thresholds)]
        if len(finite):
            level = np.linspace(finite.min(), finite.max(), GRID)
            found.append(own[np.maximum(np.searchsorted(-thresholds, -level, side="right") - 1, 0)])
    return np.unique(np.concatenate(found))
