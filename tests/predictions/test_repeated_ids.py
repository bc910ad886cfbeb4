"""Repeated ids, however the file is sorted, typed and cut into chunks."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from workbench.predictions import Columns, Table, build_predictions
from workbench.predictions.repeated_ids import RepeatedIds, repeated_ids


@pytest.mark.parametrize(
    "chunks",
    [
        [["a", "b"], [], ["c"]],
        [["b", "a"], ["c"]],
        [["\uffff", "\U0001f600"]],
        [[1, 2], [3]],
        [[3, 1], [2]],
        [[-(2**63), 2**63 - 1], [0]],
        [[0.5, 0.25]],
        [["a", None]],
        [["only"]],
    ],
)
def test_each_row_with_its_own_id(chunks):
    assert repeated_ids(pa.chunked_array(chunks)) is None


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([["a", "b"], ["b", "c"]], RepeatedIds(extra_count=1, first_id="b", rows_count=2)),
        ([["a", "a", "b"]], RepeatedIds(extra_count=1, first_id="a", rows_count=2)),
        ([[7, 1], [7, 1, 1]], RepeatedIds(extra_count=3, first_id="7", rows_count=2)),
        ([[1, 2], [2]], RepeatedIds(extra_count=1, first_id="2", rows_count=2)),
        ([["a", None], [None]], RepeatedIds(extra_count=1, first_id="None", rows_count=2)),
        ([[1, None], [None, None]], RepeatedIds(extra_count=2, first_id="None", rows_count=3)),
    ],
)
def test_repeated_ids_by_hand(chunks, expected):
    assert repeated_ids(pa.chunked_array(chunks)) == expected


def test_random_ids_are_counted_as_python_counts_them():
    rng = np.random.default_rng(8)
    for values_count in (5, 40, 10_000):
        values = rng.integers(0, values_count, 60).tolist()
        found = repeated_ids(pa.chunked_array([values[:20], values[20:]]))
        extra = sum(count - 1 for count in Counter(values).values())
        assert (0 if found is None else found.extra_count) == extra


def test_ids_of_rows_left_out_are_left_out():
    arrow = pa.table({"y": [1, None, 0], "p": [0.5, 0.1, 0.2], "id": ["a", "a", "b"]})
    given = Table(arrow=arrow, file_name="x", sha256="", bytes_count=0, format="CSV")
    predictions = build_predictions(given, Columns(label="y", scores=("p",), id="id"))
    assert predictions.id.tolist() == ["a", "b"]
    assert predictions.rows(np.array([False, True])).id.tolist() == ["b"]
    assert "duplicated-id" not in {finding.code for finding in predictions.receipt.findings}
