"""The frontier of a sweep."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.frontier import Frontier, build_frontier
from workbench.metrics import BUILTIN, resolve_metrics
from workbench.sweep import Sweep

RECALL, FLAG_RATE, PRECISION, FPR = (BUILTIN[name] for name in ("recall", "flag_rate", "precision", "fpr"))


@pytest.fixture
def sweep(make_predictions):
    """Thresholds inf, 5, 4, 3, 2, 1 have TP 0 1 1 2 3 3 of 3 and FP 0 0 1 1 1 2 of 2."""
    return Sweep(make_predictions([1, 0, 1, 1, 0], [5, 4, 3, 2, 1]))


def test_points_rates_and_weights_worked_by_hand(sweep):
    """Of (FPR, recall): (0, 1/3) and (1/2, 1); (0, 0), (1/2, 1/3), (1/2, 2/3) and (1, 1) are beaten."""
    frontier = build_frontier(sweep, metrics=(FPR, RECALL))
    assert len(frontier) == 2
    np.testing.assert_allclose(frontier.values, [[0.5, 1], [0, 1 / 3]])
    assert frontier.index.tolist() == [4, 1]
    assert frontier.on_hull.tolist() == [True, True]
    # One unit of FPR less costs (1 - 1/3) / 0.5 of recall.
    np.testing.assert_allclose(frontier.exchange_rate, [4 / 3, np.nan])
    np.testing.assert_allclose(frontier.weight_low, [0, 4 / 3])
    np.testing.assert_allclose(frontier.weight_high, [4 / 3, np.inf])
    assert frontier.knee is None
    assert frontier.undefined_count == 0


def test_the_first_metric_runs_from_worst_to_best(sweep):
    frontier = build_frontier(sweep, metrics=(RECALL, FLAG_RATE))
    np.testing.assert_allclose(frontier.values, [[0, 0], [1 / 3, 0.2], [2 / 3, 0.6], [1, 0.8]])
    # Flag rate given for one unit of recall: 0.2, then 0.4, then 0.2, each by a third of recall.
    np.testing.assert_allclose(frontier.exchange_rate, [0.6, 1.2, 0.6, np.nan])
    # Above the line between the ends, both scaled: 0, 1/3 + 0.6/0.8 - 1 = 1/12, 2/3 + 0.2/0.8 - 1 < 0, 0.
    assert frontier.knee == 1
    # (2/3, 0.6) lies under the chord from (1/3, 0.2) to (1, 0.8), whose slope is 0.9.
    assert frontier.on_hull.tolist() == [True, True, False, True]
    np.testing.assert_allclose(frontier.weight_low, [0, 0.6, np.nan, 0.9])
    np.testing.assert_allclose(frontier.weight_high, [0.6, 0.9, np.nan, np.inf])


def test_undefined_points_are_left_out_and_counted(sweep):
    frontier = build_frontier(sweep, metrics=(PRECISION, RECALL))
    assert frontier.undefined_count == 1
    assert 0 not in frontier.index


def test_only_the_candidates_that_are_allowed_take_part(sweep):
    allowed = np.array([True, False, True, False, False, True])
    frontier = build_frontier(sweep, metrics=(FPR, RECALL), among=allowed)
    assert frontier.index.tolist() == [5, 2, 0]


@pytest.mark.parametrize("metrics", [(FPR, RECALL), (FPR, RECALL, PRECISION)])
def test_nothing_allowed_is_an_empty_frontier(sweep, metrics):
    frontier = build_frontier(sweep, metrics=metrics, among=np.zeros(len(sweep), dtype=bool))
    assert len(frontier) == 0
    assert len(frontier.table()) == 0


def test_no_rows_is_an_empty_frontier(make_predictions):
    for metrics in ((FPR, RECALL), (FPR, RECALL, PRECISION)):
        assert len(build_frontier(Sweep(make_predictions([], [])), metrics=metrics)) == 0


def test_of_equal_points_the_earlier_score_and_the_higher_threshold_stay(make_predictions):
    sweep = Sweep(make_predictions([1, 0], {"a": [2, 1], "b": [20, 10]}))
    for metrics in ((FPR, RECALL), (FPR, RECALL, BUILTIN["accuracy"])):
        assert build_frontier(sweep, metrics=metrics).index.tolist() == [1]


def test_a_score_that_is_worse_everywhere_changes_nothing(make_predictions):
    rng = np.random.default_rng(6)
    label = rng.integers(0, 2, 200)
    good = label + rng.normal(size=200)
    alone = build_frontier(Sweep(make_predictions(label, {"good": good})), metrics=(FPR, RECALL))
    both = build_frontier(Sweep(make_predictions(label, {"good": good, "bad": -good})), metrics=(FPR, RECALL))
    np.testing.assert_array_equal(alone.values, both.values)
    np.testing.assert_array_equal(alone.weight_low, both.weight_low)


def test_weighted_rows_leave_no_beaten_point_on_the_frontier(make_predictions):
    """Where only TP changes, FP per km must stay the same to the last bit, or each point would look a shade better."""
    rng = np.random.default_rng(7)
    n = 3000
    label = rng.random(n) < 0.3
    score, km = label + rng.normal(size=n), rng.lognormal(0, 1, n).round(2)
    sweep = Sweep(make_predictions(label, score, amounts={"km": km}))
    brakes = resolve_metrics(["brakes = 1000 * FP / ALL[km]"])[0]
    frontier = build_frontier(sweep, metrics=(brakes, RECALL))
    false_positives = sweep.counts().cases.fp[frontier.index]
    assert len(set(false_positives.tolist())) == len(frontier)


def test_the_table_says_what_the_frontier_says(sweep):
    table = build_frontier(sweep, metrics=(FPR, RECALL)).table()
    wanted = ["score_column", "threshold", "tp", "fp", "fn", "tn", "fpr", "recall", "on_hull", "exchange_rate"]
    assert table.columns.tolist() == [*wanted, "weight_low", "weight_high"]
    assert table["threshold"].tolist() == [2, 5]
    assert table["tp"].tolist() == [3, 1]
    assert table["on_hull"].tolist() == [True, True]
    np.testing.assert_allclose(table["exchange_rate"], [4 / 3, np.nan])
    np.testing.assert_allclose(table["weight_low"], [0, 4 / 3])
    np.testing.assert_allclose(table["weight_high"], [4 / 3, np.nan])


def test_three_metrics_have_a_hull_and_no_weight_interval(sweep):
    frontier = build_frontier(sweep, metrics=(FPR, RECALL, PRECISION))
    assert frontier.weight_low is None
    assert frontier.knee is None
    assert frontier.on_hull.shape == (len(frontier),)


def test_where_the_first_metric_ties_the_better_second_comes_first_and_then_the_better_third(sweep):
    """Of recall, cleared and FPR nothing beats (1/3, 4, 0), (1, 1, 1/2) and (1, 0, 1)."""
    cleared, everybody = resolve_metrics(["cleared = CLEARED", "everybody = ALL"])
    frontier = build_frontier(sweep, metrics=(RECALL, cleared, FPR))
    np.testing.assert_allclose(frontier.values, [[1 / 3, 4, 0], [1, 0, 1], [1, 1, 0.5]])
    frontier = build_frontier(sweep, metrics=(everybody, everybody, cleared, FPR))
    np.testing.assert_allclose(frontier.values[:, 2:], [[0, 1], [1, 0.5], [4, 0]])


def test_a_step_that_gains_or_gives_nothing_has_no_exchange_rate(sweep):
    """Of cleared, recall and FPR: recall rises on the first step and stands still on the second."""
    cleared = resolve_metrics(["cleared = CLEARED"])[0]
    frontier = build_frontier(sweep, metrics=(cleared, RECALL, FPR))
    np.testing.assert_allclose(frontier.values, [[4, 1 / 3, 0], [1, 1, 0.5], [0, 1, 1]])
    assert np.isnan(frontier.exchange_rate).all()
    # Recall does not rise from (1, 0, 1) to (1, 1, 1/2), so that nothing is gained for the one that is given.
    frontier = build_frontier(sweep, metrics=(RECALL, cleared, FPR))
    assert np.isnan(frontier.exchange_rate).all()


def test_a_frontier_stays_as_it_was_built_and_is_equal_to_itself_alone(sweep):
    frontier, again = (build_frontier(sweep, metrics=(FPR, RECALL)) for _ in range(2))
    with pytest.raises(FrozenInstanceError):
        frontier.knee = 1
    with pytest.raises(TypeError, match="positional"):
        Frontier(*(getattr(frontier, item.name) for item in fields(frontier)))
    assert frontier == frontier
    assert frontier != again
    assert len({frontier, again}) == 2


def test_one_metric_is_no_frontier(sweep):
    with pytest.raises(InputError, match="two metrics or more"):
        build_frontier(sweep, metrics=(RECALL,))
