"""A limit: a bound that must hold on a metric, on its largest gap or on its smallest ratio between segment values."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.contract.value_list import refuse_two_readings
from workbench.metrics import Metric
from workbench.metrics.bound import keeps_bound
from workbench.metrics.ranges import Range, divide, on_ranges
from workbench.sweep import Counts, Sweep, Where


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A bound that must hold: on a metric, on its largest gap or on its smallest ratio between segment values.

    ``values`` are the segment values it looks at; empty means all of the column.
    """

    text: str
    kind: Literal["value", "gap", "ratio"]
    metric: Metric
    at_most: bool
    bound: float
    column: str | None = None
    values: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What is bounded, in words."""
        where = "" if self.column is None else f" ({self.column}{' ' + ', '.join(self.values) if self.values else ''})"
        before = {"value": "", "gap": "Largest gap in ", "ratio": "Smallest ratio of "}[self.kind]
        return f"{before}{self.metric.label}{where}"

    def measure(self, sweep: Sweep) -> np.ndarray:
        """What is bounded, at every candidate of the sweep, NaN where undefined; of Gaps, its Range in each."""
        return self._measure(lambda where: self.metric.value(sweep.counts({**self.metric.where, **where})), sweep)

    def measure_at(self, sweep: Sweep, score: str, threshold: float) -> float:
        """What is bounded, at one threshold."""
        return self.measure_one(sweep, lambda where: sweep.at(score, [threshold], where=where))

    def measure_one(self, sweep: Sweep, count: Callable[[Where], Counts]) -> float:
        """What is bounded, where ``count(where)`` gives the counts of one policy on the sweep's rows, shape (1,)."""
        return float(self._measure(lambda where: self.metric.value(count({**self.metric.where, **where})), sweep)[0])

    def of_counts(self, counts: Counts, sweep: Sweep) -> np.ndarray:
        """What is bounded, at the thresholds of ``counts``: those of the sweep's rows that the metric looks at (its ``where``).

        Raises CountsWithoutRows where the limit looks at some of the rows, and the counts came without them.
        """

        def value(where: Where) -> np.ndarray:
            within = counts
            for column, values in where.items():
                within = within.within(column, values)
            return self.metric.value(within)

        return self._measure(value, sweep)

    def keeps(self, values: np.ndarray) -> np.ndarray:
        """True where the limit holds; undefined never passes."""
        return keeps_bound(values, self.bound, at_most=self.at_most)

    def may_keep(self, within: Range) -> np.ndarray:
        """True where the limit can hold for some value of the range."""
        return self.keeps(within.low if self.at_most else within.high)

    def must_keep(self, within: Range) -> np.ndarray:
        """True where the limit holds for every value of the range, and there is a value at every candidate."""
        return self.keeps(within.high if self.at_most else within.low) & ~np.asarray(within.maybe_undefined)

    def _measure(self, value: Callable[[dict[str, tuple[str, ...]]], np.ndarray], sweep: Sweep) -> np.ndarray:
        if self.column is None:
            return value({})
        if self.kind == "value":
            refuse_two_readings(self.values, sweep.occurring(self.column), column=self.column)
            return value({self.column: self.values})
        refuse_two_readings(self.values, sweep.occurring(self.column), column=self.column)
        chosen = self.values or sweep.occurring(self.column)
        if not chosen:
            return np.nan * value({})
        by_value = [value({self.column: (one,)}) for one in chosen]
        # A NaN in any segment stays NaN: it cannot pass.
        low, high = functools.reduce(np.minimum, by_value), functools.reduce(np.maximum, by_value)
        return high - low if self.kind == "gap" else _ratio(low, high)


@on_ranges(divide)
def _ratio(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(high == 0, np.nan, low / high)
