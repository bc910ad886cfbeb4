"""The stressed world: contract, limits and counts as they are under some stresses, for any policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from workbench.contract import Contract
from workbench.policy import (
    Capacity,
    Limit,
    Policy,
    ReviewBand,
    SingleThreshold,
    contract_limits,
    parse_limit,
    with_agreed,
)
from workbench.policy.choose import Choice, choose
from workbench.policy.kinds import choose_like
from workbench.policy.objective import objective_of
from workbench.policy.operating_point import OperatingPoint, measure_point
from workbench.policy.rule import Rule, rule_of
from workbench.predictions.predictions import Predictions
from workbench.stress.costs import with_costs
from workbench.stress.drift import drifted, in_score
from workbench.stress.reweighting import Reweighting, reweighted, reweightings, rows_reweighted
from workbench.stress.stress import Stress
from workbench.stress.stressed_sweep import StressedSweep
from workbench.sweep import Counts, Sweep, Where


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """``base`` has the rows with their scores as they drifted, ``layers`` say what each counts for, ``contract`` has the
    payoff as it is; ``policy`` is the one that is kept."""

    base: Sweep
    layers: tuple[Reweighting, ...]
    contract: Contract | None
    policy: Policy
    rule: Rule
    limits: tuple[Limit, ...]
    _whole: dict[Policy, Counts] = field(default_factory=dict, init=False, repr=False)

    @property
    def every_limit(self) -> tuple[Limit, ...]:
        """The limits of the contract's metrics as they are here, then ``limits``."""
        return (*contract_limits(self.rule.agreed), *self.limits)

    @cached_property
    def sweep(self) -> Sweep:
        """The sweep of single thresholds, and of bands, which are counted at two of them."""
        return StressedSweep(self.base, self.layers) if self.layers else self.base

    @cached_property
    def rows(self) -> Sweep:
        """A sweep of rows with these weights: for policies that count rows themselves."""
        if not self.layers:
            return self.base
        rows = rows_reweighted(self.base.predictions, self.layers)
        return Sweep(rows, scores=self.base.scores, candidates_max=self.base.candidates_max)

    def measure(self, policy: Policy) -> OperatingPoint:
        """The policy's operating point in this world."""
        sweep, counted = self._counted(policy)
        metrics = self.rule.metrics
        point = measure_point(sweep, counted, contract=self.contract, metrics=metrics, limits=self.limits)
        return replace(point, policy=policy)

    def objective(self, policy: Policy) -> float:
        """The rule's value at the policy in this world; NaN where undefined."""
        sweep, counted = self._counted(policy)
        return objective_of(self.rule, sweep, counted)

    def choose(self) -> Choice:
        """What the rule recommends here among policies of the kind of the one that is kept."""
        if isinstance(self.policy, SingleThreshold):
            return choose(self.sweep, self.contract, rule=self.rule.text, limits=self.limits)
        return choose_like(self.rows, self.contract, self.policy, rule=self.rule.text, limits=self.limits)

    def count(self, policy: Policy) -> Callable[[Where], Counts]:
        """What gives the policy's counts in this world, of shape (1,), on some of the rows."""
        sweep, counted = self._counted(policy)
        return lambda where: counted.count(sweep, where)

    def _counted(self, policy: Policy) -> tuple[Sweep, Policy]:
        if isinstance(policy, SingleThreshold | ReviewBand):
            return self.sweep, policy
        if isinstance(policy, Capacity):  # which cases are on the list hangs on what each of them counts for
            return self.rows, policy
        if not self.layers:
            return self.base, policy
        if policy not in self._whole:
            self._whole[policy] = policy.count(self.base)  # its rows are looked for once; the rest is narrowing
        return self.base, _Reweighted(policy, self.layers, self._whole[policy])


@dataclass(frozen=True)
class _Reweighted:
    """A policy that flags the same rows whatever they count for, counted as the layers say."""

    policy: Policy
    layers: tuple[Reweighting, ...]
    whole: Counts

    def to_dict(self) -> dict[str, Any]:
        return self.policy.to_dict()

    def count(self, sweep: Sweep, where: Where | None = None) -> Counts:
        def among(rows: Where) -> Counts:
            found = self.whole
            for column, values in rows.items():
                found = found.within(column, values)
            return found

        return reweighted(among, self.layers, sweep.predictions, where)

    def same_actions(self, sweep: Sweep) -> tuple[float, float] | None:
        return self.policy.same_actions(sweep)


def world_of(
    sweep: Sweep,
    policy: Policy,
    stresses: Stress | Iterable[Stress],
    contract: Contract | None = None,
    *,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
) -> World:
    """The world under these stresses: drifts first, then prevalence, mix and labels in the order given, each worked out on
    what those before it left; costs whenever. The number of cases stays.

    Raises InputError where a stress cannot be made of these predictions or this contract, ColumnError for a column or
    value that is not there, and what ``rule_of`` raises.
    """
    stresses = (stresses,) if isinstance(stresses, Stress) else tuple(stresses)
    cases_count = float(sweep.counts().cell("ALL")[0])
    agreed = contract
    for stress in stresses:
        if stress.kind == "cost":
            contract = with_costs(contract, stress)
    if contract is not agreed:  # a limit on the payoff is on the payoff as it is now
        limits = tuple(parse_limit(limit.text, contract=contract, cases_count=cases_count) for limit in limits)
    limits = with_agreed(contract, limits, cases_count=cases_count)
    base = _drifted(sweep, policy, stresses)
    return World(
        base=base,
        layers=reweightings(stresses, base.counts, base.predictions),
        contract=contract,
        policy=policy,
        rule=rule_of(rule, contract, cases_count=cases_count),
        limits=tuple(limits),
    )


def _drifted(sweep: Sweep, policy: Policy, stresses: Sequence[Stress]) -> Sweep:
    moved = [in_score(sweep, policy, stress) for stress in stresses if stress.kind == "drift"]
    if not any(stress.size for stress in moved):
        return sweep
    predictions: Predictions = sweep.predictions
    for stress in moved:
        predictions = drifted(predictions, stress, scores=scores_of(policy))
    return sweep.rescored(predictions, scores_of(policy))


def scores_of(policy: Policy) -> tuple[str, ...]:
    """The scores that a policy looks at."""
    several = getattr(policy, "scores", None)
    return tuple(several) if several else (policy.score,)  # type: ignore[attr-defined]
