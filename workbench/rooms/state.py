"""The state of a room: what the entries of its stream add up to. Nothing private is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from workbench.register import Entry
from workbench.register.change import applied
from workbench.rooms.agenda import Step, agenda_from
from workbench.rooms.permissions import ACTS, is_allowed
from workbench.rooms.seats import Seat


@dataclass(frozen=True, kw_only=True)
class Timer:
    """The timer of the current step: when it was started, and for how many seconds it runs."""

    started_at: str
    seconds: int

    @property
    def ends_at(self) -> str:
        """When it is over, in ISO 8601."""
        return (datetime.fromisoformat(self.started_at) + timedelta(seconds=self.seconds)).isoformat()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a seat answered, once it was revealed. ``op_id`` is that of the receipt that its sender was given."""

    seat: str
    question: str
    value: Any
    at: str
    op_id: str


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody did in public: who, when, and ``asked``, as it was said. ``did`` is the action, or what the room did."""

    did: str
    by: str
    at: str
    asked: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class RoomState:
    """A room as it stands.

    ``version`` counts its entries. ``revealed`` has the answers of each step that was revealed, in the order in which they were
    stored, and ``left_out`` the seats that answered there and only watched by then; ``log`` has everything that was done, in order. ``left_unrevealed`` counts the seats whose answers in a step were never
    revealed when the room was closed.
    """

    version: int
    study_id: str
    opened_at: str
    agenda: tuple[Step, ...]
    step: str
    timer: Timer | None
    seats: Mapping[str, Seat]
    revealed: Mapping[str, tuple[Answer, ...]]
    log: tuple[Act, ...]
    closed_at: str = ""
    left_unrevealed: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        return bool(self.closed_at)

    @property
    def acts(self) -> tuple[Act, ...]:
        """What people said in public: stories merged, the plan, outcomes, dissent, decision, signatures."""
        return tuple(each for each in self.log if each.did in ACTS)

    def is_counted(self, seat_id: str) -> bool:
        """Whether what this seat answers counts: not where it was made a viewer, for a person who went, say."""
        return self.seats[seat_id].standing != "viewer"

    def counted(self, answered: Mapping[str, frozenset[str]], *, voters_only: bool = False) -> dict[str, int]:
        """How many of the seats that answered count, by step; a step where none does is left out.

        ``voters_only`` leaves out whoever answered and may not any more: they count, and are none of those who are waited for.
        """

        def is_one(seat_id: str) -> bool:
            return self.is_counted(seat_id) and (not voters_only or is_allowed(self.seats[seat_id].standing, "answer"))

        counts = {step: sum(map(is_one, seats)) for step, seats in answered.items()}
        return {step: count for step, count in counts.items() if count}

    def step_named(self, name: str) -> Step | None:
        """The step of the agenda with this name."""
        return next((step for step in self.agenda if step.name == name), None)


def state_of(version: int, fields: Mapping[str, Any]) -> RoomState:
    """The state that these fields of the room's stream hold."""
    timer = fields.get("timer")
    revealed = fields.get("revealed", {})
    return RoomState(
        version=version,
        study_id=fields["study"],
        opened_at=fields["opened_at"],
        agenda=agenda_from(fields["agenda"]),
        step=fields["step"],
        timer=None if timer is None else Timer(**timer),
        seats={name: Seat(**each) for name, each in fields["seats"].items()},
        revealed={step: tuple(Answer(**each) for each in answers) for step, answers in revealed.items()},
        log=tuple(Act(**each) for each in fields["log"]),
        closed_at=fields.get("closed_at", ""),
        left_unrevealed=fields.get("left_unrevealed", {}),
        left_out={step: tuple(seats) for step, seats in fields.get("left_out", {}).items()},
    )


def folded(entries: Iterable[Entry]) -> RoomState:
    """The state that all entries of a room's stream, the oldest first, add up to."""
    fields: Mapping[str, Any] = {}
    version = 0
    for entry in entries:
        fields, version = applied(fields, entry.content), entry.version
    return state_of(version, fields)
