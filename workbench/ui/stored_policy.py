"""The point that a study keeps, as a policy of any kind, where it still fits the study's predictions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.errors import WorkbenchError
from workbench.policy import Policy, TieredThresholds, policy_from_dict
from workbench.sweep import Sweep


def stored_policy(content: Mapping[str, Any] | None, sweep: Sweep) -> Policy | None:
    """The policy that ``study.point`` has; None where there is none, or a score, column or value of it is no longer there."""
    if not content:
        return None
    try:
        policy = policy_from_dict({"kind": "single", **content})
        names = {content.get("score"), *(content.get("scores") or {}).values()} - {None}
        if not names <= set(sweep.scores):
            return None
        policy.count(sweep)
    except WorkbenchError:
        return None
    # What is kept as JSON has its keys in the order of their letters.
    return policy.in_order(sweep.occurring(policy.segment)) if isinstance(policy, TieredThresholds) else policy
