"""The metric contract: agreed before looking, and what every choice follows from."""

from workbench.contract.agreement import SIGNING_MEANS, Agreement, Amendment, Seal, Signature, agreement_from
from workbench.contract.contract import Contract
from workbench.contract.model import (
    METRICS_ADVISED,
    METRICS_MAX,
    RESERVED_NAMES,
    MetricSpec,
    Payoff,
    PredictionColumns,
    Review,
    Terms,
    Volume,
)
from workbench.contract.weights import merge_weights

__all__ = [
    "METRICS_ADVISED",
    "METRICS_MAX",
    "RESERVED_NAMES",
    "SIGNING_MEANS",
    "Agreement",
    "Amendment",
    "Contract",
    "MetricSpec",
    "Payoff",
    "PredictionColumns",
    "Review",
    "Seal",
    "Signature",
    "Terms",
    "Volume",
    "agreement_from",
    "merge_weights",
]
