"""What a column looks like from a sample of its rows: enough to guess its part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from workbench.errors import ColumnError
from workbench.predictions.encoded import encode
from workbench.predictions.label_values import MISSING_LABELS
from workbench.predictions.numbers import parse_numbers
from workbench.predictions.predictions import MISSING
from workbench.predictions.segments import distinct_texts

SAMPLE_ROWS = 20_000
# A table of thousands of columns is looked at in fewer rows, so that a guess takes seconds and not minutes.
_SAMPLE_ROWS_MIN = 200
_SAMPLE_CELLS = 25 * SAMPLE_ROWS


@dataclass(frozen=True, kw_only=True, eq=False)
class Profile:
    """A column's name in words, its distinct values in the sample, and its numbers where it holds numbers."""

    name: str
    words: tuple[str, ...]
    rows_count: int
    values: frozenset[str]
    is_text: bool
    numbers: np.ndarray | None

    @cached_property
    def label_values(self) -> tuple[str, ...]:
        """The values that a label could have: all but those that say there is none."""
        return tuple(value for value in self.values if value.casefold() not in MISSING_LABELS)

    @cached_property
    def is_zero_one(self) -> bool:
        return self.numbers is not None and self.numbers.size > 0 and bool(np.isin(self.numbers, (0, 1)).all())

    @cached_property
    def is_whole(self) -> bool:
        return self.numbers is not None and bool((self.numbers == np.floor(self.numbers)).all())

    @cached_property
    def is_within_zero_one(self) -> bool:
        return (
            self.numbers is not None and self.numbers.size > 0 and self.numbers.min() >= 0 and self.numbers.max() <= 1
        )

    def has_word(self, words: frozenset[str]) -> bool:
        return not words.isdisjoint(self.words)


def profiles(table: pa.Table) -> tuple[Profile, ...]:
    """One profile a column, from rows spread evenly over the table (files are often sorted by label)."""
    rows_count = max(_SAMPLE_ROWS_MIN, min(SAMPLE_ROWS, _SAMPLE_CELLS // max(1, table.num_columns)))
    rows = np.linspace(0, table.num_rows - 1, rows_count).astype(np.int64) if table.num_rows > rows_count else None
    return tuple(
        _profile(column if rows is None else _take(column, rows), name=name)
        for name, column in zip(table.column_names, table.columns, strict=True)
    )


def _take(column: pa.ChunkedArray, rows: np.ndarray) -> pa.ChunkedArray:
    # Arrow's own take joins all chunks of the column first.
    taken, start = [], 0
    for chunk in column.chunks:
        first, last = np.searchsorted(rows, (start, start + len(chunk)))
        if first < last:
            taken.append(chunk.take(pa.array(rows[first:last] - start)))
        start += len(chunk)
    return pa.chunked_array(taken, column.type)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a column name.

    >>> name_words("isFraud_v2"), name_words("Risk-Score")
    (('is', 'fraud', 'v2'), ('risk', 'score'))
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return tuple(word for word in re.split(r"[^0-9a-z]+", apart.casefold()) if word)


def _profile(column: pa.ChunkedArray, *, name: str) -> Profile:
    try:
        numbers = parse_numbers(column, name=name, delimiter=",").values
        numbers = numbers[np.isfinite(numbers)]
    except ColumnError:
        numbers = None
    if numbers is not None and not numbers.size:
        numbers = None
    return Profile(
        name=name,
        words=name_words(name),
        rows_count=len(column),
        values=frozenset(distinct_texts(encode(column).distinct)) - {MISSING},
        is_text=pa.types.is_string(column.type) or pa.types.is_large_string(column.type),
        numbers=numbers,
    )
