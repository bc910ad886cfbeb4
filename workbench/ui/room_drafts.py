"""What somebody is writing on a phone stays in that browser until the room has it: no reload and no next step loses it."""

from __future__ import annotations

import streamlit as st

from workbench.rooms import RoomView
from workbench.ui.assets import BROWSER
from workbench.ui.plain_text import plain
from workbench.ui.room_ratings import recall_ratings, unkept_ratings
from workbench.ui.room_stories import own_stories
from workbench.ui.room_vote import own_dissent

# The fields by the keys of their widgets: the step in which each is, and what is written there.
_FIELDS = {"room-story-text": ("premortem_write", "story"), "room-dissent-words": ("outcome", "dissent")}
_drafts = st.components.v2.component("room_drafts", js=(BROWSER / "room_drafts.js").read_text(encoding="utf-8"))


def draw_drafts(view: RoomView) -> None:
    """Fields begin with what was being written before a reload; what the room went on without is shown to its writer."""
    put_away = st.session_state.setdefault("room-drafts-put-away", [])
    kept = {
        "room-story-text": [*own_stories(view), *put_away],
        "room-dissent-words": [*own_dissent(view), *put_away],
    }
    found = _drafts(
        key=f"room-drafts-{view.code}",
        data={
            "code": view.code,
            "seat": view.seat.id,
            "step": view.step,
            "fields": list(_FIELDS),
            "kept": kept,
            "picks": unkept_ratings(view),
        },
        default={"drafts": {}, "picks": {}},
        on_drafts_change=_nothing,
        on_picks_change=_nothing,
    )
    recall_ratings(view, found.get("picks") if found is not None else None)
    drafts = found.get("drafts") if found is not None else None
    for field, (step, what) in _FIELDS.items():
        text = drafts.get(field) if isinstance(drafts, dict) else None
        text = text.strip() if isinstance(text, str) else ""
        if not text or text in kept[field]:
            continue
        _begin_with(field, text)
        is_over = view.is_closed or not view.step.startswith(step) or view.step in view.revealed
        if is_over:
            st.info(
                f"This {what} was still being written when the step ended, so it was not kept: “{plain(text)}” Nobody "
                "else saw it. Tell the room what it says, if you want it heard.",
                icon=":material/edit_note:",
            )
            st.button("Put it away", key=f"room-draft-away-{field}", on_click=put_away.append, args=(text,))


def _begin_with(field: str, text: str) -> None:
    """Once for each text: whoever empties the field afterwards has it empty."""
    begun = st.session_state.setdefault("room-drafts-begun", set())
    if (field, text) not in begun:
        begun.add((field, text))
        if not st.session_state.get(field):
            st.session_state[field] = text


def _nothing() -> None:
    return
