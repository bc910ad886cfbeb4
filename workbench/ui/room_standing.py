"""Who may do what in a room, said and changed by who leads it; and the key with which a seat is found again."""

from __future__ import annotations

import streamlit as st

from workbench.rooms import RoomView, Seat
from workbench.ui.room_live import operation, press, rooms
from workbench.ui.room_said import draw_said, refuse
from workbench.ui.studies import now_text

STANDINGS = {
    "participant": "takes part: answers and votes",
    "facilitator": "leads the room, and does not vote",
    "viewer": "only watches: what this seat answered and is not revealed yet does not count",
}


def draw_standings(view: RoomView, token: str) -> None:
    """Another standing for a seat: somebody else to lead, or a seat whose person went and that shall not count on."""
    if "grant" not in view.may:
        return
    seats = {seat.id: seat for seat in view.seats}
    with st.expander("Who may do what"):
        seat_key, standing_key = f"room-seat-picked-{view.code}", f"room-standing-{view.code}"
        picked = st.selectbox(
            "Whose seat", list(seats), index=None, key=seat_key, placeholder="Choose a seat",
            format_func=lambda each: seat_words(seats[each]) if each in seats else each,
        )  # fmt: skip
        st.selectbox(
            "From now on this seat", list(STANDINGS), key=standing_key, index=None, placeholder="Choose what it does",
            format_func=STANDINGS.__getitem__,
        )  # fmt: skip
        st.button(
            "Change it", key="room-grant", disabled=picked is None, on_click=_grant,
            args=(view, token, seat_key, standing_key, operation("standing")),
        )  # fmt: skip
        draw_said("standing")
        st.caption("Should this browser forget you, this key brings you back to your seat. Keep it to yourself.")
        if st.toggle("Show my key", key="room-key-shown"):
            st.code(token, language=None, wrap_lines=True)


def seat_words(seat: Seat) -> str:
    """``Ann, Safety: takes part``."""
    role = f", {seat.role}" if seat.role else ""
    does = STANDINGS[seat.standing].partition(":")[0].partition(",")[0] if seat.standing in STANDINGS else seat.standing
    return f"{seat.label}{role}: {does}"


def _grant(view: RoomView, token: str, seat_key: str, standing_key: str, op_id: str) -> None:
    state, at = st.session_state.to_dict(), now_text()
    seat, standing = state.get(seat_key), state.get(standing_key)
    label = next((each.label for each in view.seats if each.id == seat), "")
    if not label or standing is None:
        refuse("standing", "Choose a seat and what it does from now on.")
        return
    press(
        "standing",
        op_id,
        lambda op: rooms().grant(view.code, token, seat=seat, standing=standing, op_id=op, at=at),
        content=[seat, standing],
        done=f"From now on {label} {STANDINGS[standing].partition(':')[0]}.",
    )
