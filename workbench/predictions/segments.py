"""Segments: a column's values as codes, its texts exactly as they were."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from workbench.predictions.encoded import encode
from workbench.predictions.predictions import MISSING, Segment


def make_segment(column: pa.ChunkedArray) -> Segment:
    """The column's distinct values in order (numbers by size, texts by letter), with ``(missing)`` last.

    Texts stay as they are, so that "NA" is a value; empty, null and NaN are missing. Whole numbers print without a
    decimal point.
    """
    encoded = encode(column)
    texts = distinct_texts(encoded.distinct)
    values = tuple(sorted(set(texts) - {MISSING}, key=_order))
    if encoded.has_nulls or MISSING in texts:
        values = (*values, MISSING)
    place = {value: code for code, value in enumerate(values)}
    codes = np.array([*(place[text] for text in texts), place.get(MISSING, 0)], dtype=np.int32)
    return Segment(codes=encoded.look_up(codes), values=values)


def distinct_texts(distinct: pa.Array) -> list[str]:
    """Values as a segment names them."""
    return [_text(value) for value in distinct.to_pylist()]


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
