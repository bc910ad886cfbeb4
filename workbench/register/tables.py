"""The register's tables: a chain of entries that is only ever added to, and what they add up to.

``entry`` is the record. ``stream`` and ``field`` hold what all entries of a stream add up to, so that reading it needs one
query; ``Register.verify`` adds them up again and compares.

``room``, ``seat_token`` and ``private_answer`` stand beside the chain: what must not be read by everybody, and so is in no entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


@dataclass(frozen=True, repr=False)
class Hidden:
    """Text that no log prints, not even one of all rows that the database returns."""

    text: str

    def __repr__(self) -> str:
        return "<private>"


class HiddenText(TypeDecorator[Hidden]):
    """A column of ``Hidden`` text, kept as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Hidden | None, dialect: Any) -> str | None:
        return None if value is None else value.text

    def process_result_value(self, value: str | None, dialect: Any) -> Hidden | None:
        return None if value is None else Hidden(value)


METADATA = MetaData()
VERSION_TABLE = "register_version"

ENTRY = Table(
    "entry",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("op_id", String(100), nullable=False, unique=True),
    Column("stream", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    UniqueConstraint("stream", "version"),
)

STREAM = Table(
    "stream",
    METADATA,
    Column("name", String(200), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("last_seq", BigInteger, nullable=False, index=True),
    Column("updated_at", String(40), nullable=False),
)

FIELD = Table(
    "field",
    METADATA,
    Column("stream", String(200), ForeignKey("stream.name"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("value", Text, nullable=False),
)

ROOM = Table(
    "room",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("study_id", String(200), nullable=False, index=True),
    Column("answers_count", Integer, nullable=False),
)

SEAT_TOKEN = Table(
    "seat_token",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("room_id", String(40), ForeignKey("room.id"), nullable=False),
    Column("seat_id", String(40), nullable=False),
    Column("op_sha256", String(64), nullable=False, index=True),
)

PRIVATE_ANSWER = Table(
    "private_answer",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("op_id", String(100), nullable=False, unique=True),
    Column("room_id", String(40), ForeignKey("room.id"), nullable=False),
    Column("step", String(40), nullable=False),
    Column("seat_id", String(40), nullable=False),
    Column("at", String(40), nullable=False),
    Column("question", HiddenText, nullable=False),
    Column("value", HiddenText, nullable=False),
    Index("private_answer_by_seat", "room_id", "seat_id", "step"),
)
