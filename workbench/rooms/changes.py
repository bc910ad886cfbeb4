"""What each thing that is done in a room changes in its state, or why it is refused. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from workbench.errors import InputError, TooLate
from workbench.register import Change
from workbench.register.chain import json_text
from workbench.rooms.agenda import Step, checked_agenda, checked_seconds
from workbench.rooms.permissions import ACTS, GRANTED, STANDINGS
from workbench.rooms.seats import Seat
from workbench.rooms.state import Answer, RoomState

Recorded = dict[str, Any]
CONTENT_MAX = 20_000
# What is said once for each step that it names: an outcome by anybody, a dissent by each seat.
_ONCE = {"outcome": "The outcome of this vote", "dissent": "Your dissent from this outcome"}


def opened(*, stream: str, study_id: str, seat: Seat, agenda: Sequence[Step], at: str) -> Change:
    """A new room, with the seat of whoever opened it, in the first step of its agenda."""
    steps = checked_agenda(agenda)
    first = {
        "study": study_id,
        "opened_at": at,
        "agenda": steps,
        "step": steps[0]["name"],
        **_timer(at, steps[0]["seconds"]),
    }
    return _change(stream, "open", seat, at, {}, {**first, **_seated(seat)})


def joined(state: RoomState, *, stream: str, seat: Seat, at: str) -> Change:
    """One more seat."""
    require_open(state)
    return _change(stream, "join", seat, at, {}, _seated(seat))


def moved(state: RoomState, *, stream: str, by: Seat, to: str, seconds: int | None, left: str, at: str) -> Change:
    """Another step, or the same one with its timer started anew; ``seconds`` instead of those of the agenda.

    Raises InputError for a step that the agenda has not, or that shows what was not revealed yet, TooLate where the room is not
    at ``left`` any more.
    """
    require_open(state)
    if left and state.step != left:
        raise TooLate(f"The room is at {state.step}, not at {left}. Nothing was moved.")
    step = _step(state, to)
    if step.shows and step.shows not in state.revealed:
        raise InputError(f"{to} shows what was answered in {step.shows}, which is not revealed yet. Reveal it first.")
    runs = step.seconds if seconds is None else checked_seconds(seconds)
    return _change(stream, "move", by, at, {"to": to, "seconds": seconds}, {"step": to, **_timer(at, runs)})


def revealed(state: RoomState, *, stream: str, by: Seat, step_name: str, answers: Sequence[Answer], at: str) -> Change:
    """The answers of a step, at which the room must be, for everybody to see, and the step that shows them.

    Of seats that only watch by now it is said that they answered, and nothing of what.

    Raises TooLate where they are revealed already or the room is at another step, InputError where the step has nothing private.
    """
    require_open(state)
    step = _step(state, step_name)
    shown = next((each for each in state.agenda if step.is_private and each.shows == step.name), None)
    if shown is None:
        raise InputError(f"In the step {step.name} nothing is answered in private, so there is nothing to reveal.")
    if step.name in state.revealed:
        raise TooLate(f"What was answered in {step.name} is revealed already.")
    if step.name != state.step:
        raise TooLate(f"The room is at {state.step}, not at {step.name}. Nothing was revealed.")
    counted = [each for each in answers if state.is_counted(each.seat)]
    left_out = list(dict.fromkeys(each.seat for each in answers if not state.is_counted(each.seat)))
    fields: Recorded = {f"revealed/{step.name}": [asdict(each) for each in counted], "step": shown.name}
    if left_out:
        fields[f"left_out/{step.name}"] = left_out
    return _change(stream, "reveal", by, at, {"step": step.name}, {**fields, **_timer(at, shown.seconds)})


def acted(state: RoomState, *, stream: str, by: Seat, action: str, content: Mapping[str, Any], at: str) -> Change:
    """Something said or done in public, kept as it is.

    Raises TooLate for a second outcome of a step, or a second dissent of one seat with it: two windows pressed at once.
    """
    require_open(state)
    if action in _ONCE:
        said = [act for act in state.log if act.did == action and act.asked.get("step") == content.get("step")]
        if any(action == "outcome" or act.by == by.id for act in said):
            raise TooLate(f"{_ONCE[action]} is on record already. Nothing was added.")
    return _change(stream, action, by, at, dict(content), {})


def checked_act(action: str, content: Mapping[str, Any]) -> Recorded:
    """What is said in public, as plain values. Raises InputError for another action, or what cannot be kept."""
    if action not in ACTS:
        raise InputError(f"What is done in public is one of {', '.join(ACTS)}, not {action!r}.")
    text = json_text(content) if isinstance(content, dict) else ""
    if not 1 <= len(text) <= CONTENT_MAX:
        raise InputError(f"This must be a JSON object of at most {CONTENT_MAX:,} characters. Make it shorter.")
    return json.loads(text)


def granted(state: RoomState, *, stream: str, by: Seat, seat_id: str, standing: str, at: str) -> Change:
    """Another standing for a seat.

    Raises InputError for a seat or standing that there is not, or where nobody would be left who leads the room.
    """
    require_open(state)
    seat = state.seats.get(seat_id)
    if seat is None or standing not in GRANTED:
        raise InputError(
            f"Name a seat of this room, and one of {', '.join(GRANTED)}; not {seat_id!r} and {standing!r}."
        )
    leads = {each.id for each in state.seats.values() if each.standing == "facilitator"}
    if standing != "facilitator" and leads == {seat_id}:
        raise InputError(f"{seat.label} is the only facilitator here. Make somebody else one first.")
    fields = {f"seats/{seat_id}": {**_recorded(seat), "standing": standing}}
    return _change(stream, "grant", by, at, {"seat": seat_id, "standing": standing}, fields)


def closed(
    state: RoomState, *, stream: str, by: Seat, waiting: Mapping[str, int], leave_unrevealed: bool, at: str
) -> Change:
    """The end. ``waiting`` has how many seats answered in each step that is not revealed.

    Raises InputError where answers would never be revealed and nobody said that they shall not be.
    """
    require_open(state)
    if waiting and not leave_unrevealed:
        told = ", ".join(f"{step} ({count})" for step, count in waiting.items())
        raise InputError(
            f"These steps have answers that were never revealed: {told}. Reveal them, or close the room with them left out."
        )
    fields: Recorded = {"closed_at": at, "timer": None, **({"left_unrevealed": dict(waiting)} if waiting else {})}
    return _change(stream, "close", by, at, {"leave_unrevealed": leave_unrevealed}, fields)


def require_answerable(state: RoomState, step_name: str) -> None:
    """Nothing where this step takes answers now.

    Raises TooLate where the room has gone on from it, InputError where it never takes any.
    """
    step = _step(state, step_name)
    if not step.is_private:
        raise InputError(f"In the step {step_name} nothing is answered in private.")
    if step_name in state.revealed:
        raise TooLate(
            f"The answers of {step_name} are revealed. This one came after that: it was not stored and does not count."
        )
    require_open(state)
    if step_name != state.step:
        raise TooLate(
            f"The room is at {state.step}, not at {step_name}. This answer was not stored and does not count."
        )


def require_open(state: RoomState) -> None:
    """Nothing while the room is open; raises TooLate once it is closed."""
    if state.is_closed:
        raise TooLate("This room is closed. Nothing was recorded; what was recorded in it can still be read.")


def checked_at(at: str) -> str:
    """A time in ISO 8601 with its offset.

    Raises InputError for anything else.
    """
    try:
        is_whole = datetime.fromisoformat(at).tzinfo is not None
    except (ValueError, TypeError):
        is_whole = False
    if not is_whole or len(at) > 40:
        raise InputError(f"A time is written as 2026-11-23T09:00:00Z, not as {at!r}.")
    return at


def _step(state: RoomState, name: str) -> Step:
    step = state.step_named(name)
    if step is None:
        raise InputError(f"The agenda has no step {name!r}. It has: {', '.join(each.name for each in state.agenda)}.")
    return step


def _timer(at: str, seconds: int) -> Recorded:
    return {"timer": {"started_at": at, "seconds": seconds} if seconds else None}


def _seated(seat: Seat) -> Recorded:
    assert seat.standing in STANDINGS
    return {f"seats/{seat.id}": _recorded(seat)}


def _recorded(seat: Seat) -> Recorded:
    return {name: value for name, value in asdict(seat).items() if name != "token"}


def _change(stream: str, did: str, by: Seat, at: str, asked: Recorded, fields: Recorded) -> Change:
    logged = {"did": did, "by": by.id, "at": at, "asked": asked}
    return Change(stream=stream, kind=f"room: {did}", at=at, actor=by.label, set=fields, append={"log": logged})
