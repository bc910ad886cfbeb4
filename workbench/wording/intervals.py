"""How far a weight or a cost may move before another point is better, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.wording.agreed import agreed_number
from workbench.wording.numbers import number, percent

Interval = Mapping[str, Any]
FRAGILE_SHARE = 0.05
CELL_WORDS = {"TP": "a caught event", "FP": "a false alarm", "FN": "a missed event", "TN": "a case rightly left alone"}


def weight_sentence(label: str, found: Interval | None, *, primary: tuple[str, float] | None = None) -> str:
    """In which interval of one weight the point is the best, all else as agreed.

    ``primary`` has the label and the weight of the primary metric, where this is another one: the weight is then said
    as a ratio to it as well.

    >>> weight_sentence("Hard brakes", {"low": 0.31, "high": 0.84, "now": 0.5}, primary=("Missed pedestrians", 2.0))
    'It stays the best as long as Hard brakes weighs between 0.31 and 0.84 (agreed 0.5), which is between 0.155 and 0.42 times as much as Missed pedestrians.'
    """
    if found is None:
        return f"No weight of {label} alone makes this point the best."
    ratio = ""
    if primary is not None and primary[1]:
        ratio = f", which is {range_text(found, by=1 / primary[1])} times as much as {primary[0]}"
    if is_any(found):
        return f"It is the best whatever {label} weighs."
    verb = ("stays", "weighs") if holds_now(found) else ("would be", "weighed")
    said = f"It {verb[0]} the best as long as {label} {verb[1]} {range_text(found)}{agreed_text(found)}{ratio}."
    return said + fragile_text(found)


def cost_sentence(cell: str, found: Interval | None, payoff: Mapping[str, Any], currency: str = "") -> str:
    """In which interval of what one cell costs or brings the point is the best; empty where the cell is worth nothing.

    ``found`` is in multiples of what was agreed, ``payoff`` what was: ``each``, and perhaps ``amounts`` or other terms ``by``
    segment, which leave nothing but the multiple to say.

    >>> cost_sentence("FP", {"low": 0.525, "high": 1.6, "now": 1.0}, {"each": -4}, "EUR")
    'It stays the best as long as a false alarm costs between 2.1 and 6.4 EUR (agreed 4).'
    """
    each, thing = payoff.get("each") or 0.0, CELL_WORDS[cell]
    is_varied = any((payoff.get("amounts") or {}).values()) or bool(payoff.get("by"))
    if not each and not is_varied:
        return ""
    if found is None:
        return f"No other worth of {thing} alone makes this point the best."
    if is_any(found):
        return f"It is the best whatever {thing} is worth."
    stays = holds_now(found)
    start = f"It {'stays' if stays else 'would be'} the best as long as "
    if is_varied:
        said = f"what {thing} is worth {'is' if stays else 'were'} {range_text(found)} times what was agreed."
    else:
        verb = ("costs" if stays else "cost") if each < 0 else ("brings" if stays else "brought")
        unit = f" {currency}" if currency else ""
        said = f"{thing} {verb} {range_text(found, by=abs(each))}{unit}{agreed_text(found, by=abs(each))}."
    return start + said + fragile_text(found)


def cost_ratio_sentence(found: Interval | None, agreed: float | None, *, has_limits: bool) -> str:
    """For whom the point is the cheapest: how many false alarms a miss is worth.

    ``found`` and ``agreed`` are the cost of a false alarm over that of a miss.

    >>> cost_ratio_sentence({"low": 1 / 31, "high": 1 / 12}, 0.05, has_limits=False)
    'It is the cheapest point for anyone to whom a miss is worth between 12 and 31 false alarms (agreed 20).'
    >>> cost_ratio_sentence(None, None, has_limits=True)
    'No ratio of the costs of misses and false alarms picks this point among those that keep the limits.'
    """
    among = " among those that keep the limits" if has_limits else ""
    if found is None:
        return f"No ratio of the costs of misses and false alarms picks this point{among}."
    if is_any(found):
        return f"It is the cheapest point{among} whatever a miss and a false alarm cost."
    low, high = found["low"], found["high"]
    turned: dict[str, Any] = {
        "low": 0.0 if high is None else 1 / high,
        "high": 1 / low if low else None,
        "now": 1 / agreed if agreed and agreed > 0 else None,
    }
    said = f"It is the cheapest point{among} for anyone to whom a miss is worth {range_text(turned)} false alarms"
    # What the two costs come to is worked out, not agreed.
    now = "" if turned["now"] is None else f" (agreed {number(turned['now'])})"
    return f"{said}{now}.{fragile_text(turned)}"


def is_any(found: Interval) -> bool:
    """Whether nothing ends the interval on either side."""
    return not found["low"] and found["high"] is None


def range_text(found: Interval, *, by: float = 1.0) -> str:
    """``between 0.31 and 0.84``, ``at most 0.84``, ``0.31 or more``."""
    low, high = found["low"] * by, None if found["high"] is None else found["high"] * by
    if high is None:
        return f"{number(low)} or more"
    return f"between {number(low)} and {number(high)}" if low else f"at most {number(high)}"


def agreed_text(found: Interval, *, by: float = 1.0) -> str:
    return "" if found.get("now") is None else f" (agreed {agreed_number(found['now'] * by)})"


def holds_now(found: Interval) -> bool:
    """Whether the number as agreed lies in the interval; rounding at its ends counts as inside."""
    now, low, high = found.get("now"), found["low"], found["high"]
    if now is None:
        return True
    slack = 1e-9 * max(1.0, abs(now))
    return low - slack <= now and (high is None or now <= high + slack)


def fragile_text(found: Interval) -> str:
    """A warning where an end is within 5 % of what was agreed; empty elsewhere.

    >>> fragile_text({"low": 0.2, "high": 0.51, "now": 0.5})
    ' That is fragile: 2% more than agreed, and another point is better.'
    """
    now = found.get("now")
    if not now or not holds_now(found):
        return ""
    ends = [(abs(end / now - 1), way) for end, way in ((found["low"], "less"), (found["high"], "more")) if end]
    near, way = min(ends, default=(1.0, ""))
    if near > FRAGILE_SHARE + 1e-9:
        return ""
    if near < 1e-9:
        return f" That is fragile: the least bit {way} than agreed, and another point is as good or better."
    return f" That is fragile: {percent(near)} {way} than agreed, and another point is better."
