"""A classifier that has no model: it gives back the scores that are its only feature. Peers ask for an estimator."""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

from benchmarks.data import Rows


class GivenScores(ClassifierMixin, BaseEstimator):
    """Carries the rows that it was made from: ``features`` (n, 1), ``label`` and ``segment_code`` (n,)."""

    classes_ = np.array([0, 1])

    def fit(self, features: np.ndarray, label: np.ndarray | None = None) -> GivenScores:
        """Learns nothing."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """The score as the second column, its complement as the first; shape (n, 2)."""
        score = np.asarray(features)[:, 0]
        return np.column_stack([1 - score, score])

    def predict(self, features: np.ndarray) -> np.ndarray:
        """1 where the score is at least a half."""
        return (np.asarray(features)[:, 0] >= 0.5).astype(np.int64)


def give_scores(rows: Rows) -> GivenScores:
    """The estimator that peers are handed in place of a model; made before the clock starts."""
    model = GivenScores()
    model.features = rows.score[:, np.newaxis]
    model.label = rows.label.astype(np.int64)
    model.segment_code = rows.segment_code
    return model
