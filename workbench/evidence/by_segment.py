"""Every metric within every value of a segment column, at one policy: its interval, its denominator, its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.errors import InputError
from workbench.evidence.band import REPLICATES, REPLICATES_MIN
from workbench.evidence.group_bootstrap import FEW_ROWS, group_intervals
from workbench.evidence.intervals import LEVEL, effective_size, wilson
from workbench.evidence.policy_counts import PolicyCounts, policy_counts
from workbench.evidence.shares import Share, share_of
from workbench.evidence.totals import is_total
from workbench.metrics import Metric
from workbench.policy import Policy
from workbench.sweep import GroupCounts, Groups, Sweep, group_rows

Verdict = Literal["keeps", "breaks", "insufficient", "undefined", "outside", ""]
Method = Literal["score", "score, effective size", "bootstrap", "bootstrap, widened", "none"]


@dataclass(frozen=True, kw_only=True, eq=False)
class SegmentMetric:
    """One metric in each of k groups; arrays have shape (k,), NaN where undefined.

    ``denominator`` is what the metric is divided by, else None. ``low`` to ``high`` is its interval, made as ``method``
    says. ``verdict`` is about the metric's own limit: ``keeps`` and ``breaks`` only where the whole interval does,
    ``insufficient`` where it does not settle it, ``undefined`` where there is no value, empty without a limit.
    ``outside`` are groups that the metric does not look at (``where``). ``is_few`` says where a rate rests on fewer than 10
    cases: its score interval is then not sure enough for a verdict, which is ``insufficient``. ``is_sum``: it is a total, which
    grows with the group; its limit is one of the whole, and judges no part.
    """

    metric: Metric
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    denominator: np.ndarray | None
    method: tuple[Method, ...]
    verdict: tuple[Verdict, ...]
    is_few: np.ndarray
    is_sum: bool = False

    @property
    def limit(self) -> float | None:
        """The metric's limit, where a part can keep or break it: None for a total."""
        return None if self.is_sum else self.metric.limit


@dataclass(frozen=True, kw_only=True, eq=False)
class SegmentReport:
    """Metrics by the values of one segment column, or by the crossings of two that occur.

    ``values[g]`` has the value of each of ``columns`` in group g; ``rows_count`` and ``cases`` (sums of weights) have
    shape (k,). ``whole`` has the same metrics on all rows, as one group.
    """

    policy: Policy
    columns: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    rows_count: np.ndarray
    cases: np.ndarray
    metrics: tuple[SegmentMetric, ...]
    whole: tuple[SegmentMetric, ...]
    level: float
    replicates: int

    def __len__(self) -> int:
        return len(self.values)

    def metric(self, name: str) -> SegmentMetric:
        """The metric of this name. Raises InputError where it is not one of these."""
        found = next((item for item in self.metrics if item.metric.name == name), None)
        if found is None:
            raise InputError(f"{name!r} is not among these metrics ({', '.join(m.metric.name for m in self.metrics)}).")
        return found

    def whole_of(self, name: str) -> SegmentMetric:
        """The same on all rows."""
        return next(item for item in self.whole if item.metric.name == name)


def by_segment(
    sweep: Sweep,
    policy: Policy,
    *,
    metrics: Sequence[Metric],
    columns: str | Sequence[str],
    rng: np.random.Generator,
    level: float = LEVEL,
    replicates: int = REPLICATES,
) -> SegmentReport:
    """What ``policy`` does within each value of a segment column, or each crossing of two.

    Rates of whole counts have Wilson's score interval; with weights it rests on the effective number of rows (Kish). All
    other metrics have the bootstrap interval of ``group_intervals``. The rows are looked at once for each set of rows
    that metrics look at, however many values there are. The same ``rng`` state gives the same report.

    >>> import pandas as pd
    >>> from workbench.metrics import resolve_metrics
    >>> from workbench.policy import SingleThreshold
    >>> from workbench.predictions import read_predictions
    >>> frame = pd.DataFrame({"y": [1, 1, 0, 0] * 10, "p": [0.9, 0.2, 0.6, 0.1] * 10, "hub": ["N", "N", "S", "S"] * 10})
    >>> sweep = Sweep(read_predictions(frame, label="y", score="p", segments=["hub"]))
    >>> found = by_segment(sweep, SingleThreshold(score="p", threshold=0.5), metrics=resolve_metrics(["recall"]),
    ...                    columns="hub", rng=np.random.default_rng(0)).metric("recall")
    >>> found.value, found.low.round(2), found.high.round(2), found.denominator
    (array([0.5, nan]), array([0.3, nan]), array([0.7, nan]), array([20.,  0.]))

    Raises ColumnError for a column that is no segment, InputError for a level outside (0, 1), too few replicates or more
    than two columns.
    """
    if replicates < REPLICATES_MIN:
        raise InputError(f"An interval needs {REPLICATES_MIN} replicates or more; found {replicates}. Use 1,000.")
    columns = (columns,) if isinstance(columns, str) else tuple(columns)
    if not columns:
        raise InputError("Name one segment column, or two to cross.")
    groups = group_rows(sweep.predictions, columns)
    everybody = group_rows(sweep.predictions, ())
    counted = policy_counts(sweep, policy)
    cells = counted.within(groups)
    measured = [_measured(counted, part, metrics, rng, level, replicates) for part in (groups, everybody)]
    return SegmentReport(
        policy=policy,
        columns=columns,
        values=groups.values,
        rows_count=sum((getattr(cells.rows, name) for name in ("tp", "fp", "fn", "tn")), np.zeros(len(groups), int)),
        cases=cells.counts.cell("ALL"),
        metrics=measured[0],
        whole=measured[1],
        level=level,
        replicates=replicates,
    )


def verdicts(
    metric: Metric,
    value: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    *,
    is_outside: np.ndarray,
    is_few: np.ndarray,
) -> tuple[Verdict, ...]:
    """What the intervals say of the metric's limit; a limit is kept only where all of the interval keeps it."""
    if metric.limit is None:
        return tuple("outside" if outside else "" for outside in is_outside)
    better, worse = (low, high) if metric.goal == "minimise" else (high, low)
    said: list[Verdict] = []
    for place in range(len(value)):
        if is_outside[place]:
            said.append("outside")
        elif np.isnan(value[place]):
            said.append("undefined")
        elif is_few[place] or np.isnan(low[place]) or np.isnan(high[place]):
            said.append("insufficient")
        elif metric.keeps_limit(worse[place]) and metric.keeps_limit(better[place]):
            said.append("keeps")
        elif not metric.keeps_limit(better[place]) and not metric.keeps_limit(worse[place]):
            said.append("breaks")
        else:
            said.append("insufficient")
    return tuple(said)


def _measured(
    counted: PolicyCounts,
    groups: Groups,
    metrics: Sequence[Metric],
    rng: np.random.Generator,
    level: float,
    replicates: int,
) -> tuple[SegmentMetric, ...]:
    result: dict[int, SegmentMetric] = {}
    resampled: dict[tuple, list[int]] = {}
    for index, metric in enumerate(metrics):
        found = counted.within(groups, metric.where)
        value = metric.of(found.counts)
        share = share_of(metric)
        if share is not None and not np.allclose(value, _rates(share, found)[0], rtol=1e-9, atol=0, equal_nan=True):
            share = None
        if share is None and counted.flagged is not None:
            resampled.setdefault(tuple(sorted(metric.where.items())), []).append(index)
        else:
            result[index] = _item(counted, groups, metric, value, *_score_interval(counted, share, found, level))
    for key, places in resampled.items():
        where = dict(key)
        found = counted.within(groups, where)
        assert counted.flagged is not None
        intervals = group_intervals(
            [metrics[place] for place in places],
            found,
            predictions=counted.sweep.predictions,
            flagged=counted.flagged,
            groups=groups,
            where=where,
            rng=rng,
            level=level,
            replicates=replicates,
        )
        for place, ends in zip(places, intervals, strict=True):
            has_none = np.isnan(ends.low)
            method: tuple[Method, ...] = tuple(
                "none" if none else "bootstrap, widened" if wide else "bootstrap"
                for none, wide in zip(has_none, ends.is_widened, strict=True)
            )
            value = metrics[place].of(found.counts)
            result[place] = _item(
                counted, groups, metrics[place], value, ends.low, ends.high, method, np.zeros(len(groups), bool)
            )
    return tuple(result[index] for index in range(len(metrics)))


def _item(
    counted: PolicyCounts,
    groups: Groups,
    metric: Metric,
    value: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    method: tuple[Method, ...],
    is_few: np.ndarray,
) -> SegmentMetric:
    found = counted.within(groups, metric.where)
    is_outside = np.zeros(len(groups), dtype=bool)
    for column, wanted in metric.where.items():
        if column in groups.columns:
            place = groups.columns.index(column)
            is_outside |= np.array([values[place] not in wanted for values in groups.values], dtype=bool)
    value, low, high = (np.where(is_outside, np.nan, each) for each in (value, low, high))
    is_sum = is_total(metric, found.counts)
    judged = verdicts(metric, value, low, high, is_outside=is_outside, is_few=is_few)
    if is_sum:
        judged = tuple("outside" if outside else "" for outside in is_outside)
    below = None if metric.denominator is None else np.where(is_outside, np.nan, metric.denominator(found.counts))
    return SegmentMetric(
        metric=metric,
        value=value,
        low=low,
        high=high,
        denominator=below,
        method=tuple("none" if np.isnan(end) else how for end, how in zip(low, method, strict=True)),
        verdict=judged,
        is_few=is_few,
        is_sum=is_sum,
    )


def _rates(share: Share, found: GroupCounts) -> tuple[np.ndarray, np.ndarray]:
    """The share's value in each group, and the cases that it is a share of."""
    part, among = (sum(found.counts.cell(name) for name in names) for names in (share.part, share.among))
    with np.errstate(divide="ignore", invalid="ignore"):
        return share.scale * np.where(among > 0, part / among, np.nan), np.asarray(among)


def _score_interval(
    counted: PolicyCounts, share: Share | None, found: GroupCounts, level: float
) -> tuple[np.ndarray, np.ndarray, tuple[Method, ...], np.ndarray]:
    """Both ends in each group, how they were made, and where too few cases stand behind them."""
    k = len(found.counts)
    if share is None or (counted.flagged is None and counted.is_weighted):
        nothing = np.full(k, np.nan)
        return nothing, nothing, ("none",) * k, np.zeros(k, dtype=bool)
    value, among = _rates(share, found)
    size = among
    if counted.is_weighted:
        size = effective_size(among, sum(getattr(found.squares, name.lower()) for name in share.among))
    low, high = wilson(value / share.scale, size, level=level)
    how: Method = "score, effective size" if counted.is_weighted else "score"
    return share.scale * low, share.scale * high, (how,) * k, np.asarray(size < FEW_ROWS)
