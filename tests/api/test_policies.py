"""Policies of any kind in a notebook: measured, decided, compared, and shown as text that stays text."""

from __future__ import annotations

import numpy as np
import pytest

import workbench as wb
from workbench.sweep import Sweep

LABEL, P, Q = [1, 1, 0, 0, 1, 0], [0.9, 0.4, 0.5, 0.1, 0.3, 0.2], [0.1, 0.9, 0.2, 0.3, 0.8, 0.7]
ROAD = ["<b>town</b>"] * 4 + ["ice"] * 2


@pytest.fixture
def sweep(make_predictions):
    return wb.sweep(make_predictions(LABEL, {"p": P}, segments={"road": ROAD}))


@pytest.fixture
def both(make_predictions):
    return wb.sweep(make_predictions(LABEL, {"p": P, "q": Q}, segments={"road": ROAD, "x": ["1"] * 6}))


def cells(point):
    return [point.count(cell) for cell in ("TP", "FP", "FN", "TN")]


def test_thresholds_by_value_with_the_one_column_or_named(sweep):
    found = wb.at(sweep, thresholds={"<b>town</b>": 0.4, "ice": None})
    assert cells(found) == [2, 1, 1, 2]
    assert found.policy == wb.at(sweep, thresholds={"<b>town</b>": 0.4, "ice": None}, by="road").policy
    assert found.policy == wb.TieredThresholds(
        segment="road",
        tiers=(
            ("<b>town</b>", wb.SingleThreshold(score="p", threshold=0.4)),
            ("ice", wb.SingleThreshold(score="p", threshold=float("inf"))),
        ),
    )


def test_a_policy_or_its_record_can_be_measured(sweep):
    tiers = wb.at(sweep, thresholds={"<b>town</b>": 0.4, "ice": 0.3}).policy
    assert cells(wb.at(sweep, tiers)) == cells(wb.at(sweep, tiers.to_dict())) == [3, 1, 0, 2]
    assert cells(wb.at(sweep, wb.SingleThreshold(score="p", threshold=0.4))) == cells(wb.at(sweep, 0.4))


def test_numbers_of_numpy_are_thresholds(sweep):
    assert cells(wb.at(sweep, np.float32(0.25))) == cells(wb.at(sweep, 0.25))
    assert cells(wb.at(sweep, np.int64(1))) == [0, 0, 3, 3]


def test_each_value_may_have_a_score_of_its_own(both):
    found = wb.at(both, thresholds={"<b>town</b>": 0.4, "ice": 0.75}, by="road", score={"<b>town</b>": "p", "ice": "q"})
    assert cells(found) == [3, 1, 0, 2]
    assert found.policy.to_dict()["scores"] == {"<b>town</b>": "p", "ice": "q"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Say where to measure"),
        ({"threshold": 0.5, "thresholds": {"ice": 1}}, "not both"),
        ({"threshold": 0.5, "by": "road", "score": "p"}, "for everybody"),
        ({"thresholds": {"ice": 0.1, "<b>town</b>": 0.2}, "score": "p"}, "which segment column"),
        ({"thresholds": {"ice": 0.1, "<b>town</b>": 0.2}, "by": "road"}, "which one"),
        ({"thresholds": {"ice": 0.1}, "by": "road", "score": "p"}, "no threshold for road"),
        ({"thresholds": {"ice": 0.1, "<b>town</b>": 0.2, "sea": 1}, "by": "road", "score": "p"}, "'sea' is no value"),
        ({"thresholds": {"ice": float("nan"), "<b>town</b>": 0.2}, "by": "road", "score": "p"}, "must be a number"),
        ({"thresholds": {"ice": 0.1, "<b>town</b>": 0.2}, "by": "road", "score": {"ice": "p"}}, "no score for"),
        ({"thresholds": {"ice": 0.1}, "by": "sky"}, "'sky' is not one of the segment columns"),
        ({"threshold": {"kind": "single", "score": "z", "threshold": 1}}, "'z' is not one of the scores"),
        ({"threshold": {"kind": "single", "score": "p", "threshold": 1}, "score": "p"}, "leave out score"),
    ],
)
def test_what_cannot_be_measured_says_what_to_do(both, given, said):
    with pytest.raises(wb.InputError, match=said):
        wb.at(both, **given)


def test_it_shows_its_tiers_and_what_people_wrote_stays_text(sweep):
    found = wb.at(sweep, thresholds={"<b>town</b>": 0.4, "ice": 0.30000000000000004}, metrics="recall")
    assert "p >= 0.30000000000000004" in str(found)
    assert "2 caught, 0 missed, 1 false alarms" in str(found)
    assert "&lt;b&gt;town" in found._repr_html_()
    assert "<b>town" not in found._repr_html_()


def test_a_decision_of_tiers_is_made_and_read(sweep, tmp_path):
    point = wb.at(sweep, thresholds={"<b>town</b>": 0.4, "ice": 0.3}, metrics=["recall", "fpr"])
    decision = wb.decide(point, rationale="x", owner="Ada", axes=("fpr", "recall"))
    (tmp_path / "d.json").write_text(decision.to_json())
    read = wb.read_decision(tmp_path / "d.json")
    assert read == decision
    again = wb.at(sweep, read["policy"], metrics=["recall", "fpr"])
    assert {name: again.value(name) for name in ("recall", "fpr")} == {
        name: each["value"] for name, each in read["operating_point"]["metrics"].items()
    }
    assert b"What to deploy" in wb.memo(read).to_bytes(".md")


def test_the_swap_set_takes_any_two_policies(sweep):
    tiers = wb.at(sweep, thresholds={"<b>town</b>": 0.6, "ice": 0.3})
    found = wb.swap_set(sweep.predictions, now=tiers, before=("p", 0.4))
    # 0.4 flags rows 1, 2 and 3; the tiers flag 1 and 5.
    groups = {name: (group.events, group.others) for name, group in found.groups.items()}
    assert groups == {"both": (1, 0), "in": (1, 0), "out": (1, 1), "neither": (0, 2)}
    back = wb.swap_set(sweep.predictions, now=("p", 0.4), before=tiers.policy)
    assert (back.groups["in"].events, back.groups["out"].events) == (1, 1)


def test_other_columns_of_the_sweep_stay_as_they_were(both):
    before = both.counts().cell("TP").copy()
    wb.at(both, thresholds={"<b>town</b>": 0.4, "ice": 0.75}, by="road", score="q")
    assert (both.counts().cell("TP") == before).all()
    assert isinstance(both, Sweep)
