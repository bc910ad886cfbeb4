"""A measured value beside the bound it is judged by: rounded as ever, but never onto the other side of the bound."""

from __future__ import annotations

import math
import re

from workbench.metrics import Metric
from workbench.metrics.bound import keeps_bound
from workbench.wording.numbers import money, number, rounded, unit_text, value_text

DECIMALS_MAX = 40
_WRITTEN = re.compile(r"(-?[0-9,]+(?:\.[0-9]+)?)(?: ([kMB])(?= |$))?")
_UNITS = {"": 1, "k": 1e3, "M": 1e6, "B": 1e9}


def judged_text(metric: Metric, value: float, bound: float, *, at_most: bool, currency: str = "") -> str:
    """The value as a tile shows it, with as many digits more as it takes to see whether the bound is kept.

    >>> from workbench.metrics import BUILTIN
    >>> [judged_text(BUILTIN["fpr"], value, 0.125, at_most=True) for value in (0.1254, 0.1246, 0.2)]
    ['12.54%', '12.5%', '20%']
    """
    text = value_text(metric, value, currency)
    scale, unit = (100, "%") if metric.is_share else (1, f" {currency}".rstrip() if metric.is_money else "")
    return _on_its_side(text, value, bound, at_most=at_most, scale=scale, unit=unit)


def judged_with_unit(metric: Metric, value: float, bound: float, *, at_most: bool, currency: str = "") -> str:
    """``judged_text`` and the unit as one text."""
    text = judged_text(metric, value, bound, at_most=at_most, currency=currency)
    return text if math.isnan(value) else f"{text} {unit_text(metric)}".rstrip()


def judged_number(value: float, bound: float, *, at_most: bool) -> str:
    """A plain number beside its bound: a ratio between segments has no unit, whatever its metric has.

    >>> judged_number(0.7998, 0.8, at_most=False), judged_number(0.81, 0.8, at_most=False)
    ('0.7998', '0.81')
    """
    return _on_its_side(number(value), value, bound, at_most=at_most)


def distance(value: float, bound: float) -> float:
    """How far the value is from the bound; 0 where only rounding keeps them apart."""
    both = all(keeps_bound(value, bound, at_most=at_most) for at_most in (True, False))
    return 0.0 if both else abs(value - bound)


def distance_number(size: float) -> str:
    """A distance as a number; one that is there never reads as 0.

    >>> distance_number(0.01), distance_number(2.6e-9), distance_number(0.0)
    ('0.01', '0.000000003', '0')
    """
    text = number(size)
    return rounded(size, -math.floor(math.log10(size))) if text == "0" and size > 0 else text


def distance_money(size: float, currency: str) -> str:
    """A distance in money; one that is there never reads as 0."""
    text = money(size, currency)
    return f"{distance_number(size)} {currency}".rstrip() if text.split(" ")[0] == "0" and size > 0 else text


def _on_its_side(text: str, value: float, bound: float, *, at_most: bool, scale: float = 1, unit: str = "") -> str:
    if not (math.isfinite(value) and math.isfinite(bound)):
        return text
    is_kept = keeps_bound(value, bound, at_most=at_most)
    digits, thousands = _WRITTEN.match(text).groups(default="")
    if keeps_bound(_read(digits) * _UNITS[thousands] / scale, bound, at_most=at_most) == is_kept:
        return text
    first = 0 if thousands else len(digits.partition(".")[2]) + 1
    for decimals in range(first, DECIMALS_MAX):
        digits = rounded(scale * value, decimals)
        if keeps_bound(_read(digits) / scale, bound, at_most=at_most) == is_kept:
            break
    return f"{digits}{unit}"


def _read(digits: str) -> float:
    return float(digits.replace(",", ""))
