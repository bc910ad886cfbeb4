"""Score bins: the rows between neighbouring thresholds, by label, reduced to what resampling them needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from workbench.errors import InputError
from workbench.sweep.counts import Counts
from workbench.sweep.rows import counted_rows

LOOSE_ROWS_MAX = 4_000


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoreBins:
    """Rows in the k + 1 bins that k descending thresholds make, each bin split by label.

    Bin 0 has the rows with ``score >= threshold[0]``, bin i those from ``threshold[i]`` up to, not including,
    ``threshold[i - 1]``, bin k the rest. Arrays over bins have shape (2, k + 1, ...); the first index is the label.

    Quantities are what is summed over rows: the weight first where ``is_weighted``, then each of ``amounts`` (times the
    weight), q in all. ``mean`` has shape (2, k + 1, q); ``root`` has shape (2, k + 1, q, q), and root @ root.T is the
    covariance (divided by n) of one row's quantities in that bin and label. ``is_positive`` (q,) is true where no row
    has less than 0 of the quantity.

    Loose rows stand out from their bin: the many rows of a bin may be summed up by mean and covariance, these may not.
    They are kept one by one, as ``loose_cell`` (r,) ascending, ``label * (k + 1) + bin``, and ``loose_values`` (r, q),
    and are part of neither ``rows_count``, ``mean`` nor ``root``.
    """

    threshold: np.ndarray
    rows_count: np.ndarray
    is_weighted: bool
    amounts: tuple[str, ...]
    mean: np.ndarray
    root: np.ndarray
    is_positive: np.ndarray
    loose_cell: np.ndarray
    loose_values: np.ndarray

    @property
    def rows_total(self) -> int:
        """All rows, the loose ones among them."""
        return int(self.rows_count.sum()) + len(self.loose_cell)


def bins_of_counts(counts: Counts) -> ScoreBins:
    """The bins of unweighted counts; ``counts.threshold`` descends. Amounts are left out: their sums need the rows.

    >>> from workbench.sweep.score_sweep import sweep_score
    >>> bins_of_counts(sweep_score(np.array([0.9, 0.4, 0.4]), label=np.array([1, 0, 1]))).rows_count
    array([[0, 0, 1, 0],
           [0, 1, 1, 0]])

    Raises InputError where the counts are sums of weights, or their thresholds do not descend.
    """
    if not np.issubdtype(counts.cases.tp.dtype, np.integer):
        raise InputError(
            "Counts that are sums of weights do not say how many rows there are. Make the bins of the rows."
        )
    threshold = _descending(counts.threshold)
    by_label = []
    for flagged, cleared in ((counts.cases.fp, counts.cases.tn), (counts.cases.tp, counts.cases.fn)):
        by_label.append(np.diff(np.concatenate([[0], flagged, [flagged[0] + cleared[0]]])))
    return _plain_bins(threshold, np.array(by_label, dtype=np.int64))


def bins_of_rows(
    score: np.ndarray,
    *,
    label: np.ndarray,
    threshold: np.ndarray,
    weight: np.ndarray | None = None,
    amounts: Mapping[str, np.ndarray] | None = None,
    loose_rows_max: int = LOOSE_ROWS_MAX,
) -> ScoreBins:
    """The bins of rows: ``score`` float64, ``label`` 0/1, ``weight`` >= 0 and each amount float64, all of shape (n,).

    Rows of weight 0 are dropped first, as the sweep does. At most ``loose_rows_max`` rows are loose: those with the
    largest share of the variance of their bin and label, in whichever quantity they stand out most.

    Raises InputError where the thresholds do not descend.
    """
    threshold = _descending(threshold)
    rows = counted_rows(score, label=label, weight=weight, amounts=amounts)
    width = len(threshold) + 1
    cell = len(threshold) - np.searchsorted(threshold[::-1], rows.score, side="right")
    cell[rows.is_event] += width
    rows_count = np.bincount(cell, minlength=2 * width)
    quantities = [rows.values(column, slice(None)) for column in rows.columns]
    if not quantities:
        return _plain_bins(threshold, rows_count.reshape(2, width))

    largest = [float(np.max(np.abs(values), initial=0.0)) or 1.0 for values in quantities]
    scaled = [values / top for values, top in zip(quantities, largest, strict=True)]
    middle = [_per_row(np.bincount(cell, values, 2 * width), rows_count) for values in scaled]
    apart = [_apart(values, mean, rows_count, cell) for values, mean in zip(scaled, middle, strict=True)]
    loose = _loose_rows(apart, cell, 2 * width, loose_rows_max)
    loose = loose[np.argsort(cell[loose], kind="stable")]
    dense_count = rows_count - np.bincount(cell[loose], minlength=2 * width)

    # The sums over the rows that stay are those over all rows less those over the loose ones, about the mean of all.
    def dense_sum(values: np.ndarray) -> np.ndarray:
        return np.bincount(cell, values, 2 * width) - np.bincount(cell[loose], values[loose], 2 * width)

    shift = np.stack([_per_row(dense_sum(values), dense_count) for values in apart], axis=-1)
    covariance = np.empty((2 * width, len(scaled), len(scaled)))
    for i, one in enumerate(apart):
        for j, other in enumerate(apart[: i + 1]):
            both = _per_row(dense_sum(one * other), dense_count) - shift[:, i] * shift[:, j]
            covariance[:, i, j] = covariance[:, j, i] = both
    scale = np.array(largest)
    return ScoreBins(
        threshold=threshold,
        rows_count=dense_count.reshape(2, width),
        is_weighted=weight is not None,
        amounts=tuple(rows.amounts),
        mean=((np.stack(middle, axis=-1) + shift) * scale).reshape(2, width, -1),
        root=(_root(covariance) * scale[:, None]).reshape(2, width, len(scale), len(scale)),
        is_positive=np.array([not (values < 0).any() for values in scaled]),
        loose_cell=cell[loose],
        loose_values=np.stack([values[loose] for values in quantities], axis=-1),
    )


def _descending(threshold: np.ndarray) -> np.ndarray:
    threshold = np.asarray(threshold, dtype=np.float64)
    if threshold.ndim != 1 or not len(threshold) or np.isnan(threshold).any() or (threshold[1:] > threshold[:-1]).any():
        raise InputError("Score bins need one threshold or more, numbers in descending order.")
    return threshold


def _plain_bins(threshold: np.ndarray, rows_count: np.ndarray) -> ScoreBins:
    return ScoreBins(
        threshold=threshold,
        rows_count=rows_count,
        is_weighted=False,
        amounts=(),
        mean=np.zeros((*rows_count.shape, 0)),
        root=np.zeros((*rows_count.shape, 0, 0)),
        is_positive=np.zeros(0, dtype=bool),
        loose_cell=np.zeros(0, dtype=np.int64),
        loose_values=np.zeros((0, 0)),
    )


def _per_row(total: np.ndarray, rows_count: np.ndarray) -> np.ndarray:
    return total / np.maximum(rows_count, 1)


def _apart(values: np.ndarray, mean: np.ndarray, rows_count: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Each row's distance from its cell's mean, exactly 0 in cells where all rows have the same value."""
    apart = values - mean[cell]
    total = np.bincount(cell, apart * apart, len(mean))
    is_dust = (total <= 1e-26 * rows_count * mean * mean) & (total > 0)
    if is_dust.any():
        apart[is_dust[cell]] = 0.0
    return apart


def _loose_rows(apart: list[np.ndarray], cell: np.ndarray, cells_count: int, most: int) -> np.ndarray:
    """Indices of at most ``most`` rows with the largest share of their cell's variance; none with a share of 0."""
    if not most:
        return np.zeros(0, dtype=np.int64)
    share = np.zeros(len(cell))
    for values in apart:
        square = values * values
        total = np.bincount(cell, square, cells_count)
        per_square = np.divide(1.0, total, out=np.zeros(cells_count), where=total > np.finfo(np.float64).tiny)
        np.maximum(share, square * per_square[cell], out=share)
    found = np.arange(len(cell)) if len(cell) <= most else np.argpartition(share, len(cell) - most)[len(cell) - most :]
    return found[share[found] > 0]


def _root(covariance: np.ndarray) -> np.ndarray:
    """A root of each covariance matrix, taken of the correlations so that large quantities do not drown small ones."""
    deviation = np.sqrt(np.maximum(np.einsum("cii->ci", covariance), 0.0))
    safe = np.where(deviation > 0, deviation, 1.0)
    correlation = covariance / (safe[:, :, None] * safe[:, None, :])
    values, vectors = np.linalg.eigh(correlation)
    return deviation[:, :, None] * vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
