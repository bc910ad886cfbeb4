"""An implied exchange rate: how many units of y somebody gives up for one unit of x, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from workbench.elicit.reading import read_flag, read_list, read_number, read_object, read_one_of, read_whole
from workbench.errors import InputError

Source = Literal["answers", "swing", "slider"]
SOURCES = ("answers", "swing", "slider")
_KEYS = ("low", "middle", "high", "is_consistent", "contradictions", "answers_count", "source")


@dataclass(frozen=True, kw_only=True)
class ImpliedRate:
    """Units of the second metric that one unit of the first is worth, both turned so that more is better.

    It is the ratio weight of the first / weight of the second, as ``Frontier.weight_low`` is. ``low`` is 0 and ``high``
    infinite where nothing bounds them; ``middle`` is None where nothing is known. ``contradictions`` are pairs of answers,
    counted from 0: they are for the person alone.
    """

    low: float
    middle: float | None
    high: float
    is_consistent: bool = True
    contradictions: tuple[tuple[int, int], ...] = ()
    answers_count: int = 0
    source: Source = "answers"

    @property
    def is_known(self) -> bool:
        """Whether there is a rate at all."""
        return self.middle is not None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON; an open upper end is null."""
        return {
            "low": self.low,
            "middle": self.middle,
            "high": None if math.isinf(self.high) else self.high,
            "is_consistent": self.is_consistent,
            "contradictions": [list(pair) for pair in self.contradictions],
            "answers_count": self.answers_count,
            "source": self.source,
        }

    @classmethod
    def from_dict(cls, content: Any) -> ImpliedRate:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "An implied rate", _KEYS)
        middle = None if found["middle"] is None else read_number(found["middle"], "The middle of a rate")
        rate = cls(
            low=read_number(found["low"], "The low end of a rate"),
            middle=middle,
            high=math.inf if found["high"] is None else read_number(found["high"], "The high end of a rate"),
            is_consistent=read_flag(found["is_consistent"], "Whether answers are consistent"),
            contradictions=tuple(map(_contradiction, read_list(found["contradictions"], "The contradictions"))),
            answers_count=read_whole(found["answers_count"], "How many answers there are", least=0),
            source=read_one_of(found["source"], "Where a rate comes from", SOURCES),
        )
        if (
            rate.low < 0
            or rate.low > rate.high
            or (middle is not None and not (middle > 0 and rate.low <= middle <= rate.high))
        ):
            raise InputError(
                "An implied rate must have 0 <= low <= middle <= high and a middle above 0, and this has not."
            )
        if rate.is_consistent == bool(rate.contradictions):
            raise InputError("An implied rate is consistent where no answers contradict each other, and only there.")
        if any(second >= rate.answers_count for _, second in rate.contradictions):
            raise InputError("A contradiction names an answer that was not given.")
        return rate


def rate_of_log(log_rate: float) -> float:
    """The rate of its natural logarithm; 0 and infinity at the open ends."""
    return math.inf if log_rate > 700 else math.exp(log_rate)


def _contradiction(content: Any) -> tuple[int, int]:
    found = read_list(content, "A contradiction")
    if len(found) != 2:
        raise InputError(f"A contradiction names two answers, and this names {len(found)}.")
    first, second = (read_whole(number, "The number of an answer", least=0) for number in found)
    if first >= second:
        raise InputError("A contradiction names two answers, the earlier first, and this does not.")
    return first, second
