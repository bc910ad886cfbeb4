"""The sweep of one score within every value of a segment column, for little more than the sweep of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from workbench.sweep.counts import Counts
from workbench.sweep.packed_segments import packed_segments
from workbench.sweep.score_sweep import sweep_score, whole_counts


def sweep_segments(
    score: np.ndarray,
    *,
    label: np.ndarray,
    segment_code: np.ndarray,
    segments_count: int,
    weight: np.ndarray | None = None,
    amounts: Mapping[str, np.ndarray] | None = None,
) -> list[Counts]:
    """For each segment 0 ... ``segments_count`` - 1 the counts at every candidate threshold of its own rows.

    ``segment_code`` is an integer a row, shape (n,); the rest is as for ``sweep_score``. A segment without rows has
    the one candidate *flag nobody*.

    >>> parts = sweep_segments(np.array([0.9, 0.4]), label=np.array([1, 0]), segment_code=np.array([1, 1]),
    ...                        segments_count=2)
    >>> [part.threshold.tolist() for part in parts]
    [[inf], [inf, 0.9, 0.4]]
    """
    amounts = amounts or {}
    if weight is None and not amounts:
        packed = packed_segments(
            np.asarray(score, dtype=np.float64),
            np.asarray(label).astype(bool),
            segment_code,
            segments_count=segments_count,
        )
        return [whole_counts(*part) for part in packed]
    order = np.argsort(segment_code, kind="stable")
    borders = np.concatenate([[0], np.cumsum(np.bincount(segment_code, minlength=segments_count))])
    parts = []
    for start, stop in pairwise(borders.tolist()):
        index = order[start:stop]
        parts.append(
            sweep_score(
                score[index],
                label=label[index],
                weight=None if weight is None else weight[index],
                amounts={name: values[index] for name, values in amounts.items()},
            )
        )
    return parts
