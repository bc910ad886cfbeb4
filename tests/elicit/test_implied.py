"""The implied rate: against the model worked out once more on a dense grid, and against people who slip."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
import pytest

from tests.elicit.people import FLIPPED, best, concave, interview, made, own_rates, prior_rate, right_choice
from workbench.elicit import (
    LEVEL,
    SLIP_SHARE,
    ImpliedRate,
    Pair,
    answer_pair,
    implied_rate,
    preferred,
    preferred_point,
    slider_rate,
    swing_rate,
)
from workbench.errors import InputError

# Rates at which both points of a pair of neighbours are worth the same: 0.5, 2 and 8.
FOUR = made([(0.0, 10.5), (1.0, 10.0), (2.0, 8.0), (3.0, 0.0)])


def answered(frontier, *given):
    return [answer_pair(frontier, Pair(left=left, right=right), choice) for left, right, choice in given]


def test_right_answers_leave_the_rates_between_the_pairs_that_were_asked():
    # More of x at 0.5 and at 2, not at 8, each said twice: a rate between 2 and 8, and so the third point.
    given = [(0, 1, "right"), (1, 0, "left"), (1, 2, "right"), (2, 1, "left"), (2, 3, "left"), (3, 2, "right")]
    found = implied_rate(FOUR, answered(FOUR, *given))
    assert found.low == pytest.approx(2.0)
    assert found.high == pytest.approx(8.0)
    assert found.middle == pytest.approx(4.0, rel=0.02)  # the middle of 2 and 8 by their logarithms
    assert preferred(FOUR, found).within == (2,)
    assert found.answers_count == 6


def test_what_nothing_was_asked_about_stays_open():
    found = implied_rate(FOUR, answered(FOUR, (2, 3, "right"), (3, 2, "left")))
    assert found.low <= 8.0
    assert found.high == math.inf
    assert preferred_point(FOUR, found) == 3
    found = implied_rate(FOUR, answered(FOUR, (0, 1, "left"), (1, 0, "right")))
    assert (found.low, found.high) == (0.0, pytest.approx(0.5))
    assert preferred_point(FOUR, found) == 0


def test_the_same_to_me_is_a_rate_within_a_quarter_of_the_pair_s_own():
    found = implied_rate(FOUR, answered(FOUR, (1, 2, "same"), (2, 1, "same"), (1, 2, "same")))
    assert found.is_consistent
    assert found.low <= 2.0 / 1.25 * (1 + 1e-9)
    assert found.high >= 2.0 * 1.25 * (1 - 1e-9)
    assert found.middle == pytest.approx(2.0, rel=0.01)


def test_which_answers_contradict_each_other_is_known_by_trying_rates(soak):
    """A pair contradicts where no rate of a dense grid is allowed by both; and answers agree as a whole where none does."""
    rng = np.random.default_rng(11)
    kinds = set()
    for _ in range(60 * soak):
        points = concave(rng, 6)
        frontier = made(points)
        given = []
        for _ in range(int(rng.integers(1, 7))):
            left, right = map(int, rng.choice(6, 2, replace=False))
            given.append((left, right, str(rng.choice(["left", "right", "same"]))))
        found = implied_rate(frontier, answered(frontier, *given))
        tried = np.exp(np.linspace(math.log(own_rates(points)[0] / 3), math.log(own_rates(points)[-1] * 3), 40_001))
        fits = []
        for left, right, choice in given:
            at = (points[right][1] - points[left][1]) / (points[left][0] - points[right][0])
            more_of_x = "left" if points[left][0] > points[right][0] else "right"
            fits.append(
                (tried >= at / 1.25) & (tried <= at * 1.25)
                if choice == "same"
                else (tried >= at) == (choice == more_of_x)
            )
        expected = {(i, j) for i, j in combinations(range(len(given)), 2) if not (fits[i] & fits[j]).any()}
        assert set(found.contradictions) == expected
        assert found.is_consistent == (not expected) == np.logical_and.reduce(fits).any()
        violations = np.sum([~fit for fit in fits], axis=0)
        nearest = int(np.argmin(np.abs(np.log(tried / found.middle))))
        assert violations[max(nearest - 1, 0) : nearest + 2].min() == violations.min()
        assert found.low <= found.middle <= found.high
        kinds.add(found.is_consistent)
    assert kinds == {True, False}


def dense_belief(points, given):
    """The model of docs/maths.md on 200,000 steps: (log rates, belief)."""
    rates = np.log(own_rates(points))
    ends = np.concatenate([[rates[0] - math.log(10)], rates, [rates[-1] + math.log(10)]])
    step = (ends[-1] - ends[0]) / 200_000
    grid = ends[0] + step * (np.arange(200_000) + 0.5)
    belief = np.zeros_like(grid)
    for low, high in pairwise(ends):
        inside = (grid > low) & (grid < high)
        belief[inside] = 1 / (high - low)
    logistic = lambda distance: 1 / (1 + 9.0 ** (-distance / math.log(1.25)))
    for left, right, choice in given:
        at = math.log((points[right][1] - points[left][1]) / (points[left][0] - points[right][0]))
        above = 0.1 + 0.8 * logistic(grid - at)
        same = 0.1 + 0.8 * (logistic(grid - at + math.log(1.25)) - logistic(grid - at - math.log(1.25)))
        more_of_x = "left" if points[left][0] > points[right][0] else "right"
        belief *= same if choice == "same" else above if choice == more_of_x else 1 - above
    return grid, belief / belief.sum()


def test_the_interval_is_that_of_the_model_on_a_dense_grid_and_of_the_rates_that_fit_best(soak):
    rng = np.random.default_rng(12)
    inner = 0
    for _ in range(40 * soak):
        points = concave(rng, 7)
        frontier = made(points)
        given = []
        for _ in range(7):
            left, right = map(int, rng.choice(7, 2, replace=False))
            given.append((left, right, str(rng.choice(["left", "right", "same"], p=[0.45, 0.45, 0.1]))))
        found = implied_rate(frontier, answered(frontier, *given))
        grid, belief = dense_belief(points, given)
        total = np.cumsum(belief)
        for share, end, is_low in (((1 - LEVEL) / 2, found.low, True), ((1 + LEVEL) / 2, found.high, False)):
            quantile = math.exp(grid[np.searchsorted(total, share)])
            assert end <= quantile * 1.01 if is_low else end >= quantile / 1.01
            inner += end == pytest.approx(quantile, rel=0.01)
        inside = belief[(grid >= math.log(found.low or 1e-300)) & (grid <= math.log(min(found.high, 1e300)))].sum()
        assert inside >= LEVEL - 0.005
    assert inner >= 20 * soak, "most ends are the model's own"


PEOPLE = {
    "slips one answer in ten": (SLIP_SHARE, 0.0),
    "slips one answer in twenty": (SLIP_SHARE / 2, 0.0),
    "as the model has it": (SLIP_SHARE, 1.0),
    "never slips but is unsure near a tie": (0.0, 1.0),
    "never slips": (0.0, 0.0),
}
PEOPLE_COUNT = 250
# Two standard errors of a share of 80 % among 250 people.
TOLERANCE = 0.05


@pytest.mark.parametrize("kind", PEOPLE)
@pytest.mark.parametrize("rates_from", ["the prior", "one end of the frontier to the other"])
def test_people_who_slip_are_covered_at_the_stated_level(kind, rates_from):
    slip, softness = PEOPLE[kind]
    rng = np.random.default_rng([len(kind), len(rates_from)])
    covered, point_covered = 0, 0
    for _ in range(PEOPLE_COUNT):
        points = concave(rng, int(rng.integers(3, 20)))
        frontier, rates = made(points), own_rates(points)
        ends = math.log(rates[0]), math.log(rates[-1])
        rate = prior_rate(rng, rates) if rates_from == "the prior" else math.exp(rng.uniform(*ends))

        def choose(pair, of=frontier, at=rate):
            felt = at * math.exp(softness * rng.logistic(0.0, math.log(1.25) / math.log(9)))
            choice = right_choice(of, pair, felt)
            return FLIPPED[choice] if rng.random() < slip else choice

        found = implied_rate(frontier, interview(frontier, choose))
        covered += found.low <= rate <= found.high
        point_covered += best(frontier, rate)[0] in preferred(frontier, found).within
    assert covered / PEOPLE_COUNT >= LEVEL - TOLERANCE
    assert point_covered / PEOPLE_COUNT >= LEVEL - TOLERANCE
    if slip == 0 and softness == 0:
        assert covered == PEOPLE_COUNT


def test_somebody_who_answers_at_random_is_told_so_more_often_than_not():
    rng = np.random.default_rng(13)
    contradicting = 0
    for _ in range(200):
        frontier = made(concave(rng, 5))
        said = interview(frontier, lambda pair: str(rng.choice(["left", "right"])))
        contradicting += not implied_rate(frontier, said).is_consistent
    assert contradicting > 100


def test_inputs_are_unchanged_and_the_same_answers_give_the_same_rate():
    given = answered(FOUR, (0, 1, "right"), (1, 2, "left"), (2, 3, "right"))
    before = FOUR.values.copy()
    first, second = implied_rate(FOUR, given), implied_rate(FOUR, list(given))
    assert first == second
    assert np.array_equal(FOUR.values, before)
    assert implied_rate(FOUR, given[::-1]).low == pytest.approx(first.low)


def test_swing_weights_give_the_rate_of_weights_over_ranges():
    # x goes over 3 and y over 10.5: x's whole step is worth half of y's, so one x is worth 0.5 * 10.5 / 3 = 1.75 y.
    found = swing_rate(FOUR, x_points=50, y_points=100, between=(25, 100))
    assert (found.low, found.middle, found.high) == pytest.approx((0.875, 1.75, 3.5))
    assert preferred_point(FOUR, found) == 1
    turned = swing_rate(FOUR, x_points=100, y_points=50, between=(25, 100))
    assert (turned.low, turned.middle, turned.high) == pytest.approx((3.5, 7.0, 14.0))
    assert found.source == "swing"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"x_points": 0, "y_points": 100}, "more than 0"),
        ({"x_points": 100, "y_points": 101}, "at most 100"),
        ({"x_points": 60, "y_points": 50}, "The more important swing has 100"),
        ({"x_points": 100, "y_points": 50, "between": (60, 70)}, "which is not between 60 and 70"),
        ({"x_points": 100, "y_points": math.nan}, "more than 0"),
    ],
)
def test_swings_that_cannot_be_used_are_refused(given, said):
    with pytest.raises(InputError, match=said):
        swing_rate(FOUR, **given)
    with pytest.raises(InputError, match="no two points"):
        swing_rate(made([(0.1, 0.2)]), x_points=100, y_points=100)


@pytest.mark.parametrize("given", [(0.0,), (-1.0,), (math.inf,), (math.nan,), (2.0, (3.0, 4.0)), (2.0, (0.0, 4.0))])
def test_slider_values_that_are_no_rate_are_refused(given):
    rate, *between = given
    with pytest.raises(InputError, match="must be above 0"):
        slider_rate(rate, between=between[0] if between else None)


def test_a_slider_corrects_what_answers_implied():
    assert slider_rate(3.0) == ImpliedRate(low=3.0, middle=3.0, high=3.0, source="slider")
    assert preferred_point(FOUR, slider_rate(3.0)) == 2
