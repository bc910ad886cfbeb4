"""Rows to measure on: a score of a rare event, its label, a weight, three amounts and ten segments, drawn with a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

EVENT_RATE = 0.05
SEGMENTS_COUNT = 10
AMOUNT_NAMES = ("amount", "minutes", "cost")


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """What every contender is given; all arrays have shape (n,).

    ``score`` float64 from 0 to 1, ``label`` int8 of 0 and 1, ``segment_code`` int8 below ``segments_count``.
    ``weight`` and ``amounts`` are there only where they are part of the question.
    """

    score: np.ndarray
    label: np.ndarray
    segment_code: np.ndarray
    segments_count: int = SEGMENTS_COUNT
    weight: np.ndarray | None = None
    amounts: dict[str, np.ndarray] | None = None

    def __len__(self) -> int:
        return len(self.score)


def draw_rows(count: int, *, distinct_scores: int | None = None, columns: str = "unweighted", seed: int = 0) -> Rows:
    """``count`` rows; ``distinct_scores`` rounds the score to that many steps, None leaves it without ties.

    ``columns`` is ``unweighted``, ``weighted`` or ``amounts`` (three of them). Scores, labels and segments are the same
    for each, so that figures of different columns are of the same rows.

    >>> rows = draw_rows(1000, distinct_scores=50, columns="amounts")
    >>> len(rows), list(rows.amounts), rows.weight is None
    (1000, ['amount', 'minutes', 'cost'], True)
    """
    rng = np.random.default_rng(seed)
    is_event = rng.random(count) < EVENT_RATE
    events_count = int(is_event.sum())
    score = np.empty(count)
    score[is_event] = rng.beta(4, 4, events_count)
    score[~is_event] = rng.beta(1.2, 8, count - events_count)
    if distinct_scores is not None:
        score = np.round(score * distinct_scores) / distinct_scores
    share = 2.0 ** -(np.arange(SEGMENTS_COUNT) * 0.5)
    segment_code = rng.choice(SEGMENTS_COUNT, size=count, p=share / share.sum()).astype(np.int8)
    rows = Rows(score=score, label=is_event.astype(np.int8), segment_code=segment_code)
    if columns == "weighted":
        return replace(rows, weight=rng.uniform(0.5, 2, count))
    if columns == "amounts":
        amount = rng.lognormal(4, 1.2, count)
        minutes = rng.uniform(0.5, 2, count)
        return replace(rows, amounts=dict(zip(AMOUNT_NAMES, (amount, minutes, amount * minutes), strict=True)))
    if columns != "unweighted":
        raise ValueError(f"columns must be unweighted, weighted or amounts, not {columns!r}.")
    return rows
