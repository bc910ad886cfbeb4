"""The reviewer: what it costs that a person looks at a case, how often they are right, and how many they can do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.contract import Contract


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """``cost`` is per reviewed case, in the contract's currency; ``sensitivity`` is the share of the events that are caught,
    ``specificity`` the share of the other cases that are cleared, both from 0 to 1.

    ``capacity`` is how many cases can be reviewed, None where there is no bound: in all where ``per`` is None or
    ``"all"``, else in each ``day``, ``week`` or ``month`` of the period column, or in each of its own values
    (``"period"``). Raises InputError for numbers that cannot be.
    """

    cost: float = 0.0
    sensitivity: float = 1.0
    specificity: float = 1.0
    capacity: float | None = None
    per: str | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.cost) and self.cost >= 0):
            raise InputError(f"A review must cost 0 or more; found {self.cost!r}.")
        for name in ("sensitivity", "specificity"):
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(f"A reviewer's {name} must be a share from 0 to 1; found {getattr(self, name)!r}.")
        if self.capacity is not None and not (math.isfinite(self.capacity) and self.capacity >= 0):
            raise InputError(f"How many cases can be reviewed must be 0 or more; found {self.capacity!r}.")

    @classmethod
    def of(cls, contract: Contract) -> Reviewer:
        """The reviewer that was agreed. Raises InputError where the contract has none."""
        agreed = contract.review
        if agreed is None:
            raise InputError(
                "A review band needs a reviewer, and the contract has no review section. Add one, such as review: {cost: 4, "
                "accuracy: 0.95}, or pass --reviewer cost=4,accuracy=0.95 (reviewer=wb.Reviewer(...) in Python)."
            )
        return cls(
            cost=agreed.cost,
            sensitivity=agreed.share_caught,
            specificity=agreed.share_cleared,
            capacity=agreed.capacity,
            per=agreed.per,
        )

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Reviewer:
        return cls(
            cost=float(content.get("cost", 0.0)),
            sensitivity=float(content.get("sensitivity", 1.0)),
            specificity=float(content.get("specificity", 1.0)),
            capacity=None if content.get("capacity") is None else float(content["capacity"]),
            per=content.get("per"),
        )

    def to_dict(self) -> dict[str, Any]:
        """The reviewer as plain JSON values, without what was left open.

        >>> Reviewer(cost=4, sensitivity=0.9, specificity=0.95).to_dict()
        {'cost': 4, 'sensitivity': 0.9, 'specificity': 0.95}
        """
        content = {name: getattr(self, name) for name in ("cost", "sensitivity", "specificity", "capacity", "per")}
        return {name: value for name, value in content.items() if value is not None}
