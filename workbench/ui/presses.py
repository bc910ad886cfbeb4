"""A press reaches its callback, whatever message comes next; one that cannot is said to have done nothing.

Before it calls the callbacks of a run, Streamlit looks whether another run is asked for, and if so goes on with that one: the
values of the widgets are in both, the press was in the first only. For a few milliseconds after each press it is lost so. And
where the button was switched off while its press was on the way, or the server was started again, Streamlit passes over it.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState

LOST = (
    "The button you pressed could no longer be used when your press arrived: the page had gone on. Nothing was done. Look "
    "at what is here now, and press again if you still want to."
)
_TAKEN, _IS_LOST = "press-taken", "press-is-lost"


def keep_presses() -> None:
    """Call a run's callbacks first, and let Streamlit look for another run right after them, as it does anyway."""
    SafeSessionState.on_script_will_rerun = _callbacks_first


def lost_press() -> str:
    """That the last press found its button switched off or unknown, once; else an empty text."""
    return LOST if st.session_state.pop(_IS_LOST, False) else ""


def _callbacks_first(self: SafeSessionState, states: WidgetStates | None = None, **how: Any) -> None:
    with self._lock:
        pressed = [each.id for each in (states.widgets if states is not None else ()) if each.trigger_value]
        gone = [each for each in pressed if _is_gone(self._state, each)]
        self._state.on_script_will_rerun(states, **how)
        if not pressed:
            return
        # The second click of two finds what the first one did, and no button: it is no loss.
        if _TAKEN not in self._state:
            self._state[_TAKEN] = []
        self._state[_IS_LOST] = any(each not in self._state[_TAKEN] for each in gone)
        self._state[_TAKEN] = [each for each in pressed if each not in gone] or gone


def _is_gone(state: SessionState, widget_id: str) -> bool:
    """Whether this session never drew this button, or switched it off when it was drawn last."""
    known = state.get_widget_metadata(widget_id)
    return known is None or known.disabled
