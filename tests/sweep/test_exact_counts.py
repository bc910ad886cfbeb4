"""The sweep against exact arithmetic, on random data sets that are counted and reported when the run ends."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

from tests.sweep.exact_oracle import NAMES, exact_counts, first_difference
from tests.sweep.random_data import AMOUNTS, LABELS, SCORES, WEIGHTS, DataSet, draw
from workbench.predictions.read_predictions import read_predictions
from workbench.sweep import CELLS, Counts, Sweep
from workbench.sweep.score_sweep import sweep_score

CHUNKS = 20
CHUNK_SIZE = 50_000 if os.environ.get("WORKBENCH_SOAK") == "1" else 1_000
FRAME_SHARE = 50  # of so many data sets, one also goes the whole way from a frame


def smallest(data: DataSet, is_wrong: Callable[[DataSet], bool]) -> DataSet:
    """``data`` without every row that is not needed for it to be wrong."""
    row = 0
    while row < len(data):
        fewer = data.take(np.arange(len(data)) != row)
        if is_wrong(fewer):
            data = fewer
        else:
            row += 1
    return data


def check(data: DataSet, sweep: Callable[[DataSet], Counts]) -> int:
    """How many thresholds were compared; fails with the smallest example that is still wrong."""
    counts = sweep(data)
    if first_difference(data, counts) is not None:
        small = smallest(data, lambda fewer: first_difference(fewer, sweep(fewer)) is not None)
        pytest.fail(f"{first_difference(small, sweep(small))}\nin the data set {small!r}")
    return len(counts)


def swept(data: DataSet) -> Counts:
    return sweep_score(data.score, **data.columns())


def swept_from_frame(data: DataSet) -> Counts:
    columns = {"score": data.score, "label": data.label.astype(np.uint8), **data.amounts}
    predictions = read_predictions(
        pa.table(columns if data.weight is None else columns | {"weight": data.weight}),
        label="label",
        positive=1,
        score="score",
        weight=None if data.weight is None else "weight",
        amounts=list(data.amounts),
    )
    return Sweep(predictions).counts()


def can_be_predictions(data: DataSet) -> bool:
    """Reading refuses no rows at all, and weights that are all 0."""
    return len(data) > 0 and (data.weight is None or bool((data.weight > 0).any()))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_20_000_random_data_sets_have_exactly_the_counts_of_fractions(chunk, exactness):
    """1,000 a chunk, 50,000 a chunk with WORKBENCH_SOAK=1, that is 1,000,000; the summary says how many there were."""
    rng = np.random.default_rng([20261123, chunk])
    for number in range(CHUNK_SIZE):
        data = draw(rng)
        exactness.add(data_sets=1, thresholds=check(data, swept))
        if number % FRAME_SHARE == 0 and can_be_predictions(data):
            exactness.add(data_sets=0, thresholds=check(data, swept_from_frame))


@pytest.mark.parametrize("score", SCORES)
def test_every_kind_of_score_is_exact_with_every_kind_of_weight(score, exactness):
    rng = np.random.default_rng(1)
    for weight in WEIGHTS:
        for amount in AMOUNTS:
            data = draw(rng, rows_count=int(rng.integers(1, 25)), score=score, weight=weight, amount=amount)
            exactness.add(data_sets=1, thresholds=check(data, swept))


@pytest.mark.parametrize("score", SCORES)
def test_data_sets_read_from_csv_text_have_the_same_counts(score, exactness):
    """Forty data sets in one file, told apart by a column; numbers are written so that they read back the same."""
    rng = np.random.default_rng(2)
    sets = [
        draw(rng, rows_count=int(rng.integers(1, 25)), score=score, weight="tenths", amount="cents") for _ in range(40)
    ]
    lines = ["set,label,score,weight,eur"]
    for code, data in enumerate(sets):
        rows = zip(
            data.label.astype(int).tolist(),
            data.score.tolist(),
            data.weight.tolist(),
            data.amounts["eur"].tolist(),
            strict=True,
        )
        lines += [f"s{code}," + ",".join(map(repr, row)) for row in rows]
    text = "\n".join(lines) + "\n"
    predictions = read_predictions(
        text.encode(), label="label", positive=1, score="score", weight="weight", amounts=["eur"], segments=["set"]
    )
    whole = Sweep(predictions)
    for code, data in enumerate(sets):
        counts = Sweep(predictions.only("set", [f"s{code}"])).counts()
        assert first_difference(data, counts) is None, data
        asked = whole.at("score", counts.threshold, where={"set": [f"s{code}"]})
        assert first_difference(data, asked) is None, data
        exactness.add(data_sets=1, thresholds=len(counts))


def slow_cells(data: DataSet, threshold: float, values: list[Fraction]) -> dict[str, Fraction]:
    """The definition, row by row: flagged means score >= threshold."""
    cells = dict.fromkeys(CELLS, Fraction(0))
    for score, label, value in zip(data.score.tolist(), data.label.tolist(), values, strict=True):
        flagged = score >= threshold
        cells[("TP" if label else "FP") if flagged else ("FN" if label else "TN")] += value
    return cells


def test_the_quick_oracle_is_the_definition_in_fractions():
    """On 300 data sets; the oracle sorts and adds whole numbers, the definition compares every row."""
    rng = np.random.default_rng(3)
    for _ in range(300):
        data = draw(rng, rows_count=int(rng.integers(0, 12)))
        wanted = exact_counts(data)
        weight = [1.0] * len(data) if data.weight is None else data.weight.tolist()
        kept = {score for score, w in zip(data.score.tolist(), weight, strict=True) if w}
        assert wanted.threshold == [np.inf, *sorted(kept, reverse=True)]
        for amount, cells in ((None, wanted.cases), *wanted.sums.items()):
            ones = [1.0] * len(data) if amount is None else data.amounts[amount].tolist()
            values = [Fraction(v) * Fraction(w) for v, w in zip(ones, weight, strict=True)]
            for k, threshold in enumerate(wanted.threshold):
                exact = slow_cells(data, threshold, values)
                sizes = slow_cells(data, threshold, [abs(value) for value in values])
                for name in CELLS:
                    assert Fraction(cells.values[name][k], cells.scale) == exact[name]
                    assert Fraction(cells.sizes[name][k], cells.scale) == sizes[name]


def test_one_more_row_one_unit_in_the_last_place_and_one_threshold_less_are_seen():
    """The comparison itself must be able to fail."""
    data = DataSet(
        score=np.array([0.9, 0.4, 0.4]),
        label=np.array([1, 0, 1]),
        weight=np.array([1.0, 2.0, 0.5]),
        amounts={"eur": np.array([0.1, 0.2, -0.3])},
    )
    right = swept(data)
    assert first_difference(data, right) is None
    assert "thresholds" in first_difference(data, right.take(slice(2)))
    assert "TP" in first_difference(data.take([0, 1, 2, 2]), right)
    for name, amount, change in (("fp", None, 4e-16), ("tn", None, -1e-15), ("fn", "eur", 1e-12), ("tp", "eur", 1e-12)):
        wrong = swept(data)
        cells = wrong.cases if amount is None else wrong.sums[amount]
        getattr(cells, name)[1] += change
        assert f"{name.upper()}{'[eur]' if amount else ''} at threshold" in first_difference(data, wrong)
    unweighted = DataSet(score=data.score, label=data.label)
    assert "wanted whole numbers" in first_difference(
        unweighted, sweep_score(data.score, label=data.label, weight=np.ones(3))
    )


def test_the_smallest_example_keeps_only_what_is_needed():
    data = draw(np.random.default_rng(4), rows_count=40, score="integers")
    small = smallest(data, lambda fewer: bool((fewer.score >= 50).any()))
    assert len(small) == 1
    assert small.score[0] >= 50


def test_the_random_data_sets_hold_every_pair_of_kinds_and_every_awkward_number():
    """Of 20,000, each score meets each weight and each amount and each label; so do one row and one class."""
    rng = np.random.default_rng(5)
    seen, sizes, has = set(), set(), set()
    for _ in range(6_000):
        data = draw(rng)
        seen |= set(combinations(data.kinds[1:], 2))
        sizes.add(min(len(data), 100))
        values = data.score[data.score == 0] if data.score.dtype == np.float64 else np.empty(0)
        has |= {("-0.0 and 0.0",)} if len(set(np.signbit(values).tolist())) == 2 else set()
        has |= {("subnormal",)} if ((data.score != 0) & (np.abs(data.score.astype(float)) < 2e-308)).any() else set()
        has.add(data.score.dtype)
    wanted = [SCORES, LABELS, WEIGHTS, AMOUNTS]
    for first, second in combinations(wanted, 2):
        assert {(a, b) for a in first for b in second} <= seen
    assert {0, 1, 2, 60, 100} <= sizes
    assert {("-0.0 and 0.0",), ("subnormal",)} <= has
    assert {np.dtype(each) for each in ("f4", "f8", "i8", "u1", "?")} <= has
    assert set(NAMES) == {"TP", "FP", "FN", "TN", "FLAGGED", "CLEARED", "POSITIVES", "NEGATIVES", "ALL"}
