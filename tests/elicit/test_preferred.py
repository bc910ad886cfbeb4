"""The preferred point: by trying every point in exact arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from tests.elicit.people import DIRECTIONS, best, concave, made, own_rates, prior_rate, with_points_behind
from workbench.elicit import ImpliedRate, frontier_notes, preferred, preferred_point
from workbench.errors import InputError


@pytest.mark.parametrize("signs", DIRECTIONS, ids=lambda signs: str(signs))
def test_no_point_is_better_at_the_rate_and_none_off_the_hull_is_ever_preferred(signs, soak):
    rng = np.random.default_rng(21)
    for _ in range(25 * soak):
        points = concave(rng, int(rng.integers(2, 12)))
        frontier = made(with_points_behind(rng, points, int(rng.integers(6))), signs)
        on_hull = {tuple(point) for point in points * signs}
        for _ in range(8):
            rate = prior_rate(rng, own_rates(points))
            found = preferred(frontier, rate)
            assert list(found.ties) == best(frontier, rate)
            assert tuple(frontier.values[found.point]) in on_hull


def test_points_on_a_line_tie_at_its_very_rate_and_the_first_of_them_is_named():
    frontier = made([(0.0, 6.0), (1.0, 4.0), (2.0, 2.0), (3.0, -5.0)])
    found = preferred(frontier, 2.0)
    assert found.ties == (0, 1, 2)
    assert found.point == 0
    assert preferred(frontier, 2.0 * (1 + 1e-6)).ties == (2,)
    assert preferred(frontier, 2.0 * (1 - 1e-6)).ties == (0,)


def test_the_range_has_the_points_that_are_best_somewhere_inside_the_uncertainty(soak):
    rng = np.random.default_rng(22)
    for _ in range(30 * soak):
        points = concave(rng, int(rng.integers(2, 12)))
        frontier, rates = made(points), own_rates(points)
        low, high = sorted(prior_rate(rng, rates) for _ in range(2))
        found = preferred(frontier, ImpliedRate(low=low, middle=math.sqrt(low * high), high=high))
        tried = [Fraction(each) for each in np.exp(np.linspace(math.log(low), math.log(high), 400))]
        # Between neighbouring rates every rung has a stretch, so halfway along each is tried too.
        inside = rates[(rates > low) & (rates < high)]
        tried += [Fraction(each) for each in np.sqrt(inside[1:] * inside[:-1])]
        expected = sorted({point for rate in tried for point in best(frontier, rate)})
        assert list(found.within) == expected


def test_open_ends_reach_the_ends_of_the_frontier_and_an_interval_from_rate_to_rate_is_one_point():
    frontier = made([(0.0, 10.5), (1.0, 10.0), (2.0, 8.0), (3.0, 0.0)])
    assert preferred(frontier, ImpliedRate(low=0.0, middle=1.0, high=math.inf)).within == (0, 1, 2, 3)
    assert preferred(frontier, ImpliedRate(low=2.0, middle=4.0, high=8.0)).within == (2,)
    assert preferred(frontier, ImpliedRate(low=2.0, middle=2.0, high=2.0)).within == (1, 2)
    unknown = preferred(frontier, ImpliedRate(low=0.0, middle=None, high=math.inf))
    assert (unknown.point, unknown.ties, unknown.within) == (None, (), (0, 1, 2, 3))


@pytest.mark.parametrize("rate", [1e-300, 1e300])
def test_rates_of_any_size_prefer_an_end(rate):
    assert preferred_point(made([(0.0, 1.0), (0.5, 0.9), (1.0, 0.0)]), rate) == (0 if rate < 1 else 2)


def test_large_values_that_differ_little_do_not_tie():
    frontier = made([(1e9, 1e9 + 2), (1e9 + 1, 1e9 + 1.5), (1e9 + 2, 1e9)])
    assert preferred(frontier, 1.0).ties == (1,)


@pytest.mark.parametrize("rate", [0.0, -1.0, math.inf, math.nan])
def test_what_is_no_rate_is_refused(rate):
    with pytest.raises(InputError, match="above 0 and finite"):
        preferred(made([(0.0, 1.0), (1.0, 0.0)]), rate)


def test_points_that_no_rate_picks_are_counted():
    frontier = made([(0.0, 1.0), (0.4, 0.5), (0.5, 0.45), (1.0, 0.0)])
    assert "2 points are on the line between two others or behind it" in frontier_notes(frontier)[0]
