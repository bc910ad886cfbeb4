"""A button that commits in its callback has committed, though the browser's next message stops the run right then."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
import streamlit as st

from workbench.policy import SingleThreshold
from workbench.register import Studies, Study, open_register
from workbench.ui.blind_gate import _skip
from workbench.ui.pins import _unpin
from workbench.ui.predictions_page import _leave_out
from workbench.ui.tradeoff_page import look_at

AT = "2026-11-14T09:00:00Z"
POINT = SingleThreshold(score="s", threshold=0.4)


class Stopped(BaseException):
    """As Streamlit's signal: not an Exception."""


class StoppingState:
    """A session in which another message waits: asking for a key stops the run, asking for all of it does not."""

    def to_dict(self):
        return {"gate-name-one": "Ann Lee"}

    def _stop(self, *args):
        raise Stopped

    __getitem__ = __setitem__ = __delitem__ = __contains__ = __iter__ = get = pop = setdefault = _stop


@pytest.fixture
def shown(tmp_path, monkeypatch) -> Study:
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(st, "session_state", StoppingState())
    monkeypatch.setattr(st, "query_params", StoppingState())
    pins = ({"name": "A", "score": "s", "threshold": 0.9},)
    study = Study(id="one", title="One", created_at=AT, upload_sha256="f" * 64, pins=pins)
    return Studies(open_register()).save(study, op_id="begin", at=AT)


@pytest.mark.parametrize(
    ("press", "found"),
    [
        (lambda study: _skip(study, "gate-name-one"), lambda study: study.blind_skipped["by"] == "Ann Lee"),
        (lambda study: _unpin(study, "A"), lambda study: study.pins == ()),
        (_leave_out, lambda study: study.exclude_bad_scores),
        (lambda study: look_at(study, POINT), lambda study: study.point == POINT.to_dict()),
    ],
)
def test_it_is_recorded_before_streamlit_is_asked_for_anything(shown, press, found):
    kept = Studies(open_register())
    kept.save(replace(shown, title="Two"), op_id="meanwhile", at=AT)  # by somebody else, and it stays
    with suppress(Stopped):
        press(shown)
    stored = kept.load("one")
    assert found(stored)
    assert stored.title == "Two"
