"""Tiered thresholds: each value of one segment column has a threshold of its own, on the same score or on another."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from workbench.errors import InputError
from workbench.policy.single import SingleThreshold
from workbench.sweep import Counts, Sweep, Where
from workbench.sweep.flagged_counts import flagged_counts


@dataclass(frozen=True, kw_only=True)
class TieredThresholds:
    """Flag a case when its score reaches the threshold of its segment value.

    ``tiers`` has one (value, single threshold) for each value of ``segment``, in the order that people read them. That order is
    for reading only: policies of the same thresholds are equal, whatever it is.
    """

    segment: str
    tiers: tuple[tuple[str, SingleThreshold], ...]

    def __post_init__(self) -> None:
        values = [value for value, _ in self.tiers]
        twice = next((value for value in values if values.count(value) > 1), None)
        if not values or twice is not None:
            found = "none" if twice is None else f"{twice!r} twice"
            raise InputError(f"Tiered thresholds need one threshold for each value of {self.segment}; found {found}.")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TieredThresholds):
            return NotImplemented
        return (self.segment, self.by_value) == (other.segment, other.by_value)

    def __hash__(self) -> int:
        return hash((self.segment, frozenset(self.tiers)))

    def in_order(self, values: Sequence[str]) -> TieredThresholds:
        """The same policy with its tiers in the order of these values, then those that are none of them."""
        place = {value: number for number, value in enumerate(values)}
        return replace(self, tiers=tuple(sorted(self.tiers, key=lambda tier: place.get(tier[0], len(place)))))

    @property
    def by_value(self) -> dict[str, SingleThreshold]:
        return dict(self.tiers)

    @property
    def scores(self) -> tuple[str, ...]:
        """The scores that take part, each once."""
        return tuple(dict.fromkeys(policy.score for _, policy in self.tiers))

    def to_dict(self) -> dict[str, Any]:
        """The policy as the decision record has it: ``score``, or ``scores`` by value where they differ."""
        alike = len(self.scores) == 1
        content: dict[str, Any] = {
            "kind": "tiered",
            "score": self.scores[0] if alike else None,
            "segment": self.segment,
            "thresholds": {value: policy.to_dict()["threshold"] for value, policy in self.tiers},
        }
        return content if alike else {**content, "scores": {value: policy.score for value, policy in self.tiers}}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> TieredThresholds:
        scores = content.get("scores") or {}
        return cls(
            segment=content["segment"],
            tiers=tuple(
                (
                    value,
                    SingleThreshold(
                        score=scores.get(value, content["score"]),
                        threshold=math.inf if threshold is None else float(threshold),
                    ),
                )
                for value, threshold in content["thresholds"].items()
            ),
        )

    def count(self, sweep: Sweep, where: Where | None = None) -> Counts:
        """The confusion counts of shape (1,). Raises InputError where a value that occurs has no threshold."""
        return flagged_counts(sweep.predictions, self.flagged(sweep), where=where)

    def same_actions(self, sweep: Sweep) -> None:
        """A tiered policy has no one threshold; each of its ``tiers`` has its own within its segment, see ``same_ends``."""
        return

    def same_ends(self, sweep: Sweep, values: Collection[str] | None = None) -> dict[str, tuple[float, float]]:
        """For each value (of ``values`` where they are given) the (low, high] of the thresholds that flag the same of its rows.

        -inf and +inf where there is no end, so for a value that no row has.
        """
        segment, weight = sweep.predictions.segment(self.segment), sweep.predictions.weight
        occurring, found = set(sweep.occurring(self.segment)), {}
        for value, tier in self.tiers:
            if values is not None and value not in values:
                continue
            found[value] = (-math.inf, math.inf)
            if value in occurring:
                own = segment.mask((value,)) if weight is None else segment.mask((value,)) & (weight > 0)
                scores = sweep.predictions.scores[tier.score][own]
                is_flagged = scores >= tier.threshold
                low, high = scores[~is_flagged], scores[is_flagged]
                found[value] = (float(low.max(initial=-np.inf)), float(high.min(initial=np.inf)))
        return found

    def flagged(self, sweep: Sweep) -> np.ndarray:
        """The mask of the flagged rows, shape (n,)."""
        predictions, by_value = sweep.predictions, self.by_value
        segment = predictions.segment(self.segment)
        missing = [value for value in sweep.occurring(self.segment) if value not in by_value]
        if missing:
            raise InputError(
                f"There is no threshold for {self.segment} = {missing[0]!r}. Name one for each value: "
                f"{', '.join(map(repr, sweep.occurring(self.segment)[:20]))}."
            )
        nobody = SingleThreshold(score=self.scores[0], threshold=math.inf)
        own = [by_value.get(value, nobody) for value in segment.values]
        threshold = np.array([policy.threshold for policy in own])[segment.codes]
        flagged = np.zeros(len(predictions), dtype=bool)
        for score in self.scores:
            is_own = np.array([policy.score == score for policy in own])[segment.codes]
            flagged |= is_own & (predictions.scores[score] >= threshold)
        return flagged
