"""A consistent copy of the register while others go on writing to it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from workbench.errors import InputError, RegisterUnavailable
from workbench.register.unavailable import unavailable, where
from workbench.register.verify import Verification, verified


def back_up(engine: Engine, path: Path) -> Verification:
    """Copy a register in SQLite into the new file ``path``, which appears whole or not at all, and verify the copy.

    Raises InputError where the file exists or cannot be written, or the register is kept in PostgreSQL.
    """
    if engine.dialect.name != "sqlite":
        raise InputError(
            f"The register is kept in PostgreSQL ({where(engine)}), which has its own backups. "
            "Take one with: pg_dump --format=custom --file=register.dump, and this database's address."
        )
    if path.exists():
        raise InputError(f"{str(path)!r} exists, and a backup is not written over anything. Name another file.")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.unlink(missing_ok=True)
        beside.touch(mode=0o600)
        _copy(engine, beside)
        found = _verified_file(beside)
        os.replace(beside, path)
        _flush_folder(path.absolute().parent)
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be written: {error.strerror or error}.") from None
    except sqlite3.Error as error:
        raise RegisterUnavailable(f"The register ({where(engine)}) cannot be copied to {path}: {error}.") from error
    except SQLAlchemyError as error:
        raise unavailable(error, engine) from error
    finally:
        beside.unlink(missing_ok=True)
    return found


def _copy(engine: Engine, path: Path) -> None:
    target = sqlite3.connect(path)
    try:
        with engine.connect() as connection:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            source.backup(target)
        # A copy in the mode of a write-ahead log would need its log beside it.
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _verified_file(path: Path) -> Verification:
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path), poolclass=NullPool)
    with engine.connect() as connection:
        return verified(connection)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
