"""The Workshop page: in the app for who leads a room, and alone for who comes in by a room's link."""

from __future__ import annotations

import streamlit as st

from workbench.errors import InputError, NotAllowed
from workbench.register import Study
from workbench.rooms import RoomView
from workbench.rooms.codes import read_code
from workbench.ui.blind_gate import passes_gate
from workbench.ui.frame import STYLE, begin, is_in_room
from workbench.ui.room_facilitator import draw_facilitator
from workbench.ui.room_invite import code_shown, join_link
from workbench.ui.room_join import draw_code_form, draw_join
from workbench.ui.room_live import draw_live, look
from workbench.ui.room_open import draw_opening
from workbench.ui.room_phone import draw_phone
from workbench.ui.room_projector import draw_projector
from workbench.ui.room_seat import forget_seat, seat_token
from workbench.ui.room_style import draw_style

_LED = "room-led"


def draw() -> None:
    if is_in_room():
        _draw_by_link()
    else:
        _draw_in_app()


def _draw_by_link() -> None:
    """No study, no navigation: the room and the seat that this device has in it."""
    st.html(STYLE)
    try:
        code = read_code(st.query_params.get("room") or "")
    except InputError as refusal:
        draw_code_form(str(refusal))
        return
    screen = st.query_params.get("screen") or ""
    token = seat_token(code)
    if token is None:
        draw_style("phone")
        st.markdown("Finding your seat …")
        return
    if not token:
        draw_join(code, screen=screen)
        return
    try:
        view = look(code, token)
    except NotAllowed:  # a seat of another register: this one is asked for a new one
        forget_seat(code)
        draw_join(code, screen=screen)
        return
    except InputError as refusal:
        draw_code_form(str(refusal))
        return
    if screen == "projector":
        draw_projector(view, token)
    elif "move" in view.may:
        draw_style("phone")
        draw_live(code, token, _draw_lead_elsewhere)
    else:
        draw_phone(view, token)


def _draw_lead_elsewhere(view: RoomView) -> None:
    if "move" not in view.may:  # somebody else leads again
        st.rerun()
    code, study_id = view.code, view.study_id
    st.markdown("You lead this room. Everything that is for you alone is on the Workshop page.")
    base = join_link(code).partition("?")[0]
    st.link_button("Open the Workshop page", f"{base}workshop?study={study_id}&room={code}", type="primary")
    st.link_button("Open the projector", f"{join_link(code)}&screen=projector")


def _draw_in_app() -> None:
    study = begin()
    if not passes_gate(study):
        return
    draw_style()
    asked = st.query_params.get("room")
    if not asked:
        _draw_back(study)
        draw_opening(study)
        return
    _draw_room_of(study, asked)


def _draw_room_of(study: Study, asked: str) -> None:
    try:
        code = read_code(asked)
        token = seat_token(code)
        if token is None:
            st.markdown("Finding your seat …")
            return
        view = look(code, token) if token else None
    except (InputError, NotAllowed):
        view, token = None, ""
    if view is None or view.study_id != study.id or "move" not in view.may:
        st.info("This browser does not lead the room in this address. Join it with its link, or open another one.")
        del st.query_params["room"]
        draw_opening(study)
        return
    st.session_state[_LED] = (study.id, code)
    draw_facilitator(view, token)


def _draw_back(study: Study) -> None:
    """The way back into a room that is still led from here: the navigation forgets it."""
    led, code = st.session_state.get(_LED, ("", ""))
    if led != study.id:
        return
    try:
        view = look(code, seat_token(code) or "")
    except (InputError, NotAllowed):
        return
    if not view.is_closed:
        st.info(f"You lead room {code_shown(code)}, which is still open.", icon=":material/groups:")
        st.button("Back to the room", key="room-led-back", on_click=_go_back, args=(code,))


def _go_back(code: str) -> None:
    st.query_params["room"] = code
