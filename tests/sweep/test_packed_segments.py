"""Segments counted by the one sort of the whole: what a key is made of, by hand, and where it has no room."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from tests.sweep.exact_oracle import exact_counts
from tests.sweep.random_data import SCORES, draw
from workbench.sweep import packed_counts as counts_module
from workbench.sweep import packed_segments as module
from workbench.sweep import side_by_side
from workbench.sweep.packed_segments import KeyLayout, key_layout, packed_segments

SMALLEST = 5e-324  # its bits are 1
MAX = np.finfo(float).max


def of_bits(*bits: int) -> np.ndarray:
    return np.array(bits, dtype=np.uint64).view(np.float64)


def magnitude(value: float) -> int:
    return int(np.float64(abs(value)).view(np.uint64))


def told(packed) -> list[list[float]]:
    return [part.tolist() for part in packed]


@pytest.fixture(params=[None, 1, 2, 5], ids=lambda rows: f"blocks of {rows or 'the usual size'}")
def blocks(request, monkeypatch):
    """As they are, and so few rows that ties and signs lie across blocks and the shares of threads."""
    if request.param is not None:
        monkeypatch.setattr(counts_module, "BLOCK_ROWS", request.param)
        monkeypatch.setattr(module, "BLOCK_ROWS", request.param)
        monkeypatch.setattr(side_by_side, "ROWS_A_THREAD", request.param)
        monkeypatch.setattr(side_by_side, "THREADS", 3)
    return request.param


@pytest.fixture
def one_sort(monkeypatch):
    """Nothing may be dealt out."""
    monkeypatch.setattr(module, "dealt_segments", None)


def test_candidates_of_each_segment_with_both_signs_ties_and_both_zeros(blocks, one_sort):
    score = np.array([0.5, -2.0, -0.0, -2.0, 0.0, -1.0, 0.5, 0.25, 0.0])
    is_event = np.array([True, False, False, True, True, False, False, True, True])
    code = np.array([0, 0, 0, 0, 0, 0, 2, 2, 2], dtype=np.int8)
    parts = packed_segments(score, is_event, code, segments_count=4)
    assert [told(part) for part in parts] == [
        [[np.inf, 0.5, 0.0, -1.0, -2.0], [0, 1, 3, 4, 6], [0, 1, 2, 2, 3]],
        [[np.inf], [0], [0]],
        [[np.inf, 0.5, 0.25, 0.0], [0, 1, 2, 3], [0, 0, 1, 2]],
        [[np.inf], [0], [0]],
    ]
    assert not any(np.signbit(part[0][part[0] == 0]).any() for part in parts)
    assert [values.dtype for values in parts[0]] == [np.float64, np.int32, np.int32]


def test_the_key_of_a_row_by_hand(blocks):
    """Scores one, two and five above the base; the ranks count down from the top, the label is the last bit."""
    score, is_event = of_bits(102, 101, 105, 101), np.array([True, False, False, True])
    layout = key_layout(score, 3)
    assert layout == KeyLayout(top=106, base=100, bottom=100, is_positive=True, segments_count=3)
    assert (layout.shift, layout.segment_bits) == (4, 2)
    assert layout.first.tolist() == [-32, -16, 0]
    keys = layout.pack(score, is_event, np.array([0, 0, 1, 2]))
    assert keys.tolist() == [-32, -16, 0, -32 + 2 * 4 + 1, -32 + 2 * 5, -16 + 2 * 1, 2 * 5 + 1]
    assert keys.dtype == np.int64


def test_scores_below_0_rank_behind_0_with_nothing_in_between(blocks):
    score = of_bits(102, 0, 1 << 63, (1 << 63) + 101, (1 << 63) + 103)
    layout = key_layout(score, 1)
    assert layout == KeyLayout(top=103, base=100, bottom=103, is_positive=False, segments_count=1)
    assert (layout.shift, layout.segment_bits) == (4, 1)
    keys = layout.pack(score, np.zeros(5, dtype=bool), np.zeros(5, dtype=np.int64))
    assert keys.tolist() == [-16, *(-16 + 2 * rank for rank in (1, 3, 3, 4, 6))]


@pytest.mark.parametrize(
    ("score", "top", "base", "bottom"),
    [
        ([], 1, 0, 0),
        ([0.0, -0.0], 1, 0, 0),
        ([SMALLEST, 0.0], 2, 0, 0),
        ([SMALLEST], 2, 0, 0),
        ([0.5, 0.25], magnitude(0.5) + 1, magnitude(0.25) - 1, magnitude(0.25) - 1),
        ([0.5, -0.25], magnitude(0.5) + 1, magnitude(0.25) - 1, magnitude(0.25)),
        ([0.25, -0.5, 0.0], magnitude(0.25) + 1, magnitude(0.25) - 1, magnitude(0.5)),
        ([-0.25, -0.5], magnitude(0.25), magnitude(0.25) - 1, magnitude(0.5)),
        ([0.0, -0.5], magnitude(0.5), magnitude(0.5) - 1, magnitude(0.5)),
    ],
)
def test_what_lies_between_the_extremes_is_left_out(score, top, base, bottom, blocks):
    layout = key_layout(np.array(score, dtype=np.float64), 1)
    assert (layout.top, layout.base, layout.bottom) == (top, base, bottom)
    assert layout.is_positive == (len(score) > 0 and min(score) > 0)


@pytest.mark.parametrize(
    ("segments_count", "segment_bits"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (10, 4), (16, 4), (17, 5)]
)
def test_a_segment_takes_as_few_bits_as_tell_it_apart(segments_count, segment_bits):
    assert key_layout(np.array([0.5]), segments_count).segment_bits == segment_bits


@pytest.mark.parametrize(
    ("segments_count", "low", "has_room"),
    [
        (10, 2.0**-127, True),
        (10, 2.0**-128, False),
        (16, 2.0**-127, True),
        (17, 2.0**-127, False),
        (100, 2.0**-15, True),
        (100, 2.0**-16, False),
    ],
)
def test_there_is_room_for_ten_segments_below_a_factor_of_two_to_the_128(segments_count, low, has_room):
    """Each halving takes 52 bits' worth of floats: 128 halvings are 2**59, which leaves 4 of 64 bits beside the label."""
    score = np.array([np.nextafter(1.0, 0), low])
    assert (key_layout(score, segments_count) is not None) == has_room
    parts = packed_segments(score, np.array([True, False]), np.array([0, 9]), segments_count=segments_count)
    assert told(parts[0]) == [[np.inf, score[0]], [0, 1], [0, 1]]
    assert told(parts[9]) == [[np.inf, low], [0, 1], [0, 0]]


@pytest.mark.parametrize("lowest", [1, 0])
def test_keys_that_use_every_bit_are_kept_apart(lowest, one_sort):
    """The rank of the last is all ones, so that behind it comes the next segment, or no number at all."""
    score = of_bits(2**62 - 2, lowest, 1, lowest, 2**62 - 2)
    layout = key_layout(score, 2)
    assert (layout.shift, layout.segment_bits, layout.top - layout.base) == (63, 1, 2**62 - 1)
    is_event, code = np.array([True, True, False, False, True]), np.array([0, 0, 0, 1, 1])
    first, second = packed_segments(score, is_event, code, segments_count=2)
    lows = [SMALLEST, 0.0] if lowest == 0 else [SMALLEST]
    assert told(second) == [[np.inf, score[0], lows[-1]], [0, 1, 2], [0, 1, 1]]
    assert first[0].tolist() == [np.inf, score[0], *lows]
    assert first[1].tolist() == ([0, 1, 2, 3] if lowest == 0 else [0, 1, 3])


def test_the_largest_and_the_smallest_floats_of_both_signs():
    score = np.array([MAX, -MAX, SMALLEST, -SMALLEST, 0.0, -0.0])
    assert key_layout(score, 1) is None
    (only,) = packed_segments(score, score > 0, np.zeros(6, dtype=np.int64), segments_count=1)
    assert told(only) == [[np.inf, MAX, SMALLEST, 0, -SMALLEST, -MAX], [0, 1, 2, 4, 5, 6], [0, 1, 2, 2, 2, 2]]


@pytest.mark.parametrize("segments_count", [1, 3, 40])
def test_each_segment_is_counted_as_if_it_were_alone(segments_count, blocks):
    rng = np.random.default_rng([segments_count, blocks or 0])
    for kind in SCORES:
        data = draw(rng, score=kind, weight="unweighted", amount="no amount")
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


def test_without_rows_every_segment_has_the_one_candidate_flag_nobody():
    for segments_count in (0, 2):
        parts = packed_segments(np.zeros(0), np.zeros(0, bool), np.zeros(0, np.int64), segments_count=segments_count)
        assert [told(part) for part in parts] == [[[np.inf], [0], [0]]] * segments_count


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.int32, np.uint64])
def test_codes_may_be_integers_of_any_kind(dtype, one_sort):
    code = np.array([1, 0, 1], dtype=dtype)
    parts = packed_segments(np.array([0.1, 0.2, 0.3]), np.array([True, True, False]), code, segments_count=2)
    assert [told(part) for part in parts] == [
        [[np.inf, 0.2], [0, 1], [0, 1]],
        [[np.inf, 0.3, 0.1], [0, 1, 2], [0, 0, 1]],
    ]


def test_inputs_are_not_changed(blocks):
    score, is_event, code = np.array([0.5, -1.0, -0.0]), np.array([True, False, True]), np.array([1, 0, 1])
    before = [values.tobytes() for values in (score, is_event, code)]
    packed_segments(score, is_event, code, segments_count=2)
    assert [values.tobytes() for values in (score, is_event, code)] == before


def test_where_most_scores_differ_thresholds_lie_where_the_keys_were():
    """Seven candidates of seven rows and two segments take nine places of nine."""
    score, code = np.arange(1.0, 8.0), np.array([0, 0, 0, 0, 0, 0, 1])
    first, second = packed_segments(score, score > 2, code, segments_count=2)
    assert first[0].base is not None
    assert first[0].base is second[0].base


def test_where_most_scores_are_tied_no_segment_keeps_the_memory_of_all():
    """One segment without ties would keep the keys of the hundred rows of the other alive."""
    score, code = np.array([*np.full(100, 0.5), 0.1, 0.2, 0.3]), np.repeat([0, 1], [100, 3])
    parts = packed_segments(score, score > 0.2, code, segments_count=2)
    assert told(parts[1])[0] == [np.inf, 0.3, 0.2, 0.1]
    assert [part[0].base for part in parts] == [None, None]


def test_three_quarters_of_the_places_are_little():
    """Six candidates of two segments in eight places are copied, seven are not."""
    code = np.array([0, 0, 0, 0, 0, 1])
    for score, is_copied in (([1.0, 1, 1, 2, 3, 4], True), ([1.0, 1, 2, 3, 4, 5], False)):
        parts = packed_segments(np.array(score), np.ones(6, dtype=bool), code, segments_count=2)
        assert sum(len(part[0]) for part in parts) == (6 if is_copied else 7)
        assert (parts[1][0].base is None) == is_copied


def test_a_layout_is_made_by_name_and_stays_as_it_is():
    with pytest.raises(TypeError, match="takes 1 positional"):
        KeyLayout(1, 0, 0, False, 1)
    with pytest.raises(FrozenInstanceError):
        key_layout(np.array([0.5]), 1).top = 0
