"""A choice between two points and an exchange rate that somebody holds, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from workbench.wording.moves import Phrase, say_difference
from workbench.wording.numbers import money, number
from workbench.wording.rates import unit_said

Values = Sequence[float]


def pair_sides(phrases: Sequence[Phrase], left: Values, right: Values) -> tuple[str, str]:
    """What either point has over the other: one of two metrics better, each.

    >>> from workbench.metrics import BUILTIN
    >>> from workbench.wording import phrase_for
    >>> pair_sides([phrase_for(BUILTIN["fnr"]), phrase_for(BUILTIN["fpr"])], [0.038, 0.08], [0.05, 0.04])
    ('12 fewer missed events per 1,000 events', '40 fewer false alarms per 1,000 non-events')
    """
    gains = [(end - start) * phrase.sign for phrase, start, end in zip(phrases, right, left, strict=True)]
    of_left, of_right = (0, 1) if gains[0] > 0 else (1, 0)
    return tuple(_gain(phrases[of], abs(gains[of] * phrases[of].factor)) for of in (of_left, of_right))


def say_pair(phrases: Sequence[Phrase], left: Values, right: Values) -> str:
    """The question between two points.

    >>> from workbench.metrics import BUILTIN
    >>> from workbench.wording import phrase_for
    >>> say_pair([phrase_for(BUILTIN["fnr"]), phrase_for(BUILTIN["flag_rate"])], [0.05, 0.02], [0.04, 0.03])
    '10 fewer flagged cases per 1,000 cases or 10 fewer missed events per 1,000 events?'
    """
    return f"{' or '.join(pair_sides(phrases, left, right))}?"


def say_worth(
    phrases: Sequence[Phrase], low: float, middle: float | None, high: float, *, spans: Values, whose: str = "you"
) -> str:
    """What one unit of the first metric is worth in the second, where a unit in the data is worth ``middle`` units of it.

    An end that is 0 or infinite is open; without a ``middle`` only the ends are said. ``spans`` is how far each metric goes along
    the frontier, which settles what is said as one: of a level that goes less than 1 a hundredth, of the rarer of two counts one.

    >>> from workbench.metrics import BUILTIN
    >>> from workbench.wording import phrase_for
    >>> phrases = [phrase_for(BUILTIN["fnr"]), phrase_for(BUILTIN["fpr"])]
    >>> print(say_worth(phrases, 2.0, 3.1, 5.0, spans=(0.1, 0.2)))
    1 fewer missed events per 1,000 events is worth as much to you as 3.1 fewer false alarms per 1,000 non-events, between 2 and 5.
    >>> print(say_worth(phrases, 2.0, 3.1, math.inf, spans=(0.1, 0.2)))
    1 fewer missed events per 1,000 events is worth at least as much to you as 2 fewer false alarms per 1,000 non-events.
    """
    (of, unit), by = _said_for(phrases, spans)
    least, most = _prices(phrases, spans, low, high)
    thing = say_difference(of, 0.0, of.sign * unit / of.factor)
    if least == 0 and math.isinf(most):
        return f"What {thing} is worth to {whose} is not known yet."
    if least == 0 or math.isinf(most):
        side, price = ("at most", most) if least == 0 else ("at least", least)
        return f"{thing} is worth {side} as much to {whose} as {_gain(by, price)}."
    if middle is None and _amount(by, least) != _amount(by, most):
        start = _gain(by, least) if by.style == "level" else _amount(by, least)
        return f"{thing} is worth as much to {whose} as {start} to {_gain(by, most)}."
    said = most if middle is None else worth_of_rate(phrases, middle, spans=spans)
    between = (
        "" if _amount(by, least) == _amount(by, most) else f", between {_amount(by, least)} and {_amount(by, most)}"
    )
    return f"{thing} is worth as much to {whose} as {_gain(by, said)}{between}."


def worth_of_rate(phrases: Sequence[Phrase], rate: float, *, spans: Values) -> float:
    """The number that ``say_worth`` says for a rate: for a field in which people set it."""
    (of, unit), by = _said_for(phrases, spans)
    held = rate if of is phrases[0] else 1 / rate
    return held * by.factor / of.factor * unit


def rate_of_worth(phrases: Sequence[Phrase], worth: float, *, spans: Values) -> float:
    """The rate of the number that ``say_worth`` says: what somebody set, back in the units of the metrics."""
    (of, unit), by = _said_for(phrases, spans)
    held = worth / unit * of.factor / by.factor
    return held if of is phrases[0] else 1 / held


def _prices(phrases: Sequence[Phrase], spans: Values, low: float, high: float) -> tuple[float, float]:
    ends = [_open_worth(phrases, spans, rate) for rate in (low, high)]
    return min(ends), max(ends)


def _open_worth(phrases: Sequence[Phrase], spans: Values, rate: float) -> float:
    if rate == 0 or math.isinf(rate):
        (of, _), _ = _said_for(phrases, spans)
        return rate if of is phrases[0] else math.inf if rate == 0 else 0.0
    return worth_of_rate(phrases, rate, spans=spans)


def _said_for(phrases: Sequence[Phrase], spans: Values) -> tuple[tuple[Phrase, float], Phrase]:
    """Which of both is said as one, with how much of it one is, and the other.

    It hangs on the frontier alone, so that everybody in a room is told the same way round, in the same units: what the way
    from end to end costs per unit is 1 or more where both are counts, and a tenth of what would be said as one in any case.
    """
    first, second = phrases
    sizes = [abs(span * phrase.factor) for span, phrase in zip(spans, phrases, strict=True)]
    are_counts = first.style == second.style == "count"
    is_turned = 0 < sizes[1] < sizes[0] if are_counts else second.style == "count"
    of, by, (size, other) = (second, first, sizes[::-1]) if is_turned else (first, second, sizes)
    unit = unit_said(of, size)
    if not (size > 0 and other > 0):
        return (of, unit), by
    tenths = unit * other / size / (unit_said(by, other) if by.style == "level" else 1.0) * 10
    return (of, unit * 10.0 ** max(math.ceil(-math.log10(tenths)), 0)), by


def _gain(phrase: Phrase, size: float) -> str:
    """A change for the better of this size, as it is said."""
    if phrase.style == "count" and size > 0 and number(size) == "0":
        return f"next to nothing in {phrase.tail}"  # and not "as many": that would be nothing at all
    return say_difference(phrase, 0.0, phrase.sign * size / phrase.factor)


def _amount(phrase: Phrase, size: float) -> str:
    return money(size, phrase.head) if phrase.style == "money" else number(size)


def listed(names: Sequence[str]) -> str:
    """Names one after the other, the last behind "and".

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
