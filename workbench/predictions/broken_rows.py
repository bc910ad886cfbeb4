"""Why a delimited text could not be split into rows: the slow reading that finds the first broken row."""

from __future__ import annotations

import csv
import io

from workbench.errors import UnreadableFile
from workbench.predictions.delimiter import DELIMITERS
from workbench.predictions.limits import MEGABYTE
from workbench.predictions.text_encoding import Utf8Text


def explain(text: Utf8Text, *, delimiter: str, columns_count: int) -> None:
    """Raise UnreadableFile naming the first row that does not fit; returns where every row fits."""
    csv.field_size_limit(16 * MEGABYTE)
    with text.path.open("rb") as file:
        file.seek(text.skip_bytes)
        lines = io.TextIOWrapper(file, encoding="utf-8", newline="")
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        row = -1
        line = 1 + text.skip_lines
        while True:
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                _refuse_quote(str(error), row=row + 1, line=line)
            if values:
                row += 1
                if len(values) != columns_count:
                    _refuse_count(len(values), columns_count=columns_count, row=row, line=line, delimiter=delimiter)
            line = reader.line_num + 1 + text.skip_lines


def _refuse_quote(reason: str, *, row: int, line: int) -> None:
    where = "The row of column names" if row < 1 else f"Row {row:,} (line {line:,} of the file)"
    if "end of data" in reason or "field larger" in reason:
        found = 'opens a quote (") that is never closed'
    else:
        found = 'has text after a closing quote ("), so a quote is missing or not doubled'
    raise UnreadableFile(f"{where} {found}. Close the quote, double it inside a value, or remove it.")


def _refuse_count(count: int, *, columns_count: int, row: int, line: int, delimiter: str) -> None:
    where = f"Row {row:,} (line {line:,} of the file)"
    values = f"{count:,} value{'s' if count != 1 else ''}"
    if count > columns_count:
        remedy = f"Remove the extra one, or put values that hold a {DELIMITERS[delimiter]} in quotes."
    else:
        remedy = "Add what is missing; the file may have been cut short."
    raise UnreadableFile(f"{where} has {values}, but there are {columns_count:,} columns. {remedy}")
