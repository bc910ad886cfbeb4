"""What to do where nothing is feasible, as the decision record has it: what blocks, and the ways out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.contract import Contract
from workbench.decision.measured_limits import limit_to_dict
from workbench.decision.point import point_to_dict
from workbench.metrics import Metric
from workbench.policy import Choice, Limit, WayOut, explain_infeasible, measure_point
from workbench.policy.relaxing import excess
from workbench.sweep import Sweep
from workbench.wording.limits import bound_words, looser
from workbench.wording.plain import plain_number

NOT_TOLD = "What each limit would have to become is worked out for single thresholds only; it is not known here."


def recorded_ways_out(
    sweep: Sweep,
    choice: Choice | None,
    *,
    contract: Contract | None,
    limits: Sequence[Limit] = (),
    metrics: Sequence[Metric] | None = None,
) -> dict[str, Any] | None:
    """What each limit would have to become and the point then chosen, as plain JSON values. Nothing is relaxed by it.

    ``limits`` are those asked for beside the contract's, ``metrics`` what is measured at each point: the contract's
    unless given. ``value`` of a relaxed limit is the tightest bound that leaves something, ``would_be`` the same in few
    digits, rounded to the looser side. Of policies that are no single thresholds only what blocks is told, with their
    ``kind`` and ``not_told``. None where ``choice`` is feasible, or its rule is undefined at every candidate.
    """
    if choice is None or choice.is_feasible or not choice.blocked:
        return None
    kind = choice.blocked[0].nearest.to_dict()["kind"]
    is_single = kind == "single"
    found = explain_infeasible(sweep, contract, rule=choice.rule, limits=limits) if is_single else None
    currency = contract.currency if contract is not None else ""

    def way(out: WayOut) -> dict[str, Any]:
        point = out.point
        if metrics is not None:
            point = measure_point(point.sweep, point.policy, contract=contract, metrics=metrics, limits=limits)
        return {
            "relaxed": [
                {
                    **limit_to_dict(moved.limit, moved.bound, currency=currency),
                    "would_be": looser(moved.limit, moved.bound),
                    "would_be_text": bound_words(moved.limit, looser(moved.limit, moved.bound), currency),
                    "excess": plain_number(float(excess(moved.limit, moved.bound))),
                }
                for moved in out.relaxed
            ],
            "policy": point.policy.to_dict(),
            "operating_point": point_to_dict(point),
        }

    return {
        "rule": choice.rule,
        **({} if is_single else {"kind": kind, "not_told": NOT_TOLD}),
        "blocked": [
            {
                **limit_to_dict(item.limit, item.nearest_value, currency=currency),
                "nearest": item.nearest.to_dict(),
                "keeps_other_limits": item.is_nearest_of_others,
            }
            for item in choice.blocked
        ],
        "one_by_one": [] if found is None else [way(out) for out in found.one_by_one],
        "nearest": None if found is None or found.nearest is None else way(found.nearest),
    }
