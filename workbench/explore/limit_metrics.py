"""Limits beside those of the metrics, as metrics: a panel then tells, judges and colours them as it does any other."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import WorkbenchError
from workbench.explore.lens import Lens
from workbench.metrics import Metric
from workbench.policy import Limit, parse_limit
from workbench.sweep import Sweep


def read_limits(lens: Lens, texts: Sequence[str]) -> tuple[tuple[Limit, ...], tuple[str, ...]]:
    """The limits that are written in ``texts``, and a sentence for each that no longer fits the contract or predictions."""
    found, refused = [], []
    cases = float(lens.sweep.counts().cell("ALL")[0])
    for text in texts:
        try:
            limit = parse_limit(text, contract=lens.contract, cases_count=cases)
            limit_metric(limit, lens.sweep).measure(lens.sweep)
        except WorkbenchError as refusal:
            refused.append(f"The limit {text} is not used. {refusal}")
        else:
            found.append(limit)
    return tuple(found), tuple(refused)


def agreed_texts(lens: Lens) -> tuple[str, ...]:
    """The limits that the contract has beside those of its metrics, as it writes them."""
    return tuple(lens.contract.limits or ()) if lens.contract is not None else ()


def agreed_order(lens: Lens, column: str) -> tuple[str, ...]:
    """The contract's order of the column's values that occur, from least to most strict; empty where it has none."""
    orders = (lens.contract.order if lens.contract is not None else None) or {}
    occurring = lens.sweep.occurring(column)
    return tuple(value for value in orders.get(column) or () if value in occurring)


def limit_metric(limit: Limit, sweep: Sweep) -> Metric:
    """What ``limit`` bounds, as a guardrail with that bound: in some values, the largest gap, the smallest ratio, or what the
    busiest period brings to people.

    NaN in any of the values stays NaN, which keeps no limit; so does a ratio to 0.
    """
    metric = limit.metric
    return Metric(
        name=limit.text,
        label=limit.label,
        goal="minimise" if limit.at_most else "maximise",
        unit="" if limit.kind == "ratio" else metric.unit,
        value=lambda counts: limit.of_counts(counts, sweep),
        definition=limit.text,
        role="guardrail",
        limit=limit.bound,
        where=metric.where,
        is_money=limit.kind != "ratio" and metric.is_money,
    )
