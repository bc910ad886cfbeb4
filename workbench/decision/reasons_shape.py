"""What a record's ``why`` and ``infeasible`` must look like to be written about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workbench.decision.parts_shape import check_optimality
from workbench.decision.shape import NUMBER, Named, OrNull, check_shape
from workbench.policy.kinds import KINDS

_LIMIT = {
    "limit": str,
    "label": str,
    "bound": NUMBER,
    "bound_text": str,
    "value": NUMBER,
    "value_text": str,
    "by_text": str,
    "ok": bool,
}
_TERM = {"metric": str, "value": NUMBER, "worth": NUMBER, "weight": NUMBER, "points": NUMBER}
_POINT = {"policy": dict, "operating_point": dict}
_RIVAL = {**_POINT, "objective": NUMBER, "behind": NUMBER}
_INTERVAL = OrNull({"low": float | int, "high": NUMBER, "now": NUMBER})
_FORBIDDEN = {**_RIVAL, "terms": [_TERM], "broken": [{**_LIMIT, "points": NUMBER}], "shown_score": NUMBER}
_RANGE = {
    "cell": str,
    "part": str,
    "now": float | int,
    "low": float | int,
    "high": float | int,
    "stays_low": NUMBER,
    "stays_high": NUMBER,
}
_HULL = {"x_label": str, "y_label": str, "by_weights": bool, "by_limits": [str]}
_WHY = {
    "rule": str,
    "asked": OrNull(dict),
    "objective": NUMBER,
    "is_best": bool,
    "terms": [_TERM],
    "payoff_by_cell": Named(NUMBER),
    "limits": [_LIMIT],
    "ties_count": int,
    "recommended": OrNull(_RIVAL),
    "runner_up": OrNull(_RIVAL),
    "best_of_others": [_RIVAL],
    "forbidden": OrNull(_FORBIDDEN),
    "weights": Named(_INTERVAL),
    "costs": Named(_INTERVAL),
    "cost_ratio": _INTERVAL,
    "agreed_cost_ratio": NUMBER,
    "hull": OrNull(_HULL),
}
_WAY = {**_POINT, "relaxed": [{**_LIMIT, "would_be_text": str}]}
_WAYS = {
    "blocked": [{**_LIMIT, "keeps_other_limits": bool}],
    "one_by_one": [_WAY],
    "nearest": OrNull(_WAY),
}


def check_reasons(content: Mapping[str, Any], check_point: Callable[[Any, str], None]) -> None:
    """Raises InputError where they are there and not whole; older records lack them, which is no fault.

    ``check_point`` checks an object with ``policy`` and ``operating_point``.
    """
    why, ways = content.get("why"), content.get("infeasible")
    if why is not None:
        check_shape(why, _WHY, "why")
        ranges = why.get("ranges", [])  # records from before ranges were told lack them
        check_shape(ranges, [_RANGE], "why.ranges")
        check_shape(why.get("kind", "single"), str, "why.kind")
        check_shape({kind: 0 for kind in KINDS}, {why.get("kind", "single"): int}, "why.kind")
        check_shape(why.get("not_told", ""), str, "why.not_told")
        check_shape(why.get("payoff_of_reviews"), NUMBER, "why.payoff_of_reviews")
        check_optimality(why.get("optimality"), "why.optimality")
        known = set(content.get("metrics") or {})
        for term in (*why["terms"], *((why["forbidden"] or {}).get("terms") or ())):
            check_shape({name: 0 for name in known}, {term["metric"]: int}, "metrics")
        cells = {"TP": 0, "FP": 0, "FN": 0, "TN": 0}
        for name in (*why["costs"], *why["payoff_by_cell"], *(each["cell"] for each in ranges)):
            check_shape(cells, {name: int}, "why.costs")
        for name in ("recommended", "runner_up", "forbidden"):
            if why[name] is not None:
                check_point(why[name], f"why.{name}")
        for index, rival in enumerate(why["best_of_others"]):
            check_point(rival, f"why.best_of_others[{index}]")
    if ways is not None:
        check_shape(ways, _WAYS, "infeasible")
        check_shape({kind: 0 for kind in KINDS}, {ways.get("kind", "single"): int}, "infeasible.kind")
        check_shape(ways.get("not_told", ""), str, "infeasible.not_told")
        for index, way in enumerate(ways["one_by_one"]):
            check_point(way, f"infeasible.one_by_one[{index}]")
        if ways["nearest"] is not None:
            check_point(ways["nearest"], "infeasible.nearest")
