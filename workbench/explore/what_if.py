"""What if something weighed more: the contract with other weights or costs, for looking, not for keeping."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.contract import Contract

MULTIPLIER_MIN, MULTIPLIER_MAX = 0.1, 10.0


def with_weights(contract: Contract, weights: Mapping[str, float]) -> Contract:
    """The contract with these weights for the metrics named; the rest as agreed."""
    metrics = tuple(
        metric.model_copy(update={"weight": max(0.0, float(weights[metric.name]))})
        if metric.name in weights
        else metric
        for metric in contract.metrics
    )
    return contract.model_copy(update={"metrics": metrics})


def with_costs(contract: Contract, multipliers: Mapping[str, float]) -> Contract:
    """The contract with the payoff of each cell named multiplied."""
    payoff = {}
    for cell, agreed in contract.payoff.items():
        factor = min(max(float(multipliers.get(cell, 1.0)), MULTIPLIER_MIN), MULTIPLIER_MAX)
        payoff[cell] = agreed.times(factor)
    return contract.model_copy(update={"payoff": payoff})
