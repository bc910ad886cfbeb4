"""The Trade-off panel: the one component that moves while it is dragged and tells the server on release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from workbench.ui.assets import tradeoff_parts, vega_bundle

_html, _css, _js = tradeoff_parts()
_panel = st.components.v2.component("tradeoff_panel", html=_html, css=_css, js=_js)


def tradeoff_panel(payload: Mapping[str, Any], *, key: str, on_commit: Callable[[Mapping[str, Any]], None]) -> None:
    """Draw the panel. ``on_commit`` gets what the user did: ``select``, ``exact``, ``pin``, ``choose``, ``axes``, ``rule`` or ``what_if``."""

    def take() -> None:
        message = st.session_state[key].get("commit")
        if isinstance(message, Mapping) and isinstance(message.get("type"), str):
            on_commit(message)

    _panel(key=key, data={**payload, "vega": vega_bundle()}, on_commit_change=take)
