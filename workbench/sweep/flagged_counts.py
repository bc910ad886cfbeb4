"""The confusion counts of any set of flagged rows: what a policy does that is no single threshold of one score."""

from __future__ import annotations

import numpy as np

from workbench.predictions.predictions import Predictions
from workbench.sweep.counts import Cells, Counts
from workbench.sweep.sweep import Where, narrower_where


def flagged_counts(
    predictions: Predictions, flagged: np.ndarray, *, where: Where | None = None, threshold: float = np.nan
) -> Counts:
    """The counts, of shape (1,), where exactly the rows of the mask ``flagged`` are acted on.

    ``flagged`` is bool, shape (n,). Unweighted counts are exact int64; sums of weights and amounts are float64, added in
    the order of the rows. ``threshold`` is what metrics that look at the threshold are told: NaN, which makes them
    undefined, unless there is one. Raises ColumnError for a column or value of ``where`` that does not exist.
    """
    among = _rows_where(predictions, where)
    event = predictions.label.astype(bool)
    masks = [flagged & event, flagged & ~event, ~flagged & event, ~flagged & ~event]
    if among is not None:
        masks = [mask & among for mask in masks]
    weight = predictions.weight

    def cells(values: np.ndarray | None) -> Cells:
        found = [np.array([mask.sum() if values is None else values[mask].sum()]) for mask in masks]
        tp, fp, fn, tn = found
        return Cells(tp=tp, fp=fp, fn=fn, tn=tn, positives=tp + fn, negatives=fp + tn)

    return Counts(
        threshold=np.array([threshold]),
        cases=cells(weight),
        sums={
            name: cells(values if weight is None else values * weight) for name, values in predictions.amounts.items()
        },
        narrow=lambda *which: flagged_counts(
            predictions, flagged, where=narrower_where(predictions, where, *which), threshold=threshold
        ),
    )


def _rows_where(predictions: Predictions, where: Where | None) -> np.ndarray | None:
    masks = [predictions.segment(column).mask(values) for column, values in (where or {}).items()]
    return np.logical_and.reduce(masks) if masks else None
