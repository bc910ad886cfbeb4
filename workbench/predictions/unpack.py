"""Unpacking one gzip or single-member zip file as a stream, under a cap."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path
from typing import IO

from workbench.errors import UnreadableFile
from workbench.predictions.limits import MEGABYTE, Limits, size_text
from workbench.predictions.magic import GZIP, ZIP

_BLOCK = 4 * MEGABYTE
_EXPANSION_FROM = 64 * MEGABYTE


def unpack_gzip(packed: Path, *, into: Path, limits: Limits) -> None:
    """Write the content of a gzip file to ``into``; raises UnreadableFile where it is damaged or too large."""
    try:
        with gzip.open(packed, "rb") as source:
            _copy(source, into=into, packed_bytes=packed.stat().st_size, limits=limits)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableFile(
            "This gzip file is damaged or was cut short. Compress or download the predictions again."
        ) from error


def unpack_zip(archive: zipfile.ZipFile, *, into: Path, packed: Path, limits: Limits) -> str:
    """Write the only member of a zip archive to ``into`` and return its name.

    Raises UnreadableFile where the archive has several members, is encrypted, damaged or too large.
    """
    members = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX/") and not info.filename.endswith(".DS_Store")
    ]
    if len(members) != 1:
        names = ", ".join(repr(info.filename) for info in members[:3]) or "none"
        raise UnreadableFile(
            f"A zip archive must hold exactly one file of predictions; this one holds {len(members)} ({names}"
            f"{', ...' if len(members) > 3 else ''}). Load the one you need."
        )
    member = members[0]
    if member.flag_bits & 0x1:
        raise UnreadableFile("This zip archive is protected by a password. Unpack it and load the file inside.")
    if member.file_size > limits.uncompressed_bytes_max:
        _refuse_size(limits)
    try:
        with archive.open(member) as source:
            _copy(source, into=into, packed_bytes=packed.stat().st_size, limits=limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise UnreadableFile(
            "This zip archive is damaged or uses a compression that is not read here. Load the file inside it instead."
        ) from error
    return member.filename


def _copy(source: IO[bytes] | gzip.GzipFile, *, into: Path, packed_bytes: int, limits: Limits) -> None:
    total = 0
    with into.open("wb") as target:
        while block := source.read(_BLOCK):
            if not total and block.startswith((GZIP, ZIP)):
                raise UnreadableFile(
                    "This archive holds another archive. Unpack it once and load the file of predictions inside."
                )
            total += len(block)
            if total > limits.uncompressed_bytes_max:
                _refuse_size(limits)
            if total > _EXPANSION_FROM and total > packed_bytes * limits.expansion_max:
                raise UnreadableFile(
                    f"This archive grows more than {limits.expansion_max} times when it is unpacked, which predictions "
                    "do not do, so it is not read. Load the file inside it instead."
                )
            target.write(block)


def _refuse_size(limits: Limits) -> None:
    raise UnreadableFile(
        f"This archive unpacks to more than {size_text(limits.uncompressed_bytes_max)}, the most that is read. "
        "Load a smaller file, or Parquet with only the columns you need."
    )
