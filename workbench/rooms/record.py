"""The record of a session as plain JSON: who was there, what was done when and by whom, and what was answered, once revealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from workbench.register import Entry
from workbench.rooms.state import RoomState, folded


def record_of(entries: Sequence[Entry]) -> dict[str, Any]:
    """The record of a room, from all entries of its stream, the oldest first.

    It holds what the hash chain holds and so nothing that was not revealed. ``answers`` are by step, each with the seat's label and
    role at that place; ``left_unrevealed`` counts the seats whose answers were never shown, ``left_out`` names those that answered and
    only watched by the reveal. ``last_entry`` names the newest entry,
    by which a reader of the register finds it.
    """
    state = folded(entries)
    last = entries[-1]
    return {
        "room": last.stream.partition(":")[2],
        "study": state.study_id,
        "opened_at": state.opened_at,
        "closed_at": state.closed_at or None,
        "agenda": [asdict(step) for step in state.agenda],
        "step": state.step,
        "seats": [
            {
                "id": seat.id,
                "label": seat.label,
                "role": seat.role,
                "standing": seat.standing,
                "joined_at": seat.joined_at,
            }
            for seat in state.seats.values()
        ],
        "events": [
            {**_who(state, act.by), "at": act.at, "did": act.did, "asked": dict(act.asked)} for act in state.log
        ],
        "answers": {
            step: [
                {
                    **_who(state, each.seat),
                    "question": each.question,
                    "value": each.value,
                    "at": each.at,
                    "op_id": each.op_id,
                }
                for each in answers
            ]
            for step, answers in state.revealed.items()
        },
        "left_unrevealed": dict(state.left_unrevealed),
        "left_out": {step: [_who(state, seat) for seat in seats] for step, seats in state.left_out.items()},
        "last_entry": {"seq": last.seq, "sha256": last.sha256},
    }


def _who(state: RoomState, seat_id: str) -> dict[str, str]:
    seat = state.seats[seat_id]
    return {"seat": seat.id, "label": seat.label, "role": seat.role}
