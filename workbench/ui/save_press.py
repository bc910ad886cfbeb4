"""A press of a button that saves what is written on its page, kept until it is answered.

Streamlit tells of a press in one run of the page only. Where something else stops that run before it has saved, the next
run goes on with the same press; where the page of that press is left, the next page says so. What was written or shown
otherwise after the press is not what was pressed for: then nothing is saved, and the page says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from workbench.register import Study
from workbench.ui.studies import as_it_stands, now_text, say, studies

_KEY = "save-press"


@dataclass(frozen=True, kw_only=True)
class Saving:
    """What is saved by which button, in the words that tell of it. ``what`` begins a sentence."""

    what: str
    button: str
    are: str = "is"


DECISION = Saving(what="The decision", button="Save the decision")
CONTRACT = Saving(what="The contract", button="Save the contract")
COLUMNS = Saving(what="The columns", button="Use these columns", are="are")


@dataclass(frozen=True, kw_only=True)
class SavePress:
    """The operation that the press began, when, with which words in the page's fields, and what else was on the screen."""

    saving: Saving
    study_id: str
    op_id: str
    at: str
    words: Mapping[str, Any]
    shown: Mapping[str, Any] = field(default_factory=dict)


def begin_press(saving: Saving, study_id: str, is_field: Callable[[str], bool], shown: Mapping[str, Any]) -> None:
    """Called with the press, before anything is drawn. ``shown`` is what the button's page showed when it was drawn."""
    # The whole state at once: asking Streamlit for a single key may stop this run, and the press would be forgotten.
    state = st.session_state.to_dict()
    state[_KEY]["open"] = SavePress(
        saving=saving,
        study_id=study_id,
        op_id=secrets.token_hex(16),
        at=now_text(),
        words=words_in(state, is_field),
        shown=shown,
    )


def draw_save(
    saving: Saving, study_id: str, *, is_field: Callable[[str], bool], shown: Mapping[str, Any], **look: Any
) -> None:
    """The button. Whoever draws it asks ``open_press`` afterwards, and saves."""
    st.session_state.setdefault(_KEY, {})
    st.button(saving.button, on_click=begin_press, args=(saving, study_id, is_field, shown), **look)


def words_in(state: Mapping[Any, Any], is_field: Callable[[str], bool]) -> dict[str, Any]:
    """What stands in the fields of a page, by their keys. What is open or pressed is no word."""
    fields = {str(key): state[key] for key in state if is_field(str(key))}
    return {
        key: value
        for key, value in fields.items()
        if value is None or (isinstance(value, str | int | float | list) and not isinstance(value, bool))
    }


def is_as_pressed(press: SavePress, shown: Mapping[str, Any]) -> bool:
    """Whether fields and page are what was pressed for; where they are not, the press is ended and that is said."""
    state = st.session_state.to_dict()
    if dict(shown) != dict(press.shown):
        changed = "what this page shows"
    elif any(state[key] != value for key, value in press.words.items() if key in state):
        changed = "what is written here"
    else:
        return True
    end_press()
    st.error(
        f"Not saved: {changed} changed right after you pressed. Read it, and press “{press.saving.button}” again.",
        icon=":material/edit_note:",
    )
    return False


def open_press(saving: Saving, study: Study) -> SavePress | None:
    """The press of this button that is still to be answered, or None."""
    press = _open()
    return press if press is not None and (press.saving, press.study_id) == (saving, study.id) else None


def is_recorded(press: SavePress) -> bool:
    """Whether a run that was stopped before it could say so has saved what was pressed for."""
    return studies().register.entry_of(press.op_id) is not None


def recorded_study(press: SavePress, study: Study) -> Study | None:
    """The study as the register has it, where what was pressed for is saved; None where it is not.

    Streamlit begins the next run while the one that it stops may still be saving: then ``study``, which this run began
    with, is older than what is saved.
    """
    return as_it_stands(study) if is_recorded(press) else None


def end_press() -> None:
    st.session_state.get(_KEY, {}).pop("open", None)


@contextmanager
def answering() -> Iterator[None]:
    """What fails here is not tried again each time that the page is drawn."""
    try:
        yield
    except Exception:
        end_press()
        raise


def say_where_left(study: Study, answers: Saving | None = None) -> None:
    """What became of a press that was left behind; ``answers`` is what the page of this study saves itself."""
    press = _open()
    if press is None or (press.saving, press.study_id) == (answers, study.id):
        return
    what, are = press.saving.what, press.saving.are
    if is_recorded(press):
        say(f"{what} {are} saved.", kind="success")
    else:
        was = "were" if are == "are" else "was"
        say(
            f"{what} {was} not saved: something else came before it was done. What you wrote is kept; press "
            f"“{press.saving.button}” again.",
            kind="warning",
        )
    end_press()


def _open() -> SavePress | None:
    return st.session_state.get(_KEY, {}).get("open")
