"""Joining with the code: a name and a role, nothing else."""

from __future__ import annotations

import streamlit as st

from workbench.errors import NotAllowed, WorkbenchError
from workbench.rooms.codes import read_code
from workbench.ui.plain_text import plain
from workbench.ui.room_invite import code_shown
from workbench.ui.room_live import operation, rooms
from workbench.ui.room_said import draw_said, refuse, unsay
from workbench.ui.room_seat import keep_seat, left_seat
from workbench.ui.room_style import draw_style
from workbench.ui.studies import now_text


def draw_join(code: str, *, screen: str = "") -> None:
    """The form that takes a seat; for a projector one button, since a screen has neither name nor vote."""
    draw_style("phone")
    st.html("<div class='wb-room-top'><h1>Join the workshop</h1></div>")
    st.markdown(f"Room **{code_shown(code)}**")
    left = left_seat(code)
    if left is not None:
        st.info(plain(f"You left the seat of {left[0]}. What was answered there stays, and counts."))
        st.button(
            f"Back to the seat of {plain(left[0])}", key="room-back-to-seat", on_click=keep_seat, args=(code, left[1])
        )
    if screen == "projector":
        st.markdown("This screen shows what the whole room may see, and nothing else.")
        st.button(
            "Show the room on this screen", type="primary", key="room-join-screen",
            on_click=_join, args=(code, operation(f"join-{code}"), "viewer"),
        )  # fmt: skip
    else:
        with st.form("room-join", border=False):
            st.text_input("Your name", key="room-join-name", autocomplete="name")
            st.text_input("Your role", key="room-join-role", placeholder="Safety, product, operations …")
            st.form_submit_button(
                "Join", type="primary", key="room-join-press", width="stretch",
                on_click=_join, args=(code, operation(f"join-{code}"), "participant"),
            )  # fmt: skip
    draw_said("join")
    draw_return(code)
    st.caption("No account is needed. Everybody in the room sees your name and role. This browser keeps your seat.")


def draw_return(code: str = "") -> None:
    """The way back for a browser that lost its seat, with the key that the facilitator's page shows; without a ``code`` it is asked for."""
    with st.expander("I have the key of my seat"), st.form("room-return", border=False):
        if not code:
            st.text_input("The code of the room", key="room-return-code", max_chars=12)
        st.text_input("The key of the seat", key="room-return-key", max_chars=200, type="password")
        st.form_submit_button("Come back", key="room-return-press", on_click=_return, args=(code,))
    draw_said("return")


def _return(code: str) -> None:
    state = st.session_state.to_dict()
    try:
        code = read_code(code or state.get("room-return-code") or "")
        token = (state.get("room-return-key") or "").strip()
        rooms().seat_of(code, token)
    except NotAllowed:
        why = f"This is the key of no seat in room {code_shown(code)}. Check the code and the key."
        refuse("return", why)
        return
    except WorkbenchError as refusal:
        refuse("return", str(refusal))
        return
    keep_seat(code, token)
    unsay("return")
    st.query_params["room"] = code


def _join(code: str, op_id: str, standing: str) -> None:
    state = st.session_state
    name = (state.get("room-join-name") or "") if standing == "participant" else "Screen"
    role = (state.get("room-join-role") or "") if standing == "participant" else ""
    slot = f"room-operation-join-{code}"
    # The operation gives the seat again to whoever asks with the same words, so each name has one of its own.
    try:
        seat = rooms().join(
            code, name=name, role=role, standing=standing, op_id=f"{op_id}-{name}-{role}", at=now_text()
        )
    except WorkbenchError as refusal:
        refuse("join", str(refusal))
        return
    keep_seat(code, seat.token)
    unsay("join")
    state.pop(slot, None)


def draw_code_form(why: str = "") -> None:
    """Where the code in the address is none: type it again."""
    draw_style("phone")
    st.html("<div class='wb-room-top'><h1>Join the workshop</h1></div>")
    if why:
        st.warning(plain(why), icon=":material/block:")
    with st.form("room-code", border=False):
        st.text_input("The code on the screen in the room", key="room-code-text", max_chars=12)
        st.form_submit_button("Go on", type="primary", on_click=_take_code)


def _take_code() -> None:
    st.query_params["room"] = st.session_state.get("room-code-text") or ""
