"""Retracing the whole record: every hash computed again, every stream added up again and compared with what is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from workbench.errors import InputError
from workbench.register.chain import GENESIS, Entry, faults_of, json_text
from workbench.register.change import applied
from workbench.register.tables import ENTRY, FIELD, STREAM

_UNREADABLE = (InputError, ValueError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What ``verify`` found: ``faults`` is empty where every entry stands as it was recorded.

    ``head`` is the newest entry's SHA-256. ``asked_seq`` is the place of the hash that was asked for, None where no entry
    has it, which is then among the faults, or where none was asked for.
    """

    entries_count: int
    head: str
    faults: tuple[str, ...]
    asked_seq: int | None = None

    @property
    def is_whole(self) -> bool:
        return not self.faults


@dataclass
class _Sum:
    """What the entries of one stream add up to, so far."""

    fields: dict[str, Any]
    version: int = 0
    last_seq: int = 0
    updated_at: str = ""


def verified(connection: Connection, *, asked: str | None = None) -> Verification:
    """Retrace everything that this connection's one view of the database holds.

    ``asked`` is a head that somebody wrote down: where no entry has it, that is a fault. 64 zeros are the head of a register in which
    nothing was recorded, and so are part of every chain.
    """
    faults: list[str] = []
    sums: dict[str, _Sum] = {}
    count, head, asked_seq = 0, GENESIS, 0 if asked == GENESIS else None

    def told() -> Iterator[Entry]:
        nonlocal count, head, asked_seq
        for row in connection.execution_options(yield_per=500).execute(select(ENTRY).order_by(ENTRY.c.seq)):
            entry = Entry(**row._asdict())
            count, head = count + 1, entry.sha256
            if entry.sha256 == asked:
                asked_seq = entry.seq
            total = sums.setdefault(entry.stream, _Sum(fields={}))
            total.version, total.last_seq, total.updated_at = entry.version, entry.seq, entry.at
            try:
                total.fields = applied(total.fields, entry.content)
            except _UNREADABLE:
                faults.append(f"Entry {entry.seq} cannot be read.")
            yield entry

    faults += list(faults_of(told()))
    faults += _sums_that_differ(connection, sums)
    if asked is not None and asked_seq is None:
        faults.append(
            f"No entry has the hash {asked}: it was not recorded here, or it was changed or taken away since."
        )
    return Verification(entries_count=count, head=head, faults=tuple(faults), asked_seq=asked_seq)


def _sums_that_differ(connection: Connection, sums: dict[str, _Sum]) -> list[str]:
    kept: dict[str, dict[str, Any]] = {}
    for row in connection.execute(select(FIELD)):
        kept.setdefault(row.stream, {})[row.name] = row.value
    streams = {row.name: row for row in connection.execute(select(STREAM))}
    faults = []
    for name in sorted({*sums, *streams, *kept}):
        total, stream = sums.get(name), streams.get(name)
        if total is None or stream is None:
            faults.append(f"What is kept of {name} is not what its entries add up to.")
            continue
        # As texts, for 1, 1.0 and true are equal in Python and not the same in a record.
        wanted = {key: json_text(value) for key, value in total.fields.items()}
        place = (stream.version, stream.last_seq, stream.updated_at)
        wanted_place = (total.version, total.last_seq, total.updated_at)
        if place != wanted_place or wanted != {key: _same_text(text) for key, text in kept.get(name, {}).items()}:
            faults.append(f"What is kept of {name} is not what its entries add up to.")
    return faults


def _same_text(text: Any) -> Any:
    try:
        return json_text(json.loads(text))
    except _UNREADABLE:
        return None
