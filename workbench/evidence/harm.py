"""The order of harm: which segments a policy treats worst, and how much each costs against the average."""

from __future__ import annotations

from typing import Literal

import numpy as np

from workbench.evidence.by_segment import SegmentMetric, SegmentReport

Order = Literal["worst", "harm", "cases", "name"]


def harm(report: SegmentReport, name: str) -> np.ndarray:
    """How much each segment adds to the shortfall of a metric against its own average; shape (k,), NaN where undefined.

    Positive where the segment is worse than the whole. For a ratio N / D it is the segment's share of D times how much
    worse its value is than the whole's: what the whole would gain were the segment as good as the average, with the rest
    as it is now and the average held. Over all segments these add up to 0. It is in the metric's own unit.

    For a total, such as a payoff or a sum of costs, it is what is lost against the average: what the segment's cases would come to
    at the whole's total a case, against what they come to. Over all segments these add up to 0, too. Any other metric (an F1, say) is weighed by the segment's share of cases.

    >>> import pandas as pd
    >>> from workbench.evidence import by_segment
    >>> from workbench.metrics import resolve_metrics
    >>> from workbench.policy import SingleThreshold
    >>> from workbench.predictions import read_predictions
    >>> from workbench.sweep import Sweep
    >>> frame = pd.DataFrame({"y": [1, 1, 1, 1], "p": [0.9, 0.2, 0.6, 0.7], "hub": ["N", "N", "S", "S"]})
    >>> sweep = Sweep(read_predictions(frame.loc[[0, 1, 2, 3] * 9], label="y", positive=1, score="p", segments=["hub"]))
    >>> report = by_segment(sweep, SingleThreshold(score="p", threshold=0.5), metrics=resolve_metrics(["fnr"]),
    ...                     columns="hub", rng=np.random.default_rng(0))
    >>> harm(report, "fnr")  # misses are 1 in 2 in N and none in S; 1 in 4 on the whole
    array([ 0.125, -0.125])
    """
    found, whole = report.metric(name), report.whole_of(name)
    sign = found.metric.sign
    if found.is_sum:
        cases = np.where(np.isnan(found.value), np.nan, report.cases)
        return sign * (whole.value[0] * cases / np.nansum(report.cases) - found.value)
    share = _share(report, found)
    return sign * (whole.value[0] - found.value) * share


def harm_order(report: SegmentReport, name: str, *, order: Order = "worst") -> np.ndarray:
    """The segments' places, the most harm first; ties in the order of the report; undefined and outside ones last.

    ``worst``: the worst value that the evidence vouches for, the better end of the interval. So a segment that is surely
    bad comes before one that looks worse on a handful of cases; those on fewer than 10 cases, and then those without an
    interval, come after all others.
    ``harm``: the most added to the whole's shortfall. ``cases``: the largest. ``name``: as the column orders its values.
    """
    found = report.metric(name)
    if order == "name":
        return np.arange(len(report))
    if order == "cases":
        return np.argsort(-report.cases, kind="stable")
    if order == "harm" or found.is_sum:
        key = -harm(report, name)
        return np.lexsort((np.where(np.isnan(key), 0.0, key), np.isnan(key)))
    better = found.low if found.metric.goal == "minimise" else found.high
    vouched, seen = found.metric.sign * better, found.metric.sign * found.value
    parts = [np.where(np.isnan(key), np.inf, key) for key in (vouched, seen)]
    return np.lexsort((parts[1], parts[0], found.is_few, np.isnan(vouched), np.isnan(seen)))


def _share(report: SegmentReport, found: SegmentMetric) -> np.ndarray:
    below = found.denominator if found.denominator is not None else report.cases
    below = np.where(np.isnan(found.value), np.nan, below)
    total = np.nansum(below)
    return below / total if total else np.full(len(report), np.nan)
