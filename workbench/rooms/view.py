"""What one seat may see of its room: what is public, which all seats share, and its own answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from workbench.register.room_rows import PrivateAnswer, RoomRow
from workbench.rooms.agenda import Step
from workbench.rooms.permissions import allowed_actions
from workbench.rooms.private import for_everybody
from workbench.rooms.seats import Seat
from workbench.rooms.state import Act, Answer, RoomState, Timer


@dataclass(frozen=True, kw_only=True)
class OwnAnswer:
    """What this seat answered last to a question of a step; ``value`` is as it was given, ``seq`` its number in the register."""

    step: str
    question: str
    value: Any
    at: str
    seq: int = 0


@dataclass(frozen=True, kw_only=True)
class RoomView:
    """Everything that one seat may see, and nothing else.

    ``own`` are its own answers, the latest to each question. ``revealed`` has those of everybody, by step, once they are
    revealed, and ``left_out`` the seats whose answers did not count there. ``answered`` says how many seats have answered anything, by step, and neither who nor what. ``seen_at`` says when a
    seat last asked for its view, as far as this process knows. ``may`` are the actions that the store will not refuse to it.
    """

    room_id: str
    code: str
    study_id: str
    version: int
    seat: Seat
    may: frozenset[str]
    agenda: tuple[Step, ...]
    step: str
    timer: Timer | None
    seats: tuple[Seat, ...]
    seen_at: Mapping[str, str]
    answered: Mapping[str, int]
    own: tuple[OwnAnswer, ...]
    revealed: Mapping[str, tuple[Answer, ...]]
    left_out: Mapping[str, tuple[str, ...]]
    acts: tuple[Act, ...]
    opened_at: str
    closed_at: str

    @property
    def is_closed(self) -> bool:
        return bool(self.closed_at)

    def own_seq(self, question: str) -> int:
        """The number of this seat's newest answer to a question of the step it sees, 0 before the first: for ``Rooms.answer``."""
        return next((each.seq for each in self.own if (each.step, each.question) == (self.step, question)), 0)


def view_of(
    state: RoomState,
    *,
    room: RoomRow,
    seat_id: str,
    answered: Mapping[str, int],
    own: Sequence[OwnAnswer],
    seen_at: Mapping[str, str],
) -> RoomView:
    """The view of one seat; ``own`` must be its own answers."""
    seat = state.seats[seat_id]
    may = allowed_actions(seat.standing)
    return RoomView(
        room_id=room.id,
        code=room.code,
        study_id=state.study_id,
        version=state.version,
        seat=seat,
        may=may,
        agenda=state.agenda,
        step=state.step,
        timer=state.timer,
        seats=tuple(state.seats.values()),
        seen_at=MappingProxyType(dict(seen_at)),
        answered=answered,
        own=tuple(own) if "see_own" in may else (),
        revealed=MappingProxyType(dict(state.revealed)) if "see_others_after" in may else {},
        left_out=MappingProxyType(dict(state.left_out)),
        acts=state.acts,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
    )


def own_answers(stored: Sequence[PrivateAnswer]) -> list[OwnAnswer]:
    """What one seat answered, in the order in which it was stored, as its view has it."""
    return [
        OwnAnswer(step=each.step, question=each.question, value=json.loads(each.value), at=each.at, seq=each.seq)
        for each in latest(stored)
    ]


def revealed_answers(stored: Sequence[PrivateAnswer]) -> list[Answer]:
    """What was stored in a step as a reveal shows it: the latest of each seat to each question, without what is for its seat alone."""
    return [
        Answer(seat=one.seat_id, question=one.question, value=for_everybody(one), at=one.at, op_id=one.op_id)
        for one in latest(stored)
    ]


def latest(answers: Sequence[PrivateAnswer]) -> list[PrivateAnswer]:
    """Of answers in the order in which they were stored, the last of each seat to each question of a step."""
    last = {(each.step, each.seat_id, each.question): each for each in answers}
    return sorted(last.values(), key=lambda each: each.seq)
