"""``frontier --by COL``: rows that no pair of thresholds beats, against every pair by hand."""

from __future__ import annotations

import csv
import io
import itertools
import json

import pytest

NAMED = ("--label", "fraud", "--score", "p")


def table(run, *words):
    ran = run("frontier", "predictions.csv", *NAMED, "--by", "tier", *words)
    assert ran.status == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out))), ran


def every_pair(rows):
    """(misses, false alarms) of every pair of thresholds."""
    parts = []
    for tier in ("basic", "gold"):
        own = [row for row in rows if row.tier == tier]
        ends = [float("inf"), *sorted({row.p for row in own})]
        parts.append([(sum(r.fraud for r in own if r.p < e), sum(not r.fraud for r in own if r.p >= e)) for e in ends])
    return {(a[0] + b[0], a[1] + b[1]) for a, b in itertools.product(*parts)}


def test_its_rows_are_those_that_no_pair_beats(run, rows) -> None:
    found, _ = table(run, "--metrics", "misses=FN:min,alarms=FP:min")
    points = every_pair(rows)
    unbeaten = {p for p in points if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in points)}
    assert {(float(row["misses"]), float(row["alarms"])) for row in found} == unbeaten
    assert all(row["is_best"] == "True" for row in found)
    for row in found:
        ends = {tier: float(row[f"tier={tier}"] or "inf") for tier in ("basic", "gold")}
        assert sum(r.fraud for r in rows if r.p < ends[r.tier]) == float(row["misses"])
        assert sum(not r.fraud for r in rows if r.p >= ends[r.tier]) == float(row["alarms"])
        if row["on_hull"] == "True":
            assert float(row["distance_misses"]) == 0


def test_limits_hold_on_every_row(run) -> None:
    found, _ = table(run, "--metrics", "fnr,fpr", "--limit", "fpr<=0.2@tier=gold", "--limit", "recall>=0.5")
    assert found
    assert all(float(row["fnr"]) <= 0.5 for row in found)


def test_json_and_files(run, folder) -> None:
    _, ran = table(run, "--metrics", "misses=FN:min,alarms=FP:min", "--json")
    rows = json.loads(ran.out)
    assert set(rows[0]) >= {"tier=basic", "tier=gold", "misses", "alarms", "on_hull", "is_best"}
    assert (
        run("frontier", "predictions.csv", *NAMED, "--by", "tier", "--metrics", "fnr,fpr", "--out", "f.parquet").status
        == 0
    )
    assert (folder / "f.parquet").exists()


def test_of_several_scores_one_is_named_or_they_are_mixed(run) -> None:
    words = (
        "frontier",
        "predictions.csv",
        "--label",
        "fraud",
        "--score",
        "p",
        "--score",
        "q",
        "--metrics",
        "fnr,fpr",
        "--by",
        "tier",
    )
    ran = run(*words)
    assert ran.status == 2
    assert "several scores" in ran.err
    mixed = run(*words, "--mixed")
    assert mixed.status == 0
    assert "score tier=gold" in mixed.out.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--metrics", "fnr,fpr", "--limit", "recall>=0.5"), "--by COL"),
        (("--metrics", "fnr,fpr", "--mixed"), "--by COL"),
        (("--metrics", "fnr,fpr,f1", "--by", "tier"), "two metrics"),
        (("--metrics", "fnr,fpr", "--by", "colour"), "colour"),
    ],
)
def test_what_cannot_be_asked_is_status_2(run, words, said) -> None:
    ran = run("frontier", "predictions.csv", *NAMED, *words)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_that_the_contracts_order_is_left_aside_is_said(run, folder) -> None:
    (folder / "order.yaml").write_text(
        "title: T\ndecision: D\npredictions: {label: fraud, scores: [p], segments: [tier]}\norder: {tier: [gold, basic]}\n",
        encoding="utf-8",
    )
    words = ("frontier", "predictions.csv", "--contract", "order.yaml", "--metrics", "misses=FN:min,alarms=FP:min")
    assert "order of thresholds by tier is left aside" in run(*words, "--by", "tier").err
    assert "left aside" not in run(*words).err
