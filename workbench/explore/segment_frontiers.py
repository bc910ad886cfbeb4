"""The frontier within each of a few segments, with the point that a policy has there: the data of small multiples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from workbench.frontier import build_frontier
from workbench.metrics import Metric
from workbench.policy import Policy
from workbench.sweep import Sweep, looking_max

if TYPE_CHECKING:
    import pandas as pd

POINTS_MAX, POINTS_MIN = 120, 16
# All panels together: a picture of more weighs more than a page should send.
ROWS_MAX = 2_600
COLUMNS = ["segment", "kind", "x", "y", "order"]


def segment_frontiers(
    sweep: Sweep,
    policy: Policy,
    *,
    x: Metric,
    y: Metric,
    columns: Sequence[str],
    values: Sequence[tuple[str, ...]],
) -> pd.DataFrame:
    """Rows of ``segment`` (its values, joined), ``kind``, ``x``, ``y`` and ``order`` along a line.

    ``kind`` is ``frontier`` for what nothing beats in that segment with one threshold of the policy's score there,
    ``whole`` for the same on all rows, again in each segment, and ``now`` for the policy. Every number is exact; of a line
    at most 120 points are kept, fewer where there are many segments, both ends among them. Where a metric is undefined there
    is no row.
    """
    import pandas as pd

    predictions = sweep.predictions
    rows: list[tuple[str, str, float, float, int]] = []
    wholes: dict[str, list[tuple[float, float]]] = {}
    most = int(np.clip(ROWS_MAX // (2 * max(len(values), 1)), POINTS_MIN, POINTS_MAX))
    for own in values:
        name = segment_name(own)
        score = _score_there(policy, columns, own, sweep)
        among = np.logical_and.reduce(
            [predictions.segment(column).mask([value]) for column, value in zip(columns, own, strict=True)]
        )
        part = predictions.rows(among)
        inside = Sweep(part, scores=[score], candidates_max=looking_max(len(part)))
        if score not in wholes:
            same = sweep.scores == (score,)
            wholes[score] = _line(sweep if same else Sweep(predictions, scores=[score], candidates_max=looking_max(len(predictions))), x, y, most)  # fmt: skip
        rows += [(name, "whole", *point, place) for place, point in enumerate(wholes[score])]
        rows += [(name, "frontier", *point, place) for place, point in enumerate(_line(inside, x, y, most))]
        here = _point(sweep, policy, x, y, columns, own)
        if here is not None:
            rows.append((name, "now", *here, 0))
    return pd.DataFrame(rows, columns=COLUMNS)


def segment_name(values: Sequence[str]) -> str:
    """The values of a segment as people read them: ``urban, night``."""
    return ", ".join(values)


def _line(sweep: Sweep, x: Metric, y: Metric, most: int) -> list[tuple[float, float]]:
    points = build_frontier(sweep, metrics=(x, y)).values
    if len(points) > most:
        points = points[np.unique(np.linspace(0, len(points) - 1, most).round().astype(int))]
    return [(float(across), float(up)) for across, up in points]


def _point(
    sweep: Sweep, policy: Policy, x: Metric, y: Metric, columns: Sequence[str], own: Sequence[str]
) -> tuple[float, float] | None:
    found = []
    for metric in (x, y):
        where = dict(metric.where)
        for column, value in zip(columns, own, strict=True):
            if value not in where.get(column, (value,)):
                return None
            where[column] = (value,)
        found.append(float(metric.value(policy.count(sweep, where))[0]))
    return None if np.isnan(found).any() else (found[0], found[1])


def _score_there(policy: Policy, columns: Sequence[str], own: Sequence[str], sweep: Sweep) -> str:
    """The score that the policy looks at in a segment; where tiers of it differ, the first of them."""
    tiers = dict(getattr(policy, "tiers", ()))
    segment = getattr(policy, "segment", None)
    if segment in columns and own[list(columns).index(segment)] in tiers:
        return tiers[own[list(columns).index(segment)]].score
    score = getattr(policy, "score", None) or next((tier.score for tier in tiers.values()), None)
    return score or sweep.scores[0]
