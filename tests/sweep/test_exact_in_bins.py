"""What large data is counted with, on small data: blocks, samples, slots and bins of a few rows against exact fractions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.sweep.exact_oracle import exact_counts, first_difference
from tests.sweep.random_data import SCORES, DataSet, draw
from tests.sweep.test_exact_counts import check, smallest
from workbench.sweep import Counts, binned_sweep, bins, packed_counts
from workbench.sweep.binned_sweep import BinnedSweep, sweep_binned
from workbench.sweep.bins import sort_into_bins
from workbench.sweep.rows import Rows, counted_rows
from workbench.sweep.score_sweep import sweep_score

# Rows in a block, rows in the sample that edges are taken from, slots of the table that finds a row's bin.
SIZES = [(1, 2, 4), (3, 5, 16), (7, 400, 64)]
BINS_MAX = (2, 3, 8)


@pytest.fixture(params=SIZES, ids=lambda sizes: "blocks of {}, samples of {}, {} slots".format(*sizes))
def sizes(request, monkeypatch):
    block, sample, slots = request.param
    monkeypatch.setattr(packed_counts, "BLOCK_ROWS", block)
    monkeypatch.setattr(bins, "_BLOCK_ROWS", block)
    monkeypatch.setattr(bins, "_SAMPLE_ROWS", sample)
    monkeypatch.setattr(bins, "_SLOTS", slots)
    monkeypatch.setattr(binned_sweep, "_BLOCK_ROWS", block)
    monkeypatch.setattr(binned_sweep, "_SMALL_BLOCK_ROWS", max(1, block // 2))
    monkeypatch.setattr(binned_sweep, "_CROWDED", 4)
    return request.param


@pytest.fixture
def data_sets(sizes, soak) -> list[DataSet]:
    """Of every kind of score, some small and one larger."""
    rng = np.random.default_rng(sizes)
    found = [draw(rng, score=score) for score in SCORES for _ in range(4 * min(soak, 10))]
    return found + [draw(rng, rows_count=int(rng.integers(100, 300)), score=score) for score in SCORES]


def rows_of(data: DataSet) -> Rows:
    return counted_rows(data.score, **data.columns())


def must_agree(data: DataSet, counted: Callable[[DataSet], Counts]) -> int:
    """``counted`` gives counts at thresholds of its own choice; returns how many, or fails with a small example."""

    def difference(some: DataSet) -> str | None:
        counts = counted(some)
        return first_difference(some, counts, at=counts.threshold.tolist())

    if difference(data) is not None:
        small = smallest(data, lambda fewer: len(rows_of(fewer)) > 0 and difference(fewer) is not None)
        pytest.fail(f"{difference(small)}\nin the data set {small!r}")
    return len(counted(data))


def test_whole_counts_are_exact_whatever_the_block(data_sets, exactness):
    for data in data_sets:
        plain = DataSet(score=data.score, label=data.label, kinds=data.kinds)
        exactness.add(data_sets=0, thresholds=check(plain, lambda some: sweep_score(some.score, label=some.label)))


@pytest.mark.parametrize("rows_max", [1, 5])
def test_a_sweep_bin_by_bin_has_exactly_the_counts_of_fractions(rows_max, data_sets, exactness):
    for data in data_sets:
        exactness.add(
            data_sets=0,
            thresholds=check(data, lambda some: sweep_score(some.score, **some.columns(), ordered_rows_max=rows_max)),
        )


@pytest.mark.parametrize("bins_max", BINS_MAX)
def test_every_row_is_in_the_bin_between_its_edges_and_edges_are_scores(bins_max, data_sets):
    for data in data_sets:
        score = rows_of(data).score
        if not len(score):
            continue
        edges, row_bin = sort_into_bins(score, bins_max=bins_max)
        assert len(edges) <= bins_max
        assert (edges[1:] < edges[:-1]).all()
        assert set(edges.tolist()) <= set(score.tolist())
        assert (edges[0], edges[-1]) == (score.max(), score.min())
        assert not np.signbit(edges[edges == 0]).any()
        assert (edges[row_bin] <= score).all()
        above = np.concatenate([[np.inf], edges])
        assert (score < above[row_bin]).all()


@pytest.mark.parametrize("bins_max", BINS_MAX)
def test_counts_at_every_edge_are_exact(bins_max, data_sets, exactness):
    for data in data_sets:
        compared = must_agree(data, lambda some: sweep_binned(some.score, **some.columns(), bins_max=bins_max))
        exactness.add(data_sets=0, thresholds=compared)


def asked(data: DataSet) -> np.ndarray:
    """Every score, one float beside each, the middles between them, and beyond both ends, in no order."""
    score = np.unique(rows_of(data).score)
    with np.errstate(over="ignore", under="ignore"):
        beside = [np.nextafter(score, np.inf), np.nextafter(score, -np.inf), score[1:] / 2 + score[:-1] / 2]
    everything = np.concatenate([[np.inf, -np.inf], score, *beside])
    return np.random.default_rng(len(data)).permutation(everything)


@pytest.mark.parametrize("bins_max", BINS_MAX)
def test_counts_at_any_threshold_inside_bins_are_exact(bins_max, data_sets, exactness):
    for data in data_sets:
        if not len(rows_of(data)):
            continue

        def counted(some: DataSet) -> Counts:
            binned = BinnedSweep(rows_of(some), bins_max=bins_max)
            return binned.counts_at(asked(some), binned.sums())

        exactness.add(data_sets=0, thresholds=must_agree(data, counted))


@pytest.mark.parametrize("bins_max", BINS_MAX)
def test_counts_of_some_of_the_rows_are_those_of_these_rows_alone(bins_max, data_sets, exactness):
    """Segments: the bins are those of all rows, the counts those of a part, which may be one row or none."""
    for number, data in enumerate(data_sets):
        rows = rows_of(data)
        if not len(rows):
            continue
        kept = np.ones(len(data), dtype=bool) if rows.is_kept is None else rows.is_kept
        present = data.take(kept)
        among = np.random.default_rng(number).random(len(present)) < (0.0, 0.1, 0.5, 1.0)[number % 4]
        binned = BinnedSweep(rows, bins_max=bins_max)
        thresholds = asked(present)
        for counts in (binned.counts_at(thresholds, binned.sums(among)), binned.edge_counts(binned.sums(among))):
            assert first_difference(present.take(among), counts, at=counts.threshold.tolist()) is None, present
            exactness.add(data_sets=0, thresholds=len(counts))


@pytest.mark.parametrize("bins_max", BINS_MAX)
def test_the_candidates_of_a_bin_are_its_distinct_scores(bins_max, data_sets):
    for data in data_sets:
        rows = rows_of(data)
        if not len(rows):
            continue
        binned = BinnedSweep(rows, bins_max=bins_max)
        wanted = exact_counts(data).threshold[1:]
        found = [binned.candidates_in(np.array([j])).tolist() for j in range(len(binned))]
        assert [threshold for part in found for threshold in part] == wanted
        assert [part[-1] for part in found] == binned.edges.tolist()
