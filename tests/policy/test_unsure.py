"""Ranges of payoffs: over which part of each the choice stays, by hand."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import pytest

from workbench.contract import Contract
from workbench.policy import SingleThreshold
from workbench.policy.unsure import UnsurePayoff, range_line, unsure_payoffs
from workbench.sweep import Sweep

# By hand: flag down to 0.85 is TP 2 FP 0, to 0.7 is TP 3 FP 1, to 0.4 is TP 4 FP 4.
LABEL = [1, 1, 0, 1, 0, 1, 0, 0, 0, 0]
SCORE = [0.9, 0.85, 0.8, 0.7, 0.6, 0.4, 0.5, 0.45, 0.2, 0.1]


def contract(payoff):
    return Contract.from_dict({"title": "T", "decision": "D", "payoff": payoff})


@pytest.fixture
def ten_rows(make_predictions):
    return Sweep(make_predictions(LABEL, {"score": SCORE}))


def test_the_part_of_a_range_in_which_the_choice_stays_is_the_one_worked_out_by_hand(ten_rows):
    """A miss costs 12. At (TP 3, FP 1) a false alarm may cost from 4 (3 more for 1 event) to 12 (1 for 1 event)."""
    point = SingleThreshold(score="score", threshold=0.7)
    (found,) = unsure_payoffs(ten_rows, point, contract({"FN": -12, "FP": {"each": -6, "between": [-16, -2]}}))
    assert (found.cell, found.part, found.now, found.low, found.high) == ("FP", "each", -6, -16, -2)
    assert (found.stays_low, found.stays_high) == (pytest.approx(-12), pytest.approx(-4))
    assert not found.stays_over_all
    (found,) = unsure_payoffs(ten_rows, point, contract({"FN": -12, "FP": {"each": -6, "between": [-11, -5]}}))
    assert (found.stays_low, found.stays_high, found.stays_over_all) == (-11, -5, True)


def test_a_point_that_is_best_nowhere_in_the_range_says_so(ten_rows):
    point = SingleThreshold(score="score", threshold=0.4)
    (found,) = unsure_payoffs(ten_rows, point, contract({"FN": -12, "FP": {"each": -6, "between": [-11, -5]}}))
    assert math.isnan(found.stays_low)
    assert not found.stays_over_all


def test_a_range_that_crosses_0_and_one_without_width(ten_rows):
    """Where a false alarm earns 1 instead, flagging everybody is best; where it costs more than 4, fewer."""
    everybody = SingleThreshold(score="score", threshold=0.1)
    agreed = contract({"FN": {"each": -12, "between": [-12, -12]}, "FP": {"each": 0.5, "between": [-16, 1]}})
    (found,) = unsure_payoffs(ten_rows, everybody, agreed)
    assert (found.stays_low, found.stays_high) == (pytest.approx(0), 1)


def test_over_all_is_from_end_to_end_but_for_rounding():
    told = {"cell": "FP", "part": "each", "now": -6.0, "low": -10.0, "high": 10.0}
    for low, high, expected in (
        (-10, 10, True),
        (-10, 9, False),
        (-9, 10, False),
        (-10 + 1e-9, 10 - 1e-9, True),
        (-10, 9.99, False),
    ):
        assert UnsurePayoff(**told, stays_low=low, stays_high=high).stays_over_all == expected


def test_a_point_that_is_best_at_the_end_of_the_range_alone_is(ten_rows):
    """At (TP 3, FP 1) a false alarm may cost from 4 to 12."""
    point = SingleThreshold(score="score", threshold=0.7)
    (found,) = unsure_payoffs(ten_rows, point, contract({"FN": -12, "FP": {"each": -14, "between": [-16, -12]}}))
    assert (found.stays_low, found.stays_high) == (pytest.approx(-12), -12)


def test_an_unsure_amount_has_its_own_number_and_place(make_predictions):
    """A line that stands at 0 where the number is least, and at 1 where it is most."""
    agreed = Contract.from_dict(
        {
            "title": "T",
            "decision": "D",
            "payoff": {"FP": {"each": -6, "eur": 3, "between": {"eur": [2, 6], "each": [-10, -5]}}, "FN": -12},
            "predictions": {"label": "label", "amounts": {"eur": "eur"}},
        }
    )
    sweep = Sweep(make_predictions(LABEL, {"score": SCORE}, amounts={"eur": [1.0] * 10}))
    found = unsure_payoffs(sweep, SingleThreshold(score="score", threshold=0.7), agreed)
    assert {each.part: each.now for each in found} == {"eur": 3, "each": -6}
    line = range_line(agreed, "FP", "eur")
    assert line.now == 0.25
    assert [line.contract_at(place).payoff["FP"].amounts["eur"] for place in (0.0, 0.25, 0.5, 1.0)] == [2, 3, 4, 6]
    assert range_line(agreed, "FP", "each").now == 0.8


def test_what_is_unsure_cannot_be_changed_and_its_parts_are_named():
    told = UnsurePayoff(cell="FP", part="each", now=1, low=0, high=2, stays_low=0, stays_high=2)
    with pytest.raises(FrozenInstanceError):
        told.now = 2
    with pytest.raises(TypeError):
        UnsurePayoff(*vars(told).values())


def test_what_a_segment_pays_by_itself_does_not_move_with_the_number(make_predictions):
    """Urban misses cost 6, others the number. Two steps flag an event for 2 others, then a rural one for 3: not below 3."""
    label, score = [1, 0, 0, 1, 0, 0, 0], [0.8, 0.8, 0.8, 0.5, 0.5, 0.5, 0.5]
    road = ["urban", "rural", "rural", "rural", "urban", "rural", "rural"]
    sweep = Sweep(make_predictions(label, {"score": score}, segments={"road": road}))
    misses = {"each": -2, "between": [-5, -1], "by": {"road": {"urban": -6}}}
    (found,) = unsure_payoffs(sweep, SingleThreshold(score="score", threshold=0.8), contract({"FP": -1, "FN": misses}))
    assert (found.stays_low, found.stays_high) == (pytest.approx(-3), -1)
