"""dcurves: net benefit of one model, of treating all and of treating none, at its default hundred thresholds."""

from __future__ import annotations

import pandas as pd

from benchmarks.data import Rows


def to_frame(rows: Rows) -> pd.DataFrame:
    """The rows as a frame, made before the clock starts."""
    return pd.DataFrame({"event": rows.label.astype("int64"), "score": rows.score})


def tabulate_net_benefit(frame: pd.DataFrame) -> pd.DataFrame:
    """One line a model and threshold."""
    import dcurves

    return dcurves.dca(data=frame, outcome="event", modelnames=["score"])
