"""A single threshold: everybody whose score reaches it is flagged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True)
class SingleThreshold:
    """Flag a case when ``score >= threshold``. A threshold of +inf flags nobody, and is None (null) in files."""

    score: str
    threshold: float

    def __post_init__(self) -> None:
        if math.isnan(self.threshold) or self.threshold == -math.inf:
            raise InputError(
                "A threshold must be a number. To flag everybody, use the lowest score; to flag nobody, none."
            )

    @property
    def flags_nobody(self) -> bool:
        return self.threshold == math.inf

    def to_dict(self) -> dict[str, Any]:
        """The policy as the decision record has it."""
        return {"kind": "single", "score": self.score, "threshold": None if self.flags_nobody else self.threshold}

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> SingleThreshold:
        threshold = content["threshold"]
        return cls(score=content["score"], threshold=math.inf if threshold is None else float(threshold))


def policy_of(sweep: Sweep, index: int) -> SingleThreshold:
    """The policy of a candidate of the sweep."""
    return SingleThreshold(score=sweep.scores[sweep.score_code[index]], threshold=float(sweep.threshold[index]))
