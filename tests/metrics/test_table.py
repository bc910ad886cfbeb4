"""The sweep table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.contract import Contract
from workbench.metrics import Metric, resolve_metrics, sweep_table
from workbench.sweep import Sweep


@pytest.fixture
def sweep(make_predictions):
    return Sweep(
        make_predictions(
            [1, 0, 1, 0],
            {"a": [0.9, 0.4, 0.4, 0.1], "b": [1, 1, 0, 0]},
            segments={"tier": ["gold", "base", "base", "gold"]},
        )
    )


def test_one_row_a_candidate_flag_nobody_first(sweep):
    contract = Contract.from_dict({"title": "T", "decision": "D", "payoff": {"TP": 10, "FP": -1}})
    table = sweep_table(sweep, metrics=resolve_metrics(["recall", "x = FP / FLAGGED"]), contract=contract)
    assert table.columns.tolist() == ["score_column", "threshold", "tp", "fp", "fn", "tn", "recall", "x", "payoff"]
    assert table["score_column"].tolist() == ["a"] * 4 + ["b"] * 3
    np.testing.assert_array_equal(table["threshold"], [np.nan, 0.9, 0.4, 0.1, np.nan, 1, 0])
    assert table[["tp", "fp", "fn", "tn"]].to_numpy().tolist() == [
        [0, 0, 2, 2], [1, 0, 1, 2], [2, 1, 0, 1], [2, 2, 0, 0], [0, 0, 2, 2], [1, 1, 1, 1], [2, 2, 0, 0],
    ]  # fmt: skip
    np.testing.assert_array_equal(table["recall"], [0, 0.5, 1, 1, 0, 0.5, 1])
    np.testing.assert_allclose(table["x"], [np.nan, 0, 1 / 3, 0.5, np.nan, 0.5, 0.5])
    assert table["payoff"].tolist() == [0, 10, 19, 18, 0, 9, 18]


def test_by_segment_has_the_candidates_of_each_value(sweep):
    table = sweep_table(sweep, metrics=resolve_metrics(["recall"]), by="tier")
    assert table.columns.tolist()[:3] == ["score_column", "tier", "threshold"]
    gold = table[(table["score_column"] == "a") & (table["tier"] == "gold")]
    np.testing.assert_array_equal(gold["threshold"], [np.nan, 0.9, 0.1])
    assert gold["tp"].tolist() == [0, 1, 1]
    base = table[(table["score_column"] == "a") & (table["tier"] == "base")]
    np.testing.assert_array_equal(base["threshold"], [np.nan, 0.4])
    assert base["fp"].tolist() == [0, 1]


def test_a_metric_of_one_segment_is_measured_there_only(sweep):
    gold_fp = Metric(
        name="gold_fp",
        label="",
        goal="minimise",
        unit="",
        value=lambda counts: counts.cell("FP"),
        where={"tier": ("gold",)},
    )
    table = sweep_table(sweep, metrics=[gold_fp])
    assert table["gold_fp"].tolist() == [0, 0, 0, 1, 0, 0, 1]


def test_thresholds_read_back_equal(sweep, make_predictions, tmp_path):
    score = np.random.default_rng(0).normal(size=200)
    table = sweep_table(Sweep(make_predictions([1, 0] * 100, score)), metrics=resolve_metrics(["mcc"]))
    table.to_csv(tmp_path / "sweep.csv", index=False)
    back = pd.read_csv(tmp_path / "sweep.csv")
    np.testing.assert_array_equal(back["threshold"], table["threshold"])
    np.testing.assert_array_equal(back["mcc"], table["mcc"])


def test_no_rows_make_a_table_with_the_same_columns(make_predictions):
    sweep = Sweep(make_predictions([], [], segments={"tier": []}))
    whole = sweep_table(sweep, metrics=resolve_metrics(["recall"]))
    assert len(whole) == 1
    by_tier = sweep_table(sweep, metrics=resolve_metrics(["recall"]), by="tier")
    assert len(by_tier) == 0
    assert by_tier.columns.tolist() == ["score_column", "tier", "threshold", "tp", "fp", "fn", "tn", "recall"]


def test_some_rows_of_the_table_come_in_the_order_asked_for_from_every_score(sweep):
    contract = Contract.from_dict({"title": "T", "decision": "D", "payoff": {"TP": 10, "FP": -1}})
    metrics = resolve_metrics(["recall"])
    whole = sweep_table(sweep, metrics=metrics, contract=contract)
    index = np.array([5, 1, 6, 2])
    some = sweep_table(sweep, metrics=metrics, contract=contract, index=index)
    pd.testing.assert_frame_equal(some, whole.iloc[index].reset_index(drop=True))
    assert some["score_column"].tolist() == ["b", "a", "b", "a"]
    assert some["payoff"].tolist() == [9, 10, 18, 19]


def test_a_metric_on_some_rows_is_tabled_by_segment_for_the_scores_of_the_sweep_alone(make_predictions):
    predictions = make_predictions(
        [1, 0, 1, 0],
        {"a": [0.9, 0.4, 0.4, 0.1], "b": [1, 1, 0, 0]},
        segments={"tier": ["gold", "base", "base", "gold"]},
    )
    metric = Metric(
        name="m", label="m", goal="maximise", unit="", value=lambda c: c.cell("FLAGGED"), where={"tier": ("gold",)}
    )
    table = sweep_table(Sweep(predictions, scores=["b"]), metrics=[metric], by="tier")
    assert set(table["score_column"]) == {"b"}
