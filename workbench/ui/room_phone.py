"""A participant's page: one step, one task, one column."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from workbench.rooms import RoomView
from workbench.ui.plain_text import plain
from workbench.ui.room_drafts import draw_drafts
from workbench.ui.room_elicit import draw_elicit
from workbench.ui.room_invite import here_html, here_text
from workbench.ui.room_live import draw_live
from workbench.ui.room_picture import draw_picture
from workbench.ui.room_ratings import draw_rating
from workbench.ui.room_seat import forget_seat
from workbench.ui.room_steps import left_text, step_task
from workbench.ui.room_stories import draw_writing
from workbench.ui.room_style import draw_style
from workbench.ui.room_subject import matter_of
from workbench.ui.room_vote import draw_dissent, draw_vote
from workbench.wording.workshop import step_title


def draw_phone(view: RoomView, token: str) -> None:
    draw_style("phone")
    draw_live(view.code, token, lambda now: _draw(now, token))


def _draw(view: RoomView, token: str) -> None:
    if "move" in view.may:  # somebody was made a facilitator, who has another page
        st.rerun()
    st.html(
        f"<div class='wb-room-top'><h1>{escape(step_title(view.step))}</h1></div>"
        f"<p class='wb-task'>{escape(step_task(view.step))}</p>"
    )
    left = "" if view.is_closed else left_text(view.timer)
    here = here_text(view)
    st.html(f"<p class='wb-live'>{escape(' · '.join(part for part in (left, here) if part))}</p>")
    draw_drafts(view)
    with st.container(key=f"room-step-{view.step}"):
        _draw_step(view, token)
    st.divider()
    st.caption(f"You are {plain(view.seat.label)}{f', {plain(view.seat.role)}' if view.seat.role else ''}.")
    st.button(
        "Leave this seat", key="room-leave", type="tertiary", on_click=forget_seat,
        args=(view.code, view.seat.label), help="For somebody else at this device. What you answered stays, and counts.",
    )  # fmt: skip


def _draw_step(view: RoomView, token: str) -> None:
    if view.is_closed:
        st.success("This session is closed. Nothing more can be answered.", icon=":material/check:")
        draw_picture(view, height=300)
    elif view.step in view.revealed:
        st.info("What was answered here is revealed. Nothing more can be answered in this step.")
    elif view.step == "gather":
        st.html(here_html(view))
    elif view.step in ("elicit", "elicit_again"):
        _draw_if_may(view, "answer", lambda: draw_elicit(view, token, matter_of(view)))
    elif view.step in ("vote", "vote_again"):
        _draw_if_may(view, "vote", lambda: draw_vote(view, token, matter_of(view)))
    elif view.step == "premortem_write":
        _draw_if_may(view, "answer", lambda: draw_writing(view, token))
    elif view.step == "premortem_vote":
        _draw_if_may(view, "vote", lambda: draw_rating(view, token))
    else:
        draw_picture(view, height=300)
        if view.step in ("outcome", "outcome_again") and "dissent" in view.may:
            draw_dissent(view, token, matter_of(view))


def _draw_if_may(view: RoomView, action: str, draw: Callable[[], None]) -> None:
    if action in view.may:
        draw()
    else:
        st.info("You are watching: the others answer now.", icon=":material/visibility:")
