"""JSON Lines: one flat object a line, with the types that JSON gives."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest

from workbench.errors import UnreadableFile


def test_types_are_those_of_the_values(read_here):
    table = read_here(b'{"id": "007", "y": 1, "p": 0.5, "ok": true}\n\n{"id": "8", "y": 0, "p": 1, "ok": false}\n')
    assert table.format == "JSON Lines"
    assert table.arrow.to_pydict() == {"id": ["007", "8"], "y": [1, 0], "p": [0.5, 1.0], "ok": [True, False]}


def test_nan_tokens_are_not_a_number(read_here):
    values = read_here(b'{"y": 1, "p": NaN}\n{"y": 0, "p": -Infinity}\n').arrow.column("p").to_pylist()
    assert math.isnan(values[0])
    assert values[1] == -math.inf


def test_a_key_that_comes_later_is_missing_before(read_here):
    table = read_here(b'{"y": 1, "p": 0.5}\n{"y": 0, "p": 0.5, "tier": "gold"}\n')
    assert table.arrow.column("tier").to_pylist() == [None, "gold"]


def test_a_key_that_comes_in_a_later_batch_is_missing_before(read_here):
    table = read_here(b'{"y": 1, "p": 2}\n' * 20_000 + b'{"y": 1, "p": 0.5, "t": "x"}\n')
    assert table.arrow.column("p").type == pa.float64()
    assert table.arrow.column("p").to_pylist()[-2:] == [2.0, 0.5]
    assert table.arrow.column("t").null_count == 20_000


def test_mixtures_and_huge_integers_stay_text(read_here):
    table = read_here(b'{"a": 1, "b": 123456789012345678901234567890}\n{"a": "x", "b": 2}\n')
    assert table.arrow.to_pydict() == {"a": ["1", "x"], "b": ["123456789012345678901234567890", "2"]}


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b'{"y": 1, "p": 2}\n{"y": 1, "y": 2}\n', ["Line 2", "'y' occurs twice"]),
        (b'{"y": 1, "p": 2}\n{"y": 1, "p": [1, 2]}\n', ["'p' in row 2", "list"]),
        (b'{"y": 1, "p": {"a": 1}}\n', ["'p' in row 1"]),
        (b'{"y": 1, "p": 2}\n{"y": 1,\n', ["Line 2", "not a complete JSON object"]),
        (b'{"y": 1, "p": 2}\n7\n', ["Line 2", "object"]),
        (b'{"y": ' + b"[" * 100_000, ["Line 1", "nested too deeply"]),
        (b'{"y": 1, "p": 2}, {"y": 1, "p": 3}\n{"y": 1,\n"p": 2}\n', ["Line 1", "not a complete"]),
        (b'{"y": 1, "p": 2}\n{"y": 1\n"p": 2}\n', ["Line 2", "not a complete"]),
        (b'{"y": 1, "p": 2}, {"y": 1, "p": 2}\n', ["Line 1", "not a complete"]),
        (b'{"y": 1, "p": 2} {"y": 1, "p": 2}\n', ["Line 1", "not a complete"]),
        (b'{"y": 1}\n', ["two columns"]),
        (b'[{"y": 1}]', ["one JSON list", "one object a line"]),
    ],
)
def test_broken_lines_are_refused(read_here, content, parts):
    with pytest.raises(UnreadableFile) as refused:
        read_here(content)
    for part in parts:
        assert part in str(refused.value)
