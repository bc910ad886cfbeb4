"""Votes on a point, by counting in another way."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from tests.elicit.people import concave, made
from workbench.elicit import Vote, outcome_sentence, tally
from workbench.errors import InputError

SEVEN = made(concave(np.random.default_rng(2), 7))
NAMES = [f"t{point}" for point in range(7)]

NEAR = [Vote(seat="a", point=2, low=1, high=4), Vote(seat="b", point=3, low=2, high=5)]
FAR = [Vote(seat="a", point=1, low=1, high=5), Vote(seat="b", point=5, low=1, high=6)]
WIDE = [Vote(seat="a", point=2, low=0, high=6), Vote(seat="b", point=4, low=0, high=6)]
ALIKE = [Vote(seat="a", point=2, low=1, high=4), Vote(seat="b", point=2, low=2, high=5)]


def votes_of(*points):
    return [Vote(seat=f"s{number}", point=point) for number, point in enumerate(points)]


def drawn(rng, *, may_range=True):
    votes = []
    for number in range(int(rng.integers(1, 9))):
        point = int(rng.integers(7))
        low, high = (int(rng.integers(point + 1)), int(rng.integers(point, 7))) if may_range else (None, None)
        votes.append(Vote(seat=f"s{number}", point=point if rng.random() < 0.9 else None, low=low, high=high))
    return [vote if vote.point is not None else Vote(seat=vote.seat, point=None) for vote in votes]


def test_a_majority_has_more_votes_than_all_others_together(soak):
    rng = np.random.default_rng(41)
    decided = 0
    for _ in range(300 * soak):
        votes = drawn(rng)
        cast = [vote.point for vote in votes if vote.point is not None]
        found = tally(votes, "majority", frontier=SEVEN)
        winners = [point for point in range(7) if cast.count(point) > len(cast) - cast.count(point)]
        assert [found.point] == (winners or [None])
        assert dict(found.counts) == Counter(cast)
        if not winners and cast:
            sizes = sorted((cast.count(point) for point in set(cast)), reverse=True)
            assert list(found.runoff) == sorted(point for point in set(cast) if cast.count(point) >= sizes[1])
        else:
            assert found.runoff == ()
        decided += bool(winners)
    assert 0 < decided < 300 * soak


def test_more_than_half_prefer_the_median_to_any_other_point_along_the_frontier(soak):
    """Black's theorem, by holding every pairwise vote of people who like a point less the further it is from theirs."""
    rng = np.random.default_rng(42)
    for _ in range(200 * soak):
        votes = drawn(rng, may_range=False)
        cast = [vote.point for vote in votes if vote.point is not None]
        found = tally(votes, "median", frontier=SEVEN)
        winners = [
            point
            for point in range(7)
            if all(
                sum(abs(own - point) < abs(own - other) for own in cast) > len(cast) / 2
                or sum(own <= point for own in cast) > len(cast) / 2 < sum(own >= point for own in cast)
                for other in range(7)
                if other != point
            )
        ]
        if found.point is not None:
            # With an even number the two middle votes agree, or there is no single point.
            assert found.point in winners or len(cast) % 2 == 0
            assert sum(own <= found.point for own in cast) >= len(cast) / 2 <= sum(own >= found.point for own in cast)
        elif cast:
            low, high = found.runoff
            ordered = sorted(cast)
            assert (ordered[len(cast) // 2 - 1], ordered[len(cast) // 2]) == (low, high)
            assert low < high
            assert len(cast) % 2 == 0


def test_a_consensus_is_a_point_in_everybody_s_range_nearest_the_median_vote(soak):
    rng = np.random.default_rng(43)
    kinds = set()
    for _ in range(400 * soak):
        votes = drawn(rng)
        mask = [bool(rng.random() < 0.8) for _ in range(7)] if rng.random() < 0.5 else None
        found = tally(votes, "consensus", frontier=SEVEN, feasible=mask)
        cast = [vote for vote in votes if vote.point is not None]
        common = [point for point in range(7) if cast and all(vote.low <= point <= vote.high for vote in cast)]
        expected = [point for point in common if mask is None or mask[point]]
        assert list(found.accepted) == expected
        if not common and cast:
            one, other = (next(vote for vote in cast if vote.seat == seat) for seat in found.blocking)
            assert one.high < other.low
        else:
            assert found.blocking is None
        if expected:
            ordered = sorted(vote.point for vote in cast)
            medians = range(ordered[(len(cast) - 1) // 2], ordered[len(cast) // 2] + 1)
            off = {point: min(abs(point - middle) for middle in medians) for point in expected}
            nearest = [point for point in expected if off[point] == min(off.values())]
            assert ([found.point] if found.point is not None else list(found.runoff)) == sorted(
                {nearest[0], nearest[-1]}
            )
            assert (found.point is None) == (len(nearest) > 1)
        else:
            assert found.point is None
        kinds.add((bool(found.accepted), found.blocking is None, found.is_decided))
    assert len(kinds) == 4


def test_dissent_is_kept_in_the_person_s_own_words():
    own = "I will not sign this:\n  <b>it is my street</b> "
    votes = [
        *votes_of(3, 3, 3),
        Vote(seat="zoe", point=5, words=own),
        Vote(seat="yan", point=2),
        Vote(seat="xi", point=None),
    ]
    found = tally(votes, "majority", frontier=SEVEN)
    assert [(each.seat, each.point, each.words) for each in found.dissent] == [("yan", 2, ""), ("zoe", 5, own)]
    assert found.abstained == ("xi",)
    assert found.voters_count == 5
    assert tally(votes_of(1, 2), "majority", frontier=SEVEN).dissent == ()
    agreed = [
        Vote(seat="a", point=3, low=3, high=4),
        Vote(seat="b", point=3, low=3, high=3),
        Vote(seat="c", point=4, low=3, high=5),
        Vote(seat="d", point=5, low=2, high=5, words="too far"),
    ]
    found = tally(agreed, "consensus", frontier=SEVEN)
    assert found.point == 3
    assert [each.seat for each in found.dissent] == ["d"]


@pytest.mark.parametrize(
    ("votes", "method", "mask", "said"),
    [
        (votes_of(3, 3, 5), "majority", None, "t3 has 2 of 3 votes, more than half."),
        (votes_of(3, 3, 5), "majority", [True] * 3 + [False] * 4, "t3 has 2 of 3 votes, more than half. It breaks a limit: it needs an exception by somebody named."),
        (votes_of(3, 3, 5, 5), "majority", None, "No point has more than half of 4 votes. Runoff between t3 (2), t5 (2)."),
        (votes_of(0, 3, 3, 5, 1), "majority", None, "No point has more than half of 5 votes. Runoff between t0 (1), t1 (1), t3 (2), t5 (1)."),
        (votes_of(0, 3, 6), "median", None, "t3 is the median of 3 votes along the frontier."),
        (votes_of(0, 2, 3, 6), "median", None, "4 votes have two middle ones: t2 and t3. Vote between them."),
        (votes_of(2, 2), "consensus", None, "All 2 can live with t2, and with no other point."),
        (votes_of(2, 3), "consensus", None, "There is no consensus: no point is acceptable to both Ann and s1."),
        (votes_of(2, 2), "consensus", [False] * 7, "There is no consensus: every point that all accept breaks a limit."),
        (NEAR, "consensus", None, "All 2 can live with 3 points; t2 and t3 are equally near the median vote. Vote between them."),
        (FAR, "consensus", None, "All 2 can live with 5 points, from t1 to t5, and all are equally near the median vote. Vote between these two ends."),
        (WIDE, "consensus", None, "All 2 can live with 7 points; 3 of them, from t2 to t4, are equally near the median vote. Vote between these two ends."),
        (ALIKE, "consensus", None, "All 2 can live with t2; of the 3 points that all accept it is nearest the median vote."),
        ([Vote(seat="a", point=None)], "majority", None, "Nobody voted for a point, so nothing is decided."),
        ([], "consensus", None, "Nobody voted for a point, so nothing is decided."),
        ([], "median", None, "Nobody voted for a point, so nothing is decided."),
        ([*votes_of(3), Vote(seat="z", point=None)], "majority", None, "t3 has 1 of 1 votes, more than half. 1 abstained."),
    ],
)  # fmt: skip
def test_an_outcome_is_said_with_its_ties_and_what_is_next(votes, method, mask, said):
    outcome = tally(votes, method, frontier=SEVEN, feasible=mask)
    assert outcome_sentence(outcome, NAMES, seats={"s0": "Ann"}) == said


def test_the_order_in_which_votes_arrive_changes_nothing():
    rng = np.random.default_rng(44)
    votes = [*drawn(rng), Vote(seat="x", point=1, low=0, high=6)]
    for method in ("majority", "median", "consensus"):
        assert tally(votes, method, frontier=SEVEN) == tally(votes[::-1], method, frontier=SEVEN)


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        ([Vote(seat="a", point=1), Vote(seat="a", point=2)], "'a' voted more than once"),
        ([Vote(seat="a", point=7)], "Point 7 is none of the 7 points"),
        ([Vote(seat="a", point=1, low=2, high=3)], "must lie inside the seat's own range"),
    ],
)
def test_votes_that_cannot_be_counted_are_refused(votes, said):
    with pytest.raises(InputError, match=said):
        tally(votes, frontier=SEVEN)
    with pytest.raises(InputError, match="'majority', 'median', 'consensus'"):
        tally([], "acclamation", frontier=SEVEN)
    with pytest.raises(InputError, match="all 7 points, and 1 are said"):
        tally([], frontier=SEVEN, feasible=[True])
