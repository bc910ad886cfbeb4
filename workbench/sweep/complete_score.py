"""One score with every candidate threshold listed."""

from __future__ import annotations

import numpy as np

from workbench.sweep.counts import Counts
from workbench.sweep.rows import Rows
from workbench.sweep.score_sweep import counts_at, index_at, sweep_rows


class CompleteScore:
    """``threshold`` has every candidate, descending from +inf, shape (k,); nothing is hidden between two of them."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._whole = sweep_rows(rows)
        self._among: dict[tuple, Counts] = {}
        self.threshold = self._whole.threshold
        self.has_gap = np.broadcast_to(np.False_, len(self.threshold))

    def counts(self, key: tuple, among: np.ndarray | None) -> Counts:
        """Counts at the listed candidates, over the rows where ``among`` is true; ``key`` names that mask."""
        return self._whole if among is None else counts_at(self._swept(key, among), self.threshold)

    def at(self, threshold: np.ndarray, key: tuple, among: np.ndarray | None) -> Counts:
        """Counts at any thresholds."""
        return counts_at(self._swept(key, among), threshold)

    def gap_ranges(self, key: tuple, among: np.ndarray | None) -> tuple[Counts, Counts]:
        """Nothing is hidden, so each range is a point."""
        counts = self.counts(key, among)
        return counts, counts

    def hidden_counts(self) -> np.ndarray:
        """Nothing is hidden behind any candidate."""
        return np.broadcast_to(np.int64(0), len(self.threshold))

    def same_actions(self, threshold: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Low and high for each threshold: any in (low, high] flags the same rows."""
        place = self.place(threshold)
        return np.append(self.threshold[1:], -np.inf)[place], self.threshold[place]

    def place(self, threshold: np.ndarray) -> np.ndarray:
        """The listed candidate that flags the same rows as each threshold."""
        return index_at(self.threshold, threshold)

    def refined(self, index: np.ndarray) -> CompleteScore:
        return self

    def unrefined(self) -> CompleteScore:
        return self

    def complete(self) -> CompleteScore:
        return self

    def _swept(self, key: tuple, among: np.ndarray | None) -> Counts:
        if among is None:
            return self._whole
        if key not in self._among:
            self._among[key] = sweep_rows(self.rows.only(among))
        return self._among[key]
