"""Plain columns: any Arrow table brought down to text, int64, uint64, float64 and booleans."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from workbench.errors import UnreadableFile
from workbench.predictions.header import refuse_duplicates


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """The schema ``plain_batch`` gives; raises UnreadableFile naming a column whose type cannot be used."""
    refuse_duplicates(schema.names)
    return pa.schema([pa.field(field.name, _plain_type(field.name, field.type)) for field in schema])


def plain_batch(batch: pa.RecordBatch | pa.Table, *, schema: pa.Schema) -> pa.Table:
    """The same rows with the types of ``schema``, which came from ``plain_schema``."""
    arrays = [
        _plain_array(batch.column(position), target=field.type, name=field.name)
        for position, field in enumerate(schema)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _plain_type(name: str, given: pa.DataType) -> pa.DataType:
    if isinstance(given, pa.BaseExtensionType):
        return _plain_type(name, given.storage_type)
    if pa.types.is_dictionary(given) or pa.types.is_run_end_encoded(given):
        return _plain_type(name, given.value_type)
    if pa.types.is_nested(given):
        raise UnreadableFile(
            f"Each column must hold one value a row, but column {name!r} holds lists or records ({given}). "
            "Leave this column out, or split it into columns."
        )
    if pa.types.is_duration(given) or pa.types.is_interval(given):
        raise UnreadableFile(
            f"Column {name!r} holds lengths of time ({given}), which are not read. Write them as a number, such as "
            "seconds."
        )
    if pa.types.is_boolean(given):
        return pa.bool_()
    if pa.types.is_uint64(given):
        return pa.uint64()
    if pa.types.is_integer(given):
        return pa.int64()
    if pa.types.is_floating(given):
        return pa.float64()
    # Decimals become text because text to float64 is correctly rounded, and Arrow's decimal to float64 is not.
    return pa.large_string()


def _plain_array(array: pa.Array | pa.ChunkedArray, *, target: pa.DataType, name: str) -> pa.ChunkedArray:
    if isinstance(array, pa.Array):
        array = pa.chunked_array([array])
    if isinstance(array.type, pa.BaseExtensionType):
        array = pa.chunked_array([chunk.storage for chunk in array.chunks], type=array.type.storage_type)
    if pa.types.is_run_end_encoded(array.type):
        array = pa.chunked_array([pc.run_end_decode(chunk) for chunk in array.chunks], type=array.type.value_type)
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if array.type == target:
        return array
    if pa.types.is_date(array.type) or pa.types.is_timestamp(array.type) or pa.types.is_time(array.type):
        return _iso_text(array)
    if pa.types.is_fixed_size_binary(array.type):
        array = array.cast(pa.binary())
    try:
        return array.cast(target)
    except pa.ArrowInvalid as error:
        raise UnreadableFile(
            f"Column {name!r} holds bytes that are not text ({array.type}). Leave this column out, or write it as text."
        ) from error


def _iso_text(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO 8601; a time of exactly midnight is left off, so that a column of days reads as days."""
    text = array.cast(pa.large_string())
    for pattern, replacement in (
        (r"(\.\d*?)0+(Z?)$", r"\1\2"),
        (r"\.(Z?)$", r"\1"),
        (r" 00:00:00Z?$", ""),
        (r"^(\S+) ", r"\1T"),
    ):
        text = pc.replace_substring_regex(text, pattern=pattern, replacement=replacement)
    return text
