"""The register: one atomic commit that appends to a hash-chained record, and reading what it adds up to."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, func, select
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from workbench.errors import InputError, RegisterUnavailable
from workbench.register.backup import back_up
from workbench.register.chain import GENESIS, Entry
from workbench.register.change import Change, recordable
from workbench.register.data_dir import data_dir
from workbench.register.database import begin_writing, database_url, file_identity, is_blank, is_in_place, open_engine
from workbench.register.schema import prepare
from workbench.register.tables import ENTRY, FIELD, STREAM
from workbench.register.together import Outcome, Together
from workbench.register.transaction import State, Transaction
from workbench.register.unavailable import is_certain, unavailable, where
from workbench.register.verify import Verification, verified

Result = TypeVar("Result")
Work = Callable[[Transaction], Result]


class Register:
    """Everything that is kept, in one database.

    ``commit`` and ``write`` are the only ways to write. Each happens wholly or not at all, and an operation that is tried again
    under the same ``op_id`` happens once. No method draws, asks or reads the clock.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._together = Together(self._written)
        prepare(engine)

    def commit(self, op_id: str, expected_version: int, change: Change) -> Entry:
        """Append ``change`` to its stream, which must be at ``expected_version``, and return its entry: the receipt.

        An ``op_id`` that is there already returns the entry of then, and nothing is written again. The entry is
        returned only after the database has said that the change is stored.

        Raises VersionConflict, with nothing written, where the stream has gone on since; InputError where the change cannot be
        recorded or the ``op_id`` belongs to another change; RegisterUnavailable where the database does not answer, which
        says whether anything can have been written.
        """
        payload = recordable(op_id, change)
        entry = self.write(lambda now: now.entry_of(op_id) or now.append(op_id, expected_version, change))
        asked = (change.stream, change.kind, change.actor, payload)
        if (entry.stream, entry.kind, entry.actor, entry.payload) != asked:
            raise InputError(f"The operation {op_id!r} was recorded with another content. Begin a new one.")
        return entry

    def write(self, work: Work[Result]) -> Result:
        """What ``work`` returns, after what it wrote was stored: in one transaction, during which nobody else writes.

        What it raises takes back what it wrote, and is raised. It may be called again, so it must look by ``op_id`` whether it was
        done already. Writers who come at once share a transaction, and each gets its own result or error.

        Raises RegisterUnavailable where the database does not answer, which says whether anything can have been written.
        """
        try:
            return self._together.do(work)
        except _Unanswered:
            # Only asking again tells whether it was done; under its op_id it is never done twice.
            try:
                return self._together.do(work)
            except SQLAlchemyError as error:
                raise unavailable(error, self._engine, is_known=False) from error
            except _Unanswered as again:
                raise unavailable(again.error, self._engine, is_known=False) from again.error
        except SQLAlchemyError as error:
            raise unavailable(error, self._engine) from error

    def look(self, work: Work[Result]) -> Result:
        """What ``work`` returns, which only reads."""
        with self._reading() as connection:
            return work(Transaction(connection))

    def read(self, stream: str) -> State:
        """What the stream holds now."""
        return self.look(lambda now: now.read(stream))

    def recent(self, *, prefix: str, most: int) -> list[str]:
        """The streams whose names begin with ``prefix``, the one that was written to last first."""
        # LIKE would take capitals for small letters in SQLite and not in PostgreSQL.
        asked = select(STREAM.c.name).where(func.substr(STREAM.c.name, 1, len(prefix)) == prefix)
        with self._reading() as connection:
            return list(connection.execute(asked.order_by(STREAM.c.last_seq.desc()).limit(most)).scalars())

    def entries(self, stream: str | None = None, *, after_version: int = 0) -> list[Entry]:
        """The entries of a stream after a version, or all entries, in the order in which they were recorded."""
        return self.look(lambda now: now.entries(stream, after_version=after_version))

    def entry_of(self, op_id: str) -> Entry | None:
        """The entry of an operation; None where it was never recorded."""
        return self.look(lambda now: now.entry_of(op_id))

    def everywhere(self, name: str, *, prefix: str, containing: str) -> list[Any]:
        """What the field ``name`` holds in each stream whose name begins with ``prefix``, where its text has ``containing``."""
        asked = select(FIELD.c.value).where(
            FIELD.c.name == name,
            func.substr(FIELD.c.stream, 1, len(prefix)) == prefix,
            FIELD.c.value.contains(containing, autoescape=True),
        )
        with self._reading() as connection:
            return [json.loads(value) for value in connection.execute(asked).scalars()]

    def head(self) -> str:
        """The SHA-256 of the newest entry: whoever knows it can tell whether anything before it was changed."""
        with self._reading() as connection:
            found = connection.execute(select(ENTRY.c.sha256).order_by(ENTRY.c.seq.desc()).limit(1)).scalar()
        return found or GENESIS

    def place_of(self, sha256: str) -> int | None:
        """Which entry has this hash, counted from 1; None where none has it."""
        with self._reading() as connection:
            return connection.execute(select(ENTRY.c.seq).where(ENTRY.c.sha256 == sha256)).scalar()

    def verify(self, *, asked: str | None = None) -> Verification:
        """Every hash computed again, every stream added up again and compared with what is read.

        ``asked`` is a head that was written down earlier, as a memo has it; where no entry has it, that is a fault.

        Raises RegisterUnavailable where the database does not answer; what it holds is told as faults.
        """
        with self._reading(is_one_view=True) as connection:
            return verified(connection, asked=asked)

    def back_up(self, path: Path) -> Verification:
        """Copy everything as it is at one moment into a new file of SQLite, while others go on writing, and verify the copy.

        Raises InputError where the file exists or cannot be written, or the register is kept in PostgreSQL.
        """
        return back_up(self._engine, path)

    def _written(self, works: list[Work[Any]]) -> list[Outcome]:
        """What became of each piece of work, after COMMIT; where one makes the database fail, each is done by itself."""
        is_begun = is_sent = False
        try:
            with self._engine.connect().execution_options(is_writing=True) as connection:
                with connection.begin():
                    begin_writing(connection)
                    is_begun = True
                    outcomes = [_outcome(connection, work) for work in works]
                    is_sent = True
                is_kept = is_in_place(connection)
        except SQLAlchemyError as error:
            if is_sent and not is_certain(error):
                raise _Unanswered(error) from error
            is_gone = isinstance(error, DBAPIError) and error.connection_invalidated
            if len(works) > 1 and is_begun and not is_sent and not is_gone:
                return [self._written_alone(work) for work in works]
            raise
        if not is_kept:
            raise RegisterUnavailable(
                f"The register ({where(self._engine)}) was taken away or replaced while it was written to, so this change is "
                "not in it. Look whether it is the right file, and make the change again."
            )
        return outcomes

    def _written_alone(self, work: Work[Any]) -> Outcome:
        try:
            return self._written([work])[0]
        except Exception as error:
            return Outcome(error=error)

    @contextmanager
    def _reading(self, *, is_one_view: bool = False) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                if is_one_view and connection.dialect.name == "postgresql":
                    # Otherwise each statement sees what was committed before it, not before the first.
                    connection = connection.execution_options(isolation_level="REPEATABLE READ")
                yield connection
        except SQLAlchemyError as error:
            raise unavailable(error, self._engine) from error


def _outcome(connection: Connection, work: Work[Any]) -> Outcome:
    """What the work returned; or what it raised, with what it wrote taken back and what others wrote left."""
    before = connection.begin_nested()
    try:
        value = work(Transaction(connection))
    except SQLAlchemyError:
        raise
    except Exception as error:
        before.rollback()
        return Outcome(error=error)
    before.commit()
    return Outcome(value=value)


class _Unanswered(Exception):
    """COMMIT was sent and its answer never came."""

    def __init__(self, error: SQLAlchemyError) -> None:
        self.error = error
        super().__init__(str(error))


def open_register(folder: Path | None = None, environment: Mapping[str, str] = os.environ) -> Register:
    """The register of a data directory, which is the user's own unless another is given.

    Studies that earlier versions kept there as files are taken in when the process first opens it. A file of SQLite that
    was taken away or replaced since is opened anew.

    Raises InputError for an address that cannot be used or a register made by a later version; RegisterUnavailable where
    the database does not answer.
    """
    folder = folder or data_dir(environment)
    url = database_url(folder, environment)
    file = file_identity(url)
    # A new file may have got the number of one that was deleted, under which its tables seem to be there.
    return _opened_now(url, folder) if is_blank(url) else _opened(url, folder, file)


@lru_cache(maxsize=32)
def _opened(url: URL, folder: Path, _file: tuple[int, int] | None) -> Register:
    return _opened_now(url, folder)


def _opened_now(url: URL, folder: Path) -> Register:
    register = Register(open_engine(url))
    if (folder / "studies").is_dir():
        from workbench.register.studies import Studies  # it stands on this module

        Studies(register).take_in(folder / "studies")
    return register
