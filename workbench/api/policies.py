"""Policies as callers name them: a threshold, thresholds by segment value, or a policy of any kind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.contract import Contract
from workbench.errors import ColumnError, InputError
from workbench.policy import Policy, ReviewBand, Reviewer, SingleThreshold, TieredThresholds, policy_from_dict
from workbench.sweep import Sweep


def one_score(sweep: Sweep, score: str | None) -> str:
    """The score that is meant; it may be left out where there is only one."""
    if score is not None:
        return score
    if len(sweep.scores) > 1:
        raise InputError(f"There are {len(sweep.scores)} scores ({', '.join(sweep.scores)}). Say which one: score=...")
    return sweep.scores[0]


def single_policy(sweep: Sweep, threshold: float | None, score: str | None) -> SingleThreshold:
    """One threshold for everybody; None flags nobody."""
    return SingleThreshold(score=one_score(sweep, score), threshold=_threshold(threshold))


def tiered_policy(
    sweep: Sweep,
    thresholds: Mapping[str, float | None],
    by: str | None,
    score: str | Mapping[str, str] | None,
) -> TieredThresholds:
    """A threshold for each value of the segment column ``by``, which may be left out where there is only one.

    ``score`` may name one for each value. Raises InputError for a value that does not occur or has no threshold.
    """
    column = one_segment(sweep, by)
    known = sweep.predictions.segment(column).values
    unknown = [value for value in thresholds if value not in known]
    if unknown:
        raise InputError(
            f"{unknown[0]!r} is no value of {column}. Its values are {', '.join(map(repr, known[:20]))}"
            f"{' …' if len(known) > 20 else ''}."
        )
    missing = [value for value in sweep.occurring(column) if value not in thresholds]
    if missing:
        raise InputError(f"There is no threshold for {column} = {missing[0]!r}. Name one for each value.")
    scores = score if isinstance(score, Mapping) else {value: one_score(sweep, score) for value in thresholds}
    unscored = [value for value in thresholds if value not in scores]
    if unscored:
        raise InputError(f"There is no score for {column} = {unscored[0]!r}. Name one for each value.")
    return TieredThresholds(
        segment=column,
        tiers=tuple(
            (value, SingleThreshold(score=scores[value], threshold=_threshold(threshold)))
            for value, threshold in thresholds.items()
        ),
    )


def review_band(
    sweep: Sweep,
    clear_below: float,
    act_from: float,
    *,
    reviewer: Reviewer | None = None,
    contract: Contract | None = None,
    score: str | None = None,
) -> ReviewBand:
    """The review band between two thresholds, +inf for none; the reviewer is the contract's unless given."""
    if reviewer is None and contract is None:
        raise InputError("A review band needs a reviewer: how much a review costs and how often it is right.")
    return ReviewBand(
        score=one_score(sweep, score),
        clear_below=clear_below,
        act_from=act_from,
        reviewer=Reviewer.of(contract) if reviewer is None else reviewer,
    )


def one_segment(sweep: Sweep, by: str | None) -> str:
    """The segment column that is meant; it may be left out where there is only one."""
    columns = tuple(sweep.predictions.segments)
    if by is None:
        if len(columns) != 1:
            found = ", ".join(columns) if columns else "none was read"
            raise InputError(f"Say which segment column the thresholds go by ({found}): by=...")
        return columns[0]
    if by not in columns:
        raise ColumnError(f"{by!r} is not one of the segment columns ({', '.join(columns) or 'none was read'}).")
    return by


def checked_policy(sweep: Sweep, policy: Policy | Mapping[str, Any]) -> Policy:
    """A policy of any kind, or one as a record has it, whose scores are there. Raises what reading it raises."""
    found = policy_from_dict(policy) if isinstance(policy, Mapping) else policy
    content = found.to_dict()
    names = set((content.get("scores") or {}).values()) or {content["score"]}
    unknown = sorted(name for name in names if name not in sweep.predictions.scores)
    if unknown:
        known = ", ".join(sweep.predictions.score_names)
        raise ColumnError(f"{unknown[0]!r} is not one of the scores ({known}).")
    return found


def _threshold(threshold: float | None) -> float:
    if threshold is not None and math.isnan(threshold):
        raise InputError("The threshold must be a number, or None to flag nobody.")
    return math.inf if threshold is None else float(threshold) + 0.0
