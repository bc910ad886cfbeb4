"""Agreed numbers as text: every digit that was agreed, so that nobody signs or reads a rounded one."""

from __future__ import annotations

from decimal import Decimal

# Beyond these powers of ten a row of zeros is harder to read than an exponent.
EXPONENTS = range(-12, 21)


def every_digit(value: float, *, scale: int = 0) -> str:
    """``value`` times ten to the power ``scale``, thousands separated; its digits are those of the float's shortest text.

    ``value`` is finite, as all numbers of a contract are.

    >>> every_digit(7265.4321), every_digit(-12345), every_digit(0.02, scale=2), every_digit(1e-30)
    ('7,265.4321', '-12,345', '2', '1e-30')
    """
    exact = Decimal(repr(float(value))).scaleb(scale).normalize()
    if not exact:
        return "0"
    return f"{exact:,f}" if exact.adjusted() in EXPONENTS else f"{exact:e}".replace("e+", "e")
