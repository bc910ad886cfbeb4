"""Segments: a column's values as codes, its texts exactly as they were."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.predictions.predictions import MISSING, Segment


def make_segment(column: pa.ChunkedArray) -> Segment:
    """The column's distinct values in order (numbers by size, texts by letter), with ``(missing)`` last.

    Texts stay as they are, so that "NA" is a value; empty, null and NaN are missing. Whole numbers print without a
    decimal point.
    """
    if pa.types.is_string(column.type):
        column = column.cast(pa.large_string())
    encoded = pc.dictionary_encode(column.combine_chunks())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    texts = [_text(value) for value in encoded.dictionary.to_pylist()]
    values = tuple(sorted(set(texts) - {MISSING}, key=_order))
    codes = encoded.indices
    if codes.null_count or MISSING in texts:
        values = (*values, MISSING)
    place = {value: code for code, value in enumerate(values)}
    lookup = np.array([*(place[text] for text in texts), place.get(MISSING, 0)], dtype=np.int32)
    return Segment(codes=lookup[codes.fill_null(len(texts)).to_numpy(zero_copy_only=False)], values=values)


def _text(value: object) -> str:
    if value is None or value == "" or value != value:
        return MISSING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return str(value)


def _order(value: str) -> tuple[int, float, str]:
    try:
        number = float(value)
    except ValueError:
        return 1, 0.0, value
    return (0, number, value) if number == number else (1, 0.0, value)
