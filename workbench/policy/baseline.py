"""The baseline: what the decision is compared with."""

from __future__ import annotations

import numpy as np

from workbench.contract import Contract
from workbench.policy.single import SingleThreshold
from workbench.predictions.predictions import Predictions

USUAL_THRESHOLD = 0.5


def is_yes_no(predictions: Predictions, score: str) -> bool:
    """Whether a score takes two values at most, so that it has no point between flagging nobody, its rule and everybody.

    False where it is NaN in a row, and without rows.
    """
    values = predictions.scores[score]
    return bool(len(values)) and bool(np.all((values == values.min()) | (values == values.max())))


def baseline_policy(
    predictions: Predictions, contract: Contract | None = None, *, instead: str | None = None
) -> tuple[SingleThreshold, str] | None:
    """Today's process as a policy, and a sentence saying where its threshold comes from; None without a baseline.

    ``instead`` is a score column to compare with in place of what the contract names.

    The contract's threshold where it has one, on the scale of the column in the file; 1 for a 0/1 rule; 0.5 where
    scores lie between 0 and 1. A score on another scale has no usual threshold, so it has no baseline point until the
    contract names one.
    """
    columns = predictions.receipt.columns
    named = contract.predictions.baseline if contract is not None and contract.predictions is not None else None
    if instead is not None:
        named = None
    column = named.score if named is not None else instead or columns.baseline
    if column is None:
        return None
    name = columns.used_name(column)
    if name not in predictions.scores:
        return None
    values = predictions.scores[name]
    is_flipped = column in columns.flip
    if named is not None and named.threshold is not None:
        # The contract speaks of the column as it stands in the file; a flipped score is its negative.
        threshold = -named.threshold if is_flipped else named.threshold
        return SingleThreshold(score=name, threshold=threshold), "at the threshold the contract names"
    if not len(values):
        return None
    if is_flipped and np.isin(values, (-1.0, 0.0)).all():
        return SingleThreshold(score=name, threshold=0.0), "a yes/no rule: flagged where it says 0"
    if np.isin(values, (0.0, 1.0)).all():
        return SingleThreshold(score=name, threshold=1.0), "a yes/no rule: flagged where it says 1"
    if values.min() >= 0 and values.max() <= 1:
        return SingleThreshold(score=name, threshold=USUAL_THRESHOLD), "at the usual threshold 0.5, since none is named"
    return None
