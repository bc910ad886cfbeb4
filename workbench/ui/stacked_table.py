"""A table of texts that can be read at any width: rows and columns where there is room, on a phone one row under the other."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

STYLE = """<style>
.wb-stack { border-collapse: collapse; width: 100%; font-size: .95rem; font-variant-numeric: tabular-nums; }
.wb-stack th, .wb-stack td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; font-weight: 400; overflow-wrap: break-word;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.wb-stack thead th { font-weight: 600; font-size: .88rem; } .wb-stack tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: 6rem; }
@media (max-width: 640px) {
  .wb-stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .wb-stack tbody tr { display: block; padding: .5rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
  .wb-stack tbody th { display: block; border: 0; padding: 0 0 .1rem; }
  .wb-stack td { overflow-wrap: anywhere; display: grid; grid-template-columns: minmax(7rem, 2fr) 3fr; gap: 0 .8rem; border: 0; padding: .1rem 0; }
  .wb-stack td:empty { display: none; } .wb-stack td::before { content: attr(data-label); opacity: .82; }
}
</style>"""
TextTable = tuple[Sequence[str], Sequence[Sequence[str]]]


def draw_table(table: TextTable) -> None:
    """The table on the page; nothing in it is taken for markup."""
    st.html(stacked_table(*table))


def stacked_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The HTML of a table whose first column names its rows. Each cell knows its column, which is said where it stands alone."""
    # The roles are said: what is laid out as blocks is no table to a reader's ears otherwise.
    head = "".join(f"<th role='columnheader' scope='col'>{escape(name)}</th>" for name in header)
    body = "".join(
        f"<tr role='row'><th role='rowheader' scope='row'>{escape(name)}</th>"
        + "".join(
            f"<td role='cell' data-label='{escape(label)}'>{escape(cell)}</td>"
            for label, cell in zip(header[1:], cells, strict=True)
        )
        + "</tr>"
        for name, *cells in rows
    )
    return (
        f"{STYLE}<table class='wb-stack' role='table'><thead role='rowgroup'><tr role='row'>{head}</tr></thead>"
        f"<tbody role='rowgroup'>{body}</tbody></table>"
    )


def turned(table: TextTable) -> TextTable:
    """The same with a column for each row, for few rows of many facts.

    >>> turned((("Point", "Recall"), (("now", "90%"), ("today", "80%"))))
    (('Point', 'now', 'today'), (('Recall', '90%', '80%'),))
    """
    header, rows = table
    first, *facts = tuple(zip(header, *rows, strict=True))
    return first, tuple(facts)
