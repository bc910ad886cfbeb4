"""Rooms: a workshop on a study, with private answers, reveals, and everything public on the register."""

from workbench.rooms.agenda import USUAL_AGENDA, Step
from workbench.rooms.digest import digest_of
from workbench.rooms.permissions import ACTIONS, ACTS, STANDINGS, is_allowed
from workbench.rooms.receipts import Opened, Receipt
from workbench.rooms.record import record_of
from workbench.rooms.rooms import Rooms
from workbench.rooms.seats import Seat
from workbench.rooms.state import Act, Answer, RoomState, Timer, folded
from workbench.rooms.view import OwnAnswer, RoomView

__all__ = [
    "ACTIONS",
    "ACTS",
    "STANDINGS",
    "USUAL_AGENDA",
    "Act",
    "Answer",
    "Opened",
    "OwnAnswer",
    "Receipt",
    "RoomState",
    "RoomView",
    "Rooms",
    "Seat",
    "Step",
    "Timer",
    "digest_of",
    "folded",
    "is_allowed",
    "record_of",
]
