"""Names of people and roles: as they are recorded, and as they are compared, so that nobody signs unseen or twice."""

from __future__ import annotations

import unicodedata

from workbench.errors import InputError

# Letters and marks that Unicode itself says are drawn as nothing (Default_Ignorable_Code_Point beyond category C).
_DRAWN_AS_NOTHING = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
_BRAILLE_BLANK = "\u2800"


def recorded_name(text: str) -> str:
    """``text`` as it is recorded: composed (NFC), without what cannot be seen, single spaces; perhaps empty.

    >>> recorded_name(" Jose\\u0301  Mar\\u200bti\\n"), recorded_name("\\u200b\\u3164")
    ('José Marti', '')
    """
    seen = "".join(_visible(character) for character in text)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def folded_name(text: str) -> str:
    """What two names are compared by: case, width, composition and what cannot be seen make no difference.

    >>> folded_name("ＪＯＳÉ") == folded_name("jose\\u0301")
    True
    """
    folded = unicodedata.normalize("NFKC", recorded_name(text)).casefold()
    return recorded_name(unicodedata.normalize("NFKC", folded))


def named(text: str, question: str) -> str:
    """``text`` as it is recorded. Raises InputError, with the ``question``, where nothing of it can be seen."""
    name = recorded_name(text)
    # A mark alone has nothing to stand on, and is drawn as nothing or as part of what is before it.
    if not any(unicodedata.category(character)[0] != "M" and character != " " for character in name):
        raise InputError(f"{question} Write it down.")
    return name


def _visible(character: str) -> str:
    # Line breaks are control characters too, and stand between words.
    if character.isspace() or character == _BRAILLE_BLANK:
        return " "
    is_unseen = unicodedata.category(character).startswith("C") or character in _DRAWN_AS_NOTHING
    return "" if is_unseen else character
