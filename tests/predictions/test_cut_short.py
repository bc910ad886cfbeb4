"""A file that ends in the middle of a number is read and said; one that merely lacks its last line end is not."""

from __future__ import annotations

import gzip

import pytest

from workbench.predictions import read_table
from workbench.predictions.formats import delimited


def cut_short(table):
    found = [finding for finding in table.findings if finding.code == "cut-short"]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"y,p\n1,0.5\n1,0.", "0."),
        (b"y;p\n1;0,5\n1;0,", "0,"),
        (b"y,p\r\n1,0.5\r\n1,-12.", "-12."),
        (b"y\tp\n1\t1 200.5\n1\t1 200.", "1 200."),
        ("y;p\n1;0,5\n1;0,".encode("utf-16"), "0,"),
    ],
)
def test_a_last_number_that_stops_at_its_decimal_mark(read_here, content, value):
    table = read_here(content)
    found = cut_short(table)
    assert (found.level, found.column, found.row) == ("warning", "p", 2)
    assert repr(value) in found.text
    assert len(table) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"y,p\n1,0.5\n1,0.25",
        b"y,p\n1,0.5\n1,0.\n",
        b"y,p\n1,0.5\n1,0.\r\n",
        # A writer that ends whole numbers in a point did so before.
        b"y,p\n1,1.\n1,0.",
        b'y,p\n1,0.5\n1,"0."',
        b"p,note\n0.5,fine\n0.25,See page 3.",
        b"p,note\n0.5,fine\n0.25,.",
        b"p,y\n0.5,1\n0.25,",
    ],
)
def test_a_file_that_ends_with_a_whole_value(read_here, content):
    assert cut_short(read_here(content)) is None


def test_it_is_seen_inside_gzip():
    assert cut_short(read_table(gzip.compress(b"y,p\n1,0.5\n1,0."))).row == 2


@pytest.mark.parametrize("rows_count", range(2, 20))
def test_it_is_seen_wherever_the_last_block_begins(read_here, monkeypatch, rows_count):
    monkeypatch.setattr(delimited, "ROW_BYTES_MAX", 64)
    table = read_here(b"y,p\n" + b"1,0.25\n" * rows_count + b"1,0.")
    assert len(table) == rows_count + 1
    assert cut_short(table).row == rows_count + 1
