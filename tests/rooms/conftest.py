"""A study, a room on it, and people in its seats, on both databases."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from workbench.register import Register, Studies, Study
from workbench.rooms import Receipt, Rooms, RoomView, Seat

AT = "2026-11-23T09:00:00+00:00"
STUDY = "fraud-2026"


@dataclass
class Session:
    """A room under test: its store, its code, and the facilitator's token."""

    rooms: Rooms
    register: Register
    code: str
    room_id: str
    lead: str
    numbers: Any

    def op(self) -> str:
        return f"an-operation-drawn-by-chance-{next(self.numbers)}"

    def join(self, name: str = "Ann", **given: Any) -> Seat:
        return self.rooms.join(self.code, name=name, op_id=given.pop("op_id", self.op()), at=AT, **given)

    def seat(self, standing: str) -> Seat:
        """A new seat of this standing."""
        seat = self.join(standing)
        if standing != "participant":
            self.rooms.grant(self.code, self.lead, seat=seat.id, standing=standing, op_id=self.op(), at=AT)
        return seat

    def answer(self, token: str, value: Any, *, step: str = "elicit", question: str = "q", **given: Any) -> Receipt:
        op_id = given.pop("op_id", None) or self.op()
        return self.rooms.answer(
            self.code, token, step=step, question=question, value=value, op_id=op_id, at=given.pop("at", AT)
        )

    def move(self, to: str, **given: Any) -> Receipt:
        token = given.pop("token", self.lead)
        return self.rooms.move(self.code, token, to=to, op_id=given.pop("op_id", None) or self.op(), at=AT, **given)

    def reveal(self, **given: Any) -> Receipt:
        """Of the step at which the room is, unless another is given."""
        step = given.get("step") or self.view(self.lead).step
        op_id = given.get("op_id") or self.op()
        return self.rooms.reveal(self.code, given.get("token", self.lead), step=step, op_id=op_id, at=AT)

    def view(self, token: str) -> RoomView:
        return self.rooms.view(self.code, token)


def save_study(register: Register) -> None:
    """A study that a room can be opened on."""
    Studies(register).save(Study(id=STUDY, title="Fraud", created_at=AT), op_id=f"save-{STUDY}", at=AT)


@pytest.fixture
def make_session() -> Callable[[Register], Session]:
    """Open a room in a register: ``make_session(register)``."""

    def make(register: Register) -> Session:
        if register.read(f"study:{STUDY}").version == 0:
            save_study(register)
        rooms = Rooms(register)
        numbers = itertools.count()
        opened = rooms.open_room(STUDY, facilitator="Fay", op_id=f"open-drawn-by-chance-{id(numbers)}", at=AT)
        return Session(rooms, register, opened.room.code, opened.room.id, opened.token, numbers)

    return make


@pytest.fixture
def session(register: Register, make_session: Callable[[Register], Session]) -> Session:
    return make_session(register)
