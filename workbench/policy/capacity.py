"""Capacity: the k cases of highest score, in all or in each period; a list no longer than the team can work."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from workbench.errors import InputError
from workbench.predictions.period_groups import ALL, PeriodGroups, period_groups
from workbench.predictions.predictions import Predictions
from workbench.sweep import Counts, Sweep, Where
from workbench.sweep.flagged_counts import flagged_counts

# Each segment and period that is counted asks for the list anew; the last few of the same predictions are kept.
KEPT_MAX = 4
_KNOWN: WeakKeyDictionary[Predictions, OrderedDict[tuple[str, int, str | None], Listed]] = WeakKeyDictionary()
# Sums of weights are rounded; a case that fits but for that fits.
WEIGHT_SLACK = 1e-9


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """In one period, ``tied_count`` cases share a score of which not all fit: none is flagged, and ``free_count`` places
    of the k stay free. Both are sums of weights where rows have weights."""

    period: str
    score: float
    tied_count: float
    free_count: float


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A list that ``reviewers`` share evenly, ``each`` so many cases: together ``k`` of them, rounded down.

    >>> Shared(each=40, reviewers=3).k
    120
    """

    each: float
    reviewers: float

    def __post_init__(self) -> None:
        if not (self.reviewers > 0 and self.each >= 0 and math.isfinite(self.reviewers * self.each)):
            raise InputError(
                f"Reviewers must be more than 0 and the alerts for each 0 or more; found {self.reviewers!r} and {self.each!r}."
            )

    @property
    def k(self) -> int:
        return int(np.floor(self.reviewers * self.each * (1 + 1e-12)))


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """Flag the ``k`` cases of highest score: in all, or in each period.

    ``per`` is None or ``"all"``, ``"day"``, ``"week"``, ``"month"``, ``"period"`` or the period column's own name, as
    ``period_groups`` has it. **Ties at the limit:** cases of one score are flagged all or none; where they do not all fit
    they are left out whole, and so is what scores lower. So never more than k are flagged, and the order of the rows
    decides nothing. A period with k cases or fewer has all of them flagged. Rows of weight w count as w cases.

    On any predictions the list is made anew. What it came to where it was chosen is kept for people who deploy it:
    ``thresholds`` has (period, threshold) and ``threshold`` one for all: with ``per`` all it does exactly the same there;
    with periods it is the lowest score that flags at most k a period *on average*, so that single periods may have more.
    +inf flags nobody and is None (null) in files. ``shared`` is where ``k`` comes from, where it was stated for each of some
    reviewers.
    """

    score: str
    k: int
    per: str | None = None
    threshold: float | None = None
    thresholds: tuple[tuple[str, float], ...] = ()
    shared: Shared | None = None

    def __post_init__(self) -> None:
        if isinstance(self.k, bool) or not isinstance(self.k, int | np.integer) or self.k < 0:
            raise InputError(f"How many cases fit on the list must be a whole number, 0 or more; found {self.k!r}.")

    @classmethod
    def on(cls, sweep: Sweep, *, score: str, k: int, per: str | None = None, shared: Shared | None = None) -> Capacity:
        """The policy with the thresholds that it has on these predictions.

        Raises ColumnError where the predictions have no such score or periods.
        """
        policy = cls(score=score, k=k, per=per)
        listed = policy.listed(sweep)
        if listed.groups.column is None:
            return cls(score=score, k=k, per=per, threshold=float(listed.thresholds[0]), shared=shared)
        held = listed.held
        own = tuple((listed.groups.groups.values[code], float(listed.thresholds[code])) for code in held)
        # The mean over the periods is at most k where the whole is at most k times as many.
        whole = cls(score=score, k=k * len(held)).listed(sweep)
        return cls(score=score, k=k, per=per, threshold=float(whole.thresholds[0]), thresholds=own, shared=shared)

    def to_dict(self) -> dict[str, Any]:
        """The policy as the decision record has it."""
        content: dict[str, Any] = {"kind": "capacity", "score": self.score, "k": self.k, "per": self.per or ALL}
        if self.shared is not None:
            content |= {"reviewers": self.shared.reviewers, "alerts_each": self.shared.each}
        content["threshold"] = _written(self.threshold)
        if self.thresholds:
            content["thresholds"] = {period: _written(threshold) for period, threshold in self.thresholds}
        return content

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Capacity:
        per = content.get("per")
        return cls(
            score=content["score"],
            k=content["k"],
            per=None if per == ALL else per,
            threshold=_read(content["threshold"]) if "threshold" in content else None,
            thresholds=tuple((period, _read(each)) for period, each in (content.get("thresholds") or {}).items()),
            shared=None
            if content.get("reviewers") is None
            else Shared(each=float(content["alerts_each"]), reviewers=float(content["reviewers"])),
        )

    def count(self, sweep: Sweep, where: Where | None = None) -> Counts:
        """The confusion counts of shape (1,); the list is made of all rows, whatever ``where`` is."""
        listed = self.listed(sweep)
        if listed.groups.column is None:
            return sweep.at(self.score, [float(listed.thresholds[0])], where=where)
        return flagged_counts(sweep.predictions, listed.flagged, where=where)

    def same_actions(self, sweep: Sweep) -> tuple[float, float] | None:
        """(low, high] of the thresholds that flag the same rows; None where each period has its own."""
        listed = self.listed(sweep)
        return None if listed.groups.column else sweep.same_actions(self.score, float(listed.thresholds[0]))

    def flagged(self, sweep: Sweep) -> np.ndarray:
        """The mask of the flagged rows, shape (n,)."""
        return self.listed(sweep).flagged

    def left_out(self, sweep: Sweep) -> tuple[LeftOut, ...]:
        """The periods in which a tie did not fit, in their order."""
        return self.listed(sweep).left_out

    def listed(self, sweep: Sweep) -> Listed:
        """Who is on the list on these predictions, and why nobody else."""
        if self.score not in sweep.predictions.scores:
            sweep.at(self.score, [math.inf])  # says which scores there are
        known = _KNOWN.setdefault(sweep.predictions, OrderedDict())
        key = (self.score, self.k, self.per)
        if key not in known:
            known[key] = _listed(sweep, self.score, self.k, period_groups(sweep.predictions, self.per))
        while len(known) > KEPT_MAX:
            known.popitem(last=False)
        return known[key]


@dataclass(frozen=True, kw_only=True, eq=False)
class Listed:
    """The list of a capacity policy. ``thresholds`` has one for each of ``groups``; ``held`` are the groups that have cases."""

    groups: PeriodGroups
    held: tuple[int, ...]
    thresholds: np.ndarray
    flagged: np.ndarray
    left_out: tuple[LeftOut, ...]


def _listed(sweep: Sweep, score: str, k: int, groups: PeriodGroups) -> Listed:
    predictions = sweep.predictions
    scores = predictions.scores[score] + 0.0  # -0.0 equals 0.0
    codes = groups.groups.codes
    weight = np.ones(len(scores)) if predictions.weight is None else predictions.weight
    # By period, then from the highest score; equal scores by weight, so that sums do not depend on the order of the rows.
    order = np.lexsort([weight, -scores, codes])
    order = order[weight[order] > 0]
    code, value, size = codes[order], scores[order], weight[order]
    is_new = np.concatenate([[True], (code[1:] != code[:-1]) | (value[1:] != value[:-1])])[: len(order)]
    first = np.flatnonzero(is_new)
    tied = np.add.reduceat(size, first) if len(first) else np.empty(0)
    code, value = code[first], value[first]
    thresholds, left_out, held = np.full(len(groups.groups.values), np.inf), [], np.unique(code)
    for period in held:
        start, stop = np.searchsorted(code, [period, period + 1])
        reached = np.cumsum(tied[start:stop])
        fitting = int(np.searchsorted(reached, k * (1 + WEIGHT_SLACK), side="right"))
        if fitting:
            thresholds[period] = value[start + fitting - 1]
        taken = float(reached[fitting - 1]) if fitting else 0.0
        if fitting < stop - start and taken < k * (1 - WEIGHT_SLACK):
            place = start + fitting
            left_out.append(
                LeftOut(
                    period=groups.groups.values[period],
                    score=float(value[place]),
                    tied_count=float(tied[place]),
                    free_count=k - taken,
                )
            )
    return Listed(
        groups=groups,
        held=tuple(int(each) for each in held),
        thresholds=thresholds,
        flagged=scores >= thresholds[codes],
        left_out=tuple(left_out),
    )


def _written(threshold: float | None) -> float | None:
    return None if threshold is None or threshold == math.inf else threshold


def _read(threshold: float | None) -> float:
    return math.inf if threshold is None else float(threshold)
