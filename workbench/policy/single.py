"""A single threshold: everybody whose score reaches it is flagged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np

from workbench.errors import InputError
from workbench.sweep import Counts, Sweep, Where


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

    def count(self, sweep: Sweep, where: Where | None = None) -> Counts:
        """The confusion counts of shape (1,), on the whole or only where the columns have these values."""
        return sweep.at(self.score, [self.threshold], where=where)

    def flagged(self, sweep: Sweep) -> np.ndarray:
        """The mask of the flagged rows, shape (n,)."""
        return sweep.predictions.scores[self.score] >= self.threshold

    def same_actions(self, sweep: Sweep) -> tuple[float, float]:
        """(low, high] of the thresholds that flag the same rows."""
        return sweep.same_actions(self.score, self.threshold)


def policy_of(sweep: Sweep, index: int) -> SingleThreshold:
    """The policy of a candidate of the sweep; of combinations of tiers, which are judged likewise, their own."""
    if not isinstance(sweep, Sweep):
        return sweep.policy(index)
    return SingleThreshold(score=sweep.scores[sweep.score_code[index]], threshold=float(sweep.threshold[index]))


class Policies(Sequence[SingleThreshold]):
    """The policies of some candidates of a sweep, in an order; they may be many, so each is made when it is asked for.

    Equal to any sequence of the same policies; a slice is a tuple.
    """

    def __init__(self, sweep: Sweep, index: np.ndarray) -> None:
        self._names = sweep.scores
        self._codes, self._thresholds = sweep.score_code[index], sweep.threshold[index]

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, place: int) -> SingleThreshold: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[SingleThreshold, ...]: ...
    def __getitem__(self, place: int | slice) -> SingleThreshold | tuple[SingleThreshold, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        return SingleThreshold(score=self._names[self._codes[place]], threshold=float(self._thresholds[place]))

    def __contains__(self, policy: object) -> bool:
        if not isinstance(policy, SingleThreshold) or policy.score not in self._names:
            return False
        is_it = (self._thresholds == policy.threshold) & (self._codes == self._names.index(policy.score))
        return bool(is_it.any())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self):,} policies>"
