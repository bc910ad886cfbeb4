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


def test_by_segment_every_value_comes_in_order_with_its_own_figures(sweep):
    """Base holds the 2nd and 3rd row, gold the 1st and 4th; gold comes first in the data, base in the table."""
    contract = Contract.from_dict({"title": "T", "decision": "D", "payoff": {"TP": 10, "FP": -1}})
    table = sweep_table(sweep, metrics=resolve_metrics(["recall"]), contract=contract, by="tier")
    assert table.index.tolist() == list(range(11))
    assert table["tier"].tolist() == ["base"] * 5 + ["gold"] * 6
    assert table["score_column"].tolist() == [*"aabbb", *"aaabbb"]
    np.testing.assert_array_equal(table["threshold"], [np.nan, 0.4, np.nan, 1, 0, np.nan, 0.9, 0.1, np.nan, 1, 0])
    assert table["recall"].tolist() == [0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1]
    assert table["payoff"].tolist() == [0, 9, 0, -1, 9, 0, 10, 9, 0, 10, 9]


@pytest.fixture
def weighted(make_predictions):
    """Four rows whose weights, amounts and segments all differ; the third road has no row."""
    predictions = make_predictions(
        [1, 0, 1, 0],
        {"a": [0.9, 0.4, 0.4, 0.1]},
        segments={"tier": ["gold", "base", "base", "gold"], "road": ["dry", "wet", "dry", "wet"]},
        amounts={"eur": [5, 7, 11, 13]},
        weight=[2, 1, 4, 3],
    )
    return Sweep(predictions)


def test_by_segment_weights_and_amounts_count(weighted):
    """Base: 4 of weight are caught with 1 false at 0.4. Gold: 2 at 0.9, and 3 false worth 13 each at 0.1."""
    table = sweep_table(weighted, metrics=resolve_metrics(["lost = FP[eur]"]), by="tier")
    assert table["tp"].tolist() == [0, 4, 0, 2, 2]
    assert table["fp"].tolist() == [0, 1, 0, 0, 3]
    assert table["lost"].tolist() == [0, 7, 0, 0, 39]


def dry_caught():
    return Metric(
        name="dry_caught", label="", goal="maximise", unit="", value=lambda c: c.cell("TP"), where={"road": ("dry",)}
    )


def test_by_segment_a_metric_on_some_rows_stands_beside_one_on_all_and_the_payoff(weighted):
    """Of base the 3rd row is dry, of gold the 1st; the other two are wet."""
    contract = Contract.from_dict({"title": "T", "decision": "D", "payoff": {"TP": 10, "FP": -1}})
    metrics = [dry_caught(), *resolve_metrics(["false = FP"])]
    table = sweep_table(weighted, metrics=metrics, contract=contract, by="tier")
    assert table.index.tolist() == list(range(5))
    assert table["tier"].tolist() == ["base", "base", "gold", "gold", "gold"]
    assert table["dry_caught"].tolist() == [0, 4, 0, 2, 2]
    assert table["false"].tolist() == [0, 1, 0, 0, 3]
    assert table["payoff"].tolist() == [0, 39, 0, 20, 17]


def test_some_rows_of_the_table_have_the_metric_on_some_rows_too(weighted):
    table = sweep_table(weighted, metrics=[dry_caught()], index=np.array([3, 1, 2]))
    assert table["dry_caught"].tolist() == [6, 2, 6]


def test_a_value_without_rows_has_no_rows_in_the_table(weighted):
    """After a filter the values of the column are still known."""
    only_base = Sweep(weighted.predictions.only("tier", ["base"]))
    for metrics in ([dry_caught()], resolve_metrics(["recall"])):
        assert set(sweep_table(only_base, metrics=metrics, by="tier")["tier"]) == {"base"}


def test_without_a_payoff_there_is_no_such_column(sweep):
    contract = Contract.from_dict({"title": "T", "decision": "D"})
    assert "payoff" not in sweep_table(sweep, contract=contract)


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
    contract = Contract.from_dict({"title": "T", "decision": "D", "payoff": {"TP": 10}})
    gold = Metric(
        name="gold", label="", goal="minimise", unit="", value=lambda c: c.cell("FP"), where={"tier": ("gold",)}
    )
    by_tier = sweep_table(sweep, metrics=[*resolve_metrics(["recall"]), gold], contract=contract, by="tier")
    assert len(by_tier) == 0
    columns = ["score_column", "tier", "threshold", "tp", "fp", "fn", "tn", "recall", "gold", "payoff"]
    assert by_tier.columns.tolist() == columns
    assert by_tier.dtypes["tier"] == by_tier.dtypes["score_column"] == whole.dtypes["score_column"]


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
