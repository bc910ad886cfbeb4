"""Which policies along a line keep every limit, and why a recommended one stands off that line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.metrics import Metric
from workbench.policy import Limit, OperatingPoint
from workbench.sweep import Counts, Sweep, Where
from workbench.sweep.on_sweep import OnSweep

# Sums of the same numbers in another order may differ in the last digits; that is no difference.
ALIKE = 1e-9


def kept_limits(policies: Any, limits: Sequence[Limit], count: int) -> np.ndarray:
    """Which of k ``limits`` each of m policies keeps, shape (m, k); ``policies`` is measured as a sweep is, and has m rows.

    Undefined keeps no limit.
    """
    kept = [np.asarray(limit.keeps(limit.measure(policies)), dtype=bool) for limit in limits]
    return np.stack(kept, axis=1) if kept else np.ones((count, 0), dtype=bool)


def kept_at(points: Sequence[OperatingPoint]) -> np.ndarray:
    """``kept_limits`` of measured points, by the limits of the metrics that they were measured with."""
    rows = [[item.is_kept for item in point.metrics if item.is_kept is not None] for point in points]
    return np.array(rows, dtype=bool).reshape(len(rows), len(rows[0]) if rows else 0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Taken(OnSweep):
    """Some candidates of a sweep, by ``index``: limits and metrics measure them as they measure a sweep."""

    sweep: Sweep
    index: np.ndarray

    def counts(self, where: Where | None = None) -> Counts:
        return self.sweep.counts(where).take(self.index)


def off_line_words(
    values: np.ndarray,
    kept: np.ndarray,
    labels: Sequence[str],
    best: OperatingPoint,
    *,
    axes: tuple[Metric, Metric],
    rule: str,
    agreed: Sequence[Metric],
    line: str,
) -> str:
    """Why the recommended point ``best`` is beaten on both axes by points of its line; empty where none of them does.

    ``values`` has shape (m, 2), the line's points; ``kept`` (m, k) which of the limits called ``labels`` each
    keeps; ``agreed`` are the contract's metrics.
    """
    signs = np.array([metric.sign for metric in axes])
    here = signs * np.array([best.value(metric.name) for metric in axes])
    there = signs * np.asarray(values, dtype=float)
    room = ALIKE * np.maximum(1.0, np.abs(here))
    with np.errstate(invalid="ignore"):
        beats = (there >= here - room).all(axis=1) & (there > here + room).any(axis=1)
    if not beats.any():
        return ""
    allowed = beats & kept.all(axis=1)
    if not allowed.any():
        broken = [label for label, keeps in zip(labels, kept[beats].T, strict=True) if not keeps.all()]
        return (
            f"It stands off the line {line}, which leaves limits aside: every point of it that beats it on these axes "
            f"breaks a limit ({'; '.join(broken)})."
        )
    shown = {metric.name for metric in axes}
    others = [metric.label for metric in agreed if metric.weight and metric.name not in shown]
    if rule == "contract" and others:
        why = f"the contract's score also weighs {' and '.join(others)}, which these axes do not show"
    elif rule == "payoff":
        if any(metric.is_money for metric in axes):
            return ""  # what rounding alone puts beside the line needs no reason
        why = "it is recommended by money, which these axes do not show"
    else:
        why = "the rule counts no gain past the contract's target, and no loss past its worst"
    return f"Some points of the line {line} beat it on these axes and keep every limit; {why}."
