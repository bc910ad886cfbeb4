"""The delimiter of a text table, found from how evenly it splits the first rows."""

from __future__ import annotations

import csv
import io

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_SAMPLE_ROWS = 200


def find_delimiter(head: str, *, is_whole: bool) -> tuple[str, list[str]] | None:
    """The delimiter and the header it gives, or None where no delimiter splits the header.

    ``head`` is the beginning of the text; its last line is left out unless it is the whole text.

    >>> find_delimiter("y;p\\n1;0,5\\n0;0,7\\n", is_whole=True)
    (';', ['y', 'p'])
    """
    best: tuple[float, int, str, list[str]] | None = None
    for delimiter in DELIMITERS:
        rows = _rows(head, delimiter=delimiter, is_whole=is_whole)
        if not rows or len(rows[0]) < 2:
            continue
        header = rows[0]
        even = sum(len(row) == len(header) for row in rows) / len(rows)
        if best is None or (even, len(header)) > best[:2]:
            best = (even, len(header), delimiter, header)
    return None if best is None else (best[2], best[3])


def first_row(head: str) -> list[str]:
    """The header as one column, for the message that there is only one."""
    rows = _rows(head, delimiter=",", is_whole=True)
    return rows[0] if rows else []


def _rows(head: str, *, delimiter: str, is_whole: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            # One more than is used: the last row of a cut text may be half a row.
            if len(rows) > _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if len(rows) > _SAMPLE_ROWS or (not is_whole and len(rows) > 1):
        rows.pop()
    return rows
