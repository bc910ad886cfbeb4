"""What a stress does to the chosen policy: its point then, each guardrail, and what it costs not to tune anew."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workbench.contract import Contract
from workbench.policy import Limit, OrderLimit, Policy
from workbench.policy.choose import Choice
from workbench.policy.operating_point import OperatingPoint
from workbench.stress.stress import Stress
from workbench.stress.world import World, world_of
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True)
class Guardrail:
    """One limit, now, under the stress, and re-tuned under it; NaN is undefined and keeps no limit.

    ``slack`` is how far the stressed value may still worsen, in the unit of what is bounded: negative where the limit is
    broken, NaN where the value is. ``retuned`` and ``retuned_is_kept`` are None where nothing was tuned anew or is feasible.
    """

    limit: Limit
    now: float
    now_is_kept: bool
    stressed: float
    is_kept: bool
    retuned: float | None
    retuned_is_kept: bool | None

    @property
    def slack(self) -> float:
        room = self.limit.bound - self.stressed
        return room if self.limit.at_most else -room


@dataclass(frozen=True, kw_only=True, eq=False)
class Stressed:
    """``now`` is the policy's point as measured, ``point`` under the ``stresses``; ``choice`` is what the rule would
    recommend under them among policies of the same kind, None where that was not asked for.

    ``objective`` is the rule's value at the kept policy under the stress, larger is better. ``regret`` is the rule's
    value at the retuned policy less that; ``payoff_regret`` the same of the payoff (in the contract's currency on these predictions).
    Where the kept policy breaks a guardrail it may be negative: the retuned one keeps them all, which costs. Both
    are NaN, and None, where nothing keeps every limit.
    """

    stresses: tuple[Stress, ...]
    policy: Policy
    rule: str
    contract: Contract | None
    now: OperatingPoint
    point: OperatingPoint
    choice: Choice | None
    objective: float
    retuned_objective: float
    guardrails: tuple[Guardrail, ...]

    @property
    def retuned(self) -> OperatingPoint | None:
        """The point of the retuned policy under the stress; None where nothing is feasible or none was asked for."""
        return None if self.choice is None else self.choice.point

    @property
    def keeps_policy(self) -> bool:
        """Whether the kept policy is still the recommended one, or does exactly as much."""
        return self.is_feasible and self.regret <= 1e-12 * max(1.0, abs(self.objective))

    @property
    def regret(self) -> float:
        return self.retuned_objective - self.objective

    @property
    def payoff_regret(self) -> float | None:
        if self.retuned is None or self.retuned.payoff is None or self.point.payoff is None:
            return None
        return self.retuned.payoff - self.point.payoff

    @property
    def is_feasible(self) -> bool:
        """Whether the kept policy keeps every limit under the stress."""
        return all(each.is_kept for each in self.guardrails)


def stressed(
    sweep: Sweep,
    policy: Policy,
    stresses: Stress | Iterable[Stress],
    contract: Contract | None = None,
    *,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
    retune: bool = True,
) -> Stressed:
    """The policy under the stresses, which act together (see ``world_of`` for their order); all metrics are the contract's.

    Numbers are exact on these rows, as if each counted for as much as the stress says: nothing is simulated. A list of
    the k highest is made anew with these weights; thresholds stay where they are.

    Raises InputError where a stress cannot be made of these predictions, this contract or this kind of policy.
    """
    stresses = (stresses,) if isinstance(stresses, Stress) else tuple(stresses)
    before = world_of(sweep, policy, (), contract, rule=rule, limits=limits)
    after = world_of(sweep, policy, stresses, contract, rule=rule, limits=limits) if stresses else before
    now, point = before.measure(policy), after.measure(policy)
    choice = after.choose() if retune else None
    if choice is not None and choice.point is not None:
        # As measured as the kept one is: with the same metrics and limits, by the same counts.
        choice = replace(choice, point=after.measure(choice.point.policy))
    return Stressed(
        stresses=stresses,
        policy=policy,
        rule=rule,
        contract=after.contract,
        now=now,
        point=point,
        choice=choice,
        objective=after.objective(policy),
        retuned_objective=math.nan if choice is None or choice.point is None else after.objective(choice.point.policy),
        guardrails=_guardrails(before, after, now, point, None if choice is None else choice.point),
    )


def _guardrails(
    before: World, after: World, now: OperatingPoint, point: OperatingPoint, retuned: OperatingPoint | None
) -> tuple[Guardrail, ...]:
    found = []
    for limit, (value, new, tuned) in zip(
        after.every_limit,
        zip(_values(now, before), _values(point, after), _values(retuned, after), strict=True),
        strict=True,
    ):
        was = limit if before is after else next(each for each in before.every_limit if each.text == limit.text)
        found.append(
            Guardrail(
                limit=limit,
                now=value,
                now_is_kept=bool(was.keeps(value)),
                stressed=new,
                is_kept=bool(limit.keeps(new)),
                retuned=tuned,
                retuned_is_kept=None if tuned is None else bool(limit.keeps(tuned)),
            )
        )
    return tuple(found)


def _values(point: OperatingPoint | None, world: World) -> list[float] | list[None]:
    """What each limit bounds, at the point."""
    if point is None:
        return [None] * len(world.every_limit)
    agreed = [item.value for item in point.metrics if item.metric.limit is not None and item.is_kept is not None]
    # An order of thresholds is no matter of counts: no stress moves it.
    beside = [item.value for item in point.limits if not isinstance(item.limit, OrderLimit)]
    return [*agreed[: len(world.every_limit) - len(world.limits)], *beside]
