"""Opening a room on the study: who leads it, what is traded, and how it decides."""

from __future__ import annotations

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.register import Study
from workbench.rooms import digest_of
from workbench.ui.loaded import lens_of
from workbench.ui.plain_text import plain
from workbench.ui.room_join import draw_return
from workbench.ui.room_live import operation, rooms
from workbench.ui.room_said import draw_said, refuse, unsay
from workbench.ui.room_seat import keep_seat
from workbench.ui.room_steps import AGENDA
from workbench.ui.room_subject import matter_on
from workbench.ui.starting_view import axes_of, known_axes
from workbench.ui.studies import contract_of, now_text, studies
from workbench.wording.moments import moment
from workbench.wording.workshop import METHOD_WORDS


def draw_opening(study: Study) -> None:
    """The form that opens a room; its button is the page's primary action. Under it the sessions that were closed."""
    lens = lens_of(study, contract_of(study))
    known, (x, y, _) = known_axes(lens), axes_of(study, lens)
    names = list(known)
    st.subheader("Decide together", anchor=False)
    st.markdown(
        "Everybody judges alone on their phone, then the room sees where it stands, talks, and votes. Then it looks for what "
        "could go wrong. It takes about an hour, and nothing is lost on the way."
    )
    with st.form("room-open", border=False), st.container(width=640):
        st.text_input("Your name: you lead the room and do not vote", key="room-open-name", max_chars=60)
        st.text_input("Your role (may stay empty)", key="room-open-role", max_chars=60)
        left, right = st.columns(2)
        for place, label, axis, key in ((left, "What is traded", x, "x"), (right, "against", y, "y")):
            place.selectbox(
                label, names, index=names.index(axis.name), format_func=lambda name: known[name].label,
                key=f"room-open-{key}-{study.id}",
            )  # fmt: skip
        st.selectbox(
            "What decides", list(METHOD_WORDS), index=1, format_func=METHOD_WORDS.__getitem__, key="room-open-method"
        )
        st.form_submit_button(
            "Open a room", type="primary", key="room-open-press", icon=":material/groups:",
            on_click=_open, args=(study, operation("open")),
        )  # fmt: skip
    draw_said("open")
    draw_return()
    with st.expander("I have a code"), st.form("room-go", border=False):
        st.text_input("The code on the screen in the room", key="room-go-code", max_chars=12)
        st.form_submit_button("Join", on_click=_go)
    _draw_sessions(study)


def _open(study: Study, op_id: str) -> None:
    state = st.session_state
    name, role = state.get("room-open-name") or "", state.get("room-open-role") or ""
    x, y = (state.get(f"room-open-{key}-{study.id}") for key in ("x", "y"))
    method = state.get("room-open-method") or "median"
    try:
        if x == y:
            refuse("open", "Choose two different metrics: what is traded, and against what.")
            return
        matter, kept, at = matter_on(study, str(x), str(y)), studies(), now_text()
        if study.version == 0 and kept.load(study.id) is None:
            kept.save(study, op_id=f"{op_id}-study", at=at, kind="study opened")
        own = f"{op_id}-{name}-{role}"
        opened = rooms().open_room(study.id, facilitator=name, role=role, op_id=own, at=at, agenda=AGENDA)
        x_label, y_label = (metric.label for metric in matter.subject.frontier.metrics)
        content = {
            "x": x,
            "y": y,
            "x_label": x_label,
            "y_label": y_label,
            "method": method,
            "subject": matter.subject.mark,
        }
        code, token = opened.room.code, opened.token
        rooms().act(code, token, action="set_up", content=content, op_id=f"set-up-{opened.room.id}", at=at)
    except WorkbenchError as refusal:
        refuse("open", str(refusal))
        return
    keep_seat(code, token)
    unsay("open")
    state.pop("room-operation-open", None)
    st.query_params["room"] = code


def _go() -> None:
    code = (st.session_state.get("room-go-code") or "").strip()
    if code:
        st.query_params.clear()
        st.query_params["room"] = code
    else:
        refuse("open", "Type the code that is on the screen.")


def _draw_sessions(study: Study) -> None:
    records = rooms().records(study.id)
    if not records:
        return
    st.subheader("Sessions so far", anchor=False)
    for record in reversed(records):
        digest = digest_of(record)
        who = sum(seat["standing"] != "viewer" for seat in digest["seats"])
        said = " ".join(each["sentence"] for each in digest["outcomes"]) or "No outcome was recorded."
        st.markdown(f"- {moment(record['opened_at'])}, {who} people. {plain(said)}")
