"""Counting by one sort of packed keys: blocks of a few rows against exact counts, and what is laid out by hand."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from tests.sweep.exact_oracle import exact_counts
from tests.sweep.random_data import SCORES, draw
from workbench.sweep import packed_counts as module
from workbench.sweep import side_by_side
from workbench.sweep.packed_counts import packed_counts

FLAGS = np.array([True, False, False, True, True, False])


@pytest.fixture(
    params=[None, (1, 1), (2, 9), (5, 2), (2, 3)], ids=lambda rows: f"blocks and shares of {rows or 'the usual size'}"
)
def blocks(request, monkeypatch):
    """As they are, and so few rows that ties and signs lie across blocks, and across the shares of threads."""
    if request.param is None:
        return 0
    monkeypatch.setattr(module, "BLOCK_ROWS", request.param[0])
    monkeypatch.setattr(side_by_side, "ROWS_A_THREAD", request.param[1])
    monkeypatch.setattr(side_by_side, "THREADS", 3)
    return sum(request.param)


def plain(rng: np.random.Generator, kind: str):
    return draw(rng, score=kind, weight="unweighted", amount="no amount")


def told(packed) -> list[list[float]]:
    return [part.tolist() for part in packed]


def test_candidates_of_both_signs_with_ties_and_both_zeros(blocks):
    score = np.array([0.5, -2.0, -0.0, -2.0, 0.0, -1.0])
    packed = packed_counts(score, FLAGS)
    assert told(packed) == [[np.inf, 0.5, 0.0, -1.0, -2.0], [0, 1, 3, 4, 6], [0, 1, 2, 2, 3]]
    assert not np.signbit(packed[0][2])
    assert [part.dtype for part in packed] == [np.float64, np.int32, np.int32]


def test_candidates_of_one_sign_and_no_rows_at_all(blocks):
    assert told(packed_counts(np.array([0.25, 0.75, 0.25]), FLAGS[:3])) == [[np.inf, 0.75, 0.25], [0, 1, 3], [0, 0, 1]]
    assert told(packed_counts(np.array([-0.25, -0.75]), FLAGS[:2])) == [[np.inf, -0.25, -0.75], [0, 1, 2], [0, 1, 1]]
    assert told(packed_counts(np.zeros(0), FLAGS[:0])) == [[np.inf], [0], [0]]


def test_every_kind_of_score_is_counted_exactly(blocks):
    rng = np.random.default_rng(blocks)
    for kind in SCORES:
        for data in (plain(rng, kind), plain(rng, kind)):
            score = np.asarray(data.score, dtype=np.float64)
            thresholds, flagged, events = packed_counts(score, data.label.astype(bool))
            exact = exact_counts(data)
            cells = exact.cases.values
            assert thresholds.tolist() == exact.threshold, data
            assert not np.signbit(thresholds[thresholds == 0]).any()
            assert events.tolist() == cells["TP"], data
            assert flagged.tolist() == [tp + fp for tp, fp in zip(cells["TP"], cells["FP"], strict=True)], data


def test_counts_are_as_narrow_as_the_number_of_rows_allows():
    """Of 2**31 - 1 rows the last count is the highest number of 32 bits with a sign."""
    assert [module._count_type(rows) for rows in (0, 2**31 - 1, 2**31)] == [np.int32, np.int32, np.int64]


def test_inputs_are_not_changed(blocks):
    score, is_event = np.array([0.5, -1.0, -0.0]), np.array([True, False, True])
    before = [values.tobytes() for values in (score, is_event)]
    packed_counts(score, is_event)
    assert [values.tobytes() for values in (score, is_event)] == before


def test_of_many_ties_little_is_kept_in_memory():
    """Three of four places kept are a copy, so that the rest can go; more are the keys' own memory, used again."""
    values = np.arange(4)
    assert not np.shares_memory(module._cut(values, 3), values)
    assert module._cut(values, 3).tolist() == [0, 1, 2]
    many = np.arange(100)
    assert np.shares_memory(module._cut(many, 76), many)
    assert module._cut(many, 76).tolist() == list(range(76))
    tied = packed_counts(np.full(1000, 0.5), np.zeros(1000, dtype=bool))
    assert [part.base for part in tied] == [None] * 3


def test_where_most_scores_differ_results_lie_where_they_were_made():
    """Seven candidates of eight rows take seven of nine places, which is more than three in four."""
    score = np.array([1.0, 2, 3, 4, 5, 6, 6, 6])
    assert all(part.base is not None for part in packed_counts(score, score > 2))


def test_the_keys_of_rows_and_what_unpacks_them_are_made_by_name():
    with pytest.raises(TypeError, match="takes 1 positional"):
        module.Keys(np.empty(1), 0, 0)
    with pytest.raises(TypeError, match="takes 1 positional"):
        module.Unpacking(np.add, module.ONE)


def test_what_unpacks_keys_stays_as_it_is():
    with pytest.raises(FrozenInstanceError):
        module.Unpacking(turn=np.add, origin=module.ONE).zero = 1


def test_keys_that_are_sorted_already_are_counted_as_they_lie():
    """Above, 2, 2 and 5 are counted down from 9, and bits of 4 mean 0; below, 7 and 8 are counted up from 1."""
    keys = module.Keys(
        buffer=np.array([0, 4, 5, 11, 14, 17], dtype=np.uint64),
        above=3,
        unpack_above=module.Unpacking(turn=np.subtract, origin=np.uint64(9), zero=4),
        unpack_below=module.Unpacking(turn=np.add, origin=np.uint64(1)),
    )
    thresholds, flagged, events = keys.count_sorted()
    assert thresholds.view(np.uint64).tolist() == [np.array(np.inf).view(np.uint64), 7, 0, 8, 9]
    assert told((flagged, events)) == [[0, 2, 3, 4, 5], [0, 1, 2, 2, 3]]
