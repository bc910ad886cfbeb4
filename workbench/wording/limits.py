"""A limit in words: what it bounds, the bound with its unit, and how far a value is from it."""

from __future__ import annotations

import math
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from workbench.policy import Limit, PeriodLimit
from workbench.wording.agreed import agreed_number, agreed_with_unit
from workbench.wording.judged import distance, distance_money, distance_number, judged_number, judged_text
from workbench.wording.numbers import UNDEFINED, number, unit_text, value_text
from workbench.wording.policies import sharing


def limit_value_text(limit: Limit, value: float, currency: str = "") -> str:
    """What the limit bounds, as a tile shows it; a ratio between segments has no unit, whatever its metric has.

    >>> from workbench.policy import parse_limit
    >>> limit_value_text(parse_limit("fpr<=0.02"), 0.034), limit_value_text(parse_limit("ratio(fpr)>=0.8@sex"), 0.5)
    ('3.4%', '0.5')
    """
    return number(value) if limit.kind == "ratio" else value_text(limit.metric, value, currency)


def limit_judged_text(limit: Limit, value: float, currency: str = "") -> str:
    """``limit_value_text`` with the digits that it takes to see on which side of the bound the value is.

    >>> from workbench.policy import parse_limit
    >>> limit_judged_text(parse_limit("fpr<=0.034"), 0.034001)
    '3.4001%'
    """
    if limit.kind == "ratio":
        return judged_number(value, limit.bound, at_most=limit.at_most)
    return judged_text(limit.metric, value, limit.bound, at_most=limit.at_most, currency=currency)


def limit_judged_with_unit(limit: Limit, value: float, currency: str = "") -> str:
    """``limit_judged_text`` and the unit of what is bounded as one text."""
    text = limit_judged_text(limit, value, currency)
    return text if limit.kind == "ratio" or math.isnan(value) else f"{text} {unit_text(limit.metric)}".rstrip()


def nearest_text(limit: Limit, value: float, currency: str = "") -> str:
    """The nearest that policies come to a limit that blocks; where it is defined at none of them, why.

    >>> from workbench.policy import parse_limit
    >>> print(nearest_text(parse_limit("fpr<=0.02"), 0.034))
    3.4% of non-events
    >>> print(nearest_text(parse_limit("gap(fpr)<=0.02@sex"), float("nan")))
    undefined, since there are no cases to divide by in one of the groups
    """
    if math.isnan(value):
        where = "" if limit.kind == "value" else " in one of the groups"
        return f"{UNDEFINED}, since there are no cases to divide by{where}"
    return limit_judged_with_unit(limit, value, currency)


def bound_words(limit: Limit, bound: float, currency: str = "") -> str:
    """``at most 2% of non-events``."""
    text = f"at {'most' if limit.at_most else 'least'} {bound_text(limit, bound, currency)}"
    if isinstance(limit, PeriodLimit) and limit.reviewers is not None:
        text += f", {sharing(limit.reviewers, limit.reviewers * bound, limit.per)}"
    return text


def bound_text(limit: Limit, bound: float, currency: str = "") -> str:
    """A bound with its unit and with every digit that it was asked for.

    >>> from workbench.policy import parse_limit
    >>> bound_text(parse_limit("fpr<=0.0123456"), 0.0123456), bound_text(parse_limit("ratio(fpr)>=0.81234@sex"), 0.81234)
    ('1.23456% of non-events', '0.81234')
    """
    return agreed_number(bound) if limit.kind == "ratio" else agreed_with_unit(limit.metric, bound, currency)


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
    """How far the value is from the bound, without a direction; shares in percentage points. It is 0 only where they are equal.

    >>> from workbench.policy import parse_limit
    >>> distance_text(parse_limit("fpr<=0.02"), 0.034, 0.02)
    '1.4 points'
    """
    size = distance(value, bound)
    if size != size:
        return UNDEFINED
    if limit.kind != "ratio" and limit.metric.is_share:
        text = distance_number(100 * size)
        return f"{text} point{'' if text == '1' else 's'}"
    is_money = limit.kind != "ratio" and limit.metric.is_money
    return distance_money(size, currency) if is_money else distance_number(size)
