"""Data frames as tables: pandas, Polars, Arrow and whatever else narwhals accepts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.errors import ColumnError, UnreadableFile
from workbench.predictions.header import refuse_duplicates
from workbench.predictions.plain_columns import plain_batch, plain_schema
from workbench.predictions.table import Table


def table_from_frame(frame: Any) -> Table:
    """The frame as a table; its SHA-256 is that of its names, types and values. The frame itself is not changed.

    Raises UnreadableFile naming a column whose values cannot be used, ColumnError where two columns share a name.
    """
    arrow = _to_arrow(frame)
    plain = plain_batch(arrow, schema=plain_schema(arrow.schema)).replace_schema_metadata(None)
    sha256, bytes_count = _fingerprint(plain)
    return Table(
        arrow=plain,
        file_name="data frame",
        sha256=sha256,
        bytes_count=bytes_count,
        format="frame",
    )


def _to_arrow(frame: Any) -> pa.Table:
    if isinstance(frame, pa.Table):
        _refuse_duplicates(frame.column_names)
        return frame
    import narwhals as nw

    if nw.dependencies.is_pandas_like_dataframe(frame):
        _refuse_duplicates([str(name) for name in frame.columns])
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
        arrow = native.to_arrow()
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise ColumnError(
            f"Each column of the frame must hold values of one kind, but one does not ({error}). "
            "Convert it to numbers or to text."
        ) from error
    # A pandas index without a name is a row number, not a column.
    return arrow.select([name for name in arrow.column_names if not name.startswith("__index_level_")])


def _refuse_duplicates(names: Sequence[str]) -> None:
    try:
        refuse_duplicates(names)
    except UnreadableFile as error:
        raise ColumnError(str(error)) from error


def _fingerprint(table: pa.Table) -> tuple[str, int]:
    """SHA-256 of names, types and values, and how many bytes that was.

    Not of Arrow's own bytes: those differ between libraries in padding and in what lies under a null.
    """
    digest, bytes_count = hashlib.sha256(), 0
    for name, column in zip(table.column_names, table.columns, strict=True):
        for part in (name.encode(), str(column.type).encode(), pc.is_valid(column).to_numpy(), *_values(column)):
            data = part.tobytes() if isinstance(part, np.ndarray) else memoryview(part)
            digest.update(len(data).to_bytes(8, "little"))
            digest.update(data)
            bytes_count += len(data)
    return digest.hexdigest(), bytes_count


def _values(column: pa.ChunkedArray) -> Iterator[np.ndarray | pa.Buffer]:
    if not pa.types.is_large_string(column.type):
        yield pc.fill_null(column, False if pa.types.is_boolean(column.type) else 0).to_numpy()
        return
    # One chunk, so that the same rows give the same print however the frame was put together.
    filled = pa.chunked_array([pc.fill_null(column, "").combine_chunks()], column.type)
    yield pc.binary_length(filled).to_numpy()
    for chunk in filled.chunks:
        if len(chunk):
            offsets = np.frombuffer(chunk.buffers()[1], np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
            data = chunk.buffers()[2]
            yield data.slice(offsets[0], offsets[-1] - offsets[0]) if data is not None else np.empty(0, np.uint8)
