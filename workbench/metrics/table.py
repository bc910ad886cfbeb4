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
from workbench.sweep.segment_sweep import sweep_segments
from workbench.sweep.sweep import Sweep


def sweep_table(
    sweep: Sweep,
    *,
    metrics: Sequence[Metric] = (),
    contract: Contract | None = None,
    by: str | None = None,
    index: np.ndarray | None = None,
) -> pd.DataFrame:
    """``score_column``, the segment column where ``by`` names one, ``threshold``, ``tp fp fn tn``, metrics, ``payoff``.

    A row for each candidate that the sweep lists, or for those in ``index`` in its order. Descending within each score
    (and segment value); NaN threshold means *flag nobody* and comes first. A metric that looks only at some rows
    (``where``) is measured on those of them that are in the segment.
    """
    if index is not None:
        parts, codes = [], sweep.score_code[index]
        for code, name in enumerate(sweep.scores):
            own = np.flatnonzero(codes == code)
            part = _rows(name, sweep.counts().take(index[own]), metrics, contract, sweep, {})
            parts.append(part.set_index(own))
        return pd.concat(parts).sort_index().reset_index(drop=True)
    if by is not None:
        return _by_segment(sweep, metrics, contract, by)
    return _joined(_whole(sweep, metrics, contract, {}))


def _whole(
    sweep: Sweep, metrics: Sequence[Metric], contract: Contract | None, segment: dict[str, str]
) -> list[pd.DataFrame]:
    parts = []
    for code, name in enumerate(sweep.scores):
        own = np.searchsorted(sweep.score_code, [code, code + 1])
        parts.append(_rows(name, sweep.counts().take(slice(*own)), metrics, contract, sweep, segment))
    return parts


def _by_segment(sweep: Sweep, metrics: Sequence[Metric], contract: Contract | None, by: str) -> pd.DataFrame:
    rows, segment = sweep.predictions, sweep.predictions.segment(by)
    held = np.bincount(segment.codes)  # values after the last that has rows are not needed
    codes = [code for code in sorted(range(len(held)), key=lambda code: segment.values[code]) if held[code]]
    parts = []
    if any(metric.where for metric in metrics) or (contract is not None and contract.payoff_segment):
        for code in codes:
            value = segment.values[code]
            inner = Sweep(rows.only(by, [value]), scores=sweep.scores)
            parts += _whole(inner, metrics, contract, {by: value})
    else:
        swept = {
            name: sweep_segments(
                rows.scores[name],
                label=rows.label,
                segment_code=segment.codes,
                segments_count=len(held),
                weight=rows.weight,
                amounts=rows.amounts,
            )
            for name in sweep.scores
        }
        for code in codes:
            for name in sweep.scores:
                parts.append(_rows(name, swept[name][code], metrics, contract, sweep, {by: segment.values[code]}))
    if not parts:
        empty = sweep.counts().take(slice(0))
        parts = [_rows("", empty, [replace(metric, where={}) for metric in metrics], contract, sweep, {by: ""})]
    return _joined(parts)


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


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
        columns[metric.name] = metric.of(within)
    if contract is not None and contract.payoff:
        columns["payoff"] = payoff_of(counts, contract.payoff)
    return pd.DataFrame(columns)
