"""The Decision page with a point that is no single threshold: shown, decided, signed, and told when it was moved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.decision import Decision, read_decision
from workbench.register import Studies
from workbench.ui.stored_policy import stored_policy

ROOT = Path(__file__).resolve().parents[2]
STUDY = "sample-card-fraud-0e0e0e"
TIERS = {
    "kind": "tiered",
    "score": "score",
    "segment": "tier",
    "thresholds": {"new": 0.30000000000000004, "premium": 0.6, "standard": 0.45},
}


def opened(page: str = "decision") -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    test.query_params["study"] = STUDY
    test.run()
    return test.switch_page(f"pages/{page}.py").run()


def with_point(studies: Studies, point: dict, **changes) -> None:
    studies.save(
        replace(studies.load(STUDY), point=point, **changes),
        op_id=f"point {len(studies.load(STUDY).decision or ())} {point['thresholds']['new']}",
        at="2026-11-14T00:00:00Z",
    )


@pytest.fixture
def chosen(studies) -> AppTest:
    opened("tradeoff")  # the first showing writes the sample
    with_point(studies, TIERS, pins=({"name": "A", "score": "score", "threshold": 0.9},))
    test = opened()
    assert not test.exception
    return test


def save(test: AppTest) -> AppTest:
    test.text_area[0].set_value("Each tier has its own.")
    for field in test.text_input:
        if field.label == "Who allows it":
            field.set_value("Ann")
    for field in test.text_area:
        if field.label.startswith("Why the limit may"):
            field.set_value("One week.")
    test.run()
    next(button for button in test.button if button.label == "Save the decision").click()
    return test.run()


def words(test: AppTest) -> str:
    return " ".join(
        each.value for kind in (test.markdown, test.info, test.success, test.warning, test.error) for each in kind
    )


def test_it_is_shown_compared_with_the_best_of_its_kind(chosen) -> None:
    table = chosen.table[0].value.loc["Flagged when", "Chosen"].replace("\\", "")
    assert "new ≥ 0.3" in table
    assert "premium ≥ 0.6" in table
    said = words(chosen)
    assert "recommended by the contract" in said or "Recommended by the contract's score is score by tier" in said


def test_it_is_decided_and_the_record_has_the_tiers(studies, chosen) -> None:
    test = save(chosen)
    assert not test.exception
    content = studies.load(STUDY).decision
    assert content["policy"] == TIERS
    assert [tier["threshold"] for tier in content["operating_point"]["tiers"]] == list(TIERS["thresholds"].values())
    assert content["recommended"]["policy"]["kind"] == "tiered"
    assert content["alternatives"][0]["policy"] == {"kind": "single", "score": "score", "threshold": 0.9}
    assert read_decision(Decision(content=content).to_json().encode()).content == content
    assert any(button.label.startswith("Sign the decision") for button in test.button)
    assert "after this decision was saved" not in words(test)


def test_a_tier_that_is_moved_afterwards_is_told(studies, chosen) -> None:
    save(chosen)
    with_point(studies, {**TIERS, "thresholds": {**TIERS["thresholds"], "new": 0.31}})
    assert "The point was moved after this decision was saved" in words(opened())


@pytest.mark.parametrize("box", [f"why-decision-{STUDY}", f"swap-decision-{STUDY}"])
def test_the_boxes_open_and_say_what_is_known(studies, box) -> None:
    opened("tradeoff")
    with_point(studies, TIERS)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    test.query_params["study"] = STUDY
    test.session_state[box] = True
    test.run()
    test = test.switch_page("pages/decision.py").run()
    assert not test.exception
    said = words(test)
    if box.startswith("why"):
        assert "single thresholds only" in said
        assert "Where it stands" in said
    else:
        assert "newly flagged" in said or "no longer" in said


BAND = {
    "kind": "review", "score": "score", "clear_below": 0.2, "act_from": 0.6,
    "reviewer": {"cost": 4, "sensitivity": 0.9, "specificity": 0.9},
}  # fmt: skip
LIST = {"kind": "capacity", "score": "score", "k": 200, "per": "all", "threshold": 0.5}


@pytest.mark.parametrize(("point", "said"), [(BAND, "review from"), (LIST, "the 200 highest score in all")])
def test_a_band_and_a_list_are_shown_and_decided(studies, point, said) -> None:
    opened("tradeoff")
    studies.save(replace(studies.load(STUDY), point=point), op_id="point", at="2026-11-14T00:00:00Z")
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    test.query_params["study"] = STUDY
    test.session_state[f"swap-decision-{STUDY}"] = True
    test.run()
    test = test.switch_page("pages/decision.py").run()
    assert not test.exception
    assert said in test.table[0].value.loc["Flagged when", "Chosen"]
    assert ("to a person first" in words(test)) == (point is BAND)
    test = save(test)
    assert not test.exception
    content = studies.load(STUDY).decision
    assert content["policy"] == point
    assert read_decision(Decision(content=content).to_json().encode()).content == content
    assert "after this decision was saved" not in words(test)


def test_a_point_of_a_column_or_value_that_is_gone_is_no_point(make_predictions) -> None:
    from workbench.sweep import Sweep

    sweep = Sweep(make_predictions([1, 0], [0.9, 0.1], segments={"road": ["a", "b"]}))
    whole = {"kind": "tiered", "score": "score", "segment": "road", "thresholds": {"a": 0.5, "b": 0.5}}
    assert stored_policy(whole, sweep).to_dict() == whole
    assert stored_policy({"score": "score", "threshold": 0.5}, sweep).threshold == 0.5
    for content in (
        None,
        {},
        {"score": "gone", "threshold": 0.5},
        {**whole, "segment": "sky"},
        {**whole, "thresholds": {"a": 0.5}},
        {**whole, "score": None, "scores": {"a": "score", "b": "gone"}},
        {"kind": "dice"},
    ):
        assert stored_policy(content, sweep) is None
