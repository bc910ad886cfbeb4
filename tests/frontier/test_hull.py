"""The supported points and the weightings that pick them."""

from __future__ import annotations

import warnings
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from workbench.frontier import knee, upper_hull, weight_intervals
from workbench.frontier.hull import _above_their_neighbours, supported


def whole_frontier(rng, most=12):
    """A frontier in whole numbers: a rises, b falls."""
    n = int(rng.integers(1, most))
    a = np.sort(rng.choice(40, n, replace=False))
    b = np.sort(rng.choice(40, n, replace=False))[::-1]
    return a.astype(float), b.astype(float)


def best_for(a, b, weight):
    """All points that are best when one unit of a counts ``weight`` units of b, exactly."""
    values = [Fraction(x) * weight + Fraction(y) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    return {i for i, value in enumerate(values) if value == max(values)}


def brute_vertices(a, b):
    """The points that some weight picks alone: between any two critical weights, and beyond both ends."""
    critical = {
        Fraction(b[i] - b[j]) / Fraction(a[j] - a[i]) for i in range(len(a)) for j in range(len(a)) if a[j] > a[i]
    }
    steps = sorted(critical)
    tried = [(x + y) / 2 for x, y in pairwise(steps)]
    tried += [steps[0] / 2, steps[-1] + 1] if steps else [Fraction(1)]
    return {i for weight in tried for i in best_for(a, b, weight)}


def test_vertices_are_the_points_that_some_weighting_picks_alone(soak):
    rng = np.random.default_rng(1)
    for _ in range(400 * soak):
        a, b = whole_frontier(rng)
        assert set(np.flatnonzero(upper_hull(a, b))) == brute_vertices(a, b)


def test_inside_its_interval_a_vertex_is_best_and_outside_it_is_not(soak):
    rng = np.random.default_rng(2)
    for _ in range(400 * soak):
        a, b = whole_frontier(rng)
        on_hull = upper_hull(a, b)
        low, high = weight_intervals(a, b, on_hull)
        for i in range(len(a)):
            if not on_hull[i]:
                assert np.isnan(low[i])
                assert np.isnan(high[i])
                continue
            lowest, highest = Fraction(low[i]), None if np.isinf(high[i]) else Fraction(high[i])
            inside = lowest + 1 if highest is None else (lowest + highest) / 2
            assert best_for(a, b, inside) == {i}
            if highest is not None:
                assert i not in best_for(a, b, highest * Fraction(101, 100))
            if lowest > 0:
                assert i not in best_for(a, b, lowest * Fraction(99, 100))


def test_hand_worked_hull_and_weights():
    """Slopes 1, then 3: (2, 3) is best while one a is worth between 1 and 3 b. (1, 3.2) is under the chord."""
    a, b = np.array([0.0, 1.0, 2.0, 3.0]), np.array([5.0, 3.2, 3.0, 0.0])
    on_hull = upper_hull(a, b)
    assert on_hull.tolist() == [True, False, True, True]
    low, high = weight_intervals(a, b, on_hull)
    np.testing.assert_array_equal(low, [0, np.nan, 1, 3])
    np.testing.assert_array_equal(high, [1, np.nan, 3, np.inf])


def test_a_point_on_an_edge_is_no_vertex_even_when_its_coordinates_are_rounded():
    """Rates of whole counts: three points exactly on one line, which rounding bends by the last bit."""
    rng = np.random.default_rng(3)
    for _ in range(2000):
        positives, negatives = rng.integers(3, 10_000, 2)
        step = rng.integers(1, 50, 2)
        a = np.array([0, step[0], 3 * step[0]]) / positives
        b = 1 - np.array([0, step[1], 3 * step[1]]) / negatives
        assert upper_hull(a, b).tolist() == [True, False, True]


def test_a_real_bend_is_a_vertex_on_a_long_fine_curve():
    angle = np.linspace(0, np.pi / 2, 20_001)
    assert upper_hull(np.sin(angle), np.cos(angle)).all()


def test_three_metrics_the_supported_points_are_those_that_some_weighting_picks():
    """Against 4,000 random weightings: each one's single winner is supported, and each supported point wins once."""
    rng = np.random.default_rng(4)
    for _ in range(15):
        points = rng.random((12, 3))
        weights = rng.dirichlet([0.4] * 3, 4000)
        winners = set(np.unique((points @ weights.T).argmax(axis=0)))
        found = set(np.flatnonzero(supported(points)))
        assert winners <= found
        for i in found - winners:  # a narrow winner: an exact search must find its weighting
            assert is_best_somewhere(points, i)
        for i in set(range(12)) - found:
            assert not is_best_somewhere(points, i)


def is_best_somewhere(points, i):
    """Whether weights >= 0 exist for which point i is best, by linear programming."""
    from scipy.optimize import linprog

    others = np.delete(points, i, axis=0) - points[i]
    margin = np.ones((len(others), 1))
    found = linprog(
        [0, 0, 0, -1],
        A_ub=np.hstack([others, margin]),
        b_ub=np.zeros(len(others)),
        A_eq=[[1, 1, 1, 0]],
        b_eq=[1],
        bounds=[(0, None)] * 3 + [(None, None)],
    )
    return -found.fun > 1e-9


def test_the_supported_points_do_not_depend_on_units_and_zeros_of_the_metrics():
    """Rates beside millions of money, and money that is all lost: the same points as in one unit."""
    rng = np.random.default_rng(5)
    for _ in range(10):
        points = rng.random((30, 3))
        wanted = supported(points)
        assert 3 < wanted.sum() < 30
        for size, shift in (
            ([1e-9, 1, 1e9], [0, 0, 0]),
            ([1e-30, 1, 1], [0, 0, 0]),
            ([1, 1, 1], [-100, 100, -3]),
            ([1e6, 1, 1], [-5e7, 7, 0]),
            ([1e-9, 1, 1e6], [0, 0, -1e9]),
        ):
            np.testing.assert_array_equal(supported(points * size + shift), wanted)


def test_a_metric_that_is_the_same_everywhere_decides_nothing():
    points = np.array([[0.0, 7, 10], [1, 7, 8], [4, 7, 7], [10, 7, 0]])
    assert supported(points).tolist() == [True, False, True, True]


def test_a_point_that_is_worse_in_everything_is_picked_by_no_weighting():
    assert supported(np.array([[0.0, 0, 0], [1, 1, 1]])).tolist() == [False, True]


def test_masks_are_masks():
    three = np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]])
    for mask in (supported(three), supported(three[:1]), supported(three[:0]), upper_hull(three[0], three[1])):
        assert mask.dtype == bool


def test_a_small_bend_far_from_zero_is_a_vertex():
    """At a million the last bit is worth 1e-10, so that a bend of 0.001 is no rounding."""
    million = 1e6
    a, b = million + np.array([0, 1, 2.0]), million + np.array([2, 1.0005, 0])
    assert upper_hull(a, b).tolist() == [True, True, True]


LAST_BIT = 2.0**-52


@pytest.mark.parametrize(("bits", "is_vertex"), [(24, False), (32, False), (34, True), (-34, False)])
def test_a_bend_within_eight_last_bits_of_the_coordinates_is_rounding(bits, is_vertex):
    """From (0, 2) to (2, 0): raised by d, (1, 1) turns by 2 d, and 8 last bits of 2 * 2 + 2 * 2 are 64."""
    a, b = np.array([0.0, 1, 2]), np.array([2, 1 + bits * LAST_BIT, 0.0])
    assert upper_hull(a, b).tolist() == [True, is_vertex, True]


def points_left(a, b):
    return _above_their_neighbours(np.asarray(a, float), np.asarray(b, float)).tolist()


@pytest.mark.parametrize(
    ("count", "left"),
    [
        (64, list(range(64))),
        (126, [*range(0, 125, 2), 125]),  # of the places 1 to 124 every other one goes, and 64 are few enough
        (1025, list(range(0, 1025, 32))),  # 1025, 513, 257, 129, 65, 33
    ],
)
def test_the_quick_pass_halves_what_lies_on_a_line_until_64_are_left(count, left):
    assert points_left(np.arange(count), -np.arange(count)) == left


def dented(count, dents):
    """A quarter of a circle, where some points are pushed towards its middle, far below their neighbours."""
    angle, radius = np.linspace(0, np.pi / 2, count), np.ones(count)
    radius[dents] = 1 - 1 / count
    return radius * np.sin(angle), radius * np.cos(angle)


def test_the_quick_pass_leaves_out_all_points_under_the_line_between_their_neighbours():
    a, b = dented(401, np.arange(1, 401, 2))
    assert points_left(a, b) == list(range(0, 401, 2))


@pytest.mark.parametrize(("dents", "goes"), [(7, True), (6, False)])
def test_the_quick_pass_ends_where_fewer_than_a_tenth_would_go(dents, goes):
    """Seven of 70 are a tenth."""
    under = np.arange(3, 3 + 9 * dents, 9)
    left = [k for k in range(70) if not goes or k not in under]
    assert points_left(*dented(70, under)) == left


def test_no_point_and_one_point():
    assert supported(np.empty((0, 3))).tolist() == []
    assert supported(np.array([[1.0, 2.0, 3.0]])).tolist() == [True]
    assert upper_hull(np.array([]), np.array([])).tolist() == []
    low, high = weight_intervals(np.array([1.0]), np.array([1.0]), np.array([True]))
    assert (low.tolist(), high.tolist()) == ([0.0], [np.inf])


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ([0, 1, 3, 10], [10, 9, 8, 0], 2),  # above the diagonal by 0, 0, 0.1, 0 -> 0.3 + 0.8 - 1 = 0.1
        ([0, 1, 4, 10], [10, 9.5, 8, 0], 2),  # 0.05 against 0.2
        ([0, 6, 8, 10], [10, 7, 3, 0], 1),  # 0.3 against 0.1
        ([0, 5, 10], [10, 5, 0], None),  # on the line
        ([0, 5, 10], [10, 2, 0], None),  # under it
        ([0, 9, 10], [10, 9, 0], 1),
        ([0, 10, 10], [10, 5, 0], 1),  # two are the best at a: 0.5 above
        ([0, 5, 10], [10, 10, 0], 1),
        ([0, 0, 5, 10], [10, 9, 8, 0], 2),
        ([3, 3, 3], [10, 5, 0], None),  # nothing is traded
        ([0, 5, 10], [4, 4, 4], None),
        ([0, 10], [10, 0], None),
        ([1], [1], None),
        ([], [], None),
    ],
)
@pytest.mark.parametrize(("shift_a", "shift_b"), [(0, 0), (100, 100), (-100, -100), (100, -100)])
def test_the_knee_worked_by_hand(a, b, wanted, shift_a, shift_b):
    """It does not depend on where the metrics have their zero."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert knee(np.array(a, float) + shift_a, np.array(b, float) + shift_b) == wanted


def test_no_point_stands_out_above_the_hull_of_a_fine_curve_far_from_zero():
    """Each point is within rounding of the line between its neighbours, and still the hull follows the curve."""
    angle = np.linspace(0, np.pi / 2, 20_001)
    a, b = np.sin(angle) + 1e8, np.cos(angle)
    vertices = np.flatnonzero(upper_hull(a, b))
    assert (b - np.interp(a, a[vertices], b[vertices])).max() < 0.01
