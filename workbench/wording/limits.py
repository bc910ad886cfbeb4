"""A limit in words: what it bounds, the bound with its unit, and how far a value is from it."""

from __future__ import annotations

import math
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from workbench.policy import Limit
from workbench.wording.numbers import UNDEFINED, money, number, value_text, value_with_unit


def limit_value_text(limit: Limit, value: float, currency: str = "") -> str:
    """What the limit bounds, as a tile shows it; a ratio between segments has no unit, whatever its metric has.

    >>> from workbench.policy import parse_limit
    >>> limit_value_text(parse_limit("fpr<=0.02"), 0.034), limit_value_text(parse_limit("ratio(fpr)>=0.8@sex"), 0.5)
    ('3.4%', '0.5')
    """
    return number(value) if limit.kind == "ratio" else value_text(limit.metric, value, currency)


def bound_words(limit: Limit, bound: float, currency: str = "") -> str:
    """``at most 2% of non-events``."""
    text = number(bound) if limit.kind == "ratio" else value_with_unit(limit.metric, bound, currency)
    return f"at {'most' if limit.at_most else 'least'} {text}"


def looser(limit: Limit, bound: float) -> float:
    """The bound in few digits, rounded to the looser side: whoever writes it into a contract has what it promised.

    >>> from workbench.policy import parse_limit
    >>> looser(parse_limit("fpr<=0.02"), 0.0123456), looser(parse_limit("recall>=0.9"), 0.6666)
    (0.0124, 0.666)
    """
    if not math.isfinite(bound) or not bound:
        return bound
    exact = Decimal(repr(bound))
    side = ROUND_CEILING if limit.at_most else ROUND_FLOOR
    for digits in (4, 3, 2, 1):
        short = exact.quantize(Decimal(1).scaleb(exact.adjusted() + 1 - digits), rounding=side)
        if _is_written_whole(limit, short):
            return float(short)
    return float(short)


def _is_written_whole(limit: Limit, bound: Decimal) -> bool:
    """Whether the text of the bound has all its digits."""
    text = limit_value_text(limit, float(bound)).replace(",", "")
    found = re.search(r"-?[0-9.]+", text)
    scale = 100 if text.endswith("%") else 1
    return found is not None and Decimal(found[0]) == bound * scale


def distance_text(limit: Limit, value: float, bound: float, currency: str = "") -> str:
    """How far the value is from the bound, without a direction; shares in percentage points.

    >>> from workbench.policy import parse_limit
    >>> distance_text(parse_limit("fpr<=0.02"), 0.034, 0.02)
    '1.4 points'
    """
    distance = abs(value - bound)
    if distance != distance:
        return UNDEFINED
    if limit.kind != "ratio" and limit.metric.is_share:
        text = number(100 * distance)
        return f"{text} point{'' if text == '1' else 's'}"
    return money(distance, currency) if limit.kind != "ratio" and limit.metric.is_money else number(distance)
