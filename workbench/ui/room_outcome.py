"""Recording what the votes came to, and taking the point over into the study."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.elicit import outcome_sentence
from workbench.errors import WorkbenchError
from workbench.register import Study
from workbench.rooms import RoomView
from workbench.rooms.said import outcome_of
from workbench.ui.room_live import press, rooms
from workbench.ui.room_picture import labels_of, outcome_now
from workbench.ui.room_said import refuse, said_of_presses
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
    try:
        content = outcome_content(view, matter_of(view), step)
    except WorkbenchError as refusal:
        refuse("lead", str(refusal))
        return
    at = now_text()
    done = press(
        "lead",
        op_id,
        lambda op: rooms().act(view.code, token, action="outcome", content=content, op_id=op, at=at),
        content=content,
        done="The outcome is recorded.",
    )
    if done and content["point"] is not None:
        _take_over(view, content["policy"], f"{op_id}-point", "The outcome is recorded, and its point is now")


def draw_take_over(view: RoomView, study: Study | None) -> None:
    """Where the study's chosen point is not the recorded outcome's, since it could not be saved or was changed: once more."""
    recorded = outcome_of(view.acts)
    if recorded is None or recorded.get("point") is None or "outcome" not in view.may:
        return
    if study is None or study.point == recorded["policy"]:
        return
    st.info("The study's chosen point is not that of the recorded outcome.", icon=":material/info:")
    st.button(
        "Make the outcome the study's point", key="room-take-over", on_click=_take_over,
        args=(view, recorded["policy"], secrets.token_hex(16), "The outcome's point is now"),
    )  # fmt: skip


def undecided_sentence(view: RoomView, study: Study | None) -> str:
    """What closing this session leaves open; empty where a point is decided."""
    recorded = outcome_of(view.acts)
    if recorded is not None and recorded.get("point") is not None:
        return ""
    what = "No outcome is recorded" if recorded is None else "What is recorded as the outcome decides nothing"
    memo = (
        " The memo, which has this session's record as its appendix, waits until a point is chosen on the Trade-off page."
        if study is None or study.point is None
        else ""
    )
    open_votes = [
        name for name in OUTCOMES.values() if name not in view.revealed and name in {s.name for s in view.agenda}
    ]
    how = "go back to the vote" if open_votes else "choose a point on the Trade-off page, or vote again in another room"
    return f"{what}, and the record will say so. To decide, {how}.{memo}"


def _take_over(view: RoomView, policy: Any, op_id: str, said_first: str) -> None:
    kept, at, said = studies(), now_text(), said_of_presses()
    try:
        study = kept.load(view.study_id)
        if study is not None:
            changed = replace(study, point=policy, view={**study.view, "workshop": view.room_id})
            kept.save(changed, op_id=op_id, at=at, actor=view.seat.label, kind="point chosen by a workshop")
            said["lead"] = ("done", f"{said_first} the study's chosen point.", at)
    except WorkbenchError as refusal:
        said["lead"] = (
            "refused",
            f"The outcome is recorded, but the study's chosen point was not changed: {refusal}",
            "",
        )
