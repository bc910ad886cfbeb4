"""Every combination that could be the best: tier by tier, dropping what the bound or a limit already rules out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.frontier import is_nondominated
from workbench.policy.tiers.limit_forms import Window
from workbench.policy.tiers.pieces import Totals
from workbench.policy.tiers.relaxation import Bounded

ROOM = 1e-9
# Partial combinations that are kept at once; beyond the first number those that another one beats in everything go.
DOMINANCE_FROM = 20_000
EXTENDED_MAX, EXTENDED_IN_ALL = 1_500_000, 12_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Near:
    """``chosen`` are combinations as indices of candidates, (m, values).

    ``is_complete``: none that could win was dropped. ``has_all_ties``: nor any that could tie.
    """

    chosen: np.ndarray
    is_complete: bool
    has_all_ties: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Ordered:
    """For an order between values: (low, high] of the thresholds that flag what each candidate flags, by value."""

    places: tuple[int, ...]
    low: tuple[np.ndarray, ...]
    high: tuple[np.ndarray, ...]


def is_in_order(ordered: Ordered, chosen: np.ndarray) -> np.ndarray:
    """True where thresholds that flag the same rows can rise along the order, for each of m combinations."""
    floor = np.full(len(chosen), -np.inf)
    fine = np.ones(len(chosen), dtype=bool)
    for v in ordered.places:
        fine &= floor < ordered.high[v][chosen[:, v]]
        floor = np.maximum(floor, ordered.low[v][chosen[:, v]])
    return fine


@dataclass(kw_only=True)
class _Partial:
    """Combinations of the values so far: their loss, totals (rows), ends of each window, and the highest low so far.

    ``before`` says which combination of the values before each has grown from, ``own`` the place of what was added.
    """

    before: np.ndarray
    own: np.ndarray
    loss: np.ndarray
    totals: np.ndarray
    least: np.ndarray
    most: np.ndarray
    floor: np.ndarray

    def __len__(self) -> int:
        return len(self.loss)

    def take(self, index: np.ndarray) -> _Partial:
        return _Partial(
            before=self.before[index],
            own=self.own[index],
            loss=self.loss[index],
            totals=self.totals[:, index],
            least=self.least[:, index],
            most=self.most[:, index],
            floor=self.floor[index],
        )


def near_best(
    totals: Totals,
    bounded: Bounded,
    *,
    gap: float,
    kept_max: int,
    windows: Sequence[Window] = (),
    ordered: Ordered | None = None,
    may_dominate: bool = True,
    extended_in_all: int = EXTENDED_IN_ALL,
) -> Near:
    """The combinations of ``totals.kept`` whose losses add up to at most ``gap``, within ceilings, windows and order.

    At most ``kept_max`` at a time; more are thinned to those of least loss, and some that are furthest from the ceilings.
    ``may_dominate`` says that what is worse in every total can be dropped when there are many.
    """
    loss = bounded.loss
    places = [np.flatnonzero(each <= gap) for each in loss]
    if ordered is not None:
        sequence = list(ordered.places)
    else:
        sequence = sorted(range(len(places)), key=lambda v: len(places[v]))
    lowest = {v: totals.ceiling[v].min(axis=1, initial=np.inf) for v in sequence}
    w = len(windows)
    partial = _Partial(
        before=np.zeros(1, dtype=np.intp),
        own=np.zeros(1, dtype=np.intp),
        loss=np.zeros(1),
        totals=np.concatenate([[totals.line_0], totals.worth_0, totals.ceiling_0])[:, None],
        least=np.full((w, 1), np.inf),
        most=np.full((w, 1), -np.inf),
        floor=np.full(1, -np.inf),
    )
    ceilings_from = 1 + len(totals.weight)
    is_complete, has_all_ties = True, True
    extended_max = min(EXTENDED_MAX, max(extended_in_all // len(sequence), 10 * kept_max))
    grown: list[tuple[np.ndarray, np.ndarray]] = []
    for step, v in enumerate(sequence):
        rest = sum((lowest[u] for u in sequence[step + 1 :]), np.zeros(len(totals.ceiling_0)))
        helping = max(1, extended_max // max(1, len(partial)))
        if len(places[v]) > helping:
            # The candidates of least loss first; the others are only out where they were not looked at.
            places[v] = places[v][np.argsort(loss[v][places[v]], kind="stable")[:helping]]
            is_complete = has_all_ties = False
        partial = _extended(partial, totals, v, places[v], loss[v], windows, ordered)
        partial = partial.take(np.flatnonzero(_may_go_on(partial, gap, rest, ceilings_from, windows)))
        if len(partial) > min(DOMINANCE_FROM, kept_max) and may_dominate and step + 1 < len(sequence):
            before = len(partial)
            partial = partial.take(np.flatnonzero(_undominated(partial, ceilings_from, ordered is not None)))
            has_all_ties &= len(partial) == before
        if len(partial) > kept_max:
            partial = partial.take(_promising(partial, ceilings_from, kept_max))
            is_complete = has_all_ties = False
        grown.append((partial.before, partial.own))
    chosen = np.empty((len(partial), len(sequence)), dtype=np.intp)
    at = np.arange(len(partial))
    for v, (before, own) in zip(reversed(sequence), reversed(grown), strict=True):
        chosen[:, v] = totals.kept[v][own[at]]
        at = before[at]
    return Near(chosen=chosen, is_complete=is_complete, has_all_ties=has_all_ties)


def _extended(
    partial: _Partial,
    totals: Totals,
    v: int,
    places: np.ndarray,
    loss: np.ndarray,
    windows: Sequence[Window],
    ordered: Ordered | None,
) -> _Partial:
    m, k = len(partial), len(places)
    before, own = np.repeat(np.arange(m), k), np.tile(places, m)
    added = np.concatenate([totals.line[v][None, :], totals.worth[v], totals.ceiling[v]])
    least, most = partial.least[:, before], partial.most[:, before]
    for i, window in enumerate(windows):
        values = window.values[v]
        if values is not None:
            mine = values[totals.kept[v]][own]
            least[i], most[i] = np.minimum(least[i], mine), np.maximum(most[i], mine)
    floor = partial.floor[before]
    keep = np.arange(m * k)
    if ordered is not None:
        index = totals.kept[v][own]
        keep = np.flatnonzero(floor < ordered.high[v][index])
        floor = np.maximum(floor, ordered.low[v][index])
    return _Partial(
        before=before,
        own=own,
        loss=partial.loss[before] + loss[own],
        totals=partial.totals[:, before] + added[:, own],
        least=least,
        most=most,
        floor=floor,
    ).take(keep)


def _may_go_on(
    partial: _Partial, gap: float, rest: np.ndarray, ceilings_from: int, windows: Sequence[Window]
) -> np.ndarray:
    may = partial.loss <= gap
    for total, least in zip(partial.totals[ceilings_from:], rest, strict=True):
        may &= total + least <= ROOM
    for i, window in enumerate(windows):
        may &= partial.most[i] <= window.top(partial.least[i])
    return may


def _undominated(partial: _Partial, ceilings_from: int, has_order: bool) -> np.ndarray:
    """More of line and worths, less of ceilings, narrower windows and a lower floor are never worse."""
    rows = [*partial.totals[:ceilings_from], *-partial.totals[ceilings_from:]]
    for least, most in zip(partial.least, partial.most, strict=True):
        rows += [np.minimum(least, 1e300), -np.maximum(most, -1e300)]
    if has_order:
        rows.append(-np.maximum(partial.floor, -1e300))
    rows = [row for row in rows if row.min() < row.max()]
    if not rows:
        mask = np.zeros(len(partial), dtype=bool)
        mask[0] = True
        return mask
    return is_nondominated(np.column_stack(rows), signs=[1] * len(rows))


def _promising(partial: _Partial, ceilings_from: int, kept_max: int) -> np.ndarray:
    """Mostly those of least loss; an eighth by how much room they leave under each ceiling, so that one can be kept."""
    others = partial.totals[ceilings_from:]
    share = kept_max // (8 * len(others)) if len(others) else 0
    chosen = [np.argsort(partial.loss, kind="stable")[: kept_max - share * len(others)]]
    chosen += [np.argsort(total, kind="stable")[:share] for total in others]
    return np.unique(np.concatenate(chosen))
