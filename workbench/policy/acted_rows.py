"""The rows that a policy acts on, so that any two policies can be compared row by row."""

from __future__ import annotations

import numpy as np

from workbench.errors import InputError
from workbench.policy.capacity import Capacity
from workbench.policy.policy import Policy
from workbench.policy.review_band import ReviewBand
from workbench.policy.single import SingleThreshold
from workbench.policy.tiered import TieredThresholds
from workbench.sweep import FlaggedRows, Sweep


def acted_rows(policy: Policy, sweep: Sweep) -> tuple[str, float] | FlaggedRows:
    """The policy as ``swap_set`` takes it: a score and its threshold, or the rows that it flags.

    Raises ColumnError for a score that is not there, InputError for a policy that does not fit these predictions.
    """
    if isinstance(policy, SingleThreshold):
        return policy.score, policy.threshold
    if isinstance(policy, TieredThresholds):
        return FlaggedRows(is_flagged=policy.flagged(sweep), scores=policy.scores, past=_past_own(policy, sweep))
    if isinstance(policy, ReviewBand):
        values = sweep.predictions.scores[policy.score]
        acts = values >= policy.act_from
        return FlaggedRows(
            is_flagged=acts, scores=(policy.score,), past=values, aside=(values >= policy.clear_below) & ~acts
        )
    if isinstance(policy, Capacity):
        listed = policy.listed(sweep)
        past = sweep.predictions.scores[policy.score] - listed.thresholds[listed.groups.groups.codes]
        return FlaggedRows(is_flagged=listed.flagged, scores=(policy.score,), past=past)
    raise InputError(f"A policy of kind {policy.to_dict()['kind']!r} cannot be compared row by row.")


def _past_own(policy: TieredThresholds, sweep: Sweep) -> np.ndarray:
    """How far each row's score is past the threshold of its own tier, -inf where that flags nobody."""
    segment = sweep.predictions.segment(policy.segment)
    by_value = policy.by_value
    past = np.full(len(sweep.predictions), -np.inf)
    for code, value in enumerate(segment.values):
        if value in by_value:
            own = segment.codes == code
            past[own] = sweep.predictions.scores[by_value[value].score][own] - by_value[value].threshold
    return past
