"""Delimited text: CSV and its relatives with semicolons, tabs or vertical bars."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import UnreadableFile
from workbench.predictions.broken_rows import explain
from workbench.predictions.cut_short import note_cut_short
from workbench.predictions.delimiter import DELIMITERS, find_delimiter, first_row
from workbench.predictions.header import check_header
from workbench.predictions.limits import MEGABYTE
from workbench.predictions.sink import Sink
from workbench.predictions.text_encoding import Utf8Text

if TYPE_CHECKING:
    import pyarrow as pa

    from workbench.predictions.formats import Source

NAME = "CSV"
IS_TEXT = True
ORDER = 1000
ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".psv", ".dat")

ROW_BYTES_MAX = 16 * MEGABYTE
_SEPARATOR_LINE = re.compile(r"sep=[,;|\t](?:\r\n|\n|\r)")
_BLANK_LINES = re.compile(r"(?: *(?:\r\n|\n|\r))+")
_LINE_END = re.compile(r"\r\n|\n|\r")
# A last row that no file holds. If the parser does not give it back, the file ended inside a quoted value.
_END = "\x1fend of the file\x1f"


def recognises(head: str, path: Path) -> bool:
    """Any text may be a delimited table; this format is asked last."""
    return True


def read(source: Source, sink: Sink) -> None:
    """Read every column as text, so that ``NA``, ``00123`` and ``0,53`` stay what they are."""
    assert source.text is not None
    text = _without(_BLANK_LINES, _without(_SEPARATOR_LINE, _without(_BLANK_LINES, source.text)))
    head = text.head()
    if not head.strip():
        raise UnreadableFile("The file is empty. It must hold a row of column names and then one row a prediction.")
    found = find_delimiter(head, is_whole=len(head) < 4 * 16 * 1024)
    if found is None:
        name = first_row(head)[0] if first_row(head) else head.strip()[:40]
        raise UnreadableFile(
            f"At least two columns must be there, a label and a score; found only {name[:80]!r}. "
            "Separate columns by commas, semicolons, tabs or vertical bars."
        )
    delimiter, header = found
    sink.delimiter = delimiter
    if delimiter not in ",\t":
        name = DELIMITERS[delimiter]
        sink.note("info", "delimiter-guessed", f"Columns were taken to be separated by a {name} ({delimiter}).")
    names = check_header(header, sink=sink)
    first_break = _parse(text, names=names, delimiter=delimiter, sink=sink)
    if first_break is not None:
        # A forgotten quote may have joined rows into one value that still fits; a strict reading refuses that.
        explain(text, delimiter=delimiter, columns_count=len(names))
        row, column = first_break
        sink.note(
            "info", "line-breaks", f"Some values hold line breaks, first in row {row:,} of {column!r}.",
            column=column, row=row,
        )  # fmt: skip


def _without(lines: re.Pattern[str], text: Utf8Text) -> Utf8Text:
    """The text without these lines before the names.

    They are blank, or the ``sep=;`` that Excel writes; the rows show the delimiter themselves.
    """
    while found := lines.match(text.head()):
        skipped = found.group()
        text = replace(
            text,
            skip_bytes=text.skip_bytes + len(skipped.encode()),
            skip_lines=text.skip_lines + len(_LINE_END.findall(skipped)),
        )
    return text


def _parse(text: Utf8Text, *, names: list[str], delimiter: str, sink: Sink) -> tuple[int, str] | None:
    """Write all rows to the sink; gives the row and column of the first value that holds a line break."""
    import pyarrow as pa
    from pyarrow import csv

    first_break = None
    written = pending = None
    try:
        with text.path.open("rb") as file:
            file.seek(text.skip_bytes)
            reader = csv.open_csv(
                pa.PythonFile(_WithEnd(file, columns_count=len(names), delimiter=delimiter), mode="r"),
                # Names are given apart because Arrow would otherwise rename or merge the ones that we have checked.
                read_options=csv.ReadOptions(column_names=names, skip_rows_after_names=1, block_size=ROW_BYTES_MAX),
                parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=text.quotes_count > 0),
                convert_options=csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
            for batch in reader:
                if not batch.num_rows:
                    continue
                if pending is not None:
                    first_break = first_break or _line_break(pending, text=text, rows_before=sink.rows_count)
                    sink.write(pending)
                    written = pending
                pending = batch
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        explain(text, delimiter=delimiter, columns_count=len(names))
        raise UnreadableFile(
            "The rows could not be told apart; a quote may be missing. Write the file again with a CSV writer."
        ) from error
    if pending is None or pending.column(0)[-1].as_py() != _END:
        explain(text, delimiter=delimiter, columns_count=len(names))
        raise UnreadableFile('A quote (") is opened and never closed. Close it, or remove it.')
    pending = pending.slice(0, pending.num_rows - 1)
    if sink.rows_count + pending.num_rows == 0:
        raise UnreadableFile(
            "The file holds column names and no rows. It must hold one row a prediction below the names."
        )
    first_break = first_break or _line_break(pending, text=text, rows_before=sink.rows_count)
    sink.write(pending)
    last_rows = pending if pending.num_rows or written is None else written
    note_cut_short(text.path, last_rows=last_rows, sink=sink)
    return first_break


def _line_break(batch: pa.RecordBatch, *, text: Utf8Text, rows_before: int) -> tuple[int, str] | None:
    if not text.quotes_count:
        return None
    import pyarrow.compute as pc

    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        row = pc.index(pc.match_substring_regex(column, r"[\r\n]"), True).as_py()
        if row >= 0:
            return rows_before + row + 1, name
    return None


class _WithEnd(io.RawIOBase):
    """The file's bytes and then a last row that is known."""

    def __init__(self, file: io.BufferedReader, *, columns_count: int, delimiter: str) -> None:
        self._file = file
        self._end = ("\n" + delimiter.join([_END] * columns_count) + "\n").encode()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        if size < 0:
            block, self._end = block + self._end, b""
        elif len(block) < size:
            room = size - len(block)
            block, self._end = block + self._end[:room], self._end[room:]
        return block
