"""The ladder: the points of a two-metric frontier in order, and the exchange rates at which the best one changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from workbench.errors import InputError
from workbench.frontier import is_nondominated, upper_hull
from workbench.metrics import Metric

_LOG_MAX = 690.0  # e to this is still a float, with room to multiply


class HasPoints(Protocol):
    """What people choose between: a ``Frontier``, a ``TieredFrontier``, or anything with two metrics and their values."""

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """x, then y."""

    @property
    def values(self) -> np.ndarray:
        """Shape (points, 2), in the metrics' own units; NaN where undefined."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ladder:
    """Points that nothing beats, from the worst to the best value of the first metric.

    ``points`` are their places in the frontier's ``values``; ``a`` and ``b`` are both metrics there, turned so that more is
    better (``a`` rises and ``b`` falls). ``rungs`` are places in ``points``: the supported points, those that some
    exchange rate picks. The exchange rate is how many units of the second metric one unit of the first is worth;
    ``log_rates`` has the natural logarithms of those at which one rung gives way to the next, rising. ``undefined_count``
    points have no value or an infinite one and ``beaten_count`` are no better than another in either metric: nobody is asked about them.
    """

    metrics: tuple[Metric, Metric]
    points: np.ndarray
    a: np.ndarray
    b: np.ndarray
    rungs: np.ndarray
    log_rates: np.ndarray
    undefined_count: int
    beaten_count: int

    @property
    def unsupported(self) -> tuple[int, ...]:
        """The points that no exchange rate picks; only a limit can justify them."""
        on_hull = np.isin(np.arange(len(self.points)), self.rungs)
        return tuple(self.points[~on_hull].tolist())

    def place(self, point: int) -> int:
        """Where a point of the frontier stands on the ladder. Raises InputError where it is none that can be chosen."""
        found = np.flatnonzero(self.points == point)
        if not len(found):
            raise InputError(
                f"Point {point} is none of the {len(self.points)} points of this frontier that can be chosen. "
                "Choose one that the frontier shows."
            )
        return int(found[0])

    def rung_at(self, log_rate: float) -> int:
        """Which rung is best at an exchange rate; at the very rate between two, the lower."""
        return int(np.searchsorted(self.log_rates, log_rate, side="left"))

    def log_rate_between(self, first: int, second: int) -> float:
        """The logarithm of the exchange rate at which two places of the ladder are worth the same."""
        gain, loss = self.a[second] - self.a[first], self.b[first] - self.b[second]
        with np.errstate(all="ignore"):
            return float(np.clip(np.log(abs(loss)) - np.log(abs(gain)), -_LOG_MAX, _LOG_MAX))


def ladder_of(frontier: HasPoints) -> Ladder:
    """The ladder of a frontier; of one point, or none, where there is no more to choose from.

    Points with a NaN or an infinite value are left out and counted, and so are points that another one beats or equals
    (of equal points the first stays). Raises InputError unless there are two metrics.

    >>> from types import SimpleNamespace
    >>> from workbench.metrics import BUILTIN
    >>> values = np.array([[0.8, 0.0], [0.6, 0.17], [0.2, 0.33], [0.0, 0.67]])
    >>> ladder = ladder_of(SimpleNamespace(metrics=(BUILTIN["fpr"], BUILTIN["fnr"]), values=values))
    >>> ladder.rungs.tolist(), np.exp(ladder.log_rates).round(2).tolist()
    ([0, 2, 3], [0.55, 1.7])
    """
    metrics = tuple(frontier.metrics)
    values = np.asarray(frontier.values, dtype=np.float64)
    if len(metrics) != 2 or values.ndim != 2 or values.shape[1] != 2:
        raise InputError(
            f"Questions are asked along a frontier of two metrics, and this one has {len(metrics)}. Choose the two to compare."
        )
    signs = [metric.sign for metric in metrics]
    is_usable = np.isfinite(values).all(axis=1)
    usable = np.flatnonzero(is_usable)
    kept = usable[is_nondominated(values[usable], signs=signs)]
    oriented = values[kept] * signs
    order = np.argsort(oriented[:, 0], kind="stable")
    kept, a, b = kept[order], oriented[order, 0], oriented[order, 1]
    rungs = np.flatnonzero(upper_hull(a, b)) if len(kept) else np.zeros(0, dtype=np.int64)
    with np.errstate(all="ignore"):
        log_rates = np.log(-np.diff(b[rungs])) - np.log(np.diff(a[rungs]))
    # Of three points that are on one line but for rounding, the hull may keep the middle: its two rates are one.
    log_rates = np.maximum.accumulate(np.clip(log_rates, -_LOG_MAX, _LOG_MAX))
    return Ladder(
        metrics=(metrics[0], metrics[1]),
        points=kept,
        a=a,
        b=b,
        rungs=rungs,
        log_rates=log_rates,
        undefined_count=int((~is_usable).sum()),
        beaten_count=len(usable) - len(kept),
    )
