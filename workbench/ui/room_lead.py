"""Leading a room: on, back, reveal, timer, outcome, close. The same buttons on the facilitator's page and on the projector."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench.rooms import Receipt, RoomView, Step
from workbench.ui.room_live import operation, press, rooms
from workbench.ui.room_outcome import (
    OUTCOMES,
    draw_take_over,
    is_decided,
    is_open_outcome,
    record_outcome,
    undecided_sentence,
)
from workbench.ui.room_said import draw_said, is_refused, refuse, unsay
from workbench.ui.room_steps import asked_in
from workbench.ui.room_timer import draw_timer
from workbench.ui.studies import now_text, studies
from workbench.wording.workshop import step_title


def draw_lead(view: RoomView, token: str, *, has_keys: bool) -> None:
    """The one primary action of the step, and the way back; ``has_keys`` for the screen whose keyboard leads the room."""
    if view.is_closed:
        return
    keys = (
        {"on": "ArrowRight", "back": "ArrowLeft", "reveal": "v", "timer": "t", "more": "m", "outcome": "o"}
        if has_keys
        else {}
    )
    with st.container(horizontal=True, vertical_alignment="center", key="room-lead"):
        before = previous_step(view)
        st.button(
            "Back", key="room-back", icon=":material/arrow_back:", disabled=before is None, shortcut=keys.get("back"),
            on_click=_move, args=(view, token, before.name if before else "", operation("lead"), None),
        )  # fmt: skip
        _draw_primary(view, token, keys)
        now = asked_in(view)
        if now is not None and now.seconds:
            draw_timer(view, token, now, keys)
    draw_said("lead")
    draw_said("timer")
    if view.step == "close" or (not has_keys and view.step in OUTCOMES):
        study = studies().load(view.study_id)
        if not has_keys:
            draw_take_over(view, study)
        undecided = undecided_sentence(view, study) if view.step == "close" else ""
        if undecided:
            st.warning(undecided, icon=":material/help:")


def _draw_primary(view: RoomView, token: str, keys: dict[str, str]) -> None:
    now = asked_in(view)
    if now is not None and now.is_private and now.name not in view.revealed:
        st.button(
            "Reveal", key="room-reveal", type="primary", icon=":material/visibility:", shortcut=keys.get("reveal"),
            on_click=_reveal, args=(view, token, now.name, operation("lead")),
        )  # fmt: skip
    elif is_open_outcome(view):
        st.button(
            "Record this outcome", key="room-outcome", type="primary", icon=":material/gavel:", shortcut=keys.get("outcome"),
            on_click=record_outcome, args=(view, token, operation("lead")),
        )  # fmt: skip
        _draw_on(view, token, keys, type_="secondary")
    elif view.step == "close":
        st.button(
            "Close the session", key="room-close", type="primary", icon=":material/lock:",
            on_click=_close, args=(view, token, operation("lead"), False),
        )  # fmt: skip
        if is_refused("lead"):
            st.button(
                "Close it with those left out", key="room-close-anyway",
                on_click=_close, args=(view, token, operation("lead"), True),
            )  # fmt: skip
    else:
        _draw_on(view, token, keys, type_="primary")


def _draw_on(view: RoomView, token: str, keys: dict[str, str], *, type_: str) -> None:
    following = next_step(view)
    if following is not None:
        st.button(
            f"Next: {step_title(following.name)}", key="room-next", type="primary" if type_ == "primary" else "secondary",
            icon=":material/arrow_forward:", shortcut=keys.get("on"),
            on_click=_move, args=(view, token, following.name, operation("lead"), None),
        )  # fmt: skip


def draw_agenda_jumps(view: RoomView, token: str) -> None:
    """Straight to any step that may be entered: to leave one out, or to look at an earlier one again."""
    steps = [step for step in view.agenda if may_enter(view, step) and step.name != view.step]
    key = f"room-jump-{view.code}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Go to another step", [step.name for step in steps], format_func=step_title, key=key, index=None,
            placeholder="Choose a step",
        )  # fmt: skip
        st.button("Go there", key="room-jump-press", on_click=_jump, args=(view, token, key, operation("lead")))


def may_enter(view: RoomView, step: Step) -> bool:
    """Whether a step can be moved to: one that shows something once that is revealed, one that asks something until then."""
    if step.is_private and step.name in view.revealed:
        return False
    return not step.shows or step.shows in view.revealed


def next_step(view: RoomView) -> Step | None:
    """The next step that can be entered and has something to do: a runoff only where the vote decided nothing."""
    names = [step.name for step in view.agenda]
    for step in view.agenda[names.index(view.step) + 1 :]:
        if not may_enter(view, step):
            continue
        if step.name == "vote_again" and is_decided(view):
            continue
        return step
    return None


def previous_step(view: RoomView) -> Step | None:
    """The step before this one that can be looked at: of what was revealed the one that shows it."""
    names = [step.name for step in view.agenda]
    for step in reversed(view.agenda[: names.index(view.step)]):
        if may_enter(view, step) and not (step.name == "vote_again" and is_decided(view)):
            return step
    return None


def _move(view: RoomView, token: str, to: str, op_id: str, seconds: int | None) -> None:
    at = now_text()
    _lead(
        op_id,
        lambda op: rooms().move(view.code, token, to=to, op_id=op, at=at, seconds=seconds, left=view.step),
        content=["move", to, view.version],
    )


def _jump(view: RoomView, token: str, key: str, op_id: str) -> None:
    to = st.session_state.get(key)
    if not to:
        refuse("lead", "Choose a step first.")
    else:
        _move(view, token, to, op_id, None)
        st.session_state[key] = None


def _reveal(view: RoomView, token: str, step: str, op_id: str) -> None:
    at = now_text()
    _lead(
        op_id, lambda op: rooms().reveal(view.code, token, step=step, op_id=op, at=at), content=["reveal", step]
    )  # fmt: skip


def _close(view: RoomView, token: str, op_id: str, leave: bool) -> None:
    at = now_text()
    _lead(
        op_id,
        lambda op: rooms().close(view.code, token, op_id=op, at=at, leave_unrevealed=leave),
        content=["close", leave],
    )


def _lead(op_id: str, do: Callable[[str], Receipt], *, content: object) -> None:
    if press("lead", op_id, do, content=content, done=""):
        # The page itself shows that it went on.
        unsay("lead")
