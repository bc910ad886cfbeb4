"""Files of predictions made on the spot, and a reading without the child process where the process is not the point."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.predictions import worker
from workbench.predictions.limits import Limits
from workbench.predictions.predictions import Finding
from workbench.predictions.table import Table, map_arrow

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def make_workbook(*sheets: str) -> bytes:
    """An XLSX file whose sheets hold the given rows as raw XML."""
    buffer = io.BytesIO()
    numbers = range(1, len(sheets) + 1)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "_rels/.rels",
            f'{_RELATIONS}<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>",
        )
        listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
        archive.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}">'
            f"<sheets>{listed}</sheets></workbook>",
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f"{_RELATIONS}{links}</Relationships>")
        for n, rows in zip(numbers, sheets, strict=True):
            archive.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
            )
    return buffer.getvalue()


def make_rows(*rows: tuple[object, ...]) -> str:
    """Rows of a sheet: texts, numbers, truth values, and nothing for None."""
    return "".join(
        f'<row r="{r}">' + "".join(_cell(f"{chr(65 + c)}{r}", value) for c, value in enumerate(row)) + "</row>"
        for r, row in enumerate(rows, start=1)
    )


def _cell(reference: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{reference}"><v>{value!r}</v></c>'


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    return make_workbook


@pytest.fixture
def rows() -> Callable[..., str]:
    return make_rows


@pytest.fixture
def read_here(tmp_path: Path) -> Callable[..., Table]:
    """Read bytes as the child process does, in this process: the same code, without the cost of starting one."""
    count = 0

    def read(content: bytes, *, limits: Limits | None = None) -> Table:
        nonlocal count
        count += 1
        folder = tmp_path / f"read{count}"
        folder.mkdir()
        (folder / "upload").write_bytes(content)
        facts = worker.read(folder / "upload", folder=folder, limits=limits or Limits())
        return Table(
            arrow=map_arrow(folder / worker.TABLE_NAME),
            file_name="upload",
            sha256="0" * 64,
            bytes_count=len(content),
            format=facts["format"],
            encoding=facts["encoding"],
            delimiter=facts["delimiter"],
            findings=tuple(Finding(**finding) for finding in facts["findings"]),
        )

    return read
