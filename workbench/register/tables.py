"""The register's tables: a chain of entries that is only ever added to, and what they add up to.

``entry`` is the record. ``stream`` and ``field`` hold what all entries of a stream add up to, so that reading it needs one
query; ``Register.verify`` adds them up again and compares.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String, Table, Text, UniqueConstraint

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
