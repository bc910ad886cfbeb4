"""``decide --policy capacity:K`` on its whole trip, against lists made by hand; ties are left out whole and told."""

from __future__ import annotations

import json
import re
import shlex
from collections import defaultdict
from pathlib import Path

import pytest

from tests.exporters.test_formats import text_of
from workbench.decision import read_decision
from workbench.exporters.blocks import Bullets, Facts, Table
from workbench.exporters.memo import build_memo
from workbench.exporters.sections.reproduction import POLICY_LENGTH_MAX, policy_options

WHY = ("--rationale", "As many as the team can work", "--owner", "Ada")
NAMED = ("--label", "fraud", "--score", "p", "--period", "week")


def listed(rows, k, score="p"):
    """The rows on a list of k: whole groups of equal scores, from the highest, as long as they fit."""
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, score)].append(row)
    chosen = []
    for value in sorted(groups, reverse=True):
        if len(chosen) + len(groups[value]) > k:
            break
        chosen += groups[value]
    return chosen


def weeks(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.week].append(row)
    return found


@pytest.fixture
def k(rows) -> int:
    """So many that in some week cases of one score do not all fit, and in some they do."""
    return next(k for k in range(5, 40) if 0 < sum(len(listed(own, k)) < k for own in weeks(rows).values()) < 4)


def decided(run, folder: Path, *words):
    ran = run("decide", "predictions.csv", *NAMED, *words, *WHY, "--out", "d.json")
    assert ran.status == 0, ran.err
    return json.loads((folder / "d.json").read_text(encoding="utf-8")), ran


def test_the_top_k_in_all(run, rows, folder) -> None:
    record, _ = decided(run, folder, "--policy", "capacity:20", "--rule", "max:recall")
    chosen = listed(rows, 20)
    assert record["policy"]["k"] == 20
    assert record["policy"]["per"] == "all"
    cells = record["operating_point"]["confusion"]
    assert (cells["tp"], cells["fp"]) == (sum(r.fraud for r in chosen), sum(not r.fraud for r in chosen))
    assert record["policy"]["threshold"] == min(r.p for r in chosen)


def test_the_top_k_of_each_week_with_its_lists_and_ties(run, rows, folder, k) -> None:
    record, ran = decided(run, folder, "--policy", f"capacity:{k}/week", "--rule", "max:recall")
    parts = record["operating_point"]["capacity"]
    lists = {week: listed(own, k) for week, own in weeks(rows).items()}
    assert parts["periods_count"] == len(lists) == 4
    for each in parts["periods"]:
        own = lists[each["period"]]
        assert (each["flagged"], each["caught"]) == (len(own), sum(r.fraud for r in own))
        assert each["threshold"] == min(r.p for r in own)
    short = {week for week, own in lists.items() if len(own) < k}
    assert {each["period"] for each in parts["ties"]} == short
    assert parts["ties_count"] == len(short) > 0
    for each in parts["ties"]:
        tied = [r for r in weeks(rows)[each["period"]] if r.p == each["score"]]
        assert (each["tied"], each["free"]) == (len(tied), k - len(lists[each["period"]]))
    assert "Ties at the limit" in ran.err
    flagged = {id(row) for own in lists.values() for row in own}
    for value, measured in record["segments"].get("tier", {}).items():
        own = [row for row in rows if row.tier == value and id(row) in flagged]
        assert measured["confusion"]["tp"] == sum(r.fraud for r in own)


@pytest.mark.parametrize("words", [(), ("--only", "channel=web"), ("--limit", "precision>=0.3")])
def test_the_memo_says_how_to_make_the_list_and_its_command_measures_it_again(run, folder, words) -> None:
    record, _ = decided(run, folder, "--policy", "capacity:7/week", "--rule", "max:recall", *words)
    for ending in ("md", "html", "docx", "pdf"):
        assert run("memo", "d.json", "--out", f"m.{ending}").status == 0
        text = text_of(f".{ending}", (folder / f"m.{ending}").read_bytes())
        assert f"p>={record['policy']['threshold']!r}" in text
        for each in record["operating_point"]["capacity"]["periods"]:
            assert repr(each["threshold"]) in text
        assert "aretakenallornone" in text or "flaggedallornone" in text
    memo = build_memo(read_decision(folder / "d.json"))
    facts = [block for section in memo.sections for block in section.blocks if isinstance(block, Facts)]
    command = next(dict(f.items)["To compute it again"] for f in facts if "To compute it again" in dict(f.items))
    again = run(*shlex.split(command.replace("PREDICTIONS", "predictions.csv"))[3:], "--json")
    assert again.status == 0, again.err
    found = json.loads(again.out)
    assert found["policy"] == record["policy"]
    for part in ("confusion", "capacity", "flag_rate"):
        assert found["operating_point"][part] == record["operating_point"][part]


def test_the_table_says_k_the_period_the_score_the_ties_and_the_fallback(run, folder, k) -> None:
    record, _ = decided(run, folder, "--policy", f"capacity:{k}/week", "--rule", "max:recall")
    memo = build_memo(read_decision(folder / "d.json"))
    blocks = next(section.blocks for section in memo.sections if section.heading == "What to deploy")
    steps, per_week = (block for block in blocks if isinstance(block, Table))
    said = dict(steps.rows)
    assert said["Make a list"] == "for each week"
    assert said["Rank by"] == "p, the highest first"
    assert said["Flag"].startswith(f"the first {k};")
    assert "row" in said["A tie at the limit"]
    assert f"p >= {record['policy']['threshold']!r}" in said["Where no list can be made"]
    assert len(per_week.rows) == 4
    (ties,) = [block for block in blocks if isinstance(block, Bullets)]
    assert all(re.search(r"; (1 place|[2-9] places) stayed free", item) for item in ties.items), ties.items


def test_the_swap_set_is_that_of_the_lists(run, rows, folder) -> None:
    record, _ = decided(run, folder, "--policy", "capacity:7/week", "--rule", "max:recall", "--baseline", "q")
    flagged = {id(row) for own in weeks(rows).values() for row in listed(own, 7)}
    threshold = record["baseline"]["policy"]["threshold"]
    groups = record["swap"]["groups"]
    new = [row for row in rows if id(row) in flagged and row.q < threshold]
    gone = [row for row in rows if id(row) not in flagged and row.q >= threshold]
    assert (groups["in"]["rows"], groups["in"]["events"]) == (len(new), sum(r.fraud for r in new))
    assert (groups["out"]["rows"], groups["out"]["events"]) == (len(gone), sum(r.fraud for r in gone))


def test_a_list_that_is_too_long_by_the_rule_says_how_long_it_should_be(run, rows, folder) -> None:
    record, ran = decided(run, folder, "--policy", "capacity:140", "--rule", "max:precision")
    shorter = record["shorter_list"]
    best = max(
        sum(r.fraud for r in rows if r.p >= end) / sum(r.p >= end for r in rows)
        for end in {r.p for r in listed(rows, 140)}
    )
    assert shorter["objective"] == pytest.approx(best)
    assert shorter["gain"] == pytest.approx(best - record["recommended"]["objective"])
    assert "A shorter list would do better" in ran.err
    assert run("memo", "d.json", "--out", "m.md").status == 0
    assert "shorter list would do better" in (folder / "m.md").read_text(encoding="utf-8")


def test_a_limit_that_the_list_breaks_is_status_3(run, folder) -> None:
    ran = run("decide", "predictions.csv", *NAMED, "--policy", "capacity:3", "--rule", "max:recall", "--limit",
              "recall>=0.99", *WHY, "--out", "d.json")  # fmt: skip
    assert (ran.status, ran.out) == (3, "")
    assert "recall>=0.99" in ran.err
    assert "None of the lists" in ran.err
    assert not (folder / "d.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--policy", "capacity:0"), "a whole number of 1 or more"),
        (("--policy", "capacity:5/fortnight"), "fortnight"),
        (("--policy", "capacity:5/day"), "must hold dates"),
    ],
)
def test_what_cannot_be_asked_is_status_2(run, words, said) -> None:
    ran = run("decide", "predictions.csv", *NAMED, "--rule", "max:recall", *words, *WHY)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert "our fault" not in ran.err


def test_without_periods_a_list_a_week_is_refused(run) -> None:
    ran = run("decide", "predictions.csv", "--label", "fraud", "--score", "p", "--rule", "max:recall", "--policy",
              "capacity:5/week", *WHY)  # fmt: skip
    assert ran.status == 2
    assert "period column" in ran.err


def test_a_policy_of_very_many_periods_is_measured_from_the_records_file() -> None:
    policy = {"kind": "capacity", "score": "p", "k": 3, "per": "day", "threshold": 0.5,
              "thresholds": {f"2026-01-{day:03}": 0.123456789 for day in range(400)}}  # fmt: skip
    assert policy_options(policy) == [("--policy", "DECISION.json")]
    few = {**policy, "thresholds": {"2026-01-01": 0.5}}
    ((_, text),) = policy_options(few)
    assert json.loads(text) == few
    assert len(text) < POLICY_LENGTH_MAX


def test_where_a_list_is_too_long_the_longest_that_keeps_the_limits_is_said(run, rows) -> None:
    words = ("--policy", "capacity:30/week", "--rule", "max:recall", "--limit", "alerts<=12/week")
    ran = run("decide", "predictions.csv", *NAMED, *words, *WHY)
    assert ran.status == 3

    def keeps(k: int) -> bool:
        return max(len(listed(own, k)) for own in weeks(rows).values()) <= 12

    assert not keeps(30)
    said = int(ran.err.split("A shorter list keeps every limit: capacity:")[1].split("/week")[0])
    assert keeps(said)
    assert not keeps(said + 1)
    again = run("decide", "predictions.csv", *NAMED, *words[:1], f"capacity:{said}/week", *words[2:], *WHY)
    assert again.status == 0, again.err


def test_where_no_list_keeps_the_limits_nothing_is_promised(run) -> None:
    words = ("--policy", "capacity:3/week", "--rule", "max:recall", "--limit", "recall>=1")
    ran = run("decide", "predictions.csv", *NAMED, *words, *WHY)
    assert ran.status == 3
    assert "shorter list" not in ran.err
    assert "part of the list" not in ran.err


def test_a_missing_period_says_the_option(run) -> None:
    ran = run("decide", "predictions.csv", "--label", "fraud", "--score", "p", "--policy", "capacity:3/week", "--rule",
              "max:recall", *WHY)  # fmt: skip
    assert ran.status == 2
    assert "--period COLUMN" in ran.err


def test_a_missing_reviewer_says_the_option(run) -> None:
    ran = run("decide", "predictions.csv", *NAMED, "--policy", "review", "--rule", "max:recall", *WHY)
    assert ran.status == 2
    assert "--reviewer cost=4,accuracy=0.95" in ran.err
    ran = run("decide", "predictions.csv", "--contract", "contract.yaml", "--policy", "review", *WHY)
    assert ran.status == 2
    assert "--reviewer cost=4,accuracy=0.95" in ran.err
