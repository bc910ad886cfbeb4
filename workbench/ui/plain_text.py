"""Text that people wrote, in Markdown: nothing in it is taken for markup."""

from __future__ import annotations

import pandas as pd

_MARKS = r"\`*_{}[]()#+-.!|<>~$:"


def plain(text: str) -> str:
    """The text with every mark escaped.

    >>> plain("*a* $1")
    '\\\\*a\\\\* \\\\$1'
    """
    return "".join(f"\\{character}" if character in _MARKS else character for character in text)


def plain_table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> pd.DataFrame:
    """A table of texts whose first column names its rows."""
    columns = {plain(name): [plain(row[place]) for row in rows] for place, name in enumerate(header) if place}
    return pd.DataFrame(columns, index=pd.Index([plain(row[0]) for row in rows], name=plain(header[0])))


def turned_table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> pd.DataFrame:
    """The same with a column for each row, for few rows of many facts."""
    columns = {plain(row[0]): [plain(cell) for cell in row[1:]] for row in rows}
    return pd.DataFrame(columns, index=pd.Index([plain(name) for name in header[1:]], name=plain(header[0])))
