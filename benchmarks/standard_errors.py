"""Whether the band is right: its standard errors against those of resampled rows."""

from __future__ import annotations

import numpy as np

from benchmarks.data import Rows
from benchmarks.peers import ours
from workbench.evidence.sweep_band import sweep_band
from workbench.metrics.builtin import BUILTIN
from workbench.sweep.sweep import Sweep

COMPARED = ("recall", "precision", "fpr", "mcc")
THRESHOLDS_COUNT = 12


def compare_standard_errors(rows: Rows, *, replicates: int = 1_000) -> dict[str, float]:
    """The band's standard error divided by that of ``replicates`` samples of the rows with replacement.

    Median, lowest and highest over four metrics at twelve thresholds. Two honest estimates from 1,000 replicates each
    differ at one threshold by more than 3 % a third of the time, so it is the median that is held against a limit.
    """
    sweep = ours.to_sweep(rows)
    threshold = spread(sweep)
    resampled = resample_rows(rows, threshold, replicates=replicates, rng=np.random.default_rng(3))
    ratio = []
    for seed, name in enumerate(COMPARED):
        band = sweep_band(
            sweep,
            BUILTIN[name],
            score=ours.SCORE,
            threshold=threshold,
            rng=np.random.default_rng(100 + seed),
            replicates=replicates,
        )
        expected = resampled[name].std(axis=0, ddof=1)
        varies = (band.standard_error > 0) | (expected > 0)  # 0/0 where no sample has a false alarm
        with np.errstate(divide="ignore"):
            ratio.append(band.standard_error[varies] / expected[varies])
    ratio = np.concatenate(ratio)
    return {"median": float(np.median(ratio)), "low": float(ratio.min()), "high": float(ratio.max())}


def spread(sweep: Sweep) -> np.ndarray:
    """Candidates, descending, from one that flags few events to one that clears few, evenly in events flagged."""
    share = sweep.counts().cell("TP") / sweep.counts().cell("POSITIVES")
    wanted = np.linspace(0.05, 0.95, THRESHOLDS_COUNT)
    return np.unique(sweep.threshold[np.searchsorted(share, wanted)])[::-1]


def resample_rows(
    rows: Rows, threshold: np.ndarray, *, replicates: int, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Each compared metric at the thresholds in each sample of the rows; shape (replicates, k).

    Written without the workbench: rows are drawn one by one, and the metrics are spelled out.
    """
    reached = np.searchsorted(-threshold, -rows.score)  # the first of the descending thresholds that flags the row
    cell = 2 * reached + rows.label
    found: dict[str, list[np.ndarray]] = {name: [] for name in COMPARED}
    for _ in range(replicates):
        drawn = cell[rng.integers(0, len(cell), len(cell))]
        by_cell = np.bincount(drawn, minlength=2 * (len(threshold) + 1)).reshape(-1, 2)
        fp, tp = np.cumsum(by_cell, axis=0)[:-1].T.astype(float)
        negatives, positives = by_cell.sum(axis=0)
        fn, tn = positives - tp, negatives - fp
        found["recall"].append(tp / positives)
        found["precision"].append(tp / (tp + fp))
        found["fpr"].append(fp / negatives)
        found["mcc"].append((tp * tn - fp * fn) / np.sqrt((tp + fp) * positives * negatives * (tn + fn)))
    return {name: np.array(values) for name, values in found.items()}
