"""The contract's score: how much of what was agreed a point delivers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.errors import ContractError, Problem
from workbench.metrics import Metric
from workbench.sweep import Sweep


def worth(values: np.ndarray, metric: Metric, *, beyond: bool = False) -> np.ndarray:
    """The metric mapped to 0 at its ``worst`` and 1 at its ``target``, held inside [0, 1]; undefined stays NaN.

    ``beyond`` lets the line go on past both ends, to tell apart points that the contract values alike.

    >>> worth(np.array([0.1, 0.055, 0.0]), Metric(name="m", label="m", goal="minimise", unit="", value=None,
    ...       worst=0.1, target=0.01))
    array([0. , 0.5, 1. ])
    """
    if metric.worst is None or metric.target is None:
        raise ContractError(
            [
                Problem(
                    field=f"metrics ({metric.name})",
                    message="needs worst and target: where it is worth nothing, and everything.",
                )
            ]
        )
    scaled = (values - metric.worst) / (metric.target - metric.worst)
    return scaled if beyond else np.minimum(np.maximum(scaled, 0.0), 1.0) + 0.0


def weighted(metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """The metrics that take part in the score."""
    return tuple(metric for metric in metrics if metric.weight)


def contract_score(sweep: Sweep, metrics: Sequence[Metric], *, beyond: bool = False) -> np.ndarray:
    """The weighted sum of the metrics' worths at every candidate; NaN where one of them is undefined.

    Guardrails take no part: they decide what may be chosen at all. Of Gaps, the Range that the score has in each.
    """
    counted = weighted(metrics)
    if not counted:
        raise ContractError(
            [Problem(field="metrics", message="none has a weight. Name a primary metric with worst and target.")]
        )
    total = np.zeros(len(sweep))
    for metric in counted:
        total = total + metric.weight * worth(metric.measure(sweep), metric, beyond=beyond)
    return total
