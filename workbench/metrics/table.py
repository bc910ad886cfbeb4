"""The sweep table: one row per candidate threshold with its counts, metrics and payoff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.contract import Contract
from workbench.metrics.metric import Metric
from workbench.metrics.payoff import payoff_of
from workbench.sweep.counts import Counts
from workbench.sweep.sweep import Sweep


def sweep_table(
    sweep: Sweep, *, metrics: Sequence[Metric] = (), contract: Contract | None = None, by: str | None = None
) -> pd.DataFrame:
    """``score_column``, the segment column where ``by`` names one, ``threshold``, ``tp fp fn tn``, metrics, ``payoff``.

    Descending within each score (and segment value); NaN threshold means *flag nobody* and comes first. A metric
    that looks only at some rows (``where``) is measured on those of them that are in the segment.
    """
    if by is None:
        parts = [_rows(name, sweep.counts().take(sweep.score_code == code), metrics, contract, sweep, {})
                 for code, name in enumerate(sweep.scores)]  # fmt: skip
        return pd.concat(parts, ignore_index=True)
    parts = []
    for value in sorted(sweep.predictions.segment(by).values):
        rows = sweep.predictions.only(by, [value])
        if not len(rows):
            continue
        inner = Sweep(rows, scores=sweep.scores)
        for code, name in enumerate(inner.scores):
            part = inner.counts().take(inner.score_code == code)
            parts.append(_rows(name, part, metrics, contract, inner, {by: value}))
    if not parts:
        empty = sweep.counts().take(slice(0))
        parts = [_rows("", empty, [replace(metric, where={}) for metric in metrics], contract, sweep, {by: ""})]
    return pd.concat(parts, ignore_index=True)


def _rows(
    score: str,
    counts: Counts,
    metrics: Sequence[Metric],
    contract: Contract | None,
    sweep: Sweep,
    segment: dict[str, str],
) -> pd.DataFrame:
    columns: dict[str, object] = {"score_column": score, **segment}
    columns["threshold"] = np.where(np.isposinf(counts.threshold), np.nan, counts.threshold)
    columns.update({name: getattr(counts.cases, name) for name in ("tp", "fp", "fn", "tn")})
    for metric in metrics:
        within = sweep.at(score, counts.threshold, where=metric.where) if metric.where else counts
        columns[metric.name] = metric.value(within)
    if contract is not None and contract.payoff:
        columns["payoff"] = payoff_of(counts, contract.payoff)
    return pd.DataFrame(columns)
