"""Whether some weighting of two metrics picks a point, and which limit justifies it where none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.metrics import Metric
from workbench.metrics.gaps import Gaps
from workbench.metrics.ranges import Range
from workbench.policy.limits import Limit
from workbench.policy.rule import Rule
from workbench.policy.single import SingleThreshold
from workbench.policy.stays_best import StaysBest, stays_best
from workbench.sweep import Sweep

_NARROWEST = 1e-9


@dataclass(frozen=True, kw_only=True)
class Supported:
    """``by_weights`` says whether a weighting picks the point. ``by_limits`` are those that justify it where none does.

    A limit justifies it where some weighting picks the point among the candidates that keep that limit alone. Where no
    single limit does and all together do, ``by_limits`` are all; else it is empty.
    """

    by_weights: bool
    by_limits: tuple[Limit, ...]


def supported_by(
    sweep: Sweep, policy: SingleThreshold, x: Metric, y: Metric, limits: Sequence[Limit] = ()
) -> Supported:
    """What of ``x`` against ``y`` speaks for a candidate of the sweep, over all candidates.

    Like the frontier's ``on_hull``, a weighting must be one of many: a point that is best for one single ratio of the
    weights lies on the line between two others and is not counted.
    """
    line = _Weighed(x=x, y=y, scales=tuple(_size(metric, sweep) for metric in (x, y)))

    def is_picked(kept: Sequence[Limit]) -> bool:
        nonlocal sweep
        sweep, found = stays_best(sweep, policy, line, kept)
        return found.is_anywhere and _has_width(found)

    if is_picked(()):
        return Supported(by_weights=True, by_limits=())
    keeps = [limit for limit in limits if limit.keeps(limit.measure_at(sweep, policy.score, policy.threshold))]
    for limit in keeps:
        if is_picked((limit,)):
            return Supported(by_weights=False, by_limits=(limit,))
    together = tuple(keeps) if len(keeps) > 1 and is_picked(keeps) else ()
    return Supported(by_weights=False, by_limits=together)


def _has_width(found: StaysBest) -> bool:
    return found.high > found.low * (1 + _NARROWEST) + _NARROWEST


def _size(metric: Metric, sweep: Sweep) -> float:
    """The largest value listed, so that metrics in other units are weighed in numbers of one size."""
    values = np.abs(metric.measure(sweep))
    largest = float(np.max(values[np.isfinite(values)], initial=0.0))
    return largest or 1.0


@dataclass(frozen=True, kw_only=True)
class _Weighed:
    """Weight of x against 1 of y, as ``stays_best`` moves it."""

    x: Metric
    y: Metric
    scales: tuple[float, ...]
    now: float = float("nan")

    def rule_at(self, number: float) -> Rule:
        return _Weighing(
            text="weighing", contract=None, agreed=(), asked=None, x=self.x, y=self.y, scales=self.scales, weight=number
        )


@dataclass(frozen=True, kw_only=True)
class _Weighing(Rule):
    """The rule that makes ``weight`` x + y large, or x alone where the weight has no end; each the better way round."""

    x: Metric
    y: Metric
    scales: tuple[float, ...]
    weight: float

    def objective(self, candidates: Sweep | Gaps) -> np.ndarray | Range:
        across = self.x.sign / self.scales[0] * self.x.measure(candidates)
        up = self.y.sign / self.scales[1] * self.y.measure(candidates)
        # Adding nothing of y leaves out where it is undefined.
        return across + 0 * up if self.weight == np.inf else self.weight * across + up
