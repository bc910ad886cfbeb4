"""A part of a page that is drawn again by itself does not blank the page that its reader went to meanwhile.

A browser that is told late that the page is another one still asks for that part of the old one. Streamlit has nothing to draw
then, but names the old page as it begins; and the browser, which shows the new one by now, clears it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

_run_as_asked = ScriptRunner._run_script


def keep_pages() -> None:
    """Let whatever part of a page is asked for be drawn on the page that this session is on."""
    ScriptRunner._run_script = _run_where_we_are


def _run_where_we_are(self: ScriptRunner, asked: Any) -> None:
    context = get_script_run_ctx()
    if asked.fragment_id_queue and context is not None and context.page_script_hash not in ("", asked.page_script_hash):
        asked = replace(asked, page_script_hash=context.page_script_hash, query_string=context.query_string)
    _run_as_asked(self, asked)
