"""A press of "Save the decision", kept until it is answered.

Streamlit tells of a press in one run of the page only. Where something else stops that run before the decision is recorded,
the next run goes on with the same press; where it is the run of another page, that page says so. What was written after
the press is not what was pressed for: then nothing is saved, and the page says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from workbench.decision import Decision
from workbench.register import Study
from workbench.ui.read_texts import mark_read
from workbench.ui.studies import now_text, say, studies

SAVED = "The decision is saved. Sign it, and take the memo with you."
_KEY = "save-press"


@dataclass(frozen=True, kw_only=True)
class SavePress:
    """The operation that the press began, when, and with which words in the page's fields."""

    study_id: str
    op_id: str
    at: str
    words: Mapping[str, str]


def begin_press(study_id: str) -> None:
    words = words_in(st.session_state, study_id)
    st.session_state[_KEY] = SavePress(study_id=study_id, op_id=secrets.token_hex(16), at=now_text(), words=words)


def words_in(state: Mapping[Any, Any], study_id: str) -> dict[str, str]:
    """What stands in the text fields of a study, by their keys."""
    own = {str(key): state[key] for key in state if str(key).endswith(f"-{study_id}")}
    return {key: value for key, value in own.items() if isinstance(value, str) and not key.startswith("seen-")}


def is_as_pressed(press: SavePress) -> bool:
    """Whether the fields hold the words that were pressed for; where they do not, the press is ended and that is said."""
    if words_in(st.session_state, press.study_id) == press.words:
        return True
    end_press()
    st.error(
        "Not saved: what is written here changed right after you pressed. Read it, and press “Save the decision” again.",
        icon=":material/edit_note:",
    )
    return False


def open_press(study: Study) -> SavePress | None:
    """The press that is still to be answered, or None."""
    press = st.session_state.get(_KEY)
    if press is None or press.study_id != study.id:
        return None
    if _is_recorded(press):  # by a run that was stopped before it could say so
        say(SAVED, kind="success")
        mark_read(study, Decision(content=study.decision or {}))
        end_press()
        st.rerun()
    return press


def end_press() -> None:
    st.session_state.pop(_KEY, None)


@contextmanager
def answering() -> Iterator[None]:
    """What fails here is not tried again each time that the page is drawn."""
    try:
        yield
    except Exception:
        end_press()
        raise


def say_where_left() -> None:
    """On any other page: what became of the press that was left behind."""
    press = st.session_state.get(_KEY)
    if press is None:
        return
    if _is_recorded(press):
        say("The decision is saved.", kind="success")
    else:
        say(
            "The decision was not saved: another page was opened before it was done. What you wrote is kept; press "
            "“Save the decision” again.",
            kind="warning",
        )
    end_press()


def _is_recorded(press: SavePress) -> bool:
    return studies().register.entry_of(press.op_id) is not None
