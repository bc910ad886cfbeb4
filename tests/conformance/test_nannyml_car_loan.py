"""NannyML's car loans, chunk by chunk: confusion cells, metrics, and what its business value is.

Each check runs on one row a cell weighted by its count, on one row a loan, both made from the printed shares alone,
and on the 100,000 loans where they are. The printed predictions are ``score >= 0.65`` over scores of two decimals.
"""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest

import workbench as wb
from workbench.cli import main

THRESHOLD = 0.65
CELLS = ("tp", "fp", "fn", "tn")
LOANS_OF_A_CHUNK = 5000
METRICS = ("accuracy", "precision", "recall", "specificity", "f1")
CONTRACT = wb.Contract.from_dict(
    {
        "title": "Car loans",
        "decision": "Grant the loan when the score reaches the threshold",
        # "business_value_matrix" of the tutorial: rows are the truth, columns the prediction, [[5, -10], [-50, 50]].
        "payoff": {"TN": 5, "FP": -10, "FN": -50, "TP": 50},
    }
)
# What NannyML computes for normalize_business_value="per_prediction": cm / cm.sum(axis=0), times the matrix, summed
# (nannyml/performance_calculation/metrics/binary_classification.py). The columns of cm are the predicted classes.
BY_PREDICTED_CLASS = "value = (50*TP - 10*FP) / FLAGGED + (5*TN - 50*FN) / CLEARED"
PER_CASE = "mean = (50*TP - 10*FP + 5*TN - 50*FN) / ALL"


def rows_from(figures: pd.DataFrame) -> pd.DataFrame:
    """One row a chunk and cell, at the highest score below the threshold or the lowest above, as printed."""
    parts = [
        pd.DataFrame(
            {"chunk": figures["chunk"], "repaid": label, "score": score, "loans": figures[cell]},
        )
        for cell, label, score in (("tp", 1, 0.65), ("fp", 0, 0.65), ("fn", 1, 0.64), ("tn", 0, 0.64))
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def figures(read_figures):
    return read_figures("nannyml_car_loan")


@pytest.fixture(scope="module", params=["cells as weights", "cells as rows", "the loans"])
def predictions(request, read_case, figures):
    given = {"label": "repaid", "positive": 1, "score": "score", "segments": ["chunk"]}
    if request.param == "cells as weights":
        return wb.read_predictions(rows_from(figures), weight="loans", **given)
    if request.param == "cells as rows":
        rows = rows_from(figures)
        return wb.read_predictions(rows.loc[rows.index.repeat(rows["loans"]), ["chunk", "repaid", "score"]], **given)
    return wb.read_predictions(loans_in(read_case), **given)


def loans_in(read_case) -> pd.DataFrame:
    """The loans with the name of their chunk: blocks of 5,000 in the order of time, counted within a period."""
    frame, _ = read_case("nannyml_car_loan")
    place = frame.groupby("period").cumcount() // LOANS_OF_A_CHUNK
    chunk = frame["period"] + "|" + place.astype(str)
    return pd.DataFrame({"chunk": chunk, "repaid": frame["label"], "score": frame["score"]})


@pytest.fixture(scope="module")
def chunks(predictions, figures):
    """The sweep of each of the 20 chunks."""
    assert len(figures) == 20
    return {name: wb.sweep(predictions.only("chunk", [name])) for name in figures["chunk"]}


def test_the_cells_of_every_chunk(chunks, figures, cells_at):
    for row in figures.itertuples():
        cells = cells_at(chunks[row.chunk], THRESHOLD)
        assert cells == {cell: getattr(row, cell) for cell in CELLS}, row.chunk
        assert sum(cells.values()) == LOANS_OF_A_CHUNK


def test_the_cells_of_a_chunk_within_the_whole_sweep(predictions, figures):
    """The same counts when all chunks are swept at once and one is asked for."""
    sweep = wb.sweep(predictions)
    for row in figures.itertuples():
        counts = sweep.at("score", [THRESHOLD], where={"chunk": [row.chunk]})
        assert {cell: counts.cell(cell.upper())[0] for cell in CELLS} == {cell: getattr(row, cell) for cell in CELLS}
    whole = wb.at(sweep, THRESHOLD)
    assert [whole.count(cell.upper()) for cell in CELLS] == [figures[cell].sum() for cell in CELLS]


def test_the_metrics_of_every_chunk_to_the_printed_decimals(chunks, figures, values_at):
    for row in figures.itertuples():
        ours = values_at(chunks[row.chunk], THRESHOLD, METRICS)
        # Six decimals are printed.
        assert ours == pytest.approx({name: getattr(row, name) for name in METRICS}, abs=5.01e-7), row.chunk


def test_the_areas_of_every_chunk_to_the_printed_decimals(read_case, figures, areas):
    """roc_auc and average_precision look at all thresholds, so they need the loans and not the cells at one."""
    loans = wb.read_predictions(loans_in(read_case), label="repaid", score="score", segments=["chunk"])
    for row in figures.itertuples():
        roc_auc, average_precision = areas(wb.sweep(loans.only("chunk", [row.chunk])))
        assert roc_auc == pytest.approx(row.roc_auc, abs=5.01e-7), row.chunk
        assert average_precision == pytest.approx(row.average_precision, abs=5.01e-7), row.chunk


def test_scores_at_the_threshold_are_flagged(predictions):
    """Lowest score predicted 1: 0.65; highest predicted 0: 0.64. Any threshold in (0.64, 0.65] does the same."""
    sweep = wb.sweep(predictions)
    assert wb.at(sweep, THRESHOLD).same_actions == (0.64, 0.65)
    assert wb.at(sweep, 0.6401).count("FLAGGED") == wb.at(sweep, THRESHOLD).count("FLAGGED")
    assert wb.at(sweep, math.nextafter(0.65, 1)).count("FLAGGED") < wb.at(sweep, THRESHOLD).count("FLAGGED")


def test_the_printed_business_value_is_normalised_by_predicted_class(chunks, figures, values_at):
    """48.4157 and its 19 fellows: the value of a granted loan plus the value of a refused one."""
    for row in figures.itertuples():
        ours = values_at(chunks[row.chunk], THRESHOLD, [BY_PREDICTED_CLASS])
        # Four decimals are printed.
        assert ours["value"] == pytest.approx(row.business_value, abs=5.01e-5), row.chunk
    first = figures.set_index("chunk").loc["analysis|0", "business_value"]
    assert first == 48.4157


def test_our_payoff_is_the_total_and_divides_by_all_loans(chunks, figures):
    """By hand for analysis|0: 50*2406 - 10*109 - 50*180 + 5*2305 = 121,735, which is 24.347 a loan."""
    for row in figures.itertuples():
        total = 50 * row.tp - 10 * row.fp - 50 * row.fn + 5 * row.tn
        point = wb.at(chunks[row.chunk], THRESHOLD, contract=CONTRACT, metrics=[PER_CASE])
        assert point.payoff == total, row.chunk
        assert point.value("mean") == pytest.approx(total / 5000, rel=1e-15), row.chunk
        if row.chunk == "analysis|0":
            assert (total, point.value("mean")) == (121_735, 24.347)


def test_the_two_business_values_differ_by_the_shares_of_the_classes(chunks, figures, values_at):
    """NannyML adds a mean over the flagged and one over the cleared; ours weighs each with its share of all loans."""
    of_flagged, of_cleared = "flagged = (50*TP - 10*FP) / FLAGGED", "cleared = (5*TN - 50*FN) / CLEARED"
    for row in figures.itertuples():
        ours = values_at(chunks[row.chunk], THRESHOLD, [of_flagged, of_cleared, "flag_rate", PER_CASE])
        assert ours["flagged"] + ours["cleared"] == pytest.approx(row.business_value, abs=5.01e-5)
        weighed = ours["flag_rate"] * ours["flagged"] + (1 - ours["flag_rate"]) * ours["cleared"]
        assert weighed == pytest.approx(ours["mean"], rel=1e-13)


def test_the_printed_business_value_can_rank_two_chunks_the_other_way(chunks, figures, values_at):
    """reference|2 earned 120,140 and analysis|2 117,820 on as many loans; printed are 48.907 and 49.3556."""
    earned = {name: wb.at(chunks[name], THRESHOLD, contract=CONTRACT).payoff for name in chunks}
    assert (earned["reference|2"], earned["analysis|2"]) == (120_140, 117_820)
    printed = figures.set_index("chunk")["business_value"]
    assert (printed["reference|2"], printed["analysis|2"]) == (48.907, 49.3556)


def test_our_payoff_adds_up_over_the_chunks(predictions, figures):
    """The printed cells of all 100,000 loans earn 2,326,830; NannyML's figure is a sum of two means and does not add."""
    cells = figures[list(CELLS)].sum()
    total = 50 * cells["tp"] - 10 * cells["fp"] - 50 * cells["fn"] + 5 * cells["tn"]
    assert wb.at(wb.sweep(predictions), THRESHOLD, contract=CONTRACT).payoff == total == 2_326_830


def test_tied_scores_are_one_candidate(predictions):
    """Two decimals from 0 to 1 leave at most 101 thresholds, however many loans, and one that flags nobody."""
    table = wb.sweep(predictions).table([])
    assert len(table) <= 102
    assert table["threshold"].is_unique


def test_where_nobody_is_flagged_the_value_of_the_flagged_is_undefined(chunks, values_at):
    """NannyML sets 0/0 to 0 (numpy.nan_to_num); here it is undefined, and so is what is built on it."""
    nobody = values_at(chunks["analysis|0"], None, [BY_PREDICTED_CLASS, PER_CASE])
    assert math.isnan(nobody["value"])
    # 2,586 repaid and 2,414 did not, all refused: (5*2414 - 50*2586) / 5000.
    assert nobody["mean"] == pytest.approx(-23.446, abs=1e-12)


def test_the_command_line_says_the_same_of_one_chunk(figures, tmp_path, capsys):
    """analysis|0 of the printed tables: cells, f1 0.943344, both business values."""
    path = tmp_path / "loans.csv"
    rows_from(figures).to_csv(path, index=False)
    rows = ["--label", "repaid", "--score", "score", "--weight", "loans", "--segment", "chunk"]
    asked = ["--only", "chunk=analysis|0", "--threshold", "0.65", "--json"]
    metrics = [part for word in ("f1", BY_PREDICTED_CLASS, PER_CASE) for part in ("--metrics", word)]
    assert main(["at", str(path), *rows, *asked, *metrics]) == 0
    point = json.loads(capsys.readouterr().out)["operating_point"]
    assert point["confusion"] == {"tp": 2406, "fp": 109, "fn": 180, "tn": 2305}
    assert point["metrics"]["f1"]["value"] == pytest.approx(0.943344, abs=5.01e-7)
    assert point["metrics"]["value"]["value"] == pytest.approx(48.4157, abs=5.01e-5)
    assert point["metrics"]["mean"]["value"] == pytest.approx(24.347, abs=1e-12)
