"""The frontier of random data: against exact fractions, and under changes that must not matter or must mirror it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest

from tests.sweep.exact_oracle import exact_counts
from tests.sweep.random_data import DataSet, draw
from workbench.frontier import Frontier, build_frontier, is_nondominated
from workbench.metrics import BUILTIN
from workbench.metrics.metric import Metric
from workbench.sweep import Sweep
from workbench.sweep.score_sweep import sweep_score

# Rates whose exact values are one division of whole numbers, so that floats order them as fractions do.
EXACT = {
    "recall": (("TP",), ("TP", "FN")),
    "fnr": (("FN",), ("TP", "FN")),
    "fpr": (("FP",), ("FP", "TN")),
    "specificity": (("TN",), ("FP", "TN")),
    "precision": (("TP",), ("TP", "FP")),
    "npv": (("TN",), ("FN", "TN")),
    "flag_rate": (("TP", "FP"), ("TP", "FP", "FN", "TN")),
    "accuracy": (("TP", "TN"), ("TP", "FP", "FN", "TN")),
}
WHOLE = ("unweighted", "whole weights", "whole weights and zeros")
PAIRS = [*combinations(EXACT, 2), ("recall", "fpr", "precision"), ("recall", "flag_rate", "npv", "specificity")]
MANY = 200_003


def metrics_of(names: Sequence[str]) -> tuple[Metric, ...]:
    return tuple(BUILTIN[name] for name in names)


def some_data(seed: str, count: int) -> list[DataSet]:
    """Small data sets of any kind of score, whose counts are whole numbers."""
    rng = np.random.default_rng(list(map(ord, seed)))
    return [draw(rng, weight=WHOLE[int(rng.integers(len(WHOLE)))], amount="no amount") for _ in range(count)]


@pytest.fixture(scope="module")
def sweep_of(make_predictions):
    def sweep(data: DataSet, **more_scores: np.ndarray) -> Sweep:
        scores = {"score": data.score, **more_scores}
        return Sweep(make_predictions(data.label, scores, weight=data.weight))

    return sweep


def exact_values(data: DataSet, names: Sequence[str]) -> list[list[Fraction | None]]:
    """For each candidate the metrics, +1 or -1 times so that more is better, None where 0/0."""
    cells = exact_counts(data).cases.values
    rows = []
    for k in range(len(cells["TP"])):
        row = []
        for name in names:
            top, bottom = (sum(cells[part][k] for part in parts) for parts in EXACT[name])
            row.append(Fraction(top, bottom) * BUILTIN[name].sign if bottom else None)
        rows.append(row)
    return rows


def brute_frontier(rows: list[list[Fraction | None]]) -> tuple[set[int], int]:
    """Whom nothing beats, comparing every pair; of equal points the first. And how many are undefined."""
    defined = [k for k, row in enumerate(rows) if None not in row]
    kept = set()
    for k in defined:
        is_beaten = any(
            rows[j] != rows[k] and all(a >= b for a, b in zip(rows[j], rows[k], strict=True)) for j in defined
        )
        if not is_beaten and not any(rows[j] == rows[k] for j in defined if j < k):
            kept.add(k)
    return kept, len(rows) - len(defined)


@pytest.mark.parametrize("names", PAIRS, ids=" ".join)
def test_the_points_are_those_that_nothing_beats_in_exact_fractions(names, sweep_of, soak):
    """Of random data sets of up to 25 rows, every candidate against every other."""
    for data in some_data(" ".join(names), 40 * soak):
        data = data.take(slice(25))
        wanted, undefined = brute_frontier(exact_values(data, names))
        frontier = build_frontier(sweep_of(data), metrics=metrics_of(names))
        assert set(frontier.index.tolist()) == wanted, data
        assert len(frontier) == len(wanted)
        assert frontier.undefined_count == undefined


def test_the_order_and_the_exchange_rates_are_those_of_exact_fractions(sweep_of, soak):
    """The first metric gets better from point to point, and the rate is the second's loss over the first's gain."""
    seen = 0
    for data in some_data("order", 150 * soak):
        names = ("recall", "fpr")
        rows = exact_values(data, names)
        frontier = build_frontier(sweep_of(data), metrics=metrics_of(names))
        points = [rows[k] for k in frontier.index.tolist()]
        assert points == sorted(points, key=lambda row: row[0])
        for k, (here, there) in enumerate(pairwise(points)):
            wanted = (here[1] - there[1]) / (there[0] - here[0])
            assert frontier.exchange_rate[k] == pytest.approx(float(wanted), rel=1e-9)
            seen += 1
        if points:
            assert math.isnan(frontier.exchange_rate[-1])
    assert seen > 100


def thresholds(frontier: Frontier) -> np.ndarray:
    return frontier.sweep.threshold[frontier.index]


def same(found: Frontier, wanted: Frontier) -> None:
    np.testing.assert_array_equal(found.values, wanted.values)
    np.testing.assert_array_equal(found.on_hull, wanted.on_hull)
    np.testing.assert_array_equal(found.exchange_rate, wanted.exchange_rate)
    np.testing.assert_array_equal(found.weight_low, wanted.weight_low)
    np.testing.assert_array_equal(found.weight_high, wanted.weight_high)
    assert found.knee == wanted.knee
    assert found.undefined_count == wanted.undefined_count


@pytest.fixture(params=["small", "large, ties", "large, probabilities"])
def data_sets(request, soak):
    if request.param == "small":
        return some_data("small", 200 * soak)
    rng = np.random.default_rng(list(map(ord, request.param)))
    kinds = {"score": request.param.removeprefix("large, "), "label": "half events", "amount": "no amount"}
    return [draw(rng, rows_count=MANY, weight=weight, **kinds) for weight in WHOLE[::2]]


RECALL_AND_FPR = metrics_of(("recall", "fpr"))


def test_shuffling_rows_leaves_the_frontier(data_sets, sweep_of):
    rng = np.random.default_rng(1)
    for data in data_sets:
        mixed = data.take(rng.permutation(len(data)))
        found, wanted = (build_frontier(sweep_of(each), metrics=RECALL_AND_FPR) for each in (mixed, data))
        same(found, wanted)
        np.testing.assert_array_equal(thresholds(found), thresholds(wanted))


RISING = {
    "rank": lambda rank: rank.astype(float),
    "negative": lambda rank: rank - 1e9,
    "subnormal": lambda rank: rank * 2.0**-1074,
    "next to one": lambda rank: 1 - (MANY - rank) * 2.0**-53,
}


@pytest.mark.parametrize("rise", RISING)
def test_a_rising_map_of_the_score_leaves_the_frontier_and_maps_its_thresholds(rise, data_sets, sweep_of):
    for data in data_sets:
        distinct, rank = np.unique(np.asarray(data.score, dtype=np.float64) + 0.0, return_inverse=True)
        wanted = build_frontier(sweep_of(data), metrics=RECALL_AND_FPR)
        mapped = DataSet(score=RISING[rise](rank), label=data.label, weight=data.weight)
        found = build_frontier(sweep_of(mapped), metrics=RECALL_AND_FPR)
        same(found, wanted)
        is_nobody = np.isposinf(thresholds(wanted))
        moved = RISING[rise](np.searchsorted(distinct, thresholds(wanted)))
        np.testing.assert_array_equal(thresholds(found), np.where(is_nobody, np.inf, moved))


def test_a_score_whose_every_point_is_beaten_leaves_the_frontier(data_sets, sweep_of):
    """The worst score there is clears every event before a non-event; so each of its points is beaten or repeated."""
    for data in data_sets:
        wanted = build_frontier(sweep_of(data), metrics=RECALL_AND_FPR)
        worst = -data.label.astype(float)
        same_but_count = build_frontier(sweep_of(data, worst=worst), metrics=RECALL_AND_FPR)
        np.testing.assert_array_equal(same_but_count.values, wanted.values)
        np.testing.assert_array_equal(thresholds(same_but_count), thresholds(wanted))
        np.testing.assert_array_equal(same_but_count.weight_low, wanted.weight_low)
        assert same_but_count.knee == wanted.knee


def test_repeating_every_row_leaves_the_frontier(data_sets, sweep_of):
    """Rates of twice the rows are the same rates."""
    for data in data_sets:
        twice = data.take(np.tile(np.arange(len(data)), 2))
        same(
            build_frontier(sweep_of(twice), metrics=RECALL_AND_FPR),
            build_frontier(sweep_of(data), metrics=RECALL_AND_FPR),
        )


def test_flipping_labels_and_score_swaps_the_rates_of_the_frontier(data_sets, sweep_of):
    for data in data_sets:
        if data.score.dtype.kind != "f":
            continue
        flipped = DataSet(score=-data.score, label=1 - data.label.astype(int), weight=data.weight)
        plain = build_frontier(sweep_of(data), metrics=metrics_of(("recall", "fpr")))
        found = build_frontier(sweep_of(flipped), metrics=metrics_of(("specificity", "fnr")))
        np.testing.assert_array_equal(found.values, plain.values)


def test_trading_the_two_metrics_turns_the_frontier_round(data_sets, sweep_of):
    for data in data_sets:
        sweep = sweep_of(data)
        one = build_frontier(sweep, metrics=RECALL_AND_FPR)
        other = build_frontier(sweep, metrics=RECALL_AND_FPR[::-1])
        np.testing.assert_array_equal(other.values, one.values[::-1, ::-1])
        np.testing.assert_array_equal(thresholds(other), thresholds(one)[::-1])
        np.testing.assert_array_equal(other.on_hull, one.on_hull[::-1])


@pytest.mark.parametrize("names", [("recall", "fpr"), ("precision", "recall"), ("accuracy", "flag_rate")])
def test_nothing_of_a_large_sweep_beats_a_point_and_every_other_is_beaten_or_repeated(names, data_sets, sweep_of):
    """By one pass over every candidate of the score in the order of the first metric: the best second among those at least as good."""
    for data in data_sets:
        frontier = build_frontier(sweep_of(data), metrics=metrics_of(names))
        counts = sweep_score(data.score, label=data.label, weight=data.weight)
        values = np.column_stack([BUILTIN[name].value(counts) * BUILTIN[name].sign for name in names])
        values = values[~np.isnan(values).any(axis=1)]
        points = {tuple(point) for point in (frontier.values * [BUILTIN[name].sign for name in names]).tolist()}
        best, wanted = -math.inf, set()
        for a, b in sorted(set(map(tuple, values.tolist())), reverse=True):
            if b > best:
                best = b
                wanted.add((a, b))
        assert points == wanted
        assert len(frontier) == len(points)


def exact_vertices(points: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """The vertices of the concave hull above points in whole numbers, left to right (Andrew's monotone chain)."""
    kept: list[tuple[int, int]] = []
    for x, y in sorted(points):
        while len(kept) >= 2:
            (x0, y0), (x1, y1) = kept[-2:]
            if (y1 - y0) * (x - x1) > (y - y1) * (x1 - x0):
                break
            kept.pop()
        kept.append((x, y))
    return set(kept)


def test_the_hull_is_that_of_whole_numbers(data_sets, sweep_of):
    """Rates are counts divided by totals, so the vertices in (FP, TP) are those in (FPR, recall)."""
    for data in data_sets:
        sweep = sweep_of(data)
        frontier = build_frontier(sweep, metrics=RECALL_AND_FPR)
        counts = sweep.counts().take(frontier.index)
        points = [(int(fp), int(tp)) for fp, tp in zip(counts.cases.fp, counts.cases.tp, strict=True)]
        assert {points[k] for k in np.flatnonzero(frontier.on_hull)} == exact_vertices(points), data.kinds


@pytest.mark.parametrize("metrics_count", [2, 3])
def test_adding_beaten_points_to_many_leaves_the_frontier(metrics_count):
    rng = np.random.default_rng(metrics_count)
    values = rng.random((20_000, metrics_count))
    signs = [1, -1, 1][:metrics_count]
    kept = is_nondominated(values, signs=signs)
    on_it = values[kept]
    worse = on_it[rng.integers(0, len(on_it), 5_000)] - np.array(signs) * rng.random((5_000, 1)) * 0.1
    worse = np.vstack([worse, on_it])  # and every point of it once more
    order = rng.permutation(len(worse))
    found = is_nondominated(np.vstack([values, worse[order]]), signs=signs)
    assert found.tolist() == [*kept.tolist(), *[False] * len(worse)]
