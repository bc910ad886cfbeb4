"""Whole numbers so large that double precision cannot tell them apart: what became one is said, never merged in silence."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.predictions.predictions import Finding

WHOLE_MAX = 2.0**53


def merged_numbers(column: pa.ChunkedArray, values: np.ndarray, *, name: str) -> tuple[Finding, ...]:
    """A warning where different numbers of the column, of at least 2**53, became the same of its ``values``.

    >>> column = pa.chunked_array([[2**53, 2**53 + 1]])
    >>> [found.code for found in merged_numbers(column, np.array([2.0**53, 2.0**53]), name="s")]
    ['merged-numbers']
    """
    if pa.types.is_floating(column.type) or pa.types.is_boolean(column.type):
        return ()
    with np.errstate(invalid="ignore"):
        is_large = np.abs(values) >= WHOLE_MAX
    if not is_large.any():
        return ()
    given = {_exact(each) for each in pc.unique(column.filter(pa.array(is_large))).to_pylist()}
    kept = len(np.unique(values[is_large]))
    if len(given) <= kept:
        return ()
    return (
        Finding(
            level="warning",
            code="merged-numbers",
            text=f"{name!r} has {len(given):,} different numbers of {WHOLE_MAX:,.0f} or more, which is where double precision stops "
            f"telling whole numbers apart: they became {kept:,}. Subtract a constant from the column, so that its numbers are smaller.",
            column=name,
        ),
    )


def _exact(value: object) -> Decimal | str:
    try:
        return Decimal(str(value).strip())
    except InvalidOperation:  # written in another style, such as with a decimal comma
        return str(value)
