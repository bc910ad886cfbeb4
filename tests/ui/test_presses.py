"""A run that has begun with a press calls its callback, though another run is asked for already."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState

from workbench.ui.presses import keep_presses


class Stopped(BaseException):
    """As Streamlit's signal: not an Exception."""


class Session(SessionState):
    """A session that notes what was to be answered."""

    answered = None

    def on_script_will_rerun(self, states, **how):
        self.answered = (states, how)


def stop():
    raise Stopped


def test_the_callbacks_of_a_press_come_before_the_next_run(monkeypatch):
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", SafeSessionState.on_script_will_rerun)
    states, session = WidgetStates(), Session()
    states.widgets.add(id="button", trigger_value=True)
    keep_presses()
    SafeSessionState(session, stop).on_script_will_rerun(states, is_history_navigation=False)
    assert session.answered == (states, {"is_history_navigation": False})
    with pytest.raises(Stopped):  # anywhere else Streamlit stops the run as ever
        SafeSessionState(session, stop)["key"]
