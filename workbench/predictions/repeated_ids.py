"""Ids that occur more than once, found without making a Python object of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, kw_only=True)
class RepeatedIds:
    """How many rows have an id that an earlier row has, and the first such id with its number of rows."""

    extra_count: int
    first_id: str
    rows_count: int


def repeated_ids(column: pa.ChunkedArray) -> RepeatedIds | None:
    """The ids that are there more than once, or None where each row has its own.

    >>> repeated_ids(pa.chunked_array([["a", "b"], ["a"]]))
    RepeatedIds(extra_count=1, first_id='a', rows_count=2)
    """
    # Counting values takes seconds on ten million rows; most files show sooner that there is nothing to count.
    if not column.null_count and (_is_rising(column) or _is_distinct_number(column)):
        return None
    counted = pc.value_counts(column)
    values, counts = counted.field("values"), counted.field("counts")
    place = pc.index(pc.greater(counts, 1), True).as_py()
    if place < 0:
        return None
    return RepeatedIds(
        extra_count=len(column) - len(values),
        first_id=str(values[place].as_py()),
        rows_count=counts[place].as_py(),
    )


def _is_rising(column: pa.ChunkedArray) -> bool:
    before = None
    for chunk in column.chunks:
        if not len(chunk):
            continue
        if before is not None and not before < chunk[0].as_py():
            return False
        if not pc.all(pc.less(chunk.slice(0, len(chunk) - 1), chunk.slice(1)), min_count=0).as_py():
            return False
        before = chunk[-1].as_py()
    return True


def _is_distinct_number(column: pa.ChunkedArray) -> bool:
    if not pa.types.is_integer(column.type):
        return False
    values = np.sort(column.to_numpy())
    return not (values[1:] == values[:-1]).any()
