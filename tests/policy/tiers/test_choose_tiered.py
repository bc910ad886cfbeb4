"""Choosing tiered thresholds: cases from practice, what is refused, and larger data that cannot be tried through."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.frontier import build_frontier
from workbench.metrics import BUILTIN
from workbench.policy import SingleThreshold, TieredThresholds, choose, measure_point, parse_limit
from workbench.policy.tiers import choose_tiered, tiered_frontier, what_mixing_buys, what_tiering_buys
from workbench.sweep import Sweep

ERRORS = {"title": "T", "decision": "D", "payoff": {"FP": {"each": -1}, "FN": {"each": -1}}}


def two_tiers(make_predictions):
    """Perfect within each tier, at 0.6 in x and 0.3 in y; one threshold for both makes an error."""
    return Sweep(
        make_predictions([1, 0, 1, 0], [0.6, 0.5, 0.3, 0.2], segments={"tier": ["x", "x", "y", "y"]})
    ), Contract.from_dict(ERRORS)


def test_tiers_buy_the_error_that_one_threshold_must_make(make_predictions):
    sweep, contract = two_tiers(make_predictions)
    bought = what_tiering_buys(sweep, contract, segment="tier", rule="payoff")
    assert (bought.single.objective, bought.tiered.objective, bought.gain, bought.gain_max) == (-1.0, 0.0, 1.0, 1.0)
    assert bought.tiered.point.policy == TieredThresholds(
        segment="tier",
        tiers=(
            ("x", SingleThreshold(score="score", threshold=0.6)),
            ("y", SingleThreshold(score="score", threshold=0.3)),
        ),
    )
    assert bought.tiered.optimality.is_proven
    assert bought.tiered.candidates_total == 9
    assert not bought.opens


def test_a_shared_threshold_wins_where_tiers_only_tie(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.9, 0.1, 0.8, 0.2], segments={"tier": ["x", "x", "y", "y"]}))
    choice = choose_tiered(sweep, Contract.from_dict(ERRORS), segment="tier", rule="payoff")
    assert {policy.threshold for _, policy in choice.point.policy.tiers} == {0.8}


def test_tiers_can_keep_a_limit_that_no_single_threshold_keeps(make_predictions):
    sweep, contract = two_tiers(make_predictions)
    limits = [parse_limit("recall>=1"), parse_limit("fpr<=0")]
    bought = what_tiering_buys(sweep, contract, segment="tier", rule="payoff", limits=limits)
    assert bought.opens
    assert math.isnan(bought.gain)
    assert [item.is_kept for item in bought.tiered.point.limits] == [True, True]


def test_nothing_feasible_says_which_limit_blocks(make_predictions):
    sweep, contract = two_tiers(make_predictions)
    limits = [parse_limit("recall>=0.5@tier=x"), parse_limit("flag_rate<=0")]
    choice = choose_tiered(sweep, contract, segment="tier", rule="payoff", limits=limits)
    assert (choice.point, choice.optimality) == (None, None)
    assert {item.limit.text for item in choice.blocked} == {"recall>=0.5@tier=x", "flag_rate<=0"}
    assert all(isinstance(item.nearest, TieredThresholds) for item in choice.blocked)
    assert {item.nearest_value for item in choice.blocked} == {0.0, 0.25}


def test_another_model_for_each_tier(make_predictions):
    """Score a is right in x and wrong way round in y, b the other way."""
    rows = make_predictions(
        [1, 0, 1, 0],
        {"a": [0.9, 0.1, 0.1, 0.9], "b": [0.1, 0.9, 0.9, 0.1]},
        segments={"tier": ["x", "x", "y", "y"]},
    )
    bought = what_mixing_buys(Sweep(rows), Contract.from_dict(ERRORS), segment="tier", rule="payoff")
    assert bought.mixed.point.policy.by_value["x"].score == "a"
    assert bought.mixed.point.policy.by_value["y"].score == "b"
    assert (bought.mixed.objective, bought.best_alone[1].objective, bought.gain) == (0.0, -1.0, 1.0)
    alone = Sweep(rows, scores=["a"])
    with pytest.raises(InputError, match="two scores or more"):
        what_mixing_buys(alone, Contract.from_dict(ERRORS), segment="tier", rule="payoff")


@pytest.mark.parametrize("order", [["x"], ["x", "x"], ["x", "y", "z"]])
def test_an_order_names_every_value_once(make_predictions, order):
    sweep, contract = two_tiers(make_predictions)
    with pytest.raises(InputError, match="must name each of its values once"):
        choose_tiered(sweep, contract, segment="tier", rule="payoff", order=order)


def test_an_order_holds_thresholds_in_it(make_predictions):
    """x would be stricter than y; with y the strictest an error has to be made."""
    sweep, contract = two_tiers(make_predictions)
    free = choose_tiered(sweep, contract, segment="tier", rule="payoff", order=["y", "x"])
    held = choose_tiered(sweep, contract, segment="tier", rule="payoff", order=["x", "y"])
    assert (free.objective, held.objective) == (0.0, -1.0)
    assert held.point.policy.by_value["x"].threshold <= held.point.policy.by_value["y"].threshold


def test_a_value_without_events_and_rows_without_a_value_are_tiers_like_others(make_predictions):
    sweep = Sweep(
        make_predictions([0, 0, 1, 0], [0.6, 0.5, 0.3, 0.2], segments={"tier": ["x", "x", "(missing)", "(missing)"]})
    )
    choice = choose_tiered(sweep, Contract.from_dict(ERRORS), segment="tier", rule="payoff")
    assert choice.objective == 0.0
    assert choice.point.policy.by_value["x"].threshold == math.inf
    front = tiered_frontier(sweep, x=BUILTIN["recall"], y=BUILTIN["fpr"], segment="tier")
    assert front.values.tolist() == [[1.0, 0.0]]


def grouped(rng, n, groups):
    tier = rng.integers(0, groups, n)
    label = (rng.random(n) < 0.15 + 0.1 * tier / groups).astype(int)
    score = np.round(rng.normal(0, 1, n) + label * (1 + tier / groups) + 0.3 * np.sin(tier), 3)
    return label, score, tier


@pytest.mark.parametrize("metric", ["fpr", "recall", "flag_rate"])
def test_no_deterministic_thresholds_by_group_of_a_parity_search_are_better(make_predictions, metric):
    """A search like Fairlearn's, among its deterministic policies: for each level of the rate on a grid of 1,000, each group
    takes the threshold whose rate comes nearest to it; of those within the tolerance the most accurate. Ours is never worse.
    """
    rng = np.random.default_rng(6)
    for groups, tolerance in ((2, 0.01), (3, 0.03), (4, 0.02)):
        label, score, tier = grouped(rng, 4000, groups)
        curves = []
        for g in range(groups):
            own_score, own_label = score[tier == g], label[tier == g]
            thresholds = np.append(np.inf, np.unique(own_score)[::-1])
            flagged = own_score[None, :] >= thresholds[:, None]
            right = (flagged == own_label).sum(axis=1)
            among = {"fpr": own_label == 0, "recall": own_label == 1, "flag_rate": own_label >= 0}[metric]
            curves.append((flagged[:, among].mean(axis=1), right))
        best = -1
        for level in np.linspace(0, 1, 1001):
            picked = [int(np.argmin(np.abs(rate - level))) for rate, _ in curves]
            rates = [rate[i] for (rate, _), i in zip(curves, picked, strict=True)]
            if max(rates) - min(rates) <= tolerance:
                best = max(best, sum(right[i] for (_, right), i in zip(curves, picked, strict=True)))
        rows = make_predictions(label.tolist(), score, segments={"tier": [f"g{t}" for t in tier]})
        limit = parse_limit(f"gap({metric})<={tolerance}@tier")
        choice = choose_tiered(Sweep(rows), segment="tier", rule="max:accuracy", limits=[limit])
        assert choice.point.is_feasible
        assert choice.optimality.is_proven
        assert choice.objective >= best / len(label) - 1e-12


@pytest.mark.parametrize("rule", ["max:precision", "max:f1"])
def test_ratios_of_two_values_are_never_worse_than_a_grid_of_200_a_value(make_predictions, rule):
    rng = np.random.default_rng(9)
    label, score, tier = grouped(rng, 3000, 2)
    rows = make_predictions(label.tolist(), score, segments={"tier": [f"g{t}" for t in tier]})
    limits = [parse_limit("recall>=0.3")]
    choice = choose_tiered(Sweep(rows), segment="tier", rule=rule, limits=limits)
    best = 0.0
    grids = [np.quantile(score[tier == g], np.linspace(0, 1, 200)) for g in (0, 1)]
    for first, second in itertools.product(*grids):
        flagged = score >= np.where(tier == 0, first, second)
        caught = (flagged & (label == 1)).sum()
        if caught / label.sum() >= 0.3:
            below = flagged.sum() if rule == "max:precision" else (flagged.sum() + label.sum()) / 2
            best = max(best, caught / below)
    assert choice.objective >= best - 1e-12
    assert choice.optimality.is_proven


def test_the_gain_in_y_at_equal_x_is_never_negative(make_predictions):
    rng = np.random.default_rng(3)
    label, score, tier = grouped(rng, 2000, 3)
    sweep = Sweep(make_predictions(label.tolist(), score, segments={"tier": [f"g{t}" for t in tier]}))
    x, y = BUILTIN["recall"], BUILTIN["fpr"]
    front = tiered_frontier(sweep, x=x, y=y, segment="tier")
    gain = front.gain_over(build_frontier(sweep, metrics=[x, y]))
    assert (gain >= -front.distance[:, 1].max() - 1e-12).all()
    assert gain.max() > 0.01


def test_on_larger_data_the_point_is_near_the_bound_and_better_than_one_threshold(make_predictions):
    rng = np.random.default_rng(12)
    label, score, tier = grouped(rng, 20_000, 12)
    contract = Contract.from_dict({**ERRORS, "payoff": {"FP": {"each": -1}, "FN": {"each": -5}}})
    sweep = Sweep(make_predictions(label.tolist(), score, segments={"tier": [f"g{t}" for t in tier]}))
    limits = [parse_limit("flag_rate<=0.2")]
    choice = choose_tiered(sweep, contract, segment="tier", rule="payoff", limits=limits)
    assert choice.point.is_feasible
    assert choice.optimality.bound >= choice.objective
    assert choice.optimality.gap_share < 0.0002
    assert choice.objective > choose(sweep, contract, rule="payoff", limits=limits).objective


@pytest.mark.parametrize("limit", ["gap(recall)<=0.1@tier", "precision>=0.9@tier=v0", "recall>=0.9@tier=v0"])
def test_a_value_that_cannot_keep_a_limit_is_nothing_feasible_whatever_the_others_could(make_predictions, limit):
    """Twelve values of which one has no events: with it there is no combination, of the others there are 30 ** 11."""
    rng = np.random.default_rng(8)
    label, scores = rng.integers(0, 2, 360), rng.random(360)
    tier = np.repeat([f"v{number}" for number in range(12)], 30)
    label[tier == "v0"] = 0
    sweep = Sweep(make_predictions(label, scores, segments={"tier": tier}))
    choice = choose_tiered(
        sweep, Contract.from_dict(ERRORS), segment="tier", rule="payoff", limits=[parse_limit(limit)]
    )
    assert (choice.point, choice.optimality) == (None, None)
    assert [item.limit.text for item in choice.blocked] == [limit]


def test_the_order_of_tiers_is_for_reading_only(make_predictions):
    """Values in the order of numbers, as people read them; JSON sorts its keys by their letters."""
    rows = make_predictions(
        [1, 0, 1, 0, 1, 0], [0.9, 0.1, 0.6, 0.3, 0.5, 0.2], segments={"tier": ["2", "2", "10", "10", "33", "33"]}
    )
    sweep = Sweep(rows)
    policy = choose_tiered(sweep, Contract.from_dict(ERRORS), segment="tier", rule="payoff").point.policy
    kept = json.loads(json.dumps(policy.to_dict(), sort_keys=True))
    again = TieredThresholds.from_dict(kept)
    assert [value for value, _ in again.tiers] != [value for value, _ in policy.tiers]
    assert (again, hash(again)) == (policy, hash(policy))
    assert again.in_order(sweep.occurring("tier")).tiers == policy.tiers
    assert again != TieredThresholds(segment="other", tiers=policy.tiers)
    moved = {**kept, "thresholds": {**kept["thresholds"], "2": 0.05}}
    assert TieredThresholds.from_dict(moved) != policy


def test_a_ratio_of_at_least_nothing_keeps_all_that_have_one(make_predictions):
    """With a bound of 0 any two rates may stand beside each other, but not two that are both 0."""
    sweep = Sweep(
        make_predictions(
            [1, 0, 1, 0, 1, 0], [0.6, 0.5, 0.9, 0.3, 0.2, 0.8], segments={"tier": ["x", "x", "x", "y", "y", "y"]}
        )
    )
    limit = parse_limit("ratio(fpr)>=0@tier")
    choice = choose_tiered(sweep, segment="tier", rule="max:accuracy", limits=[limit])
    rates = measure_point(sweep, choice.point.policy, limits=[limit]).limits[0].value
    assert rates >= 0
    tried = [
        TieredThresholds(segment="tier", tiers=(("x", SingleThreshold(score="score", threshold=a)), ("y", SingleThreshold(score="score", threshold=b))))
        for a in (math.inf, 0.9, 0.6, 0.5)
        for b in (math.inf, 0.8, 0.3, 0.2)
    ]  # fmt: skip
    points = [measure_point(sweep, each, metrics=[BUILTIN["accuracy"]], limits=[limit]) for each in tried]
    assert choice.objective == max(each.value("accuracy") for each in points if each.limits[0].is_kept)
