"""A recorded policy in words: which cases are flagged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.wording import count
from workbench.wording.policies import per_words, rule_words, short_threshold, short_value

_REACHES = re.compile(
    r"\b(when|if|once|where)\s+(?:the|its|their|his|her|a|an)\s[\w'’ -]{1,60}?\breaches\s+(?:the|its)\s+threshold\b",
    re.IGNORECASE,
)


def exact(threshold: float | None) -> str:
    """A threshold with every digit it has."""
    return "none (nobody is flagged)" if threshold is None else repr(threshold)


def shown(threshold: float | None, point: Mapping[str, Any] | None = None) -> str:
    """A threshold in as few digits as flag the same cases; all its digits where no measured point is given."""
    return short_threshold(threshold, point)


def rule_text(policy: Mapping[str, Any], point: Mapping[str, Any] | None = None) -> str:
    """Which cases the policy flags: ``score_v7 is 0.33 or higher``."""
    return rule_words(policy, point)


def short_rule(policy: Mapping[str, Any], point: Mapping[str, Any] | None = None) -> str:
    """The policy in as few words as a label holds."""
    kind = policy.get("kind")
    if kind == "tiered":
        return f"by {short_value(policy['segment'])}"
    if kind == "review":
        return "with review"
    if kind == "capacity":
        return f"top {count(policy['k'])} {per_words(policy['per'])}"
    return "flag nobody" if policy["threshold"] is None else shown(policy["threshold"], point)


def action_text(decision: str, policy: Mapping[str, Any], point: Mapping[str, Any]) -> str:
    """The contract's decision with its threshold filled in, without a full stop.

    >>> action_text("Brake when the score reaches the threshold", {"kind": "single", "score": "v7", "threshold": 0.5},
    ...     {"same_actions": {"above": 0.25, "up_to": 0.5}})
    'Brake when v7 is 0.5 or higher'
    """
    decision = decision.strip().rstrip(".")
    rule = rule_text(policy, point)
    if policy.get("kind") == "single" and policy["threshold"] is None:
        return (
            f"Flag nobody: {decision[:1].lower() + decision[1:]}, but no case reaches it" if decision else "Flag nobody"
        )
    if not decision:
        return f"Flag a case when {rule}"
    filled, replaced = _REACHES.subn(lambda found: f"{found[1]} {rule}", decision, count=1)
    return filled if replaced else f"{decision}: a case is flagged when {rule}"
