"""The killable process that parses one hostile file.

Run as ``python worker.py REQUEST.json``: limits itself, reads the file, and leaves ``table.arrow`` and ``facts.json``
in the request's folder. Facts are either the table's or one sentence of refusal; nothing else comes back.
"""

from __future__ import annotations

import json
import math
import os
import sys
import types
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.predictions.limits import Limits

TABLE_NAME = "table.arrow"
FACTS_NAME = "facts.json"


def read(path: Path, *, folder: Path, limits: Limits) -> dict[str, Any]:
    """Read the file into ``folder`` and return the facts; raises UnreadableFile."""
    from workbench.errors import UnreadableFile
    from workbench.predictions.formats import Source, recognise
    from workbench.predictions.magic import HEAD_BYTES, refuse_known_binary, refuse_known_text
    from workbench.predictions.sink import Sink
    from workbench.predictions.text_encoding import open_text

    sink = Sink(path=folder / TABLE_NAME, limits=limits)
    packed_as, path = _unpack(path, folder=folder, limits=limits)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise UnreadableFile("The file is empty. It must hold a row of column names and then one row a prediction.")
    refuse_known_binary(head)
    text = None
    chosen = recognise(head, path)
    if chosen is not None and packed_as:
        raise UnreadableFile(
            f"Only text formats are read inside {packed_as}, but this holds {chosen.NAME}. "
            "Unpack it and load the file inside."
        )
    if chosen is None:
        text = open_text(path, scratch=folder, sink=sink)
        refuse_known_text(text.head())
        chosen = recognise(text.head(), path)
    assert chosen is not None
    chosen.read(Source(path=path, scratch=folder, limits=limits, text=text), sink)
    return {**sink.close(), "format": chosen.NAME, "packed_as": packed_as, "endings": chosen.ENDINGS}


def _unpack(path: Path, *, folder: Path, limits: Limits) -> tuple[str | None, Path]:
    from workbench.errors import UnreadableFile
    from workbench.predictions.formats import recognise
    from workbench.predictions.magic import GZIP, HEAD_BYTES, ZIP
    from workbench.predictions.unpack import unpack_gzip, unpack_zip

    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    unpacked = folder / "unpacked"
    if head.startswith(GZIP):
        unpack_gzip(path, into=unpacked, limits=limits)
        return "gzip", unpacked
    if head.startswith(ZIP) and recognise(head, path) is None:
        try:
            with zipfile.ZipFile(path) as archive:
                unpack_zip(archive, into=unpacked, packed=path, limits=limits)
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise UnreadableFile("This zip archive is damaged or was cut short. Zip or download it again.") from error
        return "zip", unpacked
    return None, path


def limit_this_process(limits: Limits) -> None:
    """Bound memory, processor time and file size, and leave no core dump.

    Where the system cannot do that, the parent's clock still ends it.
    """
    try:
        import resource
    except ImportError:
        return
    cpu_seconds = math.ceil(limits.cpu_seconds_max)
    for kind, most, last in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_AS, limits.memory_bytes_max, limits.memory_bytes_max),
        # The first is a signal that says what it was, the second a kill for whoever ignores it.
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 5),
        (resource.RLIMIT_FSIZE, 2 * limits.uncompressed_bytes_max, 2 * limits.uncompressed_bytes_max),
    ):
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most, last = min(most, hard), min(last, hard)
        resource.setrlimit(kind, (most, last))


def main(request_path: str) -> None:
    """Read what the request asks for and leave the facts beside it."""
    from workbench.errors import UnreadableFile
    from workbench.predictions.limits import Limits, size_text

    request = json.loads(Path(request_path).read_text())
    limits = Limits(**request["limits"])
    folder = Path(request["folder"])
    limit_this_process(limits)
    try:
        facts = read(Path(request["path"]), folder=folder, limits=limits)
    except UnreadableFile as error:
        facts = {"refused": str(error)}
    except MemoryError:
        facts = {"refused": memory_sentence(size_text(limits.memory_bytes_max))}
    except OSError as error:
        facts = {"refused": f"The file could not be read on this machine: {error.strerror or error}."}
    (folder / FACTS_NAME).write_text(json.dumps(facts))


def memory_sentence(most: str) -> str:
    """Why a file was given up, in the words that parent and child share."""
    return (
        f"Reading this file needs more than {most} of memory. Load Parquet with only the label, the scores and the "
        "columns you need."
    )


def _without_public_api() -> None:
    # The packages above this file import everything the workbench offers. The child must start within a tenth of a
    # second and within its memory limit, so it sees them as bare folders.
    here = Path(__file__).resolve().parent
    for name, folder in (("workbench", here.parent), ("workbench.predictions", here)):
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


if __name__ == "__main__":
    _without_public_api()
    main(sys.argv[1])
    # The answer is on disk. Library threads that end while the interpreter is torn down may still crash now and then,
    # which the parent would take for a damaged file; so there is no tearing down.
    os._exit(0)
