"""Which model for whom: what a model of its own for each tier buys over the best one model, in one sentence."""

from __future__ import annotations

import math

from workbench.policy import TieredThresholds
from workbench.policy.tiers import MixingBuys
from workbench.wording.policies import short_value
from workbench.wording.recorded_points import Units
from workbench.wording.why import margin_text

SAID_MAX = 6
_SAME = 1e-12
_OF = {"contract": " of the contract's score", "payoff": ""}


def which_model_sentence(found: MixingBuys, segment: str, *, rule: str, units: Units) -> str:
    """``A model of its own for each road (urban v7; motorway v6) buys 12 k EUR a year over the best one model, v7.``

    The number is the rule at the best mixture less the rule at the best one model with tiers; where the mixture is not
    proven to be the best, the page says so beside its recommendation.
    """
    own = f"A model of its own for each {segment}"
    if not found.mixed.is_feasible:
        return f"No choice of a model for each {segment} keeps every limit."
    chosen = _chosen(found.mixed.point.policy)
    if found.best_alone is None:
        return f"{own} ({chosen}) keeps every limit; tiers with one model for all do not."
    name, alone = found.best_alone
    if math.isnan(found.gain):
        return f"By how much {own[:1].lower()}{own[1:]} is better than {name} for all is undefined."
    if abs(found.gain) <= _SAME * max(1.0, abs(alone.objective)):
        return f"{own} buys nothing: {name} for all is as good by the rule."
    verb, side = ("buys", "over") if found.gain > 0 else ("costs", "against")
    amount = f"{margin_text({'rule': rule}, found.gain, units)}{_OF.get(rule, '')}"
    return f"{own} ({chosen}) {verb} {amount} {side} the best one model for all, {name} with a threshold for each {segment}."


def _chosen(policy: TieredThresholds) -> str:
    """Which values take which model; the model alone where all take one."""
    by_score: dict[str, list[str]] = {}
    for value, single in policy.tiers:
        by_score.setdefault(single.score, []).append(short_value(value))
    if len(by_score) == 1:
        return f"{next(iter(by_score))} for all"
    said = []
    for score, values in by_score.items():
        more = f" and {len(values) - SAID_MAX} more" if len(values) > SAID_MAX else ""
        said.append(f"{score} for {', '.join(values[:SAID_MAX])}{more}")
    return "; ".join(said)
