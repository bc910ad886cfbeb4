"""A text field that two people may write beside each other."""

from __future__ import annotations

import streamlit as st


def kept_text(label: str, kept: str, *, key: str, hint: str = "", is_long: bool = False) -> str:
    """A field that begins with what was kept of it and follows it until the user types here.

    So two people who write in different fields at once do not take back each other's words.
    """
    seen = st.session_state.get(f"seen-{key}", kept)
    if key not in st.session_state or (st.session_state[key] == seen and kept != seen):
        st.session_state[key] = kept
    written = (
        st.text_area(label, placeholder=hint, key=key, height=88)
        if is_long
        else st.text_input(label, placeholder=hint, key=key)
    )
    st.session_state[f"seen-{key}"] = written
    return written
