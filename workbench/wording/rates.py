"""The exchange rate of a move in words: what one unit of one metric costs or buys in the other.

``ui/browser/moves.js`` writes the same sentence; a browser test holds the two together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from workbench.wording.moves import Phrase, say_difference, say_money
from workbench.wording.numbers import number

Move = tuple[Phrase, float]

# What "one" is where a metric is no count of things: a hundredth where it moves by less than 1, a thousand of money.
ROUNDING = 1e-12
SMALL_UNIT = 0.01
LARGE_UNIT = 1000.0
NOTHING_GIVEN_UP = "Nothing of these gets worse."
NOTHING_GAINED = "Nothing of these gets better."


def say_rate(phrases: Sequence[Phrase], from_values: Sequence[float], to_values: Sequence[float]) -> str:
    """The rate between the first metric that gets better and the first that gets worse; empty where nothing moves.

    It is said for one unit of what gets better, or of what gets worse where only that is a count of things.

    >>> from workbench.metrics import BUILTIN
    >>> from workbench.wording import phrase_for
    >>> say_rate([phrase_for(BUILTIN["fnr"]), phrase_for(BUILTIN["fpr"])], [0.05, 0.10], [0.04, 0.13])
    'Rate: 3 more false alarms per 1,000 non-events for every 1 fewer missed events per 1,000 events.'
    """
    better, worse = _first_moves(phrases, from_values, to_values)
    if better is None and worse is None:
        return ""
    if worse is None:
        return NOTHING_GIVEN_UP
    if better is None:
        return NOTHING_GAINED
    (by, price), (of, one) = _priced(better, worse)
    return f"Rate: {say_difference(by, 0.0, price / by.factor)} for every {say_difference(of, 0.0, one / of.factor)}."


def say_short_rate(phrases: Sequence[Phrase], from_values: Sequence[float], to_values: Sequence[float]) -> str:
    """The rate without the names, where both changes stand before it; empty unless one is better and one worse.

    >>> from workbench.metrics import BUILTIN
    >>> from workbench.wording import phrase_for
    >>> say_short_rate([phrase_for(BUILTIN["fnr"]), phrase_for(BUILTIN["f1"])], [0.05, 0.5], [0.04, 0.46])
    'down 0.004 for every 1 fewer'
    """
    better, worse = _first_moves(phrases, from_values, to_values)
    if better is None or worse is None:
        return ""
    (by, price), (of, one) = _priced(better, worse)
    return f"{_bare(by, price)} for every {_bare(of, one)}"


def _first_moves(
    phrases: Sequence[Phrase], from_values: Sequence[float], to_values: Sequence[float]
) -> tuple[Move | None, Move | None]:
    """The first change for the better and the first for the worse, in the units that phrases are said in."""
    better, worse = None, None
    for phrase, start, end in zip(phrases, from_values, to_values, strict=True):
        change = (end - start) * phrase.factor
        if math.isnan(change) or math.isclose(start, end, rel_tol=ROUNDING, abs_tol=0.0):
            continue  # sums that were added in another order are the same
        if change * phrase.sign > 0:
            better = better or (phrase, change)
        else:
            worse = worse or (phrase, change)
    return better, worse


def _priced(better: Move, worse: Move) -> tuple[Move, Move]:
    """What one of the two costs or buys, and that one."""
    (of, moved), (by, price) = better, worse
    if of.style != "count" and by.style == "count":  # one thing more or less is the easiest to picture
        (of, moved), (by, price) = worse, better
    unit = unit_said(of, abs(moved))
    return (by, unit * price / abs(moved)), (of, math.copysign(unit, moved))


def _bare(phrase: Phrase, change: float) -> str:
    if phrase.style == "money":
        return say_money(phrase, change)
    size = number(abs(change))
    if phrase.style == "count":
        return f"{size} {'fewer' if change < 0 else 'more'}"
    return f"{'down' if change < 0 else 'up'} {size}"


def unit_said(phrase: Phrase, size: float) -> float:
    """What is said as one of a metric that moves by ``size``: one thing, 0.01 of a small level, 1,000 of much money."""
    if phrase.style == "level" and size < 1:
        return SMALL_UNIT
    return LARGE_UNIT if phrase.style == "money" and size >= LARGE_UNIT else 1.0
