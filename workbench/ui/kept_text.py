"""A text field that two people may write beside each other."""

from __future__ import annotations

import streamlit as st

_SENT = "kept-texts-sent"


def kept_text(label: str, kept: str, *, key: str, hint: str = "", is_long: bool = False) -> str:
    """A field that begins with what was kept of it and follows what somebody else keeps of it.

    So two people who write in different fields at once do not take back each other's words. What this field held since it
    last agreed with what is kept is nobody else's: where a run was stopped before it kept what was typed, the next one finds
    an older text kept, and leaves the typed one alone. Until a page with the field was drawn whole (``texts_are_sent``), each
    run tells the browser of its text again, as ``start_values`` says of numbers.
    """
    # What was kept when they last agreed, then what was typed.
    own: list[str] = st.session_state.get(f"seen-{key}", [kept])
    sent: set[str] = st.session_state.setdefault(_SENT, set())
    if key not in st.session_state or (kept not in own and st.session_state[key] != kept):
        st.session_state[key] = kept
        sent.discard(key)
    elif key not in sent:
        # Nobody empties a field in the moment in which it is drawn; a browser that was not told of its text says it is empty.
        st.session_state[key] = st.session_state[key] or kept
    written = (
        st.text_area(label, placeholder=hint, key=key, height=88)
        if is_long
        else st.text_input(label, placeholder=hint, key=key)
    )
    st.session_state[f"seen-{key}"] = [kept] if written == kept else [*own, written]
    return written


def texts_are_sent() -> None:
    """Said at the end of a page that was drawn whole."""
    drawn = st.session_state.to_dict()
    drawn.get(_SENT, set()).update(key.removeprefix("seen-") for key in drawn if str(key).startswith("seen-"))
