"""What is wrong with a payoff that is right in each of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.contract.digits import every_digit
from workbench.contract.model import ContractFile, Payoff, Terms
from workbench.contract.nearest_key import hint
from workbench.errors import Problem


def payoff_problems(contract: ContractFile) -> list[Problem]:
    """Amounts and segments that do not exist, segments by more than one column, ranges that their value is not in."""
    problems = []
    for cell, payoff in contract.payoff.items():
        here = f"payoff.{cell}"
        problems += [*_amounts(contract, payoff, here), *_segments(contract, payoff, here), *_ranges(payoff, here)]
    columns = {column for payoff in contract.payoff.values() for column in payoff.by or {}}
    if len(columns) > 1:
        message = (
            f"differs by {', '.join(sorted(columns))}. The payoffs of a contract may differ by one segment column; keep the "
            "one that matters most."
        )
        problems.append(Problem(field="payoff", message=message))
    return problems


def _amounts(contract: ContractFile, payoff: Payoff, here: str) -> Iterator[Problem]:
    if contract.predictions is None:
        return
    known = contract.predictions.amounts
    for path, terms in _every_terms(payoff, here):
        for name in terms.amounts:
            if name not in known:
                message = (
                    f"is no amount of predictions.amounts ({', '.join(known) or 'there are none'})."
                    f"{hint(name, ['each', *known])}"
                )
                yield Problem(field=f"{path}.{name}", message=message)


def _every_terms(payoff: Payoff, here: str) -> Iterator[tuple[str, Terms]]:
    yield here, payoff
    for column, parts in (payoff.by or {}).items():
        for value, terms in parts.items():
            yield f"{here}.by.{column}.{value}", terms


def _segments(contract: ContractFile, payoff: Payoff, here: str) -> Iterator[Problem]:
    if contract.predictions is None:
        return
    period = contract.predictions.period
    known = [*contract.predictions.segments, *([period] if period else [])]
    for column in payoff.by or {}:
        if column not in known:
            message = (
                f"is no segment of predictions.segments ({', '.join(known) or 'there are none'}).{hint(column, known)}"
            )
            yield Problem(field=f"{here}.by.{column}", message=message)


def _ranges(payoff: Payoff, here: str) -> Iterator[Problem]:
    worth: Mapping[str, float] = {"each": payoff.each, **payoff.amounts}
    for name, (low, high) in (payoff.between or {}).items():
        path = f"{here}.between.{name}"
        if name not in worth:
            message = f"is no part of this payoff ({', '.join(worth)}).{hint(name, list(worth))}"
            yield Problem(field=path, message=message)
        elif not low <= worth[name] <= high:
            message = (
                f"must go from the least to the most with {every_digit(worth[name])} between; found "
                f"{every_digit(low)} to {every_digit(high)}."
            )
            yield Problem(field=path, message=message)
