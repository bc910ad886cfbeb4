"""Whether a weighting of two metrics picks a point: by hand, and as the hull of the frontier says."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.policy.random_studies import random_rows
from workbench.frontier import build_frontier
from workbench.metrics import BUILTIN
from workbench.policy import SingleThreshold, parse_limit, policy_of
from workbench.policy.supported import supported_by
from workbench.sweep import Sweep

FPR, RECALL = BUILTIN["fpr"], BUILTIN["recall"]


def at(threshold: float) -> SingleThreshold:
    return SingleThreshold(score="s", threshold=threshold)


@pytest.fixture
def dented(make_predictions):
    """False alarms of 3 and events of 4: (0, 1) at 0.9, (2, 2) at 0.7, (3, 4) at 0.6; the middle one is inside."""
    return Sweep(make_predictions([1, 0, 0, 1, 0, 1, 1], {"s": [0.9, 0.8, 0.8, 0.7, 0.6, 0.6, 0.6]}))


def test_a_corner_of_the_hull_is_picked_and_a_dent_is_not(dented):
    assert supported_by(dented, at(0.9), FPR, RECALL).by_weights
    assert supported_by(dented, at(0.6), FPR, RECALL).by_weights
    assert not supported_by(dented, at(0.7), FPR, RECALL).by_weights


def test_the_limit_that_takes_the_better_corner_away_justifies_the_dent(dented):
    # At most 2 of 3 false alarms: 0.6 is out, and (2, 2) has the most events of the rest.
    most, few = parse_limit("fpr<=0.7"), parse_limit("recall>=0.1")
    assert [limit.text for limit in supported_by(dented, at(0.7), FPR, RECALL, [few, most]).by_limits] == ["fpr<=0.7"]
    assert supported_by(dented, at(0.7), FPR, RECALL, [few]).by_limits == ()
    assert supported_by(dented, at(0.7), FPR, RECALL, [parse_limit("fpr<=0.1")]).by_limits == ()


def test_two_limits_may_be_needed_together(make_predictions):
    """Both other scores find all events with 3 false alarms, s with 4; but theirs are all in one tier."""
    tier = ["x", "y", *"xxxx", *"yyyy"]
    label = [1, 1, *[0] * 8]
    scores = {
        "s": [1, 1, 1, 1, 0, 0, 1, 1, 0, 0],
        "t": [1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
        "u": [1, 1, 0, 0, 0, 0, 1, 1, 1, 0],
    }
    sweep = Sweep(make_predictions(label, scores, segments={"tier": tier}))
    in_x, in_y = parse_limit("fpr<=0.5@tier=x"), parse_limit("fpr<=0.5@tier=y")
    assert supported_by(sweep, at(1.0), FPR, RECALL, [in_x]).by_limits == ()
    assert supported_by(sweep, at(1.0), FPR, RECALL, [in_x, in_y]).by_limits == (in_x, in_y)


def test_three_on_a_line_have_no_weighting_for_the_middle_one(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1, 0, 1, 0], {"s": [0.9, 0.8, 0.8, 0.7, 0.7, 0.6]}))
    # (0, 1), (1, 2), (2, 3) of 3 each.
    assert not supported_by(sweep, at(0.8), FPR, RECALL).by_weights


def test_it_is_the_hull_of_the_frontier_whole_or_thinned(make_predictions, soak):
    rng = random.Random(5)
    compared = {True: 0, False: 0}
    for _ in range(60 * soak):
        predictions = random_rows(rng, make_predictions, is_exact=True, rows_count=rng.choice([8, 20, 60]))
        whole, partial = Sweep(predictions), Sweep(predictions, candidates_max=4)
        x, y = (BUILTIN[name] for name in rng.sample(["fpr", "recall", "flag_rate", "fnr"], 2))
        frontier = build_frontier(whole, metrics=(x, y))
        for place in rng.sample(range(len(frontier)), min(3, len(frontier))):
            policy = policy_of(whole, int(frontier.index[place]))
            on_hull = bool(frontier.on_hull[place])
            assert supported_by(whole, policy, x, y).by_weights == on_hull
            assert supported_by(partial, policy, x, y).by_weights == on_hull
            compared[on_hull] += 1
        beaten = np.setdiff1d(np.arange(len(whole)), frontier.index)
        for index in beaten[:2]:
            values = np.array([metric.measure(whole)[index] for metric in (x, y)])
            if not np.isnan(values).any() and not (frontier.values == values).all(axis=1).any():
                assert not supported_by(whole, policy_of(whole, int(index)), x, y).by_weights
    assert min(compared.values()) > 10 * soak, compared
