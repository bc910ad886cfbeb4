"""A number for a machine to read: what JSON can hold of it."""

from __future__ import annotations

import math


def plain_number(value: float) -> float | int | None:
    """A number as JSON can hold it: whole numbers as integers, undefined and unbounded as null."""
    if not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)
