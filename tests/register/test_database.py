"""The databases: addresses, settings, tables of other versions, and what is said where a database does not do its part."""

from __future__ import annotations

import os
import stat
from dataclasses import asdict
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import event, insert, inspect, text

from workbench.errors import InputError, RegisterUnavailable
from workbench.register import Register, open_register, schema
from workbench.register import database as module
from workbench.register.chain import GENESIS, chained
from workbench.register.database import database_url, open_engine
from workbench.register.tables import ENTRY, FIELD, METADATA, STREAM

HERE = Path("/data")


def test_without_an_address_the_register_is_a_file_in_the_data_directory():
    url = database_url(HERE, {"WORKBENCH_DATABASE_URL": " "})
    assert (url.drivername, url.database) == ("sqlite", "/data/register.sqlite3")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
def test_a_postgresql_address_in_any_spelling_is_used_with_psycopg(scheme):
    url = database_url(HERE, {"WORKBENCH_DATABASE_URL": f"{scheme}://ann:secret@db.example:5433/decisions"})
    assert (url.drivername, url.host, url.port, url.database) == ("postgresql+psycopg", "db.example", 5433, "decisions")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://a/b", "'mysql'"),
        ("nonsense", "no address"),
        ("postgresql://host:port/x", "no address"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_words(address, said):
    with pytest.raises(InputError, match=said):
        database_url(HERE, {"WORKBENCH_DATABASE_URL": address})


def test_tables_and_migrations_say_the_same(register, url):
    """The tables that the migrations make are those that the program reads, column by column."""
    found = inspect(open_engine(url))
    for name, table in METADATA.tables.items():
        made = {column["name"]: (column["nullable"], str(column["type"])) for column in found.get_columns(name)}
        dialect = open_engine(url).dialect
        wanted = {column.name: (column.nullable, column.type.compile(dialect)) for column in table.columns}
        assert made == wanted, name


def test_the_newest_revision_is_the_last_of_the_migrations():
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.NEWEST


def test_opening_again_changes_nothing(register, change, url):
    receipt = register.commit("op", 0, change(title="x"))
    for _ in range(2):
        assert Register(open_engine(url)).head() == receipt.sha256


def test_a_register_of_a_later_version_is_refused_and_left_alone(register, change, url):
    register.commit("op", 0, change(title="x"))
    with open_engine(url).begin() as connection:
        connection.execute(text("UPDATE register_version SET version_num = '9999'"))
    with pytest.raises(InputError, match="later version"):
        Register(open_engine(url))
    with open_engine(url).begin() as connection:
        assert connection.execute(text("SELECT version_num FROM register_version")).scalar() == "9999"
        assert connection.execute(text("SELECT count(*) FROM entry")).scalar() == 1


def test_a_database_with_other_tables_of_these_names_is_refused_and_left_alone(url):
    engine = open_engine(url)
    with engine.connect().execution_options(is_writing=True) as connection, connection.begin():
        connection.execute(text("CREATE TABLE entry (theirs integer)"))
    with pytest.raises(InputError, match=r"tables called entry .* database of its own"):
        Register(engine)
    assert inspect(engine).get_table_names() == ["entry"]


def test_a_database_that_another_program_migrates_with_alembic_keeps_its_version(url):
    engine = open_engine(url)
    with engine.connect().execution_options(is_writing=True) as connection, connection.begin():
        connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('theirs')"))
    Register(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "theirs"


def test_a_failed_migration_leaves_no_tables(url, monkeypatch):
    import alembic.command

    def upgrade_then_fail(config, revision, done=alembic.command.upgrade):
        done(config, revision)
        config.attributes["connection"].execute(text("SELECT * FROM nowhere"))

    with monkeypatch.context() as patched:
        patched.setattr(alembic.command, "upgrade", upgrade_then_fail)
        with pytest.raises(RegisterUnavailable, match="nowhere"):
            Register(open_engine(url))
    assert inspect(open_engine(url)).get_table_names() == []
    assert Register(open_engine(url)).verify().is_whole


def test_a_register_from_before_rooms_keeps_its_chain_and_gets_their_tables(url):
    import alembic.command

    entry = chained(
        seq=1,
        op_id="op",
        stream="a",
        version=1,
        kind="x",
        at="2026",
        actor="",
        payload='{"set":{"n":1}}',
        previous=GENESIS,
    )
    engine = open_engine(url)
    with engine.connect().execution_options(is_writing=True) as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "0001")
        connection.execute(insert(ENTRY).values(**asdict(entry)))
        connection.execute(insert(STREAM).values(name="a", version=1, last_seq=1, updated_at="2026"))
        connection.execute(insert(FIELD).values(stream="a", name="n", value="1"))
    assert "room" not in inspect(engine).get_table_names()
    register = Register(engine)
    assert register.verify().faults == ()
    assert (register.head(), register.read("a").fields) == (entry.sha256, {"n": 1})
    assert {"room", "seat_token", "private_answer"} <= set(inspect(engine).get_table_names())


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_a_sqlite_whose_log_can_be_damaged_keeps_a_rollback_journal(tmp_path, monkeypatch, version):
    assert _settings(tmp_path, monkeypatch, version) == ("delete", 3)


@pytest.mark.parametrize("version", [(3, 51, 3), (4, 0, 0)])
def test_a_sqlite_without_that_fault_writes_ahead(tmp_path, monkeypatch, version):
    assert _settings(tmp_path, monkeypatch, version) == ("wal", 2)


def _settings(folder, monkeypatch, version) -> tuple[str, int]:
    monkeypatch.setattr(module.sqlite3, "sqlite_version_info", version)
    register = open_register(folder, {})
    with register._engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        found = mode, connection.exec_driver_sql("PRAGMA synchronous").scalar()
    register._engine.dispose()
    return found


def test_a_register_that_wrote_ahead_goes_on_under_an_older_sqlite(tmp_path, monkeypatch, change):
    with monkeypatch.context() as newer:
        newer.setattr(module.sqlite3, "sqlite_version_info", (3, 51, 3))
        register = open_register(tmp_path, {})
        receipt = register.commit("op", 0, change(title="x"))
        register._engine.dispose()
        open_engine.cache_clear()
    monkeypatch.setattr(module.sqlite3, "sqlite_version_info", (3, 40, 1))
    again = Register(open_engine(database_url(tmp_path, {})))
    assert again.head() == receipt.sha256
    assert not list(tmp_path.glob("*-wal"))


def test_the_file_is_for_this_user_alone(tmp_path):
    open_register(tmp_path, {})
    assert stat.S_IMODE((tmp_path / module.FILE_NAME).stat().st_mode) == 0o600


def test_a_file_that_was_taken_away_takes_no_more_and_is_begun_anew_only_by_opening(tmp_path, change):
    register = open_register(tmp_path, {})
    register.commit("op-1", 0, change(title="x"))
    (tmp_path / module.FILE_NAME).unlink()
    for ask in (lambda: register.commit("op-2", 1, change(title="y")), lambda: register.read("a"), register.verify):
        with pytest.raises(RegisterUnavailable, match="its file is gone"):
            ask()
    assert not (tmp_path / module.FILE_NAME).exists()
    again = open_register(tmp_path, {})
    assert again.entries() == []
    assert again.commit("op-3", 0, change(title="z")).seq == 1
    assert open_register(tmp_path, {}) is open_register(tmp_path, {})


def test_a_file_that_is_taken_away_during_a_commit_gives_no_receipt(tmp_path, change):
    register = open_register(tmp_path, {})

    @event.listens_for(register._engine, "commit")
    def _take_away(connection):
        (tmp_path / module.FILE_NAME).rename(tmp_path / "elsewhere")

    with pytest.raises(RegisterUnavailable, match="taken away or replaced"):
        register.commit("op", 0, change(title="x"))


def test_a_file_put_back_from_a_backup_is_read_from_then_on(tmp_path, change):
    register = open_register(tmp_path, {})
    receipt = register.commit("op-1", 0, change(title="x"))
    register.back_up(tmp_path / "backup.sqlite3")
    register.commit("op-2", 1, change(title="y"))
    os.replace(tmp_path / "backup.sqlite3", tmp_path / module.FILE_NAME)
    assert register.head() == receipt.sha256
    assert register.read("a").fields == {"title": "x"}
    assert register.commit("op-3", 1, change(title="z")).seq == 2
    assert register.verify().is_whole


def test_processes_that_open_a_fresh_file_at_once_agree_on_writing_ahead(tmp_path, monkeypatch, change, fork):
    monkeypatch.setattr(module.sqlite3, "sqlite_version_info", (3, 51, 3))

    def work(number):
        return lambda tell: open_register(tmp_path, {}).commit(f"op-{number}", 0, change(stream=f"s{number}", n=1))

    workers = [fork(work(number)) for number in range(4)]
    for worker in workers:
        worker.told()
    assert [worker.status for worker in workers] == [0, 0, 0, 0]
    register = open_register(tmp_path, {})
    assert (len(register.entries()), register.verify().faults) == (4, ())
