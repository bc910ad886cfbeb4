"""A score of which the edges of bins are listed: what is hidden, how far it can be off, and how it is listed after all."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sweep.exact_oracle import exact_counts, first_difference
from tests.sweep.random_data import DataSet, draw
from workbench.sweep import bins
from workbench.sweep.binned_score import BinnedScore
from workbench.sweep.binned_sweep import BinnedSweep
from workbench.sweep.complete_score import CompleteScore
from workbench.sweep.rows import counted_rows

# With three bins the edges are 8, 5 and 1: 7 and 6 are hidden behind 8, and 4, 3 and 2 behind 5.
SCORE = np.array([8.0, 7, 6, 5, 4, 3, 2, 1])
LABEL = np.array([1, 0, 1, 1, 0, 1, 0, 0])
EUR = np.array([10.0, -5, 20, -1, -2, 4, 8, -16])
KM = np.array([1.0, 2, 3, 4, 5, 6, 7, 8])
PART = np.array([True, True, False, True, True, False, False, True])  # 8, 7, 5, 4 and 1
ALL = ()
CELLS = ("TP", "FP", "FN", "TN")


@pytest.fixture(autouse=True)
def few_slots(monkeypatch):
    """The table that finds a row's bin is filled in no time; enough to keep apart the edges here."""
    monkeypatch.setattr(bins, "_SLOTS", 1 << 10)


def binned(bins_max: int = 3, *, score: np.ndarray = SCORE, **amounts: np.ndarray) -> BinnedScore:
    rows = counted_rows(score, label=LABEL, amounts=amounts)
    return BinnedScore(BinnedSweep(rows, bins_max=bins_max))


def told(counts, amount: str | None = None) -> list[list[float]]:
    return [counts.cell(name, amount).tolist() for name in CELLS]


def test_edges_are_listed_and_gaps_are_where_something_is_hidden():
    score = binned()
    assert score.threshold.tolist() == [np.inf, 8, 5, 1]
    assert score.has_gap.tolist() == [False, True, True, False]
    assert told(score.counts(ALL, None)) == [[0, 1, 3, 4], [0, 0, 1, 4], [4, 3, 1, 0], [4, 4, 3, 0]]


def test_where_every_candidate_is_an_edge_nothing_is_hidden():
    score = binned(10)
    assert score.threshold.tolist() == [np.inf, 8, 7, 6, 5, 4, 3, 2, 1]
    assert score.has_gap.tolist() == [False] * 9


def test_a_bin_of_ties_and_of_both_zeros_hides_nothing():
    score = binned(2, score=np.array([1.0, 1, 1, 0, 0, -0.0, 0, 1]))
    assert score.threshold.tolist() == [np.inf, 1, 0]
    assert score.has_gap.tolist() == [False] * 3


def test_counts_within_a_part_are_those_of_its_rows():
    score = binned(eur=EUR)
    counts = score.counts(("part",), PART)
    assert told(counts) == [[0, 1, 2, 2], [0, 0, 1, 3], [2, 1, 0, 0], [3, 3, 2, 0]]
    assert told(counts, "eur") == [[0, 10, 9, 9], [0, 0, -5, -23], [9, -1, 0, 0], [-23, -23, -18, 0]]


def test_what_was_counted_is_not_counted_again():
    score = binned()
    assert score.counts(ALL, None) is score.counts(ALL, None)
    assert score.counts(("part",), PART) is score.counts(("part",), PART)
    assert score.counts(ALL, None) is not score.counts(("part",), PART)


def test_what_was_counted_of_all_rows_is_not_taken_for_that_of_a_part():
    everybody, rest = (ALL, None), (("rest",), ~PART)  # of the rest no amount is negative
    asked, hidden = np.array([8.0, 1]), np.array([6.5, 2])
    for first, second in ((everybody, rest), (rest, everybody)):
        for ask in (
            lambda score, key: told(score.counts(*key), "eur"),
            lambda score, key: told(score.at(asked, *key), "eur"),
            lambda score, key: told(score.at(hidden, *key), "eur"),
            lambda score, key: told(score.gap_ranges(*key)[0], "eur"),
        ):
            score = binned(eur=EUR)
            assert ask(score, first) == ask(binned(eur=EUR), first)
            assert ask(score, second) == ask(binned(eur=EUR), second)
            assert ask(score, second) != ask(score, first)


def test_bin_sums_are_shared_with_what_is_refined(monkeypatch):
    """They are the expensive pass over all rows; the second time they must not be taken."""
    score = binned()
    score.counts(ALL, None)
    monkeypatch.setattr(BinnedSweep, "sums", None)
    monkeypatch.setattr(BinnedSweep, "tops", None)
    refined = score.refined(np.array([1]))
    assert refined.counts(ALL, None).cell("TP").tolist() == [0, 1, 1, 2, 3, 4]
    assert refined.unrefined().counts(ALL, None).cell("TP").tolist() == [0, 1, 3, 4]


def test_counts_at_any_threshold_are_exact():
    asked = np.array([2.0, np.inf, 8, 6.5, 9, 1, 5.5, -3, 7, 4.5])
    counts = binned(eur=EUR).at(asked, ALL, None)
    assert counts.threshold.tolist() == asked.tolist()
    assert told(counts)[:2] == [[4, 0, 1, 1, 0, 4, 2, 4, 1, 3], [3, 0, 0, 1, 0, 4, 1, 4, 1, 1]]
    assert told(counts, "eur")[0] == [33, 0, 10, 10, 0, 33, 30, 33, 10, 29]
    assert told(counts, "eur")[1] == [1, 0, 0, -5, 0, -15, -5, -15, -5, -5]
    part = binned(eur=EUR).at(asked, ("part",), PART)
    assert told(part)[:2] == [[2, 0, 1, 1, 0, 2, 1, 2, 1, 2], [2, 0, 0, 1, 0, 3, 1, 3, 1, 1]]


@pytest.mark.parametrize("asked", [[np.inf, 8, 5, 1], [9.0], [5.0, 1.0, 0.5, -np.inf]])
def test_no_row_is_looked_at_for_thresholds_that_flag_what_a_listed_one_does(asked, monkeypatch):
    monkeypatch.setattr(BinnedSweep, "counts_at", None)
    counts = binned().at(np.array(asked), ALL, None)
    assert counts.cell("FLAGGED").tolist() == [sum(threshold <= SCORE) for threshold in asked]


def test_counts_in_a_gap_lie_between_those_at_its_ends():
    low, high = binned().gap_ranges(ALL, None)
    assert told(low) == [[0, 1, 3, 4], [0, 0, 1, 4], [4, 1, 0, 0], [4, 3, 0, 0]]
    assert told(high) == [[0, 3, 4, 4], [0, 1, 4, 4], [4, 3, 1, 0], [4, 4, 3, 0]]
    assert (low.threshold.tolist(), high.threshold.tolist()) == ([np.inf, 5, 1, 1], [np.inf, 8, 5, 1])
    for counts in (low, high):
        assert counts.cell("POSITIVES").tolist() == counts.cell("NEGATIVES").tolist() == [4] * 4


def test_a_sum_in_a_gap_can_pass_its_ends_by_what_is_negative_inside():
    """Of events -1 is hidden behind 8 (in its bin with 5), of the others -5 behind 8, and -2 and -16 behind 5."""
    low, high = binned(eur=EUR, km=KM).gap_ranges(ALL, None)
    assert told(low, "eur") == [[0, 9, 29, 33], [0, -10, -33, -15], [33, 3, 0, 0], [-15, -20, -28, 0]]
    assert told(high, "eur") == [[0, 30, 33, 33], [0, 5, 13, -15], [33, 24, 4, 0], [-15, -5, 18, 0]]
    for counts in (low, high):
        assert counts.cell("POSITIVES", "eur").tolist() == [33] * 4
        assert counts.cell("NEGATIVES", "eur").tolist() == [-15] * 4


def test_a_sum_of_nothing_negative_lies_between_its_ends():
    low, high = binned(eur=EUR, km=KM).gap_ranges(ALL, None)
    assert told(low, "km") == [[0, 1, 8, 14], [0, 0, 2, 22], [14, 6, 0, 0], [22, 20, 0, 0]]
    assert told(high, "km") == [[0, 8, 14, 14], [0, 2, 22, 22], [14, 13, 6, 0], [22, 22, 20, 0]]


def test_ranges_within_a_part_are_those_of_its_rows():
    """Of the part 7 is hidden behind 8 with -5, and 4 behind 5 with -2; 5 itself has -1, and 1 has -16."""
    low, high = binned(eur=EUR).gap_ranges(("part",), PART)
    assert told(low) == [[0, 1, 2, 2], [0, 0, 1, 3], [2, 0, 0, 0], [3, 2, 0, 0]]
    assert told(low, "eur") == [[0, 8, 9, 9], [0, -10, -41, -23], [9, -2, 0, 0], [-23, -28, -36, 0]]
    assert told(high, "eur") == [[0, 11, 9, 9], [0, 5, 13, -23], [9, 1, 0, 0], [-23, -13, 18, 0]]


def test_ranges_of_a_refined_score_are_points_where_nothing_is_hidden():
    low, high = binned(eur=EUR).refined(np.array([1])).gap_ranges(ALL, None)
    assert low.threshold.tolist() == [np.inf, 8, 7, 6, 1, 1]
    assert high.threshold.tolist() == [np.inf, 8, 7, 6, 5, 1]
    assert told(low)[0] == [0, 1, 1, 2, 3, 4]
    assert told(high)[0] == [0, 1, 1, 2, 4, 4]
    assert told(low, "eur")[1] == [0, 0, -5, -5, -33, -15]
    assert told(high, "eur")[1] == [0, 0, -5, -5, 13, -15]


def test_a_refund_at_the_highest_score_is_in_no_gap():
    refund = np.where(SCORE == 8, -10.0, 1.0)
    low, high = binned(eur=refund).gap_ranges(ALL, None)
    assert told(low, "eur")[0] == [0, -10, -8, -7]
    assert told(high, "eur")[0] == [0, -8, -7, -7]


def test_weights_in_a_gap_lie_between_those_at_its_ends():
    rows = counted_rows(SCORE, label=LABEL, weight=KM / 2)
    low, high = BinnedScore(BinnedSweep(rows, bins_max=3)).gap_ranges(ALL, None)
    assert told(low)[:2] == [[0, 0.5, 4, 7], [0, 0, 1, 11]]
    assert told(high)[2:] == [[7, 6.5, 3, 0], [11, 11, 10, 0]]


def test_the_same_actions_reach_down_to_the_next_score_listed_or_not():
    asked = np.array([np.inf, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5, 3, 1, 0.5])
    low, high = binned().same_actions(asked)
    assert high.tolist() == [np.inf, np.inf, 8, 8, 7, 7, 6, 6, 5, 5, 3, 1, 1]
    assert low.tolist() == [8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 2, -np.inf, -np.inf]


def test_for_the_same_actions_only_bins_that_hide_them_are_looked_into(monkeypatch):
    looked, candidates_in = [], BinnedSweep.candidates_in

    def watched(self, bins):
        looked.append(np.asarray(bins).tolist())
        return candidates_in(self, bins)

    monkeypatch.setattr(BinnedSweep, "candidates_in", watched)
    binned().same_actions(np.array([8.0, 6.0, 5, 3, 7.5, 1]))
    assert looked == [[1], [2]]


def test_the_same_actions_leave_the_listed_candidates_as_they_are():
    score = binned()
    score.same_actions(np.array([7.0, 3.0, 1.0]))
    assert score.threshold.tolist() == [np.inf, 8, 5, 1]
    assert score.same_actions(np.array([8.0]))[0].tolist() == [7]


def test_the_place_of_a_threshold_is_the_listed_candidate_that_flags_the_same():
    asked = np.array([np.inf, 8, 7.5, 7, 6.5, 5.5, 5, 4.5, 4, 2, 1.5, 1, 0])
    assert binned().place(asked).tolist() == [0, 1, 1, -1, -1, -1, 2, 2, -1, -1, -1, 3, 3]
    assert binned().refined(np.array([1])).place(asked).tolist() == [0, 1, 1, 2, 2, 3, 4, 4, -1, -1, -1, 5, 5]


def test_the_gaps_of_thresholds_are_those_that_hide_them():
    assert binned().gaps_of(np.array([7.0, 8, 5.5, 5, 2, np.inf])).tolist() == [1, 1, 2]


def test_refining_lists_what_is_in_these_gaps_and_nothing_more():
    score = binned(eur=EUR)
    refined = score.refined(np.array([0, 2, 3]))
    assert refined.threshold.tolist() == [np.inf, 8, 5, 4, 3, 2, 1]
    assert refined.has_gap.tolist() == [False, True, False, False, False, False, False]
    assert told(refined.counts(ALL, None))[0] == [0, 1, 3, 3, 4, 4, 4]
    assert told(refined.counts(ALL, None), "eur")[1] == [0, 0, -5, -7, -7, 1, -15]
    both = refined.refined(np.array([1]))
    assert both.threshold.tolist() == [np.inf, 8, 7, 6, 5, 4, 3, 2, 1]
    assert not both.has_gap.any()
    assert score.refined(np.array([1, 2, 1])).threshold.tolist() == both.threshold.tolist()
    assert score.threshold.tolist() == [np.inf, 8, 5, 1]
    assert score.refined(np.array([2])).refined(np.array([1])).unrefined().threshold.tolist() == [np.inf, 8, 5, 1]


def test_where_there_is_nothing_to_list_or_to_leave_out_the_score_stays_the_same_object():
    score = binned()
    assert score.refined(np.array([0, 3])) is score
    assert score.refined(np.array([], dtype=np.int64)) is score
    assert score.unrefined() is score


def test_the_complete_score_is_of_the_same_rows():
    score = binned()
    complete = score.complete()
    assert isinstance(complete, CompleteScore)
    assert complete.rows is score.binned.rows
    assert complete.threshold.tolist() == [np.inf, 8, 7, 6, 5, 4, 3, 2, 1]


def random_cases() -> list[DataSet]:
    rng = np.random.default_rng(5)
    found = [draw(rng, rows_count=int(rng.integers(4, 30)), score=kind) for kind in ("ties", "logits", "any size") * 4]
    return [data for data in found if data.weight is None or (data.weight > 0).any()]


@pytest.mark.parametrize("most", [2, 3, 6])
def test_counts_of_any_data_are_exact_whatever_is_listed(most):
    rng = np.random.default_rng(most)
    for data in random_cases():
        score = BinnedScore(BinnedSweep(counted_rows(data.score, **data.columns()), bins_max=most))
        every = exact_counts(data).threshold
        chosen = np.flatnonzero(rng.random(len(score.threshold)) < 0.5)
        for some in (score, score.refined(chosen)):
            counts = some.counts(ALL, None)
            assert first_difference(data, counts, at=some.threshold.tolist()) is None, data
            between = zip(some.threshold.tolist(), [*some.threshold[1:].tolist(), -np.inf], strict=True)
            hidden = [any(low < one < high for one in every) for high, low in between]
            assert some.has_gap.tolist() == hidden, data
        asked = rng.permutation(np.array([*every, -np.inf, 0.3]))
        assert first_difference(data, score.at(asked, ALL, None), at=asked.tolist()) is None, data
        low, high = score.same_actions(np.array(every))
        assert (high.tolist(), low.tolist()) == (every, [*every[1:], -np.inf]), data


def test_as_many_are_hidden_behind_each_edge_as_there_are_scores_down_to_the_next():
    assert binned().hidden_counts().tolist() == [0, 2, 3, 0]
    tied = binned(score=np.array([8.0, 6, 6, 5, 5, 3, 3, 1]))
    assert tied.threshold.tolist() == [np.inf, 8, 5, 1]
    assert tied.hidden_counts().tolist() == [0, 1, 1, 0]
