"""The sweep of one score: rows become confusion counts at every candidate threshold. The only step that sees rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from workbench.sweep.counts import Cells, Counts


def sweep_score(
    score: np.ndarray,
    *,
    label: np.ndarray,
    weight: np.ndarray | None = None,
    amounts: Mapping[str, np.ndarray] | None = None,
) -> Counts:
    """Counts at every candidate threshold, from *flag nobody* (+inf) down to the lowest score.

    ``score`` finite float64, ``label`` 0/1, ``weight`` >= 0 and each amount float64, all of shape (n,). Rows of
    weight 0 are dropped first, as scikit-learn does, so their scores are no candidates; -0.0 equals 0.0. Unweighted
    counts are exact integers.

    >>> counts = sweep_score(np.array([0.9, 0.4, 0.4]), label=np.array([1, 0, 1]))
    >>> counts.threshold
    array([inf, 0.9, 0.4])
    >>> counts.cases.tp, counts.cases.fp, counts.cases.fn, counts.cases.tn
    (array([0, 1, 2]), array([0, 0, 1]), array([2, 1, 0]), array([1, 1, 0]))
    """
    amounts = dict(amounts or {})
    score = np.asarray(score, dtype=np.float64) + 0.0  # turns -0.0 into 0.0
    if weight is not None and not np.all(weight > 0):
        kept = weight > 0
        score, label, weight = score[kept], label[kept], weight[kept]
        amounts = {name: values[kept] for name, values in amounts.items()}
    order = np.argsort(score, kind="stable")[::-1]
    ordered = score[order]
    is_last_of_tie = np.empty(len(ordered), dtype=bool)
    if len(ordered):
        is_last_of_tie[-1] = True
        np.not_equal(ordered[1:], ordered[:-1], out=is_last_of_tie[:-1])
    last = np.flatnonzero(is_last_of_tie)
    is_event = np.asarray(label, dtype=bool)[order]

    def split(values: np.ndarray | None) -> Cells:
        ordered_values = np.ones(len(order), dtype=np.int64) if values is None else values[order]
        tp, fn = _flagged_and_cleared(np.where(is_event, ordered_values, 0), last)
        fp, tn = _flagged_and_cleared(np.where(is_event, 0, ordered_values), last)
        return Cells(tp=tp, fp=fp, fn=fn, tn=tn)

    return Counts(
        threshold=np.concatenate([[np.inf], ordered[last]]),
        cases=split(weight),
        sums={
            name: split(values if weight is None else np.asarray(values, dtype=np.float64) * weight)
            for name, values in amounts.items()
        },
    )


def _flagged_and_cleared(values: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if np.issubdtype(values.dtype, np.integer):
        flagged = np.concatenate([[0], np.cumsum(values)[last]]).astype(np.int64)
        return flagged, flagged[-1] - flagged
    # Total minus flagged would leave rounding dust where the cleared sum is small, so both ends are summed on their
    # own, in extended precision: shuffled rows then agree far inside 1e-12.
    wide = values.astype(np.longdouble)
    flagged = np.concatenate([[0], np.cumsum(wide)[last]])
    from_below = np.concatenate([[0], np.cumsum(wide[::-1])])
    cleared = from_below[len(values) - np.concatenate([[0], last + 1])]
    return flagged.astype(np.float64), cleared.astype(np.float64)


def index_at(thresholds_descending: np.ndarray, threshold: np.ndarray) -> np.ndarray:
    """For each threshold, the candidate that flags the same rows: the lowest candidate that is >= it."""
    return np.searchsorted(-thresholds_descending, -np.asarray(threshold, dtype=np.float64), side="right") - 1
