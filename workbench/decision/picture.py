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
from workbench.policy import SingleThreshold
from workbench.sweep import Sweep
from workbench.wording.plain import plain_number

POINTS_MAX = 160


def picture_to_dict(sweep: Sweep, *, frontier: Frontier, always: Sequence[SingleThreshold] = ()) -> dict[str, Any]:
    """The frontier of two metrics and each score's whole curve, thinned to ``POINTS_MAX`` points each.

    The points of the policies in ``always`` are among those of their score's curve, where the sweep lists them.
    """
    x, y = frontier.metrics
    kept = [sweep.candidate(policy.score, policy.threshold) for policy in always]
    named = np.array([candidate for candidate in kept if candidate is not None], dtype=np.int64)
    return {
        "x": metric_to_dict(x),
        "y": metric_to_dict(y),
        "frontier": _rows(frontier.sweep, frontier.index[_thin(len(frontier), frontier.on_hull)], x, y),
        "frontier_points": len(frontier),
        "curves": {name: _rows(sweep, _curve(sweep, code, named), x, y) for code, name in enumerate(sweep.scores)},
    }


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


def _place_on(frontier: Frontier, policy: SingleThreshold) -> int | None:
    """Which frontier point has the policy's two values, if any."""
    candidate = frontier.sweep.candidate(policy.score, policy.threshold)
    if candidate is None:
        return None
    one = np.array([candidate])
    values = np.array([metric.of(frontier.sweep.counts(metric.where).take(one))[0] for metric in frontier.metrics])
    found = np.flatnonzero((frontier.values == values).all(axis=1))
    return int(found[0]) if len(found) else None


def exchange_to_dict(frontier: Frontier, policy: SingleThreshold) -> dict[str, Any]:
    """What one step along the frontier costs from this point, both ways; nulls where there is no next point.

    ``to_better_x`` is the next frontier point with a better x, and by how much both metrics change on the way;
    ``to_better_y`` likewise. ``weights`` is the interval of weight of x / weight of y for which the point is best, null
    off the hull. A point with the same two values as a frontier point is on the frontier.
    """
    x, y = frontier.metrics[:2]
    result: dict[str, Any] = {"x": x.name, "y": y.name, "on_frontier": False, "on_hull": False}
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


def _step(frontier: Frontier, here: int, there: int) -> dict[str, Any]:
    delta = frontier.values[there] - frontier.values[here]
    index = frontier.index[there]
    threshold = frontier.sweep.threshold[index]
    return {
        "score": frontier.sweep.scores[frontier.sweep.score_code[index]],
        "threshold": plain_number(threshold),
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
