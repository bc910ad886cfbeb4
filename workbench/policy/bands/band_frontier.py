"""The frontier of review bands: on two axes, such as the share that is automated against what it costs, or risks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from workbench.frontier import is_nondominated
from workbench.metrics import BUILTIN, Metric
from workbench.policy.bands.pairs import Pairs, every_pair
from workbench.policy.limits import Limit
from workbench.policy.per_period import capacity_limit
from workbench.policy.review_band import ReviewBand
from workbench.policy.reviewer import Reviewer
from workbench.sweep import Sweep

AUTOMATED = BUILTIN["automation_rate"]
# So many bands are measured; where there are more, they are those between fewer thresholds.
BANDS_MAX = 4_000_000
HELPING = 1 << 16
TOLERANCE = 1e-12


@dataclass(frozen=True, kw_only=True, eq=False)
class BandFrontier:
    """Bands that no other beats in both ``x`` (the share automated unless asked otherwise) and ``cost_metric``, from the
    least x to the most.

    ``values`` has shape (k, 2), a column an axis, and ``is_feasible`` (k,), worked out when it is asked for, which is false where a limit or the
    reviewer's capacity is broken: such bands stay visible, as on every frontier. ``bands_count`` were measured;
    ``is_complete`` says whether those were all, else they are all between ``thresholds_count`` thresholds that are evenly
    spread in the share flagged. ``undefined_count`` bands are undefined on an axis and left out.
    """

    pairs: Pairs = field(repr=False)
    x: Metric
    cost_metric: Metric
    values: np.ndarray
    limits: tuple[Limit, ...]
    bands_count: int
    thresholds_count: int
    is_complete: bool
    undefined_count: int

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def is_feasible(self) -> np.ndarray:
        """Whether every limit and the reviewer's capacity hold at each point, shape (k,)."""
        kept = [limit.keeps(limit.measure(self.pairs)) for limit in self.limits]
        return np.logical_and.reduce([np.ones(len(self.pairs), dtype=bool), *kept])

    @property
    def automated_rate(self) -> np.ndarray:
        """The share automated at each point, shape (k,)."""
        return self.values[:, 0] if self.x is AUTOMATED else AUTOMATED.measure(self.pairs)

    @property
    def cost(self) -> np.ndarray:
        """``cost_metric`` at each point, shape (k,)."""
        return self.values[:, 1]

    def policy(self, index: int) -> ReviewBand:
        """The band of one point."""
        return self.pairs.policy(index)


def band_frontier(
    sweep: Sweep,
    *,
    cost_metric: Metric,
    reviewer: Reviewer,
    x: Metric = AUTOMATED,
    score: str | None = None,
    limits: Sequence[Limit] = (),
    bands_max: int = BANDS_MAX,
    among: np.ndarray | None = None,
) -> BandFrontier:
    """The non-dominated bands; ``cost_metric`` may be any metric, in its own direction, such as a payoff or a miss rate.

    A metric that is to count the cost of reviews must know it: the contract's payoff does, a formula may with REVIEWED.
    ``among`` has the candidates between which bands are looked at, in place of as many as there may be.
    Raises ColumnError where the reviewer's capacity asks for periods that there are none of.
    """
    if score is not None:
        sweep = Sweep(sweep.predictions, scores=[score], candidates_max=sweep.candidates_max)
    capacity = capacity_limit(sweep.predictions, reviewer)
    asked = (*limits, *([] if capacity is None else [capacity]))
    candidates = _spread(sweep, bands_max) if among is None else among
    upper, lower = every_pair(sweep, candidates)
    signs, kept, undefined_count = [x.sign, cost_metric.sign], [], 0
    everything = Pairs(sweep=sweep, reviewer=reviewer, upper=upper, lower=lower)
    for part in _helpings(len(upper)):
        values = _measured(everything.take(part), x, cost_metric)
        undefined_count += int(np.isnan(values).any(axis=1).sum())
        kept.append(part[is_nondominated(values, signs=signs)])
    found = np.concatenate(kept)
    values = np.concatenate(
        [_measured(everything.take(found[part]), x, cost_metric) for part in _helpings(len(found))]
        or [np.empty((0, 2))]
    )
    best = in_order(values, signs=signs)
    pairs = everything.take(found[best])
    return BandFrontier(
        pairs=pairs,
        x=x,
        cost_metric=cost_metric,
        values=values[best],
        limits=asked,
        bands_count=len(everything),
        thresholds_count=len(candidates),
        is_complete=sweep.is_complete and len(candidates) == len(sweep),
        undefined_count=undefined_count,
    )


def in_order(values: np.ndarray, *, signs: Sequence[int]) -> np.ndarray:
    """Places of the frontier among ``values`` of shape (n, 2), from the least of the first metric to the most.

    Expected counts are products with the reviewer's shares, so that equal values differ in their last bits: what is
    better than another point by rounding alone (1e-12 of the larger of both) and worse otherwise is left out.
    """
    best = np.flatnonzero(is_nondominated(values, signs=signs))
    best = best[np.argsort(values[best, 0], kind="stable")]
    upward = best if signs[0] > 0 else best[::-1]
    kept: list[tuple[int, float, float]] = []
    for index, a, b in zip(upward.tolist(), *(values[upward] * np.asarray(signs)).T.tolist(), strict=True):
        while kept and kept[-1][2] <= b + TOLERANCE * max(abs(b), abs(kept[-1][2])):
            kept.pop()
        if not kept or kept[-1][1] < a - TOLERANCE * max(abs(a), abs(kept[-1][1])):
            kept.append((index, a, b))
    found = np.array([index for index, _, _ in kept], dtype=np.int64)
    return found if signs[0] > 0 else found[::-1]


def _measured(pairs: Pairs, x: Metric, y: Metric) -> np.ndarray:
    return np.column_stack([x.measure(pairs), y.measure(pairs)])


def _helpings(count: int) -> Iterator[np.ndarray]:
    for start in range(0, count, HELPING):
        yield np.arange(start, min(start + HELPING, count))


def _spread(sweep: Sweep, bands_max: int) -> np.ndarray:
    """The candidates between which all bands are measured, all where that is not too many, else evenly spread."""
    sizes = np.diff(np.searchsorted(sweep.score_code, np.arange(len(sweep.scores) + 1)))
    if (sizes * (sizes + 1) // 2).sum() <= bands_max:
        return np.arange(len(sweep))
    most = max(int(np.sqrt(2 * bands_max / len(sizes))) - 1, 2)
    flagged, found = sweep.counts().cell("FLAGGED"), []
    for code in range(len(sizes)):
        own = np.flatnonzero(sweep.score_code == code)
        wanted = np.linspace(flagged[own[0]], flagged[own[-1]], most)
        found.append(own[np.unique(np.searchsorted(flagged[own], wanted))] if len(own) > most else own)
    return np.concatenate(found)
