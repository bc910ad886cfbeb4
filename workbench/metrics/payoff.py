"""Payoff: money (or another unit) that a set of actions is worth, summed over rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from workbench.contract import Contract, Payoff, Terms
from workbench.contract.digits import every_digit
from workbench.errors import FormulaError
from workbench.metrics.affine import on_forms
from workbench.metrics.metric import Metric
from workbench.metrics.ranges import finite, on_ranges
from workbench.sweep.counts import CELLS, REVIEWED, Counts


def payoff_of(counts: Counts, payoff: Mapping[str, Payoff]) -> np.ndarray:
    """Sum over rows of (cell constant + coefficient * amount), shape (k,); higher is better, NaN beyond all numbers.

    Where a cell's payoff differs by segment, each segment's rows are summed with their own terms, and the rest with the
    cell's. Where people review, each reviewed case takes its ``review_cost`` off. Raises FormulaError for an amount and
    ColumnError for a segment that the predictions do not have, InputError where a payoff by segment is asked of counts
    that came without their rows.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        total = np.zeros(len(counts))
        for cell in CELLS:
            for part, terms in _parts(counts, cell, payoff.get(cell)):
                total = _added(total, part, cell, terms)
        if counts.review_cost:
            total = total - counts.review_cost * counts.cell(REVIEWED)
        return _finite(total)


def payoff_size(counts: Counts, payoff: Mapping[str, Payoff]) -> np.ndarray:
    """How large the numbers are that the payoff is added up from, shape (k,): what its rounding is relative to."""
    size = np.zeros(len(counts))
    with np.errstate(over="ignore", invalid="ignore"):
        for cell in CELLS:
            for part, terms in _parts(counts, cell, payoff.get(cell)):
                size = size + np.abs(_added(np.zeros(len(counts)), part, cell, terms))
        if counts.review_cost:
            size = size + np.abs(counts.review_cost * counts.cell(REVIEWED))
    return size


@on_forms(lambda total: total)
@on_ranges(finite)
def _finite(total: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(total), total, np.nan)


def _parts(counts: Counts, cell: str, payoff: Payoff | None) -> Iterator[tuple[Counts, Terms]]:
    """Counts of rows that share the same terms in a cell, and these terms; together they are all rows."""
    if payoff is None:
        return
    if payoff.by is None:
        yield counts, payoff
        return
    ((column, own),) = payoff.by.items()
    yield counts.outside(column, tuple(own)), payoff
    for value, terms in own.items():
        yield counts.within(column, (value,)), terms


def _added(total: np.ndarray, counts: Counts, cell: str, terms: Terms) -> np.ndarray:
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
        definition=f"payoff * {every_digit(contract.volume.cases)} cases per {per} / {cases_count:,.0f} predictions",
        layer="outcome",
        is_money=True,
    )


def _said(cell: str, payoff: Payoff) -> str:
    own = [
        f"{_terms(terms)} where {column} is {value}"
        for column, parts in (payoff.by or {}).items()
        for value, terms in parts.items()
    ]
    return f"{cell}: {', '.join([_terms(payoff), *own])}"


def _terms(terms: Terms) -> str:
    parts = [f"{_signed(terms.each)} each"] if terms.each or not terms.amounts else []
    return " ".join([*parts, *(f"{_signed(rate)} x {amount}" for amount, rate in terms.amounts.items())])


def _signed(value: float) -> str:
    return f"{'' if value < 0 else '+'}{every_digit(value)}"
