"""Joining with the code: a name and a role, nothing else."""

from __future__ import annotations

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.ui.plain_text import plain
from workbench.ui.room_invite import code_shown
from workbench.ui.room_live import draw_said, operation, rooms
from workbench.ui.room_seat import keep_seat
from workbench.ui.room_style import draw_style
from workbench.ui.studies import now_text


def draw_join(code: str, *, screen: str = "") -> None:
    """The form that takes a seat; for a projector one button, since a screen has neither name nor vote."""
    draw_style("phone")
    st.html("<div class='wb-room-top'><h1>Join the workshop</h1></div>")
    st.markdown(f"Room **{code_shown(code)}**")
    if screen == "projector":
        st.markdown("This screen shows what the whole room may see, and nothing else.")
        st.button(
            "Show the room on this screen", type="primary", key="room-join-screen",
            on_click=_join, args=(code, operation(f"join-{code}"), "viewer"),
        )  # fmt: skip
    else:
        with st.form("room-join", border=False):
            st.text_input("Your name", key="room-join-name", max_chars=60, autocomplete="name")
            st.text_input("Your role", key="room-join-role", max_chars=60, placeholder="Safety, product, operations …")
            st.form_submit_button(
                "Join", type="primary", key="room-join-press", width="stretch",
                on_click=_join, args=(code, operation(f"join-{code}"), "participant"),
            )  # fmt: skip
    draw_said("join")
    st.caption("No account is needed. Everybody in the room sees your name and role. This browser keeps your seat.")


def _join(code: str, op_id: str, standing: str) -> None:
    state = st.session_state
    name = (state.get("room-join-name") or "") if standing == "participant" else "Screen"
    role = (state.get("room-join-role") or "") if standing == "participant" else ""
    said, slot = state.setdefault("room-said", {}), f"room-operation-join-{code}"
    # The operation gives the seat again to whoever asks with the same words, so each name has one of its own.
    try:
        seat = rooms().join(
            code, name=name, role=role, standing=standing, op_id=f"{op_id}-{name}-{role}", at=now_text()
        )
    except WorkbenchError as refusal:
        said["join"] = ("refused", str(refusal), "")
        return
    keep_seat(code, seat.token)
    said.pop("join", None)
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
