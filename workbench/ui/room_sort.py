"""Sorting the stories of a pre-mortem: choose two or more that say the same and make them one; each step can be undone."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.elicit import merge_stories
from workbench.errors import InputError
from workbench.rooms import RoomView
from workbench.rooms.said import board_of
from workbench.ui.plain_text import plain
from workbench.ui.room_live import operation, press, rooms
from workbench.ui.room_picture import labels_of
from workbench.ui.room_said import draw_said, refuse
from workbench.ui.studies import now_text
from workbench.wording.elicited import listed


def draw_sort(view: RoomView, token: str) -> None:
    board = board_of(view.revealed.get("premortem_write", ()), view.acts)
    if not board.clusters:
        st.info("Nobody wrote a story.")
        return
    labels, turn = labels_of(view), len(view.acts)
    keys = {cluster.id: f"room-pick-{turn}-{cluster.id}" for cluster in board.clusters}
    with st.form("room-sort", border=False, enter_to_submit=False):
        st.caption("Tick those that say the same, then merge them.")
        for cluster in board.clusters:
            who = listed([labels.get(seat, seat) for seat in cluster.authors])
            st.checkbox(f"**{plain(cluster.title)}** ({plain(who)})", key=keys[cluster.id])
            for story in cluster.stories:
                if story.text != cluster.title:
                    st.caption(f"and: {plain(story.text)}")
        title = f"room-title-{turn}"
        st.text_input("What they are called together (may stay empty)", key=title, max_chars=200)
        st.form_submit_button(
            "Merge the ticked ones", key="room-merge-press", on_click=_merge,
            args=(view, token, board, keys, title, operation("sort")),
        )  # fmt: skip
    st.button(
        "Undo the last merge", key="room-unmerge", icon=":material/undo:", disabled=not board.merges,
        on_click=_record, args=(view, token, {"undo": True, "of": len(board.merges)}, operation("sort")),
    )  # fmt: skip
    draw_said("sort")


def _merge(view: RoomView, token: str, board: Any, keys: dict[str, str], title_key: str, op_id: str) -> None:
    state = st.session_state
    picked = [cluster for cluster, key in keys.items() if state.get(key)]
    title = (state.get(title_key) or "").strip()
    try:
        merge_stories(board, picked, title=title)
    except InputError as refusal:
        refuse("sort", str(refusal))
        return
    _record(view, token, {"stories": picked, "title": title}, op_id)


def _record(view: RoomView, token: str, content: dict[str, Any], op_id: str) -> None:
    at, done = now_text(), "The last merge is undone." if content.get("undo") else "Merged. It can be undone."
    fresh = rooms().view(view.code, token)
    board = board_of(fresh.revealed.get("premortem_write", ()), fresh.acts)
    if content.get("undo") and content["of"] != len(board.merges):
        why = "The merges were changed in another window meanwhile. Nothing was undone: look at what is here now."
        refuse("sort", why)
        return
    press(
        "sort",
        op_id,
        lambda op: rooms().act(view.code, token, action="merge_stories", content=content, op_id=op, at=at),
        content=content,
        done=done,
    )
