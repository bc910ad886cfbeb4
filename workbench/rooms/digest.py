"""A session as its memo tells it: who was there, what each said and how they moved, what was decided, feared and planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.elicit import Board, Ranked, rank_stories
from workbench.errors import InputError
from workbench.rooms.said import (
    JUDGEMENT,
    VOTE,
    board_of,
    outcome_of,
    plans_of,
    set_up_of,
    story_votes_of,
)
from workbench.rooms.state import Act, Answer

Content = dict[str, Any]
ROUNDS = (("first", "elicit", JUDGEMENT), ("second", "elicit_again", JUDGEMENT), ("vote", "vote", VOTE), ("runoff", "vote_again", VOTE))  # fmt: skip


def digest_of(record: Mapping[str, Any]) -> Content:
    """The digest of a record of ``Rooms.records``, as plain JSON; names are the labels under which people sat there.

    ``judged`` has a row a person who answered anything: the name of the point in each round and vote, "" for an answer without a
    point and null for none. ``course`` is what was done when and by whom. ``stories`` stand in the order of their risk. ``last_entry`` is where the register has the whole record.
    """
    seats = {seat["id"]: seat for seat in record["seats"]}
    acts = tuple(
        Act(did=event["did"], by=event["seat"], at=event["at"], asked=event["asked"]) for event in record["events"]
    )
    answers = {
        step: tuple(
            Answer(
                seat=each["seat"], question=each["question"], value=each["value"], at=each["at"], op_id=each["op_id"]
            )
            for each in given
        )
        for step, given in record["answers"].items()
    }
    set_up = set_up_of(acts)
    return {
        "room": record["room"],
        "opened_at": record["opened_at"],
        "closed_at": record["closed_at"],
        "traded": [str(set_up.get(name) or "") for name in ("x_label", "y_label")],
        "method": str(set_up.get("method") or ""),
        "seats": [
            {name: seat[name] for name in ("label", "role", "standing", "joined_at")} for seat in seats.values()
        ],
        "course": _course(record["agenda"], seats, answers, acts),
        "judged": _judged(seats, answers),
        "outcomes": [
            {"step": step, "sentence": str(found.get("sentence") or ""), "said": str(found.get("said") or "")}
            for step in ("vote", "vote_again")
            if (found := outcome_of(acts, step)) is not None
        ],
        "dissent": [
            {
                "label": seats[act.by]["label"],
                "role": seats[act.by]["role"],
                "at": act.at,
                "vote": str(act.asked.get("name") or ""),
                "words": str(act.asked.get("words") or ""),
            }
            for act in acts
            if act.did == "dissent"
        ],
        "stories": _stories(seats, answers, acts),
        "left_unrevealed": dict(record["left_unrevealed"]),
        "left_out": {step: [seat["label"] for seat in given] for step, given in record["left_out"].items()},
        "last_entry": dict(record["last_entry"]),
    }  # fmt: skip


def _course(
    agenda: Sequence[Mapping[str, Any]],
    seats: Mapping[str, Any],
    answers: Mapping[str, Sequence[Answer]],
    acts: Sequence[Act],
) -> list[Content]:
    """What was done, in order: who, when, and the step or the standing that it named, or what it was ``about``."""
    board, at = board_of(answers.get("premortem_write", ()), acts), str(agenda[0]["name"])
    rows = []
    for act in acts:
        did, step, about = act.did, "", ""
        if did == "move":
            did, step = ("timer" if act.asked["to"] == at else "move"), str(act.asked["to"])
            at = step
        elif did == "reveal":
            step = str(act.asked["step"])
            at = next((str(each["name"]) for each in agenda if each["shows"] == step), at)
        elif did == "merge_stories":
            did = "unmerge" if act.asked.get("undo") else did
            about = str(act.asked.get("title") or "")
        elif did == "plan":
            about = _title(board, act.asked.get("story"))
        elif did == "grant":
            step, about = str(act.asked["standing"]), seats[act.asked["seat"]]["label"]
        elif did in ("outcome", "dissent"):
            step = str(act.asked.get("step") or "vote")
        elif did != "close":
            continue
        rows.append({"at": act.at, "by": seats[act.by]["label"], "did": did, "step": step, "about": about})
    return rows


def _title(board: Board, story: Any) -> str:
    try:
        return board.cluster_of(story).title
    except InputError:  # a story that nobody told
        return str(story)


def _judged(seats: Mapping[str, Any], answers: Mapping[str, Sequence[Answer]]) -> list[Content]:
    rows = []
    for seat_id, seat in seats.items():
        found = {
            name: next((_point_name(each) for each in answers.get(step, ()) if (each.seat, each.question) == (seat_id, question)), None)
            for name, step, question in ROUNDS
        }  # fmt: skip
        if any(each is not None for each in found.values()):
            rows.append({"label": seat["label"], "role": seat["role"], **found})
    return rows


def _point_name(answer: Answer) -> str:
    return str(answer.value.get("name") or "") if isinstance(answer.value, Mapping) else ""


def _stories(seats: Mapping[str, Any], answers: Mapping[str, Sequence[Answer]], acts: Sequence[Act]) -> list[Content]:
    board = board_of(answers.get("premortem_write", ()), acts)
    plans = plans_of(acts, board)
    rows = []
    for ranked in rank_stories(board, story_votes_of(answers.get("premortem_vote", ()), board)):
        cluster = board.cluster_of(ranked.cluster)
        plan = plans.get(cluster.id)
        stress = {} if plan is None or plan.stress is None else plan.stress
        rows.append(
            {
                "title": cluster.title,
                "texts": [story.text for story in cluster.stories],
                "authors": [seats[seat]["label"] for seat in cluster.authors],
                **_ranks(ranked),
                "stress": str(stress.get("said") or ""),
                "found": str(stress.get("found") or ""),
                "mitigation": "" if plan is None else plan.mitigation,
                "owner": "" if plan is None else plan.owner,
                "tripwire": None if plan is None or plan.tripwire is None else dict(plan.tripwire),
            }
        )
    return rows


def _ranks(ranked: Ranked) -> Content:
    likelihood, harm = ranked.likelihood, ranked.harm
    return {
        "rank": ranked.rank,
        "risk": ranked.risk,
        "likelihood": None if likelihood is None else likelihood.halfway,
        "harm": None if harm is None else harm.halfway,
        "votes_count": ranked.votes_count,
    }
