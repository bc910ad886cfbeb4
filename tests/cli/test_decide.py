"""decide, at, memo and export: from a file to a decision and its documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

WHY = ("--rationale", "Misses matter most", "--owner", "Ada")
NAMED = ("--label", "fraud", "--score", "p")


def cells(rows, threshold, score):
    """tp, fp, fn, tn at a threshold; None flags nobody."""
    flagged = [threshold is not None and getattr(row, score) >= threshold for row in rows]
    tp = sum(f and r.fraud for f, r in zip(flagged, rows, strict=True))
    fp = sum(f and not r.fraud for f, r in zip(flagged, rows, strict=True))
    events = sum(r.fraud for r in rows)
    return tp, fp, events - tp, len(rows) - events - fp


def candidates(rows, scores):
    for score in scores:
        for threshold in [None, *sorted({getattr(row, score) for row in rows}, reverse=True)]:
            yield score, threshold


def decided(run, *words):
    ran = run("decide", "predictions.csv", *words, *WHY)
    assert ran.status == 0, ran.err
    return json.loads(ran.out), ran


def test_the_contracts_rule_agrees_with_a_search_by_hand(run, rows) -> None:
    """Weighted worth between worst and target, among the points whose gold insult rate is at most 0.25."""
    gold = [row for row in rows if row.tier == "gold"]
    best = {}
    for score, threshold in candidates(rows, ("p", "q")):
        tp, fp, fn, tn = cells(rows, threshold, score)
        _, gold_fp, _, gold_tn = cells(gold, threshold, score)
        if gold_fp / (gold_fp + gold_tn) > 0.25:
            continue
        missed = min(1, max(0, (fn / (tp + fn) - 0.8) / (0.1 - 0.8)))
        insulted = min(1, max(0, (fp / (fp + tn) - 0.5) / (0.02 - 0.5)))
        best[score, threshold] = missed + 0.5 * insulted
    record, ran = decided(run, "--contract", "contract.yaml")
    policy = record["policy"]
    assert best[policy["score"], policy["threshold"]] == pytest.approx(max(best.values()), abs=1e-12)
    assert record["recommended"]["feasible_count"] == len(best)
    assert record["feasible"] is True
    assert record["owner"] == "Ada"
    tp, fp, fn, tn = cells(rows, policy["threshold"], policy["score"])
    assert record["operating_point"]["confusion"] == {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    assert set(record["operating_point"]["metrics"]) == {"miss_rate", "insult_rate", "gold_insult_rate"}
    assert "Recommended by" in ran.err


def test_a_rule_and_limits_without_a_contract(run, rows) -> None:
    record, _ = decided(
        run, *NAMED, "--rule", "max:recall", "--limit", "precision>=0.6", "--limit", "fpr<=0.3@tier=gold"
    )
    best = 0.0
    for _, threshold in candidates(rows, ("p",)):
        tp, fp, fn, _ = cells(rows, threshold, "p")
        _, gold_fp, _, gold_tn = cells([r for r in rows if r.tier == "gold"], threshold, "p")
        if tp + fp and tp / (tp + fp) >= 0.6 and gold_fp / (gold_fp + gold_tn) <= 0.3:
            best = max(best, tp / (tp + fn))
    metrics = record["operating_point"]["metrics"]
    assert metrics["recall"]["value"] == best
    assert (metrics["precision"]["limit"], metrics["precision"]["ok"]) == (0.6, True)
    assert [item["text"] for item in record["operating_point"]["limits"]] == ["precision>=0.6", "fpr<=0.3@tier=gold"]
    assert metrics["fpr"]["limit"] is None
    assert record["contract"] is None


def test_payoff_is_maximised(run, rows) -> None:
    record, _ = decided(run, "--contract", "contract.yaml", "--rule", "payoff", "--score", "p")
    gold = [row for row in rows if row.tier == "gold"]
    found = []
    for _, threshold in candidates(rows, ("p",)):
        _, fp, _, _ = cells(rows, threshold, "p")
        _, gold_fp, _, gold_tn = cells(gold, threshold, "p")
        if gold_fp / (gold_fp + gold_tn) <= 0.25:
            lost = sum(r.amount for r in rows if r.fraud and (threshold is None or r.p < threshold))
            found.append(-3 * fp - lost)
    assert record["operating_point"]["payoff"] == pytest.approx(max(found), rel=1e-12)


def test_only_is_in_the_record(run, rows) -> None:
    record, _ = decided(run, *NAMED, "--rule", "min:error_rate", "--only", "tier=gold")
    assert record["predictions"]["only"] == {"tier": ["gold"]}
    assert record["predictions"]["rows_used"] == sum(row.tier == "gold" for row in rows)


def test_ties_are_listed(run, folder: Path) -> None:
    (folder / "tied.csv").write_text("y,s\n1,0.9\n1,0.8\n0,0.8\n1,0.7\n0,0.1\n", encoding="utf-8")
    ran = run("decide", "tied.csv", "--label", "y", "--score", "s", "--rule", "min:cost=FP+FN", *WHY)
    assert ran.status == 0, ran.err
    record = json.loads(ran.out)
    # 0.9 misses two; 0.8 misses one and insults one; 0.7 insults one.
    assert record["policy"]["threshold"] == 0.7
    assert record["ties"] == []
    ran = run("decide", "tied.csv", "--label", "y", "--score", "s", "--rule", "max:tied=0*TP", *WHY)
    assert len(json.loads(ran.out)["ties"]) == 5


def test_nothing_feasible_is_status_3_names_the_limit_and_writes_nothing(run, folder: Path) -> None:
    ran = run("decide", "predictions.csv", *NAMED, "--rule", "max:recall", "--limit", "precision>=0.999",
              "--limit", "recall>=0.9", *WHY, "--out", "never.json")  # fmt: skip
    assert (ran.status, ran.out) == (3, "")
    assert "precision>=0.999" in ran.err
    assert "missed by" in ran.err
    assert not (folder / "never.json").exists()


@pytest.mark.parametrize("policy", ["single", "tiered:tier"])
def test_nothing_feasible_is_told_as_json_where_that_is_asked_for(run, folder: Path, policy) -> None:
    words = ("decide", "predictions.csv", *NAMED, "--policy", policy, "--rule", "max:recall",
             "--limit", "precision>=0.999", "--limit", "recall>=0.9", *WHY)  # fmt: skip
    ran = run(*words, "--json", "--out", "never.json")
    assert ran.status == 3
    told = json.loads(ran.out)
    assert (told["kind"], told["feasible"], told["policy"], told["rule"]) == (
        "nothing feasible",
        False,
        policy,
        "max:recall",
    )
    assert told["message"] in ran.err
    assert not (folder / "never.json").exists()
    ways = told["infeasible"]
    assert {item["label"] for item in ways["blocked"]} <= {"Precision", "Recall"}
    if policy == "single":
        assert [way["relaxed"][0]["would_be_text"] in ran.err for way in ways["one_by_one"]] == [True, True]
    else:
        assert "single thresholds only" in ways["not_told"]


def test_the_moment_can_be_fixed_so_that_a_record_is_made_again(run, monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first, _ = decided(run, *NAMED, "--rule", "max:f1")
    second, _ = decided(run, *NAMED, "--rule", "max:f1")
    assert first == second
    assert first["decided_at"] == "2023-11-14T22:13:20+00:00"


def test_the_contract_names_the_owner_and_an_option_another(run) -> None:
    ran = run("decide", "predictions.csv", "--contract", "contract.yaml", "--rationale", "x", "--title", "T")
    assert (json.loads(ran.out)["owner"], json.loads(ran.out)["title"]) == ("Ada", "T")
    ran = run("decide", "predictions.csv", "--contract", "contract.yaml", "--rationale", "x", "--owner", "Bo")
    assert json.loads(ran.out)["owner"] == "Bo"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--policy", "tiered"], "does not exist. Write single, tiered:COLUMN, review, capacity:K"),
        (["--policy", "dice"], "does not exist. Write single, tiered:COLUMN, review, capacity:K"),
        (["--policy", "capacity:many"], "a whole number of 1 or more"),
        (["--policy", "tiered:tier"], "--rule"),
        (["--rule", "best"], "There is no rule 'best'"),
        (["--rule", "payoff"], "needs a contract with a payoff"),
        (["--rule", "contract"], "needs a contract"),
        ([], "--rule"),
        (["--rule", "max:f1", "--limit", "precision=0.5"], "cannot be read"),
        (["--rule", "max:f1", "--limit", "fpr<=0.5@nosuch=a"], "nosuch"),
        (["--rule", "max:f1", "--out", "decision.yaml"], ".json"),
    ],
)
def test_what_cannot_be_decided_is_status_2(run, words, said) -> None:
    ran = run("decide", "predictions.csv", *NAMED, *words, *WHY)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize(("words", "said"), [(["--owner", "Ada"], "--rationale"), (["--rationale", "x"], "--owner")])
def test_a_decision_needs_a_reason_and_an_owner(run, words, said) -> None:
    ran = run("decide", "predictions.csv", *NAMED, "--rule", "max:f1", *words)
    assert ran.status == 2
    assert said in ran.err


def test_at_measures_any_threshold(run, rows) -> None:
    ran = run("at", "predictions.csv", *NAMED, "--threshold", "0.5012", "--metrics", "recall,cost=5*FP+FN", "--json")
    found = json.loads(ran.out)
    tp, fp, fn, tn = cells(rows, 0.5012, "p")
    assert found["policy"] == {"kind": "single", "score": "p", "threshold": 0.5012}
    assert found["operating_point"]["confusion"] == {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    assert found["operating_point"]["metrics"]["cost"]["value"] == 5 * fp + fn
    assert found["operating_point"]["metrics"]["recall"] | {"low": None} == {
        "value": tp / (tp + fn), "low": None, "high": None, "denominator": tp + fn, "limit": None, "ok": None,
    }  # fmt: skip


@pytest.mark.parametrize("word", ["nobody", "none"])
def test_at_nobody(run, word) -> None:
    found = json.loads(run("at", "predictions.csv", *NAMED, "--threshold", word, "--json").out)
    assert found["policy"]["threshold"] is None
    assert (found["operating_point"]["confusion"]["tp"], found["operating_point"]["confusion"]["fp"]) == (0, 0)


def test_at_needs_one_score_and_shows_a_broken_limit_without_failing(run) -> None:
    ran = run("at", "predictions.csv", "--contract", "contract.yaml", "--threshold", "0.01")
    assert ran.status == 2
    assert "--score" in ran.err
    ran = run("at", "predictions.csv", "--contract", "contract.yaml", "--threshold", "0.01", "--score", "p")
    assert ran.status == 0
    assert "BROKEN" in ran.out


def test_at_takes_a_negative_threshold(run) -> None:
    ran = run("at", "predictions.csv", *NAMED, "--flip", "p", "--threshold", "-0.5", "--json")
    assert json.loads(ran.out)["policy"] == {"kind": "single", "score": "-p", "threshold": -0.5}


def test_a_record_becomes_a_memo_and_an_export(run, folder: Path) -> None:
    ran = run("decide", "predictions.csv", "--contract", "contract.yaml", *WHY, "--out", "d.json")
    assert (ran.status, ran.out) == (0, "")
    ran = run("memo", "d.json", "--out", "memo.md")
    assert (ran.status, ran.out) == (0, "")
    assert "Small fraud" in (folder / "memo.md").read_text(encoding="utf-8")
    ran = run("export", "d.json", "--to", "json", "--out", "e.json")
    assert ran.status == 0
    assert json.loads((folder / "e.json").read_text()) == json.loads((folder / "d.json").read_text())


@pytest.mark.parametrize(("ending", "start"), [("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!")])
def test_every_memo_format(run, folder: Path, ending, start) -> None:
    run("decide", "predictions.csv", "--contract", "contract.yaml", *WHY, "--out", "d.json")
    ran = run("memo", "d.json", "--out", f"memo.{ending}")
    assert ran.status == 0, ran.err
    assert (folder / f"memo.{ending}").read_bytes().lstrip()[: len(start)].lower() == start.lower()


def test_json_prints_the_record_beside_the_file(run, folder: Path) -> None:
    ran = run("decide", "predictions.csv", *NAMED, "--rule", "max:f1", *WHY, "--out", "d.json", "--json")
    assert json.loads(ran.out) == json.loads((folder / "d.json").read_text(encoding="utf-8"))


def test_an_overridden_baseline_leaves_the_contract_as_agreed_and_is_an_amendment(run, folder) -> None:
    words = ["--contract", "contract.yaml", "--rule", "payoff", "--rationale", "r", "--owner", "o", "--json"]
    plain = json.loads(run("decide", "predictions.csv", *words).out)
    ran = run("decide", "predictions.csv", *words, "--baseline", "q")
    record = json.loads(ran.out)
    assert record["contract"] == plain["contract"]
    assert plain["amendments"] == []
    assert [item["field"] for item in record["amendments"]] == ["predictions.baseline"]
    assert record["baseline"]["policy"]["score"] == "q"
    assert "--baseline q" in ran.err


def _study(folder: Path, *, contract: str = "contract.yaml"):
    """The same study as a page has it."""
    import workbench as wb
    from workbench.contract import Contract
    from workbench.explore import Lens

    agreed = Contract.read(folder / contract)
    predictions = wb.read_predictions(
        folder / "predictions.csv", label="fraud", positive="1", score=["p", "q"], segments=["tier"],
        amounts={"eur": "amount"},
    )  # fmt: skip
    return Lens(wb.sweep(predictions), agreed)


def _page(lens, rule: str):
    """What the Trade-off page sends to the browser with its usual axes, and what its box on why a point works out."""
    from workbench.decision import picture_axes
    from workbench.explore import build_view
    from workbench.metrics import contract_metrics
    from workbench.policy import SingleThreshold, measure_point
    from workbench.ui.why_panel import _reasons

    metrics = contract_metrics(lens.contract)
    nobody = SingleThreshold(score="p", threshold=float("inf"))
    x, y = picture_axes(measure_point(lens.sweep, nobody, contract=lens.contract), lens.contract)
    view = build_view(
        lens.sweep, contract=lens.contract, x=x, y=y, rule=rule, points={"now": nobody, "start": nobody}, lens=lens
    )
    point = None if view.choice.point is None else view.choice.point.policy
    return view.payload, None if point is None else _reasons(lens, point, rule, metrics, None)


@pytest.mark.parametrize("rule", ["contract", "payoff"])
def test_page_record_and_message_give_the_same_point_for_the_same_reasons(run, folder: Path, rule) -> None:
    record, ran = decided(run, "--contract", "contract.yaml", "--rule", rule)
    payload, (why, point) = _page(_study(folder), rule)
    here = payload["recommended"]
    assert record["policy"]["threshold"] == payload["points"]["threshold"][here]
    assert record["policy"]["score"] == payload["scores"][payload["points"]["score"][here]]
    assert record["ties_count"] == payload["ties_count"]
    assert json.loads(json.dumps(why)) == record["why"]
    assert point == record["operating_point"]
    assert record["why"]["is_best"] is True
    for name in ("Where it stands", "Runner-up", "Misses and false alarms"):
        assert f"{name}: " in ran.err
    assert record["infeasible"] is None


def test_page_and_message_say_the_same_where_nothing_is_feasible(run, folder: Path) -> None:
    from workbench.decision.infeasible import recorded_ways_out
    from workbench.wording.ways_out import blocked_sentences

    text = (folder / "contract.yaml").read_text(encoding="utf-8")
    tight = text.replace("limit: 0.25", "limit: 0.001").replace(
        "worst: 0.8, target: 0.1,", "worst: 0.8, target: 0.1, limit: 0.02,"
    )
    (folder / "tight.yaml").write_text(tight, encoding="utf-8")
    ran = run("decide", "predictions.csv", "--contract", "tight.yaml", "--rule", "contract", *WHY)
    assert ran.status == 3
    lens = _study(folder, contract="tight.yaml")
    payload, _ = _page(lens, "contract")
    choice, sweep = lens.look(rule="contract", what_if=None, marked=())
    ways = recorded_ways_out(sweep, choice, contract=lens.contract)
    assert [item["label"] for item in payload["blocked"]] == [item["label"] for item in ways["blocked"]]
    assert len(ways["one_by_one"]) == 2
    for sentence in blocked_sentences(ways):
        assert sentence in ran.err
    for way in ways["one_by_one"]:
        assert f"{way['relaxed'][0]['label']}: {way['relaxed'][0]['would_be_text']} instead of " in ran.err
    assert "No limit was relaxed." in ran.err
