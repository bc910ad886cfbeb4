"""The form in which something is sealed, signed or amended: what is written and the press arrive as one message, or it is said.

Outside a form the browser sends a field when it is left and the press after it. The page is then drawn while a finger is
still on the button, which may move from under it. Inside, nothing is sent before the press; but Streamlit forgets a press
that it has not begun to answer for whatever arrives next, such as a field outside the form that the press made somebody leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.register import Entry
from workbench.ui.plain_text import plain
from workbench.ui.signing import receipt_text
from workbench.ui.studies import waiting

CUT_OFF = (
    "Your press was cut off: something else reached the workbench before it was answered. Press again; nothing is "
    "recorded twice."
)


@contextmanager
def signing_form(form: str) -> Iterator[None]:
    """A form of its own, which only its button sends: Enter in a field signs nothing."""
    with st.form(form, border=False, enter_to_submit=False):
        yield


def draw_press(
    form: str,
    label: str,
    *,
    texts: Sequence[str],
    on_press: Callable[..., None] | None = None,
    args: Sequence[Any] = (),
    **look: Any,
) -> bool:
    """The form's button; whether it was pressed.

    ``texts`` are the keys of the form's text fields, which arrive with a press and never without one. Where they
    arrived and no press was answered, ``draw_refusal`` says so. ``on_press`` answers before anything is drawn; whoever
    answers later calls ``answered``.
    """
    # Asked before the button is drawn, since Streamlit says no press of one that this very run disables; and asked of
    # Streamlit, which forgets it after this run: one that was stopped must not be answered by a later run.
    is_pressed = bool(st.session_state.get(f"{form}-press"))
    st.form_submit_button(label, key=f"{form}-press", on_click=_press, args=(form, texts, on_press, args), **look)
    if not is_pressed and _is_cut_off(form, texts):
        refuse(form, CUT_OFF)
        answered(form, texts)
    return is_pressed


def draw_refusal(form: str, *, about: Sequence[Any] = ()) -> None:
    """Why the last press recorded nothing: beside its button, until the next press.

    ``about`` is what the refusal is about, as it stands now: once it is another the refusal is no longer true, and goes.
    """
    refusal = st.session_state.get(f"refused-{form}")
    if refusal and refusal.setdefault("about", tuple(about)) == tuple(about):
        st.warning(plain(refusal["why"]), icon=":material/block:")


def answered(form: str, texts: Sequence[str]) -> None:
    """What is written in the form now has had its answer: a receipt or a refusal."""
    st.session_state[f"answered-{form}"] = _written(texts)


def refuse(form: str, why: str) -> None:
    st.session_state[f"refused-{form}"] = {"why": why} if why else {}


def record(form: str, do: Callable[[], Entry], *, done: str) -> bool:
    """Do what records something, then say its receipt, or beside the button why nothing was recorded."""
    said = waiting()
    try:
        entry = do()
    except WorkbenchError as refusal:
        refuse(form, f"Not recorded. {refusal}")
        return False
    # Nothing of Streamlit stands between COMMIT and the receipt: it may stop a page at any call. Two presses are one entry.
    receipt = ("success", f"{done} It is {receipt_text(entry)} in the register.")
    if receipt not in said:
        said.append(receipt)
    refuse(form, "")
    return True


def _press(form: str, texts: Sequence[str], on_press: Callable[..., None] | None, args: Sequence[Any]) -> None:
    if on_press is not None:
        on_press(*args)
        answered(form, texts)


def _is_cut_off(form: str, texts: Sequence[str]) -> bool:
    before = st.session_state.get(f"answered-{form}", [""] * len(texts))
    return any(now and now != then for now, then in zip(_written(texts), before, strict=True))


def _written(texts: Sequence[str]) -> list[str]:
    return [st.session_state.get(key) or "" for key in texts]
