"""A sweep of two scores that lists few of their candidates: what is where, and how more of them are listed."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.errors import ColumnError, InputError
from workbench.sweep import Sweep, bins, looking_max
from workbench.sweep import sweep as module
from workbench.sweep.rows import Rows

# With three bins a score lists +inf, 8, 5 and 1; its 7 and 6 are hidden behind 8, and 4, 3 and 2 behind 5.
A = [8.0, 7, 6, 5, 4, 3, 2, 1]
B = [10.0, 70, 30, 80, 20, 50, 40, 60]
LABEL = [1, 0, 1, 1, 0, 1, 0, 0]
EUR = [10.0, -5, 20, -1, -2, 4, 8, -16]
TIER = ["g", "g", "b", "g", "g", "b", "b", "g"]  # of a: 8, 7, 5, 4 and 1 are g
LISTED = [np.inf, 8, 5, 1, np.inf, 80, 50, 10]


@pytest.fixture(autouse=True)
def few_slots(monkeypatch):
    monkeypatch.setattr(bins, "_SLOTS", 1 << 10)


@pytest.fixture
def predictions(make_predictions):
    return make_predictions(
        LABEL, {"a": A, "b": B}, segments={"tier": TIER, "side": ["l", "r"] * 4}, amounts={"eur": EUR}
    )


@pytest.fixture
def sweep(predictions) -> Sweep:
    return Sweep(predictions, candidates_max=3)


def tp(counts) -> list[int]:
    return counts.cases.tp.tolist()


def test_few_candidates_of_each_score_are_listed(sweep):
    assert sweep.threshold.tolist() == LISTED
    assert sweep.score_code.tolist() == [0] * 4 + [1] * 4
    assert sweep.has_gap.tolist() == [False, True, True, False] * 2
    assert not sweep.is_complete
    assert (len(sweep), sweep.candidates_max) == (8, 3)
    assert tp(sweep.counts()) == [0, 1, 3, 4, 0, 1, 2, 4]


def test_how_many_candidates_are_hidden_behind_each_listed_one(sweep):
    assert sweep.hidden_counts().tolist() == [0, 2, 3, 0] * 2
    assert sweep.refined(np.array([2, 5])).hidden_counts().tolist() == [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0]
    assert sweep.complete().hidden_counts().tolist() == [0] * 18


def test_a_sweep_is_completed_once_for_all_that_come_of_it(sweep):
    finer = sweep.refined(np.array([1]))
    complete = finer.complete_once()
    assert complete.is_complete
    assert complete is sweep.complete_once() is sweep.refined(np.array([2])).complete_once()
    assert complete.complete_once() is complete
    assert sweep.complete() is not complete
    other = Sweep(sweep.predictions, candidates_max=3)
    assert other.complete_once() is not complete


def test_the_values_that_occur_are_those_of_rows_that_count(make_predictions):
    predictions = make_predictions([1, 0, 1], [3, 2, 1], segments={"tier": ["x", "y", "z"]}, weight=[1, 0, 2])
    sweep = Sweep(predictions)
    assert sweep.occurring("tier") == ("x", "z")
    assert sweep.occurring("tier") is sweep.refined(np.array([0])).occurring("tier")
    assert Sweep(make_predictions([1, 0], [3, 2], segments={"tier": ["x", "y"]})).occurring("tier") == ("x", "y")
    with pytest.raises(ColumnError):
        sweep.occurring("other")


def test_every_candidate_is_listed_unless_there_are_more_rows_than_may_be(predictions):
    for most in (None, 8, 9, 16_384):
        every = Sweep(predictions, candidates_max=most)
        assert every.threshold.tolist() == [np.inf, *A, np.inf, *sorted(B, reverse=True)]
        assert every.is_complete
        assert every.has_gap.tolist() == [False] * 18
    assert len(Sweep(predictions, candidates_max=7)) < 18


def test_one_score_that_hides_something_leaves_the_sweep_incomplete(make_predictions):
    sweep = Sweep(make_predictions(LABEL, {"a": A, "tied": [1, 1, 0, 0, 1, 1, 0, 0]}), candidates_max=3)
    assert sweep.has_gap.tolist() == [False, True, True, False, False, False, False]
    assert not sweep.is_complete
    tied = Sweep(make_predictions(LABEL, {"tied": [1, 1, 0, 0, 1, 1, 0, 0]}), candidates_max=3)
    assert tied.is_complete


@pytest.mark.parametrize("most", [1, 0, -3, 16_385])
def test_how_many_may_be_listed_is_from_2_to_16384(most, predictions):
    with pytest.raises(InputError, match=r"from 2 to 16,384; found " + str(most)):
        Sweep(predictions, candidates_max=most)
    assert Sweep(predictions, candidates_max=2).threshold.tolist() == [np.inf, 8, 1, np.inf, 80, 10]


def test_counts_within_segments_are_taken_at_the_same_candidates(sweep):
    counts = sweep.counts({"tier": ["g"]})
    assert counts.threshold.tolist() == LISTED
    assert tp(counts) == [0, 1, 2, 2, 0, 1, 1, 2]
    assert counts.cell("TP", "eur").tolist() == [0, 10, 9, 9, 0, -1, -1, 9]
    assert tp(sweep.counts({"tier": ["b"]})) == [0, 0, 1, 2, 0, 0, 1, 2]
    assert tp(sweep.counts({"tier": ["b", "g"]})) == tp(sweep.counts())
    assert tp(sweep.counts({"tier": ["g"], "side": ["l"]})) == [0, 1, 1, 1, 0, 0, 0, 1]
    assert tp(sweep.counts({})) == tp(sweep.counts())


def test_what_was_counted_once_is_kept_in_whatever_order_it_is_asked(sweep):
    both = sweep.counts({"tier": ["g"], "side": ["l"]})
    assert sweep.counts({"side": ["l"], "tier": ["g"]}) is both
    assert sweep.counts() is sweep.counts(None) is sweep.counts({})
    assert sweep.has_gap is sweep.has_gap


def test_masks_are_made_once(sweep, monkeypatch):
    sweep.at("a", [7.0], where={"tier": ["g"]})
    monkeypatch.setattr(type(sweep.predictions), "segment", None)
    assert tp(sweep.at("b", [70.0], where={"tier": ["g"]})) == [1]


def test_rows_are_counted_once_for_each_score(sweep, monkeypatch):
    monkeypatch.setattr(module, "counted_rows", None)
    assert tp(sweep.at("a", [6.0])) == [2]
    assert tp(sweep.refined(np.array([1])).counts()) == [0, 1, 1, 2, 3, 4, 0, 1, 2, 4]


def test_rows_of_weight_zero_are_left_out_of_masks_too(make_predictions):
    weight = [1, 0, 2, 0, 3, 4, 5, 6]
    for most in (None, 3):
        sweep = Sweep(make_predictions(LABEL, A, segments={"tier": TIER}, weight=weight), candidates_max=most)
        counts = sweep.at("score", [8.0, 4.0, 1.0], where={"tier": ["g"]})
        assert (counts.cell("TP").tolist(), counts.cell("FP").tolist()) == ([1, 1, 1], [0, 3, 9])
        assert sweep.counts({"tier": ["b"]}).cell("ALL").tolist() == [11] * len(sweep)


def test_counts_at_any_threshold(sweep):
    counts = sweep.at("a", [6, 2.5, np.inf])
    assert (counts.threshold.tolist(), counts.threshold.dtype) == ([6, 2.5, np.inf], np.float64)
    assert tp(counts) == [2, 4, 0]
    assert tp(sweep.at("b", [35], where={"tier": ["g"]})) == [1]


def test_whole_numbers_may_be_asked_for_as_thresholds(sweep, predictions):
    for some in (sweep, Sweep(predictions)):
        counts = some.at("a", [8, 5])
        assert (counts.threshold.tolist(), counts.threshold.dtype) == ([8, 5], np.float64)
        assert some.same_actions("a", np.uint8(6)) == (5, 6)
        assert some.candidate("a", np.uint8(8)) == 1
        assert some.including([("a", np.uint8(6))]).threshold.tolist()[:4] == [np.inf, 8, 7, 6]


def test_parts_asked_for_one_after_the_other_are_told_apart(sweep, predictions):
    for some in (sweep, Sweep(predictions)):
        for thresholds in ([8.0, 5.0], [7.0, 2.0]):
            found = [tp(some.at("a", thresholds, where={"tier": [value]})) for value in ("g", "b")]
            assert found == ([[1, 2], [0, 1]] if thresholds[0] == 8 else [[1, 2], [0, 2]])


def test_an_unknown_score_is_refused_before_any_row_is_counted(predictions, monkeypatch):
    monkeypatch.setattr(module, "counted_rows", None)
    with pytest.raises(ColumnError, match="'c' is not one of the scores"):
        Sweep(predictions, scores=["a", "c"])


def test_what_is_listed_takes_little_memory(predictions):
    """Which score a candidate is of takes two bytes, and the thresholds of one score are kept once."""
    assert Sweep(predictions).score_code.dtype == np.int16
    one = Sweep(predictions, scores=["a"])
    assert np.shares_memory(one.threshold, one.counts().threshold)


def test_the_same_actions_are_told_as_plain_numbers(sweep):
    low, high = sweep.same_actions("b", 65)
    assert (low, high) == (60, 70)
    assert type(low) is type(high) is float
    assert sweep.same_actions("a", 9) == (8, np.inf)
    assert sweep.same_actions("a", 0) == (-np.inf, 1)


def test_the_candidate_is_counted_over_all_scores_and_none_where_it_is_hidden(sweep):
    asked = [np.inf, 8, 7.5, 7, 5, 4, 1]
    assert [sweep.candidate("a", threshold) for threshold in asked] == [0, 1, 1, None, 2, None, 3]
    assert [sweep.candidate("b", threshold) for threshold in (np.inf, 80, 70, 50, 10, 0)] == [4, 5, None, 6, 7, 7]
    assert sweep.candidate("c", 8) is None
    assert type(sweep.candidate("b", 80)) is int


def test_ranges_of_gaps_line_up_with_the_candidates(sweep):
    low, high = sweep.gap_ranges()
    assert tp(low) == [0, 1, 3, 4, 0, 1, 2, 4]
    assert tp(high) == [0, 3, 4, 4, 0, 2, 4, 4]
    assert low.threshold.tolist() == [np.inf, 5, 1, 1, np.inf, 50, 10, 10]
    assert high.threshold.tolist() == LISTED
    low, high = sweep.gap_ranges({"tier": ["g"]})
    assert tp(low) == [0, 1, 2, 2, 0, 1, 1, 2]
    assert tp(high) == [0, 2, 2, 2, 0, 1, 2, 2]


def test_refining_lists_the_gaps_behind_these_candidates_of_either_score(sweep):
    assert sweep.refined(np.array([1])).threshold.tolist() == [np.inf, 8, 7, 6, 5, 1, *LISTED[4:]]
    second = sweep.refined(np.array([6]))
    assert second.threshold.tolist() == [*LISTED[:4], np.inf, 80, 50, 40, 30, 20, 10]
    assert second.score_code.tolist() == [0] * 4 + [1] * 7
    assert second.has_gap.tolist() == [False, True, True, False, False, True, False, False, False, False, False]
    assert tp(second.counts()) == [0, 1, 3, 4, 0, 1, 2, 2, 3, 3, 4]
    both = second.refined([2, 5])
    assert both.threshold.tolist() == [np.inf, 8, 5, 4, 3, 2, 1, np.inf, *sorted(B, reverse=True)]
    assert both.refined(np.flatnonzero(both.has_gap)).is_complete
    assert sweep.threshold.tolist() == LISTED


def test_where_nothing_more_is_listed_the_sweep_is_the_same_object(sweep, predictions):
    sweep.counts()
    assert sweep.refined(np.array([0, 3])) is sweep
    assert sweep.including([("a", 8.0), ("b", np.inf)]) is sweep
    every = Sweep(predictions)
    assert every.complete() is every
    assert every.refined(np.array([1])) is every
    assert every.for_looking() is every
    assert every.including([("a", 7.0)]) is every


def test_a_refined_sweep_counts_anew_and_leaves_the_first_as_it_was(sweep):
    assert (len(sweep.counts()), len(sweep.has_gap)) == (8, 8)
    refined = sweep.refined(np.array([1]))
    assert (len(refined.counts()), len(refined.has_gap), len(sweep.counts()), len(sweep.has_gap)) == (10, 10, 8, 8)
    assert refined.predictions is sweep.predictions
    assert refined.candidates_max == 3


def test_thresholds_that_are_wanted_are_listed(sweep):
    one = sweep.including([("b", 70.0), ("b", 80.0), ("c", 3.0)])
    assert one.threshold.tolist() == [*LISTED[:4], np.inf, 80, 70, 60, 50, 10]
    both = sweep.including([("a", 6.0), ("b", 20.0)])
    assert both.threshold.tolist() == [np.inf, 8, 7, 6, 5, 1, np.inf, 80, 50, 40, 30, 20, 10]
    assert both.threshold[both.candidate("a", 6.0)] == 6
    assert sweep.including([]) is sweep


def test_scores_that_are_no_candidates_can_be_asked_but_not_listed(make_predictions):
    predictions = make_predictions(LABEL, {"a": A, "rule": B}, scores=("a",), baseline="rule")
    sweep = Sweep(predictions, candidates_max=3)
    assert sweep.scores == ("a",)
    assert tp(sweep.at("rule", [65.0])) == [1]
    assert sweep.including([("rule", 70.0)]) is sweep
    assert sweep.refined(np.array([1])).threshold.tolist() == [np.inf, 8, 7, 6, 5, 1]
    complete = sweep.complete()
    assert complete.threshold.tolist() == [np.inf, *A]
    assert Sweep(predictions, scores=["rule"]).scores == ("rule",)
    with pytest.raises(ColumnError, match=r"'c' is not one of the scores \(a, rule\)"):
        sweep.at("c", [1.0])


def test_the_complete_sweep_lists_everything(sweep):
    every = sweep.complete()
    assert every.threshold.tolist() == [np.inf, *A, np.inf, *sorted(B, reverse=True)]
    assert every.is_complete
    assert not every.has_gap.any()
    assert every.candidates_max is None
    assert sweep.candidates_max == 3
    assert every.scores == ("a", "b")


def test_everything_is_listed_for_looking_up_to_as_many_rows_as_the_documents_say():
    assert looking_max(262_144) is None
    assert looking_max(262_145) == 16_384


def test_whatever_is_listed_the_sweep_for_looking_is_the_same(sweep, predictions, monkeypatch):
    every = [np.inf, *A, np.inf, *sorted(B, reverse=True)]
    looked = sweep.for_looking()
    assert looked.threshold.tolist() == every
    assert looked.candidates_max is None
    # All bins are opened: everything is listed, so there is nothing to make anew.
    opened = sweep.refined(np.array([1, 2, 5, 6]))
    assert opened.is_complete
    # Of many rows few are listed, so what was refined is left out again, and a complete sweep is thinned.
    monkeypatch.setattr(module, "EVERY_CANDIDATE_ROWS", 7)
    monkeypatch.setattr(module, "BINS_MAX", 3)
    assert looking_max(len(predictions)) == 3
    assert sweep.refined(np.array([1])).for_looking().threshold.tolist() == LISTED
    assert sweep.for_looking() is sweep
    thinned = Sweep(predictions, scores=["b"]).for_looking()
    assert thinned.threshold.tolist() == LISTED[4:]
    assert (thinned.scores, thinned.candidates_max) == (("b",), 3)
    assert Sweep(predictions, candidates_max=2).for_looking().threshold.tolist() == LISTED


def test_a_sweep_of_one_kind_stays_of_its_kind(predictions):
    class Own(Sweep):
        pass

    assert type(Own(predictions, candidates_max=3).for_looking()) is Own
    assert type(Own(predictions, candidates_max=3).complete()) is Own


def test_a_score_is_read_with_the_label_weights_and_amounts_of_the_predictions(make_predictions, monkeypatch):
    seen, counted_rows = [], module.counted_rows

    def watched(score, **columns) -> Rows:
        seen.append((score, columns))
        return counted_rows(score, **columns)

    monkeypatch.setattr(module, "counted_rows", watched)
    predictions = make_predictions(LABEL, A, weight=[1.0] * 8, amounts={"eur": EUR})
    Sweep(predictions)
    ((score, columns),) = seen
    assert score is predictions.scores["score"]
    assert columns["label"] is predictions.label
    assert columns["weight"] is predictions.weight
    assert columns["amounts"] is predictions.amounts
