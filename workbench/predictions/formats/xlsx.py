"""Excel workbooks (.xlsx): the first sheet."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import UnreadableFile
from workbench.predictions.header import check_header
from workbench.predictions.magic import ZIP
from workbench.predictions.sink import Sink

if TYPE_CHECKING:
    import pyarrow as pa

    from workbench.predictions.formats import Source

NAME = "XLSX"
IS_TEXT = False
ORDER = 30
ENDINGS = (".xlsx", ".xlsm")

_CONTENTS = "[Content_Types].xml"
_DAMAGED = (
    "This Excel workbook is damaged or was cut short. Open it in Excel and save it again, or save the sheet as CSV."
)


def recognises(head: bytes, path: Path) -> bool:
    """Whether the file is a zip of an Office or OpenDocument file; other zips are archives of predictions."""
    if not head.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return _CONTENTS.encode() in head
    return _CONTENTS in names or ("mimetype" in names and "content.xml" in names)


def read(source: Source, sink: Sink) -> None:
    """Read the first sheet, once a scan has shown that it is of a size that can be read."""
    import python_calamine

    from workbench.predictions.sheet_scan import check_workbook

    try:
        with zipfile.ZipFile(source.path) as archive:
            _refuse_other_documents(set(archive.namelist()))
            check_workbook(archive, limits=source.limits)
        with source.path.open("rb") as file:
            workbook = python_calamine.load_workbook(file)
            if not workbook.sheet_names:
                raise UnreadableFile("This workbook holds no sheets. The first sheet must hold the predictions.")
            rows = workbook.get_sheet_by_index(0).to_python()
    except python_calamine.PasswordError as error:
        raise UnreadableFile("This workbook is protected by a password. Remove it in Excel and save again.") from error
    except (
        zipfile.BadZipFile,
        python_calamine.CalamineError,
        OSError,
        ValueError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise UnreadableFile(_DAMAGED) from error
    first, *others = workbook.sheet_names
    if others:
        sink.note(
            "info",
            "sheets-unused",
            f"Only the first sheet, {first!r}, was read; not read: {', '.join(map(repr, others[:10]))}.",
        )
    _write(rows, sink=sink)


def _refuse_other_documents(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise UnreadableFile("This is a binary Excel workbook (.xlsb). Save it as .xlsx or CSV and load that file.")
    if any(name.startswith("word/") for name in names):
        kind = "a Word document"
    elif any(name.startswith("ppt/") for name in names):
        kind = "a PowerPoint presentation"
    elif "content.xml" in names:
        kind = "an OpenDocument file"
    else:
        kind = "an Office file without a workbook in it"
    raise UnreadableFile(f"This is {kind}, not an Excel workbook. Save the table as .xlsx or CSV and load that file.")


def _write(rows: list[list[Any]], *, sink: Sink) -> None:
    import pyarrow as pa

    if not rows or not any(_is_filled(row) for row in rows):
        raise UnreadableFile("The first sheet is empty. It must hold a row of column names and then the predictions.")
    names = check_header([_text(value) or "" for value in rows[0]], sink=sink)
    body = [row for row in rows[1:] if _is_filled(row)]
    if not body:
        raise UnreadableFile("The first sheet holds column names and no rows. It must hold one row a prediction.")
    columns = [_column(values) for values in zip(*body, strict=True)]
    sink.write(pa.table(columns, names=names))


def _is_filled(row: list[Any]) -> bool:
    return any(value != "" for value in row)


def _column(values: tuple[Any, ...]) -> pa.Array:
    """Numbers where all cells are numbers, truth values likewise, else text."""
    import pyarrow as pa

    kinds = {type(value) for value in values if value != ""}
    given = [None if isinstance(value, str) and value == "" else value for value in values]
    if kinds and kinds <= {int, float}:
        if all(value is None or (float(value).is_integer() and abs(value) < 2**53) for value in given):
            return pa.array([None if value is None else int(value) for value in given], pa.int64())
        return pa.array([None if value is None else float(value) for value in given], pa.float64())
    if kinds == {bool}:
        return pa.array(given, pa.bool_())
    return pa.array([_text(value) for value in given], pa.string())


def _text(value: Any) -> str | None:
    """A cell as text: whole numbers without a decimal point, days without a time."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
