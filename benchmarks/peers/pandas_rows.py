"""What one writes in pandas: sort the rows or group them by score, and cumulate."""

from __future__ import annotations

import pandas as pd

from benchmarks.data import Rows
from benchmarks.peers.numpy_rows import columns


def to_frame(rows: Rows) -> pd.DataFrame:
    """The rows as a frame, made before the clock starts."""
    values = {f"column_{index}": values for index, values in enumerate(columns(rows))}
    return pd.DataFrame({"score": rows.score, "label": rows.label.astype("int64"), "rows": 1, **values})


def sort_and_cumulate(frame: pd.DataFrame) -> pd.DataFrame:
    """Flagged sums at every distinct score, descending: one sort of all columns."""
    ordered = _split(frame).sort_values("score", ascending=False)
    sums = ordered.drop(columns="score").cumsum()
    return sums.assign(score=ordered["score"]).drop_duplicates("score", keep="last").set_index("score")


def group_and_cumulate(frame: pd.DataFrame) -> pd.DataFrame:
    """The same by grouping: hashing wins where few scores are distinct."""
    return _split(frame).groupby("score").sum().iloc[::-1].cumsum()


def _split(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with each column's share of the events beside it."""
    names = [name for name in frame if name.startswith("column_")]
    return frame.assign(**{f"{name}_of_events": frame[name] * frame["label"] for name in names})
