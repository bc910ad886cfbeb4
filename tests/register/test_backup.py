"""A backup is a register of its own: whole, of one moment, and never over anything."""

from __future__ import annotations

import os
import stat

import pytest

from workbench.errors import InputError
from workbench.register import Register, open_register
from workbench.register.database import FILE_NAME, open_engine


def test_a_copy_holds_everything_and_can_be_opened_as_a_register(tmp_path, change):
    register = open_register(tmp_path, {})
    for number in range(5):
        register.commit(f"op-{number}", number, change(n=number))
    copy = tmp_path / "copy" / FILE_NAME
    copy.parent.mkdir()
    found = register.back_up(copy)
    assert (found.entries_count, found.head, found.faults) == (5, register.head(), ())
    assert open_register(copy.parent, {}).entries() == register.entries()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in copy.parent.iterdir()] == [FILE_NAME]


def test_copies_made_while_another_process_writes_are_whole(tmp_path, change, fork):
    register = open_register(tmp_path, {})

    def write(tell):
        for number in range(60):
            register.commit(f"op-{number}", number, change(n=number, text="x" * 3000))
            tell(str(number))

    writer = fork(write)
    found = [register.back_up(tmp_path / f"copy-{number}") for number in range(6)]
    assert [str(each) for each in range(60)] == writer.told()
    assert all(verification.is_whole for verification in found)
    counts = [verification.entries_count for verification in found]
    assert counts == sorted(counts)
    assert counts[-1] > 0


def test_a_file_that_exists_is_not_written_over(tmp_path):
    register = open_register(tmp_path, {})
    (tmp_path / "there").write_text("mine")
    with pytest.raises(InputError, match="not written over"):
        register.back_up(tmp_path / "there")
    with pytest.raises(InputError, match="not written over"):
        register.back_up(tmp_path / FILE_NAME)
    assert (tmp_path / "there").read_text() == "mine"


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(tmp_path):
    register = open_register(tmp_path, {})
    with pytest.raises(InputError, match="cannot be written"):
        register.back_up(tmp_path / "nowhere" / "copy")
    assert os.listdir(tmp_path) == [FILE_NAME]


def test_a_postgresql_is_left_to_its_own_tools(postgresql, tmp_path, monkeypatch, capsys):
    from workbench.cli import main
    from workbench.register.database import database_url

    address = postgresql()
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", address)
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    assert main(["register", "backup", "--out", str(tmp_path / "copy")]) == 2
    assert "pg_dump" in capsys.readouterr().err
    engine = open_engine(database_url(tmp_path, {"WORKBENCH_DATABASE_URL": address}))
    assert Register(engine).entries() == []
    engine.dispose()
