"""The kinds of policy that a study has, and the best of every kind by one rule, as comparable alternatives."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.explore.lens import Lens
from workbench.explore.limit_metrics import agreed_order
from workbench.policy import Choice, Limit, Policy, Reviewer
from workbench.policy.kinds import choose_policy
from workbench.wording.optimality import optimality_to_dict
from workbench.wording.policies import per_words


@dataclass(frozen=True, kw_only=True)
class Kind:
    """``text`` is the kind as ``parse_kind`` reads it; ``column`` is of tiers, ``reviewer`` of a band, ``k`` and ``per`` of
    a list; ``is_mixed`` lets each value have a model of its own."""

    name: str
    text: str
    column: str = ""
    is_mixed: bool = False
    reviewer: Reviewer | None = None
    k: int = 0
    per: str = "all"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The best of a kind, or why there is none. ``said`` has what a table has no room for."""

    name: str
    policy: Policy | None
    said: str = ""


def kinds_of(lens: Lens, *, reviewer: Reviewer | None, k: int, per: str) -> tuple[Kind, ...]:
    """One threshold, a threshold for each value of every segment column (with several scores also with a model for each), a
    review band where there is a reviewer, and a list of ``k`` where that is not 0."""
    found = [Kind(name="One threshold", text="single")]
    for column in lens.sweep.predictions.segments:
        tiers = Kind(name=f"By {column}", text=f"tiered:{column}", column=column)
        found.append(tiers)
        if len(lens.sweep.scores) > 1 and not agreed_order(lens, column):  # an order is between thresholds of one score
            name = f"By {column}, each with its own model"
            found.append(Kind(name=name, text=tiers.text, column=column, is_mixed=True))
    if reviewer is not None:
        found.append(Kind(name="With human review", text="review", reviewer=reviewer))
    if k:
        found.append(Kind(name=f"A list of {k:,} {per_words(per)}", text=f"capacity:{k}/{per}", k=k, per=per))
    return tuple(found)


def compare_kinds(lens: Lens, kinds: tuple[Kind, ...], *, rule: str, limits: tuple[Limit, ...] = ()) -> list[Compared]:
    """The best of each kind by the rule, within the contract's limits and ``limits``; each worked out once."""
    return [_compared(lens, kind, rule, limits) for kind in kinds]


def _compared(lens: Lens, kind: Kind, rule: str, limits: tuple[Limit, ...]) -> Compared:
    def find() -> Choice | str:
        try:
            return choose_policy(
                lens.sweep, lens.contract, kind=kind.text, rule=rule, limits=limits, mixed=kind.is_mixed,
                reviewer=kind.reviewer,
            )  # fmt: skip
        except WorkbenchError as refusal:
            return str(refusal)

    found = lens.keep(f"{kind!r} by {rule} within {[limit.text for limit in limits]!r}", find)
    if isinstance(found, str):
        return Compared(name=kind.name, policy=None, said=found)
    if found.point is None:
        blocked = "; ".join(item.limit.label for item in found.blocked)
        return Compared(name=kind.name, policy=None, said=f"None keeps every limit: {blocked}." if blocked else "None.")
    near = "" if found.optimality is None else f"{optimality_to_dict(found.optimality)['text']}."
    return Compared(name=kind.name, policy=found.point.policy, said=near)
