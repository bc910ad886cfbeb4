"""A text file that ends in the middle of a number: read as it stands, and said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.predictions.sink import Sink

if TYPE_CHECKING:
    import pyarrow as pa

_CUT_NUMBER = re.compile(r"\s*[+-]?[0-9][0-9.,' ]*[.,]")


def note_cut_short(path: Path, *, last_rows: pa.RecordBatch, sink: Sink) -> None:
    """Note a warning where the text has no last line end and its last value stops at a decimal mark (``0.``).

    ``last_rows`` are the last of the file, already in the sink. A missing line end alone is usual and says nothing;
    nor does the decimal mark where other values of the column end in one, too.
    """
    with path.open("rb") as file:
        file.seek(-1, 2)
        # A closed quote shows that the value is whole.
        if file.read(1) not in (b".", b","):
            return
    import pyarrow.compute as pc

    values = last_rows.column(last_rows.num_columns - 1)
    value = values[-1].as_py()
    if not _CUT_NUMBER.fullmatch(value) or pc.any(pc.ends_with(values[:-1], value[-1])).as_py():
        return
    name = last_rows.schema.names[-1]
    sink.note(
        "warning",
        "cut-short",
        f"The file ends in the middle of a line, and its last {name!r} is {value.strip()!r}: it may have been cut "
        "short. Compare its number of rows with the original.",
        column=name,
        row=sink.rows_count,
    )
