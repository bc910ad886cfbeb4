"""The value that a number field begins with: it reaches the browser, whichever run of the page is stopped on the way.

Streamlit sends it with the first run that draws the field, and never again. Where something stops that run, the next one takes
the place of what was not sent yet: the browser shows an empty field and says so, as if somebody had emptied it. So until a
page with the field was drawn to its end, each run draws a new field that begins with what the last one held.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

_KEY = "start-values"


@dataclass
class _Field:
    """Which of the fields under one key is drawn now, what it began with, what it is to begin with, and whether that was sent."""

    turn: int = 0
    start: float | None = None
    put: tuple[float | None] | None = None
    is_sent: bool = False


def started_key(key: str, value: float | None) -> str:
    """The key to draw the field under in this run; the session has its value, at first ``value``."""
    field = st.session_state.setdefault(_KEY, {}).setdefault(key, _Field())
    own = _own(key, field)
    is_there = own in st.session_state
    if is_there and field.is_sent:
        return own
    if is_there:
        held = st.session_state[own]
        # Nobody empties a field in the moment in which it is drawn; a browser that was not told of its value says it is empty.
        start = field.start if held is None else held
        field.turn += 1
    else:
        start = field.put[0] if field.put is not None else None if value is None else float(value)
    own = _own(key, field)
    st.session_state[own] = start
    field.start, field.put, field.is_sent = start, None, False
    return own


def put_values(values: dict[str, float | None]) -> None:
    """Let the fields under these keys hold these values from their next drawing on: all of them, or none."""
    # The session is asked once and for all of it, since asking for a single key may stop the run between two values.
    fields = st.session_state.to_dict().get(_KEY, {})
    for key, value in values.items():
        field = fields.setdefault(key, _Field())
        field.turn, field.put, field.is_sent = field.turn + 1, (value,), False


def values_are_sent() -> None:
    """Said at the end of a page that was drawn whole."""
    for field in st.session_state.get(_KEY, {}).values():
        field.is_sent = True


def _own(key: str, field: _Field) -> str:
    return f"{key}~{field.turn}" if field.turn else key
