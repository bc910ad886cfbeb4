"""Choosing a list of k: which score to rank by, whether the limits allow it, and whether a shorter list were better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.metrics import Metric
from workbench.policy.blocked import Blocked
from workbench.policy.capacity import Capacity, LeftOut, Shared
from workbench.policy.choose import Choice
from workbench.policy.judged import judge
from workbench.policy.limits import Limit
from workbench.policy.operating_point import measure_point
from workbench.policy.refine import judge_all_that_matters
from workbench.policy.rule import Rule, rule_of
from workbench.sweep import Counts, Sweep, Where, looking_max
from workbench.sweep.counts import concatenate
from workbench.sweep.on_sweep import OnSweep


@dataclass(frozen=True, kw_only=True)
class ShorterList:
    """A part of the list that does better than all of it: only those of its cases whose score reaches ``threshold``.

    ``flagged_count`` of them are left (a sum of weights), none where ``threshold`` is +inf, and the rule's value is
    ``objective``.
    """

    threshold: float
    flagged_count: float
    objective: float


@dataclass(frozen=True, kw_only=True)
class CapacityChoice(Choice):
    """Which list of k a rule recommends, one for each score being the candidates.

    ``left_out`` says where ties at the limit did not fit. ``shorter`` is the best part of the recommended list where that
    does better, within the limits, than all of it: the list itself stays the top k. Where a limit is broken by every list,
    ``point`` is None, ``blocked`` says which, and ``shorter`` is of the first score. ``feasible_k`` is then the length of a
    shorter list, in the same periods, that keeps every limit: the longest, where a longer list never keeps what a shorter
    one breaks. None where none was found.
    """

    left_out: tuple[LeftOut, ...]
    shorter: ShorterList | None
    feasible_k: int | None = None


def capacity_of(*, reviewers: float, alerts_each: float) -> int:
    """How many cases fit: alerts per reviewer (a day, or another period) times the reviewers, rounded down.

    >>> capacity_of(reviewers=3, alerts_each=40)
    120
    """
    if not (reviewers >= 0 and alerts_each >= 0 and np.isfinite(reviewers * alerts_each)):
        raise InputError(f"Reviewers and alerts each must be 0 or more; found {reviewers!r} and {alerts_each!r}.")
    return Shared(each=alerts_each, reviewers=reviewers).k if reviewers else 0


def choose_capacity(
    sweep: Sweep,
    contract: Contract | None = None,
    *,
    k: int | None = None,
    shared: Shared | None = None,
    per: str | None = None,
    score: str | None = None,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
) -> CapacityChoice:
    """The list of the ``k`` highest scores, in all or per period, by the score for which the rule is best.

    ``shared`` says in place of ``k`` what each of some reviewers can do.

    Top k is top k: limits judge the list and do not shorten it. Of tied scores the earlier comes first where the contract's
    score beyond its scales and the number flagged are the same too. Raises InputError for a ``k`` that is no whole number,
    ColumnError for a score or periods that the predictions do not have.
    """
    wanted = rule_of(rule, contract, cases_count=float(sweep.counts().cell("ALL")[0]))
    everything = wanted.every_limit(limits)
    k = shared.k if shared is not None else k
    policies = [
        Capacity.on(sweep, score=name, k=k, per=per, shared=shared) for name in ([score] if score else sweep.scores)
    ]
    judged = judge(_Lists(sweep, policies), wanted, everything)  # type: ignore[arg-type]
    order = [int(place) for place in wanted.order(judged.sweep, judged.winners)]
    ties = tuple(policies[place] for place in order)
    chosen = ties[0] if ties else policies[0]
    return CapacityChoice(
        rule=wanted.text,
        point=measure_point(sweep, chosen, contract=contract, metrics=wanted.metrics, limits=limits) if ties else None,
        objective=judged.best,
        ties=ties if len(ties) > 1 else (),
        ties_count=len(ties) if len(ties) > 1 else 0,
        tied_between=(),
        blocked=() if ties or not judged.is_defined.any() else _blocked(policies, judged.values, everything),
        feasible_count=int(judged.feasible.sum()),
        candidates_count=len(policies),
        candidates_total=len(policies),
        undefined_count=int((~judged.is_defined).sum()),
        left_out=chosen.left_out(sweep),
        feasible_k=None if ties else _feasible_length(sweep, policies, wanted, everything),
        shorter=_shorter(sweep, chosen, wanted, everything, judged.best),
    )


class _Lists(OnSweep):
    """The lists of some policies, measured as a sweep is."""

    def __init__(self, sweep: Sweep, policies: Sequence[Capacity]) -> None:
        self.sweep, self.policies = sweep, policies

    def __len__(self) -> int:
        return len(self.policies)

    def counts(self, where: Where | None = None) -> Counts:
        return joined_counts([policy.count(self.sweep, where) for policy in self.policies])


def joined_counts(parts: Sequence[Counts]) -> Counts:
    """The counts of several policies on the same rows, one after the other; they can be narrowed as each of them can."""
    joined = concatenate(list(parts))
    return replace(joined, narrow=lambda *which: joined_counts([part.narrow(*which) for part in parts]))


def _blocked(
    policies: Sequence[Capacity], values: Sequence[np.ndarray], limits: Sequence[Limit]
) -> tuple[Blocked, ...]:
    """The limits that no list keeps, or all that some list breaks where each is kept by another."""
    found = []
    for limit, value in zip(limits, values, strict=True):
        kept = limit.keeps(value)
        if kept.all():
            continue
        distance = np.where(np.isnan(value), np.inf, value if limit.at_most else -value)
        nearest = int(np.argmin(distance))
        found.append(
            Blocked(
                limit=limit,
                nearest=policies[nearest],
                nearest_value=float(value[nearest]),
                keeps_count=int(kept.sum()),
                is_nearest_of_others=False,
            )
        )
    never = tuple(each for each in found if not each.keeps_count)
    return never or tuple(found)


def _shorter(
    sweep: Sweep, policy: Capacity, wanted: Rule, limits: Sequence[Limit], objective: float
) -> ShorterList | None:
    """The best part of the list where it does better; a sweep over it has every part as a threshold."""
    predictions, flagged = sweep.predictions, policy.flagged(sweep)
    if not flagged.any():
        return None
    scores = predictions.scores[policy.score]
    below = np.nextafter(scores[flagged].min(), -np.inf)
    cut = Sweep(
        replace(predictions, scores={policy.score: np.where(flagged, scores, below)}),
        scores=[policy.score],
        candidates_max=looking_max(len(predictions)),
    )
    length = float((flagged if predictions.weight is None else predictions.weight[flagged]).sum())
    judged = judge_all_that_matters(cut, wanted, (*limits, _no_longer_than(length)))
    cut, winners = judged.sweep, judged.winners
    if not len(winners):
        return None
    best = judged.best
    first = int(wanted.order(cut, winners)[0])
    if not best > objective + wanted.tie_width(cut, first, best) and not np.isnan(objective):
        return None
    return ShorterList(
        threshold=float(cut.threshold[first]), flagged_count=float(cut.counts().cell("FLAGGED")[first]), objective=best
    )


def _feasible_length(sweep: Sweep, policies: Sequence[Capacity], wanted: Rule, limits: Sequence[Limit]) -> int | None:
    """The longest list found that keeps every limit, shorter than those of ``policies``, by halving what is left."""
    low, high, found = 0, policies[0].k, None
    while high - low > 1:
        middle = (low + high) // 2
        lists = [Capacity(score=each.score, k=middle, per=each.per) for each in policies]
        if judge(_Lists(sweep, lists), wanted, limits).feasible.any():  # type: ignore[arg-type]
            low = found = middle
        else:
            high = middle
    return found


def _no_longer_than(length: float) -> Limit:
    """That a part of a list is a part: it does not flag what the list leaves out."""
    return Limit(text="part", kind="value", metric=_FLAGGED, at_most=True, bound=length)


_FLAGGED = Metric(
    name="flagged", label="Flagged", goal="minimise", unit="cases", value=lambda counts: counts.cell("FLAGGED")
)
