"""The sample that a guess looks at: spread over all chunks, and smaller where columns are many."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from workbench.predictions import Table, guess_columns
from workbench.predictions.column_profile import SAMPLE_ROWS, profiles


def test_the_sample_is_spread_over_all_chunks():
    rows_count = 3 * SAMPLE_ROWS
    numbers = np.arange(rows_count, dtype=float)
    column = pa.chunked_array([numbers[:10], numbers[10:10], numbers[10:25_000], numbers[25_000:]])
    (profile,) = profiles(pa.table({"n": column}))
    # By hand: SAMPLE_ROWS steps from the first row to the last, each rounded down.
    steps = [row * (rows_count - 1) // (SAMPLE_ROWS - 1) for row in range(SAMPLE_ROWS)]
    assert profile.rows_count == SAMPLE_ROWS
    assert profile.numbers.tolist() == steps
    assert len(profile.values) == SAMPLE_ROWS


def test_few_rows_are_all_looked_at():
    (profile,) = profiles(pa.table({"n": pa.chunked_array([["a", "b"], ["c", None]])}))
    assert profile.values == {"a", "b", "c"}
    assert (profile.rows_count, profile.is_text, profile.numbers) == (4, True, None)


def test_of_many_columns_fewer_rows_are_looked_at_and_the_parts_still_found():
    rng = np.random.default_rng(2)
    rows_count = 5_000
    columns = {f"f{number}": rng.integers(0, 9, rows_count) for number in range(400)}
    table = pa.table({"label": rng.integers(0, 2, rows_count), "score": rng.random(rows_count), **columns})
    assert {each.rows_count for each in profiles(table)} == {25 * SAMPLE_ROWS // 402}
    given = Table(arrow=table, file_name="x", sha256="", bytes_count=0, format="Parquet")
    guess = guess_columns(given)
    assert (guess.columns.label, guess.columns.scores) == ("label", ("score",))
