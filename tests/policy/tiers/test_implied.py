"""What a hand-set combination implies, and the combination that values tiers alike."""

from __future__ import annotations

import math
import random

import pytest

from tests.policy.tiers.brute_force import random_rows
from workbench.errors import InputError
from workbench.metrics import BUILTIN, resolve_metrics
from workbench.policy import SingleThreshold, TieredThresholds
from workbench.policy.tiers import equalised, implied_values, tiered_frontier
from workbench.sweep import Sweep

MISSES, ALARMS = resolve_metrics(["misses = FN", "alarms = FP"])


def tiered(**thresholds):
    return TieredThresholds(
        segment="road",
        tiers=tuple((value, SingleThreshold(score="score", threshold=t)) for value, t in thresholds.items()),
    )


@pytest.fixture
def roads(make_predictions):
    """By falling score, misses prevented : false alarms added.  Urban: 1:2, 1:4, 1:8.  Highway: 1:1, 1:2, 1:3.

    At urban 0.6 one more urban miss prevented costs 8 alarms and the last one cost 4; at highway 0.8 it is 2 and 1.
    """
    from dataclasses import replace

    label, score, road = [], [], []
    for value, steps in {"urban": (2, 4, 8), "highway": (1, 2, 3)}.items():
        for threshold, alarms in zip((0.8, 0.6, 0.4), steps, strict=True):
            label += [1] + [0] * alarms
            score += [threshold] * (1 + alarms)
            road += [value] * (1 + alarms)
    sweep = Sweep(make_predictions(label, score, segments={"road": road}))
    return sweep, *(replace(metric, goal="minimise") for metric in (MISSES, ALARMS))


def test_the_rates_are_the_slopes_beside_each_threshold(roads):
    sweep, x, y = roads
    implied = implied_values(sweep, tiered(urban=0.6, highway=0.8), x=x, y=y)
    assert [(rate.value, rate.low, rate.high, rate.on_hull) for rate in implied.rates] == [
        ("urban", 4.0, 8.0, True),
        ("highway", 1.0, 2.0, True),
    ]
    ratio = implied.ratio("urban", "highway")
    assert (ratio.low, ratio.high, ratio.is_equal) == (2.0, 8.0, False)
    back = implied.ratio("highway", "urban")
    assert (back.low, back.high) == (1 / 8, 1 / 2)
    assert not implied.is_equal
    with pytest.raises(InputError, match="'forest'"):
        implied.ratio("forest", "urban")


def test_ends_have_no_bound_on_one_side(roads):
    sweep, x, y = roads
    implied = implied_values(sweep, tiered(urban=math.inf, highway=0.1), x=x, y=y)
    assert [(rate.low, rate.high) for rate in implied.rates] == [(0.0, 2.0), (3.0, math.inf)]
    assert implied.rates[0].threshold is None
    ratio = implied.ratio("urban", "highway")
    assert (ratio.low, ratio.high) == (0.0, 2 / 3)


def test_a_threshold_under_its_hull_has_the_rate_of_the_edge_above_it(make_predictions):
    """Urban 1:3 then 1:1: after the first step nobody should stop, the edge goes over it at 2 alarms a miss."""
    label = [1, 0, 0, 0, 1, 0]
    score = [0.8] * 4 + [0.6] * 2
    sweep = Sweep(make_predictions(label, score, segments={"road": ["urban"] * 6}))
    from dataclasses import replace

    x, y = (replace(metric, goal="minimise") for metric in (MISSES, ALARMS))
    (rate,) = implied_values(sweep, tiered(urban=0.8), x=x, y=y).rates
    assert (rate.low, rate.high, rate.on_hull) == (2.0, 2.0, False)


def test_equal_values_are_seen_and_made(roads):
    """Three of six misses prevented at urban 0.8 (1), highway 0.6 (2) cost 5 alarms; by hand 0.6 and 0.8 cost 7."""
    sweep, x, y = roads
    by_hand = tiered(urban=0.6, highway=0.8)
    same = equalised(sweep, by_hand, x=x, y=y)
    assert same.policy.by_value["urban"].threshold == 0.8
    assert same.policy.by_value["highway"].threshold == 0.6
    assert (same.x_change, same.y_change) == (0.0, 2.0)
    assert implied_values(sweep, same.policy, x=x, y=y).is_equal
    assert same.low <= same.high


def test_equalised_combinations_are_supported_and_not_worse(make_predictions, soak):
    """300 small studies: every rate that the new combination says picks it; it is on the frontier, and never worse in both."""
    rng = random.Random(2)
    seen = 0
    for _ in range(300 * soak):
        rows = random_rows(rng)
        sweep = Sweep(rows.predictions(make_predictions))
        x, y = BUILTIN["fnr"], BUILTIN["fpr"]
        if len({label for i, label in enumerate(rows.label) if rows.counts(i)}) < 2:
            continue
        values = sweep.occurring("tier")
        own = TieredThresholds(
            segment="tier",
            tiers=tuple((v, SingleThreshold(score="a", threshold=rng.choice(rows.scores["a"]))) for v in values),
        )
        same = equalised(sweep, own, x=x, y=y)
        implied = implied_values(sweep, same.policy, x=x, y=y)
        assert implied.is_equal, rows
        before, after = ([metric.value(each.count(sweep))[0] for metric in (x, y)] for each in (own, same.policy))
        assert after[0] - before[0] == pytest.approx(-same.x_change, abs=1e-12)
        assert after[1] - before[1] == pytest.approx(-same.y_change, abs=1e-12)
        assert same.x_change >= -1e-12
        front = tiered_frontier(sweep, x=x, y=y, segment="tier").values
        assert not (
            (front <= [after[0] + 1e-12, after[1] + 1e-12]).all(axis=1)
            & (front < [after[0] - 1e-9, after[1] - 1e-9]).any(axis=1)
        ).any()
        seen += 1
    assert seen > 200 * soak


def test_metrics_that_are_no_totals_and_missing_tiers_are_named(roads):
    sweep, x, _ = roads
    with pytest.raises(InputError, match="Precision is no total over the values of road"):
        implied_values(sweep, tiered(urban=0.6, highway=0.8), x=x, y=BUILTIN["precision"])
    with pytest.raises(InputError, match="no threshold for road = 'highway'"):
        implied_values(sweep, tiered(urban=0.6), x=x, y=x)
