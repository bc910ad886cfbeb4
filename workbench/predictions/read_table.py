"""Reading a file nobody vouches for: in a process of its own, under limits, with one sentence when it fails."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from workbench.errors import UnreadableFile
from workbench.predictions import worker
from workbench.predictions.limits import DEFAULT_LIMITS, MEGABYTE, Limits, size_text
from workbench.predictions.predictions import Finding
from workbench.predictions.table import Table, adopt_table, map_arrow


def read_table(
    source: Path | str | bytes,
    *,
    file_name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    keep_in: Path | None = None,
) -> Table:
    """The rows of a CSV, TSV, JSON Lines, Parquet, Arrow or XLSX file, whatever its name says.

    ``source`` is a path or the file's bytes. Text formats keep every value as text. ``keep_in`` is a folder that then
    has the table for ``load_table``; the folder above it must be there.
    Raises UnreadableFile with one sentence that says what must hold, what was found and what to do.
    """
    if isinstance(source, bytes):
        _check_size(len(source), limits=limits)
    else:
        source = Path(source).absolute()
        _check_file(source, limits=limits)
        file_name = file_name or source.name
    # A table that is kept is read beside its place, so that it needs to be moved only.
    with tempfile.TemporaryDirectory(
        prefix="workbench-", dir=keep_in and keep_in.parent, ignore_cleanup_errors=True
    ) as scratch:
        folder = Path(scratch)
        if isinstance(source, bytes):
            path = folder / "upload"
            path.write_bytes(source)
        else:
            path = source
        facts, sha256 = _read_apart(path, folder=folder, limits=limits)
        try:
            # The mapping outlives the folder: the system keeps the file's content until the table goes.
            arrow = map_arrow(folder / worker.TABLE_NAME)
        except (OSError, pa.ArrowException) as error:
            raise UnreadableFile("The file could not be read: what was read of it is not a valid table.") from error
        packed_as = facts["packed_as"]
        findings = [Finding(**finding) for finding in facts["findings"]]
        findings += _name_findings(file_name, facts)
        table = Table(
            arrow=arrow,
            file_name=file_name or "upload",
            sha256=sha256,
            bytes_count=path.stat().st_size,
            format=f"{facts['format']} in {packed_as}" if packed_as else facts["format"],
            encoding=facts["encoding"],
            delimiter=facts["delimiter"],
            findings=tuple(findings),
        )
        if keep_in is not None:
            adopt_table(table, keep_in, rows=folder / worker.TABLE_NAME)
        return table


def _check_file(path: Path, *, limits: Limits) -> None:
    try:
        status = path.stat()
    except OSError as error:
        raise UnreadableFile(f"There is no file {path.name!r} that can be opened ({error.strerror}).") from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFile(f"{path.name!r} is not a file. Name one file of predictions.")
    _check_size(status.st_size, limits=limits)
    if not os.access(path, os.R_OK):
        raise UnreadableFile(f"{path.name!r} may not be read by this user. Change its permissions, or copy it.")


def _check_size(bytes_count: int, *, limits: Limits) -> None:
    if bytes_count > limits.bytes_max:
        raise UnreadableFile(
            f"A file may have at most {size_text(limits.bytes_max)}; this one has {size_text(bytes_count)}. "
            "Load Parquet with only the label, the scores and the columns you need."
        )
    if bytes_count == 0:
        raise UnreadableFile("The file is empty. It must hold a row of column names and then one row a prediction.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_apart(path: Path, *, folder: Path, limits: Limits) -> tuple[dict[str, Any], str]:
    """The facts that the child left in ``folder``, and the SHA-256 of the file, taken while the child reads."""
    request = folder / "request.json"
    request.write_text(json.dumps({"path": str(path), "folder": str(folder), "limits": asdict(limits)}))
    # Isolated (-I): neither the user's environment nor the working folder can change what the child imports.
    # Nothing else of the environment reaches it, secrets least of all.
    command = [sys.executable, "-I", worker.__file__, str(request)]
    environment = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ} | {
        "OPENBLAS_NUM_THREADS": "1",  # its threads reserve address space that counts against the memory limit
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "2",
    }
    with (
        ThreadPoolExecutor(1) as beside,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
        ) as child,
    ):
        sha256 = beside.submit(_sha256, path)
        try:
            status = child.wait(timeout=limits.seconds_max)
        except subprocess.TimeoutExpired as error:
            child.kill()
            raise UnreadableFile(_time_sentence(limits)) from error
        except BaseException:
            # An interrupted caller must not leave the child running.
            child.kill()
            raise
    return _facts(folder / worker.FACTS_NAME, status=status, limits=limits), sha256.result()


def _facts(path: Path, *, status: int, limits: Limits) -> dict[str, Any]:
    if status == -getattr(signal, "SIGXCPU", 0) and status:
        raise UnreadableFile(_time_sentence(limits))
    if status != 0 or not path.exists() or path.stat().st_size > 16 * MEGABYTE:
        if status < 0:
            # Native code aborts where it cannot allot memory, so this is what a memory bomb looks like.
            raise UnreadableFile(
                f"This file is damaged, or reading it needs more than {size_text(limits.memory_bytes_max)} of memory. "
                "Write it again, or load Parquet with only the columns you need."
            )
        raise UnreadableFile(
            "This file is damaged in a way that is not understood, and was not read. Write it again as CSV or Parquet."
        )
    facts = json.loads(path.read_text(encoding="utf-8"))
    if "refused" in facts:
        raise UnreadableFile(facts["refused"])
    return facts


def _time_sentence(limits: Limits) -> str:
    return (
        f"Reading this file takes more than {limits.seconds_max:g} seconds. Load Parquet with only the label, the "
        "scores "
        "and the columns you need."
    )


def _name_findings(file_name: str | None, facts: dict[str, Any]) -> list[Finding]:
    """A notice where the file's ending promises another format than its content is."""
    suffixes = [suffix.lower() for suffix in Path(file_name or "").suffixes]
    if suffixes and suffixes[-1] in (".gz", ".zip", ".gzip") and facts["packed_as"]:
        suffixes.pop()
    known = {ending for each in _known_endings() for ending in each}
    if not suffixes or suffixes[-1] not in known or suffixes[-1] in facts["endings"]:
        return []
    return [
        Finding(
            level="info",
            code="name-and-content",
            text=f"The file is named {suffixes[-1]} and holds {facts['format']}; it was read as {facts['format']}.",
        )
    ]


def _known_endings() -> list[tuple[str, ...]]:
    from workbench.predictions.formats import formats

    return [each.ENDINGS for each in formats()]
