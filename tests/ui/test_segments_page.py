"""The Segments page, run without a browser: what it says is what the library measures, and it stands behind the gate."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from workbench.predictions import read_predictions
from workbench.register import Studies, open_register
from workbench.sweep import Sweep
from workbench.wording import percent

ROOT = Path(__file__).resolve().parents[2]
STUDY = "sample-card-fraud-0f0f0f"


@pytest.fixture
def app(open_page):
    return lambda name="segments", study=STUDY: open_page(name, study)


def changed(**parts) -> None:
    studies = Studies(open_register())
    studies.save(replace(studies.load(STUDY), **parts), op_id=secrets.token_hex(8), at="2026-11-14T00:00:00Z")


def said(test: AppTest) -> str:
    kinds = ("markdown", "error", "info", "warning", "caption")
    return "\n".join(str(item.value) for kind in kinds for item in getattr(test, kind)).replace("\\", "")


def table(test: AppTest) -> str:
    return next(item.value for item in test.get("html") if "wb-seg'" in item.value)


def drawn(test: AppTest) -> str:
    return "".join(item.value for item in test.get("html"))


def names(test: AppTest) -> list[str]:
    return re.findall(r"<th role='rowheader' scope='row'>([^<]*)", table(test))


def field(test: AppTest, label: str, kind: str = "selectbox"):
    return next(item for item in getattr(test, kind) if item.label == label)


def sweep() -> Sweep:
    return Sweep(
        read_predictions(
            "sample_data/card-fraud/predictions.csv",
            label="fraud",
            score="score",
            segments=["tier", "channel"],
            amounts={"eur": "amount_eur"},
        )
    )


def test_it_shows_the_studys_point_with_denominators_and_verdicts(app):
    app("tradeoff")
    changed(point={"kind": "single", "score": "score", "threshold": 0.2})
    test = app()
    assert not test.exception
    assert not test.error
    assert "flagged when score is 0.2 or higher" in said(test)
    field(test, "Metric").select("premium_insult_rate").run()
    counts = sweep().at("score", [0.2], where={"tier": ("premium",)})
    rate = counts.cell("FP")[0] / counts.cell("NEGATIVES")[0]
    shown = table(test)
    assert percent(float(rate)) in shown
    assert f"of {counts.cell('NEGATIVES')[0]:,.0f} good premium payments" in shown
    assert "not looked at by this metric" in shown
    assert re.search(r"aria-label='[^']*limit 2%'", shown)
    assert "Limit at most 2%: " in said(test)


def test_worst_first_and_by_name_on_request(app):
    test = app()
    assert names(test) == ["The whole", "new", "premium", "standard"]
    field(test, "Metric").select("insult_rate").run()
    assert names(test)[1] == "new"
    field(test, "Sorted by").select("cases").run()
    assert names(test) == ["The whole", "standard", "premium", "new"]


def test_two_columns_are_crossed_and_found_by_name(app):
    test = app()
    field(test, "Crossed with").select("channel").run()
    assert len(names(test)) == 10
    field(test, "Find a segment", "text_input").set_value("PREMIUM online").run()
    assert names(test) == ["The whole", "premium, online"]
    field(test, "Find a segment", "text_input").set_value("nobody").run()
    assert "No segment has this in its name." in said(test)


def test_money_is_said_against_the_average(app):
    test = app()
    field(test, "Metric").select("payoff").run()
    assert not test.exception
    assert "lost against the average" in table(test)


def test_fairness_follows_the_reference_and_the_good_side(app):
    test = app()
    assert re.search(
        r"new is flagged [\d.]+ times as often as standard \([\d.]+ to [\d.]+\)\. It is cleared", said(test)
    )
    field(test, "Being flagged is").select("flagged").run()
    assert "It is cleared" not in said(test)
    field(test, "Compared with").select("new").run()
    assert re.search(
        r"✗ standard is flagged 0\.\d+ times as often as new \([\d.]+ to [\d.]+\): below four fifths\.", said(test)
    )
    field(test, "Leave a group out of a gap below so many cases", "number_input").set_value(100_000).run()
    assert (
        "Left out, since the rate is undefined there or rests on fewer than 100,000 cases: new, premium, standard"
        in said(test)
    )


def test_differences_and_ratios_stand_in_the_table_of_rates(app):
    test = app()
    test.session_state[f"fairness-rates-{STUDY}"] = True
    test.run()
    assert "Rates by tier" in drawn(test)
    for shown, cell in (
        ("differences", r"[+-]?[\d.]+ points \([+-]?[\d.]+ points to [+-]?[\d.]+ points\)"),
        ("ratios", r"<td[^>]*>[\d.]+ \([\d.]+ to [\d.]+\)"),
    ):
        test.session_state[f"fairness-shown-{STUDY}"] = shown
        test.run()
        assert not test.exception
        assert f"{shown.capitalize()} {'from' if shown == 'differences' else 'to'} standard by tier" in drawn(test)
        assert re.search(cell, drawn(test))


def test_the_small_multiples_are_drawn_when_they_are_opened(app):
    test = app()
    assert "a panel a segment" not in said(test)
    test.session_state[f"multiples-{STUDY}"] = True
    test.run()
    assert not test.exception
    assert "a panel a segment. new: " in said(test)


def test_tiers_are_understood_and_a_policy_that_is_gone_is_not(app):
    app("tradeoff")
    tiers = {"new": 0.1, "premium": 0.5, "standard": None}
    changed(point={"kind": "tiered", "score": "score", "segment": "tier", "thresholds": tiers})
    test = app()
    assert not test.exception
    assert "score reaches the threshold of its tier: new from 0.1, premium from 0.5, standard never" in said(test)
    field(test, "Metric").select("insult_rate").run()
    assert re.search(r">standard<small>[^<]*</small></th><td role='cell'>0%", table(test))
    changed(point={"kind": "tiered", "score": "score", "segment": "tier", "thresholds": {"new": 0.1}})
    assert "No point has been chosen yet" in said(app())


def test_without_a_segment_column_it_says_what_to_do(app):
    app("tradeoff")
    study = Studies(open_register()).load(STUDY)
    contract = {key: value for key, value in study.contract.items() if key != "metrics"}
    contract["metrics"] = [item for item in study.contract["metrics"] if not item.get("where")]
    contract["predictions"] = {**contract["predictions"], "segments": []}
    changed(columns={**study.columns, "segments": []}, contract=contract)
    test = app()
    assert not test.exception
    assert "Name one or more on the Predictions page" in said(test)
    assert [button.label for button in test.button] == ["Name the segment columns"]


def test_nothing_is_told_before_the_contract_is_sealed(app):
    app("tradeoff")
    changed(blind_skipped=None)
    test = app()
    assert "The trade-off stays closed" in said(test)
    assert not any("wb-seg'" in item.value for item in test.get("html"))
    assert test.session_state["steps"]["segments"] == "hidden"


def test_looking_marks_the_step_for_everybody(app):
    assert app("contract").session_state["steps"]["segments"] == "open"
    app()
    assert Studies(open_register()).load(STUDY).view["looked_under"] is True
    assert app("contract").session_state["steps"]["segments"] == "done"


def test_the_primary_action_leads_to_thresholds_by_the_column(app):
    test = app()
    field(test, "Segment").select("channel").run()
    button = next(item for item in test.button if item.label.startswith("Set thresholds by channel"))
    button.click().run()
    assert not test.exception
    assert test.session_state["tier_column"] == "channel"


def test_hundreds_of_values_are_shown_a_page_at_a_time(app, tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    rows = 6000
    score = rng.random(rows).round(3)
    frame = pd.DataFrame(
        {
            "late": (rng.random(rows) < score).astype(int),
            "p": score,
            "depot": [f"depot {code:03d}" for code in rng.integers(0, 300, rows)],
            "eur": rng.lognormal(2, 1, rows).round(2),
        }
    )
    frame.to_csv(tmp_path / "many.csv", index=False)
    (tmp_path / "many.yaml").write_text(
        "version: 1\ntitle: Many\ndecision: d\n"
        "predictions: {label: late, positive: 1, scores: [p], segments: [depot], amounts: {eur: eur}}\n"
        "metrics:\n  - {name: fnr, role: primary, weight: 1, goal: minimise, limit: 0.4}\n"
        "  - {name: cost, role: diagnostic, goal: minimise, formula: 'FN[eur] / ALL', limit: 6}\n"
    )
    for name in ("predictions", "contract"):
        path = tmp_path / ("many.csv" if name == "predictions" else "many.yaml")
        monkeypatch.setenv(f"WORKBENCH_OPEN_{name.upper()}", str(path))
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    test.run()
    test.switch_page("pages/segments.py").run()
    next(button for button in test.button if button.label == "Look anyway").click().run()
    assert not test.exception
    assert len(names(test)) == 26
    assert re.search(
        r"300 values of depot\..*Limit at most 40%: broken in \d+, kept in \d+, insufficient evidence in", said(test)
    )
    assert "a few look worse or better" in said(test)
    first = names(test)[1:]
    field(test, "Shown").select(25).run()
    assert not set(first) & set(names(test)[1:])
    field(test, "Find a segment", "text_input").set_value("017 depot").run()
    assert names(test) == ["The whole", "depot 017"]
    assert "Of 299 groups: " in said(test)
    test.session_state[f"multiples-{test.session_state['study_id']}"] = True
    test.run()
    assert "The first 12 of 300 segments" in said(test)
    assert not [button for button in test.button if button.label.startswith("Set thresholds by")]
    test.switch_page("pages/tradeoff.py").run()
    test.segmented_control[0].set_value("tiered").run()
    assert not test.exception
    assert [each.value for each in test.error] == [
        "depot has 300 values; thresholds can be set apart for at most 50\\. Join the values that should be treated alike in a "
        "column of their own, and name that\\."
    ]
