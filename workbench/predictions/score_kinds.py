"""Kinds of scores: a rule of 0 and 1, or values among which a threshold can be chosen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.predictions.predictions import Predictions

# Enough rows to tell most columns apart without looking at ten million.
_HEAD_ROWS = 1_000


def is_rule(score: np.ndarray) -> bool:
    """Whether the score holds 0 and 1 and nothing else."""
    return _holds_zero_and(score, 1.0)


def is_constant(score: np.ndarray) -> bool:
    """Whether every row has the same score."""
    return all(bool((rows == score[0]).all()) for rows in (score[:_HEAD_ROWS], score))


def many_valued(predictions: Predictions) -> Iterator[tuple[str, np.ndarray]]:
    """The scores that are neither constant nor a rule, flipped or not."""
    for name, score in predictions.scores.items():
        if not is_constant(score) and not is_rule(score) and not _holds_zero_and(score, -1.0):
            yield name, score


def _holds_zero_and(score: np.ndarray, one: float) -> bool:
    for rows in (score[:_HEAD_ROWS], score):
        if not ((rows == 0) | (rows == one)).all():
            return False
    return not is_constant(score)
