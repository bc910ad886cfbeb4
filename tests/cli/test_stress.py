"""``stress``: the same numbers as rows that count for more, as text and as JSON."""

from __future__ import annotations

import json

import pytest

NAMED = ("--label", "fraud", "--score", "p")


def test_it_is_what_reweighted_rows_come_to(run, rows) -> None:
    ran = run("stress", "predictions.csv", *NAMED, "--threshold", "0.5", "--rule", "max:f1", "--limit", "precision>=0.2",
              "--stress", "prevalence=0.5", "--json")  # fmt: skip
    assert ran.status == 0, ran.err
    found = json.loads(ran.out)
    events, others = [r for r in rows if r.fraud], [r for r in rows if not r.fraud]
    tpr, fpr = (sum(r.p >= 0.5 for r in part) / len(part) for part in (events, others))
    (limit,) = found["guardrails"]
    assert limit["stressed"] == pytest.approx(tpr / (tpr + fpr))
    assert found["stressed"]["confusion"]["tp"] == pytest.approx(tpr * len(rows) / 2)
    assert found["policy"] == {"kind": "single", "score": "p", "threshold": 0.5}
    assert found["regret"] >= 0


def test_tipping_points_are_said_both_ways(run) -> None:
    ran = run("stress", "predictions.csv", *NAMED, "--threshold", "0.5", "--rule", "max:f1", "--limit", "precision>=0.01",
              "--stress", "prevalence=0.5", "--tipping")  # fmt: skip
    assert ran.status == 0, ran.err
    assert "As the share of events rises" in ran.out
    assert "As the share of events falls" in ran.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Say what changes"),
        (["--stress", "luck=1"], "no stress 'luck'"),
        (["--stress", "noise=0.1", "--stress", "noise=0.2", "--tipping"], "one stress"),
        (["--stress", "noise=0.1", "--threshold", "0.5", "--policy", "{}"], "not both"),
        (["--stress", "mix=0.5@tier=nosuch"], "nosuch"),
        (["--stress", "cost=2"], "needs a contract"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(run, words, says) -> None:
    ran = run("stress", "predictions.csv", *NAMED, "--rule", "max:f1", *words)
    assert ran.status == 2
    assert says in ran.err


def test_tripwires_of_a_record_are_exported_as_rules(run, folder) -> None:
    limits = ("--rule", "max:recall", "--limit", "precision>=0.3", "--rationale", "Because", "--owner", "Ada")
    assert run("decide", "predictions.csv", *NAMED, *limits, "--out", "decision.json").status == 0
    ran = run("export", "decision.json", "--to", "prometheus", "--out", "rules.yml")
    assert ran.status == 2
    assert "no tripwires" in ran.err
    path = folder / "decision.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    wire = {"metric": "recall", "level": 0.5, "at_most": False, "window": "7 days", "owner": "Ada {{ x }}"}
    path.write_text(json.dumps({**record, "tripwires": [wire]}), encoding="utf-8")
    ran = run("export", "decision.json", "--to", "prometheus", "--out", "rules.yml")
    assert ran.status == 0, ran.err
    text = (folder / "rules.yml").read_text(encoding="utf-8")
    assert "DecisionTripwire1" in text
    assert "{{" not in text
    assert run("export", "decision.json", "--to", "prometheus", "--out", "rules.json").status == 2
