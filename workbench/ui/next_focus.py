"""Where the keyboard goes on after a press whose button is gone when the page is drawn again.

Streamlit leaves the focus on nothing then, and the next Tab begins wherever the browser last was.
"""

from __future__ import annotations

import json

import streamlit as st

# The button may go only with the last of the page, so the script waits for that; whoever has gone elsewhere stays there.
_SCRIPT = """<script>/* {turn} */ (() => {{
  const wanted = {heading}, until = Date.now() + 20000;
  let still = 0;
  const look = () => {{
    const app = document.querySelector("[data-testid=stApp]");
    still = app && app.dataset.testScriptState === "notRunning" ? still + 1 : 0;
    if (still < 3 && Date.now() < until) return setTimeout(look, 60);
    if (document.activeElement && document.activeElement !== document.body) return;
    const headings = [...document.querySelectorAll("[data-testid=stHeading] :is(h1, h2, h3)")];
    const found = headings.find((each) => each.innerText.trim() === wanted) || document.querySelector(".wb-study h1");
    if (!found) return;
    found.tabIndex = -1;
    found.focus({{ preventScroll: true }});
  }};
  setTimeout(look, 60);
}})()</script>"""


def focus_next(heading: str) -> None:
    """Go on at the subheader ``heading`` of the next page drawn, or at the study's name where there is none such."""
    st.session_state["focus-next"] = heading


def draw_focus() -> None:
    """Once a page, with its header: take the focus where ``focus_next`` said, unless it is somewhere already."""
    heading = st.session_state.pop("focus-next", None)
    if heading is None:
        return
    # A browser runs a script once; each turn makes another one of it.
    turn = st.session_state["focus-turns"] = st.session_state.get("focus-turns", 0) + 1
    st.html(_SCRIPT.format(turn=turn, heading=json.dumps(heading)), unsafe_allow_javascript=True)
