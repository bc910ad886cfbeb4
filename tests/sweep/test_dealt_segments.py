"""Rows dealt out to their segments before each is sorted: blocks of a few rows against exact counts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sweep.exact_oracle import exact_counts
from tests.sweep.random_data import SCORES, draw
from workbench.sweep import dealt_segments as module
from workbench.sweep import packed_counts as counts_module
from workbench.sweep.dealt_segments import dealt_segments

FLAGS = np.array([True, False, False, True])


@pytest.fixture(params=[None, 1, 2, 5], ids=lambda rows: f"blocks of {rows or 'the usual size'}")
def blocks(request, monkeypatch):
    """As they are, and so few rows that ties and signs lie across blocks."""
    if request.param is not None:
        monkeypatch.setattr(counts_module, "BLOCK_ROWS", request.param)
        monkeypatch.setattr(module, "_BLOCK_ROWS", request.param)
        monkeypatch.setattr(module, "_ROWS_A_PIECE", 3 * request.param)
    return request.param


def told(packed) -> list[list[float]]:
    return [part.tolist() for part in packed]


@pytest.mark.parametrize("segments_count", [1, 3, 40])
def test_each_segment_is_counted_as_if_it_were_alone(segments_count, blocks):
    rng = np.random.default_rng([segments_count, blocks or 0])
    for kind in SCORES:
        data = draw(rng, score=kind, weight="unweighted", amount="no amount")
        code = rng.integers(0, segments_count, len(data))
        score, is_event = np.asarray(data.score, dtype=np.float64), data.label.astype(bool)
        parts = dealt_segments(score, is_event, code, segments_count=segments_count)
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
    parts = dealt_segments(np.array([0.1, 0.2, 0.3, 0.4]), FLAGS, code, segments_count=257)
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


def test_segments_of_no_rows_have_the_one_candidate_flag_nobody():
    parts = dealt_segments(np.zeros(0), np.zeros(0, bool), np.zeros(0, np.int64), segments_count=2)
    assert [told(part) for part in parts] == [[[np.inf], [0], [0]]] * 2


def test_inputs_are_not_changed(blocks):
    score, is_event, code = np.array([0.5, -1.0, -0.0]), np.array([True, False, True]), np.array([1, 0, 1])
    before = [values.tobytes() for values in (score, is_event, code)]
    dealt_segments(score, is_event, code, segments_count=2)
    assert [values.tobytes() for values in (score, is_event, code)] == before
