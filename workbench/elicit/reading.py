"""Reading back what was written as JSON: every broken part is refused in a sentence that names it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from workbench.errors import InputError

TEXT_MAX = 4000
_WHOLE_MAX = 10**9


def read_object(content: Any, what: str, keys: Collection[str], *, optional: Collection[str] = ()) -> Mapping[str, Any]:
    """The object with exactly these keys. Raises InputError that names what is missing or unknown."""
    if not isinstance(content, Mapping):
        raise InputError(f"{what} must be an object, and this is {_shown(content)}.")
    missing = [key for key in keys if key not in content]
    unknown = [str(key) for key in content if key not in keys and key not in optional]
    if missing:
        raise InputError(f"{what} lacks {_listed(missing)}.")
    if unknown:
        raise InputError(f"{what} has {_listed(unknown)}, which nothing here can read.")
    return content


def read_text(content: Any, what: str, *, may_be_empty: bool = False) -> str:
    """A text of at most TEXT_MAX characters, kept as it is."""
    if not isinstance(content, str):
        raise InputError(f"{what} must be a text, and this is {_shown(content)}.")
    if not may_be_empty and not content.strip():
        raise InputError(f"{what} is empty. Write at least one word.")
    if len(content) > TEXT_MAX:
        raise InputError(f"{what} has {len(content):,} characters, and {TEXT_MAX:,} are the most. Shorten it.")
    return content


def read_number(content: Any, what: str) -> float:
    """A finite number."""
    if isinstance(content, bool) or not isinstance(content, int | float):
        raise InputError(f"{what} must be a number, and this is {_shown(content)}.")
    try:
        number = float(content)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InputError(f"{what} must be a finite number, and this is {_shown(content)}.")
    return number


def read_whole(content: Any, what: str, *, least: int | None = None, most: int | None = None) -> int:
    """A whole number within limits."""
    span = f" from {least} to {most}" if most is not None else f" of {least} or more" if least is not None else ""
    is_whole = isinstance(content, int) and not isinstance(content, bool)
    limit = _WHOLE_MAX if most is None else most
    if not is_whole or content > limit or content < (-_WHOLE_MAX if least is None else least):
        raise InputError(f"{what} must be a whole number{span}, and this is {_shown(content)}.")
    return content


def read_flag(content: Any, what: str) -> bool:
    """True or false."""
    if not isinstance(content, bool):
        raise InputError(f"{what} must be true or false, and this is {_shown(content)}.")
    return content


def read_list(content: Any, what: str) -> Sequence[Any]:
    """A list."""
    if not isinstance(content, list | tuple):
        raise InputError(f"{what} must be a list, and this is {_shown(content)}.")
    return content


def read_one_of(content: Any, what: str, known: Collection[str]) -> str:
    """One of some words."""
    if not isinstance(content, str) or content not in known:
        raise InputError(f"{what} must be one of {_listed(known)}, and this is {_shown(content)}.")
    return content


def _listed(names: Collection[str]) -> str:
    return ", ".join(repr(name[:60]) for name in names)


def _shown(content: Any) -> str:
    if isinstance(content, int) and not isinstance(content, bool) and abs(content) > 10**20:
        return "a number too large to use"
    text = repr(content)
    return text if len(text) <= 60 else f"{text[:60]}…"
