"""The screen in front of everybody: one large picture at a time, large type, nothing private, and it works by keyboard."""

from __future__ import annotations

from html import escape

import streamlit as st

from workbench.rooms import RoomView
from workbench.ui.room_facilitator import agenda_html
from workbench.ui.room_invite import answered_word, code_shown, here_html, qr_html, voters_count
from workbench.ui.room_lead import draw_lead
from workbench.ui.room_live import draw_live
from workbench.ui.room_picture import draw_picture
from workbench.ui.room_steps import asked_in, left_text, step_task
from workbench.ui.room_style import draw_style
from workbench.wording.workshop import step_title

CHART_HEIGHT = 400


def draw_projector(view: RoomView, token: str) -> None:
    draw_style("projector")
    draw_live(view.code, token, lambda now: _draw(now, token), seconds=1.0)


def _draw(view: RoomView, token: str) -> None:
    st.html(agenda_html(view))
    title = "The session is closed" if view.is_closed else step_title(view.step)
    st.html(
        f"<div class='wb-room-top'><h1>{escape(title)}</h1><span>{escape(left_text(view.timer) if not view.is_closed else '')}</span></div>"
        f"<p class='wb-task'>{escape(step_task(view.step))}</p>"
    )
    with st.container(key=f"room-step-{view.step}"):
        if view.step == "gather" and not view.is_closed:
            _draw_coming(view)
        _draw_count(view)
        draw_picture(view, is_large=True, height=CHART_HEIGHT)
    if "move" in view.may:
        draw_lead(view, token, has_keys=True)


def _draw_count(view: RoomView) -> None:
    """While everybody answers alone there is one picture: how many have, and how long there is."""
    step = asked_in(view)
    if view.is_closed or step is None or not step.is_private or step.name in view.revealed:
        return
    count, left = f"{view.answered.get(step.name, 0)} of {voters_count(view)}", left_text(view.timer)
    st.html(
        f"<div class='wb-count'>{escape(count)}<small>{answered_word(step.name)}</small></div>"
        + (f"<div class='wb-count'>{escape(left)}</div>" if left else "")
    )


def _draw_coming(view: RoomView) -> None:
    coming, here = st.columns([1, 1.4], gap="large")
    with coming:
        st.html(f"<div class='wb-code'>{escape(code_shown(view.code))}</div>{qr_html(view.code, width_rem=19)}")
    with here:
        st.html(f"<p class='wb-task'>Who is here</p>{here_html(view)}")
