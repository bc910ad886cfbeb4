"""Review bands and their reviewers, worked by hand."""

from __future__ import annotations

import json
import math
import sys

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.metrics import payoff_of, resolve_metrics
from workbench.policy import ReviewBand, Reviewer, SingleThreshold, choose, choose_band, measure_point, parse_limit
from workbench.policy.bands.boxes import Blocks
from workbench.policy.bands.search import Search
from workbench.policy.rule import rule_of
from workbench.sweep import Sweep

REVIEWER = Reviewer(cost=2, sensitivity=0.75, specificity=0.5)
PAYOFF = {"title": "T", "decision": "D", "payoff": {"TP": 10, "FP": -4, "FN": {"each": 0, "eur": -1}}}


@pytest.fixture
def sweep(make_predictions):
    """Events at 0.9 and 0.5, others at 0.7, 0.5 and 0.2."""
    return Sweep(
        make_predictions(
            [1, 0, 1, 0, 0], {"s": [0.9, 0.7, 0.5, 0.5, 0.2]}, amounts={"eur": [100, 1, 40, 1, 1]},
            segments={"tier": ["x", "x", "y", "y", "y"]}, period=["2026-03-02", "2026-03-02", "2026-03-03", "2026-03-03", "2026-03-03"],
        )
    )  # fmt: skip


def band(clear_below, act_from, reviewer=REVIEWER):
    return ReviewBand(score="s", clear_below=clear_below, act_from=act_from, reviewer=reviewer)


def test_a_band_measured_by_hand(sweep):
    """Acting on 0.9; reviewing 0.7 and both of 0.5: 0.75 of one event is caught, 0.5 of two others let go."""
    metrics = resolve_metrics(["recall", "review_rate", "automation_rate", "load = REVIEWED + REVIEWED[eur]", "fpr"])
    point = measure_point(sweep, band(0.5, 0.9), contract=Contract.from_dict(PAYOFF), metrics=metrics)
    assert [point.count(cell) for cell in ("TP", "FP", "FN", "TN", "REVIEWED")] == [1.75, 1, 0.25, 2, 3]
    assert [item.value for item in point.metrics] == [1.75 / 2, 0.6, 0.4, 3 + 42, 1 / 3]
    assert point.payoff == 10 * 1.75 - 4 * 1 - 0.25 * 40 - 2 * 3
    assert point.same_actions is None
    assert band(0.5, 0.9).same_ends(sweep) == ((0.2, 0.5), (0.7, 0.9))


def test_limits_on_segments_see_who_is_reviewed_there(sweep):
    limits = [parse_limit(text) for text in ("review_rate<=0.5@tier=x", "gap(review_rate)<=0.1@tier")]
    point = measure_point(sweep, band(0.5, 0.9), limits=limits)
    assert [item.value for item in point.limits] == [0.5, pytest.approx(2 / 3 - 1 / 2)]
    assert [item.is_kept for item in point.limits] == [True, False]


@pytest.mark.parametrize("threshold", [math.inf, 0.9, 0.7, 0.6, 0.2])
def test_with_both_thresholds_the_same_it_is_the_single_threshold_to_the_bit(sweep, threshold):
    contract = Contract.from_dict(PAYOFF)
    metrics = resolve_metrics(["precision", "net_benefit", "mcc", "review_rate"])
    one = measure_point(sweep, band(threshold, threshold), contract=contract, metrics=metrics)
    other = measure_point(sweep, SingleThreshold(score="s", threshold=threshold), contract=contract, metrics=metrics)
    assert (
        np.array([item.value for item in one.metrics]).tobytes()
        == np.array([item.value for item in other.metrics]).tobytes()
    )
    assert (one.payoff, one.same_actions) == (other.payoff, other.same_actions)


def test_a_band_is_written_as_records_have_it_and_reads_back_equal():
    wide = band(0.25, math.inf, Reviewer(cost=2, sensitivity=0.75, specificity=0.5, capacity=40, per="day"))
    assert wide.to_dict() == {
        "kind": "review", "score": "s", "clear_below": 0.25, "act_from": None,
        "reviewer": {"cost": 2, "sensitivity": 0.75, "specificity": 0.5, "capacity": 40, "per": "day"},
    }  # fmt: skip
    for policy in (wide, band(math.inf, math.inf), band(0.1, 0.1)):
        assert ReviewBand.from_dict(json.loads(json.dumps(policy.to_dict()))) == policy
    assert wide.acts_alone_on_nobody
    assert not wide.reviews_nobody
    assert (
        ReviewBand.from_dict({"kind": "review", "score": "s", "clear_below": 0.1, "act_from": 0.2}).reviewer
        == Reviewer()
    )


@pytest.mark.parametrize("ends", [(0.9, 0.5), (math.nan, 0.5), (0.1, math.nan), (-math.inf, 0.5), (math.inf, 0.5)])
def test_thresholds_that_cannot_be_are_refused(ends):
    with pytest.raises(InputError):
        band(*ends)


@pytest.mark.parametrize(
    "wrong",
    [{"cost": -1}, {"cost": math.nan}, {"sensitivity": 1.01}, {"specificity": -0.1}, {"sensitivity": math.nan}, {"capacity": -1}, {"capacity": math.inf}],
)  # fmt: skip
def test_reviewers_that_cannot_be_are_refused(wrong):
    with pytest.raises(InputError, match=r"must"):
        Reviewer(**wrong)


def test_the_reviewer_of_a_contract():
    agreed = Contract.from_dict({**PAYOFF, "review": {"cost": 4, "accuracy": 0.95, "capacity": 120, "per": "day"}})
    assert Reviewer.of(agreed) == Reviewer(cost=4, sensitivity=0.95, specificity=0.95, capacity=120, per="day")
    apart = Contract.from_dict({**PAYOFF, "review": {"cost": 4, "sensitivity": 0.8, "specificity": 0.9}})
    assert Reviewer.of(apart) == Reviewer(cost=4, sensitivity=0.8, specificity=0.9)
    with pytest.raises(InputError, match=r"no review section"):
        Reviewer.of(Contract.from_dict(PAYOFF))


def test_a_choice_without_a_reviewer_asks_for_one(sweep):
    with pytest.raises(InputError, match=r"needs a reviewer"):
        choose_band(sweep, rule="max:recall")


def test_the_cost_of_reviews_is_in_every_payoff(sweep):
    counts = band(0.5, 0.9).count(sweep)
    contract = Contract.from_dict({**PAYOFF, "volume": {"cases": 500, "per": "year"}})
    assert payoff_of(counts, contract.payoff).tolist() == [-2.5]
    point = measure_point(sweep, band(0.5, 0.9), contract=contract, metrics=resolve_metrics(["payoff", "payoff_per_year"], contract=contract, cases_count=5))  # fmt: skip
    assert [item.value for item in point.metrics] == [-2.5, -250]


def test_a_band_that_pays_and_says_so(sweep):
    """Alone: acting from 0.5 is worth 20 - 8 = 12. A free reviewer who is always right makes it 20."""
    choice = choose_band(sweep, Contract.from_dict(PAYOFF), reviewer=Reviewer(), rule="payoff")
    assert (choice.objective, choice.single_objective, choice.gain, choice.band_pays) == (20, 12, 8, True)
    assert choice.best_single == SingleThreshold(score="s", threshold=0.5)
    policy = choice.point.policy
    assert (policy.clear_below, policy.act_from) == (0.5, 0.9)  # of those worth 20, the one with fewest reviews
    assert choice.ties_count == 4  # clear below 0.5 or 0.2, act from 0.9 or on nobody
    assert choice.says.startswith("The band pays")


def test_no_band_pays_where_a_useless_reviewer_costs(sweep):
    contract = Contract.from_dict(PAYOFF)
    for rule in ("payoff", "max:f1", "max:accuracy"):
        choice = choose_band(sweep, contract, reviewer=Reviewer(cost=1e6, sensitivity=0, specificity=0), rule=rule)
        assert (choice.band_pays, choice.point.policy.reviews_nobody) == (False, True)
        assert choice.point.policy.act_from == choose(sweep, contract, rule=rule).point.policy.threshold
        assert choice.says.startswith("No band pays")


def test_a_band_makes_possible_what_no_single_threshold_can(sweep):
    limits = [parse_limit("fpr<=0"), parse_limit("fnr<=0")]
    choice = choose_band(sweep, reviewer=Reviewer(), rule="min:review_rate", limits=limits)
    assert choice.best_single is None
    assert math.isnan(choice.gain)
    assert (choice.point.policy.clear_below, choice.point.policy.act_from) == (0.5, 0.9)
    assert choice.says.startswith("The band makes possible")


@pytest.mark.parametrize(("per", "ends"), [("day", (0.5, 0.9)), ("all", (0.5, 0.7)), (None, (0.5, 0.7))])
def test_a_capacity_bounds_the_busiest_period(sweep, per, ends):
    """Two fit. Reviewing 0.7 and 0.5 is one on the first day and two on the second: three in all."""
    reviewer = Reviewer(capacity=2, per=per)
    choice = choose_band(sweep, Contract.from_dict(PAYOFF), reviewer=reviewer, rule="payoff")
    assert (choice.point.policy.clear_below, choice.point.policy.act_from) == ends
    assert [item.value for item in choice.point.limits] == [2]
    assert choice.point.limits[0].limit.text.startswith("reviewed<=2")


def test_what_blocks_is_said_of_bands(sweep):
    limits = [parse_limit("fpr<=0"), parse_limit("fnr<=0.1"), parse_limit("review_rate<=0.2")]
    choice = choose_band(sweep, reviewer=Reviewer(), rule="max:accuracy", limits=limits)
    assert (choice.point, choice.is_feasible, choice.band_pays) == (None, False, False)
    found = {
        item.limit.text: (item.nearest_value, item.nearest.clear_below, item.nearest.act_from)
        for item in choice.blocked
    }
    # Alone, each may give way: false alarms to 1/3 (0.7 is acted on, 0.5 is reviewed: 0.4), misses to 1/2, reviews to 0.6.
    assert found["fnr<=0.1"][0] == 0.5
    assert found["review_rate<=0.2"] == (0.6, 0.5, 0.9)
    assert set(found) == {"fpr<=0", "fnr<=0.1", "review_rate<=0.2"}
    assert choice.says.startswith("Neither")


def test_bands_of_two_scores_are_never_mixed(make_predictions):
    """Acting on the better score; the same figures are there whichever comes first."""
    label = [1, 1, 0, 0, 1, 0]
    good, bad = [6, 5, 2, 1, 4, 3], [1, 6, 5, 2, 3, 4]
    for names in ({"a": good, "b": bad}, {"b": bad, "a": good}):
        choice = choose_band(Sweep(make_predictions(label, names)), reviewer=Reviewer(cost=1), rule="max:accuracy")
        assert (choice.point.policy.score, choice.objective, choice.band_pays) == ("a", 1.0, False)
    only = choose_band(Sweep(make_predictions(label, names)), reviewer=Reviewer(), score="b", rule="max:accuracy")
    assert only.point.policy.score == "b"
    assert only.candidates_total == 28


def test_of_tied_bands_the_one_with_fewest_reviews_comes_first_and_then_the_one_that_flags_fewest(make_predictions):
    """Both events are caught with one false alarm at most: acting on 0.8 too spares a review and flags one more."""
    sweep = Sweep(make_predictions([1, 0, 0, 1, 0], {"s": [0.9, 0.8, 0.75, 0.7, 0.1]}))
    choice = choose_band(sweep, reviewer=Reviewer(), rule="max:recall", limits=[parse_limit("fpr<=0.4")])
    assert choice.band_pays
    assert [(tie.act_from, tie.clear_below) for tie in choice.ties[:3]] == [(0.8, 0.7), (0.9, 0.7), (0.8, 0.1)]


def test_of_very_many_ties_some_are_listed_all_are_counted_and_the_preferred_is_the_same(make_predictions, monkeypatch):
    rng = np.random.default_rng(2)
    label = (rng.random(200) < 0.4).astype(int)
    sweep = Sweep(make_predictions(label, {"s": np.where(label == 1, 1, 0) + rng.normal(size=200) / 3}))
    asked = {"reviewer": Reviewer(specificity=0.9), "rule": "max:recall", "limits": [parse_limit("fpr<=0.02")]}
    every = choose_band(sweep, **asked)
    assert len(every.ties) == every.ties_count > 30
    monkeypatch.setattr(sys.modules[choose_band.__module__], "LISTED_TIES_MAX", 5)
    some = choose_band(sweep, **asked)
    assert (some.ties_count, len(some.ties)) == (every.ties_count, 5)
    assert some.point.policy == every.point.policy == every.ties[0]
    assert set(some.ties) <= set(every.ties)


def test_where_not_all_boxes_are_followed_the_bound_says_so_and_holds(make_predictions):
    rng = np.random.default_rng(7)
    label = (rng.random(400) < 0.3).astype(int)
    sweep = Sweep(make_predictions(label, {"s": label + rng.normal(size=400)}))
    wanted = rule_of("max:mcc", None, cases_count=400)
    blocks = Blocks(sweep=sweep, reviewer=Reviewer(sensitivity=0.9, specificity=0.9))
    true = Search(blocks, wanted.objective)
    best = true.best(true.everywhere())
    few = Search(blocks, wanted.objective, followed_max=2)
    found = few.best(few.everywhere())
    assert (best.left_out, found.left_out) == (False, True)
    assert found.value <= best.value <= found.bound
    assert best.bound == best.value
    assert few.reaching(few.everywhere(), best.value - 0.01).is_all is False
    assert true.reaching(true.everywhere(), best.value - 0.01).is_all is True


def test_a_band_set_by_hand_is_held_to_the_agreed_capacity(sweep):
    held = Reviewer(capacity=1)
    wide = measure_point(sweep, ReviewBand(score="s", clear_below=0.2, act_from=0.9, reviewer=held))
    (limit,) = wide.limits
    assert (limit.limit.text, limit.value, limit.is_kept) == ("reviewed<=1", wide.count("REVIEWED"), False)
    assert wide.count("REVIEWED") > 1
    assert not wide.is_feasible
    nobody = measure_point(sweep, ReviewBand(score="s", clear_below=0.5, act_from=0.5, reviewer=held))
    assert nobody.is_feasible
    chosen = choose_band(sweep, Contract.from_dict(PAYOFF), reviewer=held, rule="payoff")
    assert [item.limit.text for item in chosen.point.limits] == ["reviewed<=1"], "and once where it was chosen by"


def test_what_reviews_cost_is_in_what_is_said_only_where_the_rule_counts_it(sweep):
    contract = Contract.from_dict(
        {**PAYOFF, "metrics": [{"name": "recall", "role": "primary", "worst": 0, "target": 1}]}
    )
    reviewer = Reviewer(cost=2.5)
    choice = choose_band(sweep, contract, reviewer=reviewer, rule="max:accuracy")
    assert choice.band_pays
    assert "cost of its reviews included" not in choice.says
    assert f"{2.5 * choice.point.count('REVIEWED'):g} on these predictions" in choice.says
