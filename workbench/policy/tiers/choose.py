"""Choosing a threshold for each tier: limits first, then what the rule asks for, with how near the best that is known to be."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.metrics.affine import FormCounts
from workbench.policy.blocked import what_blocks
from workbench.policy.choose import Choice
from workbench.policy.judged import judge
from workbench.policy.limits import Limit
from workbench.policy.operating_point import measure_point
from workbench.policy.order_limit import agreed_order
from workbench.policy.rule import rule_of
from workbench.policy.tiers.candidates import tier_candidates
from workbench.policy.tiers.search import search
from workbench.policy.tiers.settle import TieredPolicies, settle
from workbench.sweep import Sweep


def choose_tiered(
    sweep: Sweep,
    contract: Contract | None = None,
    *,
    segment: str,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
    order: Sequence[str] | None = None,
    scores: Sequence[str] | None = None,
) -> Choice:
    """The best tiered policy on the values of ``segment`` that keeps every limit of the contract and of ``limits``.

    ``rule`` and ``limits`` are as for single thresholds. ``order`` has every value that occurs, from least to most
    strict: no value then has a lower threshold than one before it; the contract's unless given. ``scores`` are those that may take part, each value
    with whichever serves best; the first of the sweep alone unless more are named.

    ``optimality`` says how near the best possible the point is: where every combination that could win was tried it is
    the best, and ``ties`` has all that tie; else no policy passes ``bound``. Without a point it is None where that is
    proven, and says so where it is not. Of tied policies the first is the one that
    would score most if the contract's scales went on past worst and target, then one that is a single shared threshold,
    then the one that flags fewest cases, then the one with the higher threshold for the first value.

    Raises InputError for more than 50 values, or an ``order`` that does not name each value once.
    """
    counts = FormCounts(predictions=sweep.predictions)
    wanted = rule_of(rule, contract, cases_count=float(counts.cell("ALL")[0]))
    everything = wanted.every_limit(limits)
    candidates = tier_candidates(sweep, segment, scores=scores)
    agreed = agreed_order(contract, segment, candidates.values)
    if agreed is not None:
        if order is not None and tuple(order) != agreed:
            raise InputError(
                f"The contract has an order of {segment} already: {', '.join(agreed)}. Leave the other out, or amend the contract."
            )
        order = agreed
    if order is not None:
        _check_order(order, candidates.values, candidates.scores, segment)
    found = search(candidates, wanted, everything, counts, order=order)
    settled = settle(found.combinations, wanted, everything)
    point, policies, blocked = None, (), ()
    if len(settled.winners):
        policies = TieredPolicies(found.combinations, settled.winners, order)
        point = measure_point(sweep, policies[0], contract=contract, metrics=wanted.metrics, limits=limits)
    else:
        _, blocked = what_blocks(judge(found.for_blame(), wanted, everything))
    ties_count = len(policies) if len(policies) > 1 else 0
    return Choice(
        rule=wanted.text,
        point=point,
        objective=settled.best,
        ties=policies if ties_count else (),
        ties_count=ties_count,
        tied_between=(),
        blocked=blocked,
        feasible_count=int(settled.feasible.sum()),
        candidates_count=len(found.combinations),
        candidates_total=len(found.combinations) if found.is_all else None,
        undefined_count=int((~settled.judged.is_defined).sum()),
        optimality=None
        if point is None and found.is_proven and settled.is_certain
        else found.optimality(settled.best, is_certain=settled.is_certain),
    )


def _check_order(order: Sequence[str], values: Sequence[str], scores: Sequence[str], segment: str) -> None:
    if sorted(order) != sorted(values):
        raise InputError(
            f"The order of {segment} must name each of its values once: {', '.join(map(repr, values))}; "
            f"found {', '.join(map(repr, order))}."
        )
    if len(scores) > 1:
        raise InputError(f"Thresholds of different scores have no order; name one score to have {segment} in an order.")
