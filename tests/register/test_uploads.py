"""Uploads: parsed once, kept without a second writing, and made again where the copy is damaged."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess

import pytest

from workbench.errors import UnreadableFile
from workbench.predictions import Table, load_table
from workbench.register import Uploads

CSV = b"label,score\n1,0.9\n0,0.1\n"
ROWS = {"label": ["1", "0"], "score": ["0.9", "0.1"]}


@pytest.fixture
def uploads(tmp_path) -> Uploads:
    return Uploads(tmp_path)


def kept(uploads: Uploads) -> tuple[str, Table]:
    sha256 = uploads.keep(CSV)
    return sha256, uploads.table(sha256, file_name="a.csv")


def test_only_the_upload_and_its_table_stay(uploads):
    sha256, table = kept(uploads)
    assert table.arrow.to_pydict() == ROWS
    assert sorted(path.name for path in uploads.root.rglob("*") if path.is_file()) == sorted(
        [sha256, "facts.json", "table.arrow"]
    )
    assert len(list(uploads.path(sha256).parent.iterdir())) == 2


def test_what_is_kept_is_for_this_user_alone(uploads):
    kept(uploads)
    assert {path.stat().st_mode & 0o077 for path in uploads.root.rglob("*") if path.is_file()} == {0}


def test_the_kept_table_is_the_one_that_was_read(uploads, monkeypatch):
    sha256, table = kept(uploads)
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("the file was parsed again"))
    again = uploads.table(sha256, file_name="a.csv")
    assert again.arrow.equals(table.arrow)
    assert {**vars(again), "arrow": None} == {**vars(table), "arrow": None}


@pytest.mark.parametrize("damage", ["no facts", "facts cut", "rows cut", "rows of another kind", "empty folder"])
def test_a_damaged_copy_is_made_again_from_the_upload(uploads, damage):
    sha256, _ = kept(uploads)
    folder = uploads.path(sha256).with_suffix(".table")
    facts, rows = folder / "facts.json", folder / "table.arrow"
    if damage in ("no facts", "empty folder"):
        facts.unlink()
    if damage == "empty folder":
        rows.unlink()
    if damage == "facts cut":
        facts.write_text(facts.read_text()[:20])
    if damage == "rows cut":
        rows.write_bytes(rows.read_bytes()[:-40])
    if damage == "rows of another kind":
        rows.write_bytes(b"PAR1" * 100)
    assert uploads.table(sha256, file_name="a.csv").arrow.to_pydict() == ROWS
    assert load_table(folder).arrow.to_pydict() == ROWS
    assert json.loads(facts.read_text())["sha256"] == sha256


def test_without_the_upload_a_damaged_copy_is_refused(uploads):
    sha256, _ = kept(uploads)
    (uploads.path(sha256).with_suffix(".table") / "facts.json").unlink()
    uploads.path(sha256).unlink()
    with pytest.raises(UnreadableFile, match="Load the file again"):
        uploads.table(sha256, file_name="a.csv")


def test_a_refused_upload_leaves_no_table(uploads):
    sha256 = uploads.keep(b"<html>sign in</html>")
    with pytest.raises(UnreadableFile, match="web page"):
        uploads.table(sha256, file_name="a.csv")
    assert [path.name for path in uploads.path(sha256).parent.iterdir()] == [sha256]


def test_an_upload_that_is_gone_is_one_sentence(uploads):
    with pytest.raises(UnreadableFile, match="There is no file"):
        uploads.table("ab" * 32, file_name="a.csv")


def test_an_upload_is_kept_once_under_its_hash(uploads):
    sha256 = uploads.keep(CSV)
    assert sha256 == uploads.keep(CSV) == hashlib.sha256(CSV).hexdigest()
    assert uploads.path(sha256).read_bytes() == CSV
    assert len(list(uploads.root.rglob(sha256))) == 1
    with pytest.raises(ValueError, match="not a SHA-256"):
        uploads.path("../../etc/passwd")


def test_an_upload_is_parsed_once_and_then_read_from_its_copy(uploads):
    sha256 = uploads.keep(CSV)
    first = uploads.table(sha256, file_name="a.csv")
    uploads.path(sha256).unlink()
    again = uploads.table(sha256, file_name="a.csv")
    assert again.arrow.equals(first.arrow)


def test_a_refused_upload_stays_refused(uploads):
    sha256 = uploads.keep(b"<html>sign in</html>")
    for _ in range(2):
        with pytest.raises(UnreadableFile):
            uploads.table(sha256, file_name="a.csv")


def swapped(uploads: Uploads) -> str:
    """An upload whose table was put there from another upload."""
    sha256, _ = kept(uploads)
    other = uploads.keep(b"label,score\n1,0.2\n0,0.8\n")
    uploads.table(other, file_name="b.csv")
    folder = uploads.path(sha256).with_suffix(".table")
    shutil.rmtree(folder)
    shutil.copytree(uploads.path(other).with_suffix(".table"), folder)
    return sha256


def test_a_table_of_another_upload_is_made_again(uploads):
    sha256 = swapped(uploads)
    table = uploads.table(sha256, file_name="a.csv")
    assert (table.sha256, table.arrow.to_pydict()) == (sha256, ROWS)
    assert load_table(uploads.path(sha256).with_suffix(".table")).sha256 == sha256


def test_without_the_upload_a_table_of_another_is_refused(uploads):
    sha256 = swapped(uploads)
    uploads.path(sha256).unlink()
    with pytest.raises(UnreadableFile, match="another file"):
        uploads.table(sha256, file_name="a.csv")


def test_an_upload_whose_bytes_are_others_is_refused_until_it_is_loaded_again(uploads):
    sha256 = swapped(uploads)
    uploads.path(sha256).write_bytes(CSV.replace(b"0.9", b"0.3"))
    for _ in range(2):
        with pytest.raises(UnreadableFile, match="changed since"):
            uploads.table(sha256, file_name="a.csv")
    assert uploads.keep(CSV) == sha256
    assert uploads.table(sha256, file_name="a.csv").arrow.to_pydict() == ROWS
