"""A band: how far a metric would move, threshold by threshold, had other predictions of the same kind been collected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from workbench.errors import InputError
from workbench.evidence.bootstrap import resampled_counts
from workbench.evidence.score_bins import ScoreBins
from workbench.sweep.counts import Counts

REPLICATES = 1_000
LEVEL = 0.95
REPLICATES_MIN = 50
_BLOCK_CELLS = 2**18


@dataclass(frozen=True, kw_only=True, eq=False)
class Band:
    """A metric at k thresholds with its pointwise interval; arrays have shape (k,).

    ``value`` is the metric on the predictions, ``low`` and ``high`` the percentiles (1 - level) / 2 and (1 + level) / 2
    of its replicates, ``standard_error`` their standard deviation, all in the metric's own unit. ``undefined_count``
    says in how many of ``replicates`` the metric was undefined; these are left out. All are NaN where fewer than two
    replicates are left (``value`` is NaN where the metric is undefined on the predictions).

    *Pointwise* means that each threshold is looked at alone: the whole curve leaves such a band more often.
    """

    threshold: np.ndarray
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    standard_error: np.ndarray
    undefined_count: np.ndarray
    level: float
    replicates: int

    def __len__(self) -> int:
        return len(self.threshold)


def bootstrap_band(
    value: Callable[[Counts], np.ndarray],
    *,
    counts: Counts,
    bins: ScoreBins,
    rng: np.random.Generator,
    level: float = LEVEL,
    replicates: int = REPLICATES,
) -> Band:
    """The percentile bootstrap band of a metric (Efron and Tibshirani 1993, section 13.3).

    ``value`` is a metric's function of counts, ``counts`` the counts on the predictions at the k thresholds of
    ``bins``. The same ``rng`` state gives the same band, to the bit.

    >>> from workbench.evidence.score_bins import bins_of_counts
    >>> from workbench.metrics import BUILTIN
    >>> from workbench.sweep.score_sweep import sweep_score
    >>> score = np.arange(400) / 400
    >>> counts = sweep_score(score, label=np.arange(400) % 4 == 0).take([200])
    >>> band = bootstrap_band(
    ...     BUILTIN["recall"].value, counts=counts, bins=bins_of_counts(counts), rng=np.random.default_rng(0)
    ... )
    >>> band.value.round(2), band.low.round(2), band.high.round(2), band.standard_error.round(2)
    (array([0.5]), array([0.4]), array([0.6]), array([0.05]))

    Raises InputError where ``level`` is not between 0 and 1, where ``replicates`` are fewer than 50, or where counts
    and bins have other thresholds.
    """
    if not 0 < level < 1:
        raise InputError(f"The level of a band must be above 0 and below 1, such as 0.95; found {level:g}.")
    if replicates < REPLICATES_MIN:
        raise InputError(f"A band needs {REPLICATES_MIN} replicates or more; found {replicates}. Use 1,000.")
    if not np.array_equal(counts.threshold, bins.threshold):
        raise InputError("Counts and bins must be at the same thresholds.")
    drawn = np.empty((len(counts), replicates))
    # Blocks that stay in cache: half the time of one piece, and memory does not grow with the replicates.
    block = max(1, _BLOCK_CELLS // max(bins.rows_count.size, len(bins.loose_cell)))
    for start in range(0, replicates, block):
        part = slice(start, min(start + block, replicates))
        resampled = resampled_counts(bins, replicates=part.stop - start, rng=rng)
        drawn[:, part] = np.asarray(value(resampled), dtype=np.float64).reshape(-1, len(counts)).T
    low, high, standard_error, defined_count = _spread(drawn, level)
    return Band(
        threshold=counts.threshold,
        value=np.asarray(value(counts), dtype=np.float64),
        low=low,
        high=high,
        standard_error=standard_error,
        undefined_count=replicates - defined_count,
        level=level,
        replicates=replicates,
    )


def _spread(drawn: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Percentiles, standard deviation and number of the finite values in each row; sorts ``drawn`` in place."""
    is_defined = np.isfinite(drawn)
    defined_count = np.count_nonzero(is_defined, axis=1)
    if is_defined.all():
        standard_error = drawn.std(axis=1, ddof=1)
    else:
        drawn[~is_defined] = np.nan
        middle = _mean(np.where(is_defined, drawn, 0.0), defined_count)
        apart = np.where(is_defined, drawn - middle[:, None], 0.0)
        standard_error = np.sqrt(np.sum(apart * apart, axis=1) / np.maximum(defined_count - 1, 1))
    drawn.sort(axis=1)  # NaN comes last
    tail = (1 - level) / 2
    ends = [_percentile(drawn, defined_count, share) for share in (tail, 1 - tail)]
    low, high, standard_error = (np.where(defined_count >= 2, found, np.nan) for found in (*ends, standard_error))
    return low, high, standard_error, defined_count


def _mean(drawn: np.ndarray, defined_count: np.ndarray) -> np.ndarray:
    return drawn.sum(axis=1) / np.maximum(defined_count, 1)


def _percentile(ascending: np.ndarray, defined_count: np.ndarray, share: float) -> np.ndarray:
    place = share * np.maximum(defined_count - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(defined_count - 1, 0))
    row = np.arange(len(ascending))
    low, high = ascending[row, below], ascending[row, above]
    return low + (place - below) * (high - low)
