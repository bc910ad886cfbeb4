"""``wb.band``: how sure a metric is along the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
import pandas as pd

from workbench.api.wanted_metrics import wanted_metrics
from workbench.contract import Contract
from workbench.errors import ColumnError, InputError
from workbench.evidence import Band, sweep_band
from workbench.metrics import Metric
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True, eq=False)
class ShownBand(Band):
    """A band that knows its metric and score, and its table."""

    metric: Metric
    score: str
    seed: int = field(repr=False)

    def table(self) -> pd.DataFrame:
        """One row per threshold, descending; NaN in ``threshold`` flags nobody and comes first."""
        return pd.DataFrame(
            {
                "score_column": self.score,
                "threshold": np.where(np.isposinf(self.threshold), np.nan, self.threshold),
                self.metric.name: self.value,
                "low": self.low,
                "high": self.high,
                "standard_error": self.standard_error,
                "undefined_count": self.undefined_count,
            }
        )

    def __repr__(self) -> str:
        return (
            f"<{self.level:.6g} band of {self.metric.label} for {self.score}: {len(self):,} thresholds, "
            f"{self.replicates:,} bootstrap replicates, seed {self.seed}>"
        )


def band(
    sweep: Sweep,
    metric: str | Metric,
    *,
    score: str | None = None,
    thresholds: Sequence[float | None] | None = None,
    contract: Contract | None = None,
    level: float = 0.95,
    replicates: int = 1_000,
    seed: int = 0,
) -> ShownBand:
    """The pointwise bootstrap band of a metric along the sweep of one score; its ``table()`` has a row a threshold.

    ``thresholds`` may be any, None flags nobody; without them up to 200 candidates are taken. ``score`` may be left out
    where there is only one. The same ``seed`` gives the same band.

    >>> import pandas as pd
    >>> from workbench.api import sweep
    >>> from workbench.predictions import read_predictions
    >>> frame = pd.DataFrame({"fraud": [1, 0, 1, 0] * 50, "p": [0.9, 0.4, 0.4, 0.1] * 50})
    >>> found = band(sweep(read_predictions(frame, label="fraud", score="p")), "recall", thresholds=[0.9])
    >>> found.table().round(1)
      score_column  threshold  recall  low  high  standard_error  undefined_count
    0            p        0.9     0.5  0.4   0.6             0.1                0

    Raises InputError for a level, a number of replicates or a threshold that cannot be, ColumnError for an unknown
    score.
    """
    if score is None:
        if len(sweep.scores) > 1:
            raise InputError(
                f"There are {len(sweep.scores)} scores ({', '.join(sweep.scores)}). Say which one: score=..."
            )
        score = sweep.scores[0]
    elif score not in sweep.scores:
        raise ColumnError(f"{score!r} is not one of the scores ({', '.join(sweep.scores)}).")
    wanted = wanted_metrics(metric, sweep=sweep, contract=contract)[0]
    at = None
    if thresholds is not None:
        at = np.array([np.inf if threshold is None else threshold for threshold in thresholds], dtype=np.float64)
    found = sweep_band(
        sweep,
        wanted,
        score=score,
        threshold=at,
        rng=np.random.default_rng(seed),
        level=level,
        replicates=replicates,
    )
    parts = {part.name: getattr(found, part.name) for part in fields(found)}
    return ShownBand(**parts, metric=wanted, score=score, seed=seed)
