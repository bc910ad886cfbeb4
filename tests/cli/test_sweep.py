"""sweep and frontier: tables as files and on stdout."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from workbench.exporters.table_file import table_bytes

NAMED = ("--label", "fraud", "--score", "q")


def brute(rows, threshold, score="q"):
    """Confusion counts by hand: flagged means score >= threshold, None flags nobody."""
    counts = dict.fromkeys(("tp", "fp", "fn", "tn"), 0)
    for row in rows:
        is_flagged = threshold is not None and getattr(row, score) >= threshold
        counts[("tp" if row.fraud else "fp") if is_flagged else ("fn" if row.fraud else "tn")] += 1
    return counts


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_one_row_per_candidate_descending_flag_nobody_first(run, rows) -> None:
    ran = run("sweep", "predictions.csv", *NAMED, "--metrics", "recall,precision,cost = 5*FP + FN")
    assert ran.status == 0
    table = read_csv(ran.out)
    assert list(table[0]) == ["score_column", "threshold", "tp", "fp", "fn", "tn", "recall", "precision", "cost"]
    wanted = [None, *sorted({row.q for row in rows}, reverse=True)]
    assert [float(row["threshold"]) if row["threshold"] else None for row in table] == wanted
    for row, threshold in zip(table, wanted, strict=True):
        counts = brute(rows, threshold)
        assert {key: row[key] for key in counts} == {key: str(value) for key, value in counts.items()}
        assert float(row["cost"]) == 5 * counts["fp"] + counts["fn"]
    assert table[0]["precision"] == ""
    assert table[-1]["recall"] == "1.0"


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "json"])
def test_floats_read_back_equal_in_every_format(run, rows, folder: Path, ending) -> None:
    ran = run("sweep", "predictions.csv", *NAMED, "--metrics", "recall,mcc", "--out", f"t.{ending}")
    assert (ran.status, ran.out) == (0, "")
    assert f"t.{ending}" in ran.err
    path = folder / f"t.{ending}"
    if ending == "parquet":
        table = pd.read_parquet(path)
        assert table["tp"].dtype == "int64"
    elif ending == "json":
        table = pd.DataFrame(json.loads(path.read_text(encoding="utf-8")))
    else:
        table = pd.DataFrame(
            csv.DictReader(path.open(encoding="utf-8", newline=""), delimiter="\t" if ending == "tsv" else ",")
        )
        table = table.replace("", None)
    thresholds = [float(value) for value in table["threshold"][1:]]
    assert thresholds == sorted({row.q for row in rows}, reverse=True)
    positives = sum(row.fraud for row in rows)
    assert [float(v) for v in table["recall"]] == [int(v) / positives for v in table["tp"]]


def test_no_bit_of_any_float_is_lost_in_text() -> None:
    values = [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0, 123456789.123456789, 2.0**53]
    text = table_bytes(pd.DataFrame({"v": values}), ".csv").decode()
    assert [float(line).hex() for line in text.splitlines()[1:]] == [value.hex() for value in values]
    assert [row["v"] for row in json.loads(table_bytes(pd.DataFrame({"v": values}), ".json"))] == values


def test_by_repeats_the_sweep_for_each_value_and_combination(run, rows) -> None:
    ran = run("sweep", "predictions.csv", *NAMED, "--by", "tier", "--by", "channel", "--metrics", "recall")
    table = read_csv(ran.out)
    assert list(table[0])[:4] == ["score_column", "tier", "channel", "threshold"]
    combinations = {(row.tier, row.channel) for row in rows}
    assert {(row["tier"], row["channel"]) for row in table} == combinations
    for tier, channel in combinations:
        part = [row for row in rows if (row.tier, row.channel) == (tier, channel)]
        found = [row for row in table if (row["tier"], row["channel"]) == (tier, channel)]
        assert len(found) == len({row.q for row in part}) + 1
        last = brute(part, float(found[-2]["threshold"]))
        assert {key: int(found[-2][key]) for key in last} == last


def test_only_looks_at_some_rows(run, rows) -> None:
    ran = run("sweep", "predictions.csv", *NAMED, "--only", "tier=gold", "--only", "channel=web,shop")
    gold = [row for row in rows if row.tier == "gold"]
    assert len(read_csv(ran.out)) == len({row.q for row in gold}) + 1


def test_the_contract_brings_its_metrics_scores_and_payoff(run, rows) -> None:
    table = read_csv(run("sweep", "predictions.csv", "--contract", "contract.yaml").out)
    assert list(table[0])[6:] == ["miss_rate", "insult_rate", "gold_insult_rate", "payoff"]
    assert [row["score_column"] for row in table if not row["threshold"]] == ["p", "q"]
    threshold = rows[0].p
    row = next(row for row in table if row["score_column"] == "p" and row["threshold"] == repr(threshold))
    missed = sum(r.amount for r in rows if r.fraud and r.p < threshold)
    assert float(row["payoff"]) == pytest.approx(-3 * int(row["fp"]) - missed, rel=1e-12)
    gold = [r for r in rows if r.tier == "gold" and not r.fraud]
    assert float(row["gold_insult_rate"]) == sum(r.p >= threshold for r in gold) / len(gold)


def test_json_on_stdout_is_a_list_of_rows(run) -> None:
    found = json.loads(run("sweep", "predictions.csv", *NAMED, "--metrics", "precision", "--json").out)
    events, others = found[-1]["tp"], found[-1]["fp"]
    counts = {"tp": 0, "fp": 0, "fn": events, "tn": others}
    assert found[0] == {"score_column": "q", "threshold": None, **counts, "precision": None}
    assert events + others == 150


@pytest.mark.parametrize(
    ("segment", "said"),
    [
        ("gould", "line 2: no segment column has the value 'gould'. Did you mean 'gold'? The values are tier: "),
        ("tier=gould", "line 2: no row has 'gould' in tier. Did you mean 'gold'? The values are tier: "),
    ],
)
def test_weights_for_a_segment_that_no_row_has_are_refused_with_the_nearest(run, folder: Path, segment, said) -> None:
    (folder / "w.csv").write_text(f"segment,name,value\n{segment},payoff.FN,-99\n")
    ran = run("sweep", "predictions.csv", "--contract", "contract.yaml", "--weights", "w.csv")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_weights_by_a_column_that_the_contract_does_not_name_are_read_with_it(run, folder: Path) -> None:
    (folder / "bare.yaml").write_text("{title: t, decision: d, payoff: {FP: -3, FN: -9}}")
    words = ("sweep", "predictions.csv", *NAMED, "--contract", "bare.yaml", "--weights", "w.csv")
    (folder / "w.csv").write_text("segment,name,value\ntier=gold,payoff.FN,-99\n")
    ran = run(*words)
    assert (ran.status, "FN.each where tier=gold was -9 and is now -99" in ran.err) == (0, True), ran.err
    (folder / "w.csv").write_text("segment,name,value\ntier=gould,payoff.FN,-99\n")
    assert "no row has 'gould' in tier. Did you mean 'gold'?" in run(*words).err


def test_weights_change_the_payoff_and_each_change_is_said(run, folder: Path) -> None:
    (folder / "w.csv").write_text("name,value\npayoff.FP,-6\n", encoding="utf-8")
    plain = read_csv(run("sweep", "predictions.csv", "--contract", "contract.yaml").out)
    ran = run("sweep", "predictions.csv", "--contract", "contract.yaml", "--weights", "w.csv")
    assert "payoff.FP.each was -3 and is now -6" in ran.err
    for before, after in zip(plain, read_csv(ran.out), strict=True):
        assert float(after["payoff"]) == pytest.approx(float(before["payoff"]) - 3 * int(before["fp"]), abs=1e-9)


def test_no_cell_becomes_a_formula_in_a_spreadsheet(run, folder: Path) -> None:
    (folder / "h.csv").write_text('y,s,g\n1,0.5,"=HYPERLINK(1)"\n0,-0.5,@x\n', encoding="utf-8")
    text = run("sweep", "h.csv", "--label", "y", "--score", "s", "--by", "g").out
    assert "'=HYPERLINK(1)" in text
    assert "'@x" in text
    assert ",-0.5," in text


def test_the_frontier_is_what_nothing_beats(run, rows) -> None:
    ran = run("frontier", "predictions.csv", *NAMED, "--metrics", "recall:max,flag_rate:min")
    assert ran.status == 0
    table = read_csv(ran.out)
    assert list(table[0])[-6:] == ["recall", "flag_rate", "on_hull", "exchange_rate", "weight_low", "weight_high"]
    points = set()
    for threshold in [None, *{row.q for row in rows}]:
        counts = brute(rows, threshold)
        points.add((counts["tp"], counts["tp"] + counts["fp"]))
    kept = {a for a in points if not any(b != a and b[0] >= a[0] and b[1] <= a[1] for b in points)}
    assert {(int(row["tp"]), int(row["tp"]) + int(row["fp"])) for row in table} == kept
    assert [int(row["tp"]) for row in table] == sorted(int(row["tp"]) for row in table)
    first, second = table[0], table[1]
    rate = (float(second["flag_rate"]) - float(first["flag_rate"])) / (float(second["recall"]) - float(first["recall"]))
    assert float(first["exchange_rate"]) == pytest.approx(rate)


def test_a_direction_overrides_the_metrics_own(run) -> None:
    """Recall and precision at their own directions trade; more flags and more recall go together at one point."""
    ran = run("frontier", "predictions.csv", *NAMED, "--metrics", "recall,flag_rate:max")
    table = read_csv(ran.out)
    assert len(table) == 1
    assert (table[0]["fn"], table[0]["tn"]) == ("0", "0")


def test_formulas_and_three_metrics(run) -> None:
    ran = run("frontier", "predictions.csv", *NAMED, "--amount", "eur=amount",
              "--metrics", "lost = FN[eur]:min,insulted = max(FP, 0),caught = TP:max", "--json")  # fmt: skip
    found = json.loads(ran.out)
    assert {"lost", "insulted", "caught", "on_hull", "exchange_rate"} <= set(found[0])
    assert "weight_low" not in found[0]


def test_undefined_points_are_left_out_and_counted(run) -> None:
    ran = run("frontier", "predictions.csv", *NAMED, "--metrics", "recall,precision")
    assert ran.err == "1 candidate left out: a metric is undefined there.\n"
