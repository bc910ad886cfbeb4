"""What came of the presses in a room: a receipt beside the button, or why nothing was recorded, until the next press."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.ui.plain_text import plain
from workbench.ui.presses import lost_press

LATE = "late"
Said = tuple[str, str, str]  # done or refused, in words, when


def said_of_presses() -> dict[str, Said]:
    """What is said at each slot. Who writes into it after a COMMIT takes it before: Streamlit may stop a page at any call."""
    return st.session_state.setdefault("room-said", {})


def refuse(slot: str, why: str) -> None:
    """Say beside the button of ``slot`` why nothing was recorded."""
    said_of_presses()[slot] = ("refused", why, "")


def unsay(slot: str) -> None:
    """Say nothing of the last press of ``slot``: the page itself shows what came of it."""
    said_of_presses().pop(slot, None)


def is_refused(slot: str) -> bool:
    """Whether the last press of ``slot`` was refused."""
    return said_of_presses().get(slot, ("",))[0] == "refused"


def begin_press(slot: str) -> dict[str, Said]:
    """What is said at each slot, for a press of ``slot`` to write its receipt into."""
    unsay(LATE)
    for marks in ("room-shown", "room-carried"):
        st.session_state.setdefault(marks, set()).discard(slot)
    return said_of_presses()


def carry_said(step: str) -> None:
    """Of what was said of presses before, another step keeps what nobody was shown yet, and that something was refused."""
    state = st.session_state
    lost = lost_press()
    if lost:
        refuse(LATE, lost)
    if state.get("room-said-step") == step:
        return
    shown = state.get("room-shown", ())
    kept = {
        slot: told
        for slot, told in said_of_presses().items()
        if slot != LATE and slot not in state.get("room-carried", ()) and (told[0] == "refused" or slot not in shown)
    }
    state["room-carried"] = set(kept)  # to this step, and no further
    if lost:
        kept[LATE] = state["room-said"][LATE]
    state["room-said-step"], state["room-said"] = step, kept


def draw_unsaid(place: DeltaGenerator) -> None:
    """On top what came of presses whose own place this page no longer has: the step went on while they were on their way."""
    with place:
        for slot in tuple(said_of_presses()):
            if slot not in st.session_state.get("room-drawn", ()):
                draw_said(slot)
    st.session_state["room-drawn"] = set()


def draw_said(slot: str) -> bool:
    """The receipt of the last press of ``slot``, or why nothing was recorded, beside its button until the next press.

    Whether there was one.
    """
    kind, text, _ = said_of_presses().get(slot, ("", "", ""))
    st.session_state.setdefault("room-drawn", set()).add(slot)
    if kind == "done" and text:
        st.success(plain(text), icon=":material/check:")
    elif kind == "refused":
        st.warning(plain(text), icon=":material/block:")
    st.session_state.setdefault("room-shown", set()).add(slot)
    return bool(kind and text)
