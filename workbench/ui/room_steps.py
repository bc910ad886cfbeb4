"""The steps of a workshop in words, for the room and for each person."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from workbench.rooms import USUAL_AGENDA, RoomView, Step, Timer
from workbench.wording.workshop import STEP_TITLES, step_title

# A vote that decides nothing is held again between what is left.
AGENDA = tuple(
    step
    for each in USUAL_AGENDA
    for step in (
        (each, Step(name="vote_again", asks="vote", seconds=120), Step(name="outcome_again", shows="vote_again", seconds=300))
        if each.name == "outcome"
        else (each,)
    )
)  # fmt: skip


# What everybody is told while a step lasts.
TASKS = {
    "gather": "Join with the code. It begins when everybody is here.",
    "elicit": "Everybody answers alone, on their own phone. Nobody sees anything before the reveal.",
    "reveal": "The two who are furthest apart explain first. Then everybody.",
    "elicit_again": "Think again, alone, with what you heard. You may stay where you were.",
    "reveal_again": "Who moved, and why?",
    "vote": "Everybody votes alone for one point.",
    "outcome": "What the votes come to. Whoever disagrees may say so for the record.",
    "vote_again": "The first vote decided nothing. Vote again.",
    "outcome_again": "What the votes come to. Whoever disagrees may say so for the record.",
    "premortem_write": "It is six months later, and this decision failed. Write down why, in silence.",
    "premortem_sort": "Stories that say the same become one.",
    "premortem_vote": "Everybody rates each story alone.",
    "premortem_plan": "Each top story gets a number, a remedy, an owner and a tripwire.",
    "close": "Thank you. The record of this session goes to the register and the memo.",
}  # fmt: skip

# Where the register's sentences name a step.
_NAMED = re.compile(
    rf"(\b(?:answers of|at|step|in|revealed:|\),) )({'|'.join(sorted(STEP_TITLES, key=len, reverse=True))})\b"
)


def in_titles(text: str) -> str:
    """A refusal of the register, with the steps that it names as people know them.

    >>> in_titles("The room is at elicit_again, not at vote.")
    'The room is at “Second round”, not at “Vote”.'
    """
    return _NAMED.sub(lambda found: f"{found[1]}“{step_title(found[2])}”", text)


def step_task(name: str) -> str:
    return TASKS.get(name, "")


def asked_in(view: RoomView) -> Step | None:
    """The step that the room is at."""
    return next((step for step in view.agenda if step.name == view.step), None)


def shown_by(view: RoomView, private: str) -> Step | None:
    """The step that shows what is answered in a private one."""
    return next((step for step in view.agenda if step.shows == private), None)


def minutes_text(seconds: int) -> str:
    """``5 min``; ``1.5 min``."""
    return f"{seconds / 60:g} min"


def left_seconds(timer: Timer) -> int:
    """Whole seconds until it ends; below 0 once it has."""
    return round((datetime.fromisoformat(timer.ends_at) - datetime.now(UTC)).total_seconds())


def left_text(timer: Timer | None) -> str:
    """``4:05 left``; ``time is up``; empty without a timer."""
    if timer is None:
        return ""
    left = left_seconds(timer)
    return f"{left // 60}:{left % 60:02d} left" if left > 0 else "time is up"
