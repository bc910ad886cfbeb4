"""A run that has begun with a press calls its callback, though another run is asked for already."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.testing.v1 import AppTest

from workbench.ui.presses import LOST, keep_presses


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


def page():
    import streamlit as st

    from workbench.ui.presses import keep_presses, lost_press

    keep_presses()
    st.session_state["said"] = lost_press()
    drawn = st.session_state.get("drawn", {"Vote": False})
    for name, is_off in drawn.items():
        st.button(name, key=name, disabled=is_off, on_click=lambda name=name: st.session_state["done"].append(name))


@pytest.fixture
def opened(monkeypatch):
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", SafeSessionState.on_script_will_rerun)
    test = AppTest.from_function(page)
    test.session_state["done"] = []
    return test.run()


def pressed(test: AppTest, *widgets: str) -> str:
    """Press these, whether or not they are still there; what is said then."""
    states = WidgetStates()
    for widget in widgets:
        states.widgets.add(id=widget, trigger_value=True)
    test._run(states)
    assert not test.exception
    return test.session_state["said"]


def test_a_press_whose_button_is_off_by_now_is_said_once(opened):
    vote = opened.button[0].proto.id
    opened.session_state["drawn"] = {"Vote": True}
    opened.run()
    assert pressed(opened, vote) == LOST
    assert opened.session_state["done"] == []
    assert opened.run().session_state["said"] == ""


def test_a_press_of_a_button_that_this_session_never_drew_is_said(opened):
    assert pressed(opened, "$$ID-of-another-session-vote") == LOST


def test_a_press_that_is_taken_is_not_said_to_be_lost(opened):
    vote = opened.button[0].proto.id
    opened.session_state["drawn"] = {"Go on": False}
    opened.run()
    assert pressed(opened, vote) == ""
    assert opened.session_state["done"] == ["Vote"]


def test_the_second_click_of_two_is_no_loss(opened):
    vote = opened.button[0].proto.id
    assert pressed(opened, vote) == ""
    opened.session_state["drawn"] = {"Vote": True, "Go on": False}
    opened.run()
    assert pressed(opened, vote) == ""
    assert opened.session_state["done"] == ["Vote"]
    assert pressed(opened, opened.button[1].proto.id) == ""
    assert pressed(opened, vote) == LOST, "it is no second click any more"
