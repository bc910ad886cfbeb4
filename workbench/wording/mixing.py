"""Which model for whom: what taking another score for each tier buys, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.wording.policies import TIERS_SAID_MAX, is_mixed, policy_name, short_value, tier_score
from workbench.wording.recorded_points import Units, change_words, real
from workbench.wording.why import margin_text

Record = Mapping[str, Any]
SAID_MAX = 6
_SAME = 1e-12
_OF = {"contract": " of the contract's score", "payoff": ""}


def mixing_sentence(mixing: Record | None, units: Units) -> str:
    """``Another model for each road buys 0.12 points ... over the best one model, v7: ...``; empty where nothing is known.

    ``mixing`` is as ``decision.mixing.mixing_to_dict`` writes it. Says what mixing changes in the rule and in every metric
    that moves, and how sure it is that no other mixture buys more.
    """
    if not mixing:
        return ""
    mixed, name = mixing["mixed"], mixing["best_alone"]
    segment = mixing["segment"]
    if mixed is None:
        return f"No choice of a model for each {segment} keeps every limit."
    chosen = _chosen(mixed["policy"], mixed["operating_point"])
    if name is None:
        return f"Only another model for each {segment} keeps every limit, {chosen}; with no one model can that be done."
    alone, gain = mixing["alone"][name], mixing["gain"]
    if gain is None:
        return f"By how much another model for each {segment} is better than {name} for all is undefined."
    if abs(gain) <= _SAME * max(1.0, abs(real(alone["objective"]))):
        return f"Another model for each {segment} buys nothing over the best one model, {name}: {name} for all is as good by the rule.{_room(mixing, units)}"
    verb, side = ("buys", "over") if gain > 0 else ("costs", "against")
    amount = f"{margin_text(mixing, gain, units)}{_OF.get(mixing['rule'], ' of ' + _asked(mixing))}"
    changes = change_words(alone["operating_point"], mixed["operating_point"], units)
    return f"Another model for each {segment} ({chosen}) {verb} {amount} {side} the best one model, {name}. From it to there: {changes}{_room(mixing, units)}"


def _chosen(policy: Record, point: Record) -> str:
    """The thresholds where they are few; of many values which take which model."""
    if len(policy["thresholds"]) <= TIERS_SAID_MAX or not is_mixed(policy):
        return policy_name(policy, point)
    by_score: dict[str, list[str]] = {}
    for value in policy["thresholds"]:
        by_score.setdefault(tier_score(policy, value), []).append(short_value(value))
    return "; ".join(f"{score} for {_listed(values)}" for score, values in by_score.items())


def _listed(values: Sequence[str]) -> str:
    more = f" and {len(values) - SAID_MAX} more" if len(values) > SAID_MAX else ""
    return f"{', '.join(values[:SAID_MAX])}{more}"


def _room(mixing: Record, units: Units) -> str:
    """How much more another mixture could buy, where this one is not proven to be the best."""
    gain, most = mixing["gain"], mixing["gain_max"]
    if most is None:
        return " That no other mixture buys more is not proven."
    if most - gain <= _SAME * max(1.0, abs(most), abs(gain)):
        return ""
    return f" No mixture buys more than {margin_text(mixing, most, units)}."


def _asked(mixing: Record) -> str:
    return str((mixing.get("asked") or {}).get("label") or mixing["rule"][4:])
