"""gzip and zip: one text file inside, unpacked under a cap."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from workbench.errors import UnreadableFile
from workbench.predictions import Limits

CSV = b"y,p\n1,0.5\n0,0.25\n"


def make_zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [gzip.compress(CSV), make_zip(a=CSV), make_zip(a=CSV, **{"__MACOSX/._a": b"x"})],
    ids=["gzip", "zip", "zip made on a Mac"],
)
def test_one_text_file_is_unpacked(read_here, content):
    assert read_here(content).arrow.to_pydict() == {"y": ["1", "0"], "p": ["0.5", "0.25"]}


def test_json_lines_in_gzip(read_here):
    assert read_here(gzip.compress(b'{"y": 1, "p": 0.5}\n')).format == "JSON Lines"


REFUSED = [
    (make_zip(a=CSV, b=CSV), "exactly one file"),
    (make_zip(), "empty"),
    (make_zip(a=make_zip(b=CSV)), "another archive"),
    (gzip.compress(gzip.compress(CSV)), "another archive"),
    (gzip.compress(b"PAR1" + b"\0" * 100), "Only text formats are read inside gzip"),
    (gzip.compress(b"%PDF-1.7"), "PDF"),
    (gzip.compress(CSV * 1000)[:-20], "gzip file is damaged"),
    (make_zip(a=CSV * 1000)[:-30], "zip archive is damaged"),
    (make_zip(a=CSV * 1000).replace(b"PK\x01\x02", b"PK\x01\x09"), "zip archive is damaged"),
    (gzip.compress(b""), "empty"),
]


@pytest.mark.parametrize(("content", "part"), REFUSED, ids=[f"{n} {part}" for n, (_, part) in enumerate(REFUSED)])
def test_refused_archives(read_here, content, part):
    with pytest.raises(UnreadableFile, match=part):
        read_here(content)


def test_a_password_is_named(read_here):
    content = bytearray(make_zip(a=CSV))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFile, match="password"):
        read_here(bytes(content))


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: make_zip(a=data)], ids=["gzip", "zip"])
def test_bombs_are_refused_while_they_unpack(read_here, pack):
    bomb = pack(b"1,2\n" * 20_000_000)
    assert len(bomb) < 500_000
    with pytest.raises(UnreadableFile, match="grows more than 400 times"):
        read_here(bomb)
    with pytest.raises(UnreadableFile, match="unpacks to more than 1 MB"):
        read_here(bomb, limits=Limits(uncompressed_bytes_max=1024**2))


def test_a_zip_that_lies_about_its_size_is_refused(read_here):
    content = bytearray(make_zip(a=b"1,2\n" * 20_000_000))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = (100).to_bytes(4, "little")
    with pytest.raises(UnreadableFile):
        read_here(bytes(content))
