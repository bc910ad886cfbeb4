"""Data leaves by stdout or by a file that appears whole or not at all; the file's ending picks the format."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.messages import say
from workbench.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

TABLE_ENDINGS = (".csv", ".tsv", ".parquet", ".json")


def check_ending(out: Path | None, endings: Sequence[str]) -> None:
    """Refuse a file name whose ending says nothing, before any work is done."""
    if out is not None and out.suffix.lower() not in endings:
        raise InputError(f"The ending of {out.name!r} must be one of {', '.join(endings)}; it picks the format.")
    if out is not None and not out.absolute().parent.is_dir():
        raise InputError(f"There is no folder {str(out.parent)!r} to write {out.name!r} to. Make it first.")


def write_table(table: pd.DataFrame, out: Path | None, *, as_json: bool) -> None:
    """The table into ``out``, else to stdout as CSV or JSON. Undefined is empty (null); floats read back equal."""
    from workbench.exporters.table_file import table_bytes  # brings pandas, which a receipt does not need

    if out is not None:
        write_file(out, table_bytes(table, out.suffix.lower()))
    if out is None or as_json:
        write_stdout(table_bytes(table, ".json" if as_json else ".csv").decode("utf-8"))


def json_text(content: Any, *, indent: int | None = 2) -> str:
    """JSON with a line end; the only numbers in it are finite."""
    return json.dumps(content, indent=indent, ensure_ascii=False, allow_nan=False) + "\n"


def write_stdout(text: str) -> None:
    """Data to stdout; a reader that stops early, such as ``head``, is no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_file(out: Path, data: bytes) -> None:
    """Write the file whole or not at all, and say so."""
    try:
        handle, name = tempfile.mkstemp(dir=out.absolute().parent, prefix=f".{out.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, out)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{str(out)!r} cannot be written: {error.strerror or error}.") from None
    say(f"Wrote {out}.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
