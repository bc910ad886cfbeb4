"""Counting by one sort of packed keys: blocks of a few rows against exact counts, and what is laid out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sweep.exact_oracle import exact_counts
from tests.sweep.random_data import SCORES, draw
from workbench.sweep import packed_counts as module
from workbench.sweep.packed_counts import packed_counts, packed_segments

FLAGS = np.array([True, False, False, True, True, False])


@pytest.fixture(params=[None, 1, 2, 5], ids=lambda rows: f"blocks of {rows or 'the usual size'}")
def blocks(request, monkeypatch):
    """As they are, and so few rows that ties and signs lie across blocks."""
    if request.param is not None:
        monkeypatch.setattr(module, "_BLOCK_ROWS", request.param)
        monkeypatch.setattr(module, "_SEGMENT_BLOCK_ROWS", request.param)
        monkeypatch.setattr(module, "_ROWS_A_PIECE", 3 * request.param)
    return request.param


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
    rng = np.random.default_rng(blocks or 0)
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


@pytest.mark.parametrize("segments_count", [1, 3, 40])
def test_each_segment_is_counted_as_if_it_were_alone(segments_count, blocks):
    rng = np.random.default_rng([segments_count, blocks or 0])
    for kind in SCORES:
        data = plain(rng, kind)
        code = rng.integers(0, segments_count, len(data))
        score, is_event = np.asarray(data.score, dtype=np.float64), data.label.astype(bool)
        parts = packed_segments(score, is_event, code, segments_count=segments_count)
        assert len(parts) == segments_count
        for segment, (thresholds, flagged, events) in enumerate(parts):
            exact = exact_counts(data.take(code == segment))
            cells = exact.cases.values
            assert thresholds.tolist() == exact.threshold, data
            assert not np.signbit(thresholds[thresholds == 0]).any()
            assert events.tolist() == cells["TP"], data
            assert flagged.tolist() == [tp + fp for tp, fp in zip(cells["TP"], cells["FP"], strict=True)], data


def test_segments_beyond_a_narrow_code_stay_apart():
    """Codes 0 and 256 are the same in 8 bits."""
    code = np.array([0, 256, 256, 0])
    parts = packed_segments(np.array([0.1, 0.2, 0.3, 0.4]), FLAGS[:4], code, segments_count=257)
    assert told(parts[0]) == [[np.inf, 0.4, 0.1], [0, 1, 2], [0, 1, 2]]
    assert told(parts[256]) == [[np.inf, 0.3, 0.2], [0, 1, 2], [0, 0, 0]]
    assert told(parts[1]) == [[np.inf], [0], [0]]


def test_codes_are_ordered_in_the_narrowest_type_that_holds_them():
    assert [module._code_type(count) for count in (1, 256, 257, 65_536, 65_537)] == [
        np.uint8,
        np.uint8,
        np.uint16,
        np.uint16,
        np.int64,
    ]


def test_counts_are_as_narrow_as_the_number_of_rows_allows():
    """Of 2**31 - 1 rows the last count is the highest number of 32 bits with a sign."""
    assert [module._count_type(rows) for rows in (0, 2**31 - 1, 2**31)] == [np.int32, np.int32, np.int64]


def test_segments_of_no_rows_have_the_one_candidate_flag_nobody():
    parts = packed_segments(np.zeros(0), np.zeros(0, bool), np.zeros(0, np.int64), segments_count=2)
    assert [told(part) for part in parts] == [[[np.inf], [0], [0]]] * 2


def test_inputs_are_not_changed(blocks):
    score, is_event, code = np.array([0.5, -1.0, -0.0]), np.array([True, False, True]), np.array([1, 0, 1])
    before = [values.tobytes() for values in (score, is_event, code)]
    packed_counts(score, is_event)
    packed_segments(score, is_event, code, segments_count=2)
    assert [values.tobytes() for values in (score, is_event, code)] == before


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


def test_the_keys_of_rows_are_made_by_name():
    with pytest.raises(TypeError, match="takes 1 positional"):
        module._Keys(np.empty(1), 0, 0)
