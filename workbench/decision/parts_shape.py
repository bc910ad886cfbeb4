"""What the parts of a policy of more than one threshold must look like in a record to be written about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workbench.decision.shape import NUMBER, Named, OrNull, check_shape

_SAME = {"above": NUMBER, "up_to": NUMBER}
_CELLS = {"tp": NUMBER, "fp": NUMBER, "fn": NUMBER, "tn": NUMBER}
_TIER = {"value": str, "score": str, "threshold": NUMBER, "same_actions": _SAME, "confusion": _CELLS}
_BY_LABEL = {"events": NUMBER, "others": NUMBER}
_REVIEW = {
    "acted": _BY_LABEL,
    "reviewed": _BY_LABEL,
    "cleared": _BY_LABEL,
    "reviewed_share": NUMBER,
    "cost": NUMBER,
    "same_actions": {"clear_below": _SAME, "act_from": _SAME},
}
_CAPACITY = {
    "periods_count": int,
    "flagged_mean": NUMBER,
    "flagged_max": NUMBER,
    "periods": [{"period": str, "threshold": NUMBER, "flagged": NUMBER, "caught": NUMBER}],
    "ties_count": int,
    "ties": [{"period": str, "score": NUMBER, "tied": NUMBER, "free": NUMBER}],
}
_SHORTER = {"threshold": NUMBER, "flagged": NUMBER, "objective": NUMBER, "gain": NUMBER}
_OPTIMALITY = {
    "objective": NUMBER,
    "bound": NUMBER,
    "gap": NUMBER,
    "gap_share": NUMBER,
    "is_proven": bool,
    "is_approximate": bool,
    "how": str,
    "text": str,
}
_BEST_SINGLE = {"rule": str, "asked": OrNull(dict), "policy": OrNull(dict), "objective": NUMBER, "gain": NUMBER}
_MIXING = {
    "segment": str,
    "rule": str,
    "asked": OrNull(dict),
    "mixed": OrNull({"objective": NUMBER}),
    "alone": Named(OrNull({"objective": NUMBER})),
    "best_alone": OrNull(str),
    "gain": NUMBER,
    "gain_max": NUMBER,
}
_IMPLIED = {
    "x": {"label": str},
    "y": {"label": str},
    "is_equal": bool,
    "rates": [{"value": str, "threshold": NUMBER, "low": NUMBER, "high": NUMBER, "on_hull": bool}],
    "sentences": [str],
    "equal": OrNull({"x_change": NUMBER, "y_change": NUMBER, "low": NUMBER, "high": NUMBER, "breaks": [str]}),
}


def check_parts(point: Mapping[str, Any], place: str) -> None:
    """Raises InputError where the parts of a measured point are there and not whole."""
    if point.get("review") is not None:
        check_shape(point["review"], _REVIEW, f"{place}.review")
    if point.get("capacity") is not None:
        check_shape(point["capacity"], _CAPACITY, f"{place}.capacity")
    if point.get("tiers") is not None:
        check_shape(point["tiers"], [_TIER], f"{place}.tiers")


def check_optimality(found: Any, place: str) -> None:
    """Raises InputError where it is said how near the best a policy is, and not as ``optimality_to_dict`` writes it."""
    check_shape(found, OrNull(_OPTIMALITY), place)


def check_shorter(found: Any) -> None:
    """Raises InputError where a shorter list that does better is not as ``shorter_to_dict`` writes it."""
    check_shape(found, OrNull(_SHORTER), "shorter_list")


def check_best_single(found: Any) -> None:
    """Raises InputError where the best single threshold is not as ``recorded_best_single`` writes it."""
    check_shape(found, _BEST_SINGLE, "best_single")


def check_tier_values(content: Mapping[str, Any], check_other: Callable[[Any, str], None]) -> None:
    """Raises InputError where what mixing buys, or what tiers imply, is not as ``decide`` writes it; earlier records have none."""
    mixing, implied = content.get("mixing"), content.get("implied")
    check_shape(mixing, OrNull(_MIXING), "mixing")
    check_shape(implied, OrNull(_IMPLIED), "implied")
    if mixing is not None:
        for name, other in (("mixed", mixing["mixed"]), *mixing["alone"].items()):
            check_other(other, f"mixing.{name}")
    if implied is not None:
        check_other(implied["equal"], "implied.equal")
