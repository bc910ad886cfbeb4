"""Payoff: money (or another unit) that a set of actions is worth, summed over rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from workbench.contract import Contract, Payoff
from workbench.errors import FormulaError
from workbench.metrics.metric import Metric
from workbench.metrics.ranges import finite, on_ranges
from workbench.sweep.counts import CELLS, Counts


def payoff_of(counts: Counts, payoff: Mapping[str, Payoff]) -> np.ndarray:
    """Sum over rows of (cell constant + coefficient * amount), shape (k,); higher is better, NaN beyond all numbers."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _finite(_total(counts, payoff))


@on_ranges(finite)
def _finite(total: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(total), total, np.nan)


def _total(counts: Counts, payoff: Mapping[str, Payoff]) -> np.ndarray:
    total = np.zeros(len(counts))
    for cell in CELLS:
        terms = payoff.get(cell)
        if terms is None:
            continue
        if terms.each:
            total = total + terms.each * counts.cell(cell)
        for amount, coefficient in terms.amounts.items():
            if amount not in counts.sums:
                raise FormulaError(
                    f"The payoff of {cell} needs the amount {amount!r}; these predictions have "
                    f"{', '.join(counts.sums) or 'none'}. Name it under amounts."
                )
            total = total + coefficient * counts.cell(cell, amount)
    return total


def payoff_metric(contract: Contract) -> Metric | None:
    """The contract's payoff on these predictions as a metric named ``payoff``, or None where it has no payoff."""
    if not contract.payoff:
        return None
    return Metric(
        name="payoff",
        label="Payoff",
        goal="maximise",
        unit=f"{contract.currency or 'units'} on these predictions",
        value=lambda counts: payoff_of(counts, contract.payoff),
        definition="; ".join(_said(cell, contract.payoff[cell]) for cell in CELLS if cell in contract.payoff),
        layer="outcome",
        is_money=True,
    )


def payoff_per_period_metric(contract: Contract, *, cases_count: float) -> Metric | None:
    """The payoff scaled from ``cases_count`` predictions to the contract's volume, named ``payoff_per_<period>``."""
    metric = payoff_metric(contract)
    if metric is None or contract.volume is None:
        return None
    factor, per = (contract.volume.cases / cases_count if cases_count else float("nan")), contract.volume.per
    return Metric(
        name=f"payoff_per_{per.replace(' ', '_')}",
        label=f"Payoff per {per}",
        goal="maximise",
        unit=f"{contract.currency or 'units'} per {per}",
        value=lambda counts: factor * metric.value(counts),
        definition=f"payoff * {contract.volume.cases:,.0f} cases per {per} / {cases_count:,.0f} predictions",
        layer="outcome",
        is_money=True,
    )


def _said(cell: str, payoff: Payoff) -> str:
    parts = [f"{payoff.each:+g} each"] if payoff.each or not payoff.amounts else []
    parts += [f"{coefficient:+g} x {amount}" for amount, coefficient in payoff.amounts.items()]
    return f"{cell}: {' '.join(parts)}"
