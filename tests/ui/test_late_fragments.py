"""A part of the old page that is asked for late takes no run of the new page back to the old one."""

from __future__ import annotations

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from workbench.ui.late_fragments import keep_pages

OLD = {"page_script_hash": "old", "page_name": "workshop", "query_string": "room=ABC"}
NEW = {"page_script_hash": "new", "page_name": "decision", "query_string": "study=s"}


@pytest.fixture(autouse=True)
def kept():
    keep_pages()


@pytest.mark.parametrize("late", [{"fragment_id": "f", "is_auto_rerun": True}, {"fragment_id_queue": ["f"]}])
def test_a_waiting_run_of_a_page_keeps_its_page(late):
    requests = ScriptRequests()
    assert requests.request_rerun(RerunData(**NEW))
    assert requests.request_rerun(RerunData(**OLD, **late))
    waiting = requests.on_scriptrunner_ready().rerun_data
    assert (waiting.page_script_hash, waiting.page_name, waiting.query_string) == ("new", "decision", "study=s")
    assert not waiting.fragment_id_queue


def test_who_goes_to_a_page_after_a_part_was_asked_for_gets_there():
    requests = ScriptRequests()
    requests.request_rerun(RerunData(**OLD, fragment_id="f", is_auto_rerun=True))
    requests.request_rerun(RerunData(**NEW))
    assert requests.on_scriptrunner_ready().rerun_data.page_script_hash == "new"
