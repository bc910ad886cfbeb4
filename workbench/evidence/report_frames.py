"""Reports by segment and by group as tables to take away: a row a fact, undefined left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.evidence.by_segment import SegmentReport
from workbench.evidence.fairness import FairnessReport
from workbench.evidence.harm import harm

if TYPE_CHECKING:
    import pandas as pd


def segment_frame(report: SegmentReport) -> pd.DataFrame:
    """A row a segment and metric: the segment's values, ``rows``, ``cases``, ``metric``, ``value``, ``low``, ``high``,
    ``denominator``, ``limit``, ``verdict``, ``harm`` and ``interval`` (how it was made). Undefined is NaN."""
    import pandas as pd

    k = len(report)
    parts = []
    for item in report.metrics:
        columns: dict[str, object] = {
            column: [values[place] for values in report.values] for place, column in enumerate(report.columns)
        }
        below = np.full(k, np.nan) if item.denominator is None else item.denominator
        limit = np.nan if item.metric.limit is None else item.metric.limit
        columns |= {
            "rows": report.rows_count,
            "cases": report.cases,
            "metric": item.metric.name,
            "value": item.value,
            "low": item.low,
            "high": item.high,
            "denominator": below,
            "limit": limit,
            "verdict": list(item.verdict),
            "harm": harm(report, item.metric.name),
            "interval": list(item.method),
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def fairness_frame(report: FairnessReport) -> pd.DataFrame:
    """A row a group and rate: ``value`` with its interval and ``denominator``, ``difference`` and ``ratio`` against the
    reference with theirs, and ``four_fifths``, which is about the favourable rate alone."""
    import pandas as pd

    parts = []
    for rate in report.rates:
        is_favourable = rate.name == report.favourable
        parts.append(
            pd.DataFrame(
                {
                    report.column: list(report.values),
                    "reference": report.reference,
                    "rate": rate.name,
                    "value": rate.value,
                    "low": rate.low,
                    "high": rate.high,
                    "denominator": rate.denominator,
                    "difference": rate.difference,
                    "difference_low": rate.difference_low,
                    "difference_high": rate.difference_high,
                    "ratio": rate.ratio,
                    "ratio_low": rate.ratio_low,
                    "ratio_high": rate.ratio_high,
                    "four_fifths": list(report.four_fifths) if is_favourable else "",
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
