"""A table as it was read: rows, the file's fingerprint, and what was noticed; and the same on disk."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from workbench.errors import ColumnError, UnreadableFile
from workbench.predictions.nearest import nearest_text
from workbench.predictions.predictions import Finding

_TABLE_NAME = "table.arrow"
_FACTS_NAME = "facts.json"


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Rows before any column has a part to play.

    Columns of ``arrow`` are text, int64, uint64, float64 or booleans. ``sha256`` is that of the file's bytes.
    """

    arrow: pa.Table
    file_name: str
    sha256: str
    bytes_count: int
    format: str
    encoding: str | None = None
    delimiter: str | None = None
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return self.arrow.num_rows

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(self.arrow.column_names)

    def column(self, name: str, *, part: str = "") -> pa.ChunkedArray:
        """The column of this name; raises ColumnError with the nearest names."""
        if name not in self.arrow.column_names:
            raise ColumnError(
                f"There is no column {name!r}{part and f' for the {part}'}. {nearest_text(name, among=self.column_names)}"
            )
        return self.arrow.column(name)

    def rows(self, start: int, stop: int) -> list[dict[str, object]]:
        """Some rows as plain values, for a preview."""
        return self.arrow.slice(start, stop - start).to_pylist()


def save_table(table: Table, folder: Path) -> None:
    """Write the table into ``folder`` so that ``load_table`` gives it back; each file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        _whole_file(folder / _TABLE_NAME) as path,
        pa.OSFile(str(path), "wb") as file,
        pa.ipc.new_file(file, table.arrow.schema) as writer,
    ):
        writer.write_table(table.arrow)
    _save_facts(table, folder)


def adopt_table(table: Table, folder: Path, *, rows: Path) -> None:
    """Do as ``save_table`` does by moving ``rows``, the Arrow file on the same disk that the table was mapped from."""
    folder.mkdir(parents=True, exist_ok=True)
    # Uploads may be confidential: the reader's file is for this user alone, as all others of the folder are.
    rows.chmod(0o600)
    _flush(rows)
    rows.replace(folder / _TABLE_NAME)
    _save_facts(table, folder)


def _save_facts(table: Table, folder: Path) -> None:
    # Facts come last: where they are, the rows are too.
    facts = {name: value for name, value in vars(table).items() if name not in ("arrow", "findings")} | {
        "findings": [asdict(finding) for finding in table.findings]
    }
    with _whole_file(folder / _FACTS_NAME) as path:
        path.write_text(json.dumps(facts), encoding="utf-8")


def load_table(folder: Path) -> Table:
    """The table that ``save_table`` wrote; raises UnreadableFile where there is none or it is damaged."""
    try:
        facts = json.loads((folder / _FACTS_NAME).read_text(encoding="utf-8"))
        findings = tuple(Finding(**finding) for finding in facts.pop("findings"))
        return Table(arrow=map_arrow(folder / _TABLE_NAME), findings=findings, **facts)
    except (OSError, ValueError, TypeError, KeyError, pa.ArrowException) as error:
        raise UnreadableFile("The stored copy of this file is missing or damaged. Load the file again.") from error


def map_arrow(path: Path) -> pa.Table:
    """The rows of an Arrow file, mapped rather than copied, and validated in full."""
    with pa.memory_map(str(path), "rb") as file:
        table = pa.ipc.open_file(file).read_all()
    table.validate(full=True)
    return table


class _whole_file:
    """A path to write to that takes its real name only when the writing succeeded."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Path:
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
        os.close(handle)
        self._written = Path(name)
        return self._written

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            _flush(self._written)
            self._written.replace(self._path)
        else:
            self._written.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    # Without this a power cut can leave a file of the right length that holds zeros, which are valid numbers.
    with path.open("rb+") as file:
        os.fsync(file.fileno())
