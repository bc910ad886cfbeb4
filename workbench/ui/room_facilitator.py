"""The facilitator's page: what to press, how far the room is, who is here, how people come in."""

from __future__ import annotations

from html import escape

import streamlit as st

from workbench.rooms import RoomView
from workbench.ui.plain_text import plain
from workbench.ui.room_invite import answered_text, code_shown, draw_invite, here_html, join_link
from workbench.ui.room_lead import draw_agenda_jumps, draw_lead
from workbench.ui.room_live import draw_live
from workbench.ui.room_picture import draw_picture
from workbench.ui.room_plan import draw_plan
from workbench.ui.room_sort import draw_sort
from workbench.ui.room_standing import draw_standings
from workbench.ui.room_steps import asked_in, left_text, minutes_text, step_task
from workbench.ui.room_style import draw_style
from workbench.wording.workshop import step_title


def draw_facilitator(view: RoomView, token: str) -> None:
    draw_style()
    draw_live(view.code, token, lambda now: _draw(now, token))


def _draw(view: RoomView, token: str) -> None:
    doing, around = st.columns([2.4, 1], gap="large")
    with doing:
        st.html(
            f"<div class='wb-room-top'><h1>{escape(step_title(view.step))}</h1></div>"
            f"<p class='wb-task'>{escape(step_task(view.step))}</p>"
            f"<p class='wb-live'>{escape(progress_text(view))}</p>"
        )
        if view.is_closed:
            _draw_closed(view)
        else:
            draw_lead(view, token, has_keys=False)
        with st.container(key=f"room-step-{view.step}"):
            _draw_body(view, token)
    with around:
        _draw_around(view, token)


def progress_text(view: RoomView) -> str:
    """The time that is left, and how many have answered: never who, nor what."""
    parts = ["" if view.is_closed else left_text(view.timer)]
    step = asked_in(view)
    if step is not None and step.is_private and step.name not in view.revealed:
        parts.append(answered_text(view, step.name))
    return " · ".join(part for part in parts if part)


def _draw_body(view: RoomView, token: str) -> None:
    if view.step == "premortem_sort" and not view.is_closed:
        draw_sort(view, token)
    elif view.step == "premortem_plan" and not view.is_closed:
        draw_plan(view, token)
    else:
        draw_picture(view)


def _draw_closed(view: RoomView) -> None:
    st.success("This session is closed. Its record is in the register, and the memo has it as an appendix.")
    if st.button("Go to the decision →", type="primary", key="room-to-decision"):
        st.switch_page("pages/decision.py", query_params={"study": view.study_id})


def _draw_around(view: RoomView, token: str) -> None:
    if view.is_closed:
        return
    st.markdown("**Who is here**")
    st.html(here_html(view))
    with st.expander(f"Join with {code_shown(view.code)}", expanded=view.step == "gather"):
        draw_invite(view.code)
    st.link_button(
        "Open the projector", f"{join_link(view.code)}&screen=projector", icon=":material/cast:", width="stretch",
        help="A window of its own, without anything private. Arrow keys go on and back, V reveals, O records the outcome, T starts the timer again, M gives it two more minutes.",
    )  # fmt: skip
    st.markdown("**Agenda**")
    st.html(agenda_html(view))
    draw_agenda_jumps(view, token)
    draw_standings(view, token)
    st.caption(plain(f"You lead this room as {view.seat.label}."))


def agenda_html(view: RoomView) -> str:
    """The steps in order: those that were held, this one, those to come or left out. A step that shows what another asked is part of it."""
    names = [step.name for step in view.agenda]
    now = names.index(view.step)
    items = []
    for place, step in enumerate(view.agenda):
        is_held = "vote_again" in view.revealed or view.step == "vote_again"
        if step.name in ("vote_again", "outcome_again") and not is_held:
            continue
        told = step.name if step.is_private else step.shows
        is_over = place < now and (not told or told in view.revealed)  # what was left out is not over
        kind = "now" if place == now else "past" if is_over else "next"
        current = " aria-current='step'" if place == now else ""
        planned = f" <small>{minutes_text(step.seconds)}</small>" if step.seconds else ""
        items.append(f"<li class='wb-{kind}'{current}>{escape(step_title(step.name))}{planned}</li>")
    return f"<ol class='wb-agenda'>{''.join(items)}</ol>"
