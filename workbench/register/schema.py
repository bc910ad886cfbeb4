"""Bringing a database to the tables that this version of the program knows."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from workbench.errors import InputError
from workbench.register.tables import METADATA, VERSION_TABLE
from workbench.register.unavailable import unavailable, where

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "0002"
_LOCK_KEY = 7302411
# Alembic keeps what it works on in its module, so one thread at a time.
_UPGRADING = [Lock()]
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: _UPGRADING.__setitem__(0, Lock()))


def prepare(engine: Engine) -> None:
    """Make or upgrade the tables; where they are already the newest, nothing is done.

    Of several processes that do so at once one does it and the others wait for it.

    Raises InputError where the database was made by a later version of the program, or holds another program's tables;
    RegisterUnavailable where it does not answer.
    """
    try:
        with engine.connect() as connection:
            if _revision(connection) == NEWEST:
                return
        with (
            _UPGRADING[0],
            engine.connect().execution_options(is_writing=True) as connection,
            connection.begin(),
        ):
            _upgrade(connection)
    except SQLAlchemyError as error:
        raise unavailable(error, engine) from error


def _upgrade(connection: Connection) -> None:
    # Alembic takes a moment to load, and is needed only here.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    found = _revision(connection)
    if found is None:
        _refuse_strangers(connection)
    elif found not in {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}:
        raise InputError(
            f"The register ({where(connection.engine)}) was written by a later version of the workbench. "
            "Start that version, or name another data directory."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> Any:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()


def _refuse_strangers(connection: Connection) -> None:
    taken = sorted(set(inspect(connection).get_table_names()) & set(METADATA.tables))
    if taken:
        raise InputError(
            f"The database ({where(connection.engine)}) has tables called {', '.join(taken)} that are not the register's. "
            "Give the register a database of its own."
        )
    if connection.dialect.name == "postgresql":
        encoding = connection.execute(text("SHOW server_encoding")).scalar()
        if encoding != "UTF8":
            raise InputError(
                f"The database ({where(connection.engine)}) keeps text as {encoding}; the register needs UTF8. "
                "Make one with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0."
            )
