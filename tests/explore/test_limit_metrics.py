"""Limits as metrics bound what the limits bound, of sweeps, tiers and bands; an order is kept where thresholds can rise."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.explore import Lens
from workbench.explore.limit_metrics import limit_metric, read_limits
from workbench.explore.tier_order import in_order, keeps_order
from workbench.policy import ReviewBand, Reviewer, SingleThreshold, TieredThresholds, measure_point, parse_limit
from workbench.policy.tiers import tier_candidates
from workbench.sweep import Sweep

TEXTS = [
    "gap(fpr)<=0.1@road",
    "ratio(fnr)>=0.8@road",
    "gap(recall)<=0.2@road=town,lane",
    "fnr<=0.4@road=town",
    "precision>=0.5",
    "fpr>=0.0@road=town,motorway",
    "alerts<=6/day",
    "alerts<=2/reviewer/day",
    "alerts<=9/reviewer/week",
    "alerts<=6/period",
    "alerts<=40/all",
    "reviewed<=3/day",
]
TEAM = Contract.from_dict({"title": "T", "decision": "D", "team": {"reviewers": 3}})


@pytest.fixture(scope="module")
def sweep(make_predictions):
    rng = np.random.default_rng(11)
    label = (rng.random(90) < 0.4).astype(int)
    score = np.round(np.clip(0.3 * label + rng.random(90) * 0.7, 0, 1), 1)
    road = rng.choice(["town", "motorway", "lane"], 90).tolist()
    day = [f"2026-11-{each:02}" for each in rng.integers(1, 12, 90)]
    return Sweep(make_predictions(label.tolist(), score.tolist(), segments={"road": road}, period=day))


@pytest.mark.parametrize("text", TEXTS)
def test_the_metric_is_what_the_limit_bounds(sweep, text):
    limit = parse_limit(text, contract=TEAM)
    metric = limit_metric(limit, sweep)
    np.testing.assert_array_equal(metric.measure(sweep), limit.measure(sweep))
    np.testing.assert_array_equal(metric.keeps_limit(metric.measure(sweep)), limit.keeps(limit.measure(sweep)))
    policies = [
        SingleThreshold(score="score", threshold=0.5),
        SingleThreshold(score="score", threshold=math.inf),
        TieredThresholds(
            segment="road",
            tiers=tuple(
                (value, SingleThreshold(score="score", threshold=end))
                for value, end in zip(sweep.occurring("road"), (0.3, 0.5, 0.7), strict=True)
            ),
        ),
        ReviewBand(
            score="score", clear_below=0.3, act_from=0.6, reviewer=Reviewer(cost=1, sensitivity=0.9, specificity=0.8)
        ),
    ]
    for policy in policies:
        point = measure_point(sweep, policy, metrics=[metric], limits=[limit])
        np.testing.assert_equal(point.metrics[0].value, point.limits[0].value)
        assert point.metrics[0].is_kept == point.limits[0].is_kept
    assert (metric.label, metric.limit, metric.goal) == (
        limit.label,
        limit.bound,
        "minimise" if limit.at_most else "maximise",
    )


def test_a_limit_that_no_longer_fits_is_left_out_and_said(sweep):
    found, refused = read_limits(Lens(sweep, None), ["gap(fpr)<=0.1@road", "gap(fpr)<=0.1@sky", "nonsense"])
    assert [limit.text for limit in found] == ["gap(fpr)<=0.1@road"]
    assert [sentence.split(" is not used")[0] for sentence in refused] == [
        "The limit gap(fpr)<=0.1@sky",
        "The limit nonsense",
    ]


def test_an_order_is_kept_exactly_where_some_thresholds_that_flag_the_same_rise(sweep):
    candidates = tier_candidates(sweep, "road")
    order = ("lane", "town", "motorway")
    places = [candidates.values.index(value) for value in order]
    grid = np.array(list(itertools.product(*[range(0, size, 3) for size in candidates.sizes])))
    found = keeps_order(candidates, grid, order)
    assert 0 < found.sum() < len(grid)
    # Every threshold that flags other rows: each score of the data, what lies between, and nobody.
    ends = np.array([*np.arange(0.0, 1.01, 0.05), math.inf])
    for row, is_kept in zip(grid, found, strict=True):
        flags = [
            [candidates.index_of(v, SingleThreshold(score="score", threshold=float(end))) == row[v] for end in ends]
            for v in places
        ]
        own = [ends[np.array(each)] for each in flags]
        assert is_kept == any(a <= b <= c for a in own[0] for b in own[1] for c in own[2])
        policy = in_order(candidates, row, order)
        thresholds = [policy.by_value[value].threshold for value in order]
        assert [
            candidates.index_of(v, policy.by_value[value]) for v, value in enumerate(candidates.values)
        ] == row.tolist()
        assert not is_kept or thresholds == sorted(thresholds)


def test_alerts_are_those_of_the_busiest_day_and_not_of_all_rows(sweep):
    """Counted by hand: the flagged rows of each day, shared by three."""
    policy = SingleThreshold(score="score", threshold=0.5)
    flagged = sweep.predictions.scores["score"] >= 0.5
    busiest = np.bincount(sweep.predictions.period.codes[flagged]).max()
    metric = limit_metric(parse_limit("alerts<=2/reviewer/day", contract=TEAM), sweep)
    assert measure_point(sweep, policy, metrics=[metric]).metrics[0].value == pytest.approx(busiest / 3)
    assert busiest < np.count_nonzero(flagged)
