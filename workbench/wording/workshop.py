"""A workshop in words: its steps, how it decides, and what was done when."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

STEP_TITLES = MappingProxyType(
    {
        "gather": "Come in",
        "elicit": "Your judgement",
        "reveal": "Where we stand",
        "elicit_again": "Second round",
        "reveal_again": "What moved",
        "vote": "Vote",
        "outcome": "Outcome",
        "vote_again": "Runoff",
        "outcome_again": "Outcome of the runoff",
        "premortem_write": "It failed. Why?",
        "premortem_sort": "Sort the stories",
        "premortem_vote": "How likely, how bad?",
        "premortem_plan": "What we do about it",
        "close": "Close",
    }
)
METHOD_WORDS = MappingProxyType(
    {
        "majority": "more than half of the votes for one point",
        "median": "the middle vote along the frontier",
        "consensus": "a point that everybody can live with",
    }
)
_PARTS = {
    "owner": "owns the decision",
    "editor": "takes part and may edit",
    "facilitator": "leads the room",
    "participant": "takes part",
    "viewer": "only watches",
}


def step_title(name: str) -> str:
    """The step as people know it; of a step with a name of its own, that name.

    >>> step_title("elicit_again"), step_title("lunch_break")
    ('Second round', 'Lunch break')
    """
    return STEP_TITLES.get(name, name.replace("_", " ").capitalize())


def course_sentence(done: Mapping[str, str]) -> str:
    """What was done: ``did`` with the ``step`` or what it is ``about``, as a digest's ``course`` has it.

    >>> course_sentence({"did": "reveal", "step": "vote", "about": ""})
    'Revealed: Vote'
    >>> course_sentence({"did": "merge_stories", "step": "", "about": "It moved"})
    'Merged stories into “It moved”'
    """
    did, step, about = done["did"], step_title(done["step"]), done["about"]
    sentences = {
        "move": f"On to: {step}",
        "timer": f"Timer set: {step}",
        "reveal": f"Revealed: {step}",
        "merge_stories": f"Merged stories into “{about}”" if about else "Merged stories",
        "unmerge": "Took the last merge back",
        "plan": f"Kept the plan of “{about}”",
        "outcome": f"Recorded: {step_title('outcome_again' if done['step'] == 'vote_again' else 'outcome')}",
        "dissent": "Dissented",
        "grant": f"{about}: {_PARTS.get(done['step'], done['step'])} from now on",
        "close": "Closed the session",
    }
    return sentences[did]
