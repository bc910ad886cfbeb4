"""Where a payoff that holds in one segment stands in a contract's content."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.contract.contract import Contract
from workbench.contract.nearest_key import hint
from workbench.errors import InputError


def payoff_segment(
    contract: Contract, text: str, place: str, *, values: Mapping[str, Sequence[str]] | None = None
) -> tuple[str, str]:
    """The segment column and the value that ``COLUMN=VALUE``, or ``VALUE`` alone, names for a payoff.

    A value alone is of the column that the contract's payoffs differ by, of the one that a metric looks at that value of,
    or of the only segment column. ``values`` has what occurs in each segment column, where the predictions are known;
    what occurs nowhere else is of the column that has it.

    >>> contract = Contract.from_text("{title: t, decision: d, predictions: {label: y, segments: [road]}}")
    >>> payoff_segment(contract, "urban", "line 2")
    ('road', 'urban')

    Raises InputError that names ``place`` where the column cannot be told, or does not have the value.
    """
    values = values or {}
    known = contract.predictions.segments if contract.predictions is not None else ()
    column, equals, value = text.partition("=")
    if equals and (column in known or column in values or not known):
        if column in values and value not in values[column]:
            raise InputError(
                f"{place}: no row has {value!r} in {column}.{hint(value, values[column])} {_places(values, [column])}"
            )
        return column, value
    looked_at = {column for metric in contract.metrics for column, wanted in metric.where.items() if text in wanted}
    has_it = {column for column, found in values.items() if text in found}
    if values and not has_it:
        every = [value for found in values.values() for value in found]
        raise InputError(
            f"{place}: no segment column has the value {text!r}.{hint(text, every)} {_places(values, list(values))}"
        )
    told = has_it or looked_at
    agreed = contract.payoff_segment
    if agreed and told and agreed not in told:
        raise InputError(
            f"{place}: {text!r} is a value of {' and of '.join(sorted(told))}, and the payoffs of this contract differ by "
            f"{agreed}. The payoffs of a contract may differ by one segment column."
        )
    named = [agreed] if agreed else (has_it & looked_at or told or known)
    if len(named) != 1:
        raise InputError(
            f"{place}: which column is {text!r} of? Write it as COLUMN=VALUE; the segments are "
            f"{', '.join(sorted(has_it) or known) or 'not named: list them under predictions.segments'}."
        )
    return next(iter(named)), text


def _places(values: Mapping[str, Sequence[str]], columns: Sequence[str]) -> str:
    said = "; ".join(f"{column}: {', '.join(values[column][:20])}" for column in columns)
    return f"The values are {said}."


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
