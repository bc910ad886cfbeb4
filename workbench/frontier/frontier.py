"""The frontier: the operating points of a sweep that no other point beats on every chosen metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import InputError
from workbench.frontier.hull import supported, upper_hull, weight_intervals
from workbench.frontier.knee import knee
from workbench.frontier.nondominated import is_nondominated
from workbench.metrics.metric import Metric
from workbench.metrics.table import sweep_table
from workbench.sweep.sweep import Sweep


@dataclass(frozen=True, kw_only=True, eq=False)
class Frontier:
    """Frontier points from the worst to the best value of the first metric.

    ``index`` says which candidates of the sweep they are, ``values`` has shape (points, metrics). ``exchange_rate`` is
    how much the second metric worsens, in its unit, for one unit of improvement of the first on the way to the
    next point; NaN at the last, and where the second does not worsen (possible with three or more metrics).
    ``weight_low`` to ``weight_high`` are the ratios weight of first / weight of second for which a vertex is best: NaN
    off the hull, and known for two metrics only. The knee too.
    """

    sweep: Sweep
    metrics: tuple[Metric, ...]
    index: np.ndarray
    values: np.ndarray
    on_hull: np.ndarray
    exchange_rate: np.ndarray
    weight_low: np.ndarray | None
    weight_high: np.ndarray | None
    knee: int | None
    undefined_count: int

    def __len__(self) -> int:
        return len(self.index)

    def table(self, *, first: int | None = None) -> pd.DataFrame:
        """The frontier's rows of the sweep table (the ``first`` so many), with hull, exchange rate, weight interval."""
        table = sweep_table(self.sweep, metrics=self.metrics, index=self.index[:first])
        table["on_hull"] = self.on_hull[:first]
        table["exchange_rate"] = self.exchange_rate[:first]
        if self.weight_low is not None and self.weight_high is not None:
            table["weight_low"] = self.weight_low[:first]
            table["weight_high"] = np.where(np.isposinf(self.weight_high), np.nan, self.weight_high)[:first]
        return table


def build_frontier(sweep: Sweep, *, metrics: Sequence[Metric], among: np.ndarray | None = None) -> Frontier:
    """The frontier of all candidates that the sweep lists, or of those where the mask ``among`` is true."""
    if len(metrics) < 2:
        raise InputError("A frontier needs two metrics or more, such as recall and flag_rate.")
    values = np.array([metric.measure(sweep) for metric in metrics]).T
    usable = ~np.isnan(values).any(axis=1)
    allowed = usable if among is None else usable & among
    signs = [metric.sign for metric in metrics]
    index = np.flatnonzero(allowed)[is_nondominated(values[allowed], signs=signs)]
    oriented = values[index] * signs
    order = np.lexsort((*-oriented.T[:0:-1], oriented[:, 0]))
    index, oriented = index[order], oriented[order]
    a, b = oriented[:, 0], oriented[:, 1]
    exchange_rate = np.full(len(a), np.nan)
    gained, given = np.diff(a), -np.diff(b)
    np.divide(given, gained, out=exchange_rate[:-1], where=(gained > 0) & (given > 0))
    if len(metrics) == 2:
        on_hull = upper_hull(a, b)
        low, high = weight_intervals(a, b, on_hull)
        bend = knee(a, b)
    else:
        on_hull, low, high, bend = supported(oriented), None, None, None
    return Frontier(
        sweep=sweep,
        metrics=tuple(metrics),
        index=index,
        values=values[index],
        undefined_count=int((~usable).sum()),
        on_hull=on_hull,
        exchange_rate=exchange_rate,
        weight_low=low,
        weight_high=high,
        knee=bend,
    )
