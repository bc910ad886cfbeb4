"""Data frames as tables: pandas, Polars, Arrow and whatever else narwhals accepts."""

from __future__ import annotations

import hashlib
from typing import Any

import pyarrow as pa

from workbench.errors import ColumnError, UnreadableFile
from workbench.predictions.plain_columns import plain_batch, plain_schema
from workbench.predictions.table import Table


def table_from_frame(frame: Any) -> Table:
    """The frame as a table; its SHA-256 is that of its rows as an Arrow stream. The frame itself is not changed.

    Raises UnreadableFile naming a column whose values cannot be used.
    """
    arrow = _to_arrow(frame)
    plain = plain_batch(arrow, schema=plain_schema(arrow.schema)).replace_schema_metadata(None)
    digest = _Digest()
    # One chunk a column, so that the same rows give the same bytes however the frame was put together.
    with pa.ipc.new_stream(pa.PythonFile(digest, mode="w"), plain.schema) as writer:
        writer.write_table(plain.combine_chunks(), max_chunksize=1 << 20)
    return Table(
        arrow=plain, file_name="data frame", sha256=digest.sha256.hexdigest(), bytes_count=digest.bytes_count, format="frame"
    )


def _to_arrow(frame: Any) -> pa.Table:
    if isinstance(frame, pa.Table):
        return frame
    import narwhals as nw

    try:
        native = nw.from_native(frame)
    except TypeError as error:
        raise UnreadableFile(
            "Predictions must be a path, bytes, an open file, or a pandas, Polars or Arrow frame; found "
            f"{type(frame).__name__}."
        ) from error
    if isinstance(native, nw.LazyFrame):
        native = native.collect()
    try:
        return native.to_arrow()
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise ColumnError(
            f"Each column of the frame must hold values of one kind, but one does not ({error}). "
            "Convert it to numbers or to text."
        ) from error


class _Digest:
    """A file that only remembers the fingerprint of what was written to it."""

    closed = False

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()
        self.bytes_count = 0

    def write(self, data: Any) -> int:
        view = memoryview(data)
        self.sha256.update(view)
        self.bytes_count += view.nbytes
        return view.nbytes

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        return self.bytes_count

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass
