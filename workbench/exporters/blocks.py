"""The memo as a fact sheet: every text and number as it will be read, without any layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Align = Literal["left", "right"]


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text. ``lead`` is the sentence to read first, ``note`` the small print."""

    text: str
    style: Literal["plain", "lead", "note", "label"] = "plain"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Names with what they are, a line each."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under a header; ``align`` and ``widths`` (shares of the line) have one entry a column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[Align, ...]
    widths: tuple[float, ...]
    caption: str


@dataclass(frozen=True, kw_only=True)
class Bullets:
    """Short statements in no order, or in the order given."""

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart as a Vega-Lite specification, with the words that stand in for it."""

    title: str
    alt: str
    caption: str
    specification: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Callout:
    """What a reader must not miss."""

    tone: Literal["note", "warning"]
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SignatureLine:
    """A line to sign on; name and date are empty until somebody has signed."""

    role: str
    name: str = ""
    date: str = ""
    is_signed: bool = False


@dataclass(frozen=True, kw_only=True)
class Signatures:
    """The lines to sign on."""

    lines: tuple[SignatureLine, ...]


Block = Paragraph | Facts | Table | Bullets | Picture | Callout | Signatures


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading with its blocks."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Memo:
    """A decision as a document. ``first_page`` is enough to decide on; ``sections`` are what it rests on.

    ``decided_at`` is the record's ISO time or empty, ``record`` the decision record as JSON text.
    """

    title: str
    status: str
    subtitle: str
    author: str
    decided_at: str
    first_page: tuple[Block, ...]
    sections: tuple[Section, ...]
    record: str
    language: str = "en"
