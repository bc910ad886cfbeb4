"""Recording what the votes came to, and taking the point over into the study."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.elicit import outcome_sentence
from workbench.errors import WorkbenchError
from workbench.rooms import RoomView
from workbench.rooms.said import outcome_of
from workbench.ui.room_live import press, rooms
from workbench.ui.room_picture import labels_of, outcome_now
from workbench.ui.room_subject import Matter, matter_of
from workbench.ui.studies import now_text, studies

OUTCOMES = {"outcome": "vote", "outcome_again": "vote_again"}


def is_open_outcome(view: RoomView) -> bool:
    """Whether the room looks at an outcome that is not recorded yet."""
    step = OUTCOMES.get(view.step)
    return step is not None and step in view.revealed and outcome_of(view.acts, step) is None


def is_decided(view: RoomView) -> bool:
    """Whether the first vote decided, so that there is no runoff."""
    recorded = outcome_of(view.acts, "vote")
    if recorded is not None:
        return recorded.get("point") is not None
    return "vote" in view.revealed and outcome_now(view, matter_of(view), "vote").point is not None


def outcome_content(view: RoomView, matter: Matter, step: str) -> dict[str, Any]:
    """The outcome as it is recorded: how it was decided, the point with its words, and every count."""
    outcome = outcome_now(view, matter, step)
    sentence = outcome_sentence(outcome, matter.subject.names, seats=labels_of(view))
    told = matter.subject.told(outcome.point)
    return {**outcome.to_dict(), **told, "step": step, "sentence": sentence}


def record_outcome(view: RoomView, token: str, op_id: str) -> None:
    """Record it in the room, then make the point the study's, so that the Stress and Decision pages go on from it."""
    step = OUTCOMES[view.step]
    said = st.session_state.setdefault("room-said", {})
    try:
        content = outcome_content(view, matter_of(view), step)
    except WorkbenchError as refusal:
        said["lead"] = ("refused", str(refusal), "")
        return
    at = now_text()
    done = press(
        "lead",
        op_id,
        lambda op: rooms().act(view.code, token, action="outcome", content=content, op_id=op, at=at),
        content=content,
        done="The outcome is recorded.",
    )
    if not done or content["point"] is None:
        return
    kept = studies()
    try:
        study = kept.load(view.study_id)
        if study is not None:
            changed = replace(study, point=content["policy"], view={**study.view, "workshop": view.room_id})
            kept.save(changed, op_id=f"{op_id}-point", at=at, actor=view.seat.label, kind="point chosen by a workshop")
            said["lead"] = ("done", "The outcome is recorded, and its point is now the study's chosen point.", at)
    except WorkbenchError as refusal:
        why = f"The outcome is recorded, but the study's chosen point was not changed: {refusal}"
        said["lead"] = ("refused", why, "")
