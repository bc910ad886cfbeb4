"""What the whole room may see of the step it is at: the same on every screen, larger on a projector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

import streamlit as st

from workbench.charts.theme import DARK, LIGHT
from workbench.elicit import (
    METHODS,
    Outcome,
    Plan,
    movement,
    outcome_sentence,
    rank_stories,
    spread,
    spread_sentences,
    tally,
)
from workbench.elicit.subject import Subject
from workbench.elicit.tally import Method
from workbench.rooms import RoomView
from workbench.rooms.said import (
    Judgements,
    board_of,
    judgements_of,
    outcome_of,
    plans_of,
    set_up_of,
    story_votes_of,
    votes_of,
)
from workbench.ui.room_spread_chart import room_chart
from workbench.ui.room_subject import Matter, is_changed, matter_of, watched_in
from workbench.wording.elicited import listed
from workbench.wording.tripwires import tripwire_words

CHANGED = (
    "The study was changed since this room was opened, and its frontier is another now. Answers given on the earlier one are kept "
    "and not counted here."
)


def draw_picture(view: RoomView, *, is_large: bool = False, height: int = 380) -> None:
    """The picture of a step that shows something; nothing for the others."""
    shows = next((step.shows for step in view.agenda if step.name == view.step), "")
    if shows in ("elicit", "elicit_again"):
        _draw_spread(view, shows, is_large=is_large, height=height)
    elif shows in ("vote", "vote_again"):
        _draw_votes(view, shows, is_large=is_large, height=height)
    elif view.step in ("premortem_sort", "premortem_vote"):
        draw_stories(view)
    elif view.step == "premortem_plan":
        _draw_plans(view)
    elif view.step == "close":
        _draw_end(view)


def judgements(view: RoomView, matter: Matter, step: str) -> Judgements:
    """What was judged in a step, as far as it is about what the room judges now."""
    subject = matter.subject
    return judgements_of(view.revealed.get(step, ()), subject=subject.mark, points_count=len(subject.frontier))


def labels_of(view: RoomView) -> dict[str, str]:
    return {seat.id: seat.label for seat in view.seats}


def roles_of(view: RoomView) -> dict[str, str]:
    return {seat.id: seat.role for seat in view.seats}


def outcome_now(view: RoomView, matter: Matter, step: str) -> Outcome:
    """What the votes of a step come to, by the method that the room was set up with."""
    subject = matter.subject
    votes, _ = votes_of(view.revealed.get(step, ()), subject=subject.mark, points_count=len(subject.frontier))
    method = method_of(view)
    return tally(votes, method, frontier=subject.frontier, feasible=subject.feasible)


def method_of(view: RoomView) -> Method:
    """How the room was set up to decide."""
    asked = set_up_of(view.acts).get("method")
    return next((method for method in METHODS if method == asked), "median")


def draw_sentences(sentences: Sequence[str]) -> None:
    """Sentences of the size that this screen has; what people wrote stays text."""
    st.html(f"<div class='wb-said'>{''.join(f'<p>{escape(each)}</p>' for each in sentences)}</div>")


def _draw_spread(view: RoomView, step: str, *, is_large: bool, height: int) -> None:
    matter = matter_of(view)
    subject, found = matter.subject, judgements(view, matter, step)
    apart = spread(
        found.points, roles_of(view), frontier=subject.frontier, rates=found.rates, feasible=subject.feasible
    )
    sentences = list(spread_sentences(apart, subject.names, seats=labels_of(view), said=subject.said))
    if step == "elicit_again":
        before = judgements(view, matter, "elicit")
        moved = movement(before.points, found.points, frontier=subject.frontier)
        sentences.insert(0, moved.sentence())
        sentences[1:1] = _moves(view, matter, before, found)
    if is_large:  # one look from the back of the room: who has the floor, then the middle
        sentences = [*sentences[-1:], *sentences[:1]] if apart.furthest_two is not None else sentences[:2]
    named = {seat: labels_of(view)[seat] for seat in apart.furthest_two or ()}
    _draw_chart(
        view, matter, found.points, named=named, medians=apart.median, is_large=is_large, height=height,
        alt=" ".join(sentences),
    )  # fmt: skip
    draw_sentences(sentences)
    _draw_apart(view, matter, step, found.apart)


def _moves(view: RoomView, matter: Matter, before: Judgements, after: Judgements) -> list[str]:
    names, labels = matter.subject.names, labels_of(view)
    moves = movement(before.points, after.points, frontier=matter.subject.frontier).moved
    return [f"{labels.get(move.seat, move.seat)}: from {names[move.before]} to {names[move.after]}." for move in moves]


def _draw_votes(view: RoomView, step: str, *, is_large: bool, height: int) -> None:
    matter = matter_of(view)
    subject = matter.subject
    votes, apart = votes_of(view.revealed.get(step, ()), subject=subject.mark, points_count=len(subject.frontier))
    outcome = outcome_now(view, matter, step)
    points = {vote.seat: vote.point for vote in votes}
    sentences = [outcome_sentence(outcome, subject.names, seats=labels_of(view))]
    if outcome.point is not None:
        sentences.append(subject.value_words(outcome.point))
    dissents = [act for act in view.acts if act.did == "dissent" and act.asked.get("step") == step]
    labels = labels_of(view)
    for act in dissents:
        words = str(act.asked.get("words") or "").strip()
        sentences.append(f"{labels.get(act.by, act.by)} dissents{f': “{words}”' if words else '.'}")
    if outcome_of(view.acts, step) is not None:
        sentences.append("This outcome is recorded.")
    chosen = () if outcome.point is None else (outcome.point,)
    _draw_chart(
        view, matter, points, named={}, medians=chosen if outcome.method == "median" else (), is_large=is_large,
        height=height, alt=sentences[0],
    )  # fmt: skip
    draw_sentences(sentences)
    _draw_apart(view, matter, step, apart)


def _draw_chart(
    view: RoomView,
    matter: Matter,
    points: Mapping[str, int | None],
    *,
    named: Mapping[str, str],
    medians: Sequence[int],
    is_large: bool,
    height: int,
    alt: str,
) -> None:
    spec = _spec(
        matter.subject, tuple(points.items()), tuple(roles_of(view).items()), tuple(named.items()), tuple(medians),
        height, is_large, st.context.theme.type == "dark",
    )  # fmt: skip
    st.vega_lite_chart(spec, theme=None, width="stretch", key=f"room-chart-{view.step}", alt=alt)


@lru_cache(maxsize=64)
def _spec(
    subject: Subject,
    points: tuple[tuple[str, int | None], ...],
    roles: tuple[tuple[str, str], ...],
    named: tuple[tuple[str, str], ...],
    medians: tuple[int, ...],
    height: int,
    is_large: bool,
    is_dark: bool,
) -> dict[str, Any]:
    """Drawn up once for all phones that show it."""
    chart = room_chart(
        subject, dict(points), roles=dict(roles), named=dict(named), medians=medians, height=height,
        is_large=is_large, palette=DARK if is_dark else LIGHT,
    )  # fmt: skip
    return chart.to_dict()


def _draw_apart(view: RoomView, matter: Matter, step: str, apart: Sequence[str]) -> None:
    """Whose answers do not count in what is shown, and why."""
    if is_changed(view, matter.subject):
        st.warning(CHANGED, icon=":material/sync_problem:")
    if apart:
        who = listed([labels_of(view).get(seat, seat) for seat in apart])
        draw_sentences([f"Not counted, since given on an earlier frontier: {who}."])
    if view.left_out.get(step):
        who = listed([labels_of(view).get(seat, seat) for seat in view.left_out[step]])
        draw_sentences([f"Not counted, since they only watched by the reveal: {who}."])


def draw_stories(view: RoomView) -> None:
    """The stories of the pre-mortem, those that were merged as one, in the order of the votes where there are any."""
    board = board_of(view.revealed.get("premortem_write", ()), view.acts)
    if not board.clusters:
        draw_sentences(["Nobody wrote a story."])
        return
    labels = labels_of(view)
    items = []
    for cluster in board.clusters:
        others = [story.text for story in cluster.stories if story.text != cluster.title]
        more = "".join(f"<small>{escape(text)}</small>" for text in others)
        who = escape(listed([labels.get(seat, seat) for seat in cluster.authors]))
        items.append(f"<li><b>{escape(cluster.title)}</b>{more}<small>{who}</small></li>")
    st.html(f"<ul class='wb-stories'>{''.join(items)}</ul>")


def _draw_plans(view: RoomView) -> None:
    board = board_of(view.revealed.get("premortem_write", ()), view.acts)
    ranked = rank_stories(board, story_votes_of(view.revealed.get("premortem_vote", ()), board))
    plans, titles = plans_of(view.acts, board), {cluster.id: cluster.title for cluster in board.clusters}
    is_watched = any(plan.tripwire is not None for plan in plans.values())
    watched = watched_in(matter_of(view)) if is_watched else ({}, "")
    items = []
    for each in ranked:
        plan = plans.get(each.cluster)
        how = "nobody voted on it" if each.risk is None or each.likelihood is None or each.harm is None else (
            f"likelihood {each.likelihood.halfway:g} × harm {each.harm.halfway:g} = {each.risk:g}"
        )  # fmt: skip
        parts = (
            [] if plan is None else [_number_of(plan), plan.mitigation, f"Owner: {plan.owner}" if plan.owner else ""]
        )
        if plan is not None and plan.tripwire is not None:
            parts.append(f"Tripwire: {' '.join(tripwire_words(plan.tripwire, *watched))}")
        told = "".join(f"<small>{escape(part)}</small>" for part in parts if part)
        place = "" if each.rank is None else f"{each.rank}. "
        items.append(f"<li><b>{place}{escape(titles[each.cluster])}</b><small>{how}</small>{told}</li>")
    st.html(f"<ul class='wb-stories'>{''.join(items)}</ul>")


def _number_of(plan: Plan) -> str:
    """What the story comes to at the chosen point: the stress, then the result."""
    told = [] if plan.stress is None else [str(plan.stress.get(part) or "").strip(". ") for part in ("said", "found")]
    return ". ".join(part[:1].upper() + part[1:] for part in told if part)


def _draw_end(view: RoomView) -> None:
    outcome = outcome_of(view.acts)
    if outcome is None:
        draw_sentences(["No outcome was recorded in this session."])
    else:
        draw_sentences([str(outcome.get("sentence") or ""), str(outcome.get("said") or "")])
