"""What stands below the panel of a kind: which model for whom, pins of any kind, limits by segment, and the way back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.contract import Contract
from workbench.decision import Decision, read_decision
from workbench.exporters import memo
from workbench.policy.tiers import choose_tiered, what_mixing_buys
from workbench.predictions import read_predictions
from workbench.register import Studies
from workbench.sweep import Sweep
from workbench.ui import kind_page
from workbench.wording.why import points as points_text

ROOT = Path(__file__).resolve().parents[2]
STUDY = "sample-card-fraud-0c0c0c"
TIERS = {
    "kind": "tiered",
    "score": "score",
    "segment": "tier",
    "thresholds": {"new": 0.3, "premium": 0.6, "standard": 0.45},
}
BAND = {
    "kind": "review", "score": "score", "clear_below": 0.2, "act_from": 0.6,
    "reviewer": {"cost": 4, "sensitivity": 0.9, "specificity": 0.9},
}  # fmt: skip
LIMIT = "gap(fpr)<=0.002@tier"


@pytest.fixture
def studies(studies) -> Studies:
    opened()  # the first showing writes the sample
    return studies


def opened(page: str = "tradeoff") -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=200)
    test.query_params["study"] = STUDY
    test.run()
    return test.switch_page(f"pages/{page}.py").run()


def keep(studies: Studies, name: str, **changes) -> None:
    studies.save(replace(studies.load(STUDY), **changes), op_id=name, at="2026-11-14T00:00:00Z")


def tiers_view(**settings) -> dict:
    return {"kind": "tiered", "kind_settings": {"column": "tier", **settings}}


def said(test: AppTest) -> str:
    kinds = ("markdown", "caption", "warning", "info", "error", "success")
    return "\n".join(str(each.value) for kind in kinds for each in getattr(test, kind)).replace("\\", "")


def side_by_side(test: AppTest, column: str):
    return next(table.value for table in test.table if column in table.value.columns)


def memory(test: AppTest) -> dict:
    return test.session_state[f"policies-memory-{STUDY}-tiered-tier"]


@pytest.fixture(scope="module")
def sweep() -> Sweep:
    agreed = contract().predictions
    return Sweep(
        read_predictions(
            ROOT / "sample_data/card-fraud/predictions.csv", label=agreed.label, positive=1, scores=list(agreed.scores),
            segments=list(agreed.segments), amounts=dict(agreed.amounts),
        )
    )  # fmt: skip


def contract() -> Contract:
    return Contract.read(ROOT / "sample_data/card-fraud/contract.yaml")


def test_what_a_model_for_each_tier_buys_is_said_in_one_number(studies, sweep):
    keep(studies, "mixed", view=tiers_view(is_mixed=True))
    test = opened()
    assert not test.exception
    found = what_mixing_buys(sweep, contract(), segment="tier")
    sentence = next(line for line in said(test).splitlines() if line.startswith("Another model for each tier ("))
    assert f"buys {points_text(found.gain)} points of the contract's score" in sentence
    assert f"over the best one model, {found.best_alone[0]}." in sentence
    keep(studies, "one", view=tiers_view(is_mixed=False))
    assert "Another model for each tier" not in said(opened())


@pytest.mark.parametrize("kind", ["single", "tiered", "review"])
def test_pins_of_every_kind_are_compared_on_the_page_of_every_kind(studies, kind):
    pins = ({"name": "A", "score": "score", "threshold": 0.9}, {"name": "B", **TIERS}, {"name": "C", **BAND})
    keep(studies, "pins", pins=pins, view={"kind": kind, "kind_settings": {"column": "tier"}})
    test = opened()
    assert not test.exception
    table = side_by_side(test, "Pin B")
    assert {"Pin A", "Pin B", "Pin C"} <= set(table.columns)
    assert "premium ≥ 0.6" in table.loc["Flagged when", "Pin B"].replace("\\", "")
    next(button for button in test.button if button.label == "Remove pin B").click().run()
    assert not test.exception
    assert [pin["name"] for pin in studies.load(STUDY).pins] == ["A", "C"]


def test_a_policy_is_pinned_once_and_under_a_free_letter(studies, monkeypatch):
    keep(studies, "one", pins=({"name": "A", "score": "score", "threshold": 0.9},), view=tiers_view())
    test = opened()
    view, now = memory(test)["view"], memory(test)["now"]
    _press(monkeypatch, test, {"type": "pin", "at": list(view.payload["now"]["at"])})
    assert studies.load(STUDY).pins[1] == {"name": "B", **now.to_dict()}
    _press(monkeypatch, test, {"type": "pin", "at": list(view.payload["now"]["at"])})
    assert len(studies.load(STUDY).pins) == 2


def test_a_limit_by_segment_holds_for_choosing_panel_point_and_memo(studies, sweep):
    keep(studies, "limit", view=tiers_view(limits=[LIMIT]))
    test = opened()
    assert not test.exception
    recommended = memory(test)["view"].choice.point.policy
    from workbench.policy import parse_limit

    limit = parse_limit(LIMIT, contract=contract())
    free, held = (choose_tiered(sweep, contract(), segment="tier", limits=limits) for limits in ((), (limit,)))
    assert free.point.policy != held.point.policy  # the limit matters here
    assert recommended == held.point.policy
    metric = next(each for each in memory(test)["view"].payload["metrics"] if each["name"] == LIMIT)
    assert metric["limit"] == 0.002
    assert memory(test)["view"].payload["recommended"]["values"][LIMIT] <= 0.002
    keep(studies, "point", point=free.point.policy.to_dict())
    test = opened("decision")
    assert "This point breaks a limit" in said(test)  # the contract alone would let it pass
    keep(studies, "kept", point=recommended.to_dict())
    test = opened("decision")
    assert "recommended by the contract" in said(test)
    test.text_area[0].set_value("No tier is blocked more.").run()
    next(button for button in test.button if button.label == "Save the decision").click().run()
    assert not test.exception
    content = studies.load(STUDY).decision
    assert [each["text"] for each in content["operating_point"]["limits"]] == [LIMIT]
    decision = read_decision(Decision(content=content).to_json().encode())
    assert "Largest gap in" in memo(decision).to_bytes(".md").decode()
    keep(studies, "gone", view=tiers_view())
    assert "The limits by segment were changed after this decision was saved" in said(opened("decision"))


def test_a_limit_is_added_read_and_taken_away_on_the_page(studies):
    keep(studies, "tiers", view=tiers_view())
    test = opened()
    field(test, "text_input", "Bound").set_value("none of it")
    press(test, "Add this limit")
    assert "needs a number" in said(test) or "cannot be read" in said(test)
    assert not studies.load(STUDY).view["kind_settings"].get("limits")
    field(test, "selectbox", "Metric").set_value("fpr")
    field(test, "text_input", "Bound").set_value("0,01")
    press(test, "Add this limit")
    assert not test.exception
    assert studies.load(STUDY).view["kind_settings"]["limits"] == ["gap(fpr)<=0.01@tier"]
    assert "Largest gap in False positive rate (tier): at most 1 percentage points" in said(test)
    press(test, "Remove")
    assert studies.load(STUDY).view["kind_settings"]["limits"] == []


def test_an_order_holds_for_choosing_and_for_the_sliders(studies, sweep):
    order = ["premium", "standard", "new"]
    keep(
        studies,
        "order",
        view=tiers_view(orders={"tier": order}),
        point={**TIERS, "thresholds": {"new": 0.1, "premium": 0.6, "standard": 0.45}},
    )
    test = opened()
    assert not test.exception
    view = memory(test)["view"]
    expected = choose_tiered(sweep, contract(), segment="tier", order=order)
    assert view.choice.point.policy == expected.point.policy
    assert [view.payload["sliders"][s]["label"] for s in view.payload["chains"][0]] == order
    assert "Order of tier from least to most strict: premium, standard, new: these thresholds break it." in said(test)


def test_what_an_action_breaks_is_said_with_the_way_back(studies, monkeypatch):
    """The strict start keeps a limit that equal exchange rates break."""
    strict = {**TIERS, "thresholds": {"new": 0.97, "premium": 0.97, "standard": 0.97}}
    keep(studies, "start", point=strict, view=tiers_view(limits=["flag_rate<=0.004@tier=premium"]))
    test = opened()
    before = memory(test)["now"]
    # Loosened by hand on the rest, so that equal rates must loosen premium.
    view = memory(test)["view"]
    at = list(view.payload["now"]["at"])
    labels = [slider["label"] for slider in view.payload["sliders"]]
    at[labels.index("standard")] = len(view.payload["sliders"][labels.index("standard")]["texts"]) // 3
    _press(monkeypatch, test, {"type": "select", "at": at})
    held = memory(test)["now"]
    assert held != before
    _press(monkeypatch, test, {"type": "equal", "at": list(memory(test)["view"].payload["now"]["at"])})
    words = said(test)
    assert "breaks what was kept before" in words
    assert "(tier premium)" in words
    press(test, "Undo")
    assert memory(test)["now"].to_dict() == held.to_dict()
    assert studies.load(STUDY).point == held.to_dict()
    assert "breaks what was kept before" not in said(test)


def test_places_are_those_of_what_the_browser_was_sent(studies, monkeypatch):
    """A message that was on its way while the sliders got other places means what its sender saw."""
    keep(studies, "tiers", view=tiers_view(), point=TIERS)
    test = opened()
    first = memory(test)["view"]
    rev = memory(test)["rev"]
    at = [place + 2 for place in first.payload["now"]["at"]]  # past it, places change once the old one is gone
    _press(monkeypatch, test, {"type": "select", "at": at, "rev": rev})
    assert memory(test)["now"].to_dict() == first.policy(at).to_dict()
    later = [place + 4 for place in at]
    assert memory(test)["view"].policy(later) != first.policy(later)
    _press(monkeypatch, test, {"type": "select", "at": later, "rev": rev})
    assert memory(test)["now"].to_dict() == first.policy(later).to_dict()


def field(test: AppTest, kind: str, label: str):
    return next(each for each in getattr(test, kind) if each.label == label)


def press(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label == label).click().run()


def _press(monkeypatch, test: AppTest, message: dict) -> None:
    """What the panel sends is taken in the next run, before the page is drawn, as Streamlit does with a callback."""
    taken = []
    drawn = kind_page._looked

    def looked(study, lens, kind):
        if not taken:
            taken.append(True)
            kind_page._take(study.id, message)
            study = kind_page.current_study()
        return drawn(study, lens, kind)

    monkeypatch.setattr(kind_page, "_looked", looked)
    test.run()
    monkeypatch.setattr(kind_page, "_looked", drawn)
    assert not test.exception


BRAKING = "sample-automated-braking-0c0c0c"


def contract_with(studies: Studies, open_page, **parts) -> None:
    """The braking sample, which has two models, with these parts in its contract."""
    open_page("tradeoff", BRAKING)
    study = studies.load(BRAKING)
    changed = {**Contract.from_dict(study.contract).to_dict(), **parts}
    view = {**study.view, "kind": "tiered", "kind_settings": {"column": "road", "is_mixed": True}}
    studies.save(replace(study, contract=changed, view=view), op_id="agreed", at="2026-11-14T00:00:00Z")


def test_an_order_in_the_contract_leaves_one_model_for_all_values_and_a_page_to_work_with(studies, open_page):
    contract_with(studies, open_page, order={"road": ["motorway", "rural", "urban"]})
    test = open_page("tradeoff", BRAKING)
    assert not test.toggle
    assert "one model serves all its values" in said(test)
    assert studies.load(BRAKING).view["kind_settings"]["is_mixed"] is False
    assert "have no order" not in said(test)


def test_what_a_list_is_for_each_of_the_team_is_said(studies, open_page):
    contract_with(studies, open_page, team={"reviewers": 4})
    study = studies.load(BRAKING)
    view = {**study.view, "kind": "capacity", "kind_settings": {"k": 100, "per": "all", "score": "score_v7"}}
    studies.save(replace(study, view=view), op_id="list", at="2026-11-14T00:00:00Z")
    assert "4 reviewers share them: 25 in all for each" in said(open_page("tradeoff", BRAKING))


def test_a_list_is_set_for_each_of_the_team(studies, open_page):
    contract_with(studies, open_page, team={"reviewers": 4})
    study = studies.load(BRAKING)
    view = {**study.view, "kind": "capacity", "kind_settings": {"k": 100, "per": "all", "score": "score_v7"}}
    studies.save(replace(study, view=view), op_id="list", at="2026-11-14T00:00:00Z")
    test = open_page("tradeoff", BRAKING)
    field(test, "selectbox", "cases").set_value(("all", True)).run()
    field(test, "number_input", "The list has room for").set_value(30).run()
    assert not test.exception
    assert "Together 4 reviewers: 120 in all." in said(test)
    settings = studies.load(BRAKING).view["kind_settings"]
    assert (settings["k"], settings["per"], settings["each"]) == (120, "all", 30.0)
    now = test.session_state[f"policies-memory-{BRAKING}-capacity-"]["now"]
    assert (now.k, now.shared.each, now.shared.reviewers) == (120, 30.0, 4)
    slider = test.session_state[f"policies-memory-{BRAKING}-capacity-"]["view"].slider
    assert all(place.shared.reviewers == 4 and place.k == 4 * place.shared.each for place in slider.places)
    again = open_page("tradeoff", BRAKING)
    assert field(again, "number_input", "The list has room for").value == 30


def test_how_many_people_can_look_at_is_set_on_the_page_where_the_contract_does_not_say_it(studies):
    said_once = {"score": "score", "cost": 0.1, "sensitivity": 0.99, "specificity": 0.99}
    keep(studies, "band", view={"kind": "review", "kind_settings": said_once})
    test = opened()
    key = f"policies-memory-{STUDY}-review-"

    def reviewed() -> float:
        return float(test.session_state[key]["view"].choice.point.counts.cell("REVIEWED")[0])

    unbound = reviewed()
    assert unbound > 25
    field(test, "number_input", "People can look at, at most").set_value(25.0).run()
    assert not test.exception
    assert 0 < reviewed() <= 25
    assert studies.load(STUDY).view["kind_settings"]["capacity"] == 25
    assert test.session_state[key]["asked"].reviewer.capacity == 25
    field(test, "number_input", "People can look at, at most").set_value(None).run()
    assert reviewed() == unbound


def test_a_band_of_one_model_says_that_another_has_a_better_one_as_the_decision_page_does(studies) -> None:
    said_once = {"score": "rules_engine", "cost": 4.0, "sensitivity": 0.9, "specificity": 0.9}
    keep(studies, "band", view={"kind": "review", "kind_settings": said_once}, point={**BAND, "score": "rules_engine"})
    test = opened()
    assert not test.exception
    found = re.search(r"Recommended by (?:the contract's score|money) is (.+), which is of another model", said(test))
    assert found, "there is a better band of another model, and nothing says so"
    assert "rules_engine" not in found[1]
    own = test.session_state[f"policies-memory-{STUDY}-review-"]["view"].choice.point.policy
    assert own.score == "rules_engine"
    keep(studies, "point", point=own.to_dict())
    assert f"is {found[1]}; say below why" in said(opened("decision"))
    keep(studies, "other", view={"kind": "review", "kind_settings": {**said_once, "score": found[1].split(" ", 1)[0]}})
    assert "which is of another model" not in said(opened())


def test_the_picture_of_what_automating_costs_is_left_with_the_band(studies) -> None:
    asked = {"kind": "review", "kind_settings": {"cost": 4.0}, "x": "automation_rate", "y": "recall"}
    keep(studies, "band", view=asked)
    test = opened()
    assert studies.load(STUDY).view["x"] == "automation_rate"
    test.session_state[f"kind-{STUDY}"] = "tiered"
    test.run()
    assert not test.exception
    view = studies.load(STUDY).view
    assert (view["kind"], view.get("x"), view.get("y")) == ("tiered", None, None)
