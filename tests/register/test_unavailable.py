"""What is said where the database does not do its part: in words, without a password, and with nothing half written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from workbench.errors import InputError, RegisterUnavailable
from workbench.register import Register, data_dir, open_register
from workbench.register import database as module
from workbench.register.database import database_url, open_engine

HERE = Path("/data")


def test_a_file_that_holds_something_else_is_refused_and_left_alone(tmp_path):
    path = tmp_path / module.FILE_NAME
    path.write_bytes(b"not a database at all, but a text" * 100)
    before = path.read_bytes()
    with pytest.raises(RegisterUnavailable, match="is no register"):
        open_register(tmp_path, {})
    assert path.read_bytes() == before


def test_a_full_disk_is_said_and_leaves_nothing_half(tmp_path, change):
    register = open_register(tmp_path, {})
    register.commit("op-1", 0, change(title="x"))
    with register._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(RegisterUnavailable, match=r"disk is full. Nothing was recorded"):
        register.commit("op-2", 1, change(title="y" * 50_000))
    assert register.read("a").fields == {"title": "x"}
    register.commit("op-3", 1, change(title="z"))
    assert register.verify().is_whole


def test_a_register_held_by_others_for_too_long_is_said(tmp_path, change, monkeypatch):
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.2)
    register = open_register(tmp_path, {})
    other = sqlite3.connect(tmp_path / module.FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RegisterUnavailable, match=r"held by others for too long. Nothing was recorded"):
        register.commit("op", 0, change(title="x"))
    other.execute("ROLLBACK")
    other.close()
    assert register.commit("op", 0, change(title="x")).seq == 1


def test_postgresql_held_by_others_for_too_long_is_said(postgresql, change, monkeypatch):
    monkeypatch.setattr(module, "WAIT_SECONDS", 1)
    engine = open_engine(database_url(HERE, {"WORKBENCH_DATABASE_URL": postgresql()}))
    register = Register(engine)
    with engine.connect() as other, other.begin():
        other.execute(text("LOCK TABLE entry IN EXCLUSIVE MODE"))
        with pytest.raises(RegisterUnavailable, match="lock timeout"):
            register.commit("op", 0, change(title="x"))
        assert register.entries() == []  # readers do not wait
    assert register.commit("op", 0, change(title="x")).seq == 1
    engine.dispose()


@pytest.mark.parametrize("is_stored", [True, False])
def test_a_commit_whose_answer_is_lost_is_asked_for_again_and_recorded_once(register, change, is_stored, monkeypatch):
    """The connection breaks as the answer to COMMIT is awaited: whether it was done, only the database knows."""
    dialect, answers = register._engine.dialect, []

    def lose_one_answer(connection, done=dialect.do_commit):
        if not answers:
            answers.append("lost")
            if is_stored:
                done(connection)
            raise dialect.loaded_dbapi.OperationalError("the connection is gone")
        done(connection)

    monkeypatch.setattr(dialect, "do_commit", lose_one_answer)
    receipt = register.commit("op", 0, change(title="x"))
    assert answers == ["lost"]
    assert [entry.sha256 for entry in register.entries()] == [receipt.sha256]
    assert register.verify().is_whole


def test_where_no_answer_comes_at_all_it_is_said_that_it_is_not_known(register, change, monkeypatch):
    dialect = register._engine.dialect

    def never(_connection):
        raise dialect.loaded_dbapi.OperationalError("the connection is gone")

    monkeypatch.setattr(dialect, "do_commit", never)
    with pytest.raises(RegisterUnavailable, match="is not known"):
        register.commit("op", 0, change(title="x"))


def test_a_postgresql_that_is_not_there_is_said_without_its_password():
    url = database_url(HERE, {"WORKBENCH_DATABASE_URL": "postgresql://ann:s3cret@127.0.0.1:1/decisions"})
    with pytest.raises(RegisterUnavailable, match=r"127.0.0.1/decisions") as caught:
        Register(open_engine(url))
    assert "s3cret" not in str(caught.value)
    assert not isinstance(caught.value, OperationalError)


@pytest.fixture
def locked_folder():
    """A folder that its user may not write to, within reach of a user without rights."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("is_begun", [True, False])
def test_a_data_directory_that_may_only_be_read_is_said_and_can_be_read(locked_folder, change, fork, is_begun):
    if is_begun:
        open_register(locked_folder, {}).commit("op-1", 0, change(title="x"))
        (locked_folder / module.FILE_NAME).chmod(0o644)
        open_register(locked_folder, {})._engine.dispose()
    locked_folder.chmod(0o555)

    def work(tell):
        if os.getuid() == 0:
            os.setuid(65534)
        try:
            register = open_register(locked_folder, {})
            tell(register.read("a").fields["title"])
            register.commit("op-2", 1, change(title="y"))
        except RegisterUnavailable as refusal:
            tell(str(refusal))

    told = fork(work).told()
    assert (told[0] == "x") == is_begun
    assert "right" in told[-1]
    assert str(locked_folder) in told[-1]


def test_a_data_directory_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="WORKBENCH_DATA_DIR"):
        data_dir({"WORKBENCH_DATA_DIR": str(tmp_path / "file" / "data")})
