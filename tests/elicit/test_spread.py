"""How far a room is apart, and what a second round changed; by sorting lists."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest

from tests.elicit.people import concave, made
from workbench.elicit import ImpliedRate, Movement, movement, slider_rate, spoken, spread, spread_sentences
from workbench.errors import InputError

NINE = made(concave(np.random.default_rng(1), 9))
NAMES = [f"t{point}" for point in range(9)]


def test_medians_ends_roles_and_floor_are_those_of_sorted_lists(soak):
    rng = np.random.default_rng(31)
    shuffled = rng.permutation(9)  # the order of the frontier is that of its values, not that of its rows
    frontier = made(concave(np.random.default_rng(1), 9)[shuffled])
    along = {int(point): int(place) for point, place in enumerate(shuffled)}
    for _ in range(150 * soak):
        seats = [f"s{number}" for number in range(int(rng.integers(1, 12)))]
        points = {seat: int(rng.integers(9)) for seat in seats}
        roles = {seat: str(rng.choice(["risk", "product"])) for seat in seats}
        found = spread(points, roles, frontier=frontier)
        for part, some in [(found, seats)] + [
            (each, [seat for seat in seats if roles[seat] == role]) for role, each in found.by_role.items()
        ]:
            places = [along[points[seat]] for seat in some]
            low, high = statistics.median_low(places), statistics.median_high(places)
            assert [along[point] for point in part.median] == sorted({low, high})
            assert (along[part.first], along[part.last]) == (min(places), max(places))
            if part.furthest_two is None:
                assert max(places) == min(places)
            else:
                one, other = (along[points[seat]] for seat in part.furthest_two)
                assert other - one == max(places) - min(places) > 0
        assert set(found.by_role) == set(roles.values())
        assert found.at_first == tuple(sorted(seat for seat in seats if along[points[seat]] == along[found.first]))


def test_of_those_at_one_point_the_more_outlying_rate_gets_the_floor_then_the_name():
    points = {"ann": 2, "bob": 2, "cid": 5, "dan": 5, "eve": 5}
    rates = {"ann": slider_rate(0.9), "bob": slider_rate(0.7), "cid": slider_rate(3.0), "eve": slider_rate(4.0)}
    assert spread(points, {}, frontier=NINE, rates=rates).furthest_two == ("bob", "eve")
    assert spread(points, {}, frontier=NINE).furthest_two == ("ann", "cid")
    same = dict.fromkeys(points, 3)
    assert spread(same, {}, frontier=NINE).furthest_two is None
    assert spread(same, {}, frontier=NINE, rates=rates).furthest_two == ("bob", "eve")
    assert spread({"ann": 3}, {}, frontier=NINE).furthest_two is None


def test_the_median_of_rates_is_the_same_by_logarithms_and_no_mean():
    rates = {name: slider_rate(rate) for name, rate in (("a", 1.0), ("b", 2.0), ("c", 8.0), ("d", 1000.0))}
    found = spread(dict.fromkeys(rates, 0), {}, frontier=NINE, rates=rates).rates
    assert (found.least, found.low, found.high, found.most) == (1.0, 2.0, 8.0, 1000.0)
    rates["e"] = ImpliedRate(low=0.0, middle=None, high=math.inf)
    assert spread(dict.fromkeys(rates, 0), {}, frontier=NINE, rates=rates).rates == found


def test_feasible_points_and_who_prefers_another_are_said():
    mask = [False, False, True, True, True, False, False, False, False]
    found = spread(
        {"ann": 1, "bob": 3, "cid": None}, {"ann": "risk", "bob": "risk", "cid": "legal"}, frontier=NINE, feasible=mask
    )
    assert found.feasible == (2, 3, 4)
    assert found.infeasible_seats == ("ann",)
    assert found.undecided == ("cid",)
    assert found.by_role["legal"].median == ()
    assert spread_sentences(found, NAMES, seats={"ann": "Ann", "bob": "Bob"}) == (
        "2 chose, from t1 to t3; the median is between t1 and t3.",
        "risk: between t1 and t3 (2 of 2).",
        "3 points of the frontier keep every limit, the first t2 and the last t4. 1 prefers a point that breaks one.",
        "1 of 3 have no preferred point.",
        "Furthest apart are Ann and Bob: they get the floor.",
    )


def test_the_room_s_rate_is_said_between_the_two_in_the_middle():
    found = spread({"a": 1, "b": 1}, {}, frontier=NINE, rates={"a": slider_rate(0.002), "b": slider_rate(0.004)})
    said = spread_sentences(found, NAMES, said=spoken(NINE))
    assert said[0] == "All 2 prefer t1."
    assert " is worth as much to the room as " in said[1]
    assert " to " in said[1]


def test_nobody_and_points_that_are_not_there():
    empty = spread({}, {}, frontier=NINE)
    assert empty.median == ()
    assert spread_sentences(empty, NAMES) == ("Nobody has a preferred point yet.",)
    with pytest.raises(InputError, match="Point 40 is none of the 9 points"):
        spread({"a": 40}, {}, frontier=NINE)
    with pytest.raises(InputError, match="each of the 9 points, and 2 are said"):
        spread({"a": 1}, {}, frontier=NINE, feasible=[True, False])


def test_a_second_round_is_compared_among_those_who_chose_twice():
    before = {"ann": 0, "bob": 8, "cid": 4, "dan": 7, "eve": None}
    after = {"ann": 3, "bob": 5, "cid": 4, "eve": 2}
    found = movement(before, after, frontier=NINE)
    assert [(move.seat, move.before, move.after, move.steps) for move in found.moved] == [
        ("ann", 0, 3, 3),
        ("bob", 8, 5, -3),
    ]
    assert (found.stayed, found.only_before, found.only_after) == (("cid",), ("dan",), ("eve",))
    assert (found.median_before, found.median_after) == ((4, 7), (3, 4))
    assert (found.range_before, found.range_after, found.is_closer) == (8, 2, True)
    assert found.sentence() == (
        "2 of 3 moved. The room is closer: from 8 points apart to 2. 1 chose only in the first round. 1 chose only in the second round."
    )


def test_somebody_who_leaves_does_not_look_like_agreement():
    found = movement({"ann": 0, "bob": 4, "cid": 8}, {"ann": 0, "bob": 4}, frontier=NINE)
    assert not found.is_closer
    assert "as far apart as before: 4 points" in found.sentence()
    assert movement({"ann": 0}, {"bob": 1}, frontier=NINE).sentence().startswith("Nobody chose in both rounds")
    assert (
        "further apart: from 4 points apart to 8"
        in movement({"a": 0, "b": 4}, {"a": 0, "b": 8}, frontier=NINE).sentence()
    )
    assert isinstance(found, Movement)
