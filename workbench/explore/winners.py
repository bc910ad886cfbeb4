"""The candidates that some weights or costs would recommend: a what-if slider may land on any of them."""

from __future__ import annotations

import numpy as np

from workbench.contract import Contract
from workbench.frontier.hull import supported, upper_hull
from workbench.frontier.nondominated import is_nondominated
from workbench.metrics import Metric, payoff_of
from workbench.policy import agreed_limits, weighted, worth
from workbench.sweep import Sweep

# Points that the contract values alike are told apart by the scale going on; this keeps the two apart in size.
TIE_BREAK = 1e-9
# A convex hull of many points in five dimensions takes minutes; a few hundred mixtures of weights find what a hand will.
EXACT_POINTS_MAX = 1_000
MIXTURES_COUNT, _MIXTURES_AT_ONCE = 256, 32


def possible_winners(sweep: Sweep, *, contract: Contract, metrics: tuple[Metric, ...], rule: str) -> np.ndarray:
    """Indices of the feasible candidates that are best for some non-negative weights of what ``rule`` adds up.

    Of three terms and more over many candidates: those that are best for some of a few hundred mixtures, always the same.
    """
    feasible = np.ones(len(sweep), dtype=bool)
    for metric in metrics:
        feasible &= metric.keeps_limit(metric.measure(sweep))
    for limit in agreed_limits(contract, cases_count=float(sweep.counts().cell("ALL")[0])):
        feasible &= limit.keeps(limit.measure(sweep))
    if rule == "payoff":
        counts = sweep.counts()
        terms = [payoff_of(counts, {cell: payoff}) for cell, payoff in contract.payoff.items()]
    else:
        terms = []
        for metric in weighted(metrics):
            values = metric.measure(sweep)
            terms.append(worth(values, metric) + TIE_BREAK * worth(values, metric, beyond=True))
    points = np.column_stack(terms)
    feasible &= ~np.isnan(points).any(axis=1)
    index = np.flatnonzero(feasible)
    if not len(index):
        return index
    if points.shape[1] > 2 and len(index) > EXACT_POINTS_MAX:
        return index[_best_for_mixtures(points[index])]
    index = index[is_nondominated(points[index], signs=[1] * points.shape[1])]
    if points.shape[1] == 1 or len(index) < 3:
        return index
    if points.shape[1] == 2:
        index = index[np.argsort(points[index, 0], kind="stable")]
        return index[upper_hull(points[index, 0], points[index, 1])]
    varied = np.ptp(points[index], axis=0) > 0
    return index[supported(points[index][:, varied])] if varied.sum() > 1 else index


def _best_for_mixtures(points: np.ndarray) -> np.ndarray:
    """The rows of ``points``, shape (n, terms), that are best for mixtures spread over those that sliders can make."""
    terms = points.shape[1]
    # Multiples of powers of the generalised golden ratio fill a cube evenly (Roberts 2018), without chance.
    ratio = 2.0
    for _ in range(40):
        ratio = (1 + ratio) ** (1 / (terms + 1))
    even = (0.5 + np.outer(np.arange(1, MIXTURES_COUNT + 1), ratio ** -np.arange(1.0, terms + 1))) % 1
    shared_out, multiplied = -np.log(even[::2]), 10 ** (2 * even[1::2] - 1)
    mixtures = np.vstack([shared_out, multiplied])
    best = [
        (points @ mixtures[start : start + _MIXTURES_AT_ONCE].T).argmax(axis=0)
        for start in range(0, MIXTURES_COUNT, _MIXTURES_AT_ONCE)
    ]
    return np.unique(np.concatenate(best))
