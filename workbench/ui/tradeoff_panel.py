"""The Trade-off panel: the one component that moves while it is dragged and tells the server on release."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from workbench.ui.assets import tradeoff_parts, vega_bundle

_html, _css, _js = tradeoff_parts()
_panel = st.components.v2.component("tradeoff_panel", html=_html, css=_css, js=_js)


def panel_bytes(payload: Mapping[str, Any]) -> bytes:
    """The payload as the browser gets it. Made once a view: Streamlit looks into every value of what is no bytes, each time."""
    content = {**payload, "vega": vega_bundle()}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def tradeoff_panel(payload: bytes, *, key: str, on_commit: Callable[[Mapping[str, Any]], None]) -> None:
    """Draw the panel with the ``panel_bytes`` of a payload. ``on_commit`` gets what the user did: ``select``, ``exact``,
    ``pin``, ``choose``, ``axes``, ``rule`` or ``what_if``."""

    def take() -> None:
        message = st.session_state[key].get("commit")
        if isinstance(message, Mapping) and isinstance(message.get("type"), str):
            on_commit(message)

    _panel(key=key, data=payload, on_commit_change=take)
