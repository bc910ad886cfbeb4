"""Agreed numbers, written with every digit they were agreed with; what is measured has ``numbers``' one rounding."""

from __future__ import annotations

import math

from workbench.contract.digits import every_digit
from workbench.metrics import Metric
from workbench.wording.numbers import number, unit_text


def agreed_number(value: float) -> str:
    """The shortest decimal text that reads back as ``value``, its thousands separated.

    >>> agreed_number(7265.4321), agreed_number(-12345), agreed_number(0.02), agreed_number(1e-30)
    ('7,265.4321', '-12,345', '0.02', '1e-30')
    """
    return _text(value)


def agreed_percent(value: float) -> str:
    """A rate from 0 to 1 in percent, with all its digits.

    >>> agreed_percent(0.67894), agreed_percent(0.999), agreed_percent(0.07)
    ('67.894%', '99.9%', '7%')
    """
    return f"{_text(value, scale=2)}%" if math.isfinite(value) else number(value)


def agreed_money(value: float, currency: str) -> str:
    """Money to the last digit, never in k or M.

    >>> agreed_money(-1_234_567.89, "EUR"), agreed_money(950, "")
    ('-1,234,567.89 EUR', '950')
    """
    return f"{_text(value)} {currency}".rstrip()


def agreed_value(metric: Metric, value: float, currency: str = "") -> str:
    """A limit, worst or target of a metric, without the unit where the unit stands beside it.

    >>> from workbench.metrics import BUILTIN
    >>> agreed_value(BUILTIN["fnr"], 0.123456)
    '12.3456%'
    """
    if metric.is_share:
        return agreed_percent(value)
    return agreed_money(value, currency) if metric.is_money else agreed_number(value)


def agreed_with_unit(metric: Metric, value: float, currency: str = "") -> str:
    """The agreed value and its unit as one text.

    >>> from workbench.metrics import BUILTIN
    >>> agreed_with_unit(BUILTIN["fnr"], 0.0346)
    '3.46% of events'
    """
    text = agreed_value(metric, value, currency)
    return f"{text} {unit_text(metric)}".rstrip() if math.isfinite(value) else text


def _text(value: float, *, scale: int = 0) -> str:
    if not math.isfinite(value):
        return number(value)
    return every_digit(value, scale=scale)
