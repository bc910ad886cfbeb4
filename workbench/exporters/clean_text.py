"""User text made safe to print: what no document format can hold is taken out, the rest stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

# XML 1.0 forbids the first three groups; the last reorders the text around it, so that a number could read backwards.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|[\ud800-\udfff]|[\ufffe\uffff]|[\u202a-\u202e\u2066-\u2069]"
)
_SPACES = re.compile(r"[ \t\r\n\x85\u2028\u2029]+")

Sheet = TypeVar("Sheet")


def printable(text: str) -> str:
    """``text`` on one line, without control characters.

    >>> printable("a\\x00b\\n\\tc \\u202e9")
    'ab c 9'
    """
    return _SPACES.sub(" ", _UNPRINTABLE.sub("", text)).strip()


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The lines of ``text`` that say something.

    >>> paragraphs_of("One.\\r\\n\\n  Two.")
    ('One.', 'Two.')
    """
    return tuple(line for line in map(printable, text.splitlines()) if line)


def clean(value: Sheet, *, keep: tuple[str, ...] = ()) -> Sheet:
    """A copy of a dataclass, mapping or tuple whose texts are all printable, except in the fields named in ``keep``."""
    if isinstance(value, str):
        return printable(value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: clean(getattr(value, field.name)) for field in fields(value) if field.name not in keep}
        return replace(value, **changed)
    if isinstance(value, Mapping):
        return {clean(key): clean(item) for key, item in value.items()}  # type: ignore[return-value]
    if isinstance(value, tuple | list):
        return type(value)(clean(item) for item in value)  # type: ignore[call-arg]
    return value
