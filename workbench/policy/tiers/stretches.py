"""Best first: the pieces of a rule, each within stretches of what tiers may make where a fairness limit compares them."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from workbench.policy.limits import Limit
from workbench.policy.rule import Rule
from workbench.policy.tiers.by_bound import Asked, scan
from workbench.policy.tiers.candidates import TierCandidates
from workbench.policy.tiers.combinations import Combinations
from workbench.policy.tiers.every_window import EveryWindow
from workbench.policy.tiers.limit_forms import TierLimits, Window
from workbench.policy.tiers.near_best import Ordered, is_in_order, near_best
from workbench.policy.tiers.pieces import Piece, Totals, totals_of
from workbench.policy.tiers.relaxation import Prices, bound_at, proof_of_none, relax
from workbench.policy.tiers.settle import settle

FIRST_KEPT, CHILDREN = 1_000, 8
# The more there is to look at, the fewer stretches and combinations at a time, so that an answer comes while one waits.
KEPT_MAX, KEPT_LEAST, KEPT_IN_ALL = 30_000, 4_000, 150_000
NODES_MAX, NODES_LEAST, CANDIDATES_IN_ALL = 120, 12, 4_000_000
# Under a fairness limit, of more candidates than this all stretches are bounded at once.
SCANNED_FROM, EXTENDED_EACH = 50_000, 1_500_000
# What rounding may do to a bound, as a share of the numbers it is made of.
ROUNDING = 1e-11


@dataclass(frozen=True, kw_only=True, eq=False)
class Solved:
    """``chosen`` are combinations, (m, values); ``best`` what the rule makes of the best of them that is feasible, or NaN.

    ``bound`` is what the piece cannot pass; ``is_complete`` says that no combination that could win is missing.
    """

    chosen: np.ndarray
    best: float
    bound: float
    is_complete: bool
    has_all_ties: bool


@dataclass(kw_only=True)
class _Search:
    candidates: TierCandidates
    rule: Rule
    limits: Sequence[Limit]
    within: TierLimits
    ordered: Ordered | None
    reached: float | None
    is_rule: bool
    pool: list[np.ndarray] = field(default_factory=list)
    best: float = float("nan")

    @property
    def lower(self) -> float:
        """What the piece is known to reach; -inf where nothing feasible is known."""
        if not self.is_rule:
            return -np.inf if self.reached is None else self.reached
        return -np.inf if np.isnan(self.best) else self.best

    def add_in_order(self, chosen: np.ndarray) -> None:
        """Adds those in which thresholds can rise along the order."""
        self.add(chosen if self.ordered is None else chosen[is_in_order(self.ordered, chosen)])

    def add(self, chosen: np.ndarray) -> None:
        if not len(chosen):
            return
        self.pool.append(chosen)
        combinations = Combinations(candidates=self.candidates, chosen=chosen)
        self.best = float(np.fmax(self.best, settle(combinations, self.rule, self.limits).best))


def solve(
    candidates: TierCandidates,
    rule: Rule,
    limits: Sequence[Limit],
    within: TierLimits,
    pieces: Sequence[Piece],
    ordered: Ordered | None = None,
    *,
    reached: float | None = None,
    also: np.ndarray | None = None,
) -> Solved:
    """The best of the pieces within the limits, and a bound.

    Where the pieces are not the rule itself, ``also`` has combinations that are known and ``reached`` what the best of
    them makes of the piece, None where none is feasible.
    """
    found = _Search(
        candidates=candidates,
        rule=rule,
        limits=limits,
        within=within,
        ordered=ordered,
        reached=reached,
        is_rule=also is None,
    )
    found.add(also if also is not None else np.empty((0, len(candidates)), dtype=np.intp))
    totals = [totals_of(candidates, within.kept, piece, within.ceilings) for piece in pieces]
    starts = _starts(within)
    slack = 10 * ROUNDING * max(each.size for each in totals)
    # The trivial bound first: what is left out of a piece counts for nothing, so most pieces never come up.
    queue = [
        (-(each.line_0 + piece.most) if rule.text == "contract" else -np.inf, i, 0, len(starts) - 1)
        for i, (each, piece) in enumerate(zip(totals, pieces, strict=True))
    ]
    heapq.heapify(queue)
    left, has_all_ties = -np.inf, True
    looked_at = sum(map(len, within.kept))
    if within.windows and looked_at > SCANNED_FROM:
        return _scanned(found, totals, starts, slack, [-each[0] for each in sorted(queue, key=lambda each: each[1])])
    for _ in range(max(NODES_LEAST, min(NODES_MAX, CANDIDATES_IN_ALL // looked_at))):
        if not queue or -queue[0][0] < found.lower - slack:
            queue = []
            break
        _, i, low, high = heapq.heappop(queue)
        prices, bound, is_done, has_ties = _look(found, _narrowed(totals[i], within.windows, starts, low, high), slack)
        has_all_ties &= has_ties
        if is_done:
            continue
        if high <= low:
            left = max(left, bound)
            continue
        borders = np.unique(np.linspace(low, high + 1, CHILDREN + 1).astype(int)).tolist()
        for first, after in pairwise(borders):
            # The prices of the whole stretch give each of its parts a bound of its own at once.
            part = bound_at(_narrowed(totals[i], within.windows, starts, first, after - 1), prices).bound + slack / 10
            heapq.heappush(queue, (-min(bound, part), i, first, after - 1))
    left = max([left, *(-each[0] for each in queue)])
    chosen = np.concatenate(found.pool) if found.pool else np.empty((0, len(candidates)), dtype=np.intp)
    return Solved(
        chosen=np.unique(chosen, axis=0),
        best=found.best,
        bound=max(left, found.lower),
        is_complete=left < found.lower - slack or left == -np.inf,
        has_all_ties=has_all_ties,
    )


def _scanned(
    found: _Search, totals: Sequence[Totals], starts: np.ndarray, slack: float, most: Sequence[float]
) -> Solved:
    """All pieces by the bounds of every stretch; which policies tie is not looked for."""
    window = found.within.windows[0]
    left, is_complete = -np.inf, True
    for i in sorted(range(len(totals)), key=lambda i: -most[i]):
        if most[i] < found.lower - slack or not len(starts) or any(not len(each) for each in totals[i].kept):
            continue
        stretches = EveryWindow(totals[i], window, starts)

        def priced(first: int, last: int, own: Totals = totals[i]) -> Asked:
            stretch = _narrowed(own, found.within.windows, starts, first, last)
            prices, bounded = relax(stretch)
            if bounded.bound == -np.inf:
                return Asked(bound=-np.inf, proof=proof_of_none(stretch))
            # Tiers are free of each other only where the stretch begins at one place.
            middle = (first + last) // 2
            inside = _narrowed(own, found.within.windows, starts, middle, middle)
            _, there = relax(inside)
            near = None
            if there.bound > found.lower + slack:
                near = near_best(
                    inside,
                    there,
                    gap=np.inf,
                    kept_max=FIRST_KEPT,
                    windows=found.within.windows,
                    ordered=found.ordered,
                    may_dominate=found.within.is_separable,
                    extended_in_all=EXTENDED_EACH,
                ).chosen
            return Asked(bound=bounded.bound, prices=prices, near=near)

        seen = scan(stretches, lower=lambda: found.lower, add=found.add_in_order, priced=priced, slack=slack)
        left, is_complete = max(left, seen.bound), is_complete and seen.is_complete
    chosen = np.concatenate(found.pool) if found.pool else np.empty((0, len(found.candidates)), dtype=np.intp)
    return Solved(
        chosen=np.unique(chosen, axis=0),
        best=found.best,
        bound=max(left, found.lower),
        is_complete=is_complete,
        has_all_ties=False,
    )


def _look(found: _Search, totals: Totals, slack: float) -> tuple[Prices, float, bool, bool]:
    """Prices, the bound of some candidates, whether all their combinations that could win are in the pool, and all that tie."""
    prices, bounded = relax(totals)
    bound = bounded.bound + slack / 10
    if bounded.bound == -np.inf or bound < found.lower - slack:
        return prices, bound, True, True

    def near(gap: float, kept_max: int):
        return near_best(
            totals,
            bounded,
            gap=gap,
            kept_max=kept_max,
            windows=found.within.windows,
            ordered=found.ordered,
            may_dominate=found.within.is_separable,
        )

    first = near(np.inf, FIRST_KEPT)
    found.add(first.chosen)
    if first.is_complete and first.has_all_ties:
        return prices, bound, True, True
    if found.lower == -np.inf and found.is_rule is False:
        return prices, bound, False, False
    second = near(bound - found.lower + 2 * slack, max(KEPT_LEAST, min(KEPT_MAX, KEPT_IN_ALL // len(totals.kept))))
    found.add(second.chosen)
    return prices, bound, second.is_complete, second.has_all_ties


def _starts(within: TierLimits) -> np.ndarray:
    """What the smallest compared value of the first window can be, rising; one dummy without a window."""
    if not within.windows:
        return np.zeros(1)
    values = within.windows[0].values
    return np.unique(
        np.concatenate([each[kept] for each, kept in zip(values, within.kept, strict=True) if each is not None])
    )


def _narrowed(totals: Totals, windows: Sequence[Window], starts: np.ndarray, low: int, high: int) -> Totals:
    """Only candidates that can stand in a stretch that starts from ``starts[low]`` to ``starts[high]``."""
    if not windows or not len(starts):
        return totals
    least, most = starts[low], windows[0].top(starts[[high]])[0]
    places = []
    for values, kept in zip(windows[0].values, totals.kept, strict=True):
        if values is None:
            places.append(np.arange(len(kept)))
        else:
            own = values[kept]
            places.append(np.flatnonzero((own >= least) & (own <= most)))
    return totals.only(places)
