"""The limits and the order that were set on the Trade-off page for tiers, as the decision is held to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.explore import Lens
from workbench.explore.limit_metrics import agreed_texts, read_limits
from workbench.policy import Limit, Policy, TieredThresholds
from workbench.register import Study
from workbench.ui.fairness_fields import kept_limits, kept_order

# A record has these beside what was asked for: they come with the policy, not from the page.
_OWN = ("reviewed", "order")


def limits_for(study: Study, lens: Lens, policy: Policy) -> tuple[Limit, ...]:
    """The limits that hold beside the contract's; none for what is no tiers."""
    return read_limits(lens, kept_limits(study))[0] if isinstance(policy, TieredThresholds) else ()


def order_for(study: Study, lens: Lens, policy: Policy) -> tuple[str, ...] | None:
    """The order of the tiers from least to most strict; None where there is none."""
    if not isinstance(policy, TieredThresholds):
        return None
    return kept_order(study, lens, policy.segment, is_mixed=len(policy.scores) > 1)


def has_other_limits(study: Study, lens: Lens, policy: Policy, saved: Mapping[str, Any]) -> bool:
    """Whether a saved decision on these tiers was held to other limits than are set now."""
    if not isinstance(policy, TieredThresholds):
        return False
    now = {limit.text for limit in limits_for(study, lens, policy)}
    then = {str(limit["text"]) for limit in (saved.get("operating_point") or {}).get("limits") or ()}
    return {text for text in then if not text.startswith(_OWN)} - set(agreed_texts(lens)) != now - set(
        agreed_texts(lens)
    )
