"""What one process remembers of its rooms for all seats: the public state by the room's newest entry, never an answer of anybody."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from weakref import WeakKeyDictionary

from workbench.register import Register
from workbench.register.room_rows import SeatRow
from workbench.rooms.state import RoomState

ROOMS_MAX = 64


class Shared:
    """A room's public state is kept under the hash of its newest entry, and which seats answered under how many answers there are.

    So both are as new as the row that asks for them, and a state that was never committed is never kept.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._states: OrderedDict[str, tuple[str, RoomState]] = OrderedDict()
        self._answered: dict[str, tuple[int, Mapping[str, frozenset[str]]]] = {}
        self._seen: dict[str, dict[str, str]] = {}

    def state(self, row: SeatRow, read: Callable[[], tuple[str, RoomState]]) -> RoomState:
        """The state at the row's newest entry or a later one; ``read`` gives it with its newest entry where it is not kept."""
        with self._lock:
            kept = self._states.get(row.room.id)
        if kept is None or kept[0] != row.head:
            kept = read()
            with self._lock:
                self._states[row.room.id] = kept
                self._states.move_to_end(row.room.id)
                self._forget_oldest()
        return kept[1]

    def state_at(self, row: SeatRow) -> RoomState | None:
        """The state at the row's newest entry, where it is kept."""
        with self._lock:
            kept = self._states.get(row.room.id)
        return kept[1] if kept is not None and kept[0] == row.head else None

    def answered(self, row: SeatRow, read: Callable[[], Mapping[str, frozenset[str]]]) -> Mapping[str, frozenset[str]]:
        """Which seats answered, by step: nobody is told more of it than how many."""
        with self._lock:
            kept = self._answered.get(row.room.id)
        if kept is None or kept[0] != row.room.answers_count:
            kept = row.room.answers_count, read()
            with self._lock:
                self._answered[row.room.id] = kept
        return kept[1]

    def seen(self, row: SeatRow, at: str | None) -> Mapping[str, str]:
        """When each seat last asked for its view; ``at`` is when this one does."""
        with self._lock:
            times = self._seen.setdefault(row.room.id, {})
            if at is not None:
                times[row.seat_id] = max(at, times.get(row.seat_id, ""))
            return dict(times)

    def _forget_oldest(self) -> None:
        while len(self._states) > ROOMS_MAX:
            room_id, _ = self._states.popitem(last=False)
            self._answered.pop(room_id, None)
            self._seen.pop(room_id, None)


_ALL: WeakKeyDictionary[Register, Shared] = WeakKeyDictionary()
_ALL_LOCK = Lock()


def shared_of(register: Register) -> Shared:
    """What this process remembers of the rooms of a register."""
    with _ALL_LOCK:
        return _ALL.setdefault(register, Shared())
