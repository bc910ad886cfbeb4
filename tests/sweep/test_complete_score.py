"""A score with every candidate listed: nothing is hidden, whatever part of the rows is asked about."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.sweep import complete_score as module
from workbench.sweep.complete_score import CompleteScore
from workbench.sweep.rows import counted_rows

ROWS = counted_rows([0.9, 0.5, 0.5, 0.2], label=[1, 0, 1, 0], amounts={"eur": [1, 2, 4, 8]})
PART = np.array([False, True, False, True])
ALL, SOME = (), ("part",)


def told(counts, amount: str | None = None) -> list[list[float]]:
    return [counts.cell(name, amount).tolist() for name in ("TP", "FP", "FN", "TN")]


@pytest.fixture
def score() -> CompleteScore:
    return CompleteScore(ROWS)


def test_every_candidate_is_listed_and_no_gap(score):
    assert score.rows is ROWS
    assert score.threshold.tolist() == [np.inf, 0.9, 0.5, 0.2]
    assert (score.has_gap.tolist(), score.has_gap.dtype) == ([False] * 4, np.bool_)


def test_counts_at_the_listed_candidates_of_all_and_of_some_rows(score):
    assert told(score.counts(ALL, None)) == [[0, 1, 2, 2], [0, 0, 1, 2], [2, 1, 0, 0], [2, 2, 1, 0]]
    some = score.counts(SOME, PART)
    assert some.threshold.tolist() == score.threshold.tolist()
    assert told(some) == [[0, 0, 0, 0], [0, 0, 1, 2], [0, 0, 0, 0], [2, 2, 1, 0]]
    assert told(some, "eur")[1] == [0, 0, 2, 10]


def test_counts_at_any_threshold_of_all_and_of_some_rows(score):
    asked = np.array([0.3, np.inf, 0.2, 0.95])
    assert told(score.at(asked, ALL, None))[:2] == [[2, 0, 2, 0], [1, 0, 2, 0]]
    some = score.at(asked, SOME, PART)
    assert some.threshold.tolist() == asked.tolist()
    assert told(some)[:2] == [[0, 0, 0, 0], [1, 0, 2, 0]]


def test_a_part_is_swept_once(score, monkeypatch):
    first = score.counts(SOME, PART)
    monkeypatch.setattr(module, "sweep_rows", None)
    assert told(score.counts(SOME, PART)) == told(first)
    assert told(score.at(np.array([0.2]), SOME, PART))[1] == [2]
    assert told(score.counts(ALL, None))[0] == [0, 1, 2, 2]


def test_parts_of_different_names_are_kept_apart(score):
    assert told(score.counts(SOME, PART))[0] == [0, 0, 0, 0]
    assert told(score.counts(("rest",), ~PART))[0] == [0, 1, 2, 2]


def test_ranges_of_different_parts_are_kept_apart_too(score):
    assert told(score.gap_ranges(SOME, PART)[0])[0] == [0, 0, 0, 0]
    assert told(score.gap_ranges(("rest",), ~PART)[0])[0] == [0, 1, 2, 2]


def test_counts_of_all_rows_are_not_picked_anew(score):
    assert score.counts(ALL, None) is score.counts(ALL, None)


def test_each_range_is_the_point_itself(score):
    for key, among in ((ALL, None), (SOME, PART)):
        low, high = score.gap_ranges(key, among)
        assert told(low) == told(high) == told(score.counts(key, among))
        assert told(low, "eur") == told(score.counts(key, among), "eur")


def test_the_same_actions_reach_from_the_next_score_to_this_one(score):
    low, high = score.same_actions(np.array([np.inf, 1.0, 0.9, 0.6, 0.5, 0.2, 0.1, -np.inf]))
    assert low.tolist() == [0.9, 0.9, 0.5, 0.5, 0.2, -np.inf, -np.inf, -np.inf]
    assert high.tolist() == [np.inf, np.inf, 0.9, 0.9, 0.5, 0.2, 0.2, 0.2]


def test_the_place_of_a_threshold_is_the_candidate_that_flags_the_same(score):
    assert score.place(np.array([np.inf, 1, 0.9, 0.6, 0.5, 0.3, 0.2, 0])).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    with pytest.raises(InputError, match="must be a number"):
        score.place(np.array([np.nan]))


def test_there_is_nothing_more_to_list_and_nothing_to_leave_out(score):
    assert score.refined(np.array([1])) is score
    assert score.unrefined() is score
    assert score.complete() is score


def test_behind_no_candidate_there_is_one_that_is_hidden(score):
    assert score.hidden_counts().tolist() == [0, 0, 0, 0]
