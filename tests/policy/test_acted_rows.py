"""Any two policies are compared row by row: against a count by hand, with weights, amounts and segments among it."""

from __future__ import annotations

import random

import pytest

from workbench.policy import SingleThreshold, TieredThresholds, acted_rows
from workbench.sweep import Sweep, flipped_rows, swap_set


def tiers(column, **thresholds):
    return TieredThresholds(
        segment=column,
        tiers=tuple((value, SingleThreshold(score=score, threshold=at)) for value, (score, at) in thresholds.items()),
    )


@pytest.fixture(params=range(6))
def drawn(request, make_predictions):
    draw = random.Random(request.param)
    rows = [
        {
            "label": int(draw.random() < 0.4),
            "new": round(draw.random(), 1),
            "old": round(draw.random(), 1),
            "road": draw.choice("ab"),
            "eur": round(draw.random() * 100, 2),
            "weight": draw.choice([0, 1, 2.5]) if request.param % 2 else 1,
        }
        for _ in range(80)
    ]
    made = make_predictions(
        [row["label"] for row in rows],
        {name: [row[name] for row in rows] for name in ("new", "old")},
        segments={"road": [row["road"] for row in rows]},
        amounts={"eur": [row["eur"] for row in rows]},
        weight=[row["weight"] for row in rows] if request.param % 2 else None,
    )
    return rows, Sweep(made)


def is_flagged(row):
    return row["new"] >= 0.3 if row["road"] == "a" else row["old"] >= 0.8


def test_the_groups_are_those_counted_by_hand(drawn):
    rows, sweep = drawn
    now, before = tiers("road", a=("new", 0.3), b=("old", 0.8)), SingleThreshold(score="old", threshold=0.5)
    found = swap_set(sweep.predictions, now=acted_rows(now, sweep), before=acted_rows(before, sweep))
    for name, is_now, was in (("both", 1, 1), ("in", 1, 0), ("out", 0, 1), ("neither", 0, 0)):
        own = [r for r in rows if is_flagged(r) == is_now and (r["old"] >= 0.5) == was and r["weight"] > 0]
        group = found.groups[name]
        assert group.rows_count == len(own)
        assert group.events == pytest.approx(sum(r["weight"] for r in own if r["label"]))
        assert group.amounts["eur"][1] == pytest.approx(sum(r["weight"] * r["eur"] for r in own if not r["label"]))
    by_value = {each.value: each for each in found.segments["road"]}
    for value in "ab":
        missed = [r for r in rows if r["road"] == value and r["label"] and not is_flagged(r) and r["old"] >= 0.5]
        assert by_value[value].newly_missed == pytest.approx(sum(r["weight"] for r in missed))


def test_the_rows_that_flip_are_named_with_both_scores(drawn):
    rows, sweep = drawn
    now, before = tiers("road", a=("new", 0.3), b=("old", 0.8)), SingleThreshold(score="old", threshold=0.5)
    found = flipped_rows(sweep.predictions, now=acted_rows(now, sweep), before=acted_rows(before, sweep))
    expected = [
        place for place, r in enumerate(rows, start=1) if is_flagged(r) != (r["old"] >= 0.5) and r["weight"] > 0
    ]
    assert found.row.tolist() == expected
    assert set(found.scores) == {"new", "old"}


def test_of_tiers_the_sample_is_furthest_past_the_rows_own_threshold(make_predictions):
    """Row 3 has the higher score, row 1 is further past the threshold of its own tier."""
    made = make_predictions([0, 0, 0], {"s": [0.5, 0.05, 0.9]}, segments={"road": ["a", "a", "b"]})
    sweep = Sweep(made)
    now, before = tiers("road", a=("s", 0.1), b=("s", 0.8)), SingleThreshold(score="s", threshold=float("inf"))
    found = swap_set(made, now=acted_rows(now, sweep), before=acted_rows(before, sweep), sample_rows=1)
    assert found.sample.row.tolist() == [1]
