"""The pre-mortem on a phone: writing stories in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from workbench.errors import VersionConflict
from workbench.rooms import Receipt, RoomView
from workbench.rooms.said import STORIES
from workbench.ui.plain_text import plain
from workbench.ui.room_live import operation, press, rooms
from workbench.ui.room_said import draw_said, refuse, said_of_presses
from workbench.ui.studies import now_text

STORY_MAX, STORIES_MAX = 600, 12
# So often a change is tried again where another window of the seat was quicker.
TURNS_MAX = 5


def draw_writing(view: RoomView, token: str) -> None:
    """A field for one story after the other, and those that this person wrote."""
    told = own_stories(view)
    if len(told) < STORIES_MAX:
        with st.form("room-story", border=False, enter_to_submit=False):
            st.text_area(
                "One way in which it failed",
                key="room-story-text",
                height=130,
                placeholder=f"Up to {STORY_MAX} characters",
            )
            st.form_submit_button(
                "Keep this story", key="room-story-press", type="primary", width="stretch", on_click=_add,
                args=(view, token, operation("story")),
            )  # fmt: skip
    draw_said("story")
    for place, text in enumerate(told):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(text))
            st.button(
                "Take back", key=f"room-story-away-{len(told)}-{place}", icon=":material/undo:", on_click=_take_back,
                args=(view, token, text, operation("story")),
            )  # fmt: skip
    if told:
        st.caption(
            f"{len(told)} kept. Nobody else sees them before the reveal; then everybody sees them, with your name."
        )


def own_stories(view: RoomView) -> list[str]:
    """What this seat wrote, in order."""
    for each in view.own:
        if each.question == STORIES and isinstance(each.value, dict):
            return [text for text in each.value.get("stories") or () if isinstance(text, str)]
    return []


def _add(view: RoomView, token: str, op_id: str) -> None:
    text, said = (st.session_state.get("room-story-text") or "").strip(), "Kept. Write the next, if there is one."
    if not text:
        refuse("story", "Write the story first.")
        return
    if len(text) > STORY_MAX:
        refuse("story", f"A story has at most {STORY_MAX} characters, and this has {len(text):,}. Shorten it.")
        return
    if text in own_stories(rooms().view(view.code, token)):
        said_of_presses()["story"] = ("done", said, "")
    elif not _keep(view, token, lambda told: [*told, text], op_id, ["add", text], said):
        # The step may be over, and its field gone: what was written is said with why it was refused.
        refuse("story", f"{said_of_presses()['story'][1]} What you wrote: “{text}”")
        return
    st.session_state["room-story-text"] = ""


def _take_back(view: RoomView, token: str, text: str, op_id: str) -> None:
    _keep(view, token, lambda told: [story for story in told if story != text], op_id, ["away", text], "Taken back.")


def _keep(
    view: RoomView, token: str, change: Callable[[list[str]], list[str]], op_id: str, content: list[str], done: str
) -> bool:
    """The stories as they are now, changed: another tab of this seat, or a press before the connection was lost, may have kept
    one since, and so may one that comes in between."""
    at = now_text()

    def keep(op: str) -> Receipt:
        for turn in range(TURNS_MAX):
            now = replace(rooms().view(view.code, token), step=view.step)
            value, after = {"stories": change(own_stories(now))}, now.own_seq(STORIES)
            # Each turn has a value of its own, and an operation stores one value.
            own = op if turn == 0 else f"{op}-{turn}"
            try:
                return rooms().answer(
                    view.code, token, step=view.step, question=STORIES, value=value, op_id=own, at=at, after=after
                )
            except VersionConflict:
                continue
        raise VersionConflict("Another window of this seat is writing too. Nothing was stored: press again.")

    return press("story", op_id, keep, content=content, done=done)
