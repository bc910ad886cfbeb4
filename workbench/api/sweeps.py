"""``wb.sweep``: the confusion counts at every candidate threshold, with their table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from workbench.api.wanted_metrics import wanted_metrics
from workbench.contract import RESERVED_NAMES, Contract
from workbench.errors import InputError
from workbench.metrics import Metric, contract_metrics, sweep_table
from workbench.predictions.predictions import Predictions
from workbench.sweep import Sweep


class ShownSweep(Sweep):
    """A sweep that knows its table and says what it is."""

    def table(
        self,
        metrics: Iterable[str | Metric] | str | None = None,
        *,
        by: str | Sequence[str] = (),
        contract: Contract | None = None,
    ) -> pd.DataFrame:
        """One row per candidate threshold, descending; NaN in ``threshold`` flags nobody and comes first.

        ``score_column``, the segment columns of ``by``, ``threshold``, ``tp fp fn tn``, the metrics (names or
        ``name = FORMULA``; the contract's unless named, none for ``[]``) and ``payoff`` where the contract has one.
        """
        if metrics is None:
            wanted = contract_metrics(contract) if contract is not None else ()
        else:
            wanted = wanted_metrics(metrics, sweep=self, contract=contract)
        columns = [by] if isinstance(by, str) else list(dict.fromkeys(by))
        taken = {*RESERVED_NAMES, *(metric.name for metric in wanted)}
        for column in columns:
            if column in taken:
                raise InputError(
                    f"The segment column {column!r} has the name of another column of the table. Rename one."
                )
        return _table_by(self.complete(), columns, wanted, contract)

    def __repr__(self) -> str:
        names = ", ".join(self.scores)
        return f"<sweep of {names} over {len(self.predictions):,} predictions: {len(self):,} candidate thresholds>"


def sweep(predictions: Predictions, *, scores: Sequence[str] | None = None) -> ShownSweep:
    """Confusion counts at every candidate threshold of all candidate scores, or of those named.

    >>> import pandas as pd
    >>> from workbench.predictions import read_predictions
    >>> frame = pd.DataFrame({"fraud": [1, 0, 1], "p": [0.9, 0.4, 0.4]})
    >>> sweep(read_predictions(frame, label="fraud", score="p")).table(["recall"])
      score_column  threshold  tp  fp  fn  tn  recall
    0            p        NaN   0   0   2   1     0.0
    1            p        0.9   1   0   1   1     0.5
    2            p        0.4   2   1   0   0     1.0
    """
    return ShownSweep(predictions, scores=scores)


def _table_by(
    sweep: Sweep, columns: Sequence[str], metrics: Sequence[Metric], contract: Contract | None
) -> pd.DataFrame:
    if len(columns) < 2:
        return sweep_table(sweep, metrics=metrics, contract=contract, by=columns[0] if columns else None)
    first, parts = columns[0], []
    for value in sorted(sweep.predictions.segment(first).values):
        rows = sweep.predictions.only(first, [value])
        if len(rows):
            part = _table_by(Sweep(rows, scores=sweep.scores), columns[1:], metrics, contract)
            part.insert(1, first, value)
            parts.append(part)
    return pd.concat(parts, ignore_index=True)
