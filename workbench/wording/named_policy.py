"""A policy in few words, its thresholds in as few digits as flag the same cases of the predictions it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.policy import Policy, ReviewBand, SingleThreshold, TieredThresholds
from workbench.sweep import Sweep
from workbench.wording.plain import plain_number
from workbench.wording.policies import policy_name, said_values


def named(policy: Policy, sweep: Sweep) -> str:
    """``policy_name`` of what ``policy`` does on ``sweep``: the same text wherever the same cases are flagged.

    >>> named(SingleThreshold(score="v7", threshold=0.41312345678), sweep)  # doctest: +SKIP
    'v7 ≥ 0.4131'
    """
    if isinstance(policy, TieredThresholds):
        return named_tiers(policy, policy.same_ends(sweep, said_values(policy.to_dict())))
    if isinstance(policy, SingleThreshold):
        return policy_name(policy.to_dict(), {"same_actions": ends_to_dict(policy.same_actions(sweep))})
    if isinstance(policy, ReviewBand):
        clear, act = policy.same_ends(sweep)
        ends = {"clear_below": ends_to_dict(clear), "act_from": ends_to_dict(act)}
        return policy_name(policy.to_dict(), {"review": {"same_actions": ends}})
    return policy_name(policy.to_dict())


def named_tiers(policy: TieredThresholds, ends: Mapping[str, tuple[float, float]]) -> str:
    """As ``named``, with ``TieredThresholds.same_ends`` of the values that are said."""
    tiers = [{"value": value, "same_actions": ends_to_dict(each)} for value, each in ends.items()]
    return policy_name(policy.to_dict(), {"tiers": tiers})


def ends_to_dict(same: tuple[float, float]) -> dict[str, Any]:
    """(low, high] of the thresholds that do the same, as records have it; null where there is no end."""
    return {"above": plain_number(same[0]), "up_to": plain_number(same[1])}
