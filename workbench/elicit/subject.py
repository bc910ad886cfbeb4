"""What a room judges: a frontier with names for its points, the words of its metrics, and which points keep every limit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np

from workbench.contract import Contract
from workbench.elicit.ladder import Ladder, ladder_of
from workbench.elicit.spoken import Spoken, spoken
from workbench.frontier import Frontier
from workbench.metrics import Metric, contract_metrics
from workbench.policy import SingleThreshold
from workbench.policy.limits import every_limit
from workbench.sweep import Sweep
from workbench.wording import threshold_text, value_with_unit

_SHA_LENGTH = 16


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """``frontier`` with how it is said. ``feasible`` has shape (points,) and is true where every limit of the contract is kept;
    None where it has none. ``mark`` changes with everything that a point's number stands for: metrics, values, thresholds.
    """

    frontier: Frontier
    said: Spoken
    feasible: np.ndarray | None
    currency: str
    mark: str

    @cached_property
    def ladder(self) -> Ladder:
        return ladder_of(self.frontier)

    @property
    def sweep(self) -> Sweep:
        return self.frontier.sweep

    @cached_property
    def names(self) -> Names:
        """A name for each point of the frontier."""
        return Names(self.frontier)

    def policy(self, point: int) -> SingleThreshold:
        """The policy of a point."""
        sweep, index = self.sweep, int(self.frontier.index[point])
        return SingleThreshold(score=sweep.scores[sweep.score_code[index]], threshold=float(sweep.threshold[index]))

    def value_words(self, point: int) -> str:
        """Both metrics at a point, with units."""
        pairs = zip(self.frontier.metrics, self.frontier.values[point].tolist(), strict=True)
        return "; ".join(f"{metric.label} {value_with_unit(metric, value, self.currency)}" for metric, value in pairs)

    def told(self, point: int | None) -> dict[str, Any]:
        """A point as it is kept: its number, and what the number stands for, so that a reader needs no frontier."""
        if point is None:
            return {"subject": self.mark, "point": None}
        return {
            "subject": self.mark,
            "point": point,
            "name": self.names[point],
            "said": self.value_words(point),
            "policy": self.policy(point).to_dict(),
        }

    def choices(self, *, most: int = 60, also: Sequence[int] = ()) -> tuple[int, ...]:
        """At most ``most`` points evenly along the frontier, its ends among them, and all of ``also``, in order."""
        points = self.ladder.points
        places = set(np.unique(np.linspace(0, len(points) - 1, min(most, len(points))).round().astype(int)).tolist())
        places |= {self.ladder.place(point) for point in also}
        return tuple(int(points[place]) for place in sorted(places))


class Names(Sequence[str]):
    """The name of each point, made when it is asked for: a frontier may have thousands."""

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier
        self._made: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._frontier)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if place not in self._made:
            self._made[place] = self._name(place)
        return self._made[place]

    def _name(self, place: int) -> str:
        sweep, index = self._frontier.sweep, int(self._frontier.index[place])
        score, threshold = sweep.scores[sweep.score_code[index]], float(sweep.threshold[index])
        if threshold == np.inf:
            return f"{score}: nobody flagged" if len(sweep.scores) > 1 else "nobody flagged"
        return f"{score} ≥ {threshold_text(threshold, sweep.same_actions(score, threshold))}"


def make_subject(frontier: Frontier, *, contract: Contract | None, metrics: Sequence[Metric] = ()) -> Subject:
    """The subject of a two-metric frontier. ``metrics`` are the contract's, whose limits say which points are feasible.

    Raises InputError for a frontier of other than two metrics.
    """
    agreed = tuple(metrics) or (() if contract is None else contract_metrics(contract))
    limits = every_limit(contract, agreed, (), cases_count=float(frontier.sweep.counts().cell("ALL")[0]))
    feasible = None
    if limits:
        feasible = np.ones(len(frontier), dtype=bool)
        for limit in limits:
            feasible &= limit.keeps(limit.measure(frontier.sweep)[frontier.index])
    return Subject(
        frontier=frontier,
        said=spoken(frontier, contract=contract),
        feasible=feasible,
        currency="" if contract is None else contract.currency,
        mark=_mark(frontier),
    )


def _mark(frontier: Frontier) -> str:
    sweep = frontier.sweep
    names = [*(f"{metric.name} {metric.goal} {metric.unit}" for metric in frontier.metrics), *sweep.scores]
    digest = hashlib.sha256(json.dumps(names).encode())
    for part in (frontier.values, sweep.score_code[frontier.index], sweep.threshold[frontier.index]):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()[:_SHA_LENGTH]
