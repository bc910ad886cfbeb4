"""The Trade-off page's view of a sweep: everything a browser needs to move a point without asking anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.contract import Contract
from workbench.explore.lens import Lens
from workbench.explore.limit_metrics import limit_metric
from workbench.explore.shown import shown_candidates
from workbench.frontier import Frontier
from workbench.metrics import Metric, payoff_metric, payoff_of
from workbench.metrics.bound import reach
from workbench.policy import Choice, SingleThreshold, agreed_limits, measure_point, policy_of
from workbench.sweep import CELLS, Sweep
from workbench.wording import phrase_for, threshold_text, unit_text
from workbench.wording.agreed import agreed_value, agreed_with_unit
from workbench.wording.limits import bound_text, nearest_text
from workbench.wording.plain import plain_number


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """``payload`` is plain JSON for the browser; ``index[i]`` is the candidate that the browser calls i, in the
    frontier's sweep."""

    payload: Mapping[str, Any]
    index: np.ndarray
    frontier: Frontier
    choice: Choice | None


def build_view(
    sweep: Sweep,
    *,
    contract: Contract | None,
    x: Metric,
    y: Metric,
    third: Metric | None = None,
    rule: str | None = None,
    what_if: Contract | None = None,
    points: Mapping[str, SingleThreshold | None],
    pins: Sequence[tuple[str, SingleThreshold]] = (),
    lens: Lens | None = None,
) -> View:
    """The view of one pair of axes.

    ``rule`` picks the recommended point (``contract`` or ``payoff``), by the weights and costs of ``what_if`` where given.
    ``points`` has the policies that must be shown: ``now``, and ``start`` for where the move is measured from. ``lens`` is
    that of this sweep and contract, where there are more views to come. ``index`` of the view is into its frontier's sweep,
    which lists more than the one given where something between the candidates is shown.
    """
    lens = lens or Lens(sweep, contract)
    today = lens.today
    named = {key: policy for key, policy in points.items() if policy is not None}
    marked = [*named.values(), *(policy for _, policy in pins)]
    if today is not None and today[0].score in sweep.scores:
        marked.append(today[0])
    choice, sweep = lens.look(rule=rule, what_if=what_if, marked=marked)
    if choice is not None and choice.point is not None:
        marked.append(choice.point.policy)
    frontier = lens.frontier(sweep, x, y)
    if rule is not None:
        marked += lens.winners(rule)
    always = [_candidate(sweep, policy) for policy in marked]
    if frontier.knee is not None:
        always.append(int(frontier.index[frontier.knee]))
    own = lens.metrics
    index = shown_candidates(sweep, frontier=frontier, always=always)
    place = dict(zip(index.tolist(), range(len(index)), strict=True))

    def at(policy: SingleThreshold | None) -> int | None:
        return None if policy is None else place.get(_candidate(sweep, policy))

    money = payoff_metric(contract) if contract is not None else None
    cases = float(lens.sweep.counts().cell("ALL")[0])
    beside = [limit_metric(limit, sweep) for limit in agreed_limits(contract, cases_count=cases)]
    told: dict[str, Metric] = {
        metric.name: metric for metric in (*own, x, y, third, money, *beside) if metric is not None
    }
    is_shown = np.isin(frontier.index, index)
    frontier_shown = [place[i] for i in frontier.index[is_shown].tolist()]
    hull = [place[i] for i in frontier.index[is_shown & frontier.on_hull].tolist()]
    recommended = None if choice is None or choice.point is None else at(choice.point.policy)
    payload = {
        "scores": list(sweep.scores),
        "points": _points(lens, sweep, index, tuple(told.values()), (*own, *beside)),
        "metrics": [told_metric(metric, contract, sweep) for metric in told.values()],
        "told": _told(own, x, y),
        "axes": {"x": x.name, "y": y.name, "third": None if third is None else third.name},
        "frontier": frontier_shown,
        "frontier_count": len(frontier),
        "candidates_count": len(sweep),
        "is_thinned": not sweep.is_complete,
        "hull": hull,
        "knee": None if frontier.knee is None else place[int(frontier.index[frontier.knee])],
        "exchange": _exchange(frontier, np.flatnonzero(is_shown)),
        "now": at(named.get("now")),
        "start": at(named.get("start")),
        "recommended": recommended,
        "rule": rule,
        "blocked": None if choice is None or choice.point is not None else _blocked(choice),
        "ties_count": 0 if choice is None else choice.ties_count,
        "baseline": _baseline(lens, sweep, told.values(), at),
        "pins": [{"name": name, "at": at(policy)} for name, policy in pins],
        "money": _money(sweep, contract),
    }
    return View(payload=payload, index=index, frontier=frontier, choice=choice)


def _told(own: Sequence[Metric], x: Metric, y: Metric) -> list[str]:
    """The metrics that a move's sentence names: those the contract weighs, and those on the axes; money is named anyway."""
    weighed = [metric.name for metric in own if metric.role in ("primary", "secondary")]
    return list(dict.fromkeys([*weighed, *(metric.name for metric in (x, y) if not metric.is_money)]))


def _candidate(sweep: Sweep, policy: SingleThreshold) -> int:
    found = sweep.candidate(policy.score, policy.threshold)
    return 0 if found is None else found


def _points(
    lens: Lens, sweep: Sweep, index: np.ndarray, metrics: Sequence[Metric], judged: Sequence[Metric]
) -> dict[str, Any]:
    """The shown candidates; the limits of ``judged`` must hold, most of which are among ``metrics`` too."""
    contract = lens.contract
    counts = sweep.counts().take(index)
    policies = [policy_of(sweep, i) for i in index]
    ok = np.ones(len(index), dtype=bool)
    values = {metric.name: _measured(metric, sweep, index) for metric in metrics}
    known = {id(metric): values[metric.name] for metric in metrics}
    for metric in judged:
        measured = known.get(id(metric))
        ok &= metric.keeps_limit(_measured(metric, sweep, index) if measured is None else measured)
    points: dict[str, Any] = {
        "score": sweep.score_code[index].tolist(),
        "threshold": [None if p.flags_nobody else p.threshold for p in policies],
        "text": [lens.text(policy, sweep) for policy in policies],
        "metrics": {name: _numbers(measured) for name, measured in values.items()},
        "ok": ok.tolist(),
    }
    for name in CELLS:
        points[name] = _numbers(counts.cell(name))
    if contract is not None and contract.payoff:
        points["payoff"] = {
            cell: _numbers(payoff_of(counts, {cell: contract.payoff[cell]}))
            for cell in CELLS
            if cell in contract.payoff
        }
    return points


def _measured(metric: Metric, sweep: Sweep, index: np.ndarray) -> np.ndarray:
    return metric.of(sweep.counts(metric.where).take(index))


def told_metric(metric: Metric, contract: Contract | None, sweep: Sweep) -> dict[str, Any]:
    """A metric as a panel is told it: its words, its limit as it is judged, and how a difference in it is said."""
    factor, per = money_factor(metric, sweep, contract)
    currency = contract.currency if contract is not None else ""
    phrase = phrase_for(metric, currency=currency, factor=factor, per=per)
    limit = None if metric.limit is None else agreed_with_unit(metric, metric.limit, currency)
    return {
        "name": metric.name,
        "label": metric.label,
        "kind": "share" if metric.is_share else "money" if metric.is_money else "number",
        "unit": unit_text(metric),
        "sign": metric.sign,
        "role": metric.role,
        "weight": metric.weight,
        "worst": metric.worst,
        "target": metric.target,
        "limit": metric.limit,
        "limit_reach": None if metric.limit is None else reach(metric.limit, at_most=metric.goal == "minimise"),
        "limit_text": limit,
        "limit_short": None if metric.limit is None else agreed_value(metric, metric.limit, currency),
        "phrase": phrase.to_dict(),
    }


def period_factor(sweep: Sweep, contract: Contract | None) -> tuple[float, str]:
    """What money on these predictions is multiplied by, and how the period is said; 1 without a volume."""
    if contract is None or contract.volume is None:
        return 1.0, "on these predictions"
    cases = float(sweep.counts().cell("ALL")[0])
    return (contract.volume.cases / cases if cases else float("nan")), f"a {contract.volume.per}"


def money_factor(metric: Metric, sweep: Sweep, contract: Contract | None) -> tuple[float, str]:
    """What a money metric is multiplied by to be money of the contract's period, and how that is said; 1 for one that is
    of a period already."""
    factor, per = period_factor(sweep, contract)
    return (factor, per) if metric.name == "payoff" else (1.0, per)


def _money(sweep: Sweep, contract: Contract | None) -> dict[str, Any] | None:
    if contract is None or not contract.payoff:
        return None
    factor, per = period_factor(sweep, contract)
    return {"currency": contract.currency, "factor": factor, "per": per}


def _exchange(frontier: Frontier, shown: np.ndarray) -> dict[str, Any]:
    """For each shown frontier point, its neighbours on the full frontier: what one step either way leads to, null at an end."""
    ends = np.full((1, 2), np.nan)
    values = np.vstack([ends, frontier.values, ends])  # neighbours of point i are rows i and i + 2
    return {
        side: {axis: _numbers(values[shown + step, column]) for column, axis in enumerate(("x", "y"))}
        for side, step in (("before", 0), ("after", 2))
    }


def _baseline(lens: Lens, sweep: Sweep, metrics: Any, at: Any) -> dict[str, Any] | None:
    if lens.today is None:
        return None
    policy, note = lens.today
    # A score that is no candidate is counted once, by the sweep that stays.
    measured_on = sweep if policy.score in sweep.scores else lens.sweep
    point = measure_point(measured_on, policy, contract=lens.contract, metrics=tuple(metrics))
    return {
        "name": policy.score,
        "note": note,
        "threshold": None if policy.flags_nobody else policy.threshold,
        "text": threshold_text(policy.threshold, point.same_actions),
        "at": at(policy) if policy.score in sweep.scores else None,
        "metrics": {item.metric.name: plain_number(item.value) for item in point.metrics},
        "cells": {name: plain_number(point.count(name)) for name in CELLS},
        "payoff": None if point.payoff is None else plain_number(point.payoff),
    }


def _blocked(choice: Choice) -> list[dict[str, Any]]:
    """Why nothing is feasible. Where relaxing one limit is enough, each nearest point keeps all the other limits."""
    return [
        {
            "keeps_others": item.is_nearest_of_others,
            "limit": bound_text(item.limit, item.limit.bound),
            "label": item.limit.label,
            "nearest": nearest_text(item.limit, item.nearest_value),
            "at_most": item.limit.at_most,
        }
        for item in choice.blocked
    ]


def _numbers(values: np.ndarray) -> list[float | int | None]:
    return [plain_number(value) for value in values.tolist()]
