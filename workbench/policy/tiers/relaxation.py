"""The Lagrangian relaxation: prices for what ceilings and targets hold back, and the bound that any prices give.

For prices u of the ceilings (>= 0) and shares s of the worths (0 to 1), min(worth, 1) <= s worth + 1 - s, and a policy
within the ceilings has u * total <= 0. So piece <= constants + the sum over values of the largest of line + s weight worth
- u ceiling: each value by itself. This holds whatever the prices are; good ones come from the linear program in which a
value's candidates may be mixed, solved with the few candidates that are worth it (Dantzig and Wolfe 1960; Geoffrion 1974).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.policy.tiers.pieces import Totals

FIRST_COLUMNS, ROUNDS_MAX = 24, 40
NONE_BELOW = -1e-7


@dataclass(frozen=True, kw_only=True, eq=False)
class Prices:
    """``share`` of each worth, 0 to 1, and ``price`` of each scaled ceiling, >= 0."""

    share: np.ndarray
    price: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class Bounded:
    """``bound`` is what no policy passes; ``profit[v]`` the part that each candidate of a value adds to it, (k_v,).

    -inf where no policy keeps the ceilings.
    """

    bound: float
    profit: tuple[np.ndarray, ...]

    @property
    def loss(self) -> tuple[np.ndarray, ...]:
        """How far below the bound any policy with this candidate stays, by value."""
        return tuple(each.max(initial=-np.inf) - each for each in self.profit)


def bound_at(totals: Totals, prices: Prices) -> Bounded:
    """The bound at these prices."""
    by_worth = totals.weight * prices.share
    profit = tuple(
        line + by_worth @ worth - prices.price @ ceiling
        for line, worth, ceiling in zip(totals.line, totals.worth, totals.ceiling, strict=True)
    )
    constant = totals.line_0 + totals.weight @ (1 - prices.share) + by_worth @ totals.worth_0
    constant -= prices.price @ totals.ceiling_0
    return Bounded(bound=float(constant + sum(each.max(initial=-np.inf) for each in profit)), profit=profit)


def relax(totals: Totals) -> tuple[Prices, Bounded]:
    """Prices that make the bound small, and the bound. It is -inf where it is proven that the ceilings cannot be kept."""
    free = Prices(share=np.ones(len(totals.weight)), price=np.zeros(len(totals.ceiling_0)))
    found = bound_at(totals, free)
    if any(not len(each) for each in totals.kept):
        return free, Bounded(bound=-np.inf, profit=found.profit)
    if not len(totals.weight) and not len(totals.ceiling_0):
        return free, found
    columns = [_first_columns(totals, v) for v in range(len(totals.kept))]
    if len(totals.ceiling_0):
        columns, can_hold = _generate(totals, columns, is_for_feasibility=True)[2:]
        if not can_hold:
            return free, Bounded(bound=-np.inf, profit=found.profit)
    prices, best, _, _ = _generate(totals, columns, is_for_feasibility=False)
    return (prices, best) if best.bound < found.bound else (free, found)


def proof_of_none(totals: Totals) -> Prices | None:
    """Prices at which the ceilings are seen to be broken by every policy (see ``excess_at``); None where none are found."""
    if not len(totals.ceiling_0) or any(not len(each) for each in totals.kept):
        return None
    columns = [_first_columns(totals, v) for v in range(len(totals.kept))]
    prices, _, _, can_hold = _generate(totals, columns, is_for_feasibility=True)
    return None if can_hold else prices


def excess_at(totals: Totals, prices: Prices) -> Bounded:
    """Where its bound is below ``NONE_BELOW``, no policy keeps the ceilings: weighed with the prices they are broken."""
    return _excess_bound(totals, prices)


def _generate(
    totals: Totals, columns: list[np.ndarray], *, is_for_feasibility: bool
) -> tuple[Prices, Bounded, list[np.ndarray], bool]:
    """Column generation: the program over some candidates, its prices, and the candidates worth adding at these.

    For feasibility the line and worths count for nothing and the ceilings' excess is made small; the last answer is
    whether that can be 0, up to rounding, so far as is known.
    """
    best_prices: Prices | None = None
    best: Bounded | None = None
    for _ in range(ROUNDS_MAX):
        reached, prices = _program(totals, columns, is_for_feasibility=is_for_feasibility)
        if is_for_feasibility and reached > -1e-9:
            return prices, bound_at(totals, prices), columns, True
        found = _excess_bound(totals, prices) if is_for_feasibility else bound_at(totals, prices)
        if best is None or found.bound < best.bound:
            best_prices, best = prices, found
        if is_for_feasibility and found.bound < NONE_BELOW:
            return prices, found, columns, False
        close = 1e-10 * max(abs(reached), abs(best.bound), 1e-12)
        added = [int(np.argmax(each)) for each in found.profit]
        if best.bound - reached <= close or all(a in c for a, c in zip(added, columns, strict=True)):
            break
        columns = [np.union1d(c, a) for a, c in zip(added, columns, strict=True)]
    assert best_prices is not None
    assert best is not None
    return best_prices, best, columns, True


def _excess_bound(totals: Totals, prices: Prices) -> Bounded:
    """No policy's ceilings, weighed with prices of at most 1, come to less than minus this: below 0 they cannot be kept."""
    profit = tuple(-prices.price @ each for each in totals.ceiling)
    constant = -prices.price @ totals.ceiling_0
    return Bounded(bound=float(constant + sum(each.max(initial=-np.inf) for each in profit)), profit=profit)


def _first_columns(totals: Totals, v: int) -> np.ndarray:
    size = len(totals.kept[v])
    spread = np.unique(np.linspace(0, size - 1, FIRST_COLUMNS).astype(np.intp))
    ends = [int(np.argmin(row)) for row in totals.ceiling[v]] + [int(np.argmax(row)) for row in totals.worth[v]]
    return np.unique(np.concatenate([spread, ends, [int(np.argmax(totals.line[v]))]]).astype(np.intp))


def _program(totals: Totals, columns: list[np.ndarray], *, is_for_feasibility: bool) -> tuple[float, Prices]:
    """The value of the linear program over these candidates, and its prices."""
    from scipy.optimize import linprog  # slow to import

    own = totals.only(columns)
    owner = np.repeat(np.arange(len(columns)), [len(each) for each in columns])
    n, m, j = len(owner), (0 if is_for_feasibility else len(totals.weight)), len(totals.ceiling_0)
    excess = j if is_for_feasibility else 0
    gain = np.zeros(n) if is_for_feasibility else np.concatenate(own.line)
    scale = (
        1.0 if is_for_feasibility else max(float(np.max(np.abs(gain), initial=0.0)), float(totals.weight.sum())) or 1.0
    )
    cost = -np.concatenate([gain, totals.weight if m else [], np.full(excess, -1.0)]) / scale
    above = np.zeros((m + j, n + m + excess))
    limit = np.zeros(m + j)
    if m:
        above[:m, :n] = -np.concatenate(own.worth, axis=1)
        above[:m, n : n + m] = np.eye(m)
        limit[:m] = totals.worth_0
    above[m:, :n] = np.concatenate(own.ceiling, axis=1)
    limit[m:] = -totals.ceiling_0
    if excess:
        above[:, n:] = -np.eye(j)
    one_each = np.zeros((len(columns), n + m + excess))
    one_each[owner, np.arange(n)] = 1.0
    sides = [(0, None)] * n + [(None, 1.0)] * m + [(0, None)] * excess
    solved = linprog(
        cost, A_ub=above, b_ub=limit, A_eq=one_each, b_eq=np.ones(len(columns)), bounds=sides, method="highs"
    )
    if solved.x is None:
        return -np.inf, Prices(share=np.ones(len(totals.weight)), price=np.zeros(j))
    price = np.maximum(-np.asarray(solved.ineqlin.marginals) * scale, 0.0)
    share = np.ones(len(totals.weight))
    if m:
        share = np.clip(price[:m] / np.where(totals.weight > 0, totals.weight, 1.0), 0.0, 1.0)
    if is_for_feasibility:
        price = np.minimum(price, 1.0)
    return -float(solved.fun) * scale + (0.0 if is_for_feasibility else totals.line_0), Prices(
        share=share, price=price[m:]
    )
