"""One transaction of the register while it is under way, as those see it who decide what is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from workbench.errors import VersionConflict
from workbench.register.chain import GENESIS, Entry, chained, json_text
from workbench.register.change import Change, applied, recordable
from workbench.register.room_rows import RoomRows
from workbench.register.tables import ENTRY, FIELD, STREAM


@dataclass(frozen=True, kw_only=True)
class State:
    """What the entries of a stream add up to; ``version`` is how many there are, 0 for a stream that nobody began."""

    version: int
    fields: Mapping[str, Any]
    updated_at: str = ""


class Transaction:
    """Reading, and where the transaction was begun for it writing; what it writes is there once it has ended.

    ``rooms`` are the rows of rooms that stand outside the chain.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.rooms = RoomRows(connection)

    def entry_of(self, op_id: str) -> Entry | None:
        """The entry of an operation; None where it was never recorded."""
        row = self._connection.execute(select(ENTRY).where(ENTRY.c.op_id == op_id)).one_or_none()
        return None if row is None else Entry(**row._asdict())

    def entries(self, stream: str | None = None, *, after_version: int = 0) -> list[Entry]:
        """The entries of a stream after a version, or all entries, in the order in which they were recorded."""
        asked = select(ENTRY).order_by(ENTRY.c.seq)
        if stream is not None:
            asked = asked.where(ENTRY.c.stream == stream, ENTRY.c.version > after_version)
        return [Entry(**row._asdict()) for row in self._connection.execute(asked)]

    def read(self, stream: str) -> State:
        """What the stream holds now."""
        columns = (STREAM.c.version, STREAM.c.updated_at, FIELD.c.name, FIELD.c.value)
        asked = select(*columns).select_from(STREAM.outerjoin(FIELD, FIELD.c.stream == STREAM.c.name))
        rows = self._connection.execute(asked.where(STREAM.c.name == stream)).all()
        if not rows:
            return State(version=0, fields={})
        fields = {row.name: json.loads(row.value) for row in rows if row.name is not None}
        return State(version=rows[0].version, fields=fields, updated_at=rows[0].updated_at)

    def append(self, op_id: str, expected_version: int, change: Change) -> Entry:
        """The new entry of a stream that must be at ``expected_version``; no operation may have ``op_id`` yet.

        Raises VersionConflict where the stream has gone on since, InputError where the change cannot be recorded.
        """
        payload = recordable(op_id, change)
        version = self._connection.execute(select(STREAM.c.version).where(STREAM.c.name == change.stream)).scalar() or 0
        if version != expected_version:
            raise VersionConflict(
                f"{change.stream} is at version {version}, not {expected_version}: somebody else changed it meanwhile. "
                "Nothing was written."
            )
        last = self._connection.execute(
            select(ENTRY.c.seq, ENTRY.c.sha256).order_by(ENTRY.c.seq.desc()).limit(1)
        ).one_or_none()
        entry = chained(
            seq=1 if last is None else last.seq + 1,
            op_id=op_id,
            stream=change.stream,
            version=version + 1,
            kind=change.kind,
            at=change.at,
            actor=change.actor,
            payload=payload,
            previous=GENESIS if last is None else last.sha256,
        )
        self._connection.execute(insert(ENTRY).values(**asdict(entry)))
        self._add_up(change, entry)
        return entry

    def _add_up(self, change: Change, entry: Entry) -> None:
        connection = self._connection
        now = {"version": entry.version, "last_seq": entry.seq, "updated_at": entry.at}
        if entry.version == 1:
            connection.execute(insert(STREAM).values(name=change.stream, **now))
        else:
            connection.execute(update(STREAM).where(STREAM.c.name == change.stream).values(**now))
        own = FIELD.c.stream == change.stream, FIELD.c.name.in_(change.touched)
        before = {row.name: json.loads(row.value) for row in connection.execute(select(FIELD).where(*own))}
        after = applied(before, entry.content)
        connection.execute(delete(FIELD).where(*own))
        if after:
            rows = [{"stream": change.stream, "name": name, "value": json_text(value)} for name, value in after.items()]
            connection.execute(insert(FIELD), rows)
