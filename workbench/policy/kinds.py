"""The kinds of policies by their words: reading one back from a record, and choosing the best of a kind."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.policy.choose import Choice, choose
from workbench.policy.limits import Limit
from workbench.policy.optimality import Optimality
from workbench.policy.policy import Policy
from workbench.policy.single import SingleThreshold
from workbench.policy.tiered import TieredThresholds
from workbench.sweep import Sweep

if TYPE_CHECKING:
    from workbench.policy.reviewer import Reviewer

KINDS = ("single", "tiered", "review", "capacity")
FORMS = "single, tiered:COLUMN, review, capacity:K or capacity:K/PERIOD (day, week, month, period, all)"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What ``tiered:road`` or ``capacity:50/day`` asks for: ``column`` of tiers, ``k`` and ``per`` of a capacity."""

    name: str
    column: str | None = None
    k: int | None = None
    per: str | None = None


def parse_kind(text: str) -> Kind:
    """The kind of policy that ``text`` names.

    >>> parse_kind("tiered:road:type").column, parse_kind("capacity:50/day").per
    ('road:type', 'day')

    Raises InputError with the forms that there are.
    """
    name, colon, rest = text.strip().partition(":")
    if name in ("single", "review") and not colon:
        return Kind(name=name)
    if name == "tiered" and rest.strip():
        return Kind(name=name, column=rest.strip())
    found = re.fullmatch(r"\s*([0-9]{1,15})\s*(?:/\s*(.*\S)\s*)?", rest) if name == "capacity" else None
    if found is not None and int(found[1]) >= 1:
        return Kind(name=name, k=int(found[1]), per=None if found[2] == "all" else found[2])
    raise InputError(f"The policy {text!r} does not exist. Write {FORMS}.")


def kind_text(policy: Policy) -> str:
    """The kind of a policy as ``parse_kind`` reads it."""
    content = policy.to_dict()
    if content["kind"] == "tiered":
        return f"tiered:{content['segment']}"
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
) -> Choice:
    """The best policy of a kind (see ``parse_kind``) that keeps every limit of the contract and of ``limits``.

    ``order`` has the segment values from the least to the most strict, and thresholds then rise along it; ``mixed`` lets
    each value have a score of its own. Both are of tiers alone. ``reviewer`` is that of a review band, the contract's
    unless given. Of several scores the best one is taken, as for single thresholds.

    Raises InputError for a kind that does not exist, an option that is none of it, and what choosing raises.
    """
    wanted = parse_kind(kind)
    if wanted.name != "tiered" and (mixed or order is not None):
        raise InputError(f"Only tiers have an order or scores of their own; {kind!r} has one rule for everybody.")
    if wanted.name != "review" and reviewer is not None:
        raise InputError(f"Only a review band has a reviewer; {kind!r} has none.")
    if wanted.name == "single":
        return choose(sweep, contract, rule=rule, limits=limits)
    if wanted.name == "tiered":
        from workbench.policy.tiers import choose_tiered

        def tiered(scores: tuple[str, ...]) -> Choice:
            return choose_tiered(
                sweep, contract, segment=wanted.column, rule=rule, limits=limits, order=order, scores=scores
            )

        return tiered(sweep.scores) if mixed else _best_of([lambda s=s: tiered((s,)) for s in sweep.scores])
    if wanted.name == "review":
        from workbench.policy.bands import choose_band

        return choose_band(sweep, contract, reviewer=reviewer, rule=rule, limits=limits)
    from workbench.policy.choose_capacity import choose_capacity

    return choose_capacity(sweep, contract, k=wanted.k, per=wanted.per, rule=rule, limits=limits)


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


def policy_from_dict(content: Any, *, place: str = "policy") -> Policy:
    """The policy that a record has, of any kind.

    Raises InputError that names the first field (below ``place``) that is missing or wrong.
    """
    if not isinstance(content, Mapping):
        raise InputError(f"{place} must be an object.")
    kind = content.get("kind")
    if kind is None:
        raise InputError(f"{place}.kind is missing.")
    if kind not in KINDS:
        raise InputError(f"{place}.kind {str(kind)[:40]!r} does not exist; the kinds are {', '.join(KINDS)}.")
    try:
        return _READERS[kind](content, place)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise InputError(f"{place} of kind {kind!r} is not whole.") from None


def _single(content: Mapping[str, Any], place: str) -> SingleThreshold:
    _text(content, "score", place)
    _number(content, "threshold", place)
    return SingleThreshold.from_dict(dict(content))


def _tiered(content: Mapping[str, Any], place: str) -> TieredThresholds:
    _text(content, "segment", place)
    thresholds = _object(content, "thresholds", place)
    for value in thresholds:
        _number(thresholds, value, f"{place}.thresholds")
    if content.get("scores") is None:
        _text(content, "score", place)
    else:
        scores = _object(content, "scores", place)
        for value in thresholds:
            _text(scores, value, f"{place}.scores")
    return TieredThresholds.from_dict(content)


def _review(content: Mapping[str, Any], place: str) -> Policy:
    from workbench.policy.review_band import ReviewBand

    _text(content, "score", place)
    for name in ("clear_below", "act_from"):
        _number(content, name, place)
    if content.get("reviewer") is not None:
        reviewer = _object(content, "reviewer", place)
        unknown = [name for name in reviewer if name not in (*_REVIEWER_NUMBERS, "per")]
        if unknown:
            raise InputError(f"{place}.reviewer.{_short(unknown[0])} does not exist.")
        for name in _REVIEWER_NUMBERS:
            _number({name: 0, **reviewer}, name, f"{place}.reviewer")
        if reviewer.get("per") is not None:
            _text(reviewer, "per", f"{place}.reviewer")
    return ReviewBand.from_dict(content)


_REVIEWER_NUMBERS = ("cost", "sensitivity", "specificity", "capacity")


def _capacity(content: Mapping[str, Any], place: str) -> Policy:
    from workbench.policy.capacity import Capacity

    _text(content, "score", place)
    k = content.get("k")
    if isinstance(k, bool) or not isinstance(k, int) or k < 0:
        raise InputError(f"{place}.k must be a whole number, 0 or more.")
    if content.get("per") is not None:
        _text(content, "per", place)
    _number(content, "threshold", place)
    if content.get("thresholds") is not None:
        thresholds = _object(content, "thresholds", place)
        for period in thresholds:
            _number(thresholds, period, f"{place}.thresholds")
    return Capacity.from_dict(content)


_READERS: dict[str, Callable[[Mapping[str, Any], str], Policy]] = {
    "single": _single,
    "tiered": _tiered,
    "review": _review,
    "capacity": _capacity,
}


def _object(parent: Mapping[str, Any], name: str, place: str) -> Mapping[str, Any]:
    if name not in parent:
        raise InputError(f"{place}.{_short(name)} is missing.")
    if not isinstance(parent[name], Mapping):
        raise InputError(f"{place}.{_short(name)} must be an object.")
    return parent[name]


def _text(parent: Mapping[str, Any], name: str, place: str) -> None:
    if parent.get(name) is None:
        raise InputError(f"{place}.{_short(name)} is missing.")
    if not isinstance(parent[name], str):
        raise InputError(f"{place}.{_short(name)} must be a text.")


def _number(parent: Mapping[str, Any], name: str, place: str) -> None:
    if name not in parent:
        raise InputError(f"{place}.{_short(name)} is missing.")
    value = parent[name]
    if value is not None and (
        isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value)
    ):
        raise InputError(f"{place}.{_short(name)} must be a number or null.")


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"
