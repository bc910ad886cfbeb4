"""The metric contract: agreed before looking, and what every choice follows from."""

from workbench.contract.contract import Contract
from workbench.contract.model import METRICS_ADVISED, METRICS_MAX, MetricSpec, Payoff, PredictionColumns, Volume

__all__ = ["METRICS_ADVISED", "METRICS_MAX", "Contract", "MetricSpec", "Payoff", "PredictionColumns", "Volume"]
