"""What must not matter to the counts, and what must mirror them, on small and on large random data."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sweep.exact_oracle import NAMES, TOLERANCE
from tests.sweep.random_data import SCORES, DataSet, draw
from workbench.metrics import BUILTIN
from workbench.sweep import Counts, Sweep
from workbench.sweep.score_sweep import index_at, sweep_score

MANY = 200_003  # large enough for whatever is done differently with large data
SMALL_SETS = 300
CASES = ["small", *(f"large, {score}" for score in ("probabilities", "ties", "saturated"))]


@pytest.fixture(params=CASES)
def data_sets(request, soak):
    """Many small data sets of every kind, or a large one of each of some kinds."""
    rng = np.random.default_rng([7, *map(ord, request.param)])
    if request.param == "small":
        return [draw(rng) for _ in range(SMALL_SETS * soak)]
    score, label = request.param.removeprefix("large, "), "half events"
    return [
        draw(rng, rows_count=MANY, score=score, label=label, weight="unweighted", amount="amounts of mixed sign"),
        draw(rng, rows_count=MANY, score=score, label=label, weight="whole weights and zeros", amount="whole amounts"),
        draw(rng, rows_count=MANY, score=score, label=label, weight="tenths", amount="cents"),
    ]


def swept(data: DataSet) -> Counts:
    return sweep_score(data.score, **data.columns())


def sizes(data: DataSet) -> DataSet:
    """The same rows with every amount's sign dropped: its sums say how large a sum's terms were."""
    return DataSet(
        score=data.score,
        label=data.label,
        weight=data.weight,
        amounts={name: np.abs(values) for name, values in data.amounts.items()},
    )


def assert_same(found: Counts, wanted: Counts, scale: Counts, *, is_whole: bool = False) -> None:
    """Counts are equal where rows are unweighted or weights whole, and every sum is within 1e-12 of its terms' sizes."""
    np.testing.assert_array_equal(found.threshold, wanted.threshold)
    assert set(found.sums) == set(wanted.sums)
    for name in NAMES:
        for amount in (None, *wanted.sums):
            off = np.abs(found.cell(name, amount) - wanted.cell(name, amount))
            tolerance = 0.0 if amount is None and is_whole else TOLERANCE
            assert (off <= tolerance * scale.cell(name, amount)).all(), (name, amount)


def counts_whole(data: DataSet) -> bool:
    return data.weight is None or bool((data.weight == np.round(data.weight)).all() and data.weight.sum() < 2**53)


def test_shuffling_rows_changes_no_count_and_no_sum_by_more_than_1e_12_of_itself(data_sets):
    rng = np.random.default_rng(1)
    for data in data_sets:
        mixed = data.take(rng.permutation(len(data)))
        assert_same(swept(mixed), swept(data), swept(sizes(data)), is_whole=counts_whole(data))


def test_the_same_rows_give_the_same_bits(data_sets):
    for data in data_sets:
        first, second = swept(data), swept(data.take(slice(None)))
        for name in NAMES:
            for amount in (None, *first.sums):
                assert first.cell(name, amount).tobytes() == second.cell(name, amount).tobytes()


def test_a_whole_weight_is_a_repeated_row(data_sets):
    rng = np.random.default_rng(2)
    for data in data_sets:
        times = rng.integers(0, 4, len(data))
        once = DataSet(score=data.score, label=data.label, amounts=data.amounts)
        weighed = DataSet(score=data.score, label=data.label, amounts=data.amounts, weight=times.astype(float))
        repeated = once.take(np.repeat(np.arange(len(data)), times))
        assert_same(swept(weighed), swept(repeated), swept(sizes(repeated)), is_whole=True)


def test_a_weight_of_one_is_no_weight(data_sets):
    for data in data_sets:
        plain = DataSet(score=data.score, label=data.label, amounts=data.amounts)
        ones = DataSet(score=data.score, label=data.label, amounts=data.amounts, weight=np.ones(len(data)))
        assert_same(swept(ones), swept(plain), swept(sizes(plain)), is_whole=True)


def test_weight_zero_is_an_absent_row(data_sets):
    rng = np.random.default_rng(3)
    for data in data_sets:
        weight = (np.ones(len(data)) if data.weight is None else data.weight) * (rng.random(len(data)) < 0.6)
        weighed = DataSet(score=data.score, label=data.label, amounts=data.amounts, weight=weight)
        present = weighed.take(weight > 0)
        assert_same(swept(weighed), swept(present), swept(sizes(present)), is_whole=counts_whole(weighed))


def ranked(score: np.ndarray) -> np.ndarray:
    return np.unique(np.asarray(score, dtype=np.float64) + 0.0, return_inverse=True)[1]


RISING = {
    "rank": lambda score: ranked(score).astype(float),
    "rank as an integer": ranked,
    "negative rank": lambda score: ranked(score) - 1e6,
    "next to one": lambda score: 1 - (ranked(score).max(initial=0) - ranked(score)) * 2.0**-53,
    "subnormal": lambda score: ranked(score) * 5e-324,
    "huge": lambda score: (ranked(score) + 1.0) * 2.0**900,
    "around zero": lambda score: ranked(score) - float(np.median(ranked(score))) if len(score) else score,
}


@pytest.mark.parametrize("rise", RISING)
def test_a_rising_map_of_the_score_changes_no_count_and_maps_the_thresholds(data_sets, rise):
    """Every map here keeps apart what was apart: ranks are whole numbers, and steps between them are exact."""
    for data in data_sets:
        score = RISING[rise](data.score)
        mapped = DataSet(score=score, label=data.label, weight=data.weight, amounts=data.amounts)
        plain, found = swept(data), swept(mapped)
        kept = np.ones(len(data), bool) if data.weight is None else data.weight > 0
        wanted = np.sort(np.unique(np.asarray(score, dtype=np.float64)[kept]))[::-1]
        np.testing.assert_array_equal(found.threshold, [np.inf, *wanted])
        aligned = Counts(threshold=found.threshold, cases=plain.cases, sums=plain.sums)
        assert_same(found, aligned, swept(sizes(data)), is_whole=counts_whole(data))


@pytest.mark.parametrize("factor", [2.0, 0.5, 2.0**-30])
def test_a_power_of_two_times_the_score_is_the_same_counts_at_that_times_the_thresholds(data_sets, factor):
    for data in data_sets:
        score = np.asarray(data.score, dtype=np.float64)
        with np.errstate(over="ignore", under="ignore"):
            scaled = score * factor
            is_exact = np.isfinite(scaled).all() and (scaled / factor == score).all()
        if not is_exact:
            continue
        mapped = DataSet(score=scaled, label=data.label, weight=data.weight, amounts=data.amounts)
        plain = swept(data)
        aligned = Counts(threshold=plain.threshold * factor, cases=plain.cases, sums=plain.sums)
        assert_same(swept(mapped), aligned, swept(sizes(data)), is_whole=counts_whole(data))


def test_flipping_labels_and_score_swaps_the_rates(data_sets):
    """Flagging the lowest for the other event: what was cleared below a threshold is flagged, and cells trade names."""
    swaps = {"tp": "tn", "fp": "fn", "fn": "fp", "tn": "tp"}
    for data in data_sets:
        if data.score.dtype.kind != "f":
            continue
        flipped = DataSet(score=-data.score, label=1 - data.label.astype(int), weight=data.weight, amounts=data.amounts)
        plain, found, scale = swept(data), swept(flipped), swept(sizes(data))
        # Of k candidates, the flipped j-th flags what the plain one before the (k - j)-th clears.
        np.testing.assert_array_equal(found.threshold[1:], -plain.threshold[:0:-1] + 0.0)
        for one, other in swaps.items():
            for amount in (None, *plain.sums):
                wanted, size = plain.cell(other.upper(), amount)[::-1], scale.cell(other.upper(), amount)[::-1]
                tolerance = 0.0 if amount is None and counts_whole(data) else TOLERANCE
                assert (np.abs(found.cell(one.upper(), amount) - wanted) <= tolerance * size).all(), (one, amount)
        if counts_whole(data):
            for one, other in (("recall", "specificity"), ("fpr", "fnr"), ("precision", "npv")):
                np.testing.assert_array_equal(BUILTIN[one].value(found), BUILTIN[other].value(plain)[::-1])


def test_segments_add_up_to_the_whole(data_sets, make_predictions):
    """At the candidates of the whole, whatever rows a segment has, also a segment of one row and of none."""
    rng = np.random.default_rng(4)
    for data in data_sets:
        names = rng.choice(["a", "b", "c", "rest"], len(data), p=[0.5, 0.3, 0.199, 0.001])
        sweep = Sweep(
            make_predictions(
                data.label, data.score, segments={"part": names.tolist()}, weight=data.weight, amounts=data.amounts
            )
        )
        whole, scale = sweep.counts(), swept(sizes(data))
        scale = scale.take(index_at(scale.threshold, whole.threshold))
        values = sorted(set(names.tolist()))
        parts = [sweep.at("score", sweep.threshold, where={"part": [value]}) for value in values]
        for counts in parts:
            np.testing.assert_array_equal(counts.threshold, whole.threshold)
        if not parts:
            continue
        for name in NAMES:
            for amount in (None, *whole.sums):
                total = np.sum([part.cell(name, amount) for part in parts], axis=0)
                tolerance = 0.0 if amount is None and counts_whole(data) else TOLERANCE
                assert (np.abs(total - whole.cell(name, amount)) <= tolerance * scale.cell(name, amount)).all()


def test_inputs_are_unchanged_and_may_be_read_only(data_sets):
    for data in data_sets:
        columns = [data.score, data.label, *data.amounts.values(), *([] if data.weight is None else [data.weight])]
        before = [values.tobytes() for values in columns]
        plain = swept(data)
        assert [values.tobytes() for values in columns] == before
        assert all(values.flags.writeable for values in columns)
        for values in columns:
            values.flags.writeable = False
        found = swept(data)
        assert found.threshold.tobytes() == plain.threshold.tobytes()
        for name in NAMES:
            for amount in (None, *plain.sums):
                assert found.cell(name, amount).tobytes() == plain.cell(name, amount).tobytes()


def test_columns_may_be_every_other_value_of_longer_ones_or_backwards(data_sets):
    for data in data_sets:
        wanted, scale = swept(data), swept(sizes(data))
        every_other = data.take(np.repeat(np.arange(len(data)), 2)).take(slice(None, None, 2))
        backwards = data.take(np.arange(len(data))[::-1].copy()).take(slice(None, None, -1))
        for strided in (every_other, backwards):
            assert_same(swept(strided), wanted, scale, is_whole=counts_whole(data))


def test_results_are_no_view_of_the_inputs(data_sets):
    """Else a caller who changes a result would change the rows."""
    for data in data_sets:
        counts = swept(data)
        for name in ("tp", "fp", "fn", "tn"):
            for cells in (counts.cases, *counts.sums.values()):
                for values in (data.score, data.weight, *data.amounts.values()):
                    assert values is None or not np.shares_memory(getattr(cells, name), values)
        assert not np.shares_memory(counts.threshold, data.score)


def test_every_kind_of_score_is_among_the_small_data_sets():
    rng = np.random.default_rng([7, *map(ord, "small")])
    assert {kind for data in (draw(rng) for _ in range(SMALL_SETS)) for kind in data.kinds} >= set(SCORES)
