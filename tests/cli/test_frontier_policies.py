"""``frontier --policy``: bands and lists that nothing beats, against every one by hand; tiers as with --by."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict

import pytest

NAMED = ("--label", "fraud", "--score", "p", "--period", "week")
REVIEWER = ("--reviewer", "cost=1,accuracy=1,capacity=60")


def table(run, *words):
    ran = run("frontier", "predictions.csv", *NAMED, *words)
    assert ran.status == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out))), ran


def unbeaten(points):
    return {p for p in points if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in points)}


def test_bands_are_those_that_no_band_beats(run, rows) -> None:
    """A reviewer who is always right: of (reviewed, missed) every pair of thresholds by hand."""
    found, _ = table(run, "--policy", "review", *REVIEWER, "--metrics", "seen=REVIEWED:min,wrong=FN+FP:min")
    ends = [float("inf"), *sorted({row.p for row in rows})]
    points = {
        (
            sum(clear <= r.p < act for r in rows),
            sum(r.fraud for r in rows if r.p < clear) + sum(not r.fraud for r in rows if r.p >= act),
        )
        for act in ends
        for clear in ends
        if clear <= act
    }
    assert {(float(row["seen"]), float(row["wrong"])) for row in found} == unbeaten(points)
    assert [float(row["seen"]) for row in found] == sorted((float(row["seen"]) for row in found), reverse=True)
    for row in found:
        clear, act = (float(row[name] or "inf") for name in ("clear_below", "act_from"))
        assert sum(clear <= r.p < act for r in rows) == float(row["seen"])
        assert (row["is_feasible"] == "True") == (float(row["seen"]) <= 60)


def test_lists_of_at_most_k_are_those_that_no_list_beats(run, rows) -> None:
    words = ("--policy", "capacity:9/week", "--metrics", "misses=FN:min,alarms=FP:min", "--limit", "alerts<=5/week")
    found, _ = table(run, *words)
    weeks = defaultdict(list)
    for row in rows:
        weeks[row.week].append(row)
    points, busiest = {}, {}
    for k in range(1, 10):
        flagged = []
        for own in weeks.values():
            fits = [end for end in {r.p for r in own} if sum(r.p >= end for r in own) <= k]
            flagged += [r for r in own if fits and r.p >= min(fits)]
        busiest[k] = max(sum(r in flagged for r in own) for own in weeks.values())
        points[k] = (sum(r.fraud for r in rows) - sum(r.fraud for r in flagged), sum(not r.fraud for r in flagged))
    best = unbeaten(set(points.values()))
    assert {(float(row["misses"]), float(row["alarms"])) for row in found} == best
    for row in found:
        assert points[int(row["k"])] == (float(row["misses"]), float(row["alarms"]))
        assert row["is_feasible"] == str(busiest[int(row["k"])] <= 5)
        assert row["per"] == "week"


def test_tiers_by_policy_are_tiers_by_column_and_json_has_the_same(run) -> None:
    words = ("--metrics", "fnr,fpr")
    by_column, _ = table(run, "--by", "tier", *words)
    by_policy, _ = table(run, "--policy", "tiered:tier", *words)
    assert by_policy == by_column
    single, _ = table(run, *words)
    assert table(run, "--policy", "single", *words)[0] == single
    ran = run("frontier", "predictions.csv", *NAMED, "--policy", "capacity:3", *words, "--json")
    assert ran.status == 0, ran.err
    assert {"score_column", "k", "per", "threshold", "fnr", "fpr", "is_feasible"} <= set(json.loads(ran.out)[0])


def test_a_list_for_each_reviewer_is_as_long_as_all_can_do(run) -> None:
    words = ("--metrics", "fnr,fpr", "--policy", "capacity:2/reviewer/week", "--reviewers", "3")
    found, _ = table(run, *words)
    assert max(int(row["k"]) for row in found) <= 6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--policy", "review"), "--reviewer cost=4,accuracy=0.95"),
        (("--policy", "tiered:tier", "--by", "week"), "leave out one of the two"),
        (("--policy", "capacity:3", *REVIEWER), "--reviewer is of a review band"),
        (("--policy", "capacity:3", "--reviewers", "2"), "--reviewers share a list"),
        (("--policy", "capacity:3/reviewer/week"), "team: {reviewers: 3}"),
        (("--policy", "single", "--limit", "recall>=0.5"), "--limit is of tiers (--by COL), bands and lists"),
        (("--policy", "capacity:0"), "a whole number of 1 or more"),
    ],
)
def test_what_cannot_be_is_said_with_the_options_to_use(run, words, said) -> None:
    ran = run("frontier", "predictions.csv", *NAMED, "--metrics", "fnr,fpr", *words)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_rows_by_tier_keep_every_limit_of_the_contract(run, folder) -> None:
    from tests.cli.conftest import CONTRACT

    text = f"{CONTRACT}\nlimits: ['recall>=0.5']\n"
    (folder / "limited.yaml").write_text(text, encoding="utf-8")
    ran = run("frontier", "predictions.csv", "--contract", "limited.yaml", "--score", "p", "--by", "tier")
    assert ran.status == 0, ran.err
    found = list(csv.DictReader(io.StringIO(ran.out)))
    assert found
    assert all(float(row["miss_rate"]) <= 0.5 for row in found)
