"""A stress of costs: the payoff of some cells, so many times as much."""

from __future__ import annotations

from workbench.contract import Contract, Payoff
from workbench.contract.model import Terms
from workbench.errors import InputError
from workbench.stress.stress import Stress
from workbench.sweep import CELLS


def with_costs(contract: Contract | None, stress: Stress) -> Contract:
    """The contract with the payoff that ``stress`` names ``stress.size`` times as much; ranges go along.

    Raises InputError where the contract has no such payoff.
    """
    if contract is None or not contract.payoff:
        raise InputError("A stress of costs needs a contract with a payoff for the confusion cells.")
    cells = CELLS if stress.cell is None else (stress.cell,)
    payoff = dict(contract.payoff)
    for cell in cells:
        if cell in payoff:
            payoff[cell] = _times(payoff[cell], stress)
    if payoff == contract.payoff and stress.size != 1 and not _is_there(contract, stress):
        what = f" in {stress.amount}" if stress.amount else ""
        raise InputError(
            f"The contract's payoff has nothing for {stress.cell or 'any cell'}{what}, so nothing is stressed."
        )
    return contract.model_copy(update={"payoff": payoff})


def _is_there(contract: Contract, stress: Stress) -> bool:
    """Whether the contract says anything about what is stressed, be it 0."""
    found = [terms for cell, terms in contract.payoff.items() if stress.cell in (None, cell)]
    return any(stress.amount is None or stress.amount in _amounts(terms) for terms in found)


def _amounts(payoff: Payoff) -> set[str]:
    own = [terms for parts in (payoff.by or {}).values() for terms in parts.values()]
    return {amount for terms in (payoff, *own) for amount in terms.amounts}


def _times(payoff: Payoff, stress: Stress) -> Payoff:
    if stress.amount is None:
        return payoff.times(stress.size)

    def scaled(terms: Terms) -> dict[str, float]:
        return {name: stress.size * each if name == stress.amount else each for name, each in terms.amounts.items()}

    by = payoff.by and {
        column: {value: terms.model_copy(update={"amounts": scaled(terms)}) for value, terms in parts.items()}
        for column, parts in payoff.by.items()
    }
    between = payoff.between and {
        name: tuple(sorted(stress.size * end for end in ends)) if name == stress.amount else ends
        for name, ends in payoff.between.items()
    }
    return payoff.model_copy(update={"amounts": scaled(payoff), "by": by, "between": between})
