"""check, and how options and a contract say which column is what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

NAMED = ("--label", "fraud", "--score", "p")


def receipt(run, *words):
    ran = run("check", "predictions.csv", *words, "--json")
    assert ran.status == 0, ran.err
    return json.loads(ran.out), ran.err


def test_the_receipt_as_json(run, folder: Path) -> None:
    import hashlib

    found, said = receipt(run, *NAMED, "--segment", "tier", "--amount", "eur=amount", "--period", "week")
    assert found["sha256"] == hashlib.sha256((folder / "predictions.csv").read_bytes()).hexdigest()
    assert (found["rows_read"], found["rows_used"]) == (150, 150)
    assert found["columns"]["segments"] == ["tier"]
    assert found["columns"]["amounts"] == {"eur": "amount"}
    assert found["columns"]["period"] == "week"
    assert said == ""


def test_the_receipt_as_text_has_the_same_facts(run) -> None:
    ran = run("check", "predictions.csv", *NAMED)
    assert ran.status == 0
    assert "150 read, 150 used, 0 dropped" in ran.out
    assert "fraud" in ran.out
    assert ran.err == ""


def test_rows_with_missing_numbers_are_refused_or_left_out_and_counted(run, folder: Path) -> None:
    text = (folder / "predictions.csv").read_text(encoding="utf-8").splitlines()
    fraud, _, rest = text[5].split(",", 2)
    text[5] = f"{fraud},,{rest}"
    (folder / "predictions.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    ran = run("check", "predictions.csv", *NAMED)
    assert ran.status == 2
    assert "--exclude-bad-scores" in ran.err
    found, _ = receipt(run, *NAMED, "--exclude-bad-scores")
    assert (found["rows_used"], found["dropped"][0]["rows_count"]) == (149, 1)


def test_the_contract_names_the_columns(run) -> None:
    found, said = receipt(run, "--contract", "contract.yaml")
    assert found["columns"]["scores"] == ["p", "q"]
    assert found["columns"]["segments"] == ["tier"]
    assert said == ""


@pytest.mark.parametrize(
    ("words", "part", "value", "said"),
    [
        (["--score", "q"], "scores", ["q"], "--score q is used in place of the contract's p, q."),
        (["--segment", "channel"], "segments", ["channel", "tier"], "--segment channel is used in place"),
        (
            ["--amount", "eur=q"],
            "amounts",
            {"eur": "q"},
            "--amount eur=q is used in place of the contract's eur=amount.",
        ),
        (["--amount", "other=q"], "amounts", {"eur": "amount", "other": "q"}, ""),
        (["--positive", "0"], "positive", "0", "--positive 0 is used in place of the contract's 1."),
        (["--score", "p", "--score", "q"], "scores", ["p", "q"], ""),
        (["--period", "week"], "period", "week", ""),
    ],
)
def test_an_option_wins_over_the_contract_and_is_reported(run, words, part, value, said) -> None:
    found, err = receipt(run, "--contract", "contract.yaml", *words)
    assert found["columns"][part] == value
    assert said in err
    assert bool(err) == bool(said)


def test_a_flipped_score_is_named_after_its_column(run) -> None:
    ran = run("sweep", "predictions.csv", *NAMED, "--flip", "p", "--metrics", "recall", "--json")
    assert json.loads(ran.out)[0]["score_column"] == "-p"


def test_a_baseline_is_compared_with_and_not_chosen(run, folder: Path) -> None:
    ran = run("sweep", "predictions.csv", *NAMED, "--baseline", "q", "--json")
    assert {row["score_column"] for row in json.loads(ran.out)} == {"p"}


def test_a_weight_makes_counts_fractional(run) -> None:
    ran = run("at", "predictions.csv", *NAMED, "--weight", "amount", "--threshold", "0", "--json")
    counts = json.loads(ran.out)["operating_point"]["confusion"]
    assert counts["tp"] != int(counts["tp"])
