"""The bootstrap on score bins: the counts that resampled rows would have, without the rows."""

from __future__ import annotations

import numpy as np

from workbench.evidence.score_bins import ScoreBins
from workbench.sweep.counts import Cells, Counts


def resampled_counts(bins: ScoreBins, *, replicates: int, rng: np.random.Generator) -> Counts:
    """Counts of ``replicates`` bootstrap samples of the rows at each of the k thresholds, replicate after replicate.

    Entry ``r * k + i`` is replicate r at ``bins.threshold[i]``, so that any metric of counts works on it as it is, and
    ``metric.value(counts).reshape(replicates, k)`` has a row a replicate.

    *Row counts* are drawn from the multinomial distribution over the 2 (k + 1) cells of bin and label. For n rows drawn
    with replacement that is their exact distribution, at every threshold and between thresholds (Efron and Tibshirani
    1993, section 6.2: the bootstrap of n rows is multinomial; cells add). The number of rows stays n. The Poisson
    bootstrap (Hanley and MacGibbon 2006; Chamandy et al. 2012) would draw cells on their own and let n vary; with the
    bins at hand the exact draw costs the same.

    *Sums* of weights and amounts: given m rows in a cell, their sum has mean m * mean and covariance m * covariance of
    the cell's rows, and is drawn as a normal of these moments, so that all quantities of a cell vary together as they
    do in the rows. Means, standard errors and correlations are exactly those of row resampling; only the shape within a
    cell is taken as normal. Rows that stand out (``ScoreBins.loose_cell``) are drawn one by one instead, with no
    approximation; of small data these are all rows. A quantity that no row has less than 0 of is held at 0 where a
    normal would fall below.

    >>> from workbench.evidence.score_bins import bins_of_rows
    >>> bins = bins_of_rows(np.array([0.9, 0.4, 0.4]), label=np.array([1, 0, 1]), threshold=np.array([0.9, 0.4]))
    >>> drawn = resampled_counts(bins, replicates=2, rng=np.random.default_rng(1))
    >>> drawn.threshold
    array([0.9, 0.4, 0.9, 0.4])
    >>> drawn.cell("ALL")
    array([3., 3., 3., 3.])
    """
    rows, loose_total = _draw_rows(bins, replicates, rng)
    quantities = _draw_sums(bins, rows, rng)
    if len(bins.loose_cell):
        times = _draw_loose(loose_total, len(bins.loose_cell), rng)
        first = np.flatnonzero(np.diff(bins.loose_cell, prepend=-1))
        cells = bins.loose_cell[first]
        rows[:, cells] += np.add.reduceat(times, first, axis=1)
        for index, sums in enumerate(quantities):
            sums[:, cells] += np.add.reduceat(times * bins.loose_values[:, index], first, axis=1)
    parts = [_split(sums, is_positive=held) for sums, held in zip(quantities, bins.is_positive, strict=True)]
    cases = parts.pop(0) if bins.is_weighted else _split(rows)
    return Counts(
        threshold=np.tile(bins.threshold, replicates), cases=cases, sums=dict(zip(bins.amounts, parts, strict=True))
    )


def _draw_rows(bins: ScoreBins, replicates: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """How many rows fall in each cell, shape (replicates, cells), and how many of the loose rows, (replicates,)."""
    # Empty cells take no part, and the largest comes last: numpy gives the last what rounding leaves over.
    counted = np.append(bins.rows_count, len(bins.loose_cell))
    filled = np.argsort(counted, kind="stable")[np.count_nonzero(counted == 0) :]
    found = np.zeros((replicates, len(counted)), dtype=np.int64)
    if len(filled):
        found[:, filled] = rng.multinomial(bins.rows_total, counted[filled] / bins.rows_total, size=replicates)
    return found[:, :-1].copy(), found[:, -1]


def _draw_loose(loose_total: np.ndarray, rows_count: int, rng: np.random.Generator) -> np.ndarray:
    """How many times each loose row is drawn, shape (replicates, loose rows)."""
    replicates = len(loose_total)
    row = rng.integers(0, rows_count, size=int(loose_total.sum()))
    row += np.repeat(np.arange(replicates) * rows_count, loose_total)
    return np.bincount(row, minlength=replicates * rows_count).reshape(replicates, rows_count)


def _draw_sums(bins: ScoreBins, rows: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """The sum of each quantity over the rows of each cell, given how many were drawn; shape (replicates, cells)."""
    width = len(bins.is_positive)
    mean = bins.mean.reshape(bins.rows_count.size, width)
    root = bins.root.reshape(bins.rows_count.size, width, width)
    varies = np.flatnonzero(root.any(axis=(1, 2)))
    sums = [rows * mean[:, index] for index in range(width)]
    if len(varies):
        spread = np.sqrt(rows[:, varies])
        for source in range(width):
            chance = rng.standard_normal(spread.shape)
            chance *= spread
            for index in range(width):
                sums[index][:, varies] += chance * root[varies, index, source]
    return sums


def _split(cells: np.ndarray, *, is_positive: bool = False) -> Cells:
    """Sums over cells, (replicates, 2 (k + 1)), as confusion cells, (replicates * k,)."""
    by_label = cells.reshape(len(cells), 2, -1)
    # Both ends are added up on their own: all less the flagged would leave rounding dust where nobody is cleared.
    flagged = np.cumsum(by_label, axis=-1)[..., :-1]
    cleared = np.cumsum(by_label[..., :0:-1], axis=-1)[..., ::-1]
    parts = (flagged[:, 1], flagged[:, 0], cleared[:, 1], cleared[:, 0])
    tp, fp, fn, tn = (np.maximum(part, 0).ravel() if is_positive else part.ravel() for part in parts)
    return Cells(tp=tp, fp=fp, fn=fn, tn=tn)
