"""Limits as tiers see them: what bounds one tier's candidates, what bounds a total, what compares tiers, and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from workbench.metrics.affine import Affine, FormCounts, Quotient, metric_form
from workbench.policy.limit import Limit
from workbench.policy.per_period import PeriodLimit
from workbench.policy.tiers.candidates import TierCandidates

# Sums that are added in another order differ in their last bits: what is this near a bound is measured before it is told.
SLACK = 1e-9
# So many periods have a total of their own; of more, whether the busiest keeps a limit is found by trying.
PERIODS_MAX = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class Ceiling:
    """A total that must not exceed 0: ``form`` is what a limit bounds, less its bound, the worse way up.

    ``is_enough`` is False where a policy may do so and yet break the limit, since a ratio is undefined there.
    """

    form: Affine
    limit: Limit
    is_enough: bool = True


@dataclass(frozen=True, kw_only=True, eq=False)
class Window:
    """A limit on the gap or ratio between tiers: ``values[v]`` has what each candidate of value v makes, None if not compared.

    All compared values must lie in one stretch [w, w + bound] (gap), or [w, w / bound] (ratio).
    """

    limit: Limit
    values: tuple[np.ndarray | None, ...]

    def top(self, low: np.ndarray) -> np.ndarray:
        """The largest value that may stand beside the smallest ``low``."""
        slack = SLACK * np.maximum(1.0, np.abs(low))
        if self.limit.kind == "gap":
            return low + self.limit.bound + slack
        return low / self.limit.bound + slack if self.limit.bound > 0 else np.full_like(low, np.inf)


@dataclass(frozen=True, kw_only=True, eq=False)
class TierLimits:
    """``kept[v]`` are the candidates of value v that its own limits leave; ``rest`` are limits that only trying can tell."""

    kept: tuple[np.ndarray, ...]
    ceilings: tuple[Ceiling, ...]
    windows: tuple[Window, ...]
    rest: tuple[Limit, ...]

    @property
    def is_separable(self) -> bool:
        """Whether totals and windows tell all: then a policy that is worse in each of them is never needed."""
        return not self.rest and all(each.is_enough for each in self.ceilings)


def loosened(limit: Limit) -> Limit:
    """The limit with room for rounding: what it rules out is out for sure."""
    room = SLACK * max(1.0, abs(limit.bound))
    return replace(limit, bound=limit.bound + (room if limit.at_most else -room))


def tier_limits(candidates: TierCandidates, limits: Sequence[Limit], counts: FormCounts) -> TierLimits:
    """The limits sorted by what they need. Nothing that keeps them all is ruled out."""
    masks = [np.ones(size, dtype=bool) for size in candidates.sizes]
    ceilings: list[Ceiling] = []
    windows: list[Window] = []
    rest: list[Limit] = []
    for limit in limits:
        if isinstance(limit, PeriodLimit):
            found, is_all = _busiest(candidates, limit, counts)
            ceilings += found
            if not is_all:
                rest.append(limit)
        elif limit.kind == "value":
            where = {} if limit.column is None else {limit.column: limit.values}
            if not _bounds_one_tier(candidates, limit, where, masks):
                found = _ceilings(limit, where, counts)
                ceilings += found or []
                if found is None:
                    rest.append(limit)
        elif limit.column == candidates.segment:
            window = _window(candidates, limit, masks)
            if window is None:
                rest.append(limit)
            else:
                windows.append(window)
        else:
            found = _comparisons(candidates, limit, counts)
            ceilings += found or []
            if found is None:
                rest.append(limit)
    return TierLimits(
        kept=tuple(np.flatnonzero(mask) for mask in masks),
        ceilings=tuple(ceilings),
        windows=tuple(windows),
        rest=tuple(rest),
    )


def _bounds_one_tier(
    candidates: TierCandidates, limit: Limit, where: dict[str, tuple[str, ...]], masks: list[np.ndarray]
) -> bool:
    """Filters the candidates of the one tier that the limit looks at; False where it looks at several."""
    inner = {**limit.metric.where, **where}
    values = [value for value in candidates.values if value in inner.get(candidates.segment, candidates.values)]
    if len(values) != 1:
        return False
    place = candidates.values.index(values[0])
    if candidates.segment not in inner:
        inner = {**inner, candidates.segment: (values[0],)}
    masks[place] &= loosened(limit).keeps(_measured(candidates, limit, inner, place))
    return True


def _measured(candidates: TierCandidates, limit: Limit, where: dict, place: int) -> np.ndarray:
    """The limit's metric at each candidate of one value, on that value's rows."""
    return limit.metric.of(candidates.counts(where)[place])


def _busiest(candidates: TierCandidates, limit: PeriodLimit, counts: FormCounts) -> tuple[list[Ceiling], bool]:
    """A ceiling for each period, or for all together and the largest where there are many; whether these say it all."""
    predictions = candidates.sweep.predictions
    groups = limit.groups(predictions)
    if groups.column is None:
        return _ceilings(limit, {}, counts) or [], True
    sizes = np.bincount(groups.groups.codes, weights=predictions.weight, minlength=len(groups.groups.values))
    largest = [groups.groups.values[code] for code in np.argsort(-sizes, kind="stable")[:PERIODS_MAX]]
    found = [part for name in largest for part in _ceilings(limit, {groups.column: groups.members[name]}, counts) or []]
    if len(largest) == len(groups.members):
        return found, True
    in_all = replace(limit, bound=limit.bound * len(groups.members))
    return [*(_ceilings(in_all, {}, counts) or []), *found], False


def _ceilings(limit: Limit, where: dict, counts: FormCounts) -> list[Ceiling] | None:
    form = metric_form(limit.metric, counts, where)
    sign = 1.0 if limit.at_most else -1.0
    if isinstance(form, Quotient):
        if not _is_never_negative(form.bottom, counts):
            return None
        # n / d <= bound where d > 0 says n - bound d <= 0; that d is 0 is found when the policy is measured.
        form = form.top.plus(form.bottom.times(-limit.bound))
        return [Ceiling(form=form.times(sign), limit=limit, is_enough=False)]
    if form is None or not form.is_defined:
        return None
    return [Ceiling(form=form.plus(Affine(-limit.bound)).times(sign), limit=limit)]


def _window(candidates: TierCandidates, limit: Limit, masks: list[np.ndarray]) -> Window | None:
    """The window, if the limit makes one; candidates at which a compared value is undefined are ruled out in any case."""
    compared = limit.values or candidates.values
    values: list[np.ndarray | None] = [None] * len(candidates)
    for place, value in enumerate(candidates.values):
        if value in compared:
            inner = {**limit.metric.where, candidates.segment: (value,)}
            values[place] = _measured(candidates, limit, inner, place)
            masks[place] &= ~np.isnan(values[place])
    if limit.at_most != (limit.kind == "gap") or (limit.kind == "gap" and limit.bound < 0):
        return None
    if limit.kind == "ratio":
        if limit.bound <= 0 or any(np.nanmin(each, initial=0.0) < 0 for each in values if each is not None):
            return None  # of negative numbers a ratio says nothing about a stretch
        for mask, each in zip(masks, values, strict=True):
            if each is not None:
                mask &= ~(each <= 0)  # beside 0 every ratio is 0, or undefined
    return Window(limit=limit, values=tuple(values))


def _comparisons(candidates: TierCandidates, limit: Limit, counts: FormCounts) -> list[Ceiling] | None:
    """A gap or ratio between the values of another column, as totals for each two of them."""
    compared = limit.values or candidates.sweep.occurring(limit.column or "")
    if limit.at_most != (limit.kind == "gap") or len(compared) > 8:
        return None
    forms = [metric_form(limit.metric, counts, {limit.column or "": (value,)}) for value in compared]
    if not all(isinstance(form, Affine) and form.is_defined for form in forms):
        return None
    found = []
    for one, other in permutations(forms, 2):
        if limit.kind == "gap":
            form = one.plus(other.times(-1.0)).plus(Affine(-limit.bound))  # type: ignore[union-attr]
        else:
            if not (_is_never_negative(one, counts) and _is_never_negative(other, counts)):  # type: ignore[arg-type]
                return None
            form = other.times(limit.bound).plus(one.times(-1.0))  # type: ignore[union-attr]
        found.append(Ceiling(form=form, limit=limit, is_enough=limit.kind == "gap"))
    return found


def _is_never_negative(form: Affine, counts: FormCounts) -> bool:
    """Whether the form cannot be below 0 at any policy, up to rounding: it is least where what lessens it is all flagged."""
    least, size = form.constant, abs(form.constant)
    for atom, factor in form.terms.items():
        if atom.amount is not None and counts.predictions.amounts[atom.amount].min(initial=0.0) < 0:
            return False
        total = counts.total(atom)
        least, size = least + min(factor * total, 0.0), size + abs(factor) * total
    return least >= -1e-12 * size


__all__ = ["SLACK", "Ceiling", "TierLimits", "Window", "loosened", "tier_limits"]
