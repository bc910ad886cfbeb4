"""A table that is read at any width: each cell knows its column, and nothing in it is markup."""

from __future__ import annotations

import re

from workbench.ui.stacked_table import stacked_table, turned

HEADER = ("Metric", "Here", "Points")
ROWS = (("Recall <b>", "60%", "0.6"), ("Sum", "", "0.6"))


def test_each_cell_names_its_column_where_it_stands_alone():
    table = stacked_table(HEADER, ROWS)
    assert re.findall(r"data-label='([^']*)'>([^<]*)</td>", table) == [
        ("Here", "60%"), ("Points", "0.6"), ("Here", ""), ("Points", "0.6"),
    ]  # fmt: skip


def test_what_people_wrote_is_text():
    table = stacked_table(("Metric", "' onclick='x"), (("Recall <b>", "<i>"),))
    assert "Recall &lt;b&gt;" in table
    assert "<i>" not in table
    assert "onclick='" not in table


def test_a_table_is_turned_and_turned_back():
    assert turned(turned((HEADER, ROWS))) == (HEADER, ROWS)
    assert turned((HEADER, ROWS))[0] == ("Metric", "Recall <b>", "Sum")
