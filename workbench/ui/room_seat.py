"""The seat of this device: its secret is kept in the browser's own storage, and so outlives a reload, a lost connection and a sleep.

It is in no address, which people share and servers log, and is sent to the browser once, when the seat is taken.
"""

from __future__ import annotations

import json

import streamlit as st

from workbench.ui.assets import BROWSER

_seat = st.components.v2.component("room_seat", js=(BROWSER / "room_seat.js").read_text(encoding="utf-8"))


def seat_token(code: str) -> str | None:
    """The secret of this device's seat in the room; empty where it has none, None while the browser is being asked."""
    told = st.session_state.get(_key(code))
    keep = told if st.session_state.get(_to_keep(code)) else ""
    found = _seat(
        key=f"room-seat-box-{code}",
        data={
            "code": code,
            "keep": keep,
            "forget": bool(st.session_state.get(_to_forget(code))),
            "left": st.session_state.get(_left(code)),
        },
        default={"seat": None, "left": ""},
        on_seat_change=_nothing,
        on_left_change=_nothing,
    )
    _recall_left(code, found.get("left") if found is not None else None)
    seat = found.get("seat") if found is not None else None
    if isinstance(seat, str) and seat == told:
        st.session_state.pop(_to_keep(code), None)
    if told is not None:
        return told
    if st.session_state.pop(_to_forget(code), False):
        return ""
    if isinstance(seat, str) and len(seat) <= 200:
        st.session_state[_key(code)] = seat
        return seat
    return None


def keep_seat(code: str, token: str) -> None:
    """From here on this device sits there; the browser keeps it."""
    st.session_state.pop("room-said", None)  # what was refused on the way in
    st.session_state[_key(code)] = token
    st.session_state[_to_keep(code)] = True
    st.session_state[_left(code)] = None


def forget_seat(code: str, label: str = "") -> None:
    """This device gives its seat up: for somebody else at the same device. The seat stays in the room.

    Until another is taken in this browser, ``left_seat`` has its label and secret.
    """
    st.session_state[_left(code)] = (label, st.session_state.get(_key(code)) or "") if label else None
    st.session_state[_key(code)] = ""
    st.session_state[_to_forget(code)] = True


def left_seat(code: str) -> tuple[str, str] | None:
    """The seat that was left here by a press, as its label and secret."""
    return st.session_state.get(_left(code))


def _recall_left(code: str, kept: object) -> None:
    """What the browser remembers of a seat that was left, where this session knows nothing of it."""
    if _left(code) in st.session_state or not isinstance(kept, str):
        return
    try:
        told = json.loads(kept or "null")
    except ValueError:
        return
    if isinstance(told, list) and len(told) == 2 and all(isinstance(each, str) and len(each) <= 200 for each in told):
        st.session_state[_left(code)] = (told[0], told[1])


def has_left(code: str, token: str) -> bool:
    """Whether this device gave up the seat of this secret, or took another."""
    return st.session_state.get(_key(code)) != token


def _key(code: str) -> str:
    return f"room-seat-{code}"


def _to_keep(code: str) -> str:
    return f"room-seat-keep-{code}"


def _to_forget(code: str) -> str:
    return f"room-seat-forget-{code}"


def _left(code: str) -> str:
    return f"room-seat-left-{code}"


def _nothing() -> None:
    return
