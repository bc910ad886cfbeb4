"""Uploaded files by content: the same bytes are kept once, under their SHA-256, and survive reloads and restarts."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from workbench.errors import UnreadableFile
from workbench.predictions import Table, load_table, read_table
from workbench.register.durable_files import write_durably


class Uploads:
    """The uploads below a data directory."""

    def __init__(self, root: Path) -> None:
        self.root = root / "uploads"

    def keep(self, content: bytes) -> str:
        """Store the bytes and return their SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if not path.exists() or _sha256_of(path) != sha256:
            write_durably(path, content)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash are."""
        if len(sha256) != 64 or any(character not in "0123456789abcdef" for character in sha256):
            raise ValueError("not a SHA-256")
        return self.root / sha256[:2] / sha256

    def table(self, sha256: str, *, file_name: str) -> Table:
        """The upload read into a table; parsed once, in its own process, then kept beside the bytes.

        Raises UnreadableFile where the file is refused, or is no longer the one with this hash.
        """
        upload = self.path(sha256)
        parsed = upload.with_suffix(".table")
        if parsed.exists():
            try:
                table = load_table(parsed)
                if table.sha256 == sha256:
                    return table
                if not upload.exists():
                    raise UnreadableFile("The stored copy is that of another file. Load the file again.")
            except UnreadableFile:
                # A copy that a crash cut short is made again; without the upload there is nothing to make it from.
                if not upload.exists():
                    raise
        table = read_table(upload, file_name=file_name, keep_in=parsed)
        if table.sha256 != sha256:
            shutil.rmtree(parsed, ignore_errors=True)
            raise UnreadableFile(
                "The stored file is not the one that was loaded: its content was changed since. Load the file again."
            )
        return table


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
