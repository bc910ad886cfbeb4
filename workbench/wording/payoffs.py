"""What a case is worth, in words; what a range of it means; and where a calibrated score would put the threshold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.contract import Payoff, Terms
from workbench.policy.unsure import UnsurePayoff
from workbench.wording.numbers import money, number

CASES = {
    "TP": "an event that is flagged",
    "FP": "a false alarm",
    "FN": "an event that is missed",
    "TN": "a non-event that is cleared",
}


def terms_text(terms: Terms, currency: str = "") -> str:
    """A constant and coefficients as one text.

    >>> terms_text(Terms(each=-5, amounts={"eur": -0.01}), "EUR")
    '-5 EUR and -0.01 × eur'
    """
    parts = [money(terms.each, currency)] if terms.each or not terms.amounts else []
    return " and ".join([*parts, *(f"{number(rate)} × {name}" for name, rate in terms.amounts.items())])


def payoff_texts(payoff: Payoff, currency: str = "") -> list[str]:
    """What a case of one cell is worth: everywhere, in each segment that has its own, and between which ends."""
    said = [terms_text(payoff, currency)]
    for column, parts in (payoff.by or {}).items():
        said += [f"{terms_text(terms, currency)} where {column} is {value}" for value, terms in parts.items()]
    for part, (low, high) in (payoff.between or {}).items():
        what = "" if part == "each" else f" × {part}"
        said.append(f"not known well: {_amount(low, part, currency)} to {_amount(high, part, currency)}{what}")
    return said


def unsure_sentence(found: UnsurePayoff, currency: str = "") -> str:
    """Over which part of the range of one payoff the choice stays the same."""
    low, high, stays_low, stays_high = (
        _amount(end, found.part, currency) for end in (found.low, found.high, found.stays_low, found.stays_high)
    )
    what = CASES[found.cell] if found.part == "each" else f"{found.part} in the case of {CASES[found.cell]}"
    whole = f"{low} to {high}"
    if found.stays_over_all:
        return f"Wherever the worth of {what} is from {whole}, the choice stays the same."
    if math.isnan(found.stays_low):
        return f"The worth of {what} is from {whole}, and nowhere there is this the best choice."
    return (
        f"The choice stays the same while the worth of {what} is from {stays_low} to {stays_high}; it may be anything from "
        f"{whole}, and beyond that part another threshold earns more. It is worth finding out."
    )


def range_sentence(found: Mapping[str, Any], currency: str = "") -> str:
    """Over which part of a recorded range of the payoff a point is the best.

    >>> range_sentence({"cell": "FP", "part": "each", "now": -8, "low": -12, "high": -5, "stays_low": -10, "stays_high": -5})
    'It is the best while the worth of a false alarm is from -10 to -5; by the contract it may be from -12 to -5.'
    """
    ends = {name: math.nan if found[name] is None else float(found[name]) for name in ("stays_low", "stays_high")}
    unsure = UnsurePayoff(**{**{name: found[name] for name in ("cell", "part", "now", "low", "high")}, **ends})
    low, high, stays_low, stays_high = (
        _amount(end, unsure.part, currency) for end in (unsure.low, unsure.high, unsure.stays_low, unsure.stays_high)
    )
    what = CASES[unsure.cell] if unsure.part == "each" else f"{unsure.part} in the case of {CASES[unsure.cell]}"
    if unsure.stays_over_all:
        return f"It is the best wherever the worth of {what} is from {low} to {high}."
    if math.isnan(unsure.stays_low):
        return f"By the contract the worth of {what} may be from {low} to {high}; nowhere there is it the best."
    return (
        f"It is the best while the worth of {what} is from {stays_low} to {stays_high}; by the contract it may be from "
        f"{low} to {high}."
    )


def thumb_sentence(thumb: float | None, payoff: Mapping[str, Payoff]) -> str:
    """The rule of thumb for calibrated scores in a sentence; empty where no cell has a payoff."""
    if not payoff:
        return ""
    if thumb is None:
        if any(terms.amounts or terms.by for terms in payoff.values()):
            return "Each case has a worth of its own here, so there is no one threshold that a calibrated score should have."
        return "One kind of error costs nothing by these numbers, so no threshold in between follows from them."
    return (
        f"Rule of thumb: if the score is a probability that can be trusted, these numbers ask for a threshold of "
        f"{number(thumb)}."
    )


def _amount(value: float, part: str, currency: str) -> str:
    return money(value, currency) if part == "each" else number(value)
