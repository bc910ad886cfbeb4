"""Where a payoff that holds in one segment stands in a contract's content."""

from __future__ import annotations

import copy
from typing import Any

from workbench.contract.contract import Contract
from workbench.errors import InputError


def payoff_segment(contract: Contract, text: str, place: str) -> tuple[str, str]:
    """The segment column and the value that ``COLUMN=VALUE``, or ``VALUE`` alone, names for a payoff.

    A value alone is of the column that the contract's payoffs differ by, of the one that a metric looks at that value of,
    or of the only segment column.

    >>> contract = Contract.from_text("{title: t, decision: d, predictions: {label: y, segments: [road]}}")
    >>> payoff_segment(contract, "urban", "line 2")
    ('road', 'urban')

    Raises InputError that names ``place`` where the column cannot be told.
    """
    known = contract.predictions.segments if contract.predictions is not None else ()
    column, equals, value = text.partition("=")
    if equals and (column in known or not known):
        return column, value
    looked_at = {column for metric in contract.metrics for column, values in metric.where.items() if text in values}
    named = [contract.payoff_segment] if contract.payoff_segment else looked_at or known
    if len(named) != 1:
        raise InputError(
            f"{place}: which column is {text!r} of? Write it as COLUMN=VALUE; the segments are "
            f"{', '.join(known) or 'not named: list them under predictions.segments'}."
        )
    return next(iter(named)), text


def payoff_holder(content: dict[str, Any], part: str) -> dict[str, Any]:
    """The terms that ``payoff.CELL`` or ``payoff.CELL.by.COLUMN=VALUE`` names, made where there are none.

    What is new in a segment begins as a copy of what holds elsewhere.
    """
    cell, _, where = part.removeprefix("payoff.").partition(".by.")
    terms = content.setdefault("payoff", {}).setdefault(cell, {"each": 0.0, "amounts": {}})
    if not where:
        return terms
    column, _, value = where.partition("=")
    parts = terms.setdefault("by", {}).setdefault(column, {})
    if value not in parts:
        parts[value] = {"each": terms["each"], "amounts": copy.copy(terms["amounts"])}
    return parts[value]
