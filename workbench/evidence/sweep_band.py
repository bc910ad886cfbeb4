"""The band of a metric along a sweep: which thresholds, which rows, and which of their amounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from workbench.errors import CountsWithoutRows, InputError
from workbench.evidence.band import LEVEL, REPLICATES, Band, bootstrap_band
from workbench.evidence.score_bins import ScoreBins, bins_of_counts, bins_of_rows
from workbench.metrics import Metric
from workbench.sweep import Cells, Counts, Sweep

THRESHOLDS_MAX = 200


def sweep_band(
    sweep: Sweep,
    metric: Metric,
    *,
    score: str,
    threshold: np.ndarray | None = None,
    rng: np.random.Generator,
    level: float = LEVEL,
    replicates: int = REPLICATES,
) -> Band:
    """The bootstrap band of ``metric`` at thresholds of one score: those given, else ``spread_thresholds``.

    Rows are resampled, each as likely as any other; a metric that looks only at some rows (``where``) has these
    resampled. Thresholds given come back descending, each once.

    Raises InputError for a threshold that is NaN, a ``level`` outside (0, 1) or fewer than 50 ``replicates``.
    """
    if threshold is None:
        threshold = spread_thresholds(sweep, score)
    else:
        threshold = np.unique(np.asarray(threshold, dtype=np.float64) + 0.0)[::-1]
    counts = sweep.at(score, threshold, where=metric.where)
    bins = _bins(sweep, counts, metric, score)
    return bootstrap_band(metric.value, counts=counts, bins=bins, rng=rng, level=level, replicates=replicates)


def spread_thresholds(sweep: Sweep, score: str, *, most: int = THRESHOLDS_MAX) -> np.ndarray:
    """At most ``most`` candidates of a score, descending: all of them where they are few.

    Otherwise half of them are even in the share flagged and half in the share of events flagged, so that rare events
    have their part of the curve; *flag nobody* and *flag everybody* are always there.
    """
    first, end = np.searchsorted(sweep.score_code, sweep.scores.index(score) + np.arange(2))
    own = sweep.counts().take(slice(first, end))
    if len(own) <= most:
        return own.threshold
    parts = []
    for cell, share in (("FLAGGED", most - most // 2), ("TP", most // 2)):
        reached = own.cell(cell)
        wanted = np.linspace(reached[0], reached[-1], share)
        parts.append(np.clip(np.searchsorted(reached, wanted), 0, len(own) - 1))
    parts[0][-1] = len(own) - 1
    return own.threshold[np.unique(np.concatenate(parts))]


def amounts_read(metric: Metric, counts: Counts) -> tuple[str, ...]:
    """The amounts whose sums the metric reads, in the order of the counts; found by watching it read."""
    watched = _WatchedSums(counts.sums)
    try:
        metric.value(Counts(threshold=counts.threshold, cases=counts.cases, sums=watched))
    except CountsWithoutRows:
        raise InputError(
            f"{metric.label} differs by segment, and there is no band of such a sum yet. Ask for a metric that is the same "
            "everywhere, or take one segment at a time: its rows by predictions.only(...), its costs as a formula such as "
            "'worth = -5 * FN'."
        ) from None
    return tuple(name for name in counts.sums if name in watched.read)


def _bins(sweep: Sweep, counts: Counts, metric: Metric, score: str) -> ScoreBins:
    rows = sweep.predictions
    wanted = amounts_read(metric, counts)
    if rows.weight is None and not wanted:
        return bins_of_counts(counts)  # the sweep has counted the rows already
    for column, values in metric.where.items():
        rows = rows.only(column, values)
    return bins_of_rows(
        rows.scores[score],
        label=rows.label,
        threshold=counts.threshold,
        weight=rows.weight,
        amounts={name: rows.amounts[name] for name in wanted},
    )


class _WatchedSums(Mapping[str, Cells]):
    """The sums over amounts, noting which of them are read."""

    def __init__(self, sums: Mapping[str, Cells]) -> None:
        self._sums = sums
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Cells:
        self.read.add(name)
        return self._sums[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sums)

    def __len__(self) -> int:
        return len(self._sums)
