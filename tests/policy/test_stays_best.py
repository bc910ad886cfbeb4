"""The interval of one weight or cost in which a point stays best: by hand, and by choosing again on both sides of its ends."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.policy import SingleThreshold, choose, parse_limit, policy_of, refine
from workbench.policy import stays_best as module
from workbench.policy.limits import contract_limits
from workbench.policy.stays_best import (
    StaysBest,
    agreed_cost_ratio,
    cost_line,
    cost_ratio_line,
    stays_best,
    weight_line,
)
from workbench.sweep import Sweep

# By hand: flag down to 0.85 is TP 2 FP 0, to 0.7 is TP 3 FP 1, to 0.4 is TP 4 FP 4.
LABEL = [1, 1, 0, 1, 0, 1, 0, 0, 0, 0]
SCORE = [0.9, 0.85, 0.8, 0.7, 0.6, 0.4, 0.5, 0.45, 0.2, 0.1]


@pytest.fixture
def ten_rows(make_predictions):
    return Sweep(make_predictions(LABEL, {"score": SCORE}))


def _contract(weight: float = 0.5) -> Contract:
    """Recall against false alarms, each worth its share: recall is k/4, false alarms are k/6."""
    return Contract.from_dict(
        {
            "title": "T",
            "decision": "D",
            "metrics": [
                {"name": "recall", "role": "primary", "worst": 0, "target": 1},
                {"name": "fpr", "role": "secondary", "weight": weight, "worst": 1, "target": 0},
            ],
        }
    )


def test_the_interval_of_a_weight_is_the_one_worked_out_by_hand(ten_rows):
    # Corners (false alarms of 6, events of 4): (0, 2), (1, 3), (4, 4). At (1, 3) the weight w of fpr must keep
    # 3/4 - w/6 above 2/4 and above 4/4 - 4w/6: w <= 3/2 and w >= 1/2.
    point = SingleThreshold(score="score", threshold=0.7)
    _, found = stays_best(ten_rows, point, weight_line(_contract(), "fpr"), ())
    assert (found.low, found.high, found.now) == (pytest.approx(0.5), pytest.approx(1.5), 0.5)
    last = SingleThreshold(score="score", threshold=0.4)
    _, found = stays_best(ten_rows, last, weight_line(_contract(), "fpr"), ())
    assert (found.low, found.high) == (0.0, pytest.approx(0.5))


def test_the_interval_of_a_cost_ratio_is_the_slope_on_both_sides(ten_rows):
    # From (1, 3) a step back saves 1 false alarm and misses 1 more; a step on takes 3 more for 1 event.
    _, found = stays_best(ten_rows, SingleThreshold(score="score", threshold=0.7), cost_ratio_line(None), ())
    assert (found.low, found.high) == (pytest.approx(1 / 3), pytest.approx(1.0))
    assert math.isnan(found.now)
    _, nobody = stays_best(ten_rows, SingleThreshold(score="score", threshold=math.inf), cost_ratio_line(None), ())
    assert not nobody.is_anywhere  # flagging the two best scores misses less and alarms nobody


def test_a_point_inside_the_hull_is_best_at_no_ratio(make_predictions):
    # Corners (0, 1), (2, 2), (3, 4): from the first to the last the slope is 1; (2, 2) lies under that line.
    sweep = Sweep(make_predictions([1, 0, 0, 1, 0, 1, 1], {"s": [0.9, 0.8, 0.8, 0.7, 0.6, 0.6, 0.6]}))
    _, found = stays_best(sweep, SingleThreshold(score="s", threshold=0.7), cost_ratio_line(None), ())
    assert not found.is_anywhere
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_a_limit_takes_the_competitor_away_and_the_interval_widens(ten_rows):
    contract = Contract.from_dict(
        {**_contract().to_dict(), "metrics": [*_contract().to_dict()["metrics"], {"name": "flag_rate", "role": "guardrail", "limit": 0.5}]}
    )  # fmt: skip
    limits = contract_limits(choose(ten_rows, contract).point.metrics[2:3] and _metrics(contract))
    _, found = stays_best(ten_rows, SingleThreshold(score="score", threshold=0.7), weight_line(contract, "fpr"), limits)
    assert (found.low, found.high) == (0.0, pytest.approx(1.5))


def _metrics(contract):
    from workbench.metrics import contract_metrics

    return contract_metrics(contract)


@pytest.mark.parametrize(
    ("payoff", "ratio"),
    [
        ("{FP: -5, FN: -900}", 5 / 900),
        ("{FP: -5, FN: -900, TP: 100}", 5 / 1000),
        ("{FP: -5, TN: 1, FN: -9, TP: 3}", 6 / 12),
        ("{FP: {each: -5, eur: 1}, FN: -900}", math.nan),
        ("{FP: {each: -5, by: {road: {urban: -6}}}, FN: -900}", math.nan),
        ("{FP: -5}", math.nan),
        ("{}", math.nan),
    ],
)
def test_the_agreed_ratio_is_what_a_false_alarm_costs_against_a_miss(payoff, ratio):
    contract = Contract.from_text(
        f"{{title: t, decision: d, payoff: {payoff}, predictions: {{label: l, segments: [road], amounts: {{eur: e}}}}}}"
    )
    assert agreed_cost_ratio(contract) == pytest.approx(ratio, nan_ok=True)


def test_a_factor_on_a_cell_multiplies_what_is_paid_in_each_segment(make_predictions):
    """Urban misses cost 6 and rural ones 2. One step flags 1 more urban event and 2 more that are none, at 1 each: worth it
    from a factor of 2 / 6 on; the next flags 1 more rural event and 3 more that are none: from 3 / 2 on."""
    label, score = [1, 0, 0, 1, 0, 0, 0], [0.8, 0.8, 0.8, 0.5, 0.5, 0.5, 0.5]
    road = ["urban", "rural", "rural", "rural", "urban", "rural", "rural"]
    sweep = Sweep(make_predictions(label, {"score": score}, segments={"road": road}))
    payoff = {"FP": -1, "FN": {"each": -2, "by": {"road": {"urban": -6}}}}
    contract = Contract.from_dict({"title": "T", "decision": "D", "payoff": payoff})
    point = SingleThreshold(score="score", threshold=0.8)
    _, found = stays_best(sweep, point, cost_line(contract, "FN"), ())
    assert (found.low, found.high, found.now) == (pytest.approx(2 / 6), pytest.approx(3 / 2), 1.0)


def test_an_interval_and_a_line_cannot_be_changed_and_their_parts_are_named(ten_rows):
    line = cost_ratio_line(None)
    _, found = stays_best(ten_rows, SingleThreshold(score="score", threshold=0.7), line, ())
    for told in (line, found):
        for name, value in vars(told).items():
            with pytest.raises(FrozenInstanceError):
                setattr(told, name, value)
        with pytest.raises(TypeError):
            type(told)(*vars(told).values())


def test_an_interval_of_one_number_is_one():
    assert StaysBest(low=1.0, high=1.0, now=1.0).is_anywhere
    assert not StaysBest(low=1.0, high=0.9, now=1.0).is_anywhere


def test_a_point_between_two_others_is_best_where_these_are_alike(make_predictions):
    # Errors (false alarms, misses) of 2 and 3: (0, 2), (1, 1), (2, 0), one miss for one false alarm each time.
    sweep = Sweep(make_predictions([1, 1, 0, 1, 0], {"s": [5, 4, 4, 3, 3]}))
    _, found = stays_best(sweep, SingleThreshold(score="s", threshold=4), cost_ratio_line(None), ())
    assert (found.low, found.high) == (1.0, 1.0)
    assert found.is_anywhere


def test_nothing_ends_the_interval_of_a_point_with_the_fewest_false_alarms(ten_rows):
    _, found = stays_best(ten_rows, SingleThreshold(score="score", threshold=0.85), cost_ratio_line(None), ())
    assert (found.low, found.high) == (pytest.approx(1.0), math.inf)


def test_a_line_knows_where_its_number_stands(ten_rows):
    contract = Contract.from_dict({**_contract(2.0).to_dict(), "payoff": {"FP": -5, "FN": -900}})
    assert weight_line(contract, "fpr").now == 2.0
    assert cost_line(contract, "FN").now == 1.0
    line = cost_ratio_line(contract)
    assert line.now == pytest.approx(5 / 900)
    nowhere = SingleThreshold(score="score", threshold=math.inf)
    _, found = stays_best(ten_rows, nowhere, line, ())
    assert not found.is_anywhere
    assert (found.now, math.isnan(found.low), math.isnan(found.high)) == (line.now, True, True)


@pytest.fixture(scope="module")
def sixty_rows(make_predictions):
    """Two fair scores of sixty rows, and eighths of euros."""
    rng = np.random.default_rng(5)
    label = rng.random(60) < 0.4
    scores = {name: (label * each + rng.random(60)).round(2) for name, each in (("a", 0.5), ("b", 0.3))}
    return make_predictions(label, scores, amounts={"eur": rng.integers(0, 99, 60) / 8})


LINES = {
    "weight of recall": lambda contract: weight_line(contract, "recall"),
    "weight of fpr": lambda contract: weight_line(contract, "fpr"),
    "cost of a miss": lambda contract: cost_line(contract, "FN"),
    "gain of a hit": lambda contract: cost_line(contract, "TP"),
    "cost ratio": cost_ratio_line,
}


@pytest.mark.parametrize("narrowed_max", [60, 1, 0])
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_hidden_candidates_end_an_interval_as_listed_ones_do(sixty_rows, line, narrowed_max, monkeypatch):
    monkeypatch.setattr(module, "NARROWED_MAX", narrowed_max)
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", 2.0)
    monkeypatch.setattr(refine, "FIRST_GAPS", 1)
    payoff = {"TP": {"each": 3, "eur": 0.5}, "FP": -2, "FN": {"each": -1, "eur": -1}}
    line = line(Contract.from_dict({**_contract().to_dict(), "payoff": payoff}))
    whole, partial = Sweep(sixty_rows), Sweep(sixty_rows, candidates_max=6)
    assert partial.has_gap.sum() > 8
    limits = [parse_limit("recall>=0.6")]
    best = [choose(whole, line.contract_at(at), rule=line.rule, limits=limits).point.policy for at in (0.5, 1.0, 2.0)]
    incomplete = 0
    for policy in (*best, *(policy_of(whole, index) for index in range(0, len(whole), 11))):
        _, wanted = stays_best(whole, policy, line, limits)
        looked_at, found = stays_best(partial, policy, line, limits)
        incomplete += looked_at.has_gap.any() and found.is_anywhere
        assert found.is_anywhere == wanted.is_anywhere
        assert found.is_anywhere or policy not in best
        assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), rel=1e-9, abs=1e-9, nan_ok=True)
    assert incomplete > 0 or narrowed_max < 60


def test_two_that_take_over_at_one_number_meet_there_in_spite_of_rounding(make_predictions):
    # (0, 1), (1, 2), (2, 3) of 8 and 3: one event more for one false alarm more, alike where w / 8 = 1 / 3. In floats the
    # lower end comes out above the upper one.
    sweep = Sweep(make_predictions([1, 1, 0, 1, 0, *[0] * 6], {"s": [9, 8, 8, 7, 7, *[5] * 6]}))
    _, found = stays_best(sweep, SingleThreshold(score="s", threshold=8), weight_line(_contract(), "fpr"), ())
    assert found.low == found.high == pytest.approx(8 / 3)
