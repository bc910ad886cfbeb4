"""Eight rows on paper that two rules flag differently, and predictions made of lists."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from workbench.predictions.predictions import Columns, Predictions, Receipt, Segment

# Both rules flag from 0.5 on; h is at the threshold of both.
#       a     b     c     d     e     f     g     h
ID = ["a", "b", "c", "d", "e", "f", "g", "h"]
LABEL = [1, 1, 0, 1, 0, 0, 0, 1]
OLD = [0.9, 0.2, 0.3, 0.7, 0.8, 0.6, 0.1, 0.5]
NEW = [0.8, 0.7, 0.6, 0.1, 0.4, 0.2, 0.3, 0.5]
EUR = [100, 50, 10, 30, 5, 7, 2, 40]
REGION = ["N", "N", "S", "S", "N", "S", "N", "N"]
NOW, BEFORE = ("new", 0.5), ("old", 0.5)


def rows_of(
    *,
    label,
    scores: Mapping,
    weight=None,
    amounts: Mapping | None = None,
    segments: Mapping | None = None,
    ids=None,
    rows_read: int | None = None,
) -> Predictions:
    texts = {name: sorted(set(values)) for name, values in (segments or {}).items()}
    return Predictions(
        label=np.array(label, dtype=np.uint8),
        scores={name: np.array(values, dtype=np.float64) for name, values in scores.items()},
        weight=None if weight is None else np.array(weight, dtype=np.float64),
        amounts={name: np.array(values, dtype=np.float64) for name, values in (amounts or {}).items()},
        segments={
            name: Segment(
                codes=np.array([texts[name].index(value) for value in values], dtype=np.int32),
                values=tuple(texts[name]),
            )
            for name, values in (segments or {}).items()
        },
        id_column=None if ids is None else pa.chunked_array([ids]),
        receipt=Receipt(
            file_name="x.csv",
            sha256="ab" * 32,
            bytes_count=1,
            format="CSV",
            rows_read=rows_read or len(label),
            rows_used=len(label),
            columns=Columns(label="label", scores=tuple(scores)),
            label_meaning="label = 1 is the event",
        ),
    )


def on_paper(order=range(8), **changes) -> Predictions:
    def pick(values):
        return [values[place] for place in order]

    parts = {
        "label": pick(LABEL),
        "scores": {"new": pick(NEW), "old": pick(OLD)},
        "amounts": {"eur": pick(EUR)},
        "segments": {"region": pick(REGION)},
        "ids": pick(ID),
    }
    return rows_of(**{**parts, **changes})
