"""Magic bytes: what a file is by its content, and one sentence for each kind that is refused."""

from __future__ import annotations

from workbench.errors import UnreadableFile

HEAD_BYTES = 64 * 1024
"""How much of a file is looked at before it is decided what it is."""

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\xff\xfe", b"\xfe\xff")

_SAVE_AS = "Save the predictions as CSV, Parquet or XLSX and load that file."

_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an encrypted or an old (.xls) Excel file, which cannot be read. "
     "Open it in Excel, remove the password and save it as .xlsx or CSV."),
    (b"%PDF", f"This is a PDF document, not a table of predictions. {_SAVE_AS}"),
    (b"\x89PNG", f"This is a picture, not a table of predictions. {_SAVE_AS}"),
    (b"\xff\xd8\xff", f"This is a picture, not a table of predictions. {_SAVE_AS}"),
    (b"GIF8", f"This is a picture, not a table of predictions. {_SAVE_AS}"),
    (b"\x93NUMPY", f"This is a NumPy array (.npy), which has no column names. {_SAVE_AS}"),
    (b"\x89HDF\r\n\x1a\n", f"This is an HDF5 file, which is not read here. {_SAVE_AS}"),
    (b"SQLite format 3\x00", f"This is an SQLite database, which is not read here. {_SAVE_AS}"),
    (b"FEA1", "This is a Feather file of the old version 1. Write it again as Parquet or Arrow and load that file."),
    (b"PARE", "This Parquet file is encrypted. Write it again without encryption and load that file."),
    (b"Obj\x01", f"This is an Avro file, which is not read here. {_SAVE_AS}"),
    (b"ORC", f"This is an ORC file, which is not read here. {_SAVE_AS}"),
    (b"BZh", "This file is compressed with bzip2, which is not read here. Compress it with gzip or zip instead."),
    (b"\xfd7zXZ\x00", "This file is compressed with xz, which is not read here. Compress it with gzip or zip instead."),
    (b"\x28\xb5\x2f\xfd", "This file is compressed with Zstandard, which is not read here. "
     "Compress it with gzip or zip instead."),
    (b"7z\xbc\xaf\x27\x1c", "This is a 7-Zip archive, which is not read here. Compress it with gzip or zip instead."),
    (b"PK\x05\x06", "This zip archive is empty. Put one CSV, TSV or JSON Lines file into it."),
)  # fmt: skip
_HTML = (b"<!doctype html", b"<html")


def refuse_known_binary(head: bytes) -> None:
    """Raise UnreadableFile with one sentence where the first bytes are of a kind that is never read."""
    for magic, sentence in _REFUSED:
        if head.startswith(magic):
            # "ORC" alone could begin a header such as "ORC_score,label": binaries hold control bytes soon after.
            if magic == b"ORC" and not _has_control_bytes(head[:64]):
                continue
            raise UnreadableFile(sentence)
    if _is_pickle(head):
        raise UnreadableFile(
            "This is a Python pickle, which can run programs when it is opened and so is never read. " + _SAVE_AS
        )


def refuse_known_text(head: str) -> None:
    """Raise UnreadableFile where decoded text is a web page, another document or a list that is not a table."""
    start = head.lstrip()[:4096].lower()
    if any(start.startswith(mark.decode()) for mark in _HTML) or (start.startswith("<") and "<html" in start):
        raise UnreadableFile(
            "This is a web page (HTML), probably a login or an error page saved in place of the file. "
            "Download the predictions again while signed in."
        )
    if start.startswith(("<?xml", "<")):
        raise UnreadableFile(f"This is XML, not a table of predictions. {_SAVE_AS}")
    if start.startswith("{\\rtf"):
        raise UnreadableFile(f"This is a formatted text document (RTF), not a table of predictions. {_SAVE_AS}")
    if start.startswith("["):
        raise UnreadableFile(
            "This is one JSON list. Write JSON Lines instead: one object a line, without the outer brackets and commas."
        )


def refuse_other_binary() -> None:
    """Raise UnreadableFile for bytes that are neither a format that is read nor text."""
    raise UnreadableFile(
        "This is a binary file of a kind that is not read here (it holds zero bytes, which text never does). "
        + _SAVE_AS
    )


def _is_pickle(head: bytes) -> bool:
    # Protocol 2 and later start with the PROTO opcode and its number; text cannot start with byte 0x80.
    if len(head) > 1 and head[0] == 0x80 and head[1] <= 5:
        return True
    # Protocols 0 and 1 are ASCII opcodes: a global reference "cmodule\nname\n" or a mark and a memo.
    return head.startswith(
        (b"ccopy_reg\n", b"cnumpy", b"cpandas", b"c__builtin__\n", b"cposix\n", b"cos\n", b"(lp0\n", b"(dp0\n")
    )


def _has_control_bytes(data: bytes) -> bool:
    return any(byte < 9 for byte in data)
