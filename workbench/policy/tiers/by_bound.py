"""The best of a piece under a fairness limit where there are very many candidates: stretch by stretch, the most promising first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from workbench.policy.tiers.every_window import EveryWindow
from workbench.policy.tiers.relaxation import NONE_BELOW, Bounded, Prices, bound_at, excess_at

BLOCKS, SPLIT, ROUNDS_MAX, TRIED_AT_ONCE = 2_048, 16, 60, 24
SPREAD, PRICED_MAX = 16, 24
NEAR_ENOUGH = 2e-4


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """``bound`` is what the piece cannot pass; ``is_complete`` that no combination is better than what was found."""

    bound: float
    is_complete: bool


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is known of some stretches: that nothing in them passes ``bound``, prices that suit them, and combinations near
    the best. Where no policy in them keeps the ceilings the bound is -inf, and ``proof`` has the prices that show it.
    """

    bound: float
    prices: Prices | None = None
    near: np.ndarray | None = None
    proof: Prices | None = None


def scan(
    stretches: EveryWindow,
    *,
    lower: Callable[[], float],
    add: Callable[[np.ndarray], None],
    priced: Callable[[int, int], Asked],
    slack: float,
) -> Scanned:
    """Looks at the stretches whose bound is the highest until none can hold something better than ``lower()``.

    ``add`` is given combinations to be measured. ``priced(first, last)`` gives prices that suit the stretches of
    these starts, where ceilings or targets hold something back, and combinations near the best there.

    Without prices the combination of most profit in a stretch is the best in it, so that the answer is exact; with them
    only the bound is told, and that it is reached where it is.
    """
    totals = stretches.totals
    free = Prices(share=np.ones(len(totals.weight)), price=np.zeros(len(totals.ceiling_0)))
    at_prices: list[Bounded] = [bound_at(totals, free)]
    last_start = len(stretches.starts) - 1
    edges = np.unique(np.linspace(0, last_start + 1, min(BLOCKS, last_start + 1) + 1).astype(np.intp))
    first, last = edges[:-1], edges[1:] - 1
    bound = stretches.bounds(at_prices[0], first, last)
    add(stretches.combinations(at_prices[0], first[np.argsort(-bound, kind="stable")[:TRIED_AT_ONCE]].tolist()))
    asked: set[tuple[int, int]] = set()

    proofs: list[Bounded] = []

    def bounds_of(first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """By all that was learned so far."""
        bound = np.minimum.reduce([stretches.bounds(each, first, last) for each in at_prices])
        for each in proofs:
            bound = np.where(stretches.bounds(each, first, last) < NONE_BELOW, -np.inf, bound)
        return bound

    def ask(low: int, high: int) -> None:
        nonlocal bound
        asked.add((low, high))
        told = priced(low, high)
        if told.near is not None:
            add(told.near)
        if told.prices is not None:
            at_prices.append(bound_at(totals, told.prices))
            bound = np.minimum(bound, stretches.bounds(at_prices[-1], first, last))
        if told.proof is not None:
            proofs.append(excess_at(totals, told.proof))
            bound = np.where(stretches.bounds(proofs[-1], first, last) < NONE_BELOW, -np.inf, bound)
        is_inside = (first >= low) & (last <= high)
        bound = np.where(is_inside, np.minimum(bound, told.bound + slack / 10), bound)

    if len(totals.ceiling_0):
        ask(0, last_start)
        for start in np.unique(np.linspace(0, last_start, SPREAD).astype(np.intp)).tolist():
            ask(start, start)  # prices change little from one stretch to the next, so a few bound them all
    for _ in range(ROUNDS_MAX):
        open_ = np.flatnonzero(bound > lower() + slack)
        if not len(open_):
            break
        best = open_[np.argsort(-bound[open_], kind="stable")[:TRIED_AT_ONCE]]
        add(stretches.combinations(at_prices[-1], np.unique([first[best], last[best]]).tolist()))
        top = best[0]
        here, is_single = (int(first[top]), int(last[top])), first[top] == last[top]
        if len(totals.ceiling_0) and bound[top] - lower() <= NEAR_ENOUGH * abs(bound[top]):
            break  # what is left to win is not worth the wait, and the bound tells how much it is
        if bound[top] > lower() + slack and (is_single or len(totals.ceiling_0)):
            if here not in asked and len(asked) < PRICED_MAX:
                ask(*here)
                continue
            if is_single or len(asked) >= PRICED_MAX:
                break
        split = best[(first[best] < last[best]) & (bound[best] > lower() + slack)]
        if not len(split):
            continue
        parts = [
            np.unique(np.linspace(a, b + 1, SPLIT + 1).astype(np.intp))
            for a, b in zip(first[split], last[split], strict=True)
        ]
        new_first = np.concatenate([each[:-1] for each in parts])
        new_last = np.concatenate([each[1:] - 1 for each in parts])
        own = np.repeat(bound[split], [len(each) - 1 for each in parts])
        own = np.minimum(own, bounds_of(new_first, new_last))
        rest = np.setdiff1d(np.arange(len(first)), split)
        first, last = np.concatenate([first[rest], new_first]), np.concatenate([last[rest], new_last])
        bound = np.concatenate([bound[rest], own])
    highest = float(bound.max(initial=-np.inf))
    return Scanned(bound=max(highest, -np.inf), is_complete=not highest > lower() + slack)
