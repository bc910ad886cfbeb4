"""The frontier of bands against all pairs in exact fractions."""

from __future__ import annotations

import random
import sys
from fractions import Fraction

import numpy as np
import pytest

from tests.policy.bands.band_oracle import METRICS, MINIMISED, expected, thresholds
from tests.policy.bands.test_choose_band_properties import random_case, random_reviewer
from workbench.metrics import resolve_metrics
from workbench.policy import band_frontier, measure_point, parse_limit
from workbench.policy.reviewer import Reviewer
from workbench.sweep import Sweep


def test_it_has_the_bands_that_no_other_beats(make_predictions, soak):
    rng = random.Random(9)
    for _ in range(150 * soak):
        predictions, rows = random_case(rng, make_predictions)
        reviewer = random_reviewer(rng)
        name = rng.choice(["fnr", "accuracy", "precision", "fpr"])
        (metric,) = resolve_metrics([name])
        found = band_frontier(Sweep(predictions), cost_metric=metric, reviewer=reviewer)
        candidates, points = thresholds(rows), set()
        for i, act_from in enumerate(candidates):
            for clear_below in candidates[i:]:
                counts = expected(
                    rows, clear_below, act_from, Fraction(reviewer.sensitivity), Fraction(reviewer.specificity)
                )
                cost = METRICS[name](counts)
                if cost is not None:
                    points.add((METRICS["automation_rate"](counts), -cost if name in MINIMISED else cost))
        best = sorted(p for p in points if not any(q != p and q[0] >= p[0] and q[1] >= p[1] for q in points))
        sign = -1 if name in MINIMISED else 1
        assert list(zip(found.automated_rate, sign * found.cost, strict=True)) == [
            pytest.approx((float(a), float(b)), rel=1e-12, abs=1e-15) for a, b in best
        ]
        assert found.is_complete
        assert found.bands_count == len(candidates) * (len(candidates) + 1) // 2
        for place in range(len(found)):
            point = measure_point(Sweep(predictions), found.policy(place), metrics=[metric])
            assert point.metrics[0].value == found.cost[place]
            assert point.count("REVIEWED") == pytest.approx((1 - found.automated_rate[place]) * point.count("ALL"))


def test_a_band_that_breaks_a_limit_stays_and_is_marked(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.9, 0.6, 0.5, 0.1]))
    (metric,) = resolve_metrics(["error_rate"])
    # All automated there is one error, a miss where the first of two is kept; reviewing 0.5 and 0.6 there is none.
    for capacity, limits, kept in ((2, [], [True, True]), (1, [], [False, True]), (2, ["fnr<=0.3"], [True, False])):
        found = band_frontier(
            sweep,
            cost_metric=metric,
            reviewer=Reviewer(capacity=capacity),
            limits=[parse_limit(text) for text in limits],
        )
        assert (found.automated_rate.tolist(), found.cost.tolist()) == ([0.5, 1.0], [0.0, 0.25])
        assert found.is_feasible.tolist() == kept
        assert (found.policy(0).clear_below, found.policy(0).act_from) == (0.5, 0.9)


def test_of_too_many_bands_those_between_fewer_thresholds_are_measured_and_it_says_so(make_predictions, monkeypatch):
    monkeypatch.setattr(sys.modules[band_frontier.__module__], "HELPING", 7)
    rng = np.random.default_rng(1)
    label = rng.integers(0, 2, 300)
    sweep = Sweep(make_predictions(label, label + rng.normal(size=300)))
    (metric,) = resolve_metrics(["error_rate"])
    found = band_frontier(sweep, cost_metric=metric, reviewer=Reviewer(), bands_max=500)
    assert (found.is_complete, found.thresholds_count < 40, found.bands_count <= 500) == (False, True, True)
    every = band_frontier(sweep, cost_metric=metric, reviewer=Reviewer())
    for automated, cost in zip(found.automated_rate, found.cost, strict=True):  # never better than the whole
        assert every.cost[every.automated_rate >= automated].min() <= cost
    assert every.is_complete
