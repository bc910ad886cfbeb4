"""What is drawn twice, for a wide page and for a phone; the browser shows the one that fits."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st


def draw_at_two_widths(name: str, draw: Callable[[bool], object]) -> None:
    """``draw(is_narrow)`` for each of both, in containers of this ``name``."""
    name = re.sub(r"[^a-zA-Z0-9_-]", "-", name)  # as it stands in the class that Streamlit makes of a key
    wide, narrow = f"{name}-wide", f"{name}-narrow"
    st.html(
        f"<style>.st-key-{narrow} {{ display: none; }} @media (max-width: 640px) {{ "
        f".st-key-{narrow} {{ display: block; }} .st-key-{wide} {{ display: none; }} }}</style>"
    )
    for key in (wide, narrow):
        with st.container(key=key):
            draw(key == narrow)
