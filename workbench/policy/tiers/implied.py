"""What a combination of thresholds says about values: what each tier gives of one total for one of the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.errors import InputError
from workbench.metrics import Metric
from workbench.metrics.affine import Affine, FormCounts, metric_form
from workbench.policy.tiered import TieredThresholds
from workbench.policy.tiers.candidates import TierCandidates, tier_candidates
from workbench.policy.tiers.merge import TierHull, edges, tier_hull
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True)
class TierRate:
    """The exchange rate at one tier's threshold: ``low`` to ``high`` units of y for one of x.

    Going further towards x costs at least ``high`` of y for one of x; going back buys at most ``low``. So the threshold is
    right for whoever values one x at something between. 0 and +inf at the ends. ``on_hull`` is False where no value of
    one x makes the threshold right: then the rates are those of the edge of the hull that it lies under, one number.
    """

    value: str
    threshold: float | None
    low: float
    high: float
    on_hull: bool


@dataclass(frozen=True, kw_only=True)
class RateRatio:
    """One unit of x in tier ``of`` is valued at ``low`` to ``high`` times one in tier ``to``.

    The policy is consistent with valuing both alike where ``is_equal``: 1 lies between.
    """

    of: str
    to: str
    low: float
    high: float

    @property
    def is_equal(self) -> bool:
        return self.low <= 1 + 1e-9 and self.high >= 1 - 1e-9


@dataclass(frozen=True, kw_only=True)
class ImpliedValues:
    """What a tiered policy implies, by tier and between tiers."""

    x: Metric
    y: Metric
    rates: tuple[TierRate, ...]

    def ratio(self, of: str, to: str) -> RateRatio:
        """How much one x in ``of`` is valued against one x in ``to``; high is infinite where nothing bounds it."""
        by_value = {rate.value: rate for rate in self.rates}
        for name in (of, to):
            if name not in by_value:
                raise InputError(f"There is no tier {name!r}; the tiers are {', '.join(map(repr, by_value))}.")
        one, other = by_value[of], by_value[to]
        return RateRatio(of=of, to=to, low=_share(one.low, other.high), high=_share(one.high, other.low))

    @property
    def is_equal(self) -> bool:
        """Whether some one exchange rate makes every threshold right: then tiers value one x alike."""
        on_hull = all(rate.on_hull for rate in self.rates)
        low, high = max(rate.low for rate in self.rates), min(rate.high for rate in self.rates)
        return on_hull and low <= high * (1 + 1e-9)


def implied_values(sweep: Sweep, policy: TieredThresholds, *, x: Metric, y: Metric) -> ImpliedValues:
    """What y against x each threshold of the policy is right for; x and y are totals over the tiers.

    With x the missed events and y the false alarms, ``ratio("urban", "highway")`` of 4 says that an urban miss is valued at
    4 times a highway miss. The rate is the slope of the tier's own hull beside the threshold.

    Raises InputError where a metric is no total (precision), or a value that occurs has no threshold.
    """
    candidates, parts = _parts(sweep, policy, x, y)
    rates = []
    for v, value in enumerate(candidates.values):
        single = policy.by_value[value]
        at = candidates.index_of(v, single)
        hull = tier_hull(*parts[v], np.arange(candidates.sizes[v]))
        low, high, on_hull = _rates_at(hull, float(parts[v][0][at]), float(parts[v][1][at]))
        threshold = None if math.isinf(single.threshold) else single.threshold
        rates.append(TierRate(value=value, threshold=threshold, low=low, high=high, on_hull=on_hull))
    return ImpliedValues(x=x, y=y, rates=tuple(rates))


@dataclass(frozen=True, kw_only=True)
class Equalised:
    """The policy at which all tiers pay the same; ``x_change`` and ``y_change`` are against the given one, positive better."""

    policy: TieredThresholds
    x_change: float
    y_change: float
    low: float
    high: float


def equalised(sweep: Sweep, policy: TieredThresholds, *, x: Metric, y: Metric) -> Equalised:
    """The tiered policy that is nearest in the total of x, not worse if one is, and at which one exchange rate is right for all.

    Its points are the vertices of the supported frontier: of those at least as good in x the one with the best y, or the one
    with the best x where none is as good. ``low`` to ``high`` are the rates, y for one x, that pick it. Raises as
    ``implied_values`` does.
    """
    candidates, parts = _parts(sweep, policy, x, y)
    chosen = [candidates.index_of(v, policy.by_value[value]) for v, value in enumerate(candidates.values)]
    own_a, own_b = (sum(float(parts[v][j][i]) for v, i in enumerate(chosen)) for j in (0, 1))
    hulls = [tier_hull(*part, np.arange(size)) for part, size in zip(parts, candidates.sizes, strict=True)]
    owner, place, price = edges(hulls)
    at = np.zeros(len(hulls), dtype=np.intp)
    a, b = (sum(float(getattr(hull, name)[hull.corners[0]]) for hull in hulls) for name in ("a", "b"))
    room = 1e-12 * max(abs(own_a), abs(a), 1e-300)
    step = 0
    while a < own_a - room and step < len(owner):
        v, p = owner[step], place[step]
        corner = hulls[v].corners
        a += float(hulls[v].a[corner[p + 1]] - hulls[v].a[corner[p]])
        b += float(hulls[v].b[corner[p + 1]] - hulls[v].b[corner[p]])
        at[v] = p + 1
        step += 1
    index = [int(hull.index[hull.corners[i]]) for hull, i in zip(hulls, at.tolist(), strict=True)]
    return Equalised(
        policy=candidates.policy(index),
        x_change=a - own_a,
        y_change=b - own_b,
        low=float(price[step - 1]) if step else 0.0,
        high=float(price[step]) if step < len(price) else math.inf,
    )


def _parts(
    sweep: Sweep, policy: TieredThresholds, x: Metric, y: Metric
) -> tuple[TierCandidates, list[tuple[np.ndarray, np.ndarray]]]:
    """The candidates of the policy's scores, and what each adds to x and y, more is better; by tier."""
    candidates = tier_candidates(sweep, policy.segment, scores=_every_score(policy))
    missing = [value for value in candidates.values if value not in policy.by_value]
    if missing:
        raise InputError(f"There is no threshold for {policy.segment} = {missing[0]!r}.")
    counts = FormCounts(predictions=sweep.predictions)
    columns = []
    for metric in (x, y):
        form = metric_form(metric, counts)
        if not isinstance(form, Affine) or not form.is_defined:
            raise InputError(
                f"{metric.label} is no total over the values of {policy.segment}, so no tier has a rate of its own in it. "
                "Use a count, a cost, or a rate of a fixed number such as recall."
            )
        columns.append([metric.sign * part for part in candidates.parts(form)])
    return candidates, list(zip(*columns, strict=True))


def _every_score(policy: TieredThresholds) -> Sequence[str]:
    return policy.scores


def _rates_at(hull: TierHull, a: float, b: float) -> tuple[float, float, bool]:
    """The slopes of the hull on both sides of a point, (low, high); of the edge above it where it is no vertex."""
    corner_a, corner_b = hull.a[hull.corners], hull.b[hull.corners]
    price = -np.diff(corner_b) / np.diff(corner_a)
    at = np.flatnonzero((corner_a == a) & (corner_b == b))
    if len(at):
        i = int(at[0])
        return (float(price[i - 1]) if i else 0.0), (float(price[i]) if i < len(price) else math.inf), True
    if not len(price):
        return 0.0, math.inf, False
    if a <= corner_a[0]:  # worse than an end in both: whatever is valued, the end is better
        return 0.0, float(price[0]), False
    edge = float(price[min(int(np.searchsorted(corner_a, a, side="left")) - 1, len(price) - 1)])
    return edge, edge, False


def _share(above: float, below: float) -> float:
    if math.isinf(below):
        return 0.0
    return above / below if below else (math.inf if above else math.nan)
