"""The confusion counts that are expected where people review what lies between two thresholds."""

from __future__ import annotations

import numpy as np

from workbench.sweep.counts import Cells, Counts, WholeCells


def band_counts(
    upper: Counts, lower: Counts, *, sensitivity: float, specificity: float, review_cost: float = 0.0
) -> Counts:
    """The counts of k bands: act from ``upper``'s threshold on, review from ``lower``'s up to there, clear the rest.

    Both have shape (k,), of the same rows, and ``lower`` flags whatever ``upper`` does. Of the reviewed events the share
    ``sensitivity`` becomes TP and the rest FN; of the other reviewed cases the share ``specificity`` becomes TN and the
    rest FP; weights and amounts likewise. The counts are float64 and what is expected, so a metric of them is the metric
    of the expected counts. Where both thresholds are the same nobody reviews, and the counts are those of ``upper`` to the
    bit. ``threshold`` is NaN, which makes metrics that look at the threshold undefined, unless both are the same.
    """
    narrows = upper.narrow is not None and lower.narrow is not None

    def narrow(*which: object) -> Counts:
        return band_counts(
            upper.narrow(*which),
            lower.narrow(*which),
            sensitivity=sensitivity,
            specificity=specificity,
            review_cost=review_cost,
        )

    return Counts(
        threshold=np.where(upper.threshold == lower.threshold, upper.threshold, np.nan),
        cases=_expected(upper.cases, lower.cases, sensitivity, specificity),
        sums={name: _expected(cells, lower.sums[name], sensitivity, specificity) for name, cells in upper.sums.items()},
        narrow=narrow if narrows else None,
        review_cost=review_cost,
    )


def _expected(upper: Cells | WholeCells, lower: Cells | WholeCells, sensitivity: float, specificity: float) -> Cells:
    tp, fp = (np.asarray(upper.margin(name), dtype=np.float64) for name in ("TP", "FP"))
    fn, tn = (np.asarray(lower.margin(name), dtype=np.float64) for name in ("FN", "TN"))
    events, others = lower.margin("TP") - tp, lower.margin("FP") - fp
    # Shares are taken of whole numbers of cases and the rest is what is left: 10 less 0.7 of 10 is 3.
    caught, cleared = sensitivity * events, specificity * others
    return Cells(
        tp=tp + caught,
        fp=fp + (others - cleared),
        fn=fn + (events - caught),
        tn=tn + cleared,
        positives=np.asarray(upper.margin("POSITIVES"), dtype=np.float64),
        negatives=np.asarray(upper.margin("NEGATIVES"), dtype=np.float64),
        reviewed=events + others,
    )
