"""The panel of tiers, bands and lists: many sliders over one picture, live while they are dragged; the server hears of the release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import streamlit as st

from workbench.charts.policies import policies_chart
from workbench.charts.theme import LIGHT
from workbench.metrics import Metric
from workbench.ui.assets import policies_parts
from workbench.ui.tradeoff_spec import Kind, axis_kind, renamed_axes, stand_in

_html, _css, _js = policies_parts()
_panel = st.components.v2.component("policy_panel", html=_html, css=_css, js=_js)


def policy_panel(payload: bytes, *, key: str, on_commit: Callable[[Mapping[str, Any]], None]) -> None:
    """Draw the panel with the ``panel_bytes`` of a payload. ``on_commit`` gets what the user did: ``select``, ``choose``,
    ``axes``, or one of the payload's ``actions``."""

    def take() -> None:
        message = st.session_state[key].get("commit")
        if isinstance(message, Mapping) and isinstance(message.get("type"), str):
            on_commit(message)

    _panel(key=key, data=payload, on_commit_change=take)


def policies_spec(x: Metric, y: Metric) -> dict[str, Any]:
    """The chart's specification in light colours, drawn up once for each kind of axes and then only named."""
    return renamed_axes(_drawn_up(axis_kind(x), axis_kind(y)), x, y)


@lru_cache(maxsize=64)
def _drawn_up(x: Kind, y: Kind) -> dict[str, Any]:
    return policies_chart(stand_in("x", x), stand_in("y", y), palette=LIGHT).to_dict()
