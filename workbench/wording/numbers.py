"""The one rounding: how a number is written, everywhere a person reads it.

``ui/browser/numbers.js`` writes the same texts in the browser; a browser test holds the two together.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext
from numbers import Integral

from workbench.metrics import Metric

UNDEFINED = "undefined"
PRECISION = 330  # the largest float has 309 digits before the point


def rounded(value: float, decimals: int) -> str:
    """``value`` with at most ``decimals`` decimals, thousands separated, half away from zero, no trailing zeros.

    >>> rounded(1234.5, 0), rounded(-0.125, 2), rounded(12.0, 1)
    ('1,235', '-0.13', '12')
    """
    if math.isnan(value):
        return UNDEFINED
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    # Decimal takes none of numpy's numbers but float64.
    exact = int(value) if isinstance(value, Integral) else float(value)
    with localcontext(prec=PRECISION):
        text = f"{Decimal(abs(exact)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and text.strip("0.,") else text


def number(value: float) -> str:
    """A plain number with about three digits that matter.

    >>> number(3.4), number(1234.56), number(0.01234), number(float("nan"))
    ('3.4', '1,235', '0.0123', 'undefined')
    """
    if math.isnan(value):
        return UNDEFINED
    size = abs(value)
    steps = ((100, 0), (10, 1), (1, 2), (0.1, 3), (0.01, 4), (0.001, 5))
    return rounded(value, next((decimals for least, decimals in steps if size >= least), 6))


def points(value: float) -> str:
    """Points of a score: three decimals, so that terms visibly add up; what is less than that, as a number.

    >>> points(1.1054), points(0.5), points(0.00021)
    ('1.105', '0.5', '0.00021')
    """
    return number(value) if 0 < abs(value) < 0.001 else rounded(value, 3)


def percent(value: float) -> str:
    """A rate from 0 to 1 in percent.

    >>> percent(0.0342), percent(0.5), percent(0.00012)
    ('3.42%', '50%', '0.012%')
    """
    if math.isnan(value):
        return UNDEFINED
    size = abs(100 * value)
    decimals = 1 if size >= 10 else 2 if size >= 0.1 else 3 if size >= 0.01 else 4
    return f"{rounded(100 * value, decimals)}%"


def money(value: float, currency: str) -> str:
    """Money, in k, M and B from ten thousand on.

    >>> money(412_345, "EUR"), money(-1_240_000, "EUR"), money(950, ""), money(12.5, "EUR")
    ('412 k EUR', '-1.24 M EUR', '950', '12.5 EUR')
    """
    if math.isnan(value):
        return UNDEFINED
    size = abs(value)
    for least, unit, name in ((1e9, 1e9, " B"), (1e6, 1e6, " M"), (1e4, 1e3, " k")):
        if size >= least:
            text = number(value / unit) + name
            break
    else:
        text = rounded(value, 0 if size >= 100 else 2)
    return f"{text} {currency}".rstrip()


def count(value: float) -> str:
    """How many cases: whole where rows count once, one decimal where they are weighted.

    >>> count(1234.0), count(12.25)
    ('1,234', '12.3')
    """
    return rounded(value, 0 if float(value).is_integer() else 1)


def threshold_text(threshold: float, same_actions: tuple[float, float]) -> str:
    """A threshold in as few digits (four at least) as flag the same rows.

    It is rounded down: rounding up would lose the rows at the threshold.

    >>> threshold_text(0.41312345678, (0.4127, 0.41312345678)), threshold_text(0.5, (0.25, 0.5))
    ('0.4131', '0.5')
    """
    if math.isinf(threshold):
        return "nobody" if threshold > 0 else "everybody"
    shortest = repr(float(threshold)).removesuffix(".0")
    low, high = same_actions
    exact = Decimal(float(threshold))
    for digits in range(4, 18):
        step = Decimal(1).scaleb(exact.adjusted() + 1 - digits) if exact else Decimal(1)
        floored = (exact / step).to_integral_value("ROUND_FLOOR") * step
        text = f"{floored.normalize():f}"
        if len(text) >= len(shortest):
            break
        if low < float(text) <= high:
            return text
    return shortest


def value_text(metric: Metric, value: float, currency: str = "") -> str:
    """A metric's value as its tile shows it, without the unit where the unit stands beside it."""
    if metric.is_share:
        return percent(value)
    return money(value, currency) if metric.is_money else number(value)


def unit_text(metric: Metric) -> str:
    """The unit that stands beside the value: ``of pedestrians`` after a percentage, else the unit itself."""
    return metric.unit.removeprefix("share ") if metric.is_share else "" if metric.is_money else metric.unit


def value_with_unit(metric: Metric, value: float, currency: str = "") -> str:
    """The value and its unit as one text.

    >>> from workbench.metrics import BUILTIN
    >>> value_with_unit(BUILTIN["fnr"], 0.034)
    '3.4% of events'
    """
    text = value_text(metric, value, currency)
    return text if text == UNDEFINED else f"{text} {unit_text(metric)}".rstrip()
