"""What is kept of rooms outside the chain: join codes, tokens of seats, and answers that nobody else may see yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, insert, literal, select, update
from sqlalchemy.engine import Connection, Row

from workbench.register.tables import ENTRY, PRIVATE_ANSWER, ROOM, SEAT_TOKEN, STREAM, Hidden

STREAM_PREFIX = "room:"


@dataclass(frozen=True, kw_only=True)
class RoomRow:
    """A room's fixed facts, and how many private answers were ever stored in it."""

    id: str
    code: str
    study_id: str
    answers_count: int = 0

    @property
    def stream(self) -> str:
        """The stream in which everything public of this room is recorded."""
        return STREAM_PREFIX + self.id


@dataclass(frozen=True, kw_only=True)
class SeatRow:
    """Whose seat a token is, and the ``version`` and newest entry of what is public in its room."""

    room: RoomRow
    seat_id: str
    version: int
    head: str


@dataclass(frozen=True, kw_only=True)
class PrivateAnswer:
    """One answer as it was stored; ``value`` is JSON text. What was asked and answered is left out of its ``repr``."""

    op_id: str
    room_id: str
    step: str
    seat_id: str
    at: str
    question: str = field(repr=False)
    value: str = field(repr=False)
    seq: int = 0


class RoomRows:
    """The rows of rooms, over one connection. Private answers are only ever added; the database refuses anything else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_room(self, room: RoomRow) -> None:
        """Keep a new room, whose code no other room has."""
        self._connection.execute(
            insert(ROOM).values(id=room.id, code=room.code, study_id=room.study_id, answers_count=0)
        )

    def room_of(self, code: str) -> RoomRow | None:
        """The room with this code."""
        row = self._connection.execute(select(ROOM).where(ROOM.c.code == code)).one_or_none()
        return None if row is None else RoomRow(**row._asdict())

    def rooms_of_study(self, study_id: str) -> list[RoomRow]:
        """The rooms that were opened on a study, the oldest first."""
        asked = select(ROOM).join(STREAM, STREAM.c.name == literal(STREAM_PREFIX) + ROOM.c.id)
        first = select(func.min(ENTRY.c.seq)).where(ENTRY.c.stream == STREAM.c.name).scalar_subquery()
        found = self._connection.execute(asked.where(ROOM.c.study_id == study_id).order_by(first))
        return [RoomRow(**row._asdict()) for row in found]

    def add_token(self, *, token_sha256: str, room_id: str, seat_id: str, op_sha256: str) -> None:
        """Let whoever has the token sit on this seat; tokens that were given for it before hold on."""
        self._connection.execute(
            insert(SEAT_TOKEN).values(token_sha256=token_sha256, room_id=room_id, seat_id=seat_id, op_sha256=op_sha256)
        )

    def seat_given_by(self, op_sha256: str) -> tuple[RoomRow, str] | None:
        """The room and the seat that an operation gave; None where it gave none."""
        asked = select(*ROOM.c, SEAT_TOKEN.c.seat_id).join(SEAT_TOKEN, SEAT_TOKEN.c.room_id == ROOM.c.id)
        row = self._connection.execute(asked.where(SEAT_TOKEN.c.op_sha256 == op_sha256).limit(1)).one_or_none()
        return None if row is None else (_room(row), row.seat_id)

    def seat_of(self, *, code: str, token_sha256: str) -> SeatRow | None:
        """Whose token this is in the room with this code."""
        asked = (
            select(*ROOM.c, SEAT_TOKEN.c.seat_id, STREAM.c.version, ENTRY.c.sha256)
            .select_from(SEAT_TOKEN)
            .join(ROOM, ROOM.c.id == SEAT_TOKEN.c.room_id)
            .join(STREAM, STREAM.c.name == literal(STREAM_PREFIX) + ROOM.c.id)
            .join(ENTRY, ENTRY.c.seq == STREAM.c.last_seq)
            .where(SEAT_TOKEN.c.token_sha256 == token_sha256, ROOM.c.code == code)
        )
        row = self._connection.execute(asked).one_or_none()
        if row is None:
            return None
        return SeatRow(room=_room(row), seat_id=row.seat_id, version=row.version, head=row.sha256)

    def add_answer(self, answer: PrivateAnswer) -> PrivateAnswer:
        """Keep one more answer, and return it with its place among all private answers, counted from 1."""
        last = self._connection.execute(select(func.max(PRIVATE_ANSWER.c.seq))).scalar() or 0
        self._connection.execute(
            insert(PRIVATE_ANSWER).values(
                seq=last + 1,
                op_id=answer.op_id,
                room_id=answer.room_id,
                step=answer.step,
                seat_id=answer.seat_id,
                at=answer.at,
                question=Hidden(answer.question),
                value=Hidden(answer.value),
            )
        )
        counted = update(ROOM).where(ROOM.c.id == answer.room_id).values(answers_count=ROOM.c.answers_count + 1)
        self._connection.execute(counted)
        return PrivateAnswer(**{**vars(answer), "seq": last + 1})

    def answer_of(self, op_id: str) -> PrivateAnswer | None:
        """The answer of an operation; None where it was never stored."""
        row = self._connection.execute(select(PRIVATE_ANSWER).where(PRIVATE_ANSWER.c.op_id == op_id)).one_or_none()
        return None if row is None else _answer(row)

    def answers_of_seat(self, *, room_id: str, seat_id: str) -> list[PrivateAnswer]:
        """Everything that one seat answered, the oldest first."""
        return self._answers(PRIVATE_ANSWER.c.room_id == room_id, PRIVATE_ANSWER.c.seat_id == seat_id)

    def answers_of_step(self, *, room_id: str, step: str) -> list[PrivateAnswer]:
        """Everything that was answered in one step, the oldest first: for its reveal only."""
        return self._answers(PRIVATE_ANSWER.c.room_id == room_id, PRIVATE_ANSWER.c.step == step)

    def answered_by(self, room_id: str) -> dict[str, frozenset[str]]:
        """Which seats answered anything, by step."""
        column = PRIVATE_ANSWER.c
        asked = select(column.step, column.seat_id).where(column.room_id == room_id).distinct()
        seats: dict[str, set[str]] = {}
        for step, seat_id in self._connection.execute(asked):
            seats.setdefault(step, set()).add(seat_id)
        return {step: frozenset(found) for step, found in seats.items()}

    def _answers(self, *conditions: ColumnElement[bool]) -> list[PrivateAnswer]:
        asked = select(PRIVATE_ANSWER).where(*conditions).order_by(PRIVATE_ANSWER.c.seq)
        return [_answer(row) for row in self._connection.execute(asked)]


def _room(row: Row) -> RoomRow:
    return RoomRow(id=row.id, code=row.code, study_id=row.study_id, answers_count=row.answers_count)


def _answer(row: Row) -> PrivateAnswer:
    values = row._asdict()
    return PrivateAnswer(**{**values, "question": values["question"].text, "value": values["value"].text})
