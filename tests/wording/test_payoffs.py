"""Payoffs and their ranges in words, written out by hand."""

from __future__ import annotations

import math

from workbench.contract import Payoff
from workbench.policy.unsure import UnsurePayoff
from workbench.wording.payoffs import range_sentence, thumb_sentence, unsure_sentence


def unsure(stays_low, stays_high, part="each"):
    return UnsurePayoff(cell="FP", part=part, now=-8, low=-12, high=-5, stays_low=stays_low, stays_high=stays_high)


def test_what_a_range_means_for_the_choice():
    assert unsure_sentence(unsure(-12, -5), "EUR") == (
        "Wherever the worth of a false alarm is from -12 EUR to -5 EUR, the choice stays the same."
    )
    assert unsure_sentence(unsure(-10, -5), "EUR") == (
        "The choice stays the same while the worth of a false alarm is from -10 EUR to -5 EUR; it may be anything from "
        "-12 EUR to -5 EUR, and beyond that part another threshold earns more. It is worth finding out."
    )
    assert unsure_sentence(unsure(math.nan, math.nan, "eur")) == (
        "The worth of eur in the case of a false alarm is from -12 to -5, and nowhere there is this the best choice."
    )


def test_the_agreed_ends_of_a_range_have_every_digit_and_the_part_that_was_worked_out_is_rounded():
    found = UnsurePayoff(
        cell="FP", part="each", now=-20_000, low=-21_234.567, high=-12_345.678, stays_low=-20_987.654, stays_high=-12_345.678
    )  # fmt: skip
    assert unsure_sentence(found, "EUR").startswith(
        "The choice stays the same while the worth of a false alarm is from -21 k EUR to -12,345.678 EUR; it may be anything "
        "from -21,234.567 EUR to -12,345.678 EUR,"
    )


def test_the_rule_of_thumb_says_what_it_rests_on():
    constant = {"FP": Payoff(each=-4), "FN": Payoff(each=-96)}
    assert thumb_sentence(0.04, constant) == (
        "Rule of thumb: if the score is a probability that can be trusted, these numbers ask for a threshold of 0.04."
    )
    assert thumb_sentence(None, {"FN": Payoff(amounts={"eur": -1})}).startswith("Each case has a worth of its own")
    assert thumb_sentence(None, {"FN": Payoff(each=-1)}).startswith("One kind of error costs nothing")
    assert thumb_sentence(None, {}) == ""


def test_a_recorded_range_is_said_of_the_point():
    found = {"cell": "FN", "part": "eur", "now": -1, "low": -1.2, "high": -0.8, "stays_low": -1.2, "stays_high": -0.8}
    assert range_sentence(found, "EUR") == (
        "It is the best wherever the worth of eur in the case of an event that is missed is from -1.2 to -0.8."
    )
    assert range_sentence({**found, "stays_low": None, "stays_high": None}, "EUR") == (
        "By the contract the worth of eur in the case of an event that is missed may be from -1.2 to -0.8; nowhere there is "
        "it the best."
    )
