"""Rooms on the register: every method asks the table of permissions inside the transaction that it writes in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Any

from workbench.errors import InputError, NotAllowed
from workbench.register import Change, Register
from workbench.register.room_rows import RoomRow, SeatRow
from workbench.register.transaction import Transaction
from workbench.rooms import changes
from workbench.rooms.agenda import USUAL_AGENDA, Step
from workbench.rooms.codes import drawn_token, free_code, op_sha256, read_code, token_sha256
from workbench.rooms.permissions import JOINED_AS, require
from workbench.rooms.private import checked_answer, is_same_answer, require_newest
from workbench.rooms.reading import is_same_doing, room_at, seat_row, state_in, state_with_head
from workbench.rooms.receipts import Opened, Receipt
from workbench.rooms.record import record_of
from workbench.rooms.seats import Seat, checked_text, label_for
from workbench.rooms.shared import shared_of
from workbench.rooms.state import RoomState
from workbench.rooms.view import RoomView, own_answers, revealed_answers, view_of

SEATS_MAX = 500


class Rooms:
    """The rooms of a register. Times are given to every method, and chance by ``draw``."""

    def __init__(self, register: Register, *, draw: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._register = register
        self._draw = draw
        self._shared = shared_of(register)

    def open_room(
        self,
        study_id: str,
        *,
        facilitator: str,
        role: str = "",
        op_id: str,
        at: str,
        standing: str = "facilitator",
        agenda: Sequence[Step] = USUAL_AGENDA,
    ) -> Opened:
        """A new room on a study, and the seat of its facilitator.

        ``standing`` is that of the caller on the study, as whoever let them in vouches for it. Asked again under the same
        ``op_id``, which must be drawn by chance and kept secret, it is the same room, with one more token for the seat.

        Raises NotAllowed for a standing that may not open rooms, InputError where there is no such study.
        """
        require(standing, "open")
        name, role = checked_text(facilitator, "The name"), checked_text(role, "The role", is_needed=False)
        at, given_by = changes.checked_at(at), op_sha256("open", op_id)

        def work(now: Transaction) -> Opened:
            found = now.rooms.seat_given_by(given_by)
            if found is not None:
                room, seat = found[0], state_in(now, found[0]).seats[found[1]]
                if (room.study_id, seat.name, seat.role) != (study_id, name, role):
                    raise InputError("This operation opened another room. Begin a new one.")
                return Opened(room=room, seat=self._given(now, room, seat, given_by))
            if now.read(f"study:{study_id}").version == 0:
                raise InputError(f"The register holds no study {study_id!r}. Save it first, then open its room.")
            room = RoomRow(
                id=self._draw(10).hex(),
                code=free_code(self._draw, lambda code: now.rooms.room_of(code) is not None),
                study_id=study_id,
            )
            seat = Seat(id="s1", name=name, label=name, role=role, standing="facilitator", joined_at=at)
            now.rooms.add_room(room)
            change = changes.opened(stream=room.stream, study_id=study_id, seat=seat, agenda=agenda, at=at)
            now.append(f"{room.stream}:{seat.id}", 0, change)
            return Opened(room=room, seat=self._given(now, room, seat, given_by))

        return self._register.write(work)

    def join(self, code: str, *, name: str, role: str = "", op_id: str, at: str, standing: str = "participant") -> Seat:
        """A new seat for whoever has the code; of two with the same name each is told apart by its label.

        Asked again under the same ``op_id``, which must be drawn by chance and kept secret, it is the same seat, with one more
        token.

        Raises NotAllowed where somebody would come in as more than a participant, InputError for a code of no room, TooLate for a
        room that is closed.
        """
        if standing not in JOINED_AS:
            raise NotAllowed(f"With a code one joins as {' or '.join(JOINED_AS)}; more is granted by the facilitator.")
        name, role = checked_text(name, "The name"), checked_text(role, "The role", is_needed=False)
        at, code = changes.checked_at(at), read_code(code)

        def work(now: Transaction) -> Seat:
            room = room_at(now, code)
            given_by = op_sha256("join", room.id, op_id)
            state, found = state_in(now, room), now.rooms.seat_given_by(given_by)
            if found is not None:
                seat = state.seats[found[1]]
                if (seat.name, seat.role) != (name, role):
                    raise InputError("This operation took another seat. Begin a new one.")
                return self._given(now, room, seat, given_by)
            if len(state.seats) >= SEATS_MAX:
                raise InputError(f"This room is full: it has {SEATS_MAX} seats.")
            label = label_for(name, [each.label for each in state.seats.values()])
            seat_id = f"s{len(state.seats) + 1}"
            seat = Seat(id=seat_id, name=name, label=label, role=role, standing=standing, joined_at=at)
            change = changes.joined(state, stream=room.stream, seat=seat, at=at)
            now.append(f"{room.stream}:{seat.id}", state.version, change)
            return self._given(now, room, seat, given_by)

        return self._register.write(work)

    def seat_of(self, code: str, token: str) -> Seat:
        """The seat to which this token brings a device back. Raises NotAllowed where it is none of this room."""
        state, row = self._looked(code, token)
        return state.seats[row.seat_id]

    def view(self, code: str, token: str, *, at: str | None = None) -> RoomView:
        """What this seat may see now: two small queries, and more only for the first who asks after something was done.

        ``at`` is when it asks, so that others see that somebody is there. The values in it are shared between seats and must not
        be changed.

        Raises NotAllowed where the token is none of this room.
        """
        code = read_code(code)

        def work(now: Transaction) -> RoomView:
            row = seat_row(now, code, token)
            state = self._shared.state(row, lambda: state_with_head(now, row.room))
            by = self._shared.answered(row, lambda: now.rooms.answered_by(row.room.id))
            return view_of(
                state,
                room=row.room,
                seat_id=row.seat_id,
                answered=state.counted(by, voters_only=True),
                own=own_answers(now.rooms.answers_of_seat(room_id=row.room.id, seat_id=row.seat_id)),
                seen_at=self._shared.seen(row, at),
            )

        return self._register.look(work)

    def answer(
        self, code: str, token: str, *, step: str, question: str, value: Any, op_id: str, at: str, after: float = inf
    ) -> Receipt:
        """Keep an answer that nobody else sees before its step is revealed; the latest of a seat to a question counts.

        ``step`` is the one that its sender had on screen; ``after`` is the ``own_seq`` of that view, where no newer answer may be
        replaced. Sent again under the same ``op_id`` it is stored once, and its receipt is that of then, also after the reveal.

        Raises TooLate, with nothing stored, where the room is not at this step (any more); VersionConflict where the seat answered
        after ``after``; NotAllowed for who may not answer or vote; InputError for what cannot be kept.
        """
        code, at = read_code(code), changes.checked_at(at)
        given = checked_answer(step=step, question=question, value=value, op_id=op_id, at=at)

        def work(now: Transaction) -> Receipt:
            row = seat_row(now, code, token)
            mine = replace(given, room_id=row.room.id, seat_id=row.seat_id)
            stored = now.rooms.answer_of(op_id)
            if stored is None:
                state = self._shared.state_at(row) or state_in(now, row.room)
                asked = state.step_named(step)
                require(state.seats[row.seat_id].standing, asked.asks if asked and asked.is_private else "answer")
                changes.require_answerable(state, step)
                require_newest(now.rooms, mine, after=after)
                stored = now.rooms.add_answer(mine)
            elif not is_same_answer(stored, mine):
                raise InputError("This operation stored another answer. Begin a new one.")
            return Receipt(op_id=op_id, seq=stored.seq, at=stored.at)

        return self._register.write(work)

    def move(
        self, code: str, token: str, *, to: str, op_id: str, at: str, seconds: int | None = None, left: str = ""
    ) -> Receipt:
        """Go to a step of the agenda, on or back, and start its timer; ``seconds`` instead of those of the agenda, 0 for none.

        ``left`` is the step that the room must still be at, where one is named. Raises NotAllowed, TooLate where it is not or is closed, InputError for
        a step that there is not or that shows what is not revealed.
        """
        asked = {"to": to, "seconds": seconds}

        def change(state: RoomState, by: Seat, room: RoomRow, _now: Transaction) -> Change:
            return changes.moved(state, stream=room.stream, by=by, to=to, seconds=seconds, left=left, at=at)

        return self._do(code, token, "move", op_id, at, change, asked)

    def reveal(self, code: str, token: str, *, step: str, op_id: str, at: str) -> Receipt:
        """Show everybody what was answered in ``step``, at which the room must be, and go to the step that shows it.

        The latest answer of each seat to each question is appended to the chain, all in one entry, without what is under its key
        ``own``; those of seats that only watch by now do not count, which is said. An answer that comes at the same moment is in it, or is refused.

        Raises NotAllowed; TooLate where it is revealed already or the room has gone on; InputError where the step has nothing private.
        """

        def change(state: RoomState, by: Seat, room: RoomRow, now: Transaction) -> Change:
            answers = revealed_answers(now.rooms.answers_of_step(room_id=room.id, step=step))
            return changes.revealed(state, stream=room.stream, by=by, step_name=step, answers=answers, at=at)

        return self._do(code, token, "reveal", op_id, at, change, {"step": step})

    def act(self, code: str, token: str, *, action: str, content: Mapping[str, Any], op_id: str, at: str) -> Receipt:
        """Say or do something in public: ``set_up``, ``merge_stories``, ``plan``, ``outcome``, ``dissent``, ``decide`` or ``sign``.

        ``content`` is a JSON object that is recorded as it is. Raises NotAllowed, TooLate in a closed room or for what is said already
        once, InputError for what cannot be kept.
        """
        said = changes.checked_act(action, content)

        def change(state: RoomState, by: Seat, room: RoomRow, _now: Transaction) -> Change:
            return changes.acted(state, stream=room.stream, by=by, action=action, content=said, at=at)

        return self._do(code, token, action, op_id, at, change, said)

    def grant(self, code: str, token: str, *, seat: str, standing: str, op_id: str, at: str) -> Receipt:
        """Give a seat another standing: owner, editor, facilitator, participant, or viewer, whose answers to come to light do not count.

        Raises NotAllowed, TooLate in a closed room, InputError where no facilitator would be left.
        """

        def change(state: RoomState, by: Seat, room: RoomRow, _now: Transaction) -> Change:
            return changes.granted(state, stream=room.stream, by=by, seat_id=seat, standing=standing, at=at)

        return self._do(code, token, "grant", op_id, at, change, {"seat": seat, "standing": standing})

    def close(self, code: str, token: str, *, op_id: str, at: str, leave_unrevealed: bool = False) -> Receipt:
        """End the session; after that it can only be read.

        Raises NotAllowed; TooLate where it is closed already; InputError where answers would never be revealed, unless
        ``leave_unrevealed`` says that they shall not be.
        """

        def change(state: RoomState, by: Seat, room: RoomRow, now: Transaction) -> Change:
            counts = state.counted(now.rooms.answered_by(room.id))
            waiting = {step: count for step, count in sorted(counts.items()) if step not in state.revealed}
            return changes.closed(
                state, stream=room.stream, by=by, waiting=waiting, leave_unrevealed=leave_unrevealed, at=at
            )

        return self._do(code, token, "close", op_id, at, change, {"leave_unrevealed": leave_unrevealed})

    def record(self, code: str, token: str) -> dict[str, Any]:
        """The session so far as plain JSON (see ``record_of``), for everybody who sits in the room."""
        state, row = self._looked(code, token)
        require(state.seats[row.seat_id].standing, "see_record")
        return record_of(self._register.entries(row.room.stream))

    def records(self, study_id: str) -> list[dict[str, Any]]:
        """The records of all closed sessions of a study, the oldest first: what its memo and register show to everybody."""
        rooms = self._register.look(lambda now: now.rooms.rooms_of_study(study_id))
        told = [record_of(self._register.entries(room.stream)) for room in rooms]
        return [each for each in told if each["closed_at"]]

    def _do(
        self,
        code: str,
        token: str,
        action: str,
        op_id: str,
        at: str,
        change: Callable[[RoomState, Seat, RoomRow, Transaction], Change],
        asked: Mapping[str, Any],
    ) -> Receipt:
        """One entry for something that is done in public, once for each ``op_id``."""
        code, at = read_code(code), changes.checked_at(at)

        def work(now: Transaction) -> Receipt:
            row = seat_row(now, code, token)
            entry = now.entry_of(op_id)
            if entry is None:
                state = state_in(now, row.room)
                by = state.seats[row.seat_id]
                require(by.standing, action)
                entry = now.append(op_id, state.version, change(state, by, row.room, now))
            elif not is_same_doing(entry, room=row.room, did=action, by=row.seat_id, asked=asked):
                raise InputError(f"The operation {op_id!r} was recorded with another content. Begin a new one.")
            return Receipt(op_id=op_id, seq=entry.seq, at=entry.at, sha256=entry.sha256)

        return self._register.write(work)

    def _looked(self, code: str, token: str) -> tuple[RoomState, SeatRow]:
        code = read_code(code)

        def work(now: Transaction) -> tuple[RoomState, SeatRow]:
            row = seat_row(now, code, token)
            return self._shared.state(row, lambda: state_with_head(now, row.room)), row

        return self._register.look(work)

    def _given(self, now: Transaction, room: RoomRow, seat: Seat, given_by: str) -> Seat:
        token = drawn_token(self._draw)
        now.rooms.add_token(token_sha256=token_sha256(token), room_id=room.id, seat_id=seat.id, op_sha256=given_by)
        return replace(seat, token=token)
