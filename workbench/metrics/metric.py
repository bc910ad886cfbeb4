"""A metric: a named function of confusion counts with a unit, a direction and a role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from workbench.metrics.bound import keeps_bound
from workbench.sweep.counts import Counts
from workbench.sweep.sweep import Sweep, Where

_BLOCK_THRESHOLDS = 1 << 14

Goal = Literal["maximise", "minimise"]
Role = Literal["primary", "secondary", "guardrail", "diagnostic"]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """``value(counts)`` has shape (k,), NaN where undefined; ``denominator`` likewise for ratios, else None.

    ``unit`` is written for people. ``share of X`` says that the value is a rate from 0 to 1, shown per 1,000 X or in
    percent. ``things`` is what is counted when a share is said as a number of things ("missed events"). ``is_money``
    says that the value is an amount of money as such, shown rounded to k and M.
    """

    name: str
    label: str
    goal: Goal
    unit: str
    value: Callable[[Counts], np.ndarray]
    denominator: Callable[[Counts], np.ndarray] | None = None
    definition: str = ""
    things: str | None = None
    role: Role = "diagnostic"
    weight: float = 0.0
    worst: float | None = None
    target: float | None = None
    limit: float | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    so_what: str = ""
    layer: str = "model"
    is_money: bool = False

    @property
    def is_share(self) -> bool:
        """Whether the value is a rate from 0 to 1, shown in percent."""
        return self.unit.startswith("share of ")

    @property
    def sign(self) -> int:
        """+1 where more is better, -1 where less is."""
        return 1 if self.goal == "maximise" else -1

    def measure(self, sweep: Sweep) -> np.ndarray:
        """The metric at every candidate of the sweep; of Gaps, the Range that it has in each."""
        return self.of(sweep.counts(self.where))

    def of(self, counts: Counts) -> np.ndarray:
        """``value(counts)``, some thresholds at a time where there are many: what is made on the way stays small."""
        if not isinstance(counts, Counts) or len(counts) <= _BLOCK_THRESHOLDS:
            return self.value(counts)
        found = np.empty(len(counts))
        for start in range(0, len(counts), _BLOCK_THRESHOLDS):
            part = slice(start, start + _BLOCK_THRESHOLDS)
            found[part] = self.value(counts.take(part))
        return found

    def measure_at(self, sweep: Sweep, score: str, threshold: float) -> tuple[float, float | None]:
        """The metric and its denominator (None where it is no ratio) at one threshold."""
        return self.measure_one(lambda where: sweep.at(score, [threshold], where=where))

    def measure_one(self, count: Callable[[Where], Counts]) -> tuple[float, float | None]:
        """The metric and its denominator where ``count(where)`` gives the counts of one policy, shape (1,)."""
        counts = count(self.where)
        below = None if self.denominator is None else float(self.denominator(counts)[0])
        return float(self.value(counts)[0]), below

    def keeps_limit(self, values: np.ndarray) -> np.ndarray:
        """True where the limit holds, as ``bound`` decides it; an undefined value never passes. All true without a limit."""
        if self.limit is None:
            return np.ones(np.shape(values), dtype=bool)
        return keeps_bound(values, self.limit, at_most=self.goal == "minimise")
