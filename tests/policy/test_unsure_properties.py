"""Ranges of payoffs, over random studies: where the choice stays is where choosing again finds it."""

from __future__ import annotations

import random

from tests.policy.random_studies import random_rows
from tests.policy.test_unsure import contract
from workbench.policy import choose, policy_of
from workbench.policy.rule import rule_of
from workbench.policy.unsure import unsure_payoffs
from workbench.sweep import CELLS, Sweep


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
