"""The agenda of a room: its steps in order, which of them are answered in private, and which show what was answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from workbench.errors import InputError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
SECONDS_MAX = 86_400


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the agenda.

    ``asks`` is ``answer`` or ``vote`` where everybody answers in private, which also is the permission that it takes, and empty
    where the room talks. ``shows`` names the private step whose answers this step shows; it is entered by the reveal.
    ``seconds`` is how long its timer runs, 0 for none.
    """

    name: str
    asks: str = ""
    shows: str = ""
    seconds: int = 0

    @property
    def is_private(self) -> bool:
        return bool(self.asks)


USUAL_AGENDA = (
    Step(name="gather", seconds=300),
    Step(name="elicit", asks="answer", seconds=300),
    Step(name="reveal", shows="elicit", seconds=600),
    Step(name="elicit_again", asks="answer", seconds=180),
    Step(name="reveal_again", shows="elicit_again", seconds=300),
    Step(name="vote", asks="vote", seconds=120),
    Step(name="outcome", shows="vote", seconds=300),
    Step(name="premortem_write", asks="answer", seconds=300),
    Step(name="premortem_sort", shows="premortem_write", seconds=600),
    Step(name="premortem_vote", asks="vote", seconds=180),
    Step(name="premortem_plan", shows="premortem_vote", seconds=900),
    Step(name="close"),
)


def checked_agenda(agenda: Sequence[Step]) -> list[dict[str, Any]]:
    """The agenda as it is recorded.

    Raises InputError where it has no steps, or names, kinds, times or what is shown do not fit together.
    """
    before: dict[str, Step] = {}
    shown: set[str] = set()
    for step in agenda:
        if not _NAME.fullmatch(step.name) or step.name in before:
            raise InputError(f"Each step of an agenda needs a name of its own in small letters, not {step.name!r}.")
        if step.asks not in ("", "answer", "vote"):
            raise InputError(f"The step {step.name} can ask for an 'answer' or a 'vote', not for {step.asks!r}.")
        checked_seconds(step.seconds)
        if step.shows and (step.is_private or step.shows in shown or not before.get(step.shows, step).is_private):
            raise InputError(
                f"The step {step.name} shows {step.shows!r}: it must be one private step that comes before it and that no "
                "other step shows."
            )
        shown |= {step.shows} - {""}
        before[step.name] = step
    hidden = [step.name for step in agenda if step.is_private and step.name not in shown]
    if not before or hidden:
        raise InputError(f"An agenda needs steps, and after each private one a step that shows it; without: {hidden}.")
    return [asdict(step) for step in agenda]


def checked_seconds(seconds: int) -> int:
    """The seconds of a timer, from 0 (none) to a day."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= SECONDS_MAX:
        raise InputError(f"A timer runs for 0 to {SECONDS_MAX} whole seconds, not {seconds!r}.")
    return seconds


def agenda_from(recorded: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The agenda that was recorded; what a later version added to its steps is left out."""
    known = {item.name for item in fields(Step)}
    return tuple(Step(**{name: value for name, value in each.items() if name in known}) for each in recorded)
