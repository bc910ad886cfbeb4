"""``decide --policy tiered:COL``: against a search of every pair of thresholds, through the record and the memo and back."""

from __future__ import annotations

import itertools
import json
import shlex

import pytest

WHY = ("--rationale", "Each its own", "--owner", "Ada")
NAMED = ("--label", "fraud", "--score", "p")


def counted(rows, flagged):
    found = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
    for row in rows:
        found[("tp" if row.fraud else "fp") if flagged(row) else ("fn" if row.fraud else "tn")] += 1
    return found


def by_tier(rows, score):
    """The candidates of each tier with the counts there: +inf flags nobody."""
    found = {}
    for tier in ("basic", "gold"):
        own = [row for row in rows if row.tier == tier]
        ends = [float("inf"), *sorted({getattr(row, score) for row in own}, reverse=True)]
        found[tier] = [(end, counted(own, lambda row, end=end: getattr(row, score) >= end)) for end in ends]
    return found


def pairs(rows, score="p"):
    parts = by_tier(rows, score)
    for (basic, one), (gold, other) in itertools.product(parts["basic"], parts["gold"]):
        yield {"basic": basic, "gold": gold}, {cell: one[cell] + other[cell] for cell in one}, other


def next_below(rows, tier, threshold):
    """Every threshold above it flags the same rows of the tier."""
    return max((row.p for row in rows if row.tier == tier and row.p < threshold), default=-float("inf"))


def decided(run, *words):
    ran = run("decide", "predictions.csv", *words, *WHY)
    assert ran.status == 0, ran.err
    return json.loads(ran.out), ran


def test_the_best_recall_within_a_limit_is_that_of_every_pair(run, rows) -> None:
    record, ran = decided(run, *NAMED, "--policy", "tiered:tier", "--rule", "max:recall", "--limit", "fpr<=0.1")
    best = max(c["tp"] / (c["tp"] + c["fn"]) for _, c, _ in pairs(rows) if c["fp"] / (c["fp"] + c["tn"]) <= 0.1)
    assert record["operating_point"]["metrics"]["recall"]["value"] == best
    thresholds = record["policy"]["thresholds"]
    assert record["operating_point"]["confusion"] == counted(rows, lambda row: row.p >= thresholds[row.tier])
    assert "tiered thresholds looked at are feasible" in ran.err
    if record["evidence"]["optimality"]["is_proven"]:
        assert "Proven optimal" in ran.err


def test_the_contracts_score_with_its_guardrail_is_that_of_every_pair(run, rows) -> None:
    """The contract names two scores; without --mixed the tiers look at one of them."""
    record, _ = decided(run, "--contract", "contract.yaml", "--policy", "tiered:tier")
    best = 0.0
    for score in ("p", "q"):
        for _, cells, gold in pairs(rows, score):
            if gold["fp"] / (gold["fp"] + gold["tn"]) <= 0.25:
                missed = (cells["fn"] / (cells["tp"] + cells["fn"]) - 0.8) / (0.1 - 0.8)
                insulted = (cells["fp"] / (cells["fp"] + cells["tn"]) - 0.5) / (0.02 - 0.5)
                best = max(best, min(1, max(0, missed)) + 0.5 * min(1, max(0, insulted)))
    assert record["recommended"]["objective"] == pytest.approx(best, abs=1e-12)
    assert record["why"]["objective"] == pytest.approx(best, abs=1e-12)
    assert record["best_single"]["gain"] == pytest.approx(best - record["best_single"]["objective"], abs=1e-12)
    assert record["best_single"]["gain"] >= 0
    assert "scores" not in record["policy"]


def test_mixed_is_never_worse_and_says_which_score(run) -> None:
    alone, _ = decided(run, "--contract", "contract.yaml", "--policy", "tiered:tier")
    mixed, _ = decided(run, "--contract", "contract.yaml", "--policy", "tiered:tier", "--mixed")
    assert mixed["recommended"]["objective"] >= alone["recommended"]["objective"] - 1e-12


def test_an_order_holds_and_the_best_within_it_is_found(run, rows) -> None:
    for order in ("basic,gold", "gold,basic"):
        record, _ = decided(run, *NAMED, "--policy", "tiered:tier", "--rule", "max:recall", "--limit", "fpr<=0.1",
                            "--order", order)  # fmt: skip
        first, last = order.split(",")
        got = {value: float("inf") if end is None else end for value, end in record["policy"]["thresholds"].items()}
        assert got[first] <= got[last]
        best = max(
            c["tp"] / (c["tp"] + c["fn"])
            for at, c, _ in pairs(rows)
            if c["fp"] / (c["fp"] + c["tn"]) <= 0.1 and next_below(rows, first, at[first]) < at[last]
        )
        assert record["operating_point"]["metrics"]["recall"]["value"] == best


@pytest.mark.parametrize("words", [("--only", "channel=web"), ("--limit", "gap(fpr)<=0.1@tier"), ()])
def test_the_whole_trip_gives_the_same_numbers_and_the_memos_command_measures_them_again(run, folder, words) -> None:
    ran = run("decide", "predictions.csv", *NAMED, "--policy", "tiered:tier", "--rule", "max:f1", *words, *WHY,
              "--out", "d.json")  # fmt: skip
    assert ran.status == 0, ran.err
    record = json.loads((folder / "d.json").read_text(encoding="utf-8"))
    command = ""
    for ending in ("md", "html", "docx", "pdf"):
        assert run("memo", "d.json", "--out", f"m.{ending}").status == 0
    from tests.exporters.test_formats import text_of
    from workbench.decision import read_decision
    from workbench.exporters.blocks import Facts
    from workbench.exporters.memo import build_memo

    for ending in ("md", "html", "docx", "pdf"):
        text = text_of(f".{ending}", (folder / f"m.{ending}").read_bytes())
        for threshold in record["policy"]["thresholds"].values():
            assert ("none(nobodyisflagged)" if threshold is None else repr(threshold)) in text
    for section in build_memo(read_decision(folder / "d.json")).sections:
        for block in section.blocks:
            if isinstance(block, Facts):
                command = dict(block.items).get("To compute it again", command)
    again = run(*shlex.split(command.replace("PREDICTIONS", "predictions.csv"))[3:], "--json")
    assert again.status == 0, again.err
    found = json.loads(again.out)
    assert found["policy"] == record["policy"]
    for part in ("confusion", "tiers", "flag_rate"):
        assert found["operating_point"][part] == record["operating_point"][part]


def test_nothing_feasible_is_status_3_and_writes_nothing(run, folder) -> None:
    ran = run("decide", "predictions.csv", *NAMED, "--policy", "tiered:tier", "--rule", "max:recall",
              "--limit", "recall>=0.99", "--limit", "fpr<=0.001", *WHY, "--out", "d.json")  # fmt: skip
    assert (ran.status, ran.out) == (3, "")
    assert "recall>=0.99" in ran.err or "fpr<=0.001" in ran.err
    assert not (folder / "d.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--policy", "tiered:colour"), "colour"),
        (("--policy", "tiered:tier", "--order", "gold"), "leaves out 'basic'"),
        (("--policy", "tiered:tier", "--order", "gold,silver"), "silver"),
        (("--policy", "single", "--order", "gold,basic"), "tiered:COL"),
        (("--policy", "single", "--mixed"), "tiered:COL"),
        (("--policy", "tiered:tier", "--reviewer", "cost=1,accuracy=1"), "--policy review"),
        (("--policy", "tiered:"), "does not exist"),
    ],
)
def test_what_cannot_be_asked_is_status_2(run, words, said) -> None:
    ran = run("decide", "predictions.csv", *NAMED, "--rule", "max:f1", *words, *WHY)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert "our fault" not in ran.err
