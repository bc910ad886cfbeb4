"""Arrow IPC files and streams (Feather version 2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import UnreadableFile
from workbench.predictions.sink import Sink

if TYPE_CHECKING:
    from workbench.predictions.formats import Source

NAME = "Arrow"
IS_TEXT = False
ORDER = 20
ENDINGS = (".arrow", ".arrows", ".feather", ".ipc")

_FILE = b"ARROW1\0\0"
_STREAM = b"\xff\xff\xff\xff"


def recognises(head: bytes, path: Path) -> bool:
    """Whether the file starts as an Arrow file or an Arrow stream does."""
    return head.startswith((_FILE, _STREAM))


def read(source: Source, sink: Sink) -> None:
    """Read every column; each batch is validated in full before it is kept."""
    import pyarrow as pa

    from workbench.predictions.plain_columns import plain_batch, plain_schema

    try:
        with pa.OSFile(str(source.path), "rb") as file:
            is_stream = file.read(4) == _STREAM
            file.seek(0)
            reader = pa.ipc.open_stream(file) if is_stream else pa.ipc.open_file(file)
            schema = plain_schema(reader.schema)
            batches = reader if is_stream else (reader.get_batch(i) for i in range(reader.num_record_batches))
            for batch in batches:
                batch.validate(full=True)
                sink.write(plain_batch(batch, schema=schema))
            if not sink.rows_count:
                sink.write(schema.empty_table())
    except MemoryError:
        # Arrow's own is an ArrowException too, and is no sign of damage.
        raise
    except (pa.ArrowException, OSError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise UnreadableFile("This Arrow file is damaged or was cut short. Write or download it again.") from error
