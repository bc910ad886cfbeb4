"""Columns such as 1.234 and 5.100, which may be decimals or thousands: read as decimals, and asked about."""

from __future__ import annotations

from collections.abc import Set

import pyarrow as pa
import pyarrow.compute as pc

from workbench.predictions.number_styles import WrittenNumbers, clean
from workbench.predictions.predictions import Finding

# 0.123 can only be a decimal, and 1.234.567 only thousands.
_EITHER = r"^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$"
_SAMPLE_ROWS = 1_000
_VALUES_MIN = 2


def maybe_thousands(column: pa.ChunkedArray) -> bool:
    """Whether the column is text, at least two values are there, and each may be a decimal or thousands."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return False
    # The sample spares the columns that are plainly something else a look at every row.
    sample = clean(column[:_SAMPLE_ROWS])
    return _all_either(sample) and _fits(clean(column))


def thousands_question(
    each: WrittenNumbers, *, decimal: str | None, marks: Set[str | None], delimiter: str | None
) -> tuple[Finding, ...]:
    """The question to ask where such a column was read as decimals and nothing in the file settles it.

    ``marks`` are the decimal marks that all columns of the file show. A file that commas delimit writes decimals with
    a point, unless another of its columns shows a decimal comma. Without a delimiter the text may have been a number
    of a typed file, where a point is a decimal point.
    """
    is_settled = "." in marks or delimiter is None or (delimiter == "," and "," not in marks)
    if decimal != "." or is_settled or each.is_percent or not _fits(each.text):
        return ()
    value = each.text[pc.index(pc.is_valid(each.text), True).as_py()].as_py()
    return (
        Finding(
            level="question",
            code="maybe-thousands",
            text=f"Column {each.name!r} was read as decimals such as {value}, but each of its values could also be "
            f"thousands. If {value.replace('.', '')} was meant, write its numbers without thousands separators.",
            column=each.name,
        ),
    )


def _fits(text: pa.ChunkedArray) -> bool:
    return len(text) - text.null_count >= _VALUES_MIN and _all_either(text)


def _all_either(text: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.match_substring_regex(text, _EITHER), min_count=0).as_py())
