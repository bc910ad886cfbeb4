"""Where a fairness limit compares tiers: the bound of every stretch [w, top(w)] at once, and the best combination in each.

Inside a stretch tiers are free of each other, so at any prices no policy in it passes the constant plus the largest profit
of each tier's candidates there (see ``relaxation``). What each candidate makes is put in order once; the largest profit of
any stretch is then two look-ups in a table of the largest of 1, 2, 4, ... neighbours (Bender and Farach-Colton 2000).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.policy.tiers.limit_forms import Window
from workbench.policy.tiers.pieces import Totals
from workbench.policy.tiers.relaxation import Bounded


class EveryWindow:
    """The stretches that begin at each of ``starts`` (rising), over the candidates of ``totals``."""

    def __init__(self, totals: Totals, window: Window, starts: np.ndarray) -> None:
        self.totals, self.starts, self._top = totals, starts, window.top(starts)
        self._order: list[np.ndarray | None] = []
        self._made: list[np.ndarray | None] = []
        for values, kept in zip(window.values, totals.kept, strict=True):
            if values is None:
                self._order.append(None)
                self._made.append(None)
                continue
            order = np.argsort(values[kept], kind="stable")
            self._order.append(order)
            self._made.append(values[kept][order])

    def bounds(self, found: Bounded, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """What no policy passes that stands in a stretch from ``starts[first[i]]`` to ``starts[last[i]]``; -inf where none can."""
        most = [float(each.max(initial=-np.inf)) for each in found.profit]
        bound = np.full(len(first), found.bound - sum(most))
        for order, made, profit, largest in zip(self._order, self._made, found.profit, most, strict=True):
            if order is None or made is None:
                bound += largest
                continue
            low = np.searchsorted(made, self.starts[first], side="left")
            high = np.searchsorted(made, self._top[last], side="right")
            bound += _largest(profit[order], low, high)
        return bound

    def combinations(self, found: Bounded, at: Sequence[int]) -> np.ndarray:
        """The combination of most profit in the stretch of each start in ``at``, (m, values); those that have one."""
        chosen = []
        for start in at:
            own = []
            for order, made, profit, kept in zip(self._order, self._made, found.profit, self.totals.kept, strict=True):
                if order is None or made is None:
                    own.append(int(kept[np.argmax(profit)]))
                    continue
                low = int(np.searchsorted(made, self.starts[start], side="left"))
                high = int(np.searchsorted(made, self._top[start], side="right"))
                if low >= high:
                    break
                inside = order[low:high]
                own.append(int(kept[inside[np.argmax(profit[inside])]]))
            if len(own) == len(self._order):
                chosen.append(own)
        return np.array(chosen, dtype=np.intp).reshape(len(chosen), len(self._order))


def _largest(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The largest of ``values[low[i]:high[i]]``; -inf where there is none."""
    found = np.full(len(low), -np.inf)
    width = high - low
    step, table = 1, values
    while len(table):
        mine = np.flatnonzero((width >= step) & (width < 2 * step))
        found[mine] = np.maximum(table[low[mine]], table[high[mine] - step])
        table = np.maximum(table[:-step], table[step:]) if len(table) > step else table[:0]
        step *= 2
    return found
