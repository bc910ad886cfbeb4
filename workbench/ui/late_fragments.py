"""A part of a page that is drawn again by itself does not blank the page that its reader went to meanwhile.

A browser that is told late that the page is another one still asks for that part of the old one. Streamlit has nothing to draw
then, but names the old page as it begins; and the browser, which shows the new one by now, clears it. Where that question comes
while the run of the new page is still waiting, Streamlit makes one run of both, with the address of the old page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

_run_as_asked = ScriptRunner._run_script
_request_as_asked = ScriptRequests._request_rerun_locked


def keep_pages() -> None:
    """Let whatever part of a page is asked for be drawn on the page that this session is on."""
    ScriptRunner._run_script = _run_where_we_are
    ScriptRequests._request_rerun_locked = _request_where_we_go


def _request_where_we_go(self: ScriptRequests, asked: Any) -> bool:
    waiting = self._rerun_data if self._state == ScriptRequestType.RERUN else None
    if waiting is not None and not waiting.fragment_id_queue and (asked.fragment_id or asked.fragment_id_queue):
        asked = replace(
            asked,
            page_script_hash=waiting.page_script_hash,
            page_name=waiting.page_name,
            query_string=waiting.query_string,
        )
    return _request_as_asked(self, asked)


def _run_where_we_are(self: ScriptRunner, asked: Any) -> None:
    context = get_script_run_ctx()
    if asked.fragment_id_queue and context is not None and context.page_script_hash not in ("", asked.page_script_hash):
        asked = replace(asked, page_script_hash=context.page_script_hash, query_string=context.query_string)
    _run_as_asked(self, asked)
