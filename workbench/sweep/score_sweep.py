"""The sweep of one score: rows become confusion counts at every candidate threshold. The only step that sees rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from workbench.errors import InputError
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
    event = np.asarray(label, dtype=bool)
    is_event = event[order]

    def split(values: np.ndarray | None) -> Cells:
        if values is None:
            tp, fn = _counted(is_event, last)
            fp, tn = _counted(~is_event, last)
            return Cells(tp=tp, fp=fp, fn=fn, tn=tn)
        values = np.asarray(values, dtype=np.float64)
        tp, fn, positives = _summed(values, event, order, last)
        fp, tn, negatives = _summed(values, ~event, order, last)
        return Cells(tp=tp, fp=fp, fn=fn, tn=tn, positives=positives, negatives=negatives)

    return Counts(
        threshold=np.concatenate([[np.inf], ordered[last]]),
        cases=split(weight),
        sums={name: split(values if weight is None else _weighed(values, weight)) for name, values in amounts.items()},
    )


def _weighed(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(values, dtype=np.float64) * weight


def _counted(is_member: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    flagged = np.concatenate([[0], np.cumsum(is_member, dtype=np.int64)[last]]).astype(np.int64)
    return flagged, flagged[-1] - flagged


def _summed(
    values: np.ndarray, is_member: np.ndarray, order: np.ndarray, last: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sums of the members' ``values`` over the flagged, over the cleared, and over all; each has shape (k,)."""
    # Total minus flagged would leave rounding dust where the cleared sum is small, so both ends are summed on their
    # own, in extended precision: shuffled rows then agree far inside 1e-12. The total is summed in the rows' own order,
    # so that it is the same bits at every threshold and for every score.
    wide = np.where(is_member, values, 0.0).astype(np.longdouble)
    ordered = wide[order]
    flagged = np.concatenate([[0], np.cumsum(ordered)[last]])
    from_below = np.concatenate([[0], np.cumsum(ordered[::-1])])
    cleared = from_below[len(values) - np.concatenate([[0], last + 1])]
    with np.errstate(over="ignore"):
        total = np.float64(np.sum(wide))
        flagged, cleared = flagged.astype(np.float64), cleared.astype(np.float64)
    flagged_count, cleared_count = _counted(is_member[order], last)
    flagged[cleared_count == 0], cleared[flagged_count == 0] = total, total
    if not (values < 0).any():  # a part is never more than the whole
        np.minimum(flagged, total, out=flagged)
        np.minimum(cleared, total, out=cleared)
    return flagged, cleared, np.full(len(flagged), total)


def index_at(thresholds_descending: np.ndarray, threshold: np.ndarray) -> np.ndarray:
    """For each threshold, the candidate that flags the same rows: the lowest candidate that is >= it.

    Raises InputError for NaN, which is no threshold.
    """
    threshold = np.asarray(threshold, dtype=np.float64)
    if np.isnan(threshold).any():
        raise InputError("A threshold must be a number; nan is none. To flag nobody, leave it empty.")
    return np.searchsorted(-thresholds_descending, -threshold, side="right") - 1
