"""The Stress page, run without a browser: what it says is what the library measures; tripwires are kept and land in the decision."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from workbench.contract import Contract
from workbench.decision import Decision
from workbench.explore.stress_steps import prevalence_steps
from workbench.exporters.alert_rules import alert_rules
from workbench.policy import SingleThreshold
from workbench.predictions import read_predictions
from workbench.register import Studies, open_register
from workbench.stress import Stress, stressed
from workbench.sweep import Sweep
from workbench.wording import value_with_unit
from workbench.wording.stress import regret_text

ROOT = Path(__file__).resolve().parents[2]
STUDY = "sample-card-fraud-0f0f0f"
SAMPLE = ROOT / "sample_data" / "card-fraud"
CONTRACT = Contract.read(SAMPLE / "contract.yaml")
POINT = {"kind": "single", "score": "score", "threshold": 0.5}


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(ROOT)

    def open_page(name: str = "stress", study: str = STUDY) -> AppTest:
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        test.query_params["study"] = study
        test.run()
        return test.switch_page(f"pages/{name}.py").run()

    return open_page


def stored():
    return Studies(open_register()).load(STUDY)


def changed(**parts) -> None:
    Studies(open_register()).save(replace(stored(), **parts), op_id=secrets.token_hex(8), at="2026-11-14T00:00:00Z")


def said(test: AppTest) -> str:
    kinds = ("markdown", "error", "info", "warning", "caption", "success")
    return "\n".join(str(item.value) for kind in kinds for item in getattr(test, kind)).replace("\\", "")


def table(test: AppTest) -> str:
    found = next(item.value for item in test.get("html") if "wb-stress" in item.value)
    return found.partition("</style>")[2]


def sweep() -> Sweep:
    columns = CONTRACT.predictions
    return Sweep(
        read_predictions(
            SAMPLE / "predictions.csv", label="fraud", positive="1", scores=list(columns.scores),
            segments=list(columns.segments), amounts=dict(columns.amounts), baseline="rules_engine",
        )
    )  # fmt: skip


def slider(test: AppTest, label: str):
    return next(item for item in test.select_slider if item.label == label)


def moved(test: AppTest, label: str, steps: int) -> AppTest:
    found = slider(test, label)
    return found.set_value(found.value + steps).run()


def open_at_point(app) -> AppTest:
    app()
    changed(point=POINT)
    return app()


def test_nothing_is_stressed_at_first_and_the_table_shows_what_is(app) -> None:
    test = open_at_point(app)
    assert not test.exception
    assert "Nothing is stressed" in said(test)
    assert "✓ kept" in table(test) or "✕ broken" in table(test)


def test_a_moved_slider_shows_what_the_library_measures(app) -> None:
    test = moved(open_at_point(app), "Share of events", 4)
    assert not test.exception
    whole = sweep()
    steps = prevalence_steps(whole)
    size = steps.sizes[steps.sizes.index(steps.nothing) + 4]
    assert size / (1 - size) == pytest.approx(3 * steps.nothing / (1 - steps.nothing), rel=0.01)  # three times the odds
    policy = SingleThreshold(score="score", threshold=0.5)
    found = stressed(whole, policy, Stress(kind="prevalence", size=size), CONTRACT)
    for item in found.point.metrics:
        if item.metric.limit is None:
            assert value_with_unit(item.metric, item.value, "EUR") in table(test)
    assert regret_text(found, "EUR") in said(test)
    assert "per year" in said(test)
    assert "As the share of events rises" in said(test)


def test_several_stresses_act_together_and_can_be_put_back(app) -> None:
    test = moved(moved(open_at_point(app), "Share of events", 2), "Labels that are the other way round", 3)
    assert "of the labels are the other way round" in said(test)
    assert "events are" in said(test)
    next(button for button in test.button if button.label == "Back to no stress").click().run()
    assert "Nothing is stressed" in said(test)


def test_every_slider_moves_without_an_error(app) -> None:
    test = open_at_point(app)
    for label in [item.label for item in test.select_slider]:
        test = moved(test, label, -1 if "Labels" not in label else 1)
        assert not test.exception
        assert not [item for item in test.error if "our side" in item.value]
    assert {item.label for item in test.select_slider} == {
        "Share of events",
        "Its share of the cases",
        "Labels that are the other way round",
        "How many times as much",
        "Share more (or fewer) that the threshold flags there",
    }


def test_a_tripwire_is_kept_and_lands_in_decision_memo_and_rules(app) -> None:
    test = moved(open_at_point(app), "Share of events", 3)
    fill(test, owner="Ada Example", mitigation="Retune {{ now }}")
    press(test, "Make it a tripwire")
    assert not test.exception
    (kept,) = stored().tripwires
    assert kept["owner"] == "Ada Example"
    assert kept["window"] == "7 days"
    assert re.search(r"events are [0-9.]+% of the cases", kept["story"])
    again = app()
    assert again.session_state["steps"]["stress"] == "done"
    assert "They land in the decision" in said(again)

    decision = app("decision")
    for area in decision.text_area:
        area.set_value("Because")
    for field in decision.text_input:
        if field.label.startswith(("Owner", "Who allows")):
            field.set_value("Tomas Brandt")
    decision.run()
    press(decision, "Save the decision")
    record = stored().decision
    assert record["tripwires"] == [dict(kept)]
    rules = yaml.safe_load(alert_rules(Decision(content=record)))["groups"][0]["rules"]
    assert rules[0]["annotations"]["mitigation"] == "Retune { { now } }"
    taken = app()
    next(button for button in taken.button if button.label.startswith("Take away")).click().run()
    assert stored().tripwires == ()
    assert "The tripwires were changed" in said(app("decision"))


def test_a_tripwire_without_an_owner_is_refused_and_what_was_written_stays(app) -> None:
    test = open_at_point(app)
    fill(test, owner=" ", mitigation="Call somebody")
    press(test, "Make it a tripwire")
    assert "needs an owner" in said(test)
    assert stored().tripwires == ()
    assert next(area for area in test.text_area if area.label == "What is done then").value == "Call somebody"


def test_the_page_stands_behind_the_gate(app) -> None:
    app()
    changed(blind_skipped=None, frontier_shown=(), point=POINT)
    test = app()
    assert "Agree first, look later" in "".join(item.value for item in test.subheader)
    assert not test.select_slider
    assert test.session_state["steps"]["stress"] == "hidden"


def test_without_a_contract_it_says_what_is_missing(app) -> None:
    app()
    changed(contract=None, point=POINT)
    test = app()
    assert "needs a contract" in said(test)
    assert not test.select_slider


def test_tiers_are_stressed_too_and_tuned_anew_when_asked(app) -> None:
    app()
    tiers = {
        "kind": "tiered",
        "score": "score",
        "segment": "tier",
        "thresholds": {"premium": 0.6, "standard": 0.5, "new": 0.4},
    }
    changed(point=tiers)
    test = moved(app(), "Share of events", 2)
    assert not test.exception
    assert "–" in table(test)
    test.toggle[0].set_value(True).run()
    assert not test.exception
    assert "uning anew" in said(test)


def fill(test: AppTest, *, owner: str, mitigation: str) -> None:
    next(field for field in test.text_input if field.label == "Who looks when it is tripped").set_value(owner)
    next(area for area in test.text_area if area.label == "What is done then").set_value(mitigation)


def press(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label == label).click().run()


def test_what_goes_wrong_inside_is_one_sentence_with_its_number(app, monkeypatch):
    def fails(*given):
        raise ValueError("told to nobody")

    monkeypatch.setattr("workbench.ui.stress_page.stressed_by", fails)
    test = app()
    assert not test.exception
    (said,) = [each.value for each in test.error]
    assert "went wrong on our side" in said
    assert "told to nobody" not in said
