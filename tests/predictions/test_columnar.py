"""Parquet and Arrow: brought down to plain types, validated, refused where damaged."""

from __future__ import annotations

import datetime as dt
import decimal
import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from workbench.errors import UnreadableFile


def parquet(table: pa.Table, **options) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


def arrow(table: pa.Table, *, is_stream: bool = False) -> bytes:
    buffer = io.BytesIO()
    with (pa.ipc.new_stream if is_stream else pa.ipc.new_file)(buffer, table.schema) as writer:
        writer.write_table(table)
    return buffer.getvalue()


SIMPLE = pa.table({"y": [1, 0, 1], "p": [0.1, 0.2, None], "tier": ["NA", None, "b"]})


@pytest.mark.parametrize(
    ("content", "name"),
    [(parquet(SIMPLE), "Parquet"), (arrow(SIMPLE), "Arrow"), (arrow(SIMPLE, is_stream=True), "Arrow")],
)
def test_values_come_back(read_here, content, name):
    table = read_here(content)
    assert table.format == name
    assert table.arrow.to_pydict() == SIMPLE.to_pydict()


def test_types_become_plain(read_here):
    day = dt.datetime(2026, 3, 2)
    given = pa.table(
        {
            "dictionary": pa.array(["a", "b"]).dictionary_encode(),
            "decimal": pa.array([decimal.Decimal("0.10"), None], pa.decimal128(5, 2)),
            "bool": pa.array([True, False]),
            "date": pa.array([dt.date(2026, 3, 2), None]),
            "midnight": pa.array([day, day], pa.timestamp("us")),
            "time": pa.array([day.replace(hour=8, microsecond=500_000), day], pa.timestamp("ns")),
            "utc": pa.array([day, day.replace(hour=1)], pa.timestamp("ms", tz="UTC")),
            "float32": pa.array([0.1, 2.0], pa.float32()),
            "int8": pa.array([1, -1], pa.int8()),
            "binary": pa.array([b"x", b"y"]),
            "null": pa.nulls(2),
        }
    )
    assert read_here(parquet(given)).arrow.to_pydict() == {
        "dictionary": ["a", "b"],
        "decimal": ["0.10", None],
        "bool": [True, False],
        "date": ["2026-03-02", None],
        "midnight": ["2026-03-02", "2026-03-02"],
        "time": ["2026-03-02T08:00:00.5", "2026-03-02"],
        "utc": ["2026-03-02", "2026-03-02T01:00:00Z"],
        "float32": [float(np.float32(0.1)), 2.0],
        "int8": [1, -1],
        "binary": ["x", "y"],
        "null": [None, None],
    }


@pytest.mark.parametrize(
    ("column", "parts"),
    [
        (pa.array([[1], [2]]), ["'odd'", "lists or records", "Leave this column out"]),
        (pa.array([{"a": 1}, {"a": 2}]), ["'odd'", "lists or records"]),
        (pa.array([dt.timedelta(1), None]), ["'odd'", "lengths of time"]),
        (pa.array([b"\xff\xfe", b"a"]), ["'odd'", "not text"]),
    ],
)
def test_columns_that_cannot_be_used_are_named(read_here, column, parts):
    with pytest.raises(UnreadableFile) as refused:
        read_here(parquet(pa.table({"y": [1, 0], "odd": column})))
    for part in parts:
        assert part in str(refused.value)


def test_duplicate_columns_are_refused(read_here):
    with pytest.raises(UnreadableFile, match="both called 'y'"):
        read_here(arrow(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["y", "y"])))


@pytest.mark.parametrize("keep", [16, 40, 200, -1])
@pytest.mark.parametrize("make", [parquet, arrow])
def test_truncated_files_are_refused(read_here, make, keep):
    with pytest.raises(UnreadableFile, match="damaged or was cut short"):
        read_here(make(SIMPLE)[:keep])


def test_a_flipped_byte_under_a_checksum_is_refused(read_here):
    numbers = pa.table({"y": np.arange(1000) % 2, "p": np.linspace(0, 1, 1000)})
    content = bytearray(parquet(numbers, write_page_checksum=True, compression="none", use_dictionary=False))
    content[12_000] ^= 1
    with pytest.raises(UnreadableFile, match="damaged"):
        read_here(bytes(content))


def test_too_many_cells_are_refused_before_they_are_read(read_here):
    from workbench.predictions import Limits

    with pytest.raises(UnreadableFile, match=r"at most 5 cells"):
        read_here(parquet(SIMPLE), limits=Limits(cells_max=5))
