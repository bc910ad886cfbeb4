"""Limits as text: ``recall>=0.9``, ``fpr<=0.02@tier=premium``, ``gap(fpr)<=0.05@region``, ``ratio(fnr)>=0.8@sex``."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.contract import Contract
from workbench.errors import LimitError
from workbench.metrics import Metric, resolve_metrics
from workbench.metrics.bound import keeps_bound
from workbench.metrics.ranges import Range, divide, on_ranges
from workbench.sweep import Counts, Sweep, Where

_PATTERN = re.compile(
    r"^\s*(?:(?P<kind>gap|ratio)\s*\(\s*(?P<inner>[^()]+?)\s*\)|(?P<metric>[A-Za-z_]\w*))\s*(?P<sign><=|>=)\s*"
    r"(?P<bound>[-+]?[0-9.][-+0-9.eE_]*)\s*(?:@\s*(?P<column>[^=]+?)\s*(?:=\s*(?P<values>.+?))?)?\s*$"
)


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
            return value({self.column: self.values})
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


def parse_limit(text: str, *, contract: Contract | None = None, cases_count: float | None = None) -> Limit:
    """The limit that ``text`` writes.

    >>> limit = parse_limit("gap(fpr)<=0.05@region=north,south")
    >>> limit.kind, limit.bound, limit.column, limit.values
    ('gap', 0.05, 'region', ('north', 'south'))

    Raises LimitError that shows the accepted forms.
    """
    found = _PATTERN.match(text)
    if found is None:
        raise LimitError(
            f"The limit {text!r} cannot be read. Write METRIC<=X, METRIC>=X@COLUMN=VALUE, gap(METRIC)<=X@COLUMN or "
            "ratio(METRIC)>=X@COLUMN."
        )
    try:
        bound = float(found["bound"])
        if not math.isfinite(bound):
            raise ValueError
    except ValueError:
        raise LimitError(
            f"The limit {text!r} needs a number after {found['sign']}; found {found['bound']!r}."
        ) from None
    kind, column = found["kind"] or "value", found["column"]
    values = tuple(value.strip() for value in (found["values"] or "").split(",") if value.strip())
    if kind != "value" and column is None:
        raise LimitError(f"The limit {text!r} compares segments; say of which column: {text.strip()}@COLUMN.")
    if kind == "value" and column is not None and not values:
        raise LimitError(f"The limit {text!r} needs a value of {column}: {text.strip()}=VALUE.")
    metric = resolve_metrics([found["inner"] or found["metric"]], contract=contract, cases_count=cases_count)[0]
    if column in metric.where:
        only = ", ".join(metric.where[column])
        raise LimitError(
            f"The limit {text!r} cannot look at {column}: {metric.name} looks only at {column}={only} already."
        )
    return Limit(
        text=text.strip(),
        kind=kind,
        metric=metric,
        at_most=found["sign"] == "<=",
        bound=bound,
        column=column,
        values=values,
    )


def contract_limits(metrics: tuple[Metric, ...]) -> tuple[Limit, ...]:
    """The limits that a contract's metrics carry, each on the rows its metric looks at."""
    return tuple(
        Limit(
            text=f"{metric.name}{'<=' if metric.goal == 'minimise' else '>='}{repr(metric.limit).removesuffix('.0')}",
            kind="value",
            metric=metric,
            at_most=metric.goal == "minimise",
            bound=metric.limit,
        )
        for metric in metrics
        if metric.limit is not None
    )
