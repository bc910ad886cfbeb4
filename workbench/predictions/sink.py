"""Where a format's reader puts what it read: record batches into one Arrow file, facts beside them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import UnreadableFile
from workbench.predictions.limits import Limits
from workbench.predictions.predictions import Finding, Level

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(kw_only=True)
class Sink:
    """The growing result of reading one file; ``write`` counts cells so that no format can exceed the limit."""

    path: Path
    limits: Limits
    encoding: str | None = None
    delimiter: str | None = None
    findings: list[Finding] = field(default_factory=list)
    rows_count: int = 0
    _writer: Any = None
    _file: Any = None

    def note(self, level: Level, code: str, text: str, *, column: str | None = None, row: int | None = None) -> None:
        """Keep one sentence for the receipt."""
        self.findings.append(Finding(level=level, code=code, text=text, column=column, row=row))

    def write(self, batch: pa.RecordBatch | pa.Table) -> None:
        """Append rows; the first batch fixes the columns."""
        self.rows_count += batch.num_rows
        self.expect(rows_count=self.rows_count, columns_count=batch.num_columns)
        if self._writer is None:
            import pyarrow as pa

            self._file = pa.OSFile(str(self.path), "wb")
            self._writer = pa.ipc.new_file(self._file, batch.schema)
        self._writer.write(batch)

    def expect(self, *, rows_count: int, columns_count: int) -> None:
        """Raise UnreadableFile where this many cells are more than may be read."""
        if rows_count * columns_count > self.limits.cells_max:
            raise UnreadableFile(
                f"This table has {rows_count:,} rows or more in {columns_count:,} columns; at most "
                f"{self.limits.cells_max:,} cells are read. Keep only the label, the scores and the columns you need."
            )

    def close(self) -> dict[str, Any]:
        """Finish the Arrow file and return the facts as plain JSON values."""
        if self._writer is not None:
            self._writer.close()
            self._file.close()
        return {
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "rows": self.rows_count,
            "findings": [asdict(finding) for finding in self.findings],
        }
