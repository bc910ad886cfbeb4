"""Which pairs are asked: few, real, and enough to find the point of somebody who answers rightly."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from tests.elicit.people import (
    DIRECTIONS,
    FLIPPED,
    best,
    concave,
    interview,
    made,
    own_rates,
    prior_rate,
    right_choice,
    with_points_behind,
)
from workbench.elicit import (
    QUESTIONS_MAX,
    Pair,
    answer_pair,
    frontier_notes,
    implied_rate,
    next_pair,
    preferred,
    preferred_point,
    why_no_question,
)
from workbench.errors import InputError
from workbench.metrics import BUILTIN


def settled_after(frontier, answers, rate):
    """How many answers it takes until all rates that they allow have one best point, by trying the points at both ends."""
    low, high = 0.0, math.inf
    for number, answer in enumerate(answers, start=1):
        of = [
            frontier.values[point] * [metric.sign for metric in frontier.metrics]
            for point in (answer.pair.left, answer.pair.right)
        ]
        threshold = (of[1][1] - of[0][1]) / (of[0][0] - of[1][0])
        low, high = (max(low, threshold), high) if rate > threshold else (low, min(high, threshold))
        inside_low, inside_high = low * (1 + 1e-9) or 1e-12, high * (1 - 1e-9) if math.isfinite(high) else 1e12
        if best(frontier, inside_low) == best(frontier, inside_high):
            return number
    return math.inf


@pytest.mark.parametrize("signs", DIRECTIONS, ids=lambda signs: str(signs))
@pytest.mark.parametrize("rungs_count", [2, 3, 4, 5, 8, 13, 16])
def test_whoever_answers_rightly_ends_with_their_own_point_and_a_range_that_holds_their_rate(signs, rungs_count, soak):
    rng = np.random.default_rng([rungs_count, signs[0] + 1, signs[1] + 1])
    for _ in range(3 * soak):
        points = concave(rng, rungs_count)
        rates = own_rates(points)
        frontier = made(with_points_behind(rng, points, int(rng.integers(4))), signs)
        for rate in [prior_rate(rng, rates) for _ in range(4)]:
            answers = interview(frontier, lambda pair, of=frontier, at=rate: right_choice(of, pair, at))
            found = implied_rate(frontier, answers)
            assert found.low <= rate <= found.high
            assert found.is_consistent
            assert found.contradictions == ()
            assert [preferred_point(frontier, found)] == best(frontier, rate)
            assert set(best(frontier, rate)) <= set(preferred(frontier, found).within)
            assert settled_after(frontier, answers, rate) <= math.ceil(math.log2(rungs_count))


def test_at_128_rungs_seven_right_answers_come_near_the_point_and_the_range_holds_it():
    rng = np.random.default_rng(128)
    points = concave(rng, 128)
    frontier, rates = made(points), own_rates(points)
    is_apart = np.max(np.abs(np.diff(points, axis=0)) / np.ptp(points, axis=0), axis=1) >= 0.02
    assert not is_apart.all(), (
        "some neighbours are hardly a choice, so that the nearest pairs around them are asked about"
    )
    for rate in [prior_rate(rng, rates) for _ in range(40)]:
        answers = interview(frontier, lambda pair, at=rate: right_choice(frontier, pair, at))
        found = implied_rate(frontier, answers)
        assert len(answers) == QUESTIONS_MAX
        assert found.low <= rate <= found.high
        assert set(best(frontier, rate)) <= set(preferred(frontier, found).within)
        assert abs(preferred_point(frontier, found) - best(frontier, rate)[0]) <= 8


def test_adaptive_pairs_need_far_fewer_questions_than_random_ones():
    rng = np.random.default_rng(7)
    adaptive, at_random = [], []
    for _ in range(60):
        points = concave(rng, 12)
        frontier, rate = made(points), prior_rate(rng, own_rates(points))
        answers = interview(frontier, lambda pair, of=frontier, at=rate: right_choice(of, pair, at))
        adaptive.append(settled_after(frontier, answers, rate))
        drawn = [
            Pair(left=int(left), right=int(right))
            for left, right in (rng.choice(12, 2, replace=False) for _ in range(400))
        ]
        at_random.append(
            settled_after(
                frontier, [answer_pair(frontier, pair, right_choice(frontier, pair, rate)) for pair in drawn], rate
            )
        )
    assert np.mean(adaptive) <= 4
    assert max(adaptive) == 4
    assert np.mean(at_random) > 3 * np.mean(adaptive)


def test_adaptive_pairs_leave_a_narrower_range_than_as_many_random_ones_where_people_slip():
    rng = np.random.default_rng(8)

    def rungs_left(frontier, answers):
        return len(preferred(frontier, implied_rate(frontier, answers)).within)

    adaptive, at_random = [], []
    for _ in range(80):
        points = concave(rng, 16)
        frontier, rate = made(points), prior_rate(rng, own_rates(points))

        def slipping(pair, of=frontier, at=rate):
            choice = right_choice(of, pair, at)
            return FLIPPED[choice] if rng.random() < 0.1 else choice

        answers = interview(frontier, slipping)
        adaptive.append(rungs_left(frontier, answers))
        drawn = [
            Pair(left=int(left), right=int(right))
            for left, right in (rng.choice(16, 2, replace=False) for _ in answers)
        ]
        at_random.append(rungs_left(frontier, [answer_pair(frontier, pair, slipping(pair)) for pair in drawn]))
    assert np.mean(adaptive) < 0.7 * np.mean(at_random)


def test_between_four_and_seven_are_asked_where_there_is_a_choice_of_four_points_or_more():
    rng = np.random.default_rng(3)
    counts = set()
    for _ in range(80):
        points = concave(rng, int(rng.integers(4, 30)))
        frontier, rate = made(points), prior_rate(rng, own_rates(points))
        counts.add(len(interview(frontier, lambda pair, of=frontier, at=rate: right_choice(of, pair, at))))
    assert counts <= {4, 5, 6, 7}
    assert len(counts) > 1


def test_the_sides_change_and_a_pair_is_asked_at_most_twice_the_second_time_the_other_way_round():
    rng = np.random.default_rng(4)
    repeated = 0
    for _ in range(60):
        points = concave(rng, int(rng.integers(2, 7)))
        frontier = made(points)
        choices = iter(rng.choice(["left", "right", "same"], 7))
        answers = interview(frontier, lambda pair, said=choices: str(next(said)))
        asked = [(answer.pair.left, answer.pair.right) for answer in answers]
        assert len(set(asked)) == len(asked)
        repeated += sum((right, left) in asked for left, right in asked) // 2
        fresh = [
            (place, left < right) for place, (left, right) in enumerate(asked) if (right, left) not in asked[:place]
        ]
        assert all(is_low == (place % 2 == 0) for place, is_low in fresh)
    assert repeated > 0


def test_a_contradiction_is_looked_into_further():
    """The first answer is a slip: there are more questions than the right answers took."""
    points = concave(np.random.default_rng(5), 4)
    frontier, rate = made(points), float(np.sqrt(np.prod(own_rates(points)[:2])))
    right = interview(frontier, lambda pair: right_choice(frontier, pair, rate))
    numbers = iter(range(7))

    def first_slips(pair):
        choice = right_choice(frontier, pair, rate)
        return FLIPPED[choice] if next(numbers) == 0 else choice

    wrong = interview(frontier, first_slips)
    assert not implied_rate(frontier, wrong).is_consistent
    assert len(wrong) > len(right)


FLAT, NAN, INF = [(0.1, 0.5), (0.4, 0.5), (0.2, 0.5)], math.nan, math.inf


@pytest.mark.parametrize(
    ("points", "preferred_one", "said"),
    [
        ([], None, "No point of this frontier has a value in both metrics"),
        ([(NAN, 0.5), (0.2, INF)], None, "No point of this frontier has a value in both metrics"),
        ([(0.1, 0.5)], 0, "One point is at least as good as every other"),
        (FLAT, 1, "One point is at least as good as every other"),
        ([(b, a) for a, b in FLAT], 1, "One point is at least as good as every other"),
        ([(0.3, 0.3), (0.3, 0.3)], 0, "One point is at least as good as every other"),
        ([(NAN, 0.5), (0.1, 0.2)], 1, "One point is at least as good as every other"),
    ],
)
def test_without_a_choice_there_is_a_sentence_and_no_question(points, preferred_one, said):
    frontier = made(points)
    assert next_pair(frontier, []) is None
    assert why_no_question(frontier).startswith(said)
    rate = implied_rate(frontier, [])
    assert not rate.is_known
    assert preferred_point(frontier, rate) == preferred_one
    assert preferred_point(frontier, 2.0) == preferred_one


def test_of_two_points_one_question_decides_and_its_mirror_checks():
    frontier = made([(0.0, 1.0), (1.0, 0.0)])
    first = next_pair(frontier, [])
    answers = [answer_pair(frontier, first, "left")]
    second = next_pair(frontier, answers)
    assert (second.left, second.right) == (first.right, first.left)
    answers.append(answer_pair(frontier, second, "right"))
    assert next_pair(frontier, answers) is None
    rate = implied_rate(frontier, answers)
    assert (rate.low, rate.high) == (0.0, 1.0)
    assert preferred_point(frontier, rate) == 0
    assert "one question decides" in frontier_notes(frontier)[-1]


def test_points_without_a_value_beaten_ones_and_ties_are_never_asked_about():
    points = [
        (0.0, 1.0),
        (NAN, 0.9),
        (0.6, 0.8),
        (0.6, 0.8),
        (0.5, 0.7),
        (0.3, 0.8999),
        (0.9, 0.3),
        (1.0, 0.0),
        (0.7, INF),
    ]
    frontier = made(points)
    asked = {
        point
        for choice in ("left", "right", "same")
        for answer in interview(frontier, lambda pair, said=choice: said)
        for point in (answer.pair.left, answer.pair.right)
    }
    assert asked <= {0, 2, 6, 7}
    undefined, beaten, behind = frontier_notes(frontier)
    assert undefined.startswith("2 points are without")
    assert beaten.startswith("2 points are no better")
    assert behind.startswith("1 point is on the line")


def test_three_metrics_are_refused():
    frontier = SimpleNamespace(metrics=tuple(BUILTIN[name] for name in ("fpr", "fnr", "f1")), values=np.zeros((2, 3)))
    with pytest.raises(InputError, match="two metrics, and this one has 3"):
        next_pair(frontier, [])


def test_answers_on_another_frontier_are_refused_and_not_read_as_if_they_were_on_this():
    points = concave(np.random.default_rng(6), 5)
    frontier = made(points)
    answer = answer_pair(frontier, next_pair(frontier, []), "left")
    moved = made(np.add(points, [0.0, 1e-9]))
    for use in (next_pair, implied_rate):
        with pytest.raises(InputError, match="Answer 1 was given between points that this frontier no longer has"):
            use(moved, [answer])
    with pytest.raises(InputError, match="Point 9 is not on this frontier"):
        answer_pair(frontier, Pair(left=0, right=9), "left")
    with pytest.raises(InputError, match="must be one of 'left', 'right', 'same'"):
        answer_pair(frontier, Pair(left=0, right=1), "middle")


@pytest.mark.parametrize("scale", [1e-290, 1e-12, 1.0, 1e12, 1e290])
def test_the_size_of_the_units_changes_no_question(scale):
    points = concave(np.random.default_rng(9), 9)
    plain, scaled = made(points), made(points * [scale, 1.0])
    choices = ["left", "right", "right", "left", "same", "left", "right"]
    asked = []
    for frontier in (plain, scaled):
        said = iter(choices)
        answers = interview(frontier, lambda pair, of=said: next(of))
        asked.append([(answer.pair.left, answer.pair.right) for answer in answers])
        rate = implied_rate(frontier, answers)
        asked[-1].append(preferred_point(frontier, rate))
    assert asked[0] == asked[1]


def test_a_frontier_of_thousands_of_points_is_asked_about_where_people_can_tell_points_apart():
    angle = np.linspace(0.0, np.pi / 2, 4001)
    frontier = made(np.column_stack([np.sin(angle), np.cos(angle)]))
    for rate in (0.02, 0.7, 3.0, 40.0):
        answers = interview(frontier, lambda pair, at=rate: right_choice(frontier, pair, at))
        for answer in answers:
            gap = np.abs(np.array(answer.left_values) - answer.right_values)
            assert gap.max() >= 0.02
        found = implied_rate(frontier, answers)
        assert found.low <= rate <= found.high
        assert set(best(frontier, rate)) <= set(preferred(frontier, found).within)
