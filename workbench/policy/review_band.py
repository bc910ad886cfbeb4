"""A review band: act on high scores, clear low ones, and have a person look at what lies between."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError
from workbench.policy.reviewer import Reviewer
from workbench.policy.single import SingleThreshold
from workbench.sweep import Counts, Sweep, Where
from workbench.sweep.band_counts import band_counts


@dataclass(frozen=True, kw_only=True)
class ReviewBand:
    """Act where ``score >= act_from``, review where ``clear_below <= score < act_from``, clear where it is lower.

    A threshold of +inf is None (null) in files: with ``act_from`` +inf nothing is done without a person. Where both are
    the same nobody reviews, and the band is a single threshold. Raises InputError where ``clear_below`` is the higher.
    """

    score: str
    clear_below: float
    act_from: float
    reviewer: Reviewer

    def __post_init__(self) -> None:
        for threshold in (self.clear_below, self.act_from):
            SingleThreshold(score=self.score, threshold=threshold)  # says what is no threshold
        if self.clear_below > self.act_from:
            raise InputError(
                f"What is cleared must end where people review, below what is acted on; found clear below "
                f"{self.clear_below:g} and act from {self.act_from:g}. Swap them."
            )

    @property
    def reviews_nobody(self) -> bool:
        """Whether both thresholds are the same."""
        return self.clear_below == self.act_from

    @property
    def acts_alone_on_nobody(self) -> bool:
        """Whether nothing is acted on without a person."""
        return self.act_from == math.inf

    def to_dict(self) -> dict[str, Any]:
        """The policy as the decision record has it."""
        return {
            "kind": "review",
            "score": self.score,
            "clear_below": _written(self.clear_below),
            "act_from": _written(self.act_from),
            "reviewer": self.reviewer.to_dict(),
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> ReviewBand:
        return cls(
            score=content["score"],
            clear_below=_read(content["clear_below"]),
            act_from=_read(content["act_from"]),
            reviewer=Reviewer.from_dict(content.get("reviewer") or {}),
        )

    def count(self, sweep: Sweep, where: Where | None = None) -> Counts:
        """The counts of shape (1,) that are expected, with the reviewed cases sorted as the reviewer does."""
        upper, lower = (sweep.at(self.score, [end], where=where) for end in (self.act_from, self.clear_below))
        return band_counts(
            upper,
            lower,
            sensitivity=self.reviewer.sensitivity,
            specificity=self.reviewer.specificity,
            review_cost=self.reviewer.cost,
        )

    def same_actions(self, sweep: Sweep) -> tuple[float, float] | None:
        """(low, high] of the thresholds that flag the same rows where nobody reviews; else None, for there are two."""
        return sweep.same_actions(self.score, self.act_from) if self.reviews_nobody else None

    def same_ends(self, sweep: Sweep) -> tuple[tuple[float, float], tuple[float, float]]:
        """(low, high] of ``clear_below`` and of ``act_from``: any two thresholds in them do the same on these rows."""
        clear, act = (sweep.same_actions(self.score, end) for end in (self.clear_below, self.act_from))
        return clear, act


def _written(threshold: float) -> float | None:
    return None if threshold == math.inf else threshold


def _read(threshold: float | None) -> float:
    return math.inf if threshold is None else float(threshold)
