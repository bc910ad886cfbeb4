"""Counts at the borders of bins and at any threshold between: worked by hand, and exact with blocks of a few rows."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sweep.exact_oracle import exact_counts, first_difference
from tests.sweep.random_data import SCORES, DataSet, draw
from workbench.sweep import binned_sweep as module
from workbench.sweep import bins
from workbench.sweep.binned_sweep import BinnedSweep, sweep_binned
from workbench.sweep.rows import counted_rows

# With three bins the edges are 8, 5 and 1: 7 and 6 are hidden behind 8, and 4, 3 and 2 behind 5.
SCORE = np.array([1.0, 8, 6, 3, 7, 2, 5, 4])
LABEL = np.array([0, 1, 1, 1, 0, 0, 1, 0])
EUR = np.array([-16.0, 10, 20, 4, -5, 8, -1, -2])
SOME = np.array([True, True, False, False, True, False, True, True])  # 1, 8, 7, 5 and 4
CELLS = ("TP", "FP", "FN", "TN")


@pytest.fixture(autouse=True)
def few_slots(monkeypatch):
    """The table that finds a row's bin is filled in no time; enough to keep apart the edges here."""
    monkeypatch.setattr(bins, "_SLOTS", 1 << 10)


@pytest.fixture(params=[None, 1, 3, 4], ids=lambda rows: f"blocks of {rows or 'the usual size'}")
def blocks(request, monkeypatch):
    """As they are, and so few rows that every bin lies across blocks; small helpings as soon as two rows share a bin."""
    if request.param is not None:
        monkeypatch.setattr(module, "_BLOCK_ROWS", request.param)
        monkeypatch.setattr(module, "_SMALL_BLOCK_ROWS", 2)
        monkeypatch.setattr(module, "_CROWDED", 2)
        monkeypatch.setattr(module, "_SAMPLE_ROWS", 3)
    return request.param


def binned(bins_max: int = 3, **columns) -> BinnedSweep:
    return BinnedSweep(counted_rows(SCORE, label=LABEL, **columns), bins_max=bins_max)


def told(counts, amount: str | None = None) -> list[list[float]]:
    return [counts.cell(name, amount).tolist() for name in CELLS]


def test_edges_bins_and_the_highest_score_in_each():
    sweep = binned()
    assert len(sweep) == 3
    assert sweep.edges.tolist() == [8, 5, 1]
    assert sweep.row_bin.tolist() == [2, 0, 1, 2, 1, 2, 1, 2]
    assert sweep.tops().tolist() == [8, 7, 4]
    assert sweep.edges.tolist() == [8, 5, 1]


def test_how_many_candidates_each_bin_hides():
    assert binned().hidden_counts.tolist() == [0, 2, 3]
    assert binned(6).hidden_counts.sum() + len(binned(6)) == 8


def test_ties_both_zeros_and_rows_of_weight_zero_are_no_candidates_of_their_own():
    """The edges are 3, 0 and -2; behind 3 are both zeros, one candidate, which is the edge, and 1; -1 weighs nothing."""
    score = np.array([3.0, 0.0, -0.0, 1, 1, -1, -2, 0, 0, 0])
    weight = np.array([1.0, 1, 1, 1, 2, 0, 1, 1, 1, 1])
    rows = counted_rows(score, label=np.arange(10) % 2, weight=weight)
    sweep = BinnedSweep(rows, bins_max=3)
    assert sweep.edges.tolist() == [3, 0, -2]
    assert sweep.hidden_counts.tolist() == [0, 1, 0]


@pytest.mark.parametrize("looks", [0, 1, 100])
def test_the_rows_of_bins_are_found_in_their_order_with_an_index_and_without(monkeypatch, looks):
    monkeypatch.setattr(module, "LOOKS_WITHOUT_INDEX", looks)
    sweep = binned()
    for _ in range(3):
        assert sweep.rows_in(np.array([2])).tolist() == [0, 3, 5, 7]
        assert sweep.rows_in(np.array([2, 1, 2])).tolist() == [0, 2, 3, 4, 5, 6, 7]
        assert sweep.rows_in(np.array([2, 1]), SOME).tolist() == [0, 4, 6, 7]
        assert sweep.rows_in(np.array([], dtype=int)).tolist() == []
    assert ("_rows_by_bin" in vars(sweep)) == (looks < 100)


def test_bins_that_were_looked_into_last_are_not_looked_into_again(monkeypatch):
    sweep = binned()
    found = sweep.rows_in(np.array([2, 1]))
    monkeypatch.setattr(sweep, "row_bin", None)
    assert sweep.rows_in(np.array([1, 2, 2])) is found
    assert sweep.rows_in(np.array([1, 2]), SOME).tolist() == [0, 4, 6, 7]


def test_the_index_of_rows_takes_four_bytes_a_row(monkeypatch):
    monkeypatch.setattr(module, "LOOKS_WITHOUT_INDEX", 0)
    sweep = binned()
    sweep.rows_in(np.array([1]))
    rows, starts = sweep._rows_by_bin
    assert (rows.nbytes, starts.tolist()) == (32, [0, 1, 4, 8])


def test_the_top_of_a_bin_of_zeros_has_no_sign():
    rows = counted_rows(np.array([0.0, -0.0, -0.0]), label=np.array([1, 0, 1]))
    tops = BinnedSweep(rows, bins_max=2).tops()
    assert tops.tolist() == [0]
    assert not np.signbit(tops).any()


def test_sums_at_the_borders_of_bins(blocks):
    sums = binned(amounts={"eur": EUR}).sums()
    assert (sums.flagged.tolist(), sums.events.tolist()) == ([0, 1, 4, 8], [0, 1, 3, 4])
    assert sums.ends["eur"].above.tolist() == [[0, 0], [0, 10], [-5, 29], [-15, 33]]
    assert sums.ends["eur"].below.tolist() == [[-15, 33], [-15, 23], [-10, 4], [0, 0]]
    assert sums.totals["eur"] == (33, -15)
    assert sums.least["eur"].tolist() == [[0, 0], [-5, -1], [-18, 0]]
    assert sums.among is None


def test_sums_of_some_of_the_rows(blocks):
    sums = binned(amounts={"eur": EUR}).sums(SOME)
    assert (sums.flagged.tolist(), sums.events.tolist()) == ([0, 1, 3, 5], [0, 1, 2, 2])
    assert sums.ends["eur"].above.tolist() == [[0, 0], [0, 10], [-5, 9], [-23, 9]]
    assert sums.totals["eur"] == (9, -23)
    assert sums.least["eur"].tolist() == [[0, 0], [-5, -1], [-18, 0]]
    assert sums.among is SOME


def test_sums_of_what_is_never_negative_have_no_least(blocks):
    sums = binned(amounts={"eur": np.abs(EUR), "km": np.arange(8.0)}, weight=np.full(8, 0.5)).sums()
    assert sums.least == {None: None, "eur": None, "km": None}
    assert sums.totals == {None: (2, 2), "eur": (17.5, 15.5), "km": (6, 8)}


def test_amounts_of_some_rows_have_a_least_only_where_those_are_negative(blocks):
    sums = binned(amounts={"eur": EUR}).sums(EUR > 0)
    assert sums.least == {"eur": None}
    assert sums.ends["eur"].above.tolist() == [[0, 0], [0, 10], [0, 30], [8, 34]]


@pytest.mark.parametrize("some", [None, np.tile(SCORE > 1.5, 2)], ids=["all", "some"])
def test_vast_amounts_that_cancel_within_a_bin_leave_what_remains(some, blocks):
    """Of 6 and 5, two rows each; in float64 the sums on the way would be infinite. The other amount is none of that."""
    unit, vast = 2.0**990, 2.0**33  # two of vast units are no number
    once = np.array([7, 1, vast, 5, 0, -3, vast, 0]) * unit
    twice = np.concatenate([once, np.where(once == vast * unit, -once, 0)])
    rows = counted_rows(
        np.tile(SCORE, 2), label=np.tile(LABEL, 2), amounts={"eur": twice, "km": np.repeat([1.0, 0], 8)}
    )
    sweep = BinnedSweep(rows, bins_max=3)
    with np.errstate(all="raise"):
        sums = sweep.sums(some)
        counts = sweep.edge_counts(sums)
    others = -3 if some is not None else 4
    found = [[value / unit for value in cell] for cell in told(counts, "eur")]
    assert found == [[0, 1, 1, 6], [0, 0, 0, others], [6, 5, 5, 0], [others, others, others, 0]]
    assert told(counts, "km")[0] == [0, 1, 3, 4]
    assert sums.ends["eur"].above.dtype == np.longdouble


def test_counts_at_the_edges(blocks):
    sweep = binned(amounts={"eur": EUR})
    counts = sweep.edge_counts(sweep.sums())
    assert counts.threshold.tolist() == [np.inf, 8, 5, 1]
    assert told(counts) == [[0, 1, 3, 4], [0, 0, 1, 4], [4, 3, 1, 0], [4, 4, 3, 0]]
    assert told(counts, "eur") == [[0, 10, 29, 33], [0, 0, -5, -15], [33, 23, 4, 0], [-15, -15, -10, 0]]
    assert counts.cases.tp.dtype == np.int64


def test_counts_at_any_threshold_in_any_order(blocks):
    sweep = binned(amounts={"eur": EUR})
    asked = np.array([2.0, np.inf, 8, 6.5, 9, 1, 5.5, -3, 7, 4.5, 7.5, 5, 3])
    counts = sweep.counts_at(asked, sweep.sums())
    assert counts.threshold.tolist() == asked.tolist()
    assert told(counts)[:2] == [[4, 0, 1, 1, 0, 4, 2, 4, 1, 3, 1, 3, 4], [3, 0, 0, 1, 0, 4, 1, 4, 1, 1, 0, 1, 2]]
    eur = told(counts, "eur")
    assert eur[0] == [33, 0, 10, 10, 0, 33, 30, 33, 10, 29, 10, 29, 33]
    assert eur[1] == [1, 0, 0, -5, 0, -15, -5, -15, -5, -5, 0, -5, -7]
    assert eur[2] == [33 - value for value in eur[0]]
    assert eur[3] == [-15 - value for value in eur[1]]


def test_asking_inside_bins_leaves_their_sums_as_they_were():
    sweep = binned(amounts={"eur": EUR})
    sums = sweep.sums()
    sweep.counts_at(np.array([6.5, 2.5]), sums)
    assert (sums.flagged.tolist(), sums.events.tolist()) == ([0, 1, 4, 8], [0, 1, 3, 4])
    assert sums.ends["eur"].above.tolist() == [[0, 0], [0, 10], [-5, 29], [-15, 33]]


def test_whole_numbers_may_be_asked_for_as_thresholds():
    sweep = binned()
    counts = sweep.counts_at(np.array([2, 9]), sweep.sums())
    assert (counts.threshold.tolist(), counts.threshold.dtype) == ([2, 9], np.float64)
    assert counts.cell("FLAGGED").tolist() == [7, 0]


def test_a_bin_of_more_rows_than_are_summed_at_once():
    """Ten thousand rows of one score are crowded; in helpings or not they are all there."""
    rows = counted_rows(np.full(10_000, 0.5), label=np.ones(10_000), amounts={"eur": np.ones(10_000)})
    assert BinnedSweep(rows, bins_max=2).sums().ends["eur"].above.tolist() == [[0, 0], [0, 10_000]]


def test_amounts_that_are_infinite_both_ways_spoil_only_what_has_them(blocks):
    """Their product with the weights is no number, so that neither is their sum; above them all is well."""
    weight, eur = np.full(8, 10.0), np.array([1.0, 2, 1, -1e308, 1, 1e308, 1, 1])
    rows = counted_rows(SCORE, label=np.ones(8), weight=weight, amounts={"eur": eur})
    with np.errstate(all="raise"):
        ends = BinnedSweep(rows, bins_max=3).sums().ends
    assert ends["eur"].above[:3, 1].tolist() == [0, 20, 50]
    assert np.isnan(ends["eur"].above[3, 1])
    assert ends[None].above[:, 1].tolist() == [0, 10, 40, 80]


def test_only_the_rows_of_the_bins_asked_for_are_ordered(monkeypatch):
    ordered, order_rows = [], module.order_rows
    monkeypatch.setattr(module, "order_rows", lambda rows, index: ordered.append(index) or order_rows(rows, index))
    sweep = binned()
    sweep.counts_at(np.array([np.inf, 9, 8, 5, 1]), sweep.sums())
    assert ordered == []
    sweep.counts_at(np.array([6.5, 9, 5.5, 1]), sweep.sums())
    sweep.counts_at(np.array([6.5]), sweep.sums(SOME))
    assert [index.tolist() for index in ordered] == [[2, 4, 6], [4, 6]]


def test_the_rows_and_candidates_of_bins():
    sweep = binned()
    assert sweep.rows_in(np.array([1])).tolist() == [2, 4, 6]
    assert sweep.rows_in(np.array([2, 0])).tolist() == [0, 1, 3, 5, 7]
    assert sweep.rows_in(np.array([1, 2]), SOME).tolist() == [0, 4, 6, 7]
    assert sweep.candidates_in(np.array([1])).tolist() == [7, 6, 5]
    assert sweep.candidates_in(np.array([0, 2])).tolist() == [8, 4, 3, 2, 1]
    zeros = BinnedSweep(counted_rows(np.array([-0.0, 0.0, 1.0]), label=np.ones(3)), bins_max=2)
    assert not np.signbit(zeros.candidates_in(np.array([0, 1]))).any()


def test_a_sweep_at_a_few_candidates():
    counts = sweep_binned(SCORE, label=LABEL, amounts={"eur": EUR}, weight=np.full(8, 2.0), bins_max=3)
    assert counts.threshold.tolist() == [np.inf, 8, 5, 1]
    assert told(counts)[:2] == [[0, 2, 6, 8], [0, 0, 2, 8]]
    assert told(counts, "eur")[0] == [0, 20, 58, 66]
    assert len(sweep_binned(SCORE, label=LABEL)) == 9


def test_a_sweep_of_no_rows_has_the_one_candidate_flag_nobody():
    for columns in ({"amounts": {"eur": np.zeros(0)}}, {"weight": np.zeros(0)}, {"weight": None}):
        counts = sweep_binned(np.zeros(0), label=np.zeros(0), **columns)
        assert counts.threshold.tolist() == [np.inf]
        assert set(counts.sums) == set(columns.get("amounts", {}))
        assert counts.cases.tp.dtype == (np.float64 if columns.get("weight") is not None else np.int64)
        assert told(counts) == [[0]] * 4


def helpings(sweep: BinnedSweep, among: np.ndarray | None = None) -> list[int]:
    """How many rows each block has that ``sums`` asks for."""
    sizes, blocks = [], sweep._blocks
    sweep._blocks = lambda among, rows: (sizes.append(len(cell)) or (part, cell) for part, cell in blocks(among, rows))
    sweep.sums(among)
    return sizes


def test_bins_that_many_rows_share_are_summed_in_smaller_helpings(monkeypatch):
    """Bin 2 has four of the eight rows; it is crowded where more than three are."""
    monkeypatch.setattr(module, "_BLOCK_ROWS", 5)
    monkeypatch.setattr(module, "_SMALL_BLOCK_ROWS", 3)
    for crowded, sizes in ((3, [3, 3, 2]), (4, [5, 3])):
        monkeypatch.setattr(module, "_CROWDED", crowded)
        assert helpings(binned(amounts={"eur": EUR})) == sizes
        assert helpings(binned()) == [5, 3]  # whole numbers add up whatever the order
    assert helpings(binned(), SOME) == [3, 2]


def test_whether_bins_are_crowded_is_judged_by_some_of_the_rows(monkeypatch):
    """Of every other row (1, 6, 7, 5) bin 1 has three, which stand for six."""
    monkeypatch.setattr(module, "_SAMPLE_ROWS", 4)
    monkeypatch.setattr(module, "_CROWDED", 5)
    assert binned()._is_crowded() is True
    monkeypatch.setattr(module, "_CROWDED", 6)
    assert binned()._is_crowded() is False
    monkeypatch.setattr(module, "_SAMPLE_ROWS", 100)
    monkeypatch.setattr(module, "_CROWDED", 3)
    assert binned()._is_crowded() is True


def random_cases(seed: int) -> list[DataSet]:
    rng = np.random.default_rng(seed)
    found = [draw(rng, rows_count=int(rng.integers(1, 40)), score=kind) for kind in SCORES]
    return [data for data in found if data.weight is None or (data.weight > 0).any()]


@pytest.mark.parametrize("bins_max", [2, 3, 8])
def test_any_data_is_counted_exactly_at_edges_and_between(bins_max, blocks):
    rng = np.random.default_rng(bins_max)
    for data in random_cases(bins_max):
        rows = counted_rows(data.score, **data.columns())
        sweep = BinnedSweep(rows, bins_max=bins_max)
        counts = sweep.edge_counts(sweep.sums())
        assert first_difference(data, counts, at=counts.threshold.tolist()) is None, data
        asked = rng.permutation(np.array([*exact_counts(data).threshold, -np.inf, 0.4]))
        assert first_difference(data, sweep.counts_at(asked, sweep.sums()), at=asked.tolist()) is None, data
        present = data if rows.is_kept is None else data.take(rows.is_kept)
        among = rng.random(len(present)) < 0.6
        counts = sweep.counts_at(asked, sweep.sums(among))
        assert first_difference(present.take(among), counts, at=asked.tolist()) is None, data


def test_sums_cannot_be_changed_and_go_by_name():
    sums = binned().sums()
    with pytest.raises(AttributeError):
        sums.flagged = sums.events
    with pytest.raises(TypeError, match="takes 1 positional"):
        module.BinSums(None, sums.flagged)
    assert sums == sums
    assert sums != binned().sums()


def test_no_bins_hold_no_rows():
    sweep = binned()
    assert sweep.rows_in(np.array([], dtype=np.intp)).tolist() == []
    assert sweep.candidates_in(np.array([], dtype=np.intp)).tolist() == []
