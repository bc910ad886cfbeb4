"""What a column looks like from a sample of its rows: enough to guess its part."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from workbench.errors import ColumnError
from workbench.predictions.numbers import parse_numbers
from workbench.predictions.predictions import MISSING
from workbench.predictions.segments import make_segment

SAMPLE_ROWS = 20_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Profile:
    """A column's name in words, its distinct values in the sample, and its numbers where it holds numbers."""

    name: str
    words: tuple[str, ...]
    rows_count: int
    values: frozenset[str]
    is_text: bool
    numbers: np.ndarray | None

    @property
    def is_two_valued(self) -> bool:
        return len(self.values) == 2

    @property
    def is_zero_one(self) -> bool:
        return self.numbers is not None and self.numbers.size > 0 and bool(np.isin(self.numbers, (0, 1)).all())

    @property
    def is_whole(self) -> bool:
        return self.numbers is not None and bool((self.numbers == np.floor(self.numbers)).all())

    @property
    def is_within_zero_one(self) -> bool:
        return (
            self.numbers is not None and self.numbers.size > 0 and self.numbers.min() >= 0 and self.numbers.max() <= 1
        )

    def has_word(self, words: frozenset[str]) -> bool:
        return not words.isdisjoint(self.words)


def profiles(table: pa.Table) -> tuple[Profile, ...]:
    """One profile a column, from rows spread evenly over the table (files are often sorted by label)."""
    if table.num_rows > SAMPLE_ROWS:
        table = table.take(pa.array(np.linspace(0, table.num_rows - 1, SAMPLE_ROWS).astype(np.int64)))
    return tuple(_profile(table.column(name), name=name) for name in table.column_names)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a column name.

    >>> name_words("isFraud_v2"), name_words("Risk-Score")
    (('is', 'fraud', 'v2'), ('risk', 'score'))
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return tuple(word for word in re.split(r"[^0-9a-z]+", apart.casefold()) if word)


def _profile(column: pa.ChunkedArray, *, name: str) -> Profile:
    segment = make_segment(column)
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
        values=frozenset(segment.values) - {MISSING},
        is_text=pa.types.is_string(column.type) or pa.types.is_large_string(column.type),
        numbers=numbers,
    )
