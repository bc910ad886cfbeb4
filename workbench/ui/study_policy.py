"""The policy that a study stands at, whatever kind it is."""

from __future__ import annotations

from workbench.policy import Policy, SingleThreshold, TieredThresholds
from workbench.register import Study
from workbench.sweep import Sweep
from workbench.ui.plain_text import plain
from workbench.wording import threshold_text


def policy_of_study(study: Study, sweep: Sweep) -> Policy | None:
    """The study's point as a policy; None where there is none, or where its score or segment is no longer the study's."""
    content = dict(study.point or {})
    kind = content.get("kind", "single") if content else None
    if kind == "single":
        return SingleThreshold.from_dict(content) if content.get("score") in sweep.scores else None
    if kind == "tiered":
        if content.get("segment") not in sweep.predictions.segments:
            return None
        policy = TieredThresholds.from_dict(content)
        has_all = set(sweep.occurring(policy.segment)) <= set(policy.by_value)
        return policy if has_all and set(policy.scores) <= set(sweep.scores) else None
    return None


def policy_words(policy: Policy, sweep: Sweep) -> str:
    """What flags a case, in Markdown: ``flagged means score ≥ 0.41``."""
    if isinstance(policy, SingleThreshold):
        if policy.flags_nobody:
            return "nobody is flagged"
        text = threshold_text(policy.threshold, policy.same_actions(sweep))
        return f"flagged means {plain(policy.score)} ≥ {text}"
    if isinstance(policy, TieredThresholds):
        return f"each {plain(policy.segment)} has a threshold of its own"
    return f"policy of kind {plain(str(policy.to_dict().get('kind')))}"
