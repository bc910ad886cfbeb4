"""Excel: the first sheet, after a scan that refuses sheets no table has."""

from __future__ import annotations

import io
import zipfile

import pyarrow as pa
import pytest

from workbench.errors import UnreadableFile
from workbench.predictions import Limits


def test_cells_become_columns(read_here, workbook, rows):
    content = workbook(
        rows(
            ("id", "fraud", "score", "tier", "ok"),
            ("007", 1, 0.25, "NA", True),
            (None, None, None, None, None),
            ("8", 0, 0.5, 3.0, False),
        )
    )
    table = read_here(content)
    assert table.format == "XLSX"
    assert table.arrow.to_pydict() == {
        "id": ["007", "8"],
        "fraud": [1, 0],
        "score": [0.25, 0.5],
        "tier": ["NA", "3"],
        "ok": [True, False],
    }
    assert table.arrow.schema.field("fraud").type == pa.int64()


def test_an_empty_cell_is_missing(read_here, workbook, rows):
    table = read_here(workbook(rows(("y", "p", "t"), (1, None, "a"), (0, 0.5, None))))
    assert table.arrow.to_pydict() == {"y": [1, 0], "p": [None, 0.5], "t": ["a", None]}


def test_other_sheets_are_named(read_here, workbook, rows):
    sheet = rows(("y", "p"), (1, 0.5))
    (finding,) = read_here(workbook(sheet, sheet)).findings
    assert finding.code == "sheets-unused"
    assert "'Sheet1'" in finding.text
    assert "'Sheet2'" in finding.text


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def test_a_cell_far_away_is_refused_before_memory_is_taken(read_here, workbook):
    content = workbook(FAR)
    assert len(content) < 1_500
    with pytest.raises(UnreadableFile, match=r"row 1,048,576 and column 16,384.*Delete stray cells"):
        read_here(content)


@pytest.mark.parametrize(
    "sheet",
    [
        "<row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>",
        '<x:row><x:c r="ABC200000"><x:v>1</x:v></x:c></x:row>',
        "<row/>" * 1_100_000,
        "<row><c><v>1</v></c></row>" * 250_000,
        "<row>" + "<c><v>1</v></c>" * 300_000 + "</row>",
    ],
)
def test_other_ways_to_be_huge(read_here, workbook, sheet):
    with pytest.raises(UnreadableFile, match="Delete stray cells"):
        read_here(workbook(sheet), limits=Limits(sheet_cells_max=200_000))


@pytest.mark.parametrize(
    ("sheet", "part"),
    [
        ("", "first sheet is empty"),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>y</t></is></c></row>', "two columns"),
    ],
)
def test_sheets_without_a_table(read_here, workbook, sheet, part):
    with pytest.raises(UnreadableFile, match=part):
        read_here(workbook(sheet))


def test_header_only(read_here, workbook, rows):
    with pytest.raises(UnreadableFile, match="no rows"):
        read_here(workbook(rows(("y", "p"))))


@pytest.mark.parametrize(
    ("member", "part"),
    [
        ("word/document.xml", "a Word document"),
        ("ppt/presentation.xml", "a PowerPoint presentation"),
        ("xl/workbook.bin", ".xlsb"),
        ("other.xml", "without a workbook"),
    ],
)
def test_other_office_files_are_named(read_here, member, part):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(member, "<x/>")
    with pytest.raises(UnreadableFile, match=part):
        read_here(buffer.getvalue())


@pytest.mark.parametrize("keep", [100, 600, -30])
def test_truncated_workbooks_are_refused(read_here, workbook, rows, keep):
    with pytest.raises(UnreadableFile, match="damaged"):
        read_here(workbook(rows(("y", "p"), (1, 0.5)))[:keep])


def test_too_many_parts_and_too_large_parts(read_here, workbook, rows):
    buffer = io.BytesIO(workbook(rows(("y", "p"), (1, 0.5))))
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read_here(buffer.getvalue(), limits=Limits(uncompressed_bytes_max=1_000))
    with zipfile.ZipFile(buffer, "a") as archive:
        for number in range(5_001):
            archive.writestr(f"xl/media/{number}", "")
    with pytest.raises(UnreadableFile, match="parts"):
        read_here(buffer.getvalue())
