"""One person's judgement on a phone: choices between two real points, what they say about the person, and ways to correct it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import streamlit as st

from workbench.elicit import (
    Answer,
    ImpliedRate,
    Pair,
    answer_pair,
    contradiction_sentences,
    frontier_notes,
    implied_rate,
    next_pair,
    preferred,
    preferred_sentence,
    rate_sentence,
    sides,
    why_no_question,
)
from workbench.elicit.subject import Subject
from workbench.errors import InputError
from workbench.rooms import RoomView
from workbench.rooms.private import OWN
from workbench.rooms.said import JUDGEMENT, public_rate
from workbench.ui.plain_text import plain
from workbench.ui.room_correct import draw_correction
from workbench.ui.room_live import operation, press, rooms
from workbench.ui.room_said import draw_said, refuse
from workbench.ui.room_subject import Matter
from workbench.ui.studies import now_text

SAME = "Both are the same to me"


def draw_elicit(view: RoomView, token: str, matter: Matter) -> None:
    """The next question, or what the answers come to; everything is kept with each press and may be changed until the reveal."""
    subject = matter.subject
    told = own_judgement(view, view.step, subject)
    first = own_judgement(view, "elicit", subject) if view.step == "elicit_again" else None
    nothing = why_no_question(subject.frontier)
    if nothing:
        st.info(plain(nothing))
        return
    if first is not None and told in (None, ((), None)):  # nothing answered, or all of it taken back
        _draw_stay(view, token, subject, first)
    answers, rate = told if told is not None else ((), None)
    pair = _next(subject, answers) if rate is None else None
    if pair is not None:
        _draw_question(view, token, subject, answers, pair)
    draw_said("judgement")
    found = _implied(subject, answers) if rate is None else rate
    if answers or rate is not None:
        _draw_result(view, token, subject, answers, rate, found)
    _draw_correction(view, token, subject, answers, found, is_begun=told is not None)
    if told is None or (rate is None and pair is not None):
        for note in frontier_notes(subject.frontier)[-1:]:
            st.caption(plain(note))


def own_judgement(view: RoomView, step: str, subject: Subject) -> tuple[tuple[Answer, ...], ImpliedRate | None] | None:
    """What this seat answered in a step: its choices, and the rate that it set instead of them, if it did.

    None where it answered nothing on this subject.
    """
    value = next((each.value for each in view.own if (each.step, each.question) == (step, JUDGEMENT)), None)
    if not isinstance(value, dict) or value.get("subject") != subject.mark:
        return None
    own = value.get(OWN) or {}
    rate = own.get("rate")
    answers = tuple(Answer.from_dict(each) for each in own.get("answers") or ())
    return answers, None if rate is None else ImpliedRate.from_dict(rate)


def judgement_value(subject: Subject, answers: tuple[Answer, ...], rate: ImpliedRate | None) -> dict[str, Any]:
    """A judgement as it is kept: the preferred point and the rate are for the reveal, the choices behind them are not."""
    found = _implied(subject, answers) if rate is None else rate
    best = preferred(subject.frontier, found)
    own = {"answers": [answer.to_dict() for answer in answers], "rate": None if rate is None else rate.to_dict()}
    return {
        **subject.told(best.point),
        "rate": public_rate(found) if found.is_known else None,
        OWN: own,
    }


# A phone asks every other second, and the answers change seldom.
@lru_cache(maxsize=256)
def _next(subject: Subject, answers: tuple[Answer, ...]) -> Pair | None:
    return next_pair(subject.frontier, answers)


@lru_cache(maxsize=256)
def _implied(subject: Subject, answers: tuple[Answer, ...]) -> ImpliedRate:
    return implied_rate(subject.frontier, answers)


def _draw_stay(view: RoomView, token: str, subject: Subject, first: Any) -> None:
    answers, rate = first
    found = _implied(subject, answers) if rate is None else rate
    best = preferred(subject.frontier, found)
    if best.point is None:
        return
    st.markdown(f"In the first round you preferred **{plain(subject.names[best.point])}**.")
    st.button(
        "I stay where I was", key="room-stay", type="secondary", on_click=_keep,
        args=(view, token, subject, answers, rate, operation("judgement"), "Kept: you stay where you were."),
    )  # fmt: skip
    st.markdown("Or answer again:")


def _draw_question(view: RoomView, token: str, subject: Subject, answers: tuple[Answer, ...], pair: Pair) -> None:
    number, op_id = len(answers) + 1, operation("judgement")
    # A container for each question, and its number in the keys: a second click on an old button answers no new question.
    with st.container(key=f"room-question-{number}"):
        st.subheader("Which would you rather have?", anchor=False)
        st.caption(f"Question {number}. Everything else is equal.")
        left, right = sides(subject.frontier, pair, subject.said)
        for choice, label in (("left", left), ("right", right), ("same", SAME)):
            st.button(
                plain(label), key=f"room-choice-{number}-{choice}", width="stretch",
                type="secondary" if choice == "same" else "primary", on_click=_choose,
                args=(view, token, subject, answers, pair, choice, op_id),
            )  # fmt: skip


def _draw_result(
    view: RoomView,
    token: str,
    subject: Subject,
    answers: tuple[Answer, ...],
    rate: ImpliedRate | None,
    found: ImpliedRate,
) -> None:
    best = preferred(subject.frontier, found)
    st.subheader("What you said", anchor=False)
    st.markdown(plain(rate_sentence(found, subject.said)))
    st.markdown(plain(preferred_sentence(best, subject.names, is_set=rate is not None)))
    if best.point is not None:
        st.caption(plain(subject.value_words(best.point)))
        if subject.feasible is not None and not subject.feasible[best.point]:
            st.warning("This point breaks a limit of the contract.", icon=":material/block:")
    against = contradiction_sentences(subject.frontier, answers, found, subject.said) if rate is None else ()
    if against:
        st.warning("\n\n".join(map(plain, (*against, "Only you see this."))), icon=":material/visibility_lock:")
    undo = "Undo my last answer" if rate is None else "Back to my answers"
    st.button(
        undo, key="room-undo", icon=":material/undo:", on_click=_keep,
        args=(
            view, token, subject, answers[:-1] if rate is None else answers, None, operation("judgement"),
            "Taken back. What is left is kept.",
        ),
    )  # fmt: skip


def _draw_correction(
    view: RoomView,
    token: str,
    subject: Subject,
    answers: tuple[Answer, ...],
    found: ImpliedRate,
    *,
    is_begun: bool,
) -> None:
    """The two other ways, there from the first question on; ``is_begun`` once there is something to correct."""

    def keep(corrected: ImpliedRate) -> None:
        done = "Corrected and kept." if is_begun else "Kept."
        _keep(view, token, subject, answers, corrected, operation("judgement"), done)

    label = "That is not what I mean: correct it" if is_begun else "I would rather set it myself"
    draw_correction(subject, found, keep, label=label)


def _choose(
    view: RoomView, token: str, subject: Subject, answers: tuple[Answer, ...], pair: Pair, choice: str, op_id: str
) -> None:
    given = (*answers, answer_pair(subject.frontier, pair, choice))
    _keep(view, token, subject, given, None, op_id, f"Answer {len(given)} is kept.")


def _keep(
    view: RoomView,
    token: str,
    subject: Subject,
    answers: tuple[Answer, ...],
    rate: ImpliedRate | None,
    op_id: str,
    done: str,
) -> None:
    try:
        value = judgement_value(subject, answers, rate)
    except InputError as refusal:
        refuse("judgement", str(refusal))
        return
    at, after = now_text(), view.own_seq(JUDGEMENT)
    press(
        "judgement",
        op_id,
        lambda op: rooms().answer(
            view.code, token, step=view.step, question=JUDGEMENT, value=value, op_id=op, at=at, after=after
        ),
        content=value,
        done=f"{done} Nobody else sees it before the reveal.",
    )
