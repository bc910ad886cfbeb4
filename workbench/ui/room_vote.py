"""One person's vote on a phone, and their dissent once the outcome is there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.elicit.subject import Subject
from workbench.rooms import Act, RoomView
from workbench.rooms.said import VOTE, judgements_of
from workbench.ui.plain_text import plain
from workbench.ui.room_live import operation, press, rooms
from workbench.ui.room_picture import method_of, outcome_now
from workbench.ui.room_said import draw_said, refuse
from workbench.ui.room_subject import Matter
from workbench.ui.studies import now_text
from workbench.wording.workshop import METHOD_WORDS

WORDS_MAX = 2000


def draw_vote(view: RoomView, token: str, matter: Matter) -> None:
    """The point that this person votes for; by consensus also the points that they could live with."""
    subject, method = matter.subject, method_of(view)
    choices = vote_choices(view, matter)
    st.markdown(f"What decides: **{METHOD_WORDS[method]}**.")
    told, mine = own_vote(view, subject), _preferred(view, subject)
    start = _start(choices, subject, (told, own_vote(view, subject, "vote"), {"point": mine}))
    key, range_key = f"room-vote-{view.step}-{subject.mark}", f"room-range-{view.step}-{subject.mark}"
    point = st.select_slider(
        "I vote for", options=choices, value=start, format_func=lambda each: subject.names[each], key=key
    )
    st.markdown(plain(subject.value_words(point)))
    if subject.feasible is not None and not subject.feasible[point]:
        st.warning("This point breaks a limit of the contract.", icon=":material/block:")
    if method == "consensus":
        ends = _ends(choices, subject, start, (told, own_vote(view, subject, "vote")))
        st.select_slider(
            "I could live with", options=choices, value=ends, format_func=lambda each: subject.names[each],
            key=range_key,
        )  # fmt: skip
    op_id = operation("vote")
    st.button(
        "Vote for this" if told is None else "Change my vote to this", key="room-vote-press", type="primary",
        on_click=_vote, args=(view, token, subject, key, start, range_key if method == "consensus" else "", op_id),
    )  # fmt: skip
    st.button("I abstain", key="room-abstain", on_click=_vote, args=(view, token, subject, "", None, "", op_id))
    if told is not None:
        what = "You abstained." if told.get("point") is None else f"Your vote: {told.get('name')}."
        st.markdown(f"**{plain(what)}** It may be changed until the reveal.")
    draw_said("vote")


def vote_choices(view: RoomView, matter: Matter) -> tuple[int, ...]:
    """Points along the frontier, all that somebody prefers among them; in a runoff those that were left."""
    subject = matter.subject
    if view.step == "vote_again":
        runoff = outcome_now(view, matter, "vote").runoff
        if runoff:
            return tuple(runoff)
    found: set[int] = set()
    for step in ("elicit", "elicit_again"):
        told = judgements_of(
            view.revealed.get(step, ()), subject=subject.mark, points_count=len(subject.frontier)
        ).points
        found |= {point for point in told.values() if point is not None}
    knee = subject.frontier.knee
    return subject.choices(also=[*found, *(() if knee is None else (knee,))])


def own_vote(view: RoomView, subject: Subject, step: str | None = None) -> dict[str, Any] | None:
    """This seat's vote in a step, the current one unless another is named; None where it has none on this subject."""
    found = next((each.value for each in view.own if (each.step, each.question) == (step or view.step, VOTE)), None)
    return found if isinstance(found, dict) and found.get("subject") == subject.mark else None


def _start(choices: tuple[int, ...], subject: Subject, said: tuple[dict[str, Any] | None, ...]) -> int:
    """The choice nearest what this person said last, by places along the frontier; the middle one where they said nothing."""
    point = next((each["point"] for each in said if each is not None and each.get("point") is not None), None)
    if point is None:
        return choices[len(choices) // 2]
    ladder = subject.ladder
    return min(choices, key=lambda each: abs(ladder.place(each) - ladder.place(point)))


def _ends(
    choices: tuple[int, ...], subject: Subject, start: int, said: tuple[dict[str, Any] | None, ...]
) -> tuple[int, int]:
    """The range that this person said last, as far as it can be chosen here and with ``start`` in it; else ``start`` alone."""
    given = next((each for each in said if each is not None and each.get("low") is not None), None)
    if given is None:
        return start, start
    place = subject.ladder.place
    low, high = sorted((given["low"], given["high"]), key=place)
    within = [each for each in choices if place(low) <= place(each) <= place(high)] or [start]
    ends = sorted((*within, start), key=place)
    return ends[0], ends[-1]


def _preferred(view: RoomView, subject: Subject) -> int | None:
    for step in ("elicit_again", "elicit"):
        for each in view.own:
            if each.step == step and isinstance(each.value, dict) and each.value.get("subject") == subject.mark:
                return each.value.get("point")
    return None


def _vote(
    view: RoomView, token: str, subject: Subject, key: str, start: int | None, range_key: str, op_id: str
) -> None:
    # Read where the press arrives: the slider may have moved since the page was drawn.
    point = st.session_state.get(key, start) if key else None
    value = {**subject.told(point), "low": None, "high": None}
    ends = st.session_state.get(range_key) if range_key and point is not None else None
    if ends is not None and tuple(ends) == (start, start):  # nobody moved it: they can live with what they vote for
        ends = (point, point)
    if ends is not None:
        ladder = subject.ladder
        low, high = sorted(ends, key=ladder.place)
        if not ladder.place(low) <= ladder.place(point) <= ladder.place(high):
            why = "Your vote lies outside the points that you could live with. Move one of the two, and press again."
            refuse("vote", why)
            return
        value |= {"low": int(low), "high": int(high)}
    at, done = now_text(), "Your vote is kept." if point is not None else "Kept: you abstain."
    press(
        "vote",
        op_id,
        lambda op: rooms().answer(view.code, token, step=view.step, question=VOTE, value=value, op_id=op, at=at),
        content=value,
        done=f"{done} Nobody else sees it before the reveal.",
    )


def draw_dissent(view: RoomView, token: str, matter: Matter) -> None:
    """Whoever sees it otherwise may say so for the record, with words or without."""
    step = "vote_again" if view.step == "outcome_again" else "vote"
    if any(act.asked.get("step") == step for act in _dissents(view)):
        if not draw_said("dissent"):  # said by an earlier visit, or another tab
            st.success("Your dissent is on record.", icon=":material/check:")
        return
    outcome, told = outcome_now(view, matter, step), own_vote(view, matter.subject, step)
    if outcome.point is None:
        return
    if told is not None and told.get("point") is not None:
        same = told["point"] == outcome.point
        st.markdown(f"You voted for {plain(str(told.get('name')))}{', as decided' if same else ''}.")
    with st.form("room-dissent", border=False, enter_to_submit=False):
        st.text_area(
            "If you disagree, say why in your own words (may stay empty)",
            key="room-dissent-words",
            placeholder=f"Up to {WORDS_MAX:,} characters",
        )
        st.form_submit_button(
            "Record my dissent", width="stretch", key="room-dissent-press", on_click=_dissent,
            args=(view, token, step, dict(told or {}), operation("dissent")),
        )  # fmt: skip
    draw_said("dissent")
    st.caption("A dissent is public: it stands in the record of this session and in the memo, with your name.")


def own_dissent(view: RoomView) -> list[str]:
    """The words of each dissent that this seat put on record."""
    return [str(act.asked.get("words") or "") for act in _dissents(view)]


def _dissents(view: RoomView) -> list[Act]:
    return [act for act in view.acts if act.did == "dissent" and act.by == view.seat.id]


def _dissent(view: RoomView, token: str, step: str, told: dict[str, Any], op_id: str) -> None:
    words = (st.session_state.get("room-dissent-words") or "").strip()
    if len(words) > WORDS_MAX:
        refuse("dissent", f"A dissent has at most {WORDS_MAX:,} characters, and this has {len(words):,}. Shorten it.")
        return
    kept = {name: told[name] for name in ("point", "name", "said") if told.get(name) is not None}
    content, at = {"step": step, "words": words, **kept}, now_text()
    press(
        "dissent",
        op_id,
        lambda op: rooms().act(view.code, token, action="dissent", content=content, op_id=op, at=at),
        content=content,
        done="Your dissent is on record.",
    )
