"""A number that may not be known well: what is reckoned with, and the least and the most that it may be."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.errors import InputError

DECIMALS = 4


@dataclass(frozen=True, kw_only=True)
class Guess:
    """``low <= mid <= high``. Sums and products have the range that their parts allow, each on its own.

    >>> (Guess.of(3, 5) * Guess.of(10)).text
    '40 (30 to 50)'
    """

    low: float
    mid: float
    high: float

    @classmethod
    def of(cls, low: float, high: float | None = None) -> Guess:
        """The number, or the range from ``low`` to ``high`` with its middle. Raises InputError where it is none."""
        high = low if high is None else high
        if not (math.isfinite(low) and math.isfinite(high) and low <= high):
            raise InputError(f"A range must go from the least to the most; found {low!r} to {high!r}.")
        return cls(low=float(low), mid=low + (high - low) / 2, high=float(high))

    @property
    def is_sure(self) -> bool:
        return self.low == self.high

    @property
    def rounded(self) -> Guess:
        """To four decimals, or four digits where it is less than 1: what a contract should hold."""
        return Guess(low=_rounded(self.low), mid=_rounded(self.mid), high=_rounded(self.high))

    @property
    def text(self) -> str:
        """The number, and the range in brackets where there is one."""
        return said(self.mid) + ("" if self.is_sure else f" ({said(self.low)} to {said(self.high)})")

    @property
    def range_text(self) -> str:
        """The range as it was answered."""
        return said(self.low) if self.is_sure else f"{said(self.low)} to {said(self.high)}"

    def __add__(self, other: Guess) -> Guess:
        return Guess(low=self.low + other.low, mid=self.mid + other.mid, high=self.high + other.high)

    def __neg__(self) -> Guess:
        return Guess(low=-self.high + 0.0, mid=-self.mid + 0.0, high=-self.low + 0.0)

    def __mul__(self, other: Guess) -> Guess:
        ends = [one * two for one in (self.low, self.high) for two in (other.low, other.high)]
        return Guess(low=min(ends), mid=self.mid * other.mid, high=max(ends))


def said(number: float) -> str:
    """The number in at most four decimals, or four digits where it is less than 1.

    What is too small to be written so is 0.

    >>> said(-8.53333), said(2400), said(0.000123456), said(-1e-12)
    ('-8.5333', '2,400', '0.0001235', '0')
    """
    number = _rounded(number)
    if number == int(number):
        return f"{int(number):,}"
    text = f"{number:,.{DECIMALS}f}" if abs(number) >= 1 else f"{number:.10f}"
    text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _rounded(number: float) -> float:
    if not number or abs(number) >= 1:
        return round(number, DECIMALS) + 0.0
    return float(f"{number:.{DECIMALS}g}")
