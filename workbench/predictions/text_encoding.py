"""Text encodings: which one a file is in, and the file again as UTF-8."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import UnreadableFile
from workbench.predictions.limits import MEGABYTE
from workbench.predictions.magic import HEAD_BYTES, refuse_other_binary
from workbench.predictions.sink import Sink

_BLOCK = 8 * MEGABYTE
_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, kw_only=True)
class Utf8Text:
    """A text file that is valid UTF-8 from byte ``skip_bytes`` on, after ``skip_lines`` lines that are not its own."""

    path: Path
    skip_bytes: int = 0
    skip_lines: int = 0
    quotes_count: int = 0

    def head(self) -> str:
        """The beginning, without a character that the cut may have broken."""
        with self.path.open("rb") as source:
            source.seek(self.skip_bytes)
            return source.read(4 * HEAD_BYTES).decode("utf-8", errors="ignore")


def open_text(path: Path, *, scratch: Path, sink: Sink) -> Utf8Text:
    """The file as UTF-8: itself where it already is, else converted under ``scratch``.

    Notes the encoding on the receipt. Raises UnreadableFile where the file is not text at all.
    """
    with path.open("rb") as source:
        head = source.read(HEAD_BYTES)
    mark, encoding = next(((mark, name) for mark, name in _MARKED if head.startswith(mark)), (b"", ""))
    if not encoding:
        encoding = _unmarked_utf16(head) or "utf-8"
        if encoding == "utf-8" and b"\0" in head:
            refuse_other_binary()
    sink.encoding = encoding
    if encoding == "utf-8":
        valid = _check_utf8(path, skip_bytes=len(mark))
        if valid is not None:
            return valid
        encoding = sink.encoding = "cp1252"
        sink.note(
            "warning",
            "encoding-guessed",
            "The file is not UTF-8 and was read as Windows-1252 (Western European); check names with accents, "
            "or save it as UTF-8.",
        )
    elif not mark:
        sink.note("info", "encoding-guessed", "The file has no byte order mark and was read as UTF-16.")
    converted = scratch / "utf8.txt"
    _convert(path, skip_bytes=len(mark), encoding=encoding, into=converted)
    checked = _check_utf8(converted, skip_bytes=0)
    assert checked is not None
    return checked


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 of mostly Latin text has a zero in every other byte, and none in the bytes between."""
    pairs = len(head) // 2
    if pairs < 4:
        return None
    low, high = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if high > 0.6 * pairs and low == 0:
        return "utf-16-le"
    if low > 0.6 * pairs and high == 0:
        return "utf-16-be"
    return None


def _check_utf8(path: Path, *, skip_bytes: int) -> Utf8Text | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    quotes_count = 0
    with path.open("rb") as source:
        source.seek(skip_bytes)
        while True:
            block = source.read(_BLOCK)
            if b"\0" in block:
                refuse_other_binary()
            quotes_count += block.count(b'"')
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError:
                return None
            if not block:
                return Utf8Text(path=path, skip_bytes=skip_bytes, quotes_count=quotes_count)


def _convert(path: Path, *, skip_bytes: int, encoding: str, into: Path) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as source, into.open("wb") as target:
        source.seek(skip_bytes)
        while True:
            block = source.read(_BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise UnreadableFile(
                    f"The text must be UTF-8, UTF-16 or Windows-1252, but it is not valid {encoding} "
                    "(a damaged or binary file, or another encoding). Save it as UTF-8 and load it again."
                ) from error
            target.write(text.encode("utf-8"))
            if not block:
                return
