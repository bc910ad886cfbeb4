"""What the store hands out after COMMIT: a room that was opened, and the receipt of anything else."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.register.room_rows import RoomRow
from workbench.rooms.seats import Seat


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A room that was opened: its facts, and the facilitator's seat."""

    room: RoomRow
    seat: Seat

    @property
    def token(self) -> str:
        """The secret of the facilitator's seat."""
        return self.seat.token


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What is stored, given only after COMMIT.

    ``seq`` is the place among all private answers, or among all entries of the chain, where ``sha256`` is the entry's hash; it is empty
    for a private answer, which is in no entry yet.
    """

    op_id: str
    seq: int
    at: str
    sha256: str = ""
