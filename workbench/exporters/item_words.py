"""Entries that people add to a record (dissent, tripwires, amendments), one sentence each, whatever keys they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WHO = ("name", "who", "by", "author")
_TEXT = ("text", "statement", "reason", "why", "what", "story")


def said(item: Any) -> str:
    """One entry in words: who, what, then whatever else it holds.

    >>> said({"name": "Ada", "text": "Too harsh.", "on": "2026-01-02"})
    'Ada: Too harsh. (on: 2026-01-02)'
    """
    if not isinstance(item, Mapping):
        return str(item)
    who = next((str(item[key]) for key in _WHO if item.get(key)), "")
    text = next((str(item[key]) for key in _TEXT if item.get(key)), "")
    used = {key for keys in (_WHO, _TEXT) for key in keys[:] if item.get(key) and str(item[key]) in (who, text)}
    rest = ", ".join(
        f"{key}: {said(value)}" for key, value in item.items() if key not in used and value not in (None, "", [], {})
    )
    main = f"{who}: {text}" if who and text else who or text
    return f"{main} ({rest})" if main and rest else main or rest
