"""The room as it is now, for the page of one seat: looking at it, drawing it again and again, and pressing in it."""

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
from workbench.ui.assets import BROWSER
from workbench.ui.frame import NO_CONNECTION, sentences_for_errors
from workbench.ui.room_said import begin_press, carry_said, draw_unsaid
from workbench.ui.room_seat import has_left
from workbench.ui.room_steps import in_titles
from workbench.ui.studies import now_text

LIVE_SECONDS = 2.0
_pulse = st.components.v2.component("room_pulse", js=(BROWSER / "room_pulse.js").read_text(encoding="utf-8"))


def rooms() -> Rooms:
    return Rooms(open_register())


def look(code: str, token: str) -> RoomView:
    """What this seat may see now; the others see that somebody is there. Raises NotAllowed for a seat of no room."""
    return rooms().view(code, token, at=now_text())


def draw_live(code: str, token: str, draw: Callable[[RoomView], object], *, seconds: float = LIVE_SECONDS) -> None:
    """The page of a seat, drawn again every other second and with each press, all of it in one fragment.

    One and not several: where two fragments run one after the other, what the first drew may be cleared with the second. What
    takes long is worked out once for all (``room_subject``), so that fifty phones may do this at once.
    """

    @st.fragment(run_every=seconds)
    def live() -> None:
        if has_left(code, token):
            st.rerun()
        with sentences_for_errors():
            view = look(code, token)
            carry_said(view.step)
            late = st.container()
            draw(view)
            draw_unsaid(late)
            _pulse(key=f"room-pulse-{code}", data={"words": NO_CONNECTION, "at": now_text()})

    live()


def operation(slot: str) -> str:
    """The operation of the next press of ``slot``: the same until it is recorded, so that a second click is the same one."""
    return st.session_state.setdefault(f"room-operation-{slot}", secrets.token_hex(16))


def press(slot: str, op_id: str, do: Callable[[str], Receipt], *, content: Any = None, done: str) -> bool:
    """Do what a press asks for, under an operation of its own for each content, and keep its receipt or why there is none.

    ``do`` is given the operation. Nothing of Streamlit stands between COMMIT and the receipt: it may stop a page at any call.
    """
    own = hashlib.sha256(json.dumps([op_id, content], sort_keys=True, default=str).encode()).hexdigest()
    state = st.session_state
    said = begin_press(slot)
    try:
        receipt = do(own)
    except WorkbenchError as refusal:
        said[slot] = ("refused", in_titles(str(refusal)), "")
        return False
    said[slot] = ("done", done, receipt.at)
    if state.get(f"room-operation-{slot}") == op_id:
        del state[f"room-operation-{slot}"]
    return True
