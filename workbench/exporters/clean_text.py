"""User text made safe to print: what no document format can hold is taken out, the rest stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

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


def exact_json(content: Any) -> str:
    """JSON on one line that ``printable`` leaves as it is, whatever texts are in it.

    >>> exact_json("a  b\\u202e")
    '"a \\\\u0020b\\\\u202e"'
    """
    return re.sub("(?<= ) ", lambda _: "\\u0020", json.dumps(content)).replace("\x7f", "\\u007f")


def exact_text(text: str) -> str:
    """``text`` so that it can be read back: as it is, or as JSON in quotation marks where a page would change it."""
    return text if printable(text) == text and not text.startswith('"') else exact_json(text)


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The lines of ``text`` that say something.

    >>> paragraphs_of("One.\\r\\n\\n  Two.")
    ('One.', 'Two.')
    """
    return tuple(line for line in map(printable, text.splitlines()) if line)


def clean(value: Sheet, *, keep: tuple[str, ...] = ()) -> Sheet:
    """A copy of a dataclass, mapping or tuple whose texts are all printable, except in the fields named in ``keep``."""
    return rewritten(value, printable, keep=keep)


def rewritten(value: Sheet, change: Callable[[str], str], *, keep: tuple[str, ...] = ()) -> Sheet:
    """A copy of a dataclass, mapping or tuple with ``change`` made to each text, except in the fields named in ``keep``."""
    if isinstance(value, str):
        return change(value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name not in keep]
        return replace(value, **{name: rewritten(getattr(value, name), change) for name in names})
    if isinstance(value, Mapping):
        return {rewritten(key, change): rewritten(item, change) for key, item in value.items()}  # type: ignore[return-value]
    if isinstance(value, tuple | list):
        return type(value)(rewritten(item, change) for item in value)  # type: ignore[call-arg]
    return value
