"""An answer as it is kept in private, and what cannot be kept."""

from __future__ import annotations

import json
import math
from typing import Any

from workbench.errors import InputError, VersionConflict
from workbench.register.chain import json_text
from workbench.register.room_rows import PrivateAnswer, RoomRows

VALUE_MAX = 20_000
# What an answer that is an object has under this name is for its seat alone, also after the reveal: the single choices
# behind a judgement, say, which may contradict each other.
OWN = "own"
_LONGEST = {"step": 40, "question": 200, "op_id": 100}


def checked_answer(*, step: str, question: str, value: Any, op_id: str, at: str) -> PrivateAnswer:
    """The answer, of no room and no seat yet.

    Raises InputError for texts that are empty or too long and values that JSON cannot hold, without repeating what was answered.
    """
    for what, text in (("step", step), ("question", question), ("op_id", op_id)):
        if not isinstance(text, str) or not 1 <= len(text) <= _LONGEST[what] or "\0" in text:
            raise InputError(
                f"This answer cannot be kept: its {what} must be text of 1 to {_LONGEST[what]} characters."
            )
    try:
        json_text([step, question, op_id])
        text = json_text(value)
    except InputError:
        # What cannot be kept is named by the cause, and this must be in no log.
        text = ""
    if not text:
        raise InputError("This answer cannot be kept: it holds what is neither plain text nor a number. Answer again.")
    if len(text) > VALUE_MAX:
        raise InputError(f"This answer has {len(text):,} characters, and {VALUE_MAX:,} are kept. Make it shorter.")
    return PrivateAnswer(op_id=op_id, room_id="", step=step, seat_id="", at=at, question=question, value=text)


def for_everybody(answer: PrivateAnswer) -> Any:
    """The value of an answer as a reveal shows it: without what is for its seat alone."""
    value = json.loads(answer.value)
    return {name: part for name, part in value.items() if name != OWN} if isinstance(value, dict) else value


def is_same_answer(stored: PrivateAnswer, sent: PrivateAnswer) -> bool:
    """Whether what is sent again is what was stored; only the time may differ."""
    return _said(stored) == _said(sent)


def require_newest(rooms: RoomRows, mine: PrivateAnswer, *, after: float) -> None:
    """Nothing where no answer of the seat to this question is newer than the one numbered ``after``.

    Raises VersionConflict otherwise: ``mine`` was made from an older one.
    """
    if math.isinf(after):
        return
    stored = rooms.answers_of_seat(room_id=mine.room_id, seat_id=mine.seat_id)
    if (
        max((each.seq for each in stored if (each.step, each.question) == (mine.step, mine.question)), default=0)
        > after
    ):
        raise VersionConflict(
            "Another window of this seat answered this meanwhile. This one was not stored: look at what is here now, and "
            "answer again."
        )


def _said(answer: PrivateAnswer) -> tuple[str, ...]:
    return answer.room_id, answer.step, answer.seat_id, answer.question, answer.value
