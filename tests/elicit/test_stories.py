"""Stories of a pre-mortem: merged, undone, voted on, ranked."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from workbench.elicit import (
    Board,
    Plan,
    Story,
    StoryVote,
    add_stories,
    merge_stories,
    rank_stories,
    ranking_sentences,
    undo_merge,
)
from workbench.errors import InputError


def board_of(*ids):
    return add_stories(Board(), [Story(id=name, author=f"author {name}", text=f"It was {name}.") for name in ids])


def vote(seat, story, likelihood, harm):
    return StoryVote(seat=seat, story=story, likelihood=likelihood, harm=harm)


def partition(board):
    return {frozenset(story.id for story in cluster.stories) for cluster in board.clusters}


def test_merges_join_whatever_they_touch_and_lose_no_story(soak):
    """Against sets that are joined by hand, in any order of steps; undoing gives back each board before."""
    rng = np.random.default_rng(51)
    for _ in range(60 * soak):
        names = [f"n{number}" for number in range(int(rng.integers(2, 9)))]
        board, sets = board_of(*names), {frozenset({name}) for name in names}
        boards = [board]
        for _ in range(8):
            chosen = [str(name) for name in rng.choice(names, min(len(names), int(rng.integers(2, 4))), replace=False)]
            touched = {each for each in sets if each & set(chosen)}
            if len(touched) < 2:
                with pytest.raises(InputError, match="one cluster already"):
                    merge_stories(board, chosen)
                continue
            sets = (sets - touched) | {frozenset().union(*touched)}
            board = merge_stories(board, chosen)
            boards.append(board)
            assert partition(board) == sets
            assert sorted(story.id for cluster in board.clusters for story in cluster.stories) == sorted(names)
            for cluster in board.clusters:
                assert cluster.id == cluster.stories[0].id == min(cluster.stories, key=board.stories.index).id
        while board.merges:
            assert board == boards.pop()
            board = undo_merge(board)
        assert board == boards[0]
        assert partition(board) == {frozenset({name}) for name in names}


def test_a_step_changes_no_board_and_a_title_is_a_step_too():
    board = board_of("a", "b", "c")
    merged = merge_stories(board, ["c", "b"], title=" Winter ")
    assert len(board.clusters) == 3
    assert [(cluster.id, cluster.title) for cluster in merged.clusters] == [("a", "It was a."), ("b", "Winter")]
    titled = merge_stories(merged, ["a"], title="Drift")
    assert [cluster.title for cluster in titled.clusters] == ["Drift", "Winter"]
    joined = merge_stories(titled, ["a", "c"])
    assert [cluster.title for cluster in joined.clusters] == ["Drift"]
    assert joined.clusters[0].authors == ("author a", "author b", "author c")
    assert undo_merge(undo_merge(joined)) == merged
    later = add_stories(joined, [Story(id="d", author="x", text="late")])
    assert [cluster.id for cluster in later.clusters] == ["a", "d"]


def test_steps_that_cannot_be_taken_are_refused():
    board = board_of("a", "b")
    for use, said in (
        (lambda: merge_stories(board, ["a", "z"]), "no story 'z'"),
        (lambda: merge_stories(board, []), "these are none"),
        (lambda: merge_stories(board, ["a"]), "one cluster already"),
        (lambda: undo_merge(board), "No merge is left"),
        (lambda: add_stories(board, [Story(id="a", author="x", text="again")]), "Two stories have the id 'a'"),
        (lambda: add_stories(board, [Story(id="c", author="x", text="  ")]), "A story is empty"),
        (lambda: add_stories(board, [Story(id="c", author="x", text="y" * 5000)]), "has 5,000 characters"),
    ):
        with pytest.raises(InputError, match=said):
            use()


def test_the_ranking_is_that_of_medians_by_sorting_lists(soak):
    rng = np.random.default_rng(52)
    tied = 0
    for _ in range(60 * soak):
        names = [f"n{number}" for number in range(6)]
        board = board_of(*names)
        votes = [
            vote(f"s{seat}", name, int(rng.integers(1, 6)), int(rng.integers(1, 6)))
            for seat in range(int(rng.integers(1, 6)))
            for name in names
            if rng.random() < 0.7
        ]
        risks = {}
        for name in names:
            of = [each for each in votes if each.story == name]
            if of:
                risks[name] = statistics.median(each.likelihood for each in of) * statistics.median(
                    each.harm for each in of
                )
        ranked = rank_stories(board, votes)
        assert {each.cluster: each.risk for each in ranked} == {name: risks.get(name) for name in names}
        for each in ranked:
            if each.risk is not None:
                assert each.rank == 1 + sum(risk > each.risk for risk in risks.values())
                of = [given for given in votes if given.story == each.cluster]
                assert (each.likelihood.least, each.likelihood.most) == (
                    min(v.likelihood for v in of),
                    max(v.likelihood for v in of),
                )
                assert each.votes_count == len(of)
        ranks = [each.rank for each in ranked]
        assert ranks == sorted(ranks, key=lambda rank: (rank is None, rank))
        assert rank_stories(board, votes[::-1]) == ranked
        known = [rank for rank in ranks if rank]
        tied += len(set(known)) < len(known)
    assert tied > 0


def test_ties_share_a_rank_and_the_next_is_further_on():
    board = board_of("a", "b", "c", "d", "e")
    votes = [vote("s", "a", 3, 4), vote("s", "b", 4, 3), vote("s", "c", 5, 5), vote("s", "d", 1, 1)]
    ranked = rank_stories(board, votes)
    assert [(each.cluster, each.rank) for each in ranked] == [("c", 1), ("a", 2), ("b", 2), ("d", 4), ("e", None)]
    assert ranking_sentences(board, ranked) == (
        "1. It was c.: likelihood 5 x harm 5 = 25; 1 vote.",
        "2 (shared). It was a.: likelihood 3 x harm 4 = 12; 1 vote.",
        "2 (shared). It was b.: likelihood 4 x harm 3 = 12; 1 vote.",
        "4. It was d.: likelihood 1 x harm 1 = 1; 1 vote.",
        "It was e.: nobody voted on it.",
    )
    assert len(ranking_sentences(board, ranked, top=2)) == 3
    assert len(ranking_sentences(board, ranked, top=1)) == 1
    with pytest.raises(InputError, match="no cluster 'c' on this board"):
        ranking_sentences(board_of("x"), ranked)


def test_medians_are_said_with_their_range():
    board = board_of("a")
    ranked = rank_stories(
        board, [vote("s", "a", 1, 4), vote("t", "a", 4, 4), vote("u", "a", 5, 4), vote("v", "a", 3, 4)]
    )
    assert ranking_sentences(board, ranked) == ("1. It was a.: likelihood 3.5 (1 to 5) x harm 4 = 14; 4 votes.",)


def test_votes_given_before_a_merge_count_once_a_seat_with_its_highest_worry():
    board = merge_stories(board_of("a", "b", "c"), ["a", "b"])
    votes = [vote("s", "a", 2, 2), vote("s", "b", 5, 4), vote("t", "b", 1, 1)]
    first, second = rank_stories(board, votes)
    assert (first.cluster, first.votes_count, first.risk) == ("a", 2, 3.0 * 2.5)
    assert (second.cluster, second.rank) == ("c", None)
    assert rank_stories(board, votes[::-1]) == (first, second)


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        ([vote("s", "z", 1, 1)], "no story 'z'"),
        ([vote("s", "a", 1, 1), vote("s", "a", 2, 1)], "'s' voted twice on 'a'"),
        ([vote("s", "a", 0, 1)], "How likely a story is must be a whole number from 1 to 5, and this is 0"),
        ([vote("s", "a", 1, 6)], "How harmful a story is must be a whole number from 1 to 5, and this is 6"),
        ([vote("s", "a", True, 1)], "this is True"),
    ],
)
def test_votes_that_cannot_be_counted_are_refused(votes, said):
    with pytest.raises(InputError, match=said):
        rank_stories(board_of("a"), votes)


def test_a_plan_says_what_is_missing():
    plan = Plan(story="a", stress={"kind": "prevalence", "factor": 2}, mitigation="Call them")
    assert plan.missing == ("owner", "tripwire")
    assert Plan.from_dict({"story": "a"}).missing == ("stress", "mitigation", "owner", "tripwire")
