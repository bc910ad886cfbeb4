"""What blocks: which limits leave nothing feasible, and the nearest that any candidate comes to each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from workbench.policy.judged import Bounds, Judged
from workbench.policy.limits import Limit
from workbench.policy.policy import Policy
from workbench.policy.refine import look
from workbench.policy.single import policy_of


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A limit that stands in the way, and the nearest that any candidate comes to it.

    Where relaxing one limit alone would be enough, these are the limits for which it would, and ``nearest`` keeps all
    the others. Else they are all limits that are in conflict, each with the nearest by itself. ``nearest_value`` is
    NaN where the limit is undefined at every candidate. ``is_nearest_of_others`` says which of the two it is: whether
    ``nearest`` was looked for only among the candidates that keep all other limits. ``keeps_count`` is how many keep
    it of those that were looked at; 0 only where none of all does.
    """

    limit: Limit
    nearest: Policy
    nearest_value: float
    keeps_count: int
    is_nearest_of_others: bool


def what_blocks(judged: Judged) -> tuple[Judged, tuple[Blocked, ...]]:
    """The limits that leave nothing; none of them where the rule itself is defined nowhere.

    What is said is said of all candidates. ``judged`` comes back with those that had to be looked at for it.
    """
    asked = _Asked(judged)
    blocked = blocking(asked, judged.limits)
    return asked.judged, blocked


def blocking(asked: Questions, limits: Sequence[Limit]) -> tuple[Blocked, ...]:
    """The limits that leave nothing, from what is answered about all policies of one kind."""
    every = range(len(limits))
    if not asked.is_any():
        return ()
    others = [tuple(other for other in every if other != position) for position in every]
    enough = [position for position in every if asked.is_any(others[position])]
    if enough:  # relaxing one limit is enough
        nearest = {position: asked.nearest(position, others[position]) for position in enough}
    else:
        can_hold = [position for position in every if asked.is_any((position,))]
        in_conflict = [
            position
            for position in every
            if position not in can_hold or not all(asked.is_any((position, other)) for other in can_hold)
        ]
        nearest = {position: asked.nearest(position) for position in in_conflict or every}
    return tuple(
        Blocked(
            limit=limits[position],
            nearest=policy,
            nearest_value=value,
            keeps_count=asked.keeps_count(position),
            is_nearest_of_others=bool(enough) and len(every) > 1,
        )
        for position, (policy, value) in nearest.items()
    )


class Questions(Protocol):
    """What can be asked about all policies of a kind; limits are named by their place."""

    def is_any(self, kept: Iterable[int] = ()) -> bool:
        """Whether some policy keeps these limits where the rule is defined."""
        ...

    def nearest(self, position: int, kept: Iterable[int] = ()) -> tuple[Policy, float]:
        """The policy that comes nearest to a limit of those that keep these, and its value there."""
        ...

    def keeps_count(self, position: int) -> int:
        """How many keep the limit, of those that were looked at; some are where any does."""
        ...


class _Asked:
    """Questions about all candidates. What was looked at for one is there for the next."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged

    def is_any(self, kept: Iterable[int] = (), *, is_defined: bool = True) -> bool:
        """Whether some candidate keeps these limits, where the rule ``is_defined`` or anywhere."""

        def wanted(judged: Judged, bounds: Bounds) -> np.ndarray:
            if _among(judged, kept, is_defined=is_defined).any():
                return bounds.gaps.index[:0]
            may, must = _in_gaps(bounds, kept, is_defined=is_defined)
            return bounds.best_first(may, must.astype(np.int8))

        self.judged = look(self.judged, wanted)
        return bool(_among(self.judged, kept, is_defined=is_defined).any())

    def nearest(self, position: int, kept: Iterable[int] = ()) -> tuple[Policy, float]:
        """The candidate that comes nearest to the limit at ``position`` of those that keep these, and its value there.

        Of equal ones the earliest; the first of all, and NaN, where the limit has no finite value at any of them.
        """
        sign = 1 if self.judged.limits[position].at_most else -1

        def distances(judged: Judged) -> np.ndarray:
            values = judged.values[position]
            return np.where(_among(judged, kept) & ~np.isnan(values), sign * values, np.inf)

        def wanted(judged: Judged, bounds: Bounds) -> np.ndarray:
            distance, index = distances(judged), bounds.gaps.index
            first = int(np.argmin(distance))
            least = bounds.values[position].low if sign == 1 else -bounds.values[position].high
            is_earlier = (least == distance[first]) & (index < first)
            is_nearer = (least < distance[first]) | is_earlier  # NaN: undefined is never near
            return bounds.best_first(is_nearer & _in_gaps(bounds, kept)[0], -least)

        self.judged = look(self.judged, wanted)
        distance = distances(self.judged)
        first = int(np.argmin(distance))
        value = float(self.judged.values[position][first]) if np.isfinite(distance[first]) else float("nan")
        return policy_of(self.judged.sweep, first), value

    def keeps_count(self, position: int) -> int:
        """How many of the candidates that were looked at keep the limit; some are looked at where any does."""
        self.is_any((position,), is_defined=False)
        return int(self.judged.kept[position].sum())


def _among(judged: Judged, kept: Iterable[int], *, is_defined: bool = True) -> np.ndarray:
    mask = judged.is_defined if is_defined else np.ones(len(judged.sweep), dtype=bool)
    return np.logical_and.reduce([mask, *(judged.kept[position] for position in kept)])


def _in_gaps(bounds: Bounds, kept: Iterable[int], *, is_defined: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Whether some candidate of each gap may be one, and whether all of them must be."""
    anywhere = np.ones(len(bounds.gaps), dtype=bool)
    may, must = (bounds.may_be_defined, bounds.must_be_defined) if is_defined else (anywhere, anywhere)
    return (
        np.logical_and.reduce([may, *(bounds.may_keep[position] for position in kept)]),
        np.logical_and.reduce([must, *(bounds.must_keep[position] for position in kept)]),
    )
