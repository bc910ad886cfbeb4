"""The winner that a limit stops."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from tests.policy.practice import practice, tied_optima
from workbench.policy import SingleThreshold, choose, measure_point, parse_limit
from workbench.policy.forbidden import BROKEN_LIMIT_POINTS, best_forbidden
from workbench.sweep import Sweep


def test_a_guardrail_of_two_percent_kills_the_winner_that_has_three_point_four(make_predictions):
    sweep, contract = practice(make_predictions)
    chosen = choose(sweep, contract)
    assert chosen.point.policy.threshold == 0.9
    assert chosen.objective == pytest.approx(0.6 + 0.5 * 0.9)
    stopped = best_forbidden(sweep, contract)
    assert stopped.point.policy.threshold == 0.6
    assert stopped.objective == pytest.approx(0.9 + 0.5 * 0.7)
    assert [(each.limit.text, each.value) for each in stopped.broken] == [("premium_insult_rate<=0.02", 17 / 500)]
    assert BROKEN_LIMIT_POINTS == -2


def test_where_the_winner_keeps_every_limit_nothing_is_stopped(make_predictions):
    metrics = practice(make_predictions)[1].to_dict()["metrics"]
    metrics[2]["limit"] = 0.034
    sweep, contract = practice(make_predictions, metrics=metrics)
    assert choose(sweep, contract).point.policy.threshold == 0.6
    assert best_forbidden(sweep, contract) is None


def test_a_limit_beside_the_contract_stops_as_well(make_predictions):
    sweep, contract = practice(make_predictions)
    stopped = best_forbidden(sweep, contract, limits=[parse_limit("flag_rate<=0.05")])
    assert [each.limit.text for each in stopped.broken] == ["premium_insult_rate<=0.02", "flag_rate<=0.05"]


def test_a_rule_that_is_undefined_everywhere_stops_nothing(make_predictions):
    sweep, _ = practice(make_predictions)
    assert best_forbidden(sweep, None, rule="max:none = TP / (ALL - ALL)") is None


def test_two_best_thresholds_are_two_and_their_mean_is_worse(make_predictions):
    sweep, contract = tied_optima(make_predictions)
    found = choose(sweep, contract, rule="payoff")
    assert {policy.threshold for policy in found.ties} == {0.8, 0.2}
    assert (found.ties_count, found.objective) == (2, -1.0)
    mean = measure_point(sweep, SingleThreshold(score="s", threshold=0.5), contract=contract)
    assert mean.payoff == -2.0
    assert not found.is_best(mean.policy)


def test_the_contract_is_not_needed_for_a_rule_that_names_a_metric(make_predictions):
    sweep, _ = practice(make_predictions)
    stopped = best_forbidden(sweep, None, rule="max:recall", limits=[parse_limit("fpr<=0.02")])
    assert stopped.point.policy.threshold == 0.3


def test_the_stopped_point_comes_with_its_money_and_what_it_is_at_the_limits(make_predictions):
    # Flagged from 0.6: 90 events and 30 others.
    sweep, contract = practice(make_predictions, payoff={"TP": 10, "FP": -1}, volume={"cases": 2200, "per": "year"})
    limit = parse_limit("flag_rate<=0.05")
    stopped = best_forbidden(sweep, contract, limits=[limit])
    assert stopped.point.payoff == 900 - 30
    assert [(each.limit, each.value) for each in stopped.point.limits] == [(limit, 120 / 1100)]
    yearly = best_forbidden(sweep, contract, rule="max:payoff_per_year")
    assert yearly.objective == pytest.approx(2 * 870)


def test_of_no_rows_nothing_is_stopped(make_predictions):
    empty = Sweep(make_predictions([], []))
    assert best_forbidden(empty, None, rule="max:recall", limits=[parse_limit("fpr<=0")]) is None


def test_what_is_stopped_cannot_be_changed_and_its_parts_are_named(make_predictions):
    sweep, contract = practice(make_predictions)
    stopped = best_forbidden(sweep, contract)
    for told in (stopped, stopped.broken[0]):
        for name, value in vars(told).items():
            with pytest.raises(FrozenInstanceError):
                setattr(told, name, value)
        with pytest.raises(TypeError):
            type(told)(*vars(told).values())
