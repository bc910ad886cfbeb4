"""Bootstrap intervals within groups of rows, for metrics that are no rate of counts: money, rates per kilometre, F1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from workbench.errors import CountsWithoutRows
from workbench.evidence.bootstrap import resampled_counts
from workbench.evidence.intervals import effective_size, wilson
from workbench.evidence.score_bins import LOOSE_ROWS_MAX, bins_of_rows
from workbench.metrics import Metric
from workbench.predictions.predictions import Predictions
from workbench.sweep import CELLS, MARGINS, Cells, Counts, GroupCounts, Groups, Where

# With fewer rows in a cell, resampling says too little of how many there could have been.
FEW_ROWS = 10
# Groups beyond so many, the smallest of them, get no bootstrap interval: each takes some milliseconds.
GROUPS_MAX = 500
_LOOSE_ROWS_IN_ALL, _LOOSE_ROWS_MIN = 40_000, 100
_DEFINED_MIN = 0.95


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupIntervals:
    """(low, high) of one metric in each group, shape (k,), NaN where there is none; ``is_widened`` says where the
    resampled interval was widened by the score interval of a cell with few rows."""

    low: np.ndarray
    high: np.ndarray
    is_widened: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class _Watched(Counts):
    """Counts that note which cells and amounts are read."""

    reads: set[tuple[str, str | None]] = field(default_factory=set)

    def cell(self, name: str, amount: str | None = None) -> np.ndarray:
        self.reads.add((name, amount))
        return super().cell(name, amount)


def group_intervals(
    metrics: Sequence[Metric],
    found: GroupCounts,
    *,
    predictions: Predictions,
    flagged: np.ndarray,
    groups: Groups,
    where: Where,
    rng: np.random.Generator,
    level: float,
    replicates: int,
) -> list[GroupIntervals]:
    """The percentile interval of each metric within each group, its rows resampled with replacement.

    All ``metrics`` look at the rows of ``where``, and ``found`` are the counts of these. One resample of a group serves
    all metrics. Where a cell has fewer than 10 rows, resampling cannot know how many there might have been (with none, it
    knows nothing at all): the interval is widened to the values that the metric has at both ends of that cell's score
    interval. There is no interval where fewer than 10 rows carry an amount that is read, where the metric is undefined in
    more than 1 of 20 resamples, or where the metric differs by a column that is not one of the groups'.
    """
    k = len(groups)
    result = [
        GroupIntervals(low=np.full(k, np.nan), high=np.full(k, np.nan), is_widened=np.zeros(k, dtype=bool))
        for _ in metrics
    ]
    total = found.rows.tp + found.rows.fp + found.rows.fn + found.rows.tn
    largest = np.sort(np.argsort(-total, kind="stable")[:GROUPS_MAX])
    loose_max = int(np.clip(_LOOSE_ROWS_IN_ALL // max(len(largest), 1), _LOOSE_ROWS_MIN, LOOSE_ROWS_MAX))
    for group, rows in _rows_of(predictions, groups, where, largest):
        one = found.counts.take(slice(group, group + 1))
        amounts = _amounts_read(metrics, one, groups, group)
        bins = bins_of_rows(
            flagged[rows].astype(np.float64),
            label=predictions.label[rows],
            threshold=np.array([1.0]),
            weight=None if predictions.weight is None else predictions.weight[rows],
            amounts={name: predictions.amounts[name][rows] for name in amounts},
            loose_rows_max=loose_max,
        )
        drawn = resampled_counts(bins, replicates=replicates, rng=rng)
        drawn = replace(drawn, threshold=np.full(len(drawn), one.threshold[0]))
        for metric, ends in zip(metrics, result, strict=True):
            low, high, is_widened = _interval(metric, one, drawn, found, group, groups, level)
            ends.low[group], ends.high[group], ends.is_widened[group] = low, high, is_widened
    return result


def _rows_of(
    predictions: Predictions, groups: Groups, where: Where, wanted: np.ndarray
) -> Iterator[tuple[int, np.ndarray]]:
    """Each wanted group that has rows, with their indices in the order of the file."""
    codes = groups.codes
    for column, values in where.items():
        codes = np.where(predictions.segment(column).mask(values), codes, len(groups))
    order = np.argsort(codes, kind="stable")
    borders = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=len(groups) + 1))])
    for group in wanted.tolist():
        rows = order[borders[group] : borders[group + 1]]
        if len(rows):
            yield group, rows


def _interval(
    metric: Metric,
    one: Counts,
    drawn: Counts,
    found: GroupCounts,
    group: int,
    groups: Groups,
    level: float,
) -> tuple[float, float, bool]:
    nothing = np.nan, np.nan, False
    try:
        watched = _watched(one, groups, group)
        value = metric.value(watched)
        drawn_values = np.asarray(metric.value(_watched(drawn, groups, group)), dtype=np.float64)
    except CountsWithoutRows:
        return nothing
    values = drawn_values[np.isfinite(drawn_values)]
    if not np.isfinite(value[0]) or len(values) < _DEFINED_MIN * len(drawn_values):
        return nothing
    rows = {name: int(getattr(found.rows, name.lower())[group]) for name in CELLS}
    for name, amount in watched.reads:
        if amount is not None and sum(rows[cell] for cell in MARGINS.get(name, (name,))) < FEW_ROWS:
            return nothing
    tail = (1 - level) / 2
    low, high = np.quantile(values, [tail, 1 - tail]).tolist()
    others = _at_ends(metric, one, found, group, groups, [name for name in CELLS if rows[name] < FEW_ROWS], level)
    if np.isnan(others).any():
        return nothing
    wide_low, wide_high = min([low, *others]), max([high, *others])
    return wide_low, wide_high, wide_low < low or wide_high > high


def _at_ends(
    metric: Metric, one: Counts, found: GroupCounts, group: int, groups: Groups, few: Sequence[str], level: float
) -> list[float]:
    """The metric with each of the ``few`` cells, alone, at either end of its score interval among the rows of its label."""
    values = []
    partner = {"TP": "FN", "FN": "TP", "FP": "TN", "TN": "FP"}
    for name in few:
        pair = (name, partner[name])
        total = sum(one.cell(each)[0] for each in pair)
        squares = sum(float(getattr(found.squares, each.lower())[group]) for each in pair)
        if not total > 0:  # no rows of this label at all, and resampling has none either
            continue
        share = one.cell(name)[0] / total
        for end in wilson(share, effective_size(total, squares), level=level):
            cells = {each.lower(): one.cell(each) for each in CELLS}
            cells[name.lower()] = np.array([float(end) * total])
            cells[partner[name].lower()] = np.array([(1 - float(end)) * total])
            other = Counts(threshold=one.threshold, cases=Cells(**cells), sums=one.sums)
            values.append(float(metric.value(_watched(other, groups, group))[0]))
    return values


def _watched(counts: Counts, groups: Groups, group: int) -> _Watched:
    """The counts of rows of one group, which know that all of them have the group's values."""
    own = dict(zip(groups.columns, groups.values[group], strict=True))
    reads: set[tuple[str, str | None]] = set()

    def narrow(column: str, values: Sequence[str], is_outside: bool) -> Counts:
        if column not in own:
            raise CountsWithoutRows(f"Resampled counts cannot be told apart by {column!r}.")
        return whole if (own[column] in values) != is_outside else _nothing_of(whole)

    whole = _Watched(threshold=counts.threshold, cases=counts.cases, sums=counts.sums, narrow=narrow, reads=reads)
    return whole


def _nothing_of(counts: Counts) -> Counts:
    zero = np.zeros(len(counts))
    none = Cells(tp=zero, fp=zero, fn=zero, tn=zero)
    return Counts(threshold=counts.threshold, cases=none, sums=dict.fromkeys(counts.sums, none))


def _amounts_read(metrics: Sequence[Metric], one: Counts, groups: Groups, group: int) -> tuple[str, ...]:
    """The amounts that any of the metrics reads in this group, in the order of the predictions."""
    watched = _watched(one, groups, group)
    for metric in metrics:
        with suppress(CountsWithoutRows):
            metric.value(watched)
    read = {amount for _, amount in watched.reads}
    return tuple(name for name in one.sums if name in read)
