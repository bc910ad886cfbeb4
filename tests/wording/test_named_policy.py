"""A policy has the same text wherever the same cases are flagged, in as few digits as flag them."""

from __future__ import annotations

import math

import pytest

from workbench.policy import ReviewBand, Reviewer, SingleThreshold, TieredThresholds
from workbench.policy.tiers import tier_candidates
from workbench.sweep import Sweep
from workbench.wording.named_policy import named, named_tiers

SCORES = [0.2000001, 0.4127, 0.61003, 0.7000009, 0.30001, 0.61999, 0.8, 0.95]
ROADS = ["town"] * 4 + ["lane"] * 4


@pytest.fixture(scope="module")
def sweep(make_predictions) -> Sweep:
    return Sweep(make_predictions([0, 1] * 4, {"v7": SCORES}, segments={"road": ROADS}))


def tiers(**thresholds: float) -> TieredThresholds:
    each = tuple((value, SingleThreshold(score="v7", threshold=at)) for value, at in thresholds.items())
    return TieredThresholds(segment="road", tiers=each)


def test_a_threshold_is_as_short_as_its_own_cases_allow(sweep):
    assert named(SingleThreshold(score="v7", threshold=0.7000009), sweep) == "v7 ≥ 0.7"
    assert named(tiers(town=0.61003, lane=0.61999), sweep) == "v7 by road: town ≥ 0.61, lane ≥ 0.6199"


def test_a_band_is_as_short_as_its_ends_allow(sweep):
    band = ReviewBand(score="v7", clear_below=0.30001, act_from=0.7000009, reviewer=Reviewer(cost=1))
    assert named(band, sweep) == "v7: review from 0.3, act from 0.7"


def test_one_threshold_for_all_reads_as_one(sweep):
    """0.61003 is 0.61 in town; the lane has 0.61999, and the same threshold flags it there too."""
    assert named(tiers(town=0.61003, lane=0.61003), sweep) == "v7 by road: town ≥ 0.61, lane ≥ 0.61"
    assert named(tiers(town=0.7000009, lane=0.7000009), sweep) == "v7 by road: town ≥ 0.7, lane ≥ 0.7"


def test_nobody_and_everybody_are_said(sweep):
    assert named(tiers(town=math.inf, lane=0.30001), sweep) == "v7 by road: town nobody, lane ≥ 0.3"


def test_the_candidates_know_the_same_ends_without_looking_at_a_row(sweep):
    candidates = tier_candidates(sweep, "road")
    for policy in (tiers(lane=0.30001, town=0.61003), tiers(lane=math.inf, town=0.2000001), tiers(lane=0.5, town=0.5)):
        assert candidates.same_ends(policy) == policy.same_ends(sweep)
        assert named_tiers(policy, candidates.same_ends(policy)) == named(policy, sweep)


def test_of_many_tiers_the_ends_are_as_short(make_predictions):
    scores = [0.2000001 + place / 10 for place in range(6)]
    values = [f"zone {place}" for place in range(6)]
    sweep = Sweep(make_predictions([0, 1] * 6, {"v7": [*scores, *([0.01] * 6)]}, segments={"road": values * 2}))
    policy = TieredThresholds(
        segment="road",
        tiers=tuple(
            (value, SingleThreshold(score="v7", threshold=at)) for value, at in zip(values, scores, strict=True)
        ),
    )
    assert named(policy, sweep) == "v7 by road, 6 thresholds from 0.2 to 0.7"


def test_many_tiers_of_one_threshold_say_so(make_predictions):
    values = [f"zone {place}" for place in range(6)]
    sweep = Sweep(make_predictions([0, 1] * 6, {"v7": [0.1, 0.9] * 6}, segments={"road": values * 2}))
    policy = TieredThresholds(
        segment="road", tiers=tuple((value, SingleThreshold(score="v7", threshold=0.5)) for value in values)
    )
    assert named(policy, sweep) == "v7 by road, 6 thresholds, all 0.5"
