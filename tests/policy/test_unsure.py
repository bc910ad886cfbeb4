"""Ranges of payoffs: over which part of each the choice stays, by hand and by choosing again along them."""

from __future__ import annotations

import math
import random

import pytest

from tests.policy.random_studies import random_rows
from workbench.contract import Contract
from workbench.policy import SingleThreshold, choose, policy_of
from workbench.policy.rule import rule_of
from workbench.policy.unsure import unsure_payoffs
from workbench.sweep import CELLS, Sweep

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


def test_choosing_again_inside_and_outside_agrees(make_predictions, soak):
    rng = random.Random(21)
    inside = outside = 0
    for _ in range(60 * soak):
        given = random_rows(rng, make_predictions, rows_count=rng.choice([20, 60]))
        payoff = {cell: {"each": rng.choice([1, -1, 2.5, -4.5]), "eur": rng.choice([0.5, -1])} for cell in CELLS}
        cell, part = rng.choice(CELLS), rng.choice(["each", "eur"])
        number = payoff[cell][part]
        low, high = number - rng.choice([0.5, 3]), number + rng.choice([0.5, 3])
        payoff[cell]["between"] = {part: [low, high]}
        if rng.random() < 0.5:
            payoff[cell]["by"] = {"tier": {"x": rng.choice([-2, 2])}}
            if "x" not in given.segment("tier").values:
                continue
        agreed = contract(payoff)
        sweep = Sweep(given, candidates_max=rng.choice([None, 3]))
        choice = choose(sweep, agreed, rule="payoff")
        (found,) = unsure_payoffs(choice.point.sweep, choice.point.policy, agreed)
        whole = Sweep(given)
        place = whole.candidate(choice.point.policy.score, choice.point.policy.threshold)
        for number in [low + (high - low) * share / 8 for share in range(9)]:
            if min(abs(number - end) for end in (found.stays_low, found.stays_high)) < 1e-6:
                continue
            terms = {key: item for key, item in payoff[cell].items() if key != "between"} | {part: number}
            objective = rule_of("payoff", contract({**payoff, cell: terms}), cases_count=1.0).objective(whole)
            is_best = objective[place] >= objective.max() - 1e-9 * abs(objective).max()
            assert is_best == (found.stays_low <= number <= found.stays_high)
            inside, outside = inside + is_best, outside + (not is_best)
        assert policy_of(whole, place) == choice.point.policy
    assert min(inside, outside) > 50
