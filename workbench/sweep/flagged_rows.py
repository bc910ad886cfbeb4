"""The rows that a policy of any kind acts on, as the swap set compares them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from workbench.errors import ColumnError, InputError
from workbench.predictions.predictions import Predictions

Rule = tuple[str, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class FlaggedRows:
    """``is_flagged``, bool of shape (n,), are the rows acted on; ``aside``, likewise, those that a person decides.

    ``scores`` are the columns that the policy looks at. ``past``, float of shape (n,), is how far each row is past its
    own border, at least 0 where it is flagged: it says which rows to look at first.
    """

    is_flagged: np.ndarray
    scores: tuple[str, ...]
    past: np.ndarray
    aside: np.ndarray | None = None


def flagged_rows(predictions: Predictions, rule: Rule | FlaggedRows) -> FlaggedRows:
    """The rows of ``score >= threshold``; +inf flags nobody. What is told as rows already stays as it is.

    Raises ColumnError for an unknown score, InputError for a threshold that is NaN.
    """
    if isinstance(rule, FlaggedRows):
        return rule
    score, threshold = rule
    if score not in predictions.scores:
        raise ColumnError(f"{score!r} is not one of the scores ({', '.join(predictions.score_names)}).")
    if math.isnan(threshold):
        raise InputError("A threshold must be a number, or +inf to flag nobody; found NaN.")
    values = predictions.scores[score]
    # The score itself stands in the same order as its distance from the border, and loses no digit.
    return FlaggedRows(is_flagged=values >= threshold, scores=(score,), past=values)
