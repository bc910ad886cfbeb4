"""The bound of every stretch at once, against the largest profit of each by hand; and many tiers under a gap in seconds."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from workbench.policy import choose_policy, parse_limit
from workbench.policy.tiers import choose_tiered, stretches
from workbench.policy.tiers.every_window import EveryWindow, _largest
from workbench.policy.tiers.limit_forms import Window
from workbench.policy.tiers.pieces import Totals
from workbench.policy.tiers.relaxation import Bounded
from workbench.predictions import read_predictions
from workbench.sweep import Sweep


def test_the_largest_of_every_range_is_that_of_looking_at_each():
    draw = np.random.default_rng(1)
    for _ in range(50):
        values = draw.integers(-9, 9, draw.integers(1, 40)).astype(float)
        low = draw.integers(0, len(values) + 1, 30)
        high = draw.integers(0, len(values) + 1, 30)
        wanted = [values[a:b].max(initial=-np.inf) for a, b in zip(low, high, strict=True)]
        assert _largest(values, low, high).tolist() == wanted


def test_bounds_and_combinations_of_stretches_are_those_by_hand():
    draw = np.random.default_rng(2)
    made = [np.round(draw.random(size), 1) for size in (7, 12, 5)]
    profit = tuple(draw.normal(size=len(each)) for each in made)
    kept = tuple(np.arange(len(each)) for each in made)
    none = tuple(np.empty((0, len(each))) for each in made)
    totals = Totals(kept=kept, line=profit, line_0=0.0, weight=np.empty(0), worth=none, worth_0=np.empty(0),
                    ceiling=none, ceiling_0=np.empty(0))  # fmt: skip
    window = Window(limit=parse_limit("gap(fnr)<=0.2@region"), values=tuple(made))
    starts = np.unique(np.concatenate(made))
    stretches_ = EveryWindow(totals, window, starts)
    bounded = Bounded(bound=3.0 + sum(each.max() for each in profit), profit=profit)
    at = np.arange(len(starts))
    found = stretches_.bounds(bounded, at, at)
    for place, start in enumerate(starts):
        inside = [(each >= start) & (each <= start + 0.2 + 1e-8) for each in made]
        largest = [p[mask].max(initial=-np.inf) for p, mask in zip(profit, inside, strict=True)]
        assert found[place] == pytest.approx(3.0 + sum(largest))
        chosen = stretches_.combinations(bounded, [place])
        assert len(chosen) == all(mask.any() for mask in inside)
        for row in chosen:
            assert [p[i] for p, i in zip(profit, row, strict=True)] == largest
    wide = stretches_.bounds(bounded, np.array([0]), np.array([len(starts) - 1]))
    assert wide[0] >= found.max()


@pytest.fixture(scope="module")
def many() -> Sweep:
    """60,000 rows in 12 regions that differ in how well the score works."""
    draw = np.random.default_rng(3)
    rows = 60_000
    region = draw.integers(0, 12, rows)
    label = draw.random(rows) < 0.2
    score = draw.normal(-1 + (1 + region / 10) * label, 1)
    frame = pd.DataFrame({"y": label.astype(int), "s": score, "region": [f"r{value:02d}" for value in region]})
    return Sweep(read_predictions(frame, label="y", score="s", segments=["region"]))


@pytest.mark.parametrize("rule", ["max:accuracy", "max:youden = TP / POSITIVES - FP / NEGATIVES"])
def test_a_gap_between_many_tiers_is_proven_and_quick(many, rule):
    before = time.perf_counter()
    found = choose_tiered(many, segment="region", rule=rule, limits=[parse_limit("gap(fnr)<=0.03@region")])
    assert time.perf_counter() - before < 30  # a machine that is busy with much else; it took minutes
    assert found.point.is_feasible
    assert found.optimality.is_proven
    free = choose_tiered(many, segment="region", rule=rule)
    assert found.objective < free.objective


def test_under_a_ceiling_too_it_is_told_how_far_the_best_may_be(many):
    limits = [parse_limit("gap(fnr)<=0.03@region"), parse_limit("fpr<=0.05")]
    found = choose_policy(many, kind="tiered:region", rule="max:recall", limits=limits)
    assert found.point.is_feasible
    assert found.optimality.bound >= found.objective
    assert found.optimality.gap <= 0.001 * found.objective


def test_what_the_search_stretch_by_stretch_finds_is_never_better(many, monkeypatch):
    limits = [parse_limit("gap(fnr)<=0.03@region")]
    quick = choose_tiered(many, segment="region", rule="max:accuracy", limits=limits)
    monkeypatch.setattr(stretches, "SCANNED_FROM", 10**9)
    monkeypatch.setattr(stretches, "NODES_MAX", 3)
    monkeypatch.setattr(stretches, "NODES_LEAST", 3)
    slow = choose_tiered(many, segment="region", rule="max:accuracy", limits=limits)
    assert np.isnan(slow.objective) or slow.objective <= quick.objective
