"""The room as it is now, for the page of one seat: looking at it, pressing in it, and drawing again when it goes on."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.register import open_register
from workbench.rooms import Receipt, Rooms, RoomView
from workbench.ui.frame import sentences_for_errors
from workbench.ui.plain_text import plain
from workbench.ui.studies import now_text

PULSE_SECONDS = 2


def rooms() -> Rooms:
    return Rooms(open_register())


def look(code: str, token: str) -> RoomView:
    """What this seat may see now; the others see that somebody is there. Raises NotAllowed for a seat of no room."""
    return rooms().view(code, token, at=now_text())


def state_mark(view: RoomView) -> str:
    """Changes with what a page of the room draws, and not with who else comes in."""
    return f"{view.step}|{len(view.acts)}|{','.join(view.revealed)}|{view.closed_at}|{view.seat.standing}"


def draw_pulse(code: str, token: str, drawn: str, draw: Callable[[RoomView], object]) -> None:
    """What changes by itself, every other second; where the room has gone on, the whole page is drawn again.

    ``drawn`` is the state that the page was drawn for. Only a look at the room happens here, so that many phones may do it at once.
    """

    @st.fragment(run_every=PULSE_SECONDS)
    def pulse() -> None:
        with sentences_for_errors():
            view = look(code, token)
            if state_mark(view) != drawn:
                st.rerun()
            draw(view)

    pulse()


def operation(slot: str) -> str:
    """The operation of the next press of ``slot``: the same until it is recorded, so that a second click is the same one."""
    return st.session_state.setdefault(f"room-operation-{slot}", secrets.token_hex(16))


def press(slot: str, op_id: str, do: Callable[[str], Receipt], *, content: Any = None, done: str) -> bool:
    """Do what a press asks for, under an operation of its own for each content, and keep its receipt or why there is none.

    ``do`` is given the operation. Nothing of Streamlit stands between COMMIT and the receipt: it may stop a page at any call.
    """
    own = hashlib.sha256(json.dumps([op_id, content], sort_keys=True, default=str).encode()).hexdigest()
    state = st.session_state
    said = state.setdefault("room-said", {})
    try:
        receipt = do(own)
    except WorkbenchError as refusal:
        said[slot] = ("refused", str(refusal), "")
        return False
    said[slot] = ("done", done, receipt.at)
    if state.get(f"room-operation-{slot}") == op_id:
        del state[f"room-operation-{slot}"]
    return True


def draw_said(slot: str) -> None:
    """The receipt of the last press of ``slot``, or why nothing was recorded, beside its button until the next press."""
    kind, text, _ = st.session_state.get("room-said", {}).get(slot, ("", "", ""))
    if kind == "done":
        st.success(plain(text), icon=":material/check:")
    elif kind == "refused":
        st.warning(plain(text), icon=":material/block:")
