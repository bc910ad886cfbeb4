"""What a range of what a case is worth means, in words; and where a calibrated score would put the threshold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.contract import Payoff
from workbench.policy.unsure import UnsurePayoff
from workbench.wording.agreed import agreed_money, agreed_number
from workbench.wording.numbers import money, number

CASES = {
    "TP": "an event that is flagged",
    "FP": "a false alarm",
    "FN": "an event that is missed",
    "TN": "a non-event that is cleared",
}


def unsure_sentence(found: UnsurePayoff, currency: str = "") -> str:
    """Over which part of the range of one payoff the choice stays the same."""
    low, high, stays_low, stays_high = _ends(found, currency)
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
    low, high, stays_low, stays_high = _ends(unsure, currency)
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


def _ends(found: UnsurePayoff, currency: str) -> list[str]:
    """The agreed ends with every digit, then those of the part in which the choice stays, rounded where they were worked out."""
    agreed = (found.low, found.high)
    is_money = found.part == "each"

    def text(end: float) -> str:
        if end in agreed:
            return agreed_money(end, currency) if is_money else agreed_number(end)
        return money(end, currency) if is_money else number(end)

    return [text(end) for end in (*agreed, found.stays_low, found.stays_high)]
