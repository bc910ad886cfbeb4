"""Limits as text: ``recall>=0.9``, ``fpr<=0.02@tier=premium``, ``gap(fpr)<=0.05@region``, ``alerts<=40/reviewer/day``."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.contract import Contract
from workbench.contract.limit_text import read_limit
from workbench.errors import LimitError
from workbench.metrics import Metric, resolve_metrics
from workbench.policy.limit import Limit
from workbench.policy.order_limit import OrderLimit
from workbench.policy.per_period import work_limit

__all__ = ["Limit", "agreed_limits", "contract_limits", "every_limit", "parse_limit", "with_agreed"]


def parse_limit(text: str, *, contract: Contract | None = None, cases_count: float | None = None) -> Limit:
    """The limit that ``text`` writes.

    >>> limit = parse_limit("gap(fpr)<=0.05@region=north,south")
    >>> limit.kind, limit.bound, limit.column, limit.values
    ('gap', 0.05, 'region', ('north', 'south'))

    Raises LimitError that shows the accepted forms.
    """
    read = read_limit(text)
    if read.per is not None:
        return work_limit(read, contract=contract)
    metric = resolve_metrics([read.metric], contract=contract, cases_count=cases_count)[0]
    if read.column in metric.where:
        only = ", ".join(metric.where[read.column])
        raise LimitError(
            f"The limit {text!r} cannot look at {read.column}: {metric.name} looks only at {read.column}={only} already."
        )
    return Limit(
        text=read.text,
        kind=read.kind,
        metric=metric,
        at_most=read.at_most,
        bound=read.bound,
        column=read.column,
        values=read.values,
    )


def contract_limits(metrics: tuple[Metric, ...]) -> tuple[Limit, ...]:
    """The limits that a contract's metrics carry, each on the rows its metric looks at."""
    return tuple(
        Limit(
            text=f"{metric.name}{'<=' if metric.goal == 'minimise' else '>='}{repr(metric.limit).removesuffix('.0')}",
            kind="value",
            metric=metric,
            at_most=metric.goal == "minimise",
            bound=metric.limit,
        )
        for metric in metrics
        if metric.limit is not None
    )


def agreed_limits(contract: Contract | None, *, cases_count: float | None = None) -> tuple[Limit, ...]:
    """The limits that a contract has beside those of its metrics: its ``limits``, parsed.

    Raises LimitError or FormulaError for one that cannot be used.
    """
    texts = () if contract is None else contract.limits or ()
    return tuple(parse_limit(text, contract=contract, cases_count=cases_count) for text in texts)


def with_agreed(
    contract: Contract | None, limits: Sequence[Limit], *, cases_count: float | None = None
) -> tuple[Limit, ...]:
    """``agreed_limits``, then those of ``limits`` that are not among them already."""
    agreed = agreed_limits(contract, cases_count=cases_count)
    known = {limit.text for limit in agreed}
    return (*agreed, *(limit for limit in limits if limit.text not in known))


def every_limit(
    contract: Contract | None, metrics: Sequence[Metric], limits: Sequence[Limit], *, cases_count: float | None = None
) -> tuple[Limit, ...]:
    """What candidates must keep: the limits of the contract's ``metrics``, its other limits, and ``limits``.

    An order between thresholds is left out: whoever looks for tiers holds them to it.
    """
    asked = with_agreed(contract, limits, cases_count=cases_count)
    return (*contract_limits(tuple(metrics)), *(limit for limit in asked if not isinstance(limit, OrderLimit)))
