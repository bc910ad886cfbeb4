"""One score swept all at once and a few bins at a time: the same counts, worked by hand and exact on random data."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sweep.exact_oracle import exact_counts, first_difference
from tests.sweep.random_data import SCORES, draw
from workbench.sweep import bins
from workbench.sweep import score_sweep as module
from workbench.sweep.bins import sort_into_bins
from workbench.sweep.score_sweep import counts_at, index_at, sweep_score, whole_counts

SCORE = np.array([0.5, -0.0, 0.9, 0.5, 0.0, 0.7, 0.1])
LABEL = np.array([1, 0, 0, 0, 1, 1, 0])
EUR = np.array([10.0, -1, 100, 7, 0.5, 3, -20])
WEIGHT = np.array([1.0, 2, 3, 4, 5, 0, 6])
CELLS = ("TP", "FP", "FN", "TN")


@pytest.fixture(autouse=True)
def few_slots(monkeypatch):
    """The table that finds a row's bin is filled in no time."""
    monkeypatch.setattr(bins, "_SLOTS", 1 << 10)


def told(counts, amount: str | None = None) -> list[list[float]]:
    return [counts.cell(name, amount).tolist() for name in CELLS]


@pytest.mark.parametrize("rows_max", [1, 2, 3, 6, 100])
def test_weighted_counts_and_sums_however_many_rows_are_ordered_at_once(rows_max):
    counts = sweep_score(SCORE, label=LABEL, weight=WEIGHT, amounts={"eur": EUR}, ordered_rows_max=rows_max)
    assert counts.threshold.tolist() == [np.inf, 0.9, 0.5, 0.1, 0]
    assert not np.signbit(counts.threshold).any()
    assert told(counts) == [[0, 0, 1, 1, 6], [0, 3, 7, 13, 15], [6, 6, 5, 5, 0], [15, 12, 8, 2, 0]]
    assert told(counts, "eur")[:2] == [[0, 0, 10, 10, 12.5], [0, 300, 328, 208, 206]]
    assert told(counts, "eur")[2:] == [[12.5, 12.5, 2.5, 2.5, 0], [206, -94, -122, -2, 0]]
    assert set(counts.sums) == {"eur"}
    assert counts.cell("ALL", "eur").tolist() == [218.5] * 5


@pytest.mark.parametrize("rows_max", [1, 3, 100])
def test_amounts_of_rows_that_count_once(rows_max):
    counts = sweep_score(SCORE, label=LABEL, amounts={"eur": EUR, "km": EUR * 0 + 1}, ordered_rows_max=rows_max)
    assert counts.threshold.tolist() == [np.inf, 0.9, 0.7, 0.5, 0.1, 0]
    assert told(counts)[:2] == [[0, 0, 1, 2, 2, 3], [0, 1, 1, 2, 3, 4]]
    assert counts.cases.tp.dtype == np.int64
    assert told(counts, "eur")[0] == [0, 0, 3, 13, 13, 13.5]
    assert told(counts, "km")[1] == [0, 1, 1, 2, 3, 4]


def pieces(monkeypatch, rows_count: int, rows_max: int) -> list[int]:
    """The sizes of what is ordered at a time."""
    sizes, order_rows = [], module.order_rows

    def watched(rows, index):
        ordered = order_rows(rows, index)
        sizes.append(len(ordered.score))
        return ordered

    monkeypatch.setattr(module, "order_rows", watched)
    score, ones = np.arange(float(rows_count)), np.ones(rows_count)
    counts = sweep_score(score, label=score > 2, amounts={"eur": ones}, ordered_rows_max=rows_max)
    monkeypatch.undo()
    assert len(counts) == rows_count + 1
    return sizes


def test_few_rows_are_ordered_at_once_and_more_in_pieces_of_about_so_many(monkeypatch):
    assert pieces(monkeypatch, 8, 8) == [8]
    assert pieces(monkeypatch, 8, 7) == [6, 2]
    assert pieces(monkeypatch, 8, 4) == [3, 4, 1]
    assert pieces(monkeypatch, 8, 1) == [1] * 8


@pytest.mark.parametrize("rows_max", [1, 3, 100])
def test_vast_amounts_that_cancel_leave_what_remains(rows_max):
    """In float64 the sums on the way would be infinite, and infinity less infinity no number."""
    eur = np.array([1.5e308, 1.5e308, -1.5e308, -1.5e308, 1e307])
    amounts = {"eur": eur, "km": np.ones(5)}
    counts = sweep_score(np.full(5, 0.5), label=np.ones(5), amounts=amounts, ordered_rows_max=rows_max)
    assert told(counts, "eur")[0] == [0, 1e307]
    assert told(counts, "km")[0] == [0, 5]


def test_rows_without_sums_are_not_ordered_at_all(monkeypatch):
    monkeypatch.setattr(module, "order_rows", None)
    counts = sweep_score(SCORE, label=LABEL, ordered_rows_max=2)
    assert counts.threshold.tolist() == [np.inf, 0.9, 0.7, 0.5, 0.1, 0]
    assert told(counts) == [[0, 0, 1, 2, 2, 3], [0, 1, 1, 2, 3, 4], [3, 3, 2, 1, 1, 0], [4, 3, 3, 2, 1, 0]]


def test_no_rows_of_any_weight_have_the_one_candidate_flag_nobody():
    counts = sweep_score([0.5, 0.6], label=[1, 0], weight=[0, 0], amounts={"eur": [1, 2]})
    assert counts.threshold.tolist() == [np.inf]
    assert told(counts) == told(counts, "eur") == [[0]] * 4


def test_a_column_of_rounded_sums_never_passes_its_whole_unless_it_has_refunds():
    """Tenths in two orders: all of them without the last few must not be more than all of them."""
    rng = np.random.default_rng(6)
    for rows_max in (7, 1000):
        for _ in range(20):
            tenths = rng.integers(0, 12, 60) / 10
            counts = sweep_score(rng.random(60), label=np.ones(60), weight=tenths, ordered_rows_max=rows_max)
            assert (counts.cell("TP") <= counts.cell("POSITIVES")).all()
            assert (counts.cell("FN") <= counts.cell("POSITIVES")).all()
    counts = sweep_score([0.9, 0.1], label=[1, 1], amounts={"eur": [10, -4]})
    assert counts.cell("TP", "eur").tolist() == [0, 10, 6]
    assert sweep_score([0.9, 0.1], label=[1, 1], amounts={"eur": [10, -4]}, ordered_rows_max=1).cell(
        "TP", "eur"
    ).tolist() == [0, 10, 6]


@pytest.mark.parametrize("rows_max", [1, 5, 1000])
def test_any_data_is_counted_exactly(rows_max):
    rng = np.random.default_rng(rows_max)
    for kind in SCORES:
        data = draw(rng, rows_count=int(rng.integers(1, 40)), score=kind)
        counts = sweep_score(data.score, **data.columns(), ordered_rows_max=rows_max)
        assert first_difference(data, counts) is None, data
        asked = [*exact_counts(data).threshold, 0.3, -np.inf]
        assert first_difference(data, counts_at(counts, np.array(asked)), at=asked) is None, data


def test_whole_counts_are_those_of_what_each_candidate_flags():
    counts = whole_counts(np.array([np.inf, 0.5, 0.1]), np.array([0, 2, 5]), np.array([0, 1, 1]))
    assert counts.threshold.tolist() == [np.inf, 0.5, 0.1]
    assert told(counts) == [[0, 1, 1], [0, 1, 4], [1, 0, 0], [4, 3, 0]]
    assert counts.sums == {}


def test_counts_at_thresholds_are_told_with_the_thresholds_asked_for():
    counts = sweep_score(SCORE, label=LABEL, amounts={"eur": EUR})
    found = counts_at(counts, np.array([0.6, 2.0, -1.0]))
    assert found.threshold.tolist() == [0.6, 2, -1]
    assert told(found)[:2] == [[1, 0, 3], [1, 0, 4]]
    assert told(found, "eur")[0] == [3, 0, 13.5]


def test_whole_numbers_may_be_asked_for_as_thresholds():
    assert index_at(np.array([np.inf, 2.0, 1.0]), np.array([1, 2, 3])).tolist() == [2, 1, 0]
    assert index_at(np.array([np.inf, 2.0, 1.0]), [1, 5]).tolist() == [2, 0]
    assert index_at(np.array([np.inf, 2.0, 1.0]), np.array([1, 3], dtype=np.uint8)).tolist() == [2, 0]


def test_rows_of_a_bin_are_ordered_from_their_own_order(monkeypatch):
    """So that sums of ties are added in the same order however many rows are ordered at once."""
    seen, order_rows = [], module.order_rows
    monkeypatch.setattr(module, "order_rows", lambda rows, index: seen.append(index) or order_rows(rows, index))
    score = np.arange(1000) % 3
    sweep_score(score, label=score, amounts={"eur": score}, ordered_rows_max=400)
    assert [index.tolist() for index in seen] == [
        list(range(2, 1000, 3)),
        list(range(1, 1000, 3)),
        list(range(0, 1000, 3)),
    ]


def test_bins_of_one_piece_follow_each_other_by_their_own_rows():
    """Ties make bins of many rows; a piece starts wherever so many rows are full."""
    score = np.repeat([0.1, 0.2, 0.3, 0.4, 0.5], [1, 7, 2, 9, 3])
    assert len(sort_into_bins(score)[0]) == 5
    label, eur = np.arange(22) % 3 == 0, np.arange(22.0)
    for rows_max in (2, 3, 5, 9, 11, 21):
        counts = sweep_score(score, label=label, amounts={"eur": eur}, ordered_rows_max=rows_max)
        assert counts.threshold.tolist() == [np.inf, 0.5, 0.4, 0.3, 0.2, 0.1]
        assert counts.cell("FLAGGED").tolist() == [0, 3, 12, 14, 21, 22]
        assert counts.cell("FLAGGED", "eur").tolist() == [0, 60, 60 + 126, 186 + 17, 203 + 28, 231]
