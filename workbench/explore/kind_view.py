"""Policies of more than one threshold as they are looked at: one view a kind, all told to the same panel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from workbench.explore.band_view import build_band_view
from workbench.explore.lens import Lens
from workbench.explore.limit_metrics import limit_metric
from workbench.explore.list_view import build_list_view, list_of
from workbench.explore.tier_view import Tiers, build_tier_view, candidates_of, spread_out
from workbench.metrics import Metric, payoff_metric
from workbench.policy import (
    Capacity,
    Choice,
    Limit,
    OperatingPoint,
    Policy,
    ReviewBand,
    Reviewer,
    SingleThreshold,
    TieredThresholds,
    choose,
    measure_point,
)
from workbench.policy.capacity import Shared
from workbench.policy.per_period import capacity_metric
from workbench.wording.named_policy import named


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked at: a kind with what belongs to it, the rule that recommends, and the two axes.

    ``limits`` hold beside the contract's, and ``order`` has a tier's values from least to most strict; ``pins`` are marked.
    """

    kind: str
    column: str = ""
    is_mixed: bool = False
    score: str = ""
    k: int = 0
    per: str = "all"
    reviewer: Reviewer | None = None
    shared: Shared | None = None
    limits: tuple[Limit, ...] = ()
    order: tuple[str, ...] | None = None
    pins: tuple[tuple[str, Policy], ...] = ()
    rule: str | None
    x: Metric
    y: Metric

    @property
    def own(self) -> tuple[Any, ...]:
        """What the policies themselves depend on."""
        return (self.kind, self.column, self.is_mixed, self.score, self.k, self.per, self.shared, self.reviewer)

    @property
    def key(self) -> tuple[Any, ...]:
        """What the view depends on, beside the policy that is looked at."""
        texts = tuple(limit.text for limit in self.limits)
        return (*self.own, self.rule, self.x.name, self.y.name, texts, self.order, self.pins)


class KindView(Protocol):
    """One kind of policy as a panel shows it."""

    payload: Mapping[str, Any]
    now: Any
    choice: Choice | None
    notes: Sequence[str]

    def policy(self, at: Sequence[int]) -> Policy | None:
        """The policy at these places of the sliders; None where they are none of this view's."""
        ...

    def act(self, name: str, policy: Any) -> Policy | None:
        """What one of the payload's ``actions`` makes of a policy; None where there is no such action or no answer."""
        ...


def told_metrics(lens: Lens, x: Metric, y: Metric) -> tuple[Metric, ...]:
    """The contract's metrics, its money, and the axes, each once."""
    money = payoff_metric(lens.contract) if lens.contract is not None else None
    wanted = {metric.name: metric for metric in (*lens.metrics, x, y, money) if metric is not None}
    return tuple(wanted.values())


def best_single(lens: Lens, rule: str | None) -> Choice | None:
    """The best single threshold by the rule, worked out once; None without a rule."""
    if rule is None or lens.contract is None:
        return None
    return lens.keep(f"best single threshold by {rule}", lambda: choose(lens.sweep, lens.contract, rule=rule))


def tiers_of(lens: Lens, asked: Asked) -> Tiers:
    scores = lens.sweep.scores
    single = best_single(lens, asked.rule)
    first = single.point.policy.score if single is not None and single.point is not None else scores[0]
    return Tiers(
        segment=asked.column,
        scores=scores if asked.is_mixed else (first,),
        limits=asked.limits,
        order=None if asked.is_mixed else asked.order,
    )


def first_policy(lens: Lens, asked: Asked, kept: Policy | None, *, is_reopened: bool = True) -> Policy | None:
    """Where looking at a kind begins: what ``kept`` is of this kind, else the single threshold that it stands at.

    A list that is kept stands only where a study ``is_reopened``: whoever changes its length on the page asks for another.
    """
    single = kept if isinstance(kept, SingleThreshold) else None
    if single is None:
        best = best_single(lens, asked.rule)
        single = best.point.policy if best is not None and best.point is not None else lens.first_point
    if asked.kind == "tiered":
        candidates = candidates_of(lens, tiers_of(lens, asked))
        is_ours = (
            isinstance(kept, TieredThresholds)
            and kept.segment == asked.column
            and set(candidates.values) <= set(kept.by_value)
            and set(kept.scores) <= set(candidates.scores)
        )
        return kept if is_ours else spread_out(candidates, single)
    if asked.kind == "review":
        if isinstance(kept, ReviewBand) and kept.score == asked.score:
            return replace(kept, reviewer=asked.reviewer)
        threshold = single.threshold if single.score == asked.score else math.inf
        end = lens.sweep.same_actions(asked.score, threshold)[1]
        return ReviewBand(score=asked.score, clear_below=end, act_from=end, reviewer=asked.reviewer)
    if is_reopened and isinstance(kept, Capacity) and (kept.score, kept.per or "all") == (asked.score, asked.per):
        return kept
    return list_of(lens.sweep, score=asked.score, k=asked.k, per=asked.per, shared=asked.shared)


def start_of(lens: Lens, asked: Asked, metrics: Sequence[Metric]) -> tuple[str, OperatingPoint]:
    """What a move is measured from: the best single threshold by the rule, else where the study begins."""
    best = best_single(lens, asked.rule)
    if best is not None and best.point is not None:
        policy, name = best.point.policy, "the best single threshold"
    else:
        policy = lens.first_point
        name = named(policy, lens.sweep)
    return name, measure_point(lens.sweep, policy, contract=lens.contract, metrics=metrics)


def marks_of(lens: Lens, asked: Asked, metrics: Sequence[Metric]) -> list[tuple[str, str, OperatingPoint]]:
    """Today's process, where there is one, and the best single threshold."""
    marks = []
    if lens.today is not None:
        today = measure_point(lens.sweep, lens.today[0], contract=lens.contract, metrics=metrics)
        marks.append(("today", "today", today))
    best = best_single(lens, asked.rule)
    if best is not None and best.point is not None:
        point = measure_point(lens.sweep, best.point.policy, contract=lens.contract, metrics=metrics)
        marks.append(("one threshold", "best single", point))
    for name, policy in asked.pins:
        marks.append(("pin", name, measure_point(lens.sweep, policy, contract=lens.contract, metrics=metrics)))
    return marks


def measured_metrics(lens: Lens, asked: Asked) -> tuple[Metric, ...]:
    """All that is measured at a policy: ``told_metrics``, and every limit beside the metrics' own as a metric."""
    metrics = told_metrics(lens, asked.x, asked.y)
    capacity = None if asked.reviewer is None else capacity_metric(lens.sweep.predictions, asked.reviewer)
    beside = [limit_metric(limit, lens.sweep) for limit in asked.limits]
    return (*metrics, *([] if capacity is None else [capacity]), *beside)


def build_kind_view(lens: Lens, asked: Asked, *, now: Any, choices: Mapping[str, str]) -> KindView:
    """The view of one kind at the policy ``now``."""
    metrics = measured_metrics(lens, asked)
    shared = {
        "x": asked.x,
        "y": asked.y,
        "metrics": metrics,
        "rule": asked.rule,
        "start": start_of(lens, asked, metrics),
        "marks": marks_of(lens, asked, metrics),
        "choices": choices,
    }
    if asked.kind == "tiered":
        return build_tier_view(lens, tiers_of(lens, asked), now=now, **shared)
    if asked.kind == "review":
        return build_band_view(lens, now=now, **shared)
    return build_list_view(lens, now=now, **shared)
