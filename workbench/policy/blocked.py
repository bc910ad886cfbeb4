"""What blocks: which limits leave nothing feasible, and the nearest that any candidate comes to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.policy.limits import Limit
from workbench.policy.single import SingleThreshold, policy_of
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A limit that stands in the way, and the nearest that any candidate comes to it.

    Where relaxing one limit alone would be enough, these are the limits for which it would, and ``nearest`` keeps all
    the others. Else they are all limits that are in conflict, each with the nearest by itself. ``nearest_value`` is
    NaN where the limit is undefined at every candidate. ``is_nearest_of_others`` says which of the two it is: whether
    ``nearest`` was looked for only among the candidates that keep all other limits.
    """

    limit: Limit
    nearest: SingleThreshold
    nearest_value: float
    keeps_count: int
    is_nearest_of_others: bool


def what_blocks(
    sweep: Sweep, limits: Sequence[Limit], kept: Sequence[np.ndarray], is_defined: np.ndarray
) -> tuple[Blocked, ...]:
    """The limits that leave nothing; none of them where the rule itself is defined nowhere.

    ``kept`` has a mask for each limit, ``is_defined`` one for the rule, over the candidates of a complete sweep.
    """
    if not is_defined.any():
        return ()
    others = [
        np.logical_and.reduce([is_defined, *(mask for other, mask in enumerate(kept) if other != position)])
        for position in range(len(kept))
    ]
    if any(mask.any() for mask in others):  # relaxing one limit is enough
        return tuple(
            _nearest(sweep, limit, mask, among, is_nearest_of_others=len(limits) > 1)
            for limit, mask, among in zip(limits, kept, others, strict=True)
            if among.any()
        )
    alone = [mask & is_defined for mask in kept]
    in_conflict = [not mask.any() or any(other.any() and not (mask & other).any() for other in alone) for mask in alone]
    return tuple(
        _nearest(sweep, limit, mask, is_defined, is_nearest_of_others=False)
        for limit, mask, is_part in zip(limits, kept, in_conflict, strict=True)
        if is_part or not any(in_conflict)
    )


def _nearest(sweep: Sweep, limit: Limit, kept: np.ndarray, among: np.ndarray, *, is_nearest_of_others: bool) -> Blocked:
    values = limit.measure(sweep)
    distance = np.where(among & ~np.isnan(values), values if limit.at_most else -values, np.inf)
    nearest = int(np.argmin(distance))
    return Blocked(
        limit=limit,
        nearest=policy_of(sweep, nearest),
        nearest_value=float(values[nearest]) if np.isfinite(distance[nearest]) else float("nan"),
        keeps_count=int(kept.sum()),
        is_nearest_of_others=is_nearest_of_others,
    )
