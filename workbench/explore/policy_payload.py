"""What the panel of tiers, bands and lists is told: sliders, totals, lines and marks, all as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from workbench.contract import Contract
from workbench.explore.kept_limits import Taken, kept_limits
from workbench.explore.sliders import Slider, form_parts
from workbench.explore.view import money_factor, told_metric
from workbench.frontier import Frontier
from workbench.metrics import Metric
from workbench.metrics.affine import Affine, FormCounts, Quotient, form_of, metric_form
from workbench.policy import Limit, OperatingPoint
from workbench.sweep import Sweep
from workbench.wording.plain import plain_number

LINE_POINTS_MAX = 160


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """A frontier of one kind of policy. ``look`` is one of ``charts.policies.LINES``; ``values`` has shape (k, 2), NaN where
    undefined; ``texts`` say each point; ``at`` has the places of the sliders, where they can go there; ``kept`` (k, limits)
    says which limits each point keeps."""

    name: str
    look: str
    values: np.ndarray
    texts: tuple[str, ...] = ()
    at: tuple[tuple[int, ...] | None, ...] = ()
    kept: np.ndarray | None = None

    def to_dict(self) -> dict[str, Any]:
        points: dict[str, Any] = {
            "x": [plain_number(each) for each in self.values[:, 0].tolist()],
            "y": [plain_number(each) for each in self.values[:, 1].tolist()],
        }
        if self.texts:
            points["text"] = list(self.texts)
        if self.at:
            points["at"] = [None if each is None else list(each) for each in self.at]
        if self.kept is not None:
            points["ok"] = self.kept.all(axis=1).tolist()
        return {"name": self.name, "look": self.look, "points": points}


@dataclass(frozen=True, kw_only=True, eq=False)
class Told:
    """What is said beside the picture. ``start`` is compared with; ``advice`` recommends or says why nothing is."""

    title: str
    here: str
    sliders_label: str
    start: tuple[str, str, OperatingPoint]
    advice: tuple[str, str]
    cells_note: str = ""
    actions: Sequence[Mapping[str, str]] = ()
    marks: Sequence[tuple[str, str, OperatingPoint]] = ()
    chains: Sequence[Sequence[int]] = field(default_factory=tuple)


def policy_payload(
    sweep: Sweep,
    *,
    contract: Contract | None,
    x: Metric,
    y: Metric,
    metrics: Sequence[Metric],
    sliders: Sequence[Slider],
    now: tuple[Sequence[int], OperatingPoint],
    recommended: tuple[Sequence[int] | None, OperatingPoint] | None,
    lines: Sequence[Line],
    told: Told,
    choices: Mapping[str, str],
    forms: FormCounts | None = None,
) -> dict[str, Any]:
    """Plain JSON for the browser. ``metrics`` are measured at every point given, x and y among them.

    A metric that adds over the sliders, or is a ratio of two that do, moves with the hand; of any other the browser has
    only what the server measured at ``now``.
    """
    forms = forms or FormCounts(predictions=sweep.predictions)
    weighed = {metric.name for metric in metrics if metric.role in ("primary", "secondary")}
    # Money is told once, of the contract's period, whichever form of it an axis has.
    axes = {metric.name for metric in (x, y) if not metric.is_money}
    told_names = {*weighed, *axes, *(metric.name for metric in metrics if metric.name == "payoff")}
    name, sentence, start = told.start
    at, here = now
    cells = ("TP", "FP", "FN", "TN")
    return {
        "axes": {"x": x.name, "y": y.name},
        "choices": dict(choices),
        "title": told.title,
        "here": told.here,
        "sliders_label": told.sliders_label,
        "currency": contract.currency if contract is not None else "",
        "metrics": [_metric(metric, metric.name in told_names, sweep, contract, forms, sliders) for metric in metrics],
        "cells": {cell: _parts_of(form_of(lambda counts, c=cell: counts.cell(c), forms), sliders) for cell in cells},
        "cells_note": told.cells_note,
        "sliders": [slider.to_dict() for slider in sliders],
        "chains": [list(chain) for chain in told.chains],
        "now": {"at": list(at), "values": point_values(here)},
        "start": {"name": name, "sentence": sentence, "values": point_values(start), "at": None},
        "recommended": None
        if recommended is None or recommended[0] is None
        else {"at": list(recommended[0]), "values": point_values(recommended[1])},
        "advice": {"tone": told.advice[0], "words": told.advice[1]},
        "actions": [dict(action) for action in told.actions],
        "lines": [line.to_dict() for line in lines],
        "marks": [
            {"kind": kind, "label": label, "tip": label, **_spot(point, x, y)} for kind, label, point in told.marks
        ],
    }


def point_values(point: OperatingPoint) -> dict[str, Any]:
    """The metrics of a point by name; null where undefined."""
    return {item.metric.name: plain_number(item.value) for item in point.metrics}


def single_line(frontier: Frontier, limits: Sequence[Limit] = ()) -> Line:
    """The frontier of one threshold, thinned where it is long."""
    index = thinned(len(frontier))
    taken = Taken(sweep=frontier.sweep, index=frontier.index[index])
    return Line(
        name="one threshold",
        look="one threshold",
        values=frontier.values[index][:, :2],
        kept=kept_limits(taken, limits, len(index)),
    )


def thinned(count: int, most: int = LINE_POINTS_MAX) -> np.ndarray:
    """Places spread evenly over ``count`` ones, the ends among them."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64)) if count else np.arange(0)


def _spot(point: OperatingPoint, x: Metric, y: Metric) -> dict[str, Any]:
    values = point_values(point)
    return {"x": values.get(x.name), "y": values.get(y.name)}


def _metric(
    metric: Metric,
    is_told: bool,
    sweep: Sweep,
    contract: Contract | None,
    forms: FormCounts,
    sliders: Sequence[Slider],
) -> dict[str, Any]:
    factor, per = money_factor(metric, sweep, contract)
    form = metric_form(metric, forms)
    top, below = (form.top, form.bottom) if isinstance(form, Quotient) else (form, None)
    told = {
        **told_metric(metric, contract, sweep),
        "scale": 1.0,
        "is_told": is_told,
        "top": _parts_of(top, sliders),
        "below": _parts_of(below, sliders),
    }
    return {**told, "label": f"Money {per}", "unit": "", "scale": factor} if metric.is_money else told


def _parts_of(form: Affine | Quotient | None, sliders: Sequence[Slider]) -> dict[str, Any] | None:
    return form_parts(form, sliders) if isinstance(form, Affine) else None
