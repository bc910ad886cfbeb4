"""What richer policies buy, in one number: thresholds by tier against one for all, models by tier against one for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.policy.choose import Choice, choose
from workbench.policy.limits import Limit
from workbench.policy.tiers.choose import choose_tiered
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True)
class TieringBuys:
    """``gain`` is the rule at the best tiered policy less the rule at the best single threshold, in the rule's unit.

    Higher is better for every rule; NaN where one of them has nothing feasible. ``gain_max`` is what no tiered policy passes:
    equal where ``tiered`` is proven the best, NaN where no bound is known.
    """

    single: Choice
    tiered: Choice

    @property
    def gain(self) -> float:
        return self.tiered.objective - self.single.objective

    @property
    def gain_max(self) -> float:
        known = self.tiered.optimality
        if known is None or known.is_approximate:
            return float("nan")
        return (self.tiered.objective if known.is_proven else known.bound) - self.single.objective

    @property
    def opens(self) -> bool:
        """Whether tiers keep limits that no single threshold keeps."""
        return self.tiered.is_feasible and not self.single.is_feasible


@dataclass(frozen=True, kw_only=True)
class MixingBuys:
    """Which model for whom: ``mixed`` may take another score for each tier; ``alone`` has the best with each score alone.

    ``gain`` is the rule at ``mixed`` less the rule at the best of ``alone``; NaN where nothing is feasible.
    """

    mixed: Choice
    alone: tuple[tuple[str, Choice], ...]

    @property
    def best_alone(self) -> tuple[str, Choice] | None:
        """The score that serves best alone, the earlier of equal ones; None where none is feasible."""
        feasible = [item for item in self.alone if item[1].is_feasible]
        return max(feasible, key=lambda item: item[1].objective) if feasible else None

    @property
    def gain(self) -> float:
        best = self.best_alone
        return float("nan") if best is None else self.mixed.objective - best[1].objective

    @property
    def gain_max(self) -> float:
        """What no mixture of the scores passes; equal to ``gain`` where ``mixed`` is proven the best, NaN where unknown."""
        best, known = self.best_alone, self.mixed.optimality
        if best is None or known is None or known.is_approximate:
            return float("nan")
        return (self.mixed.objective if known.is_proven else known.bound) - best[1].objective


def what_tiering_buys(
    sweep: Sweep,
    contract: Contract | None = None,
    *,
    segment: str,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
    order: Sequence[str] | None = None,
    scores: Sequence[str] | None = None,
) -> TieringBuys:
    """The best tiered policy and the best single threshold of the same scores, under the same rule and limits."""
    names = tuple(scores or sweep.scores[:1])
    own = sweep if sweep.scores == names else _sweep_of(sweep, names)
    return TieringBuys(
        single=choose(own, contract, rule=rule, limits=limits),
        tiered=choose_tiered(sweep, contract, segment=segment, rule=rule, limits=limits, order=order, scores=names),
    )


def what_mixing_buys(
    sweep: Sweep,
    contract: Contract | None = None,
    *,
    segment: str,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
    scores: Sequence[str] | None = None,
    mixed: Choice | None = None,
) -> MixingBuys:
    """The best tiered policy that may take another score for each value, and the best with each of the scores alone.

    ``mixed`` is the first of them where it is known already. A score alone is a mixture too: where it does better than the
    mixture that was found, the mixture is it. Raises InputError where there is only one score.
    """
    names = tuple(dict.fromkeys(scores or sweep.scores))
    if len(names) < 2:
        raise InputError("To take a model for each tier there must be two scores or more; name them.")

    def best(which: Sequence[str]) -> Choice:
        return choose_tiered(sweep, contract, segment=segment, rule=rule, limits=limits, scores=which)

    found = MixingBuys(mixed=mixed or best(names), alone=tuple((name, best([name])) for name in names))
    alone = found.best_alone
    if alone is None or alone[1].objective <= found.mixed.objective:
        return found
    known = found.mixed.optimality
    better = replace(alone[1], optimality=known and replace(known, objective=alone[1].objective))
    return replace(found, mixed=better)


def _sweep_of(sweep: Sweep, scores: Sequence[str]) -> Sweep:
    return Sweep(sweep.predictions, scores=scores, candidates_max=sweep.candidates_max)
