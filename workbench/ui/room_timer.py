"""The timer of a step, as the facilitator sets it: again as planned, longer, or for as many minutes as they say."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from workbench.rooms import RoomView, Step
from workbench.ui.room_live import operation, press, rooms
from workbench.ui.room_said import unsay
from workbench.ui.room_steps import left_seconds
from workbench.ui.studies import now_text

MORE_SECONDS = 120
MINUTES_MAX = 240


def draw_timer(view: RoomView, token: str, step: Step, keys: Mapping[str, str]) -> None:
    """In a row of buttons; with ``keys`` those that a keyboard presses, without them also a field for the minutes."""
    again = st.session_state.get(_minutes_key(step)) or step.seconds / 60
    st.button(
        "Start the timer again", key="room-timer", icon=":material/timer:", shortcut=keys.get("timer"),
        help=f"It runs for {again:g} minutes.", on_click=_start, args=(view, token, step, again * 60, operation("timer")),
    )  # fmt: skip
    if view.timer is not None:
        more = max(0, left_seconds(view.timer)) + MORE_SECONDS
        st.button(
            "2 more minutes", key="room-timer-more", icon=":material/more_time:", shortcut=keys.get("more"),
            on_click=_start, args=(view, token, step, more, operation("timer")),
        )  # fmt: skip
    if keys:
        return
    with st.popover("Set the timer"):
        minutes = st.number_input(
            "Minutes for this step", min_value=0.5, max_value=float(MINUTES_MAX), value=step.seconds / 60, step=0.5,
            format="%g", key=_minutes_key(step), persist_state="session",
        )  # fmt: skip
        st.button(
            "Start it", key="room-timer-set", type="primary", on_click=_start,
            args=(view, token, step, (minutes or again) * 60, operation("timer")),
        )  # fmt: skip


def _minutes_key(step: Step) -> str:
    return f"room-minutes-{step.name}"


def _start(view: RoomView, token: str, step: Step, seconds: float, op_id: str) -> None:
    at, whole = now_text(), round(seconds)
    is_done = press(
        "timer",
        op_id,
        lambda op: rooms().move(view.code, token, to=step.name, op_id=op, at=at, seconds=whole),
        content=["timer", step.name, whole, view.version],
        done="",
    )
    if is_done:  # the time that is left says it
        unsay("timer")
