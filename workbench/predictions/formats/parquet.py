"""Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import UnreadableFile
from workbench.predictions.sink import Sink

if TYPE_CHECKING:
    from workbench.predictions.formats import Source

NAME = "Parquet"
IS_TEXT = False
ORDER = 10
ENDINGS = (".parquet", ".pq", ".parq")

_ROWS = 1 << 17


def recognises(head: bytes, path: Path) -> bool:
    """Whether the file starts as Parquet does."""
    return head.startswith(b"PAR1")


def read(source: Source, sink: Sink) -> None:
    """Read every column; each batch is validated in full before it is kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from workbench.predictions.plain_columns import plain_batch, plain_schema

    try:
        with pq.ParquetFile(source.path, page_checksum_verification=True) as file:
            sink.expect(rows_count=file.metadata.num_rows, columns_count=len(file.schema_arrow))
            schema = plain_schema(file.schema_arrow)
            for batch in file.iter_batches(batch_size=_ROWS):
                batch.validate(full=True)
                sink.write(plain_batch(batch, schema=schema))
            if sink.rows_count != file.metadata.num_rows:
                raise UnreadableFile(
                    f"This Parquet file promises {file.metadata.num_rows:,} rows and holds {sink.rows_count:,}: it is "
                    "damaged. Write or download it again."
                )
            if not sink.rows_count:
                sink.write(schema.empty_table())
    except MemoryError:
        # Arrow's own is an ArrowException too, and is no sign of damage.
        raise
    except (pa.ArrowException, OSError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise UnreadableFile("This Parquet file is damaged or was cut short. Write or download it again.") from error
