"""The database that the register is kept in: SQLite in the data directory, or the PostgreSQL that the user names."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from weakref import WeakSet

from sqlalchemy import Engine, Pool, QueuePool, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from workbench.errors import InputError, RegisterUnavailable

FILE_NAME = "register.sqlite3"
WAIT_SECONDS = 30
# Older versions can damage a write-ahead log that several connections reset at once: https://sqlite.org/wal.html#walresetbug
WAL_IS_SAFE_FROM = (3, 51, 3)

_ENGINES: WeakSet[Engine] = WeakSet()
_LEFT_TO_PARENT: list[Pool] = []


def database_url(data_dir: Path, environment: Mapping[str, str]) -> URL:
    """``WORKBENCH_DATABASE_URL``, else the SQLite file in the data directory.

    Raises InputError for an address that is neither a file of SQLite nor a PostgreSQL.
    """
    named = environment.get("WORKBENCH_DATABASE_URL", "").strip()
    if not named:
        return URL.create("sqlite", database=str(data_dir / FILE_NAME))
    try:
        url = make_url(named)
    except (ArgumentError, ValueError):
        raise InputError(
            "WORKBENCH_DATABASE_URL is no address of a database. Write it as postgresql://user:password@host/name."
        ) from None
    backend = url.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise InputError(f"WORKBENCH_DATABASE_URL names {backend!r}; the register is kept in postgresql or sqlite.")
    if url.database in (None, "", ":memory:"):
        raise InputError("WORKBENCH_DATABASE_URL names no file, and what is kept in memory is gone with the program.")
    return url.set(drivername="sqlite")


def file_identity(url: URL) -> tuple[int, int] | None:
    """Which file a SQLite address leads to, made where it is not there; None for PostgreSQL.

    Raises RegisterUnavailable where it can be neither found nor made.
    """
    if url.get_backend_name() != "sqlite":
        return None
    path = Path(url.database or "")
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        return _identity(path)
    except OSError as error:
        raise RegisterUnavailable(
            f"The register ({path}) cannot be made: {error.strerror or error}. "
            "Give this user the right to write there, or name another folder with WORKBENCH_DATA_DIR."
        ) from None


def is_blank(url: URL) -> bool:
    """Whether the file of SQLite holds nothing yet, not even tables."""
    if url.get_backend_name() != "sqlite":
        return False
    try:
        return Path(url.database or "").stat().st_size == 0
    except OSError:
        return True


@lru_cache(maxsize=32)
def open_engine(url: URL) -> Engine:
    """The engine of a database, one for the whole process; a process that is forked off gets connections of its own.

    What is written, private answers among it, is in none of its logs and errors.

    Raises InputError where the program that talks to PostgreSQL is not installed, RegisterUnavailable where the file of
    SQLite cannot be made.
    """
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    _ENGINES.add(engine)
    return engine


def begin_writing(connection: Connection) -> None:
    """Nobody else writes to the register until this transaction ends; others may read.

    SQLite has locked its file when the transaction began.
    """
    if connection.dialect.name == "postgresql":
        # A writer that hangs, or whose network is gone, must not keep all others waiting.
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'; "
            f"SET LOCAL idle_in_transaction_session_timeout = '{WAIT_SECONDS}s'; LOCK TABLE entry IN EXCLUSIVE MODE"
        )


def is_in_place(connection: Connection) -> bool:
    """Whether the file that this connection writes to is still the one under the register's name."""
    return connection.dialect.name != "sqlite" or connection.info["file"] == _identity(
        Path(connection.engine.url.database or "")
    )


def _postgresql(url: URL) -> Engine:
    given = {} if "connect_timeout" in url.query else {"connect_timeout": 10}
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            hide_parameters=True,
            pool_size=5,
            max_overflow=10,
            isolation_level="READ COMMITTED",
            connect_args=given,
        )
    except ImportError:
        raise InputError(
            "The register is to be kept in PostgreSQL, but psycopg is not installed. Install decision-workbench[postgres]."
        ) from None


def _sqlite(url: URL) -> Engine:
    file_identity(url)
    path = Path(url.database or "").absolute()

    def connect() -> sqlite3.Connection:
        # A file that was taken away is not quietly begun anew by the next connection.
        return sqlite3.connect(
            f"file:{quote(str(path))}?mode=rw", uri=True, timeout=WAIT_SECONDS, check_same_thread=False
        )

    engine = create_engine(
        url, creator=connect, poolclass=QueuePool, pool_size=5, max_overflow=10, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        record.info["file"] = _identity(path)
        # The driver would begin transactions late and on its own; SQLAlchemy's begin below does it at once.
        connection.isolation_level = None
        is_safe = sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM
        wanted = "wal" if is_safe else "delete"
        # Changing the mode needs the file alone; asking does not.
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != wanted:
            connection.execute(f"PRAGMA journal_mode={wanted}")
        connection.execute(f"PRAGMA synchronous={'FULL' if is_safe else 'EXTRA'}")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "checkout")
    def _check(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info["file"] != _identity(path):
            raise DisconnectionError("the file was replaced")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("is_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _leave_connections_to_parent() -> None:
    # Closing them here would end the parent's session, or roll back its transaction; so they are kept and never used.
    for engine in list(_ENGINES):
        _LEFT_TO_PARENT.append(engine.pool)
        engine.dispose(close=False)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_connections_to_parent)
