"""Confusion counts become numbers with units."""

from workbench.metrics.builtin import BUILTIN
from workbench.metrics.formula import Formula, parse_formula
from workbench.metrics.metric import Metric
from workbench.metrics.payoff import payoff_metric, payoff_of, payoff_per_period_metric, payoff_size
from workbench.metrics.resolve import contract_metrics, known_metrics, resolve_metrics
from workbench.metrics.table import sweep_table

__all__ = [
    "BUILTIN",
    "Formula",
    "Metric",
    "contract_metrics",
    "known_metrics",
    "parse_formula",
    "payoff_metric",
    "payoff_of",
    "payoff_per_period_metric",
    "payoff_size",
    "resolve_metrics",
    "sweep_table",
]
