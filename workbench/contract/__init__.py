"""The metric contract: agreed before looking, and what every choice follows from."""

from workbench.contract.contract import Contract
from workbench.contract.model import (
    METRICS_ADVISED,
    METRICS_MAX,
    RESERVED_NAMES,
    MetricSpec,
    Payoff,
    PredictionColumns,
    Volume,
)
from workbench.contract.weights import merge_weights

__all__ = [
    "METRICS_ADVISED",
    "METRICS_MAX",
    "RESERVED_NAMES",
    "Contract",
    "MetricSpec",
    "Payoff",
    "PredictionColumns",
    "Volume",
    "merge_weights",
]
