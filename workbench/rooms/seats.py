"""Seats of a room: who sits there, under which name they are told apart, and what they may do."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field

from workbench.errors import InputError

NAME_MAX = 60
_REORDERING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One seat.

    ``name`` is as the person gave it; ``label`` is that name too, with a number behind it where another seat has it already.
    ``role`` is what the person says they are ("Safety"), ``standing`` what they may do. ``token`` is the secret that brings a
    device back to the seat: it is there only in the answer to who took the seat, and never printed.
    """

    id: str
    name: str
    label: str
    role: str
    standing: str
    joined_at: str
    token: str = field(default="", repr=False)


def checked_text(text: str, what: str, *, is_needed: bool = True) -> str:
    """A line of text as people write it, without spaces that nobody sees.

    Raises InputError where it is empty though it is needed, too long, or holds what cannot be printed.
    """
    if not isinstance(text, str):
        raise InputError(f"{what} must be text, not {type(text).__name__}.")
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if any(unicodedata.category(letter) in ("Cc", "Cs") or letter in _REORDERING for letter in line):
        raise InputError(f"{what} holds characters that cannot be printed. Type it again.")
    if len(line) > NAME_MAX or (is_needed and not line):
        raise InputError(f"{what} has {len(line)} characters; write 1 to {NAME_MAX}.")
    return line


def label_for(name: str, taken: Collection[str]) -> str:
    """The name, with the first number behind it that tells it apart from the labels that are taken.

    Capitals tell nobody apart.

    >>> label_for("ann", ["Ann", "Ann (2)"])
    'ann (3)'
    """
    used = {_folded(label) for label in taken}
    label, number = name, 1
    while _folded(label) in used:
        number += 1
        label = f"{name} ({number})"
    return label


def _folded(label: str) -> str:
    return unicodedata.normalize("NFKC", label).casefold()
