"""The picture in the record: enough of the frontier to draw it again without the predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from workbench.decision.point import metric_to_dict
from workbench.evidence.sweep_band import amounts_read
from workbench.frontier import Frontier, build_frontier
from workbench.metrics import Metric
from workbench.policy import Policy, SingleThreshold
from workbench.sweep import Sweep
from workbench.wording.plain import plain_number

POINTS_MAX = 160


def picture_to_dict(sweep: Sweep, *, frontier: Frontier, always: Sequence[Policy] = ()) -> dict[str, Any]:
    """The frontier of two metrics and each score's whole curve, thinned to ``POINTS_MAX`` points each.

    The points of the policies in ``always`` are among those of their score's curve, where the sweep lists them. Those
    that are no single threshold lie beside every curve: ``marks`` has each with its two values.
    """
    x, y = frontier.metrics
    singles = [policy for policy in always if isinstance(policy, SingleThreshold)]
    others = {repr(policy): policy for policy in always if not isinstance(policy, SingleThreshold)}
    kept = [sweep.candidate(policy.score, policy.threshold) for policy in singles]
    named = np.array([candidate for candidate in kept if candidate is not None], dtype=np.int64)
    return {
        "x": metric_to_dict(x),
        "y": metric_to_dict(y),
        "frontier": _rows(frontier.sweep, frontier.index[_thin(len(frontier), frontier.on_hull)], x, y),
        "frontier_points": len(frontier),
        "curves": {name: _rows(sweep, _curve(sweep, code, named), x, y) for code, name in enumerate(sweep.scores)},
        "marks": [_mark(sweep, policy, x, y) for policy in others.values()],
    }


def _mark(sweep: Sweep, policy: Policy, x: Metric, y: Metric) -> dict[str, Any]:
    across, up = (metric.measure_one(lambda where: policy.count(sweep, where))[0] for metric in (x, y))
    return {"policy": policy.to_dict(), "x": plain_number(across), "y": plain_number(up)}


def frontier_of_all(sweep: Sweep, *, metrics: tuple[Metric, Metric]) -> Frontier:
    """The frontier among every candidate, also where the sweep lists only some: a record must not depend on which.

    Only the amounts that the two metrics read are summed, so that this takes no longer than it must.
    """
    if sweep.is_complete:
        return build_frontier(sweep, metrics=metrics)
    nobody = sweep.counts().take(slice(0, 1))
    read = {name for metric in metrics for name in amounts_read(metric, nobody)}
    rows = sweep.predictions
    amounts = {name: values for name, values in rows.amounts.items() if name in read}
    return build_frontier(Sweep(replace(rows, amounts=amounts), scores=sweep.scores), metrics=metrics)


def _place_on(frontier: Frontier, policy: Policy) -> int | None:
    """Which frontier point has the policy's two values, if any."""
    if not isinstance(policy, SingleThreshold):
        return None
    candidate = frontier.sweep.candidate(policy.score, policy.threshold)
    if candidate is None:
        return None
    one = np.array([candidate])
    values = np.array([metric.of(frontier.sweep.counts(metric.where).take(one))[0] for metric in frontier.metrics])
    found = np.flatnonzero((frontier.values == values).all(axis=1))
    return int(found[0]) if len(found) else None


def exchange_to_dict(frontier: Frontier, policy: Policy) -> dict[str, Any]:
    """What one step along the frontier costs from this point, both ways; nulls where there is no next point.

    ``to_better_x`` is the next frontier point with a better x, and by how much both metrics change on the way;
    ``to_better_y`` likewise. ``weights`` is the interval of weight of x / weight of y for which the point is best, null
    off the hull. A point with the same two values as a frontier point is on the frontier. A policy that is no single
    threshold of a score lies beside this frontier and has no steps on it: ``of_single`` is false, and ``as_good`` is the
    frontier point, null where there is none, that is at least as good on both.
    """
    x, y = frontier.metrics[:2]
    if not isinstance(policy, SingleThreshold):
        return _beside(frontier, policy, x, y)
    result: dict[str, Any] = {"x": x.name, "y": y.name, "of_single": True, "on_frontier": False, "on_hull": False}
    result |= {"to_better_x": None, "to_better_y": None, "weights": None}
    here = _place_on(frontier, policy)
    if here is None:
        return result
    result |= {"on_frontier": True, "on_hull": bool(frontier.on_hull[here])}
    if here + 1 < len(frontier):
        result["to_better_x"] = _step(frontier, here, here + 1)
    if here > 0:
        result["to_better_y"] = _step(frontier, here, here - 1)
    if frontier.on_hull[here] and frontier.weight_low is not None and frontier.weight_high is not None:
        result["weights"] = {
            "low": plain_number(frontier.weight_low[here]),
            "high": plain_number(frontier.weight_high[here]),
        }
    return result


def _beside(frontier: Frontier, policy: Policy, x: Metric, y: Metric) -> dict[str, Any]:
    mark = _mark(frontier.sweep, policy, x, y)
    own = np.array([np.nan if mark[axis] is None else float(mark[axis]) for axis in ("x", "y")])
    signs = np.array([x.sign, y.sign])
    as_good = np.flatnonzero((signs * (frontier.values[:, :2] - own) >= 0).all(axis=1))
    found = None
    if len(as_good):
        index = frontier.index[as_good[0]]
        delta = frontier.values[as_good[0]] - own
        found = {**_candidate(frontier, index), "x_change": plain_number(delta[0]), "y_change": plain_number(delta[1])}
    return {
        "x": x.name, "y": y.name, "of_single": False, "on_frontier": False, "on_hull": False, "to_better_x": None,
        "to_better_y": None, "weights": None, "is_defined": bool(np.isfinite(own).all()), "as_good": found,
    }  # fmt: skip


def _candidate(frontier: Frontier, index: int) -> dict[str, Any]:
    return {
        "score": frontier.sweep.scores[frontier.sweep.score_code[index]],
        "threshold": plain_number(frontier.sweep.threshold[index]),
    }


def _step(frontier: Frontier, here: int, there: int) -> dict[str, Any]:
    delta = frontier.values[there] - frontier.values[here]
    return {
        **_candidate(frontier, frontier.index[there]),
        "x_change": plain_number(delta[0]),
        "y_change": plain_number(delta[1]),
    }


def _rows(sweep: Sweep, index: np.ndarray, x: Metric, y: Metric) -> list[dict[str, Any]]:
    across, up = (metric.of(sweep.counts(metric.where).take(index)) for metric in (x, y))
    return [
        {
            "score": sweep.scores[sweep.score_code[i]],
            "threshold": plain_number(sweep.threshold[i]),
            "x": plain_number(a),
            "y": plain_number(b),
        }
        for i, a, b in zip(index, across, up, strict=True)
    ]


def _curve(sweep: Sweep, code: int, named: np.ndarray) -> np.ndarray:
    own = np.flatnonzero(sweep.score_code == code)
    return np.union1d(_spread(own), named[sweep.score_code[named] == code])


def _spread(index: np.ndarray) -> np.ndarray:
    if len(index) <= POINTS_MAX:
        return index
    return index[np.unique(np.linspace(0, len(index) - 1, POINTS_MAX).round().astype(int))]


def _thin(points: int, keep: np.ndarray) -> np.ndarray:
    if points <= POINTS_MAX:
        return np.arange(points)
    vertices = np.flatnonzero(keep)
    return np.unique(np.concatenate([_spread(np.arange(points)), _spread(vertices)]))
