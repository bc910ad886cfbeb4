"""The edges of bins and the bin of each row: worked by hand, and looked up as a plain comparison finds them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sweep.random_data import SCORES, draw
from workbench.sweep import bins as module
from workbench.sweep.bins import sort_into_bins

HUNDRED = np.random.default_rng(0).permutation(np.arange(100.0))


def saturated(count: int) -> np.ndarray:
    """Scores that come ever closer to 1, as far as floats can tell: all but a few share one of a million even slots."""
    return 1 - 2.0 ** -np.linspace(0, 50, count)


def must_be_bins(score: np.ndarray, edges: np.ndarray, row_bin: np.ndarray) -> None:
    """Edges are scores, fall, and each row is in the bin of the first edge that it reaches."""
    assert (edges[1:] < edges[:-1]).all()
    assert (edges[0], edges[-1]) == (score.max(), score.min())
    assert set(edges.tolist()) <= set(score.tolist())
    assert not np.signbit(edges[edges == 0]).any()
    assert row_bin.dtype == np.uint16
    assert row_bin.tolist() == [int(np.argmax(edges <= one)) for one in score.tolist()]


def test_edges_are_the_ends_and_the_middles_of_equal_shares_of_the_rows():
    """Ten shares of ten rows each have their middles at ranks 5, 15, ... 95."""
    edges, row_bin = sort_into_bins(HUNDRED, bins_max=12)
    assert edges.tolist() == [99, 95, 85, 75, 65, 55, 45, 35, 25, 15, 5, 0]
    must_be_bins(HUNDRED, edges, row_bin)
    assert sort_into_bins(HUNDRED, bins_max=3)[0].tolist() == [99, 50, 0]
    assert sort_into_bins(HUNDRED, bins_max=2)[0].tolist() == [99, 0]
    assert sort_into_bins(HUNDRED, bins_max=7)[0].tolist() == [99, 90, 70, 50, 30, 10, 0]


def test_where_there_are_fewer_scores_than_bins_each_is_an_edge():
    for bins_max in (102, 200, 16_384):
        assert sort_into_bins(HUNDRED, bins_max=bins_max)[0].tolist() == list(range(99, -1, -1))
    assert len(sort_into_bins(HUNDRED)[0]) == 100
    assert [part.tolist() for part in sort_into_bins(np.array([3.0]))] == [[3], [0]]


def test_edges_are_placed_by_every_so_manieth_row(monkeypatch):
    """Of rows 0 to 99 in order, a sample of at least ten is every tenth, of twenty every fifth, of 60 all of them."""
    score = np.arange(100.0)
    for sample, inner in ((10, range(0, 100, 10)), (20, range(0, 100, 5)), (60, range(100)), (1000, range(100))):
        monkeypatch.setattr(module, "_SAMPLE_ROWS", sample)
        assert sort_into_bins(score, bins_max=120)[0].tolist() == sorted({0, *inner, 99}, reverse=True)


def test_a_zero_with_a_sign_is_no_edge_of_its_own():
    score = np.array([-0.0, 0.0, 1.0, -0.0, -1.0])
    edges, row_bin = sort_into_bins(score, bins_max=9)
    assert edges.tolist() == [1, 0, -1]
    must_be_bins(score, edges, row_bin)


def test_the_score_is_not_changed():
    score = np.array([0.5, -0.0, 0.25, 1.0])
    before = score.tobytes()
    sort_into_bins(score, bins_max=3)
    assert score.tobytes() == before


@pytest.mark.parametrize("slots", [2, 4, 16, 1 << 10])
@pytest.mark.parametrize("block", [3, 1 << 15])
def test_each_row_is_in_the_bin_of_the_first_edge_it_reaches(slots, block, monkeypatch):
    monkeypatch.setattr(module, "_SLOTS", slots)
    monkeypatch.setattr(module, "_BLOCK_ROWS", block)
    rng = np.random.default_rng([slots, block])
    for kind in SCORES:
        for bins_max in (2, 5, 30):
            score = np.asarray(draw(rng, rows_count=int(rng.integers(1, 50)), score=kind).score, dtype=np.float64)
            edges, row_bin = sort_into_bins(score, bins_max=bins_max)
            assert len(edges) <= bins_max
            must_be_bins(score, edges, row_bin)


def test_even_scores_find_their_edges_in_even_slots():
    rising = np.arange(0.0, 101)
    slot = module._linear(rising)
    assert slot(np.array([0.0, 50, 100])).tolist() == [0, (module._SLOTS - 1) // 2, module._SLOTS - 1]
    assert slot(rising).dtype == np.intp
    assert (np.diff(slot(rising)) > 0).all()


def test_where_differences_are_no_numbers_there_are_no_even_slots():
    with np.errstate(all="ignore"):
        assert module._linear(np.array([-1.7e308, 0.0, 1.7e308])) is None
        assert module._linear(np.array([0.5])) is None
        assert module._linear(np.array([0.0, 5e-324])) is None
        assert module._linear(np.array([-3.0, 1.0])) is not None


def test_scores_driven_to_both_ends_keep_most_of_their_edges():
    """Linear slots would leave two dozen of 2,000; in steps of the floats at least half stay."""
    near_one = saturated(1000)
    both = np.concatenate([near_one, 1 - near_one])
    for score in (near_one, 1 - near_one, both, 5 * both - 3):
        every = len(np.unique(score))
        edges, row_bin = sort_into_bins(score)
        assert every / 2 < len(edges) <= every
        must_be_bins(score, edges, row_bin)


def test_slots_on_two_sides_rise_with_the_score_and_reach_both_ends():
    rising = np.unique(np.concatenate([saturated(200), 1 - saturated(200)]))
    slots = module._two_sided(rising)(rising)
    assert (np.diff(slots) >= 0).all()
    assert (slots[0], slots[-1]) == (0, module._SLOTS - 1)
    assert slots.min() >= 0
    assert (slots[rising < 0.5] < module._SLOTS // 2).all()
    assert (slots[rising >= 0.5] >= module._SLOTS // 2).all()


# From each end a distance of 2 ** -k is (8 - k) * 2 slots away where the least is 2 ** -8 and half of the span 1.
LOW_END, HIGH_END = [1, 1 + 2**-8, 1 + 2**-4, 1.9], [3 - 2**-4, 3 - 2**-6, 3]


@pytest.mark.parametrize(
    ("rising", "slots"),
    [
        ([*LOW_END, 2, *HIGH_END], [0, 0, 8, 15, 18, 26, 30, 34]),
        ([4 - one for one in reversed([*LOW_END, *HIGH_END])], [0, 4, 8, 19, 26, 34, 34]),
        ([2.0**53, 2.0**53 + 2, 2.0**53 + 4, 2.0**53 + 6], [0, 0, 34, 34]),  # the middle is nearer to the highest
        ([0, 1 - 2**-50, 2], [0, 0, 34]),  # a slot is half a step between floats
    ],
)
def test_slots_on_two_sides_are_even_in_the_steps_of_floats(rising, slots, monkeypatch):
    monkeypatch.setattr(module, "_SLOTS", 35)
    rising = np.array(rising, dtype=np.float64)
    assert module._two_sided(rising)(rising).tolist() == slots


def test_even_slots_are_taken_where_they_keep_three_in_four_edges_apart(monkeypatch):
    monkeypatch.setattr(module, "_SLOTS", 4)
    rising = np.array([0, 0.1, 1, 3])
    assert module._slot_of(rising)(rising).tolist() == [0, 0, 1, 3]


def test_slots_are_found_for_even_scores_and_for_those_driven_to_the_ends():
    for rising in (np.arange(100.0), np.unique([saturated(500), 1 - saturated(500)])):
        assert module._slot_of(rising) is not None


def test_scores_of_one_value_or_too_far_apart_warn_of_nothing():
    with np.errstate(all="raise"):
        assert sort_into_bins(np.array([3.0, 3.0]))[0].tolist() == [3]
        assert sort_into_bins(np.array([-1.7e308, 0, 1.7e308]))[0].tolist() == [1.7e308, 0, -1.7e308]


def test_each_row_is_looked_up_once_and_few_at_a_time(monkeypatch):
    monkeypatch.setattr(module, "_BLOCK_ROWS", 4)
    monkeypatch.setattr(module, "_SLOTS", 16)
    sizes = []
    score = np.arange(10.0)
    module._look_up(score, score, lambda part: sizes.append(part.size) or part.astype(np.intp), np.arange(10))
    assert sizes == [4, 4, 2]
    searchsorted = np.searchsorted
    monkeypatch.setattr(
        np, "searchsorted", lambda *given, **by: sizes.append(given[1].size) or searchsorted(*given, **by)
    )
    assert module._search(score, score).tolist() == list(range(9, -1, -1))
    assert sizes == [4, 4, 2] * 2


def test_two_sides_need_three_edges_that_differ_by_numbers():
    with np.errstate(all="ignore"):
        assert module._two_sided(np.array([0.0, 1.0])) is None
        assert module._two_sided(np.array([-1.7e308, 0.0, 1.7e308])) is None
        assert module._two_sided(np.array([0.0, 1.0, 2.0])) is None  # all steps are alike
        assert module._two_sided(np.array([0.0, 0.1, 2.0])) is not None


def test_where_no_slots_keep_edges_apart_each_row_is_searched_for():
    """Sizes from the smallest to the largest floats in the middle of both ends."""
    score = np.concatenate([[-1.7e308, 1.7e308], 10.0 ** np.arange(-300.0, 300, 3)])
    assert module._slot_of(np.unique(score)) is None
    edges, row_bin = sort_into_bins(score)
    assert len(edges) == len(score)
    must_be_bins(score, edges, row_bin)


def test_of_edges_in_one_slot_the_lowest_stays_and_the_highest_score_always(monkeypatch):
    """Four slots over 0 to 9: 0, 1, 2 / 3, 4, 5 / 6, 7, 8 / 9."""
    monkeypatch.setattr(module, "_SLOTS", 4)
    monkeypatch.setattr(module, "_slot_of", module._linear)
    assert sort_into_bins(np.arange(10.0))[0].tolist() == [9, 6, 3, 0]
    assert sort_into_bins(np.array([0.0, 1, 4, 5, 8, 8.5, 9]))[0].tolist() == [9, 8, 4, 0]
    monkeypatch.setattr(module, "_SLOTS", 3)  # 0 to 4.5 / 4.5 to 9 / 9
    assert sort_into_bins(np.array([0.0, 1, 5, 6, 9]))[0].tolist() == [9, 5, 0]
    monkeypatch.setattr(module, "_slot_of", lambda rising: lambda part: np.minimum(part, 5).astype(np.intp))
    monkeypatch.setattr(module, "_SLOTS", 6)
    assert sort_into_bins(np.array([0.0, 1, 5, 6, 9]))[0].tolist() == [9, 1, 0]
    assert sort_into_bins(np.array([5.0, 6, 9]))[0].tolist() == [9, 5]
