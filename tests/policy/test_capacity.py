"""The top k in all or per period, ties at the limit, weights, and choosing which score to rank by."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.errors import ColumnError, InputError
from workbench.policy import (
    Capacity,
    LeftOut,
    ReviewBand,
    Reviewer,
    SingleThreshold,
    alerts_metrics,
    capacity_of,
    choose_capacity,
    measure_point,
    parse_limit,
)
from workbench.sweep import Sweep

DAYS = ["2026-03-02", "2026-03-02", "2026-03-02", "2026-03-03", "2026-03-03", "2026-03-09"]
SCORES = [0.9, 0.8, 0.8, 0.4, 0.3, 0.2]


@pytest.fixture
def sweep(make_predictions):
    return Sweep(make_predictions([1, 0, 1, 1, 0, 0], {"s": SCORES}, period=DAYS, segments={"tier": list("xyxyxy")}))


@pytest.mark.parametrize(
    ("k", "per", "flagged", "threshold", "thresholds"),
    [
        (0, None, [], math.inf, ()),
        (1, None, [0], 0.9, ()),
        (2, None, [0], 0.9, ()),  # 0.8 are two: they do not fit
        (3, "all", [0, 1, 2], 0.8, ()),
        (9, None, [0, 1, 2, 3, 4, 5], 0.2, ()),
        (1, "day", [0, 3, 5], 0.8, (("2026-03-02", 0.9), ("2026-03-03", 0.4), ("2026-03-09", 0.2))),
        (2, "day", [0, 3, 4, 5], 0.2, (("2026-03-02", 0.9), ("2026-03-03", 0.3), ("2026-03-09", 0.2))),
        (1, "week", [0, 5], 0.9, (("2026-W10", 0.9), ("2026-W11", 0.2))),
        (4, "month", [0, 1, 2, 3], 0.4, (("2026-03", 0.4),)),
    ],
)
def test_the_top_k_by_hand(sweep, k, per, flagged, threshold, thresholds):
    policy = Capacity.on(sweep, score="s", k=k, per=per)
    assert np.flatnonzero(policy.flagged(sweep)).tolist() == flagged
    assert (policy.threshold, policy.thresholds) == (threshold, thresholds)
    counts = policy.count(sweep)
    assert counts.cell("FLAGGED").tolist() == [len(flagged)]
    assert counts.cell("TP").tolist() == [sum([1, 0, 1, 1, 0, 0][row] for row in flagged)]
    assert Capacity.from_dict(json.loads(json.dumps(policy.to_dict()))) == replace(
        policy, per=None if per == "all" else per
    )


def test_a_tie_at_the_limit_is_left_out_whole_and_said(sweep):
    assert Capacity.on(sweep, score="s", k=2).left_out(sweep) == (
        LeftOut(period="all", score=0.8, tied_count=2, free_count=1),
    )
    assert Capacity.on(sweep, score="s", k=2, per="day").left_out(sweep) == (
        LeftOut(period="2026-03-02", score=0.8, tied_count=2, free_count=1),
    )
    assert Capacity.on(sweep, score="s", k=1, per="day").left_out(sweep) == ()  # full: nothing was left out for a tie
    assert Capacity.on(sweep, score="s", k=3, per="day").left_out(sweep) == ()


def test_what_scores_lower_than_a_tie_that_does_not_fit_is_left_out_too(make_predictions):
    sweep = Sweep(make_predictions([0, 0, 0, 1], [0.9, 0.9, 0.9, 0.1]))
    assert not Capacity(score="score", k=2).flagged(sweep).any()


def test_the_record_has_the_promised_keys(sweep):
    assert Capacity.on(sweep, score="s", k=3).to_dict() == {
        "kind": "capacity",
        "score": "s",
        "k": 3,
        "per": "all",
        "threshold": 0.8,
    }
    assert Capacity.on(sweep, score="s", k=0).to_dict()["threshold"] is None
    assert Capacity.on(sweep, score="s", k=1, per="day").to_dict() == {
        "kind": "capacity", "score": "s", "k": 1, "per": "day", "threshold": 0.8,
        "thresholds": {"2026-03-02": 0.9, "2026-03-03": 0.4, "2026-03-09": 0.2},
    }  # fmt: skip


def test_counts_within_a_segment_are_of_the_list_of_all_rows(sweep):
    policy = Capacity(score="s", k=1, per="day")
    assert policy.count(sweep, {"tier": ["x"]}).cell("FLAGGED").tolist() == [1]
    assert policy.count(sweep).within("tier", ["y"]).cell("FLAGGED").tolist() == [2]
    assert Capacity(score="s", k=3).count(sweep, {"tier": ["y"]}).cell("FLAGGED").tolist() == [1]


def test_in_all_it_is_the_single_threshold_and_per_period_it_is_none(sweep):
    policy = Capacity.on(sweep, score="s", k=3)
    assert policy.same_actions(sweep) == (0.4, 0.8)
    assert policy.count(sweep).threshold.tolist() == [0.8]
    assert Capacity.on(sweep, score="s", k=1, per="day").same_actions(sweep) is None


@pytest.mark.parametrize("k", [-1, 2.5, True, None, "3"])
def test_a_k_that_is_no_whole_number_is_refused(k):
    with pytest.raises(InputError, match=r"whole number"):
        Capacity(score="s", k=k)


def test_scores_and_periods_that_do_not_exist_are_refused(sweep, make_predictions):
    with pytest.raises(ColumnError, match=r"not one of the scores"):
        Capacity.on(sweep, score="t", k=1)
    with pytest.raises(ColumnError, match=r"need a period column"):
        Capacity.on(Sweep(make_predictions([1], [0.5])), score="score", k=1, per="day")


def test_weights_are_cases_and_rounding_does_not_push_a_case_out(make_predictions):
    sweep = Sweep(make_predictions([1] * 31, np.linspace(1, 0, 31), weight=[0.1] * 31))
    assert Capacity(score="score", k=3).flagged(sweep).sum() == 30
    assert Capacity(score="score", k=3).left_out(sweep) == ()
    heavy = Sweep(make_predictions([1, 1, 0], [0.9, 0.8, 0.7], weight=[2.0, 0.0, 1.5]))
    assert Capacity(score="score", k=3).flagged(heavy).tolist() == [True, False, False]
    assert Capacity(score="score", k=3).left_out(heavy) == (
        LeftOut(period="all", score=0.7, tied_count=1.5, free_count=1.0),
    )


def naive(rows, k):
    """The flagged rows of one period: whole ties from the top, as long as they fit."""
    flagged, taken = [], Fraction(0)
    for score in sorted({score for _, score, weight in rows if weight}, reverse=True):
        tied = [row for row in rows if row[1] == score]
        taken += sum(weight for *_, weight in tied)
        if taken > k:
            break
        flagged += [place for place, _, weight in tied if weight]
    return flagged


def test_it_equals_a_loop_over_the_periods_and_shuffling_changes_nothing(make_predictions, soak):
    rng = random.Random(4)
    for _ in range(400 * soak):
        n = rng.choice([1, 2, 5, 12, 40])
        scores = [rng.choice([-1.5, -0.0, 0.0, 0.25, 0.5, 0.5, 2.0, rng.random()]) for _ in range(n)]
        weight = [rng.randrange(4) / 2 for _ in range(n)] if rng.random() < 0.4 else [1.0] * n
        weight = weight if any(weight) else [1.0] * n
        label, period = [rng.randrange(2) for _ in range(n)], [rng.choice(DAYS) for _ in range(n)]
        k, per = rng.randrange(8), rng.choice([None, "day", "week", "period"])
        own = {None: lambda day: "", "day": lambda day: day, "period": lambda day: day, "week": lambda day: day >= "2026-03-09"}[per]  # fmt: skip
        policy, wanted = Capacity(score="s", k=k, per=per), []
        for name in {own(day) for day in period}:
            wanted += naive([(i, scores[i], Fraction(weight[i])) for i in range(n) if own(period[i]) == name], k)
        order = rng.sample(range(n), n)
        for places in (list(range(n)), order):
            sweep = Sweep(
                make_predictions([label[i] for i in places], {"s": [scores[i] for i in places]},
                                 weight=[weight[i] for i in places], period=[period[i] for i in places])
            )  # fmt: skip
            found = {places[row] for row in np.flatnonzero(policy.flagged(sweep)) if weight[places[row]]}
            assert found == set(wanted)
            fitted = Capacity.on(sweep, score="s", k=k, per=per)
            periods = len({own(day) for day, w in zip(period, weight, strict=True) if w})
            mean = SingleThreshold(score="s", threshold=fitted.threshold).count(sweep).cell("FLAGGED")[0] / periods
            assert mean <= k
            lower = [score for score, w in zip(scores, weight, strict=True) if w and score < fitted.threshold]
            if lower:  # the next lower threshold would be too many
                more = SingleThreshold(score="s", threshold=max(lower)).count(sweep).cell("FLAGGED")[0]
                assert more / periods > k


def test_alerts_per_reviewer_per_day_of_any_policy(sweep):
    """Above 0.3: three, two and none on three days."""
    for policy, reviewed in ((SingleThreshold(score="s", threshold=0.3), 0),
                             (ReviewBand(score="s", clear_below=0.25, act_from=0.8, reviewer=Reviewer()), 2)):  # fmt: skip
        mean, most = measure_point(
            sweep, policy, metrics=alerts_metrics(sweep.predictions, per="day", cell="REVIEWED")
        ).metrics
        assert (mean.value, most.value) == (reviewed / 3, reviewed)
    point = measure_point(
        sweep,
        SingleThreshold(score="s", threshold=0.3),
        metrics=alerts_metrics(sweep.predictions, per="day", reviewers=2),
    )
    assert [item.value for item in point.metrics] == [5 / 6, 1.5]
    assert point.metrics[0].metric.unit == "alerts per reviewer per day"
    along = [metric.measure(sweep).tolist() for metric in alerts_metrics(sweep.predictions, per="day")]
    assert along == [pytest.approx([0, 1 / 3, 1, 4 / 3, 5 / 3, 2]), [0, 1, 3, 3, 3, 3]]
    capped = measure_point(
        sweep, Capacity(score="s", k=1, per="day"), metrics=alerts_metrics(sweep.predictions, per="day")
    )
    assert [item.value for item in capped.metrics] == [1, 1]


def test_how_many_fit_is_reviewers_times_alerts_each():
    assert capacity_of(reviewers=3, alerts_each=40) == 120
    assert capacity_of(reviewers=2.5, alerts_each=3) == 7
    assert capacity_of(reviewers=3, alerts_each=0.1 + 0.2) == 0
    assert capacity_of(reviewers=10, alerts_each=0.3) == 3
    with pytest.raises(InputError, match=r"0 or more"):
        capacity_of(reviewers=-1, alerts_each=2)


def contract(**payoff):
    return Contract.from_dict({"title": "T", "decision": "D", "payoff": payoff})


def test_the_score_that_ranks_best_is_chosen(make_predictions):
    sweep = Sweep(make_predictions([1, 1, 0, 0], {"bad": [1, 2, 3, 4], "good": [4, 3, 2, 1]}))
    choice = choose_capacity(sweep, contract(TP=1), k=2, rule="payoff")
    assert choice.point.policy == Capacity(score="good", k=2, threshold=3.0)
    assert (choice.objective, choice.candidates_count, choice.ties_count, choice.shorter) == (2, 2, 0, None)
    assert choose_capacity(sweep, contract(TP=1), k=2, score="bad", rule="payoff").point.policy.score == "bad"
    tied = choose_capacity(sweep, contract(TP=1), k=4, rule="payoff")
    assert [policy.score for policy in tied.ties] == ["bad", "good"]


def test_limits_judge_the_list_and_do_not_shorten_it(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 0, 1], {"a": [4, 3, 2, 1], "b": [1, 4, 3, 2]}))
    limit = parse_limit("precision>=0.9")
    choice = choose_capacity(sweep, contract(TP=1), k=2, rule="payoff", limits=[limit])
    assert choice.point is None
    (blocked,) = choice.blocked
    assert (blocked.limit, blocked.nearest.score, blocked.nearest_value, blocked.keeps_count) == (limit, "a", 0.5, 0)
    assert (choice.shorter.threshold, choice.shorter.flagged_count, choice.shorter.objective) == (4, 1, 1)


def test_a_shorter_list_that_earns_more_is_told_and_not_chosen(make_predictions):
    """Per day: the first pays 5, the second costs 3; on the second day nobody pays. Above 0.5: 10 - 0, all four: 10 - 6."""
    sweep = Sweep(make_predictions([1, 1, 0, 0], {"s": [0.9, 0.8, 0.4, 0.3]}, period=DAYS[2:4] + DAYS[2:4]))
    choice = choose_capacity(sweep, contract(TP=5, FP=-3), k=2, per="day", rule="payoff")
    assert (choice.objective, choice.point.count("FLAGGED")) == (4, 4)
    assert (choice.shorter.threshold, choice.shorter.flagged_count, choice.shorter.objective) == (0.8, 2, 10)
    assert choose_capacity(sweep, contract(TP=5), k=2, per="day", rule="payoff").shorter is None


def test_a_shorter_list_is_a_part_of_the_list(make_predictions):
    """0.8 is not on its day's list of one, so no threshold may bring it back."""
    sweep = Sweep(make_predictions([0, 1, 1], {"s": [0.9, 0.8, 0.3]}, period=[DAYS[0], DAYS[0], DAYS[3]]))
    choice = choose_capacity(sweep, contract(TP=5, FP=-30), k=1, per="day", rule="payoff")
    assert choice.objective == -25
    assert (choice.shorter.threshold, choice.shorter.flagged_count, choice.shorter.objective) == (math.inf, 0, 0)
    assert choose_capacity(sweep, contract(TP=5), k=1, per="day", rule="payoff").shorter is None
