"""The agreed order of segment values: from the least to the most strict, thresholds must not fall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.metrics import Metric
from workbench.policy.limit import Limit
from workbench.policy.policy import Policy
from workbench.policy.tiered import TieredThresholds
from workbench.sweep import Sweep

OUT_OF_ORDER = Metric(
    name="out_of_order",
    label="Neighbours in the wrong order of strictness",
    goal="minimise",
    unit="pairs out of order",
    value=lambda counts: np.zeros(len(counts)),
    definition="pairs of neighbouring tiers of which the stricter has the lower threshold",
)


@dataclass(frozen=True, kw_only=True)
class OrderLimit(Limit):
    """No pair of neighbours in ``order`` may be the wrong way round. ``pairs_count`` is how many are, of one policy.

    It is about thresholds and not about counts, so it is measured where a policy is, never along a sweep: one threshold for
    everybody is always in order.
    """

    order: tuple[str, ...]
    pairs_count: float

    @property
    def label(self) -> str:
        """What is bounded, in words."""
        return f"Order of strictness by {self.column}: {', '.join(self.order)}"

    def _measure(self, value: Callable[[dict[str, tuple[str, ...]]], np.ndarray], sweep: Sweep) -> np.ndarray:
        return value({}) + self.pairs_count


def order_limit(contract: Contract | None, policy: Policy) -> OrderLimit | None:
    """The order that the contract has for the tiers of ``policy``, measured on it; None where there is none.

    Tiers of different scores have no order: then every pair of neighbours is wrong.
    """
    if contract is None or not contract.order or not isinstance(policy, TieredThresholds):
        return None
    order = contract.order.get(policy.segment)
    if order is None:
        return None
    tiers = [policy.by_value[value] for value in order if value in policy.by_value]
    wrong = [one for one, other in pairwise(tiers) if one.score != other.score or other.threshold < one.threshold]
    return OrderLimit(
        text=f"order@{policy.segment}={','.join(order)}",
        kind="value",
        metric=OUT_OF_ORDER,
        at_most=True,
        bound=0.0,
        column=policy.segment,
        order=tuple(order),
        pairs_count=float(len(wrong)),
    )


def agreed_order(contract: Contract | None, segment: str, occurring: Sequence[str]) -> tuple[str, ...] | None:
    """The contract's order of those values of ``segment`` that occur; None where it has none for the column.

    Raises InputError for a value that occurs and that the order leaves out.
    """
    order = None if contract is None or not contract.order else contract.order.get(segment)
    if order is None:
        return None
    missing = [value for value in occurring if value not in order]
    if missing:
        raise InputError(
            f"The contract's order of {segment} leaves out {missing[0]!r}, which occurs. Name every value, from the least to "
            "the most strict."
        )
    return tuple(value for value in order if value in occurring)
