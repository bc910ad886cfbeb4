"""JSON Lines: one flat object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import UnreadableFile
from workbench.predictions.limits import MEGABYTE
from workbench.predictions.sink import Sink

if TYPE_CHECKING:
    import pyarrow as pa

    from workbench.predictions.formats import Source

NAME = "JSON Lines"
IS_TEXT = True
ORDER = 10
ENDINGS = (".jsonl", ".ndjson", ".json")

_LINE_BYTES_MAX = 16 * MEGABYTE
_ROWS = 20_000


def recognises(head: str, path: Path) -> bool:
    """Whether the first line begins as an object does."""
    return head.lstrip().startswith("{")


def read(source: Source, sink: Sink) -> None:
    """Read all rows; a key that some rows lack is missing there."""
    import pyarrow as pa

    from workbench.predictions.header import check_header

    chunks: list[tuple[int, dict[str, pa.Array]]] = []
    keys: dict[str, None] = {}
    rows_count = 0
    for records in _batches(source):
        rows_count += len(records)
        for shape in {tuple(record): None for record in records}:
            keys.update(dict.fromkeys(shape))
        sink.expect(rows_count=rows_count, columns_count=len(keys))
        chunks.append(
            (len(records), {key: _column(records, key, rows_before=rows_count - len(records)) for key in keys})
        )
    if not rows_count:
        raise UnreadableFile("The file holds no rows. It must hold one object a line.")
    names = check_header(list(keys), sink=sink)
    types = {key: _common_type([arrays[key].type for _, arrays in chunks if key in arrays]) for key in keys}
    schema = pa.schema([(name, types[key]) for name, key in zip(names, keys, strict=True)])
    for count, arrays in chunks:
        columns = [_cast(arrays.get(key, pa.nulls(count)), types[key]) for key in keys]
        sink.write(pa.record_batch(columns, schema=schema))


def _batches(source: Source) -> Iterator[list[dict[str, Any]]]:
    assert source.text is not None
    lines: list[bytes] = []
    first = number = 1
    with source.text.path.open("rb") as file:
        file.seek(source.text.skip_bytes)
        while line := file.readline(_LINE_BYTES_MAX + 1):
            if len(line) > _LINE_BYTES_MAX:
                raise UnreadableFile(f"Line {number:,} is longer than 16 MB. Write one flat object a line.")
            lines.append(line.strip())
            number += 1
            if len(lines) == _ROWS:
                yield _records(lines, first=first)
                lines, first = [], number
    yield _records(lines, first=first)


def _records(lines: list[bytes], *, first: int) -> list[dict[str, Any]]:
    """The objects of the lines, of which the first has the number ``first``; blank lines are passed over."""
    filled = [line for line in lines if line]
    # All at once is three times as fast as one by one, and as strict where each line is one object from end to end.
    if all(line.startswith(b"{") and line.endswith(b"}") for line in filled):
        try:
            records = _DECODER.decode("[" + b",".join(filled).decode("utf-8") + "]")
            if len(records) == len(filled):
                return records
        except (ValueError, RecursionError, UnreadableFile):
            # Told apart below, with the number of the line.
            pass
    return [_record(line, number=number) for number, line in enumerate(lines, start=first) if line]


def _record(line: bytes, *, number: int) -> dict[str, Any]:
    try:
        record = _DECODER.decode(line.decode("utf-8"))
    except UnreadableFile as error:
        raise UnreadableFile(f"Line {number:,}: {error}") from error
    except RecursionError as error:
        raise UnreadableFile(f"Line {number:,} is nested too deeply. Write one flat object a line.") from error
    except ValueError as error:
        raise UnreadableFile(
            f'Line {number:,} is not a complete JSON object. Write one object a line, as {{"label": 1, "score": 0.7}}.'
        ) from error
    if not isinstance(record, dict):
        raise UnreadableFile(f"Line {number:,} must hold an object with named values, as {{...}}.")
    return record


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableFile(f"each name must occur once, but {twice!r} occurs twice. Remove one of them.")
    return record


_DECODER = json.JSONDecoder(object_pairs_hook=_without_duplicates)


def _column(records: list[dict[str, Any]], key: str, *, rows_before: int) -> pa.Array:
    import pyarrow as pa

    values = [record.get(key) for record in records]
    try:
        array = pa.array(values)
        if not pa.types.is_nested(array.type):
            return array
    except MemoryError:
        raise
    except (pa.ArrowException, OverflowError, UnicodeEncodeError):
        # A mixture of texts and numbers, or a number above 64 bits: kept as text.
        pass
    for row, value in enumerate(values, start=rows_before + 1):
        if isinstance(value, dict | list):
            raise UnreadableFile(
                f"Each name must hold one value, but {key!r} in row {row:,} holds a list or another object. "
                "Leave it out, or split it into several names."
            )
    texts = [None if value is None else _text(value) for value in values]
    return pa.array([None if text is None else text.encode("utf-8", "replace").decode() for text in texts])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _common_type(types: list[pa.DataType]) -> pa.DataType:
    import pyarrow as pa

    distinct = {each for each in types if not pa.types.is_null(each)}
    if distinct == {pa.int64(), pa.float64()}:
        return pa.float64()
    return distinct.pop() if len(distinct) == 1 else pa.string()


def _cast(array: pa.Array, target: pa.DataType) -> pa.Array:
    # Integers above 2**53 become the nearest float, as in Python.
    return array if array.type == target else array.cast(target, safe=False)
