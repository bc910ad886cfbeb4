"""Kinds of scores: a rule of 0 and 1, or values among which a threshold can be chosen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.predictions.predictions import Predictions


def is_rule(score: np.ndarray) -> bool:
    """Whether the score holds 0 and 1 and nothing else."""
    low, high = score.min(), score.max()
    return low == 0 and high == 1 and bool(((score == 0) | (score == 1)).all())


def many_valued(predictions: Predictions) -> Iterator[tuple[str, np.ndarray]]:
    """The scores that are neither constant nor a rule."""
    for name, score in predictions.scores.items():
        if score.min() != score.max() and not is_rule(score if score.max() > 0 else -score):
            yield name, score
