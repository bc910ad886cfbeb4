"""The sweep: confusion counts at all candidate thresholds of all candidate scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from workbench.errors import ColumnError
from workbench.predictions.predictions import Predictions
from workbench.sweep.counts import Counts, concatenate
from workbench.sweep.score_sweep import index_at, sweep_score

Where = Mapping[str, Sequence[str]]


class Sweep:
    """Every candidate threshold of every candidate score, scores in their order, thresholds descending.

    ``score_code[i]`` and ``threshold[i]`` say which candidate i is; ``counts()`` has its confusion counts. Counts
    within a segment are taken at the same candidates, so that all arrays line up.
    """

    def __init__(self, predictions: Predictions, *, scores: Sequence[str] | None = None) -> None:
        self.predictions = predictions
        self.scores = tuple(scores or predictions.receipt.columns.candidate_names or predictions.score_names)
        for name in self.scores:
            if name not in predictions.scores:
                raise ColumnError(f"{name!r} is not one of the scores ({', '.join(predictions.score_names)}).")
        self._by_score: dict[tuple[str, tuple], Counts] = {}
        self._aligned: dict[tuple, Counts] = {}
        everything = [self._sweep(name, {}) for name in self.scores]
        self.score_code = np.repeat(np.arange(len(self.scores)), [len(part) for part in everything])
        self.threshold = np.concatenate([part.threshold for part in everything])

    def __len__(self) -> int:
        return len(self.threshold)

    def counts(self, where: Where | None = None) -> Counts:
        """The counts at every candidate, on the whole or only on rows whose columns have the values in ``where``."""
        key = _key(where)
        if key not in self._aligned:
            parts = []
            for code, name in enumerate(self.scores):
                part = self._sweep(name, where or {})
                wanted = self.threshold[self.score_code == code]
                parts.append(part if not where else _at(part, wanted))
            self._aligned[key] = concatenate(parts)
        return self._aligned[key]

    def at(self, score: str, thresholds: Sequence[float] | np.ndarray, *, where: Where | None = None) -> Counts:
        """The counts at any thresholds of one score, candidates or not; +inf flags nobody."""
        return _at(self._sweep(score, where or {}), np.asarray(thresholds, dtype=np.float64))

    def same_actions(self, score: str, threshold: float) -> tuple[float, float]:
        """The thresholds that flag the same rows on these predictions: any in (low, high].

        ``low`` is -inf where everybody is flagged, ``high`` is +inf where nobody is.
        """
        candidates = self._sweep(score, {}).threshold
        index = int(index_at(candidates, np.array([threshold]))[0])
        low = candidates[index + 1] if index + 1 < len(candidates) else -np.inf
        return float(low), float(candidates[index])

    def candidate(self, score: str, threshold: float) -> int | None:
        """The index of the candidate that flags the same rows, or None where the score is not a candidate."""
        if score not in self.scores:
            return None
        code = self.scores.index(score)
        first = int(np.searchsorted(self.score_code, code))
        return first + int(index_at(self._sweep(score, {}).threshold, np.array([threshold]))[0])

    def _sweep(self, score: str, where: Where) -> Counts:
        key = (score, _key(where))
        if key not in self._by_score:
            rows = self.predictions
            if score not in rows.scores:
                raise ColumnError(f"{score!r} is not one of the scores ({', '.join(rows.score_names)}).")
            for column, values in where.items():
                rows = rows.only(column, values)
            self._by_score[key] = sweep_score(
                rows.scores[score], label=rows.label, weight=rows.weight, amounts=rows.amounts
            )
        return self._by_score[key]


def _at(counts: Counts, thresholds: np.ndarray) -> Counts:
    found = counts.take(index_at(counts.threshold, thresholds))
    return Counts(threshold=thresholds, cases=found.cases, sums=found.sums)


def _key(where: Where | None) -> tuple:
    return tuple(sorted((column, tuple(values)) for column, values in (where or {}).items()))
