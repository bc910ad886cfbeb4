"""Frames of pandas, Polars and Arrow: the same predictions, and the frame as it was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from workbench.errors import ColumnError, InputError, UnreadableFile
from workbench.predictions import read_predictions

COLUMNS = {"y": [1, 0, 1], "p": [0.5, 0.25, 0.75], "tier": ["NA", None, "b"], "ok": [True, False, True]}
FRAMES = {
    "pandas": pd.DataFrame(COLUMNS),
    "pandas with an index": pd.DataFrame(COLUMNS, index=[7, 7, 9]),
    "polars": pl.DataFrame(COLUMNS),
    "polars lazy": pl.LazyFrame(COLUMNS),
    "arrow": pa.table(COLUMNS),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
def test_frames_give_the_same_predictions(frame):
    got = read_predictions(frame, label="y", score="p", segments=["tier", "ok"])
    assert got.label.tolist() == [1, 0, 1]
    assert got.scores["p"].tolist() == [0.5, 0.25, 0.75]
    assert got.segments["tier"].values == ("NA", "b", "(missing)")
    assert got.segments["ok"].values == ("false", "true")
    assert got.receipt.format == "frame"
    assert len(got.receipt.sha256) == 64


def test_the_fingerprint_is_that_of_the_rows():
    prints = {read_predictions(frame, label="y", score="p").receipt.sha256 for frame in FRAMES.values()}
    assert len(prints) == 1
    chunked = pa.concat_tables([pa.table(COLUMNS).slice(0, 1), pa.table(COLUMNS).slice(1)])
    assert {read_predictions(chunked, label="y", score="p").receipt.sha256} == prints
    other = pa.table({**COLUMNS, "p": [0.5, 0.25, 0.76]})
    assert read_predictions(other, label="y", score="p").receipt.sha256 not in prints


def test_inputs_are_unchanged():
    frame = pd.DataFrame({**COLUMNS, "w": [1.0, 2.0, 3.0]})
    before = frame.copy(deep=True)
    got = read_predictions(frame, label="y", score="p", flip="p", weight="w", segments="tier")
    assert got.scores["-p"].tolist() == [-0.5, -0.25, -0.75]
    pd.testing.assert_frame_equal(frame, before)


def test_pandas_categories_dates_and_decimals_of_numpy():
    frame = pd.DataFrame(
        {
            "y": pd.Categorical(["yes", "no", "yes"]),
            "p": np.array([0.5, 0.25, 0.75], np.float32),
            "week": pd.to_datetime(["2026-03-02", "2026-03-09", "2026-03-02"]),
        }
    )
    got = read_predictions(frame, label="y", score="p", period="week")
    assert got.label.tolist() == [1, 0, 1]
    assert got.period.values == ("2026-03-02", "2026-03-09")


def test_what_is_no_frame_or_has_no_plain_columns():
    with pytest.raises(UnreadableFile, match="found int"):
        read_predictions(7)
    with pytest.raises(ColumnError, match="values of one kind"):
        read_predictions(pd.DataFrame({"y": [0, 1], "p": [1, "a"]}), label="y", score="p")
    with pytest.raises(InputError, match="'p' holds lists"):
        read_predictions(pl.DataFrame({"y": [0, 1], "p": [[1], [2]]}), label="y", score="p")


@pytest.mark.parametrize("kind", ["pandas", "arrow"])
def test_two_columns_of_one_name(kind):
    if kind == "pandas":
        frame = pd.DataFrame([[1, 0.5, 0.6], [0, 0.2, 0.3]], columns=["y", "p", "p"])
    else:
        frame = pa.table([[1, 0], [0.5, 0.2], [0.6, 0.3]], names=["y", "p", "p"])
    with pytest.raises(ColumnError, match=r"columns 2 and 3 are both called 'p'\. Rename one"):
        read_predictions(frame, label="y", score="p")
