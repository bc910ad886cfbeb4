"""Which points nothing beats, against comparing every pair."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.frontier import is_nondominated
from workbench.frontier.nondominated import _not_below_a_sample


def brute(values, signs):
    """Kept: no NaN, no other point at least as good everywhere and better somewhere, no equal point before it."""
    points = values * np.array(signs)
    kept = []
    for i, point in enumerate(points):
        others = [other for j, other in enumerate(points) if j != i and not np.isnan(other).any()]
        beaten = any((other >= point).all() and (other > point).any() for other in others)
        repeated = any((points[j] == point).all() for j in range(i))
        kept.append(not np.isnan(point).any() and not beaten and not repeated)
    return kept


@pytest.mark.parametrize("metrics", [2, 3, 4])
def test_same_as_comparing_every_pair(metrics, soak):
    """1,000 small sets with many ties, duplicates, both zeros and NaN."""
    rng = np.random.default_rng(metrics)
    for _ in range(1000 * soak):
        n = int(rng.integers(0, 12))
        values = rng.choice([-1.0, -0.0, 0.0, 1.0, 2.5, np.nan], (n, metrics), p=[0.2, 0.15, 0.15, 0.25, 0.2, 0.05])
        signs = rng.choice([-1, 1], metrics)
        before = values.copy()
        assert is_nondominated(values, signs=signs).tolist() == brute(values, signs)
        np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("metrics", [2, 3])
def test_adding_a_point_that_is_beaten_changes_nothing(metrics):
    rng = np.random.default_rng(9)
    for _ in range(200):
        values = rng.random((30, metrics))
        kept = is_nondominated(values, signs=[1] * metrics)
        worse = values[rng.integers(30)] - 0.01
        with_it = is_nondominated(np.vstack([values, worse]), signs=[1] * metrics)
        assert with_it.tolist() == [*kept.tolist(), False]


def test_one_metric_keeps_the_first_of_the_best():
    assert is_nondominated(np.array([[1.0], [3.0], [3.0]]), signs=[1]).tolist() == [False, True, False]
    assert is_nondominated(np.array([[1.0], [1.0], [3.0]]), signs=[-1]).tolist() == [True, False, False]


def test_of_equal_points_the_first_is_kept():
    for metrics in (2, 3, 4):
        assert is_nondominated(np.ones((3, metrics)), signs=[1] * metrics).tolist() == [True, False, False]


def one_after_the_other(values):
    """The same for many points of two metrics, more is better: best first, kept where the second metric is a new best."""
    kept, best = set(), -np.inf
    for i in sorted(range(len(values)), key=lambda i: (-values[i][0], -values[i][1], i)):
        if values[i][1] > best:
            best = values[i][1]
            kept.add(i)
    return kept


@pytest.mark.parametrize("levels", [3, 40, None], ids=["many ties", "some ties", "no ties"])
@pytest.mark.parametrize("count", [999, 1000, 1001, 5000])
def test_many_points_in_any_order(count, levels):
    """A cloud, where a few points beat nearly all, and a fine curve, where none beats another."""
    rng = np.random.default_rng(count)
    for bend in (0, 1):
        a = rng.random(count)
        b = (1 - a) * bend + rng.random(count) * (1 - bend)
        values = np.column_stack([a, b])
        if levels is not None:
            values = np.floor(values * levels)
        wanted = one_after_the_other(values.tolist())
        assert set(np.flatnonzero(is_nondominated(values, signs=[1, 1])).tolist()) == wanted
        assert set(np.flatnonzero(is_nondominated(-values, signs=[-1, -1])).tolist()) == wanted


def test_numbers_given_as_whole_ones_or_as_rows_of_a_list():
    assert is_nondominated([[1, 2], [2, 1], [1, 1]], signs=[1, 1]).tolist() == [True, True, False]
    assert is_nondominated(np.array([[3, 255], [200, 1]], dtype=np.uint8), signs=[-1, -1]).tolist() == [True, True]
    assert is_nondominated(np.array([[3, 0], [200, 1]], dtype=np.uint8), signs=[-1, -1]).tolist() == [True, False]


def test_of_a_cloud_the_sample_leaves_less_than_one_in_fifty_to_be_sorted():
    """Of 1,000 sampled points of a square about 7 are on its frontier, and above them lies less than 1 % of the square."""
    a, b = np.random.default_rng(11).random((2, 50_000))
    left = _not_below_a_sample(a, b)
    assert len(left) < 1000
    assert set(np.flatnonzero(is_nondominated(np.column_stack([a, b]), signs=[1, 1]))) <= set(left.tolist())


@pytest.mark.parametrize("place", [0, -1])
def test_the_sample_reaches_from_the_first_point_to_the_last(place):
    """One point at an end beats all others."""
    a, b = np.zeros(5000), np.zeros(5000)
    a[place] = b[place] = 1
    assert _not_below_a_sample(a, b).tolist() == [place % 5000]
