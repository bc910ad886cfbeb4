"""Middles of what people said: always something that somebody said, never a mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from workbench.elicit.reading import read_number, read_object
from workbench.errors import InputError

Ordered = TypeVar("Ordered", int, float)


@dataclass(frozen=True, kw_only=True)
class Middle:
    """The median of some numbers and their range: the two middle ones, which are one where their number is odd.

    Between ``low`` and ``high`` everything is a median: half say no more, half no less.
    """

    least: float
    low: float
    high: float
    most: float

    @property
    def is_single(self) -> bool:
        """Whether the two middle ones are the same."""
        return self.low == self.high

    @property
    def halfway(self) -> float:
        """Halfway between the two middle ones: for answers on a scale of 1 to 5, never for points of a frontier."""
        return (self.low + self.high) / 2

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"least": self.least, "low": self.low, "high": self.high, "most": self.most}

    @classmethod
    def from_dict(cls, content: Any) -> Middle:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A median", ("least", "low", "high", "most"))
        ends = [read_number(found[key], f"The {key} of a median") for key in ("least", "low", "high", "most")]
        if ends != sorted(ends):
            raise InputError("A median must have least <= low <= high <= most, and this has not.")
        return cls(least=ends[0], low=ends[1], high=ends[2], most=ends[3])


def middles(values: Sequence[Ordered]) -> tuple[Ordered, Ordered]:
    """The two middle ones of some numbers, in order; one number twice where their number is odd.

    >>> middles([5, 1, 4]), middles([5, 1, 4, 2])
    ((4, 4), (2, 4))
    """
    if not values:
        raise InputError("There is no middle of nothing. Wait for the first answer.")
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]


def middle_of(values: Sequence[float]) -> Middle:
    """The median of some numbers and their range."""
    low, high = middles(values)
    return Middle(least=float(min(values)), low=float(low), high=float(high), most=float(max(values)))
