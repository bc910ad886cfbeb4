"""What is never read, by its content, with one sentence for each kind."""

from __future__ import annotations

import pickle

import pytest

from workbench.errors import UnreadableFile


class Trap:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


REFUSED = [
    (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "web page"),
    (b"\n  <html lang='en'>", "web page"),
    (b"<?xml version='1.0'?><html xmlns='x'>", "web page"),
    (b"<?xml version='1.0'?><rows/>", "XML"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "encrypted or an old"),
    (b"%PDF-1.7\n", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff\xe0", "picture"),
    (b"GIF89a", "picture"),
    (b"\x93NUMPY\x01\x00", "NumPy"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"BZh91AY", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"PARE", "encrypted"),
    (b"{\\rtf1 hello}", "RTF"),
    (b"y,p\n1,0.5\n0,\0\n", "zero bytes"),
    (b"y,p\n" + b"1,0.5\n" * 50_000 + b"\0", "zero bytes"),
    (b"\x7fELF\x02\x01\x01\x00", "zero bytes"),
    (b"y,p\n1,\x81\x8d\n", "UTF-8, UTF-16 or Windows-1252"),
    *((pickle.dumps([Trap()], protocol=protocol), "pickle") for protocol in (2, 3, 4, 5)),
    (b"cposix\nsystem\n(S'ls'\ntR.", "pickle"),
]


@pytest.mark.parametrize(("content", "part"), REFUSED, ids=[f"{n} {part}" for n, (_, part) in enumerate(REFUSED)])
def test_each_kind_has_its_sentence(read_here, content, part):
    with pytest.raises(UnreadableFile, match=part) as refused:
        read_here(content)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_header_that_begins_with_letters_of_a_format_is_text(read_here):
    assert read_here(b"ORC_score,y\n0.5,1\n").column_names == ("ORC_score", "y")
