"""Payoffs that are not known well: over which part of each range a point stays the best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.contract import Contract, Payoff, Terms
from workbench.policy.limits import Limit
from workbench.policy.single import SingleThreshold
from workbench.policy.stays_best import Line, stays_best
from workbench.sweep import Sweep

_WHOLE = 1e-9


@dataclass(frozen=True, kw_only=True)
class UnsurePayoff:
    """``part`` of the payoff of ``cell`` (``each`` or an amount) is ``now``, and may be anything from ``low`` to ``high``.

    From ``stays_low`` to ``stays_high`` of it, all else as agreed, the point earns most; both are NaN where it does at
    no value in the range.
    """

    cell: str
    part: str
    now: float
    low: float
    high: float
    stays_low: float
    stays_high: float

    @property
    def stays_over_all(self) -> bool:
        """Whether it does not matter where in the range the number is."""
        room = _WHOLE * (self.high - self.low)
        return self.stays_low <= self.low + room and self.stays_high >= self.high - room


def unsure_payoffs(
    sweep: Sweep, policy: SingleThreshold, contract: Contract, limits: Sequence[Limit] = ()
) -> tuple[UnsurePayoff, ...]:
    """What each range in the contract's payoff means for ``policy``, a candidate of the sweep, where payoff is the rule.

    One number moves at a time. The payoff is a line in it, so that a point that is best at two values of it is best
    between them too; ends are exact on thinned sweeps (see ``stays_best``).
    """
    found = []
    for cell, part, low, high in _ranges(contract):
        sweep, stays = stays_best(sweep, policy, range_line(contract, cell, part), limits)
        ends = [low + (high - low) * min(max(end, 0.0), 1.0) for end in (stays.low, stays.high)]
        if not stays.is_anywhere or stays.low > 1.0:
            ends = [np.nan, np.nan]
        now = _number(contract.payoff[cell], part)
        found.append(
            UnsurePayoff(cell=cell, part=part, now=now, low=low, high=high, stays_low=ends[0], stays_high=ends[1])
        )
    return tuple(found)


def range_line(contract: Contract, cell: str, part: str) -> Line:
    """The contract's payoff as a line in where a number stands in its range: 0 at its least, 1 at its most."""
    agreed = contract.payoff[cell]
    low, high = (agreed.between or {})[part]

    def at(place: float) -> Contract:
        changed = _with_number(agreed, part, low + (high - low) * place)
        return contract.model_copy(update={"payoff": {**contract.payoff, cell: changed}})

    # Where a segment has terms of its own, this number does not count.
    elsewhere = agreed.by and {column: dict.fromkeys(parts, Terms()) for column, parts in agreed.by.items()}
    slope = _with_number(Payoff(by=elsewhere), part, high - low)
    return Line(
        rule="payoff",
        contract_at=at,
        alone=contract.model_copy(update={"payoff": {cell: slope}}),
        now=(_number(agreed, part) - low) / (high - low),
    )


def _ranges(contract: Contract) -> Iterator[tuple[str, str, float, float]]:
    for cell, payoff in contract.payoff.items():
        for part, (low, high) in (payoff.between or {}).items():
            if low < high:
                yield cell, part, low, high


def _number(payoff: Payoff, part: str) -> float:
    return payoff.each if part == "each" else payoff.amounts[part]


def _with_number(payoff: Payoff, part: str, number: float) -> Payoff:
    changed = {"each": number} if part == "each" else {"amounts": {**payoff.amounts, part: number}}
    return payoff.model_copy(update=changed)
