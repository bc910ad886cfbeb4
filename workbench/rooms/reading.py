"""Reading a room inside a transaction: whose token it is, and what the room is at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.errors import InputError, NotAllowed
from workbench.register import Entry
from workbench.register.chain import json_text
from workbench.register.room_rows import RoomRow, SeatRow
from workbench.register.transaction import Transaction
from workbench.rooms.codes import token_sha256
from workbench.rooms.state import RoomState, state_of


def room_at(now: Transaction, code: str) -> RoomRow:
    """The room with this code. Raises InputError where there is none."""
    room = now.rooms.room_of(code)
    if room is None:
        raise InputError(f"There is no room {code}. Look at the screen in the room and type its code again.")
    return room


def seat_row(now: Transaction, code: str, token: str) -> SeatRow:
    """Whose token this is. Raises NotAllowed for a stranger, InputError where there is no such room."""
    row = now.rooms.seat_of(code=code, token_sha256=token_sha256(token))
    if row is None:
        room_at(now, code)
        raise NotAllowed(f"This device has no seat in room {code}. Join with the code; nothing was recorded.")
    return row


def state_in(now: Transaction, room: RoomRow) -> RoomState:
    """The room as this transaction sees it."""
    found = now.read(room.stream)
    return state_of(found.version, found.fields)


def state_with_head(now: Transaction, room: RoomRow) -> tuple[str, RoomState]:
    """The same, with the hash of its newest entry before it."""
    state = state_in(now, room)
    return now.entries(room.stream, after_version=state.version - 1)[0].sha256, state


def is_same_doing(entry: Entry, *, room: RoomRow, did: str, by: str, asked: Mapping[str, Any]) -> bool:
    """Whether an entry records just this."""
    logged = entry.content.get("append", {}).get("log", {})
    if entry.stream != room.stream or (logged.get("did"), logged.get("by")) != (did, by):
        return False
    return json_text(logged["asked"]) == json_text(dict(asked))
