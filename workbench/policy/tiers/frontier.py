"""The tiered frontier: what two metrics can be together where every tier has a threshold of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.errors import InputError
from workbench.frontier import Frontier, is_nondominated, upper_hull
from workbench.metrics import Metric
from workbench.metrics.affine import Affine, FormCounts, metric_form
from workbench.policy.limits import Limit
from workbench.policy.tiered import TieredThresholds
from workbench.policy.tiers.approximate import starting_points
from workbench.policy.tiers.candidates import TierCandidates, tier_candidates
from workbench.policy.tiers.combinations import Combinations, combinations_count, every_combination
from workbench.policy.tiers.limit_forms import TierLimits, tier_limits
from workbench.policy.tiers.merge import (
    EXACT_PAIRS_MAX,
    Merged,
    joined,
    merge_exactly,
    merge_hulls,
    tier_hull,
    unbeaten,
)
from workbench.policy.tiers.settle import keeps_all
from workbench.policy.tiers.within_windows import merge_within, upper_envelope
from workbench.sweep import Sweep

# So many combinations are simply tried where limits or metrics are no totals; so many points are kept of a frontier.
TRIED_MAX, POINTS_MAX, CEILINGS_MAX = 300_000, 10_000, 3


@dataclass(frozen=True, kw_only=True, eq=False)
class TieredFrontier:
    """Tiered policies from the worst to the best value of the first metric, none of which beats another.

    ``metrics`` are x and y; ``values`` has shape (k, 2), in their own units. ``on_hull`` marks supported points: a
    weighting of the two picks them, and they are the best possible. ``distance`` (k, 2), in the metrics' units, is how
    much further the bound is in x at the same y, and in y at the same x: no tiered policy passes it. It is 0 at supported
    points, and NaN where there is no bound, which ``is_approximate`` says. ``is_exact``: these are all points that no
    tiered policy within the limits beats. ``unsearched`` are limits that the points keep, but that policies off the
    frontier without them were not searched for.
    """

    metrics: tuple[Metric, Metric]
    values: np.ndarray
    on_hull: np.ndarray
    distance: np.ndarray
    is_exact: bool
    is_approximate: bool
    unsearched: tuple[Limit, ...]
    combinations: Combinations = field(repr=False)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def candidates(self) -> TierCandidates:
        return self.combinations.candidates

    def policy(self, index: int) -> TieredThresholds:
        """The policy of point ``index``."""
        return self.combinations.policy(index)

    def is_best_possible(self, index: int) -> bool:
        """Whether it is proven that no tiered policy beats the point."""
        return self.is_exact or bool(self.on_hull[index])

    def gain_over(self, single: Frontier) -> np.ndarray:
        """At each point of a frontier of single thresholds in the same two metrics, how much better y is with tiers.

        Among tiered points at least as good in x; in y's unit, positive is better, NaN where there is none.
        """
        x, y = (metric.sign * self.values[:, j] for j, metric in enumerate(self.metrics))
        order = np.argsort(-x, kind="stable")
        reached = np.maximum.accumulate(y[order]) if len(y) else y
        at = self.metrics[0].sign * single.values[:, 0]
        room = 1e-12 * np.maximum(1.0, np.abs(at))
        place = np.searchsorted(-x[order], -(at - room), side="right") - 1
        best = np.where(place >= 0, reached[np.maximum(place, 0)] if len(y) else np.nan, np.nan)
        return best - self.metrics[1].sign * single.values[:, 1]


def tiered_frontier(
    sweep: Sweep,
    *,
    x: Metric,
    y: Metric,
    segment: str,
    limits: Sequence[Limit] = (),
    scores: Sequence[str] | None = None,
) -> TieredFrontier:
    """The frontier of ``x`` and ``y`` over every tiered policy on ``segment`` that keeps ``limits``.

    Where both are totals over the tiers (costs, counts, rates of a fixed number) it is exact where the numbers allow, else
    supported points with what lies between them. Where one is no total (precision, F1) its points are the best of many
    combinations. Raises InputError for more than 50 values of ``segment``.
    """
    candidates = tier_candidates(sweep, segment, scores=scores)
    counts = FormCounts(predictions=sweep.predictions)
    forms = [metric_form(metric, counts) for metric in (x, y)]
    for metric, form in zip((x, y), forms, strict=True):
        if isinstance(form, Affine) and not form.is_defined:
            raise InputError(f"{metric.label} is undefined on these predictions, so it has no frontier.")
    everything = [np.arange(size) for size in candidates.sizes]
    are_totals = all(isinstance(form, Affine) for form in forms)
    if (limits or not are_totals) and combinations_count(everything) <= TRIED_MAX:
        return _tried(candidates, every_combination(candidates, everything), x, y, limits)
    within = tier_limits(candidates, limits, counts)
    if any(not len(kept) for kept in within.kept):
        return _tried(candidates, _none(candidates), x, y, limits)
    if not are_totals:
        totals = [form.times(float(m.sign)) for m, form in zip((x, y), forms, strict=True) if isinstance(form, Affine)]
        chosen = starting_points(candidates, within.kept, totals=totals)
        pool = Combinations(candidates=candidates, chosen=chosen)
        return _tried(candidates, pool, x, y, limits, is_exact=False)
    return _totals(candidates, x, y, forms, within, limits)  # type: ignore[arg-type]


def _totals(
    candidates: TierCandidates,
    x: Metric,
    y: Metric,
    forms: Sequence[Affine],
    within: TierLimits,
    limits: Sequence[Limit],
) -> TieredFrontier:
    """The frontier of two totals."""
    # In units of the largest factor counts stay whole numbers, and equal points equal.
    scales = np.array([max(map(abs, form.terms.values()), default=1.0) for form in forms])
    oriented = [form.times(m.sign / scale) for m, form, scale in zip((x, y), forms, scales.tolist(), strict=True)]
    parts = [candidates.parts(form) for form in oriented]
    hulls = [tier_hull(a, b, kept) for a, b, kept in zip(*parts, within.kept, strict=True)]
    bounds = [merge_hulls(hulls, is_filled=False)]
    # A limit that only cuts off one end of x or y leaves the frontier as it is elsewhere.
    others = [
        each
        for each in within.ceilings
        if not (each.is_enough and any(_cuts_off(each.form, form) for form in oriented))
    ]
    unsearched = [*(each.limit for each in others), *within.rest, *(each.limit for each in within.windows[1:])]
    if within.windows:
        found, bounds, is_all = merge_within(parts, within, points_max=POINTS_MAX)
    else:
        exact = merge_exactly(_tiers(parts, within))
        is_all = exact is not None
        found = exact if exact is not None else merge_hulls(hulls, is_filled=True, points_max=POINTS_MAX)
    without = Combinations(candidates=candidates, chosen=found.chosen)
    kept, is_certain = keeps_all(without, limits)
    # Where all that none beats without the other limits keep them too, these change nothing.
    is_exact = is_all and is_certain and (not unsearched or bool(kept.all()))
    found = found.take(np.flatnonzero(kept))
    if not is_exact and not within.windows and within.is_separable and 0 < len(others) <= CEILINGS_MAX:
        rows = [*parts, *([-part for part in candidates.parts(each.form)] for each in others)]
        exact = merge_exactly(_tiers(rows, within), pairs_max=EXACT_PAIRS_MAX // 10)
        if exact is not None:
            kept, is_exact = keeps_all(Combinations(candidates=candidates, chosen=exact.chosen), limits)
            found = exact.take(np.flatnonzero(kept))
    if is_all and not is_exact and not within.windows:
        # What lies between the corners of the hull keeps limits where none of the first does.
        filled = merge_hulls(hulls, is_filled=True, points_max=POINTS_MAX)
        kept, _ = keeps_all(Combinations(candidates=candidates, chosen=filled.chosen), limits)
        found = joined([found, filled.take(np.flatnonzero(kept))], len(candidates))
    found = _few(unbeaten(found))
    values = _measured(Combinations(candidates=candidates, chosen=found.chosen), x, y)
    # Sums in another order may make points differ that are equal.
    index = np.flatnonzero(is_nondominated(values, signs=[x.sign, y.sign]))
    found, values = found.take(index), values[index]
    combinations = Combinations(candidates=candidates, chosen=found.chosen)
    distance = _distance(found, bounds)
    return TieredFrontier(
        metrics=(x, y),
        values=values,
        on_hull=found.on_hull & _is_at_bound(distance, bounds),
        distance=distance * scales,
        is_exact=is_exact,
        is_approximate=False,
        unsearched=() if is_exact else _that_cut(without, unsearched),
        combinations=combinations,
    )


def _that_cut(found: Combinations, limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """The limits that some of what was found without them breaks, each once: the others changed nothing of the search."""
    each_once = {limit.text: limit for limit in limits}.values()
    return tuple(limit for limit in each_once if not keeps_all(found, [limit])[0].all())


def _tiers(rows: Sequence[Sequence[np.ndarray]], within: TierLimits) -> list[tuple[np.ndarray, np.ndarray]]:
    """What the candidates left of each value add to each of the totals, as ``merge_exactly`` takes them."""
    return [(kept, np.array([row[v][kept] for row in rows])) for v, kept in enumerate(within.kept)]


def _measured(combinations: Combinations, x: Metric, y: Metric) -> np.ndarray:
    if not len(combinations):
        return np.empty((0, 2))
    return np.column_stack([metric.measure(combinations) for metric in (x, y)])  # type: ignore[arg-type]


def _cuts_off(ceiling: Affine, oriented: Affine) -> bool:
    """Whether the ceiling is that a total must be at least some number, more of it being better."""
    if set(ceiling.terms) != set(oriented.terms) or not ceiling.terms:
        return False
    ratios = [ceiling.terms[atom] / factor for atom, factor in oriented.terms.items()]
    return max(ratios) < 0 and max(ratios) - min(ratios) <= 1e-12 * abs(min(ratios))


def _few(found: Merged) -> Merged:
    if len(found) <= POINTS_MAX:
        return found
    spread = np.linspace(0, len(found) - 1, POINTS_MAX).astype(np.intp)
    corners = np.flatnonzero(found.on_hull)
    return found.take(np.unique(np.concatenate([spread, corners[:POINTS_MAX]])))


def _is_at_bound(distance: np.ndarray, bounds: Sequence[Merged]) -> np.ndarray:
    """True where the bound is reached, but for rounding."""
    spans = [max((float(np.ptp(getattr(each, name))) for each in bounds), default=0.0) or 1.0 for name in ("a", "b")]
    return (distance <= 1e-9 * np.array(spans)).all(axis=1)


def _distance(found: Merged, bounds: Sequence[Merged]) -> np.ndarray:
    """How far each point is below the highest of the concave bounds, in a at the same b and in b at the same a."""
    across = upper_envelope([(each.b[::-1], each.a[::-1]) for each in bounds], found.b) - found.a
    up = upper_envelope([(each.a, each.b) for each in bounds], found.a) - found.b
    return np.maximum(np.column_stack([across, up]), 0.0)


def _tried(
    candidates: TierCandidates,
    tried: Combinations,
    x: Metric,
    y: Metric,
    limits: Sequence[Limit],
    *,
    is_exact: bool = True,
) -> TieredFrontier:
    """The frontier of the combinations that were tried."""
    values = _measured(tried, x, y)
    kept, is_certain = keeps_all(tried, limits) if len(tried) else (np.empty(0, dtype=bool), True)
    usable, is_exact = np.flatnonzero(kept), is_exact and is_certain
    signs = [x.sign, y.sign]
    index = usable[is_nondominated(values[usable], signs=signs)]
    index = index[np.argsort(x.sign * values[index, 0], kind="stable")]
    a, b = (sign * values[index, j] for j, sign in enumerate(signs))
    on_hull = upper_hull(a, b) if is_exact and len(index) else np.zeros(len(index), dtype=bool)
    distance = np.full((len(index), 2), np.nan)
    if is_exact and len(index):
        distance = _envelope_distance(a, b, on_hull)
    return TieredFrontier(
        metrics=(x, y),
        values=values[index],
        on_hull=on_hull,
        distance=distance,
        is_exact=is_exact,
        is_approximate=not is_exact,
        unsearched=(),
        combinations=tried.take(index),
    )


def _envelope_distance(a: np.ndarray, b: np.ndarray, on_hull: np.ndarray) -> np.ndarray:
    corners = np.flatnonzero(on_hull)
    across = np.interp(b, b[corners][::-1], a[corners][::-1]) - a
    up = np.interp(a, a[corners], b[corners]) - b
    return np.maximum(np.column_stack([across, up]), 0.0)


def _none(candidates: TierCandidates) -> Combinations:
    return Combinations(candidates=candidates, chosen=np.empty((0, len(candidates)), dtype=np.intp))
