"""A column as codes of its distinct values, chunk by chunk, so that no column of text is ever joined in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, kw_only=True, eq=False)
class Encoded:
    """The distinct values of a column in order of appearance, and for each chunk of rows their places in it.

    Nulls are no value: their place is null.
    """

    distinct: pa.Array
    places: tuple[pa.Array, ...]

    @property
    def has_nulls(self) -> bool:
        return any(each.null_count for each in self.places)

    def look_up(self, lookup: np.ndarray) -> np.ndarray:
        """For each row the entry of ``lookup`` at its value's place; the last, one past the values, is that of nulls.

        >>> encode(pa.chunked_array([["b", "a"], [None, "b"]])).look_up(np.array([7, 8, -1])).tolist()
        [7, 8, -1, 7]
        """
        found = np.empty(sum(map(len, self.places)), lookup.dtype)
        start = 0
        for each in self.places:
            place = (each.fill_null(len(self.distinct)) if each.null_count else each).to_numpy()
            # Places are within bounds by construction, and clipping is twice as fast as checking.
            np.take(lookup, place, out=found[start : start + len(place)], mode="clip")
            start += len(place)
        return found


def encode(column: pa.ChunkedArray | pa.Array) -> Encoded:
    """The column's distinct values and their places."""
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    if pa.types.is_string(column.type):
        # The distinct texts alone may be more than 2 GB.
        column = column.cast(pa.large_string())
    # Arrow gives every chunk the same, final dictionary, and leaves empty chunks out.
    chunks = pc.dictionary_encode(column).chunks
    distinct = chunks[0].dictionary if chunks else pa.array([], column.type)
    return Encoded(distinct=distinct, places=tuple(each.indices for each in chunks))
