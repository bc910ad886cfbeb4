"""A table kept on disk comes back equal, whole or not at all."""

from __future__ import annotations

import pyarrow as pa
import pytest

from workbench.errors import ColumnError, UnreadableFile
from workbench.predictions import Finding, Table, load_table, save_table


@pytest.fixture
def table() -> Table:
    return Table(
        arrow=pa.table({"y": ["1", "0"], "p": [0.1, None]}),
        file_name="é.csv",
        sha256="ab" * 32,
        bytes_count=12,
        format="CSV",
        encoding="utf-8",
        delimiter=";",
        findings=(Finding(level="info", code="x", text="A sentence.", column="p", row=2),),
    )


def test_saved_and_loaded_is_the_same(table, tmp_path):
    save_table(table, tmp_path / "store")
    save_table(table, tmp_path / "store")
    loaded = load_table(tmp_path / "store")
    assert loaded.arrow.equals(table.arrow)
    assert {**vars(loaded), "arrow": None} == {**vars(table), "arrow": None}
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == ["facts.json", "table.arrow"]


def test_absent_or_damaged_copies_are_refused(table, tmp_path):
    with pytest.raises(UnreadableFile, match="Load the file again"):
        load_table(tmp_path)
    save_table(table, tmp_path)
    rows = tmp_path / "table.arrow"
    rows.write_bytes(rows.read_bytes()[:100])
    with pytest.raises(UnreadableFile, match="Load the file again"):
        load_table(tmp_path)


def test_an_unknown_column_names_the_nearest(table):
    with pytest.raises(ColumnError, match=r"no column 'P1' for the score\. Did you mean 'p'"):
        table.column("P1", part="score")
    with pytest.raises(ColumnError, match=r"The columns are: 'y', 'p'"):
        table.column("weight", part="weight")


def test_a_preview_is_plain_values(table):
    assert table.rows(1, 2) == [{"y": "0", "p": None}]
    assert len(table) == 2
