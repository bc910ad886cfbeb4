"""Whether a metric is a total, which grows with the cases, or says something of their mix whatever their number."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from workbench.errors import WorkbenchError
from workbench.metrics import Metric
from workbench.sweep import Counts
from workbench.sweep.counts import Cells, WholeCells


def is_total(metric: Metric, counts: Counts) -> bool:
    """Whether every case twice would make the metric twice as large: a sum of costs, say, and not a rate.

    Money in all is one, whatever it is. Where all values are 0 or undefined nothing tells, and it is taken for none.

    >>> from workbench.metrics import resolve_metrics
    >>> from workbench.sweep.counts import WholeCells
    >>> cells = WholeCells(flagged=np.array([3]), events=np.array([2]), positives_count=4, rows_count=9)
    >>> counts = Counts(threshold=np.array([0.5]), cases=cells)
    >>> [is_total(each, counts) for each in resolve_metrics(["errors = FP + 2 * FN", "recall", "flags = FP / ALL * 100"])]
    [True, False, False]
    """
    if metric.is_money and metric.denominator is None:
        return True
    if metric.denominator is not None:
        return False
    try:
        once, twice = metric.of(counts), metric.of(_twice(counts))
    except WorkbenchError:
        return False
    tells = np.isfinite(once) & (once != 0)
    return bool(tells.any() and np.allclose(twice[tells], 2 * once[tells], rtol=1e-9, atol=0.0))


def _twice(counts: Counts) -> Counts:
    narrow = counts.narrow
    return replace(
        counts,
        cases=_cells_twice(counts.cases),
        sums={name: _cells_twice(cells) for name, cells in counts.sums.items()},
        narrow=None if narrow is None else lambda *which: _twice(narrow(*which)),
    )


def _cells_twice(cells: Cells | WholeCells) -> Cells | WholeCells:
    if isinstance(cells, WholeCells):
        return WholeCells(
            flagged=2 * cells.flagged.astype(np.int64),
            events=2 * cells.events.astype(np.int64),
            positives_count=2 * cells.positives_count,
            rows_count=2 * cells.rows_count,
        )
    doubled = {each.name: getattr(cells, each.name) for each in fields(cells)}
    return Cells(**{name: None if values is None else 2 * values for name, values in doubled.items()})
