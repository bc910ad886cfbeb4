"""The kinds of policies by their words, and choosing the best of a kind."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.policy.bands import choose_band
from workbench.policy.capacity import Capacity, Shared
from workbench.policy.choose import Choice, choose
from workbench.policy.choose_capacity import choose_capacity
from workbench.policy.limits import Limit
from workbench.policy.optimality import Optimality
from workbench.policy.policy import Policy
from workbench.policy.policy_from_dict import KINDS, policy_from_dict
from workbench.policy.reviewer import Reviewer
from workbench.policy.tiers import choose_tiered
from workbench.sweep import Sweep

__all__ = ["FORMS", "KINDS", "Kind", "choose_like", "choose_policy", "kind_text", "parse_kind", "policy_from_dict"]
FORMS = (
    "single, tiered:COLUMN, review, capacity:K, capacity:K/PERIOD (day, week, month, period, all) or "
    "capacity:K/reviewer/PERIOD"
)


_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What ``tiered:road`` or ``capacity:50/day`` asks for: ``column`` of tiers, ``k`` and ``per`` of a capacity.

    ``each`` is the number for each reviewer, who are to be counted before there is a ``k``.
    """

    name: str
    column: str | None = None
    k: int | None = None
    per: str | None = None
    each: float | None = None


def parse_kind(text: str) -> Kind:
    """The kind of policy that ``text`` names.

    >>> parse_kind("tiered:road:type").column, parse_kind("capacity:50/day").per
    ('road:type', 'day')
    >>> parse_kind("capacity:40/reviewer/day").each
    40.0

    Raises InputError with the forms that there are.
    """
    name, colon, rest = text.strip().partition(":")
    if name in ("single", "review") and not colon:
        return Kind(name=name)
    if name == "tiered" and rest.strip():
        return Kind(name=name, column=rest.strip())
    shared = re.fullmatch(r"\s*([0-9.]{1,15})\s*/\s*reviewer\s*/\s*(.*\S)\s*", rest) if name == "capacity" else None
    if shared is not None and _NUMBER.fullmatch(shared[1]) and float(shared[1]) > 0:
        return Kind(name=name, each=float(shared[1]), per=None if shared[2] == "all" else shared[2])
    found = re.fullmatch(r"\s*([0-9]{1,15})\s*(?:/\s*(.*\S)\s*)?", rest) if name == "capacity" else None
    if found is not None and int(found[1]) >= 1:
        return Kind(name=name, k=int(found[1]), per=None if found[2] == "all" else found[2])
    if name == "capacity":
        raise InputError(
            f"The policy {text!r} cannot be: after capacity: stands how many cases fit, a whole number of 1 or more, and then "
            f"perhaps a period. The forms are {FORMS}."
        )
    raise InputError(f"The policy {text!r} does not exist. Write {FORMS}.")


def kind_text(policy: Policy) -> str:
    """The kind of a policy as ``parse_kind`` reads it."""
    content = policy.to_dict()
    if content["kind"] == "tiered":
        return f"tiered:{content['segment']}"
    if content.get("reviewers") is not None:
        return f"capacity:{content['alerts_each']:g}/reviewer/{content['per']}"
    if content["kind"] == "capacity":
        return f"capacity:{content['k']}" + (f"/{content['per']}" if content["per"] else "")
    return content["kind"]


def choose_policy(
    sweep: Sweep,
    contract: Contract | None = None,
    *,
    kind: str = "single",
    rule: str = "contract",
    limits: Sequence[Limit] = (),
    order: Sequence[str] | None = None,
    mixed: bool = False,
    reviewer: Reviewer | None = None,
    reviewers: float | None = None,
) -> Choice:
    """The best policy of a kind (see ``parse_kind``) that keeps every limit of the contract and of ``limits``.

    ``order`` has the segment values from the least to the most strict, and thresholds then rise along it; ``mixed`` lets
    each value have a score of its own. Both are of tiers alone. ``reviewer`` is that of a review band, the contract's
    unless given. ``reviewers`` are those who share a list of so many ``each``, the contract's team unless given. Of several
    scores the best one is taken, as for single thresholds.

    Raises InputError for a kind that does not exist, an option that is none of it, and what choosing raises.
    """
    wanted = parse_kind(kind)
    if wanted.name != "tiered" and (mixed or order is not None):
        raise InputError(f"Only tiers have an order or scores of their own; {kind!r} has one rule for everybody.")
    if wanted.name != "review" and reviewer is not None:
        raise InputError(f"Only a review band has a reviewer; {kind!r} has none.")
    if wanted.each is None and reviewers is not None:
        raise InputError(
            f"Only a list of so many for each reviewer is shared; write capacity:K/reviewer/day, not {kind!r}."
        )
    if wanted.name == "single":
        return choose(sweep, contract, rule=rule, limits=limits)
    if wanted.name == "tiered":

        def tiered(scores: tuple[str, ...]) -> Choice:
            return choose_tiered(
                sweep, contract, segment=wanted.column, rule=rule, limits=limits, order=order, scores=scores
            )

        return tiered(sweep.scores) if mixed else _best_of([lambda s=s: tiered((s,)) for s in sweep.scores])
    if wanted.name == "review":
        return choose_band(sweep, contract, reviewer=reviewer, rule=rule, limits=limits)
    shared = shared_by(wanted, contract, reviewers)
    return choose_capacity(sweep, contract, k=wanted.k, shared=shared, per=wanted.per, rule=rule, limits=limits)


def shared_by(kind: Kind, contract: Contract | None, reviewers: float | None) -> Shared | None:
    """Who shares the list of a kind that is stated for each reviewer; None for other kinds.

    Raises InputError where neither ``reviewers`` nor the contract's team say how many there are.
    """
    if kind.each is None:
        return None
    agreed = None if contract is None or contract.team is None else float(contract.team.reviewers)
    if reviewers is None and agreed is None:
        raise InputError(
            f"'capacity:{kind.each:g}/reviewer/{kind.per or 'all'}' is for each reviewer, and nothing says how many there are. Add "
            "team: {reviewers: 3} to the contract, or pass --reviewers 3 (reviewers=3 in Python)."
        )
    return Shared(each=kind.each, reviewers=float(reviewers if reviewers is not None else agreed))


def choose_like(
    sweep: Sweep, contract: Contract | None, policy: Policy, *, rule: str = "contract", limits: Sequence[Limit] = ()
) -> Choice:
    """The best policy of the same kind as ``policy``: of the same column, reviewer or capacity."""
    content = policy.to_dict()
    return choose_policy(
        sweep,
        contract,
        kind=kind_text(policy),
        rule=rule,
        limits=limits,
        mixed=content["kind"] == "tiered" and bool(content.get("scores")),
        reviewer=getattr(policy, "reviewer", None),
        reviewers=policy.shared.reviewers if isinstance(policy, Capacity) and policy.shared is not None else None,
    )


def _best_of(chosen: Sequence[Callable[[], Choice]]) -> Choice:
    """The best choice of several scores, the earlier where they are alike; what blocks is told of the first."""
    found = [choose_one() for choose_one in chosen]
    if len(found) == 1:
        return found[0]
    feasible = [each for each in found if each.is_feasible]
    best = max(feasible, key=lambda each: each.objective) if feasible else found[0]
    totals = [each.candidates_total for each in found]
    return replace(
        best,
        optimality=_best_bound(best, found),
        feasible_count=sum(each.feasible_count for each in found),
        candidates_count=sum(each.candidates_count for each in found),
        candidates_total=None if None in totals else sum(totals),
        undefined_count=sum(each.undefined_count for each in found),
    )


def _best_bound(best: Choice, found: Sequence[Choice]) -> Optimality | None:
    """How near the best of all scores is: no score may pass the highest bound of any."""
    known = [each.optimality for each in found]
    if best.optimality is None or None in known:
        return best.optimality
    return replace(
        best.optimality,
        bound=max(each.bound for each in known if not math.isnan(each.bound)),
        is_approximate=any(each.is_approximate for each in known),
    )
