"""The best policy of every kind by one rule, as comparable alternatives."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.explore.kind_view import Asked
from workbench.explore.lens import Lens
from workbench.policy import Choice, Policy
from workbench.policy.kinds import choose_policy
from workbench.wording.optimality import optimality_to_dict


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The best of a kind, or why there is none. ``said`` has what a table has no room for."""

    name: str
    policy: Policy | None
    said: str = ""


def compare_kinds(lens: Lens, asked: Asked) -> list[Compared]:
    """One threshold, a threshold for each value of every segment column, a review band where there is a reviewer, and the
    list that is looked at; each worked out once."""
    wanted = [("One threshold", "single", False)]
    for column in lens.sweep.predictions.segments:
        wanted.append((f"By {column}", f"tiered:{column}", False))
        if len(lens.sweep.scores) > 1:
            wanted.append((f"By {column}, each with its own model", f"tiered:{column}", True))
    if lens.contract is not None and lens.contract.review is not None:
        wanted.append(("With human review", "review", False))
    if asked.k:
        wanted.append((f"A list of {asked.k:,}", f"capacity:{asked.k}/{asked.per}", False))
    return [_compared(lens, asked, *each) for each in wanted]


def _compared(lens: Lens, asked: Asked, name: str, kind: str, is_mixed: bool) -> Compared:
    def find() -> Choice | str:
        try:
            return choose_policy(lens.sweep, lens.contract, kind=kind, rule=asked.rule or "contract", mixed=is_mixed)
        except WorkbenchError as refusal:
            return str(refusal)

    found = lens.keep(f"{kind} {is_mixed} by {asked.rule}", find)
    if isinstance(found, str):
        return Compared(name=name, policy=None, said=found)
    if found.point is None:
        blocked = "; ".join(item.limit.label for item in found.blocked)
        return Compared(name=name, policy=None, said=f"None keeps every limit: {blocked}." if blocked else "None.")
    near = "" if found.optimality is None else f"{optimality_to_dict(found.optimality)['text']}."
    return Compared(name=name, policy=found.point.policy, said=near)
