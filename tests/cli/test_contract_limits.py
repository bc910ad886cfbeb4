"""A contract's limits, team and order on the whole trip: decided on the command line, recorded, and written in the memo."""

from __future__ import annotations

import json

from tests.cli.conftest import CONTRACT
from workbench.decision import read_decision
from workbench.exporters.formats.markdown import export
from workbench.exporters.memo import build_memo

WHY = ("--rationale", "As many as the team can work", "--owner", "Ada")


def with_limits(folder, *lines: str) -> None:
    text = CONTRACT.replace("  amounts:", "  period: week\n  amounts:") + "\n".join(lines) + "\n"
    (folder / "limited.yaml").write_text(text, encoding="utf-8")


def test_alerts_per_reviewer_reach_the_record_and_the_memo(run, folder, rows) -> None:
    with_limits(folder, "team: {reviewers: 3}", "limits: ['alerts<=1/reviewer/period', 'gap(fpr)<=0.3@tier']")
    ran = run("decide", "predictions.csv", "--contract", "limited.yaml", *WHY, "--out", "d.json")
    assert ran.status == 0, ran.err
    record = json.loads((folder / "d.json").read_text(encoding="utf-8"))
    threshold, score = record["policy"]["threshold"], record["policy"]["score"]
    weeks = {row.week for row in rows}
    busiest = max(sum(getattr(row, score) >= threshold for row in rows if row.week == week) for week in weeks)
    assert 0 < busiest <= 3
    told = {limit["text"]: limit for limit in record["operating_point"]["limits"]}
    assert told["alerts<=1/reviewer/period"]["value"] == busiest / 3
    memo = export(build_memo(read_decision(folder / "d.json"))).decode("utf-8")
    assert "at most 1 alerts per reviewer per period, 3 reviewers: 3 a period" in memo
    assert "3 reviewers share the work." in memo
    assert "Largest difference in fpr between the values of tier: at most 0.3." in memo
    assert "alerts per reviewer" in ran.err


def test_a_list_for_each_reviewer_reaches_the_memo(run, folder) -> None:
    with_limits(folder, "team: {reviewers: 3}")
    words = ("--contract", "limited.yaml", "--policy", "capacity:2/reviewer/week")
    ran = run("decide", "predictions.csv", *words, *WHY, "--out", "d.json")
    assert ran.status == 0, ran.err
    decision = read_decision(folder / "d.json")
    assert decision["policy"]["k"] == 6
    memo = export(build_memo(decision)).decode("utf-8")
    assert "at most 2 alerts per reviewer per week, 3 reviewers: 6 a week" in memo
    again = run("decide", "predictions.csv", *words, "--reviewers", "2", *WHY, "--out", "e.json")
    assert json.loads((folder / "e.json").read_text(encoding="utf-8"))["policy"]["k"] == 4, again.err
    measured = run("at", "predictions.csv", "--contract", "limited.yaml", "--policy", "d.json")
    assert measured.status == 0, measured.err


def test_reviewers_that_nobody_counted_are_asked_for(run, folder) -> None:
    with_limits(folder, "")
    ran = run("decide", "predictions.csv", "--contract", "limited.yaml", "--policy", "capacity:2/reviewer/week", *WHY)
    assert ran.status == 2
    assert "team: {reviewers: 3}" in ran.err
    assert "--reviewers 3" in ran.err


def test_a_limit_on_a_metric_that_does_not_exist_is_a_problem_of_the_contract(run, folder) -> None:
    with_limits(folder, "limits: ['gap(missrate)<=0.05@tier']")
    ran = run("contract", "check", "limited.yaml")
    assert ran.status == 2
    assert "limits[0]" in ran.err + ran.out
    assert "miss_rate" in ran.err + ran.out
    with_limits(folder, "limits: ['gap(miss_rate)<=0.05@tier']")
    assert run("contract", "check", "limited.yaml").status == 0


def test_the_order_of_tiers_comes_from_the_contract(run, folder, rows) -> None:
    values = sorted({row.tier for row in rows})
    with_limits(folder, f"order: {{tier: [{', '.join(reversed(values))}]}}")
    words = ("--contract", "limited.yaml", "--score", "p", "--policy", "tiered:tier", "--rule", "payoff")
    ran = run("decide", "predictions.csv", *words, *WHY, "--out", "d.json")
    assert ran.status == 0, ran.err
    record = json.loads((folder / "d.json").read_text(encoding="utf-8"))
    found = [record["policy"]["thresholds"][value] for value in reversed(values)]
    ends = [float("inf") if end is None else end for end in found]
    assert ends == sorted(ends)
    assert [limit["label"] for limit in record["operating_point"]["limits"]] == [
        f"Order of strictness by tier: {', '.join(reversed(values))}"
    ]
    memo = export(build_memo(read_decision(folder / "d.json"))).decode("utf-8")
    assert "rise from the least to the most strict" in memo
    tiers = [word for place, value in enumerate(values) for word in ("--tier", f"{value}={0.4 + 0.1 * place}")]
    by_hand = run("at", "predictions.csv", "--contract", "limited.yaml", "--score", "p", "--by", "tier", *tiers)
    assert "BROKEN" in by_hand.out + by_hand.err
