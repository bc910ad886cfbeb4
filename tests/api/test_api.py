"""The Jupyter API: the promised block, what each verb accepts, and how results show themselves."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import workbench as wb
from workbench.policy import Choice, OperatingPoint

CONTRACT = """
title: Small
decision: block
owner: {name: Ada}
currency: EUR
predictions: {label: y, scores: [p], segments: [tier], amounts: {amount: eur}}
payoff: {FP: {each: -1}, FN: {each: 0, amount: -1}}
metrics:
  - {name: miss_rate, role: primary, goal: minimise, formula: FN / POSITIVES, worst: 1, target: 0}
  - {name: insults, role: guardrail, goal: minimise, formula: FP / NEGATIVES, limit: 0.5}
"""
FRAME = pd.DataFrame(
    {
        "y": [1, 0, 1, 0, 1, 0, 0, 1],
        "p": [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2],
        "tier": list("aabbaabb"),
        "eur": [10.0, 1, 20, 1, 30, 1, 1, 40],
    }
)


@pytest.fixture
def predictions():
    return wb.read_predictions(FRAME, label="y", score="p", segments=["tier"], amounts={"amount": "eur"})


@pytest.fixture
def contract() -> wb.Contract:
    return wb.Contract.from_text(CONTRACT)


@pytest.fixture
def sweep(predictions):
    return wb.sweep(predictions)


def test_the_promised_block(tmp_path, monkeypatch) -> None:
    """The Python block of the interface, line by line, on a file."""
    monkeypatch.chdir(tmp_path)
    FRAME.rename(columns={"y": "fraud"}).to_parquet("preds.parquet")
    (tmp_path / "contract.yaml").write_text(CONTRACT, encoding="utf-8")
    predictions = wb.read_predictions(
        "preds.parquet", label="fraud", score="p", segments=["tier"], amounts={"amount": "eur"}
    )
    contract = wb.Contract.read("contract.yaml")
    sweep = wb.sweep(predictions)
    table = sweep.table(metrics=["recall", "precision", "cost = 5*FP + FN[amount]"])
    assert isinstance(table, pd.DataFrame)
    assert list(table.columns)[-3:] == ["recall", "precision", "cost"]
    front = wb.frontier(sweep, x="flag_rate", y="recall")
    assert len(front) > 2
    point = wb.choose(sweep, contract)
    decision = wb.decide(point, contract=contract, rationale="...", owner="...")
    wb.memo(decision).save("memo.docx")
    assert (tmp_path / "memo.docx").read_bytes().startswith(b"PK")


def test_the_table_by_hand(sweep) -> None:
    table = sweep.table(["recall", "cost = 5*FP + FN[amount]"])
    assert math.isnan(table["threshold"][0])
    assert table["threshold"][1:].tolist() == FRAME["p"].tolist()
    assert table["tp"].tolist() == [0, 1, 1, 2, 2, 3, 3, 3, 4]
    assert table["fp"].tolist() == [0, 0, 1, 1, 2, 2, 3, 4, 4]
    assert table["recall"].tolist() == [0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 0.75, 1]
    assert table["cost"].tolist() == [100, 90, 95, 75, 80, 50, 55, 60, 20]


def test_no_metrics_gives_the_counts_alone(sweep, contract) -> None:
    counts = ["score_column", "threshold", "tp", "fp", "fn", "tn"]
    assert list(sweep.table(metrics=[]).columns) == counts
    assert list(sweep.table().columns) == counts
    assert list(sweep.table(contract=contract).columns) == [*counts, "miss_rate", "insults", "payoff"]
    assert list(sweep.table("recall").columns) == [*counts, "recall"]


def test_by_one_segment_and_by_none_that_exists(sweep) -> None:
    table = sweep.table([], by="tier")
    assert table.groupby("tier")["tp"].max().to_dict() == {"a": 2, "b": 2}
    with pytest.raises(wb.WorkbenchError, match="nosuch"):
        sweep.table([], by="nosuch")


@pytest.mark.parametrize("words", [["recall", "recall"], ["threshold = TP"], ["payoff = TP"], ["recal"], ["x = 1"]])
def test_metrics_that_cannot_stand_in_a_table(sweep, words) -> None:
    with pytest.raises(wb.FormulaError):
        sweep.table(words)


def test_a_frontier_is_a_chart_in_a_notebook(sweep) -> None:
    front = wb.frontier(sweep, x="flag_rate", y="recall")
    data, _ = front._repr_mimebundle_()
    assert set(data) > {"text/plain"}
    assert "Share flagged against Recall" in data["text/plain"]
    drawn = front.chart().to_dict()
    points = next(rows for rows in drawn["datasets"].values() if "threshold" in rows[0])
    assert [row["y"] for row in points] == front.table()["recall"].tolist()
    assert front.thresholds()[-1] == "nobody" or front.thresholds()[0] == "nobody"


def test_a_frontier_of_three_metrics_and_of_directed_ones(sweep, contract) -> None:
    table = wb.frontier(sweep, metrics=["recall", "fpr", "payoff"], contract=contract).table()
    assert {"recall", "fpr", "payoff", "on_hull"} <= set(table.columns)
    assert len(wb.frontier(sweep, x="flag_rate:max", y="recall")) == 1
    with pytest.raises(wb.InputError):
        wb.frontier(sweep, x="recall")
    with pytest.raises(wb.InputError):
        wb.frontier(sweep, x="recall", y="fpr", metrics=["recall", "fpr"])


def test_the_contracts_choice_by_hand(sweep, contract) -> None:
    """Insult rate at most 0.5 allows thresholds down to 0.5; the fewest misses there are at 0.5: one of four."""
    choice = wb.choose(sweep, contract)
    assert isinstance(choice, Choice)
    assert choice.point.policy == wb.SingleThreshold(score="p", threshold=0.5)
    assert choice.point.value("miss_rate") == 0.25
    assert choice.point.payoff == -2 - 40


def test_choosing_without_a_contract_needs_a_rule(sweep) -> None:
    with pytest.raises(wb.InputError, match="max:METRIC"):
        wb.choose(sweep)
    assert wb.choose(sweep, rule="min:fpr").ties == (
        wb.SingleThreshold(score="p", threshold=math.inf),
        wb.SingleThreshold(score="p", threshold=0.9),
    )


def test_limits_as_text_or_parsed_add_to_the_contract(sweep, contract) -> None:
    as_text = wb.choose(sweep, contract, limits=["precision>=0.66"])
    parsed = wb.choose(sweep, contract, limits=[wb.parse_limit("precision>=0.66")])
    assert as_text.point.policy == parsed.point.policy == wb.SingleThreshold(score="p", threshold=0.7)
    assert [item.limit.text for item in as_text.point.limits] == ["precision>=0.66"]


def test_nothing_feasible_is_a_choice_without_a_point_and_no_decision(sweep) -> None:
    choice = wb.choose(sweep, rule="max:recall", limits=["precision>=0.8", "recall>=0.5"])
    assert choice.point is None
    assert "nothing is feasible" in str(choice)
    with pytest.raises(wb.NothingFeasible, match=r"precision>=0\.8 is missed by 0\.1") as caught:
        wb.decide(choice, rationale="x", owner="y")
    assert caught.value.exit_status == 3


def test_a_decision_from_a_choice_or_from_its_point(sweep, contract, monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    choice = wb.choose(sweep, contract)
    first = wb.decide(choice, contract=contract, rationale="because", owner="Bo")
    second = wb.decide(choice.point, contract=contract, rationale="because", owner="Bo")
    assert first["policy"] == second["policy"] == {"kind": "single", "score": "p", "threshold": 0.5}
    assert first["operating_point"] == second["operating_point"]
    assert first["recommended"]["is_chosen"] is True
    assert second["recommended"] is None
    assert first["decided_at"] == "1970-01-01T00:00:00+00:00"
    assert wb.decide(choice, contract=contract, rationale="because")["owner"] == "Ada"
    assert wb.decide(choice, contract=contract, rationale="x", decided_at="2026-11-14")["decided_at"] == "2026-11-14"


def test_another_point_is_held_to_the_contract(sweep, contract) -> None:
    """A point that was measured without the contract does not slip past its limits."""
    everybody = wb.at(sweep, 0.0)
    assert everybody.is_feasible
    with pytest.raises(wb.InputError, match="limit"):
        wb.decide(everybody, contract=contract, rationale="x", owner="y")
    allowed = {"name": "Cy", "reason": "a trial"}
    record = wb.decide(
        everybody, contract=contract, rationale="x", owner="y", choice=wb.choose(sweep, contract), exception=allowed
    )
    assert (record["feasible"], record["exception"]) == (False, allowed)
    assert record["recommended"]["is_chosen"] is False


def test_a_point_at_any_threshold(sweep, contract) -> None:
    point = wb.at(sweep, 0.55, metrics=["recall"], contract=contract, limits=["fpr<=0.4"])
    assert isinstance(point, OperatingPoint)
    assert (point.count("TP"), point.count("FP")) == (2, 2)
    assert point.same_actions == (0.5, 0.6)
    assert [item.metric.name for item in point.metrics] == ["miss_rate", "insults", "recall"]
    assert point.is_feasible is False
    assert wb.at(sweep, None).policy.flags_nobody
    with pytest.raises(wb.InputError):
        wb.at(sweep, float("nan"))


def test_which_score_must_be_said_where_there_are_several() -> None:
    both = wb.sweep(wb.read_predictions(FRAME.assign(q=FRAME["p"] / 2), label="y", score=["p", "q"]))
    with pytest.raises(wb.InputError, match="p, q"):
        wb.at(both, 0.4)
    assert wb.at(both, 0.4, score="q").count("TP") == 1
    assert wb.sweep(both.predictions, scores=["q"]).scores == ("q",)


def test_results_show_themselves(sweep, contract) -> None:
    choice = wb.choose(sweep, contract)
    assert "p >= 0.5" in str(choice)
    assert "limit at most 0.5: kept" in str(choice)
    assert "EUR" in str(choice)
    assert "8 predictions" in repr(sweep)
    for shown in (choice, choice.point):
        assert shown._repr_html_().startswith("<table>")


def test_what_people_wrote_stays_text_in_a_notebook() -> None:
    frame = FRAME.rename(columns={"p": "<img src=x>"})
    shown = wb.choose(wb.sweep(wb.read_predictions(frame, label="y", score="<img src=x>")), rule="max:f1")
    assert "<img" not in shown._repr_html_()
    assert "&lt;img" in shown._repr_html_()


def test_a_memo_from_a_record_or_its_file(sweep, contract, tmp_path) -> None:
    record = wb.decide(wb.choose(sweep, contract), contract=contract, rationale="because")
    (tmp_path / "d.json").write_text(record.to_json(), encoding="utf-8")
    assert wb.read_decision(tmp_path / "d.json").sha256 == record.sha256
    wb.memo(tmp_path / "d.json").save(tmp_path / "a.md")
    wb.memo(record).save(tmp_path / "b.md")
    assert (tmp_path / "a.md").read_bytes() == (tmp_path / "b.md").read_bytes()


@pytest.mark.parametrize("text", ["soon", "1e9", "99999999999999999999"])
def test_a_clock_that_cannot_be_read(sweep, monkeypatch, text) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(wb.InputError, match="SOURCE_DATE_EPOCH"):
        wb.decide(wb.choose(sweep, rule="max:f1"), rationale="x", owner="y")


def test_polars_arrow_and_pandas_give_the_same_table(predictions) -> None:
    import polars as pl
    import pyarrow as pa

    wanted = wb.sweep(predictions).table(["mcc"])
    for frame in (pl.from_pandas(FRAME), pa.Table.from_pandas(FRAME)):
        found = wb.read_predictions(frame, label="y", score="p")
        pd.testing.assert_frame_equal(wb.sweep(found).table(["mcc"]), wanted)
