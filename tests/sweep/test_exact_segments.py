"""Counts within segments against exact arithmetic on each segment's rows alone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sweep.exact_oracle import first_difference
from tests.sweep.random_data import SCORES, draw
from workbench.sweep import dealt_segments, packed_counts, packed_segments, side_by_side
from workbench.sweep.score_sweep import sweep_score
from workbench.sweep.segment_sweep import sweep_segments

# Rows in a block: as they are, and so few that even small segments lie across many blocks.
BLOCKS = [None, 1, 3, 8]


@pytest.fixture(params=BLOCKS, ids=lambda rows: f"blocks of {rows or 'the usual size'}")
def blocks(request, monkeypatch):
    if request.param is not None:
        monkeypatch.setattr(packed_counts, "BLOCK_ROWS", request.param)
        monkeypatch.setattr(packed_segments, "BLOCK_ROWS", request.param)
        monkeypatch.setattr(dealt_segments, "_BLOCK_ROWS", request.param)
        monkeypatch.setattr(dealt_segments, "_ROWS_A_PIECE", 1)
        monkeypatch.setattr(side_by_side, "ROWS_A_THREAD", 2 * request.param)
    return request.param


@pytest.fixture(params=[False, True], ids=["one sort where there is room", "dealt out"])
def is_dealt(request, monkeypatch):
    """Where the code has room beside the score, one sort is enough; rows are dealt out elsewhere, or here always."""
    if request.param:
        monkeypatch.setattr(packed_segments, "key_layout", lambda score, segments_count: None)
    return request.param


@pytest.mark.parametrize("score", SCORES)
def test_each_segment_has_exactly_the_counts_of_its_own_rows(score, blocks, is_dealt, soak, exactness):
    """From one segment to more than there are rows, so that some have one row or none; weighted or not."""
    rng = np.random.default_rng([blocks or 0, is_dealt, *map(ord, score)])
    for number in range(14 * soak):
        plain = {"weight": "unweighted", "amount": "no amount"} if number % 2 else {}
        data = draw(rng, score=score, **plain)
        segments_count = int(rng.choice([1, 2, 5, 70]))
        code = rng.integers(0, segments_count, len(data)).astype(rng.choice([np.int64, np.int32, np.int16]))
        parts = sweep_segments(data.score, segment_code=code, segments_count=segments_count, **data.columns())
        assert len(parts) == segments_count
        for segment, counts in enumerate(parts):
            own = data.take(code == segment)
            assert first_difference(own, counts) is None, own
            exactness.add(data_sets=0, thresholds=len(counts))
        exactness.add(data_sets=1, thresholds=0)


@pytest.mark.parametrize(
    ("score", "segments_count"),
    [("probabilities", 3), ("logits", 5), ("float32", 10), ("any size", 3), ("any size", 300), ("ties", 70_000)],
)
def test_each_segment_of_many_rows_has_the_counts_of_a_sweep_of_its_own(score, segments_count):
    """With room for the code and without; and with more segments than codes of 8 and of 16 bits can tell apart; 60 of them are looked at."""
    rng = np.random.default_rng([segments_count, *map(ord, score)])
    data = draw(rng, rows_count=200_003, score=score, weight="unweighted", label="half events", amount="no amount")
    code = rng.integers(0, segments_count, len(data))
    code[::4] = segments_count - 1
    parts = sweep_segments(data.score, label=data.label, segment_code=code, segments_count=segments_count)
    for segment in {*rng.integers(0, segments_count, 60).tolist(), segments_count - 1, 0}:
        own = data.take(code == segment)
        wanted, found = sweep_score(own.score, label=own.label), parts[segment]
        np.testing.assert_array_equal(found.threshold, wanted.threshold)
        for name in ("tp", "fp", "fn", "tn"):
            np.testing.assert_array_equal(getattr(found.cases, name), getattr(wanted.cases, name))
    assert sum(int(part.cases.tp[-1] + part.cases.fp[-1]) for part in parts) == len(data)
