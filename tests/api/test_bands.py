"""``wb.band``: the table, the score that is meant, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import workbench as wb


@pytest.fixture
def sweep():
    frame = pd.DataFrame({"late": [1, 0, 1, 0] * 25, "p": [0.9, 0.6, 0.4, 0.1] * 25, "q": [0.2, 0.6, 0.4, 0.1] * 25})
    return wb.sweep(wb.read_predictions(frame, label="late", score=["p", "q"]))


def test_the_table_has_a_row_a_threshold(sweep) -> None:
    band = wb.band(sweep, "precision", score="p", thresholds=[0.4, None])
    table = band.table()
    assert list(table) == [
        "score_column", "threshold", "precision", "low", "high", "standard_error", "undefined_count",
    ]  # fmt: skip
    assert table["undefined_count"].tolist() == [1_000, 0]
    assert np.isnan(table["threshold"][0])
    assert table["precision"][1] == pytest.approx(2 / 3)
    assert table["low"][1] < 2 / 3 < table["high"][1]
    assert repr(band) == "<0.95 band of Precision for p: 2 thresholds, 1,000 bootstrap replicates, seed 0>"


def test_without_thresholds_every_candidate_of_a_small_sweep_has_its_band(sweep) -> None:
    assert wb.band(sweep, "cost = 5*FP + FN", score="q").table()["threshold"].tolist()[1:] == [0.6, 0.4, 0.2, 0.1]


def test_the_score_must_be_said_where_there_are_two(sweep) -> None:
    with pytest.raises(wb.InputError, match="There are 2 scores"):
        wb.band(sweep, "recall")
    with pytest.raises(wb.ColumnError, match="not one of the scores"):
        wb.band(sweep, "recall", score="r")


def test_the_seed_decides(sweep) -> None:
    one, same, other = (wb.band(sweep, "recall", score="p", thresholds=[0.9], seed=seed) for seed in (0, 0, 1))
    assert one.table().equals(same.table())
    assert one.standard_error[0] != other.standard_error[0]


def test_a_higher_level_is_a_wider_band(sweep) -> None:
    narrow, wide = (wb.band(sweep, "recall", score="p", thresholds=[0.9], level=level) for level in (0.5, 0.99))
    assert wide.low[0] < narrow.low[0] < narrow.high[0] < wide.high[0]
