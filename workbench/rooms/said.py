"""What people said in a room, read back: judgements, votes, stories, plans. Whatever cannot be read is set apart, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.elicit import Board, ImpliedRate, Plan, Story, StoryVote, Vote, add_stories, merge_stories, undo_merge
from workbench.errors import InputError
from workbench.rooms.state import Act, Answer

# The questions of the steps, and the parts of their values.
JUDGEMENT, VOTE, STORIES, RISKS = "judgement", "vote", "stories", "risks"


@dataclass(frozen=True, kw_only=True)
class Judgements:
    """What each seat prefers. ``points`` has None where a seat has no preferred point; ``rates`` has those that are known.

    ``apart`` are the seats whose answer was given on another subject or cannot be read: they are counted nowhere.
    """

    points: Mapping[str, int | None]
    rates: Mapping[str, ImpliedRate]
    apart: tuple[str, ...] = ()


def judgements_of(answers: Iterable[Answer], *, subject: str, points_count: int) -> Judgements:
    """The judgements among the answers of a step; ``subject`` is the mark of what the room judges."""
    points: dict[str, int | None] = {}
    rates: dict[str, ImpliedRate] = {}
    apart: list[str] = []
    for answer in _to(JUDGEMENT, answers):
        value = answer.value if isinstance(answer.value, Mapping) else {}
        try:
            point = _point(value, subject, points_count)
            rate = None if value.get("rate") is None else _rate(value["rate"])
        except InputError:
            apart.append(answer.seat)
            continue
        points[answer.seat] = point
        if rate is not None:
            rates[answer.seat] = rate
    return Judgements(points=points, rates=rates, apart=tuple(apart))


def public_rate(rate: ImpliedRate) -> dict[str, Any]:
    """A rate as the room may see it: without how many answers it rests on, and which of them contradict each other."""
    return {name: part for name, part in rate.to_dict().items() if name in ("low", "middle", "high", "source")}


def votes_of(answers: Iterable[Answer], *, subject: str, points_count: int) -> tuple[tuple[Vote, ...], tuple[str, ...]]:
    """The votes among the answers of a step, and the seats whose vote was given on another subject or cannot be read."""
    votes: list[Vote] = []
    apart: list[str] = []
    for answer in _to(VOTE, answers):
        value = answer.value if isinstance(answer.value, Mapping) else {}
        try:
            ends = {name: value.get(name) for name in ("low", "high")}
            vote = Vote.from_dict({"seat": answer.seat, "point": _point(value, subject, points_count), **ends})
            if vote.low is not None and vote.high is not None and max(vote.low, vote.high) >= points_count:
                raise InputError("A vote's range must be on the frontier.")
        except InputError:
            apart.append(answer.seat)
        else:
            votes.append(vote)
    return tuple(votes), tuple(apart)


def board_of(answers: Iterable[Answer], acts: Iterable[Act]) -> Board:
    """The stories that were revealed, and what was merged and undone since, in the order in which it was done.

    A step that cannot be done (somebody merged the same at the same moment) changes nothing.
    """
    board = Board()
    for answer in _to(STORIES, answers):
        texts = answer.value.get("stories") if isinstance(answer.value, Mapping) else None
        for number, text in enumerate(texts if isinstance(texts, list) else (), start=1):
            try:
                board = add_stories(board, [Story(id=f"{answer.seat}.{number}", author=answer.seat, text=text)])
            except InputError:
                continue
    for act in acts:
        if act.did != "merge_stories":
            continue
        try:
            stories, title = act.asked.get("stories") or (), str(act.asked.get("title") or "")
            if not act.asked.get("undo"):
                board = merge_stories(board, stories, title=title)
            elif act.asked.get("of") in (None, len(board.merges)):  # the merge that was on its screen, not one before
                board = undo_merge(board)
        except InputError:
            continue
    return board


def story_votes_of(answers: Iterable[Answer], board: Board) -> tuple[StoryVote, ...]:
    """The votes on stories that are on the board."""
    known = {story.id for story in board.stories}
    votes: list[StoryVote] = []
    for answer in _to(RISKS, answers):
        given = answer.value.get("votes") if isinstance(answer.value, Mapping) else None
        for story, pair in given.items() if isinstance(given, Mapping) else ():
            if story not in known or not isinstance(pair, list) or len(pair) != 2:
                continue
            try:
                content = {"seat": answer.seat, "story": story, "likelihood": pair[0], "harm": pair[1]}
                votes.append(StoryVote.from_dict(content))
            except InputError:
                continue
    return tuple(votes)


def plans_of(acts: Iterable[Act], board: Board) -> dict[str, Plan]:
    """The newest plan of each cluster, by the cluster's id."""
    found: dict[str, Plan] = {}
    for act in acts:
        if act.did == "plan":
            try:
                plan = Plan.from_dict(act.asked)
                found[board.cluster_of(plan.story).id] = plan
            except InputError:
                continue
    return found


def set_up_of(acts: Sequence[Act]) -> Mapping[str, Any]:
    """What the room was last set up to judge, and how it decides; empty before that."""
    return next((act.asked for act in reversed(acts) if act.did == "set_up"), {})


def outcome_of(acts: Sequence[Act], step: str | None = None) -> Mapping[str, Any] | None:
    """The last outcome that was recorded, of one step where it is named; None before that."""
    return next(
        (act.asked for act in reversed(acts) if act.did == "outcome" and step in (None, act.asked.get("step"))), None
    )


def _to(question: str, answers: Iterable[Answer]) -> list[Answer]:
    return [each for each in answers if each.question == question]


def _point(value: Mapping[str, Any], subject: str, points_count: int) -> int | None:
    if value.get("subject") != subject:
        raise InputError("This was answered on another frontier.")
    point = value.get("point")
    if point is None:
        return None
    if not isinstance(point, int) or isinstance(point, bool) or not 0 <= point < points_count:
        raise InputError("This point is not on the frontier.")
    return point


def _rate(content: Any) -> ImpliedRate:
    if not isinstance(content, Mapping):
        raise InputError("A rate must be an object.")
    kept = {name: content.get(name) for name in ("low", "middle", "high", "source")}
    return ImpliedRate.from_dict({"is_consistent": True, "contradictions": [], "answers_count": 0, **kept})
