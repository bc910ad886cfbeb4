"""How large an Excel sheet says it is, read as a stream before a parser allots memory for it."""

from __future__ import annotations

import re
import zipfile

from workbench.errors import UnreadableFile
from workbench.predictions.limits import MEGABYTE, Limits, size_text

MEMBERS_MAX = 5_000
ROWS_MAX = 1_048_576
COLUMNS_MAX = 16_384
_BLOCK = 4 * MEGABYTE
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,9})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")


def check_workbook(archive: zipfile.ZipFile, *, limits: Limits) -> None:
    """Raise UnreadableFile where the workbook unpacks to too much, or a sheet spans more cells than may be read.

    A cell at XFD1048576 makes a parser allot 17 thousand million cells for a file of 1.4 KB.
    """
    members = archive.infolist()
    if len(members) > MEMBERS_MAX:
        raise UnreadableFile(
            f"This workbook holds {len(members):,} parts; at most {MEMBERS_MAX:,} are read. Save the sheet as CSV."
        )
    if sum(info.file_size for info in members) > limits.uncompressed_bytes_max:
        raise UnreadableFile(
            f"This workbook unpacks to more than {size_text(limits.uncompressed_bytes_max)}. Save the sheet as CSV."
        )
    for info in members:
        if info.filename.lower().startswith("xl/worksheets/") and info.filename.lower().endswith(".xml"):
            _check_sheet(archive, info, limits=limits)


def _check_sheet(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, limits: Limits) -> None:
    rows = columns = rows_seen = cells_seen = 0
    tail = b""
    with archive.open(info) as sheet:
        while block := sheet.read(_BLOCK):
            if b"\0" in block:
                raise UnreadableFile("This workbook holds a sheet that is not UTF-8. Save the sheet as CSV.")
            # What follows the last tag's opening may be half a tag: it is looked at with the next block.
            cut = block.rfind(b"<")
            whole, tail = (tail + block[:cut], block[cut:]) if cut >= 0 else (b"", tail + block)
            if len(tail) > _BLOCK:
                raise UnreadableFile("This workbook holds a cell of more than 4 MB. Save the sheet as CSV.")
            rows, columns = _furthest(whole, rows=rows, columns=columns)
            rows_seen += len(_ROW.findall(whole))
            cells_seen += len(_CELL.findall(whole))
            rows = max(rows, rows_seen)
            if rows > ROWS_MAX or max(rows * columns, cells_seen) > limits.sheet_cells_max:
                break
    rows, columns = _furthest(tail, rows=rows, columns=columns)
    rows = max(rows, rows_seen)
    if rows > ROWS_MAX or columns > COLUMNS_MAX or max(rows * columns, cells_seen) > limits.sheet_cells_max:
        raise UnreadableFile(
            f"A sheet of this workbook reaches to row {rows:,} and column {max(columns, 1):,}; at most "
            f"{limits.sheet_cells_max:,} cells in {ROWS_MAX:,} rows are read. Delete stray cells far from the table, "
            "or save the sheet as CSV."
        )


def _furthest(xml: bytes, *, rows: int, columns: int) -> tuple[int, int]:
    references = set(_REFERENCE.findall(xml))
    rows = max([rows, *{int(row) for _, row in references}])
    columns = max([columns, *(_column_number(letters) for letters in {letters for letters, _ in references})])
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
