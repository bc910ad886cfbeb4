"""Rating the stories of a pre-mortem on a phone: how likely and how bad each is; what was picked outlives a reload."""

from __future__ import annotations

import streamlit as st

from workbench.elicit import Board
from workbench.rooms import RoomView
from workbench.rooms.said import RISKS, board_of
from workbench.ui.plain_text import plain
from workbench.ui.room_live import operation, press, rooms
from workbench.ui.room_said import draw_said, refuse
from workbench.ui.studies import now_text

LIKELY = {1: "1 hardly", 2: "2", 3: "3", 4: "4", 5: "5 very"}
NAMES = ("likely", "harm")
_PREFIXES = tuple(f"room-{name}-" for name in NAMES)


def draw_rating(view: RoomView, token: str) -> None:
    """Two scales a cluster; one press keeps all of them."""
    board = board_of(view.revealed.get("premortem_write", ()), view.acts)
    if not board.clusters:
        st.info("There are no stories to rate.")
        return
    told = own_risks(view)
    for cluster in board.clusters:
        st.markdown(f"**{plain(cluster.title)}**")
        for story in cluster.stories:
            if story.text != cluster.title:
                st.caption(plain(story.text))
        for name, label, start in zip(
            NAMES, ("How likely?", "How bad?"), told.get(cluster.id, (None, None)), strict=True
        ):
            key = f"room-{name}-{cluster.id}"
            own = {} if key in st.session_state else {"default": start}  # what was picked before a reload stays
            st.segmented_control(label, list(LIKELY), format_func=LIKELY.__getitem__, key=key, **own)
    st.button(
        "Keep my ratings", width="stretch", key="room-risks-press", type="primary", on_click=_rate,
        args=(view, token, board, operation("risks")),
    )  # fmt: skip
    draw_said("risks")
    if told:
        st.caption(f"You rated {len(told)} of {len(board.clusters)}. They may be changed until the reveal.")


def unkept_ratings(view: RoomView) -> dict[str, int]:
    """What is picked here and not kept, by the keys of the fields."""
    kept, state = kept_ratings(view), st.session_state.to_dict()
    picked = {str(key): value for key, value in state.items() if str(key).startswith(_PREFIXES) and value in LIKELY}
    return {key: value for key, value in picked.items() if value != kept.get(key)}


def kept_ratings(view: RoomView) -> dict[str, int]:
    """What the room has of this seat, by the keys of the fields."""
    return {
        f"room-{name}-{cluster}": value
        for cluster, pair in own_risks(view).items()
        for name, value in zip(NAMES, pair, strict=True)
    }


def recall_ratings(view: RoomView, picks: object) -> None:
    """What this browser remembers as picked and not kept, once for each field, where nothing else was picked here yet."""
    state, kept = st.session_state, kept_ratings(view)
    recalled = state.setdefault("room-picks-recalled", set())
    for key, value in (picks if isinstance(picks, dict) else {}).items():
        is_rating = isinstance(value, int | float) and value in LIKELY
        if not is_rating or not str(key).startswith(_PREFIXES) or key in recalled:
            continue
        recalled.add(key)
        now = state.get(key)
        if now in (None, kept.get(key)):
            state[key] = int(value)


def own_risks(view: RoomView) -> dict[str, tuple[int, int]]:
    """How this seat rated each story, as (likelihood, harm)."""
    for each in view.own:
        if each.question == RISKS and isinstance(each.value, dict):
            given = each.value.get("votes") or {}
            return {story: (pair[0], pair[1]) for story, pair in given.items()}
    return {}


def _rate(view: RoomView, token: str, board: Board, op_id: str) -> None:
    state = st.session_state
    given = {
        cluster.id: [state.get(f"room-likely-{cluster.id}"), state.get(f"room-harm-{cluster.id}")]
        for cluster in board.clusters
    }
    whole = {story: pair for story, pair in given.items() if None not in pair}
    half = sum(1 for pair in given.values() if None in pair and pair != [None, None])
    if half or not whole:
        why = (
            "Rate at least one story."
            if not half
            else f"{half} stories have only one of both ratings. Give both, or neither."
        )
        refuse("risks", why)
        return
    value, at = {"votes": whole}, now_text()
    press(
        "risks",
        op_id,
        lambda op: rooms().answer(view.code, token, step=view.step, question=RISKS, value=value, op_id=op, at=at),
        content=value,
        done=f"Kept: {len(whole)} of {len(given)} stories are rated.",
    )
