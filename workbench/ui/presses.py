"""A press whose run has begun reaches its callback, whatever message comes next.

Before it calls the callbacks of a run, Streamlit looks whether another run is asked for, and if so goes on with that one: the
values of the widgets are in both, the press was in the first only. For a few milliseconds after each press it is lost so.
"""

from __future__ import annotations

from typing import Any

from streamlit.runtime.state.safe_session_state import SafeSessionState


def keep_presses() -> None:
    """Call a run's callbacks first, and let Streamlit look for another run right after them, as it does anyway."""
    SafeSessionState.on_script_will_rerun = _callbacks_first


def _callbacks_first(self: SafeSessionState, *states: Any, **how: Any) -> None:
    with self._lock:
        self._state.on_script_will_rerun(*states, **how)
