"""A question between two operating points, and a person's answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from workbench.elicit.ladder import HasPoints, Ladder
from workbench.elicit.reading import read_list, read_number, read_object, read_one_of, read_whole
from workbench.errors import InputError

Chosen = Literal["left", "right", "same"]
CHOICES = ("left", "right", "same")
Values = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two points to choose between: their places in the frontier's ``values``."""

    left: int
    right: int

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"left": self.left, "right": self.right}

    @classmethod
    def from_dict(cls, content: Any) -> Pair:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A pair", ("left", "right"))
        pair = cls(**{side: read_whole(found[side], f"The pair's {side} point", least=0) for side in ("left", "right")})
        if pair.left == pair.right:
            raise InputError(f"A pair has two points, and this has point {pair.left} twice.")
        return pair


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was chosen of a pair, with the values (x, y) of both points as they were shown.

    The values keep an answer from being read against another frontier than the one it was given on.
    """

    pair: Pair
    choice: Chosen
    left_values: Values
    right_values: Values

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "pair": self.pair.to_dict(),
            "choice": self.choice,
            "left_values": list(self.left_values),
            "right_values": list(self.right_values),
        }

    @classmethod
    def from_dict(cls, content: Any) -> Answer:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "An answer", ("pair", "choice", "left_values", "right_values"))
        return cls(
            pair=Pair.from_dict(found["pair"]),
            choice=read_one_of(found["choice"], "What was chosen", CHOICES),
            left_values=_values(found["left_values"], "left"),
            right_values=_values(found["right_values"], "right"),
        )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What an answer says of the exchange rate: its logarithm is at ``log_rate``, above (+1), below (-1) or there (0)."""

    log_rate: float
    side: int


def answer_pair(frontier: HasPoints, pair: Pair, choice: str) -> Answer:
    """The answer to a pair of this frontier. Raises InputError for an unknown choice or a point that is not there."""
    read_one_of(choice, "What was chosen", CHOICES)
    values = np.asarray(frontier.values, dtype=np.float64)
    for point in (pair.left, pair.right):
        if not 0 <= point < len(values):
            raise InputError(f"Point {point} is not on this frontier, which has {len(values)} points. Ask again.")
    left, right = (tuple(values[point].tolist()) for point in (pair.left, pair.right))
    return Answer(pair=pair, choice=choice, left_values=left, right_values=right)


def read_answers(ladder: Ladder, answers: Sequence[Answer]) -> tuple[Reading, ...]:
    """What each answer says. Raises InputError where one was given between points that this frontier does not have."""
    return tuple(_read(ladder, number, answer) for number, answer in enumerate(answers, start=1))


def _read(ladder: Ladder, number: int, answer: Answer) -> Reading:
    left, right = (_place(ladder, number, answer, side) for side in ("left", "right"))
    if left == right:
        raise InputError(f"Answer {number} compares point {answer.pair.left} with itself.")
    side = {"left": np.sign(left - right), "right": np.sign(right - left), "same": 0}[answer.choice]
    return Reading(log_rate=ladder.log_rate_between(left, right), side=int(side))


def _place(ladder: Ladder, number: int, answer: Answer, side: str) -> int:
    point, shown = getattr(answer.pair, side), getattr(answer, f"{side}_values")
    found = np.flatnonzero(ladder.points == point)
    if len(found):
        signs = [metric.sign for metric in ladder.metrics]
        place = int(found[0])
        if (ladder.a[place] * signs[0], ladder.b[place] * signs[1]) == tuple(shown):
            return place
    raise InputError(
        f"Answer {number} was given between points that this frontier no longer has. "
        "It cannot be used here; ask its questions again."
    )


def _values(content: Any, side: str) -> Values:
    found = read_list(content, f"The {side} point's values")
    if len(found) != 2:
        raise InputError(f"The {side} point must have two values, and it has {len(found)}.")
    x, y = (read_number(value, f"A value of the {side} point") for value in found)
    return x, y
