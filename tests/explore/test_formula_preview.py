"""What a formula comes to, at points that may be seen: never along the frontier while a study is blind."""

from __future__ import annotations

import math

import pytest

from workbench.contract import Contract
from workbench.errors import ColumnError, FormulaError
from workbench.explore.formula_preview import points_to_show, preview
from workbench.metrics import parse_formula
from workbench.policy import SingleThreshold, TieredThresholds
from workbench.sweep import Sweep

POINT = SingleThreshold(score="score", threshold=0.4)


@pytest.fixture
def sweep(make_predictions):
    scores = {"score": [0.9, 0.6, 0.4, 0.2], "rule": [1, 1, 0, 0]}
    return Sweep(make_predictions([1, 0, 1, 0], scores, segments={"road": ["u", "u", "h", "h"]}, baseline="rule"))


@pytest.fixture
def without_today(make_predictions):
    return Sweep(make_predictions([1, 0, 1, 0], [0.9, 0.6, 0.4, 0.2]))


def test_blind_it_is_todays_process_alone(sweep):
    points = points_to_show(sweep, None, point=POINT, is_blind=True)
    assert points == (("today's process", SingleThreshold(score="rule", threshold=1.0)),)


def test_blind_without_a_baseline_it_is_the_two_ends_that_no_model_changes(without_today):
    points = points_to_show(without_today, None, point=POINT, is_blind=True)
    assert [(name, policy.threshold) for name, policy in points] == [
        ("nobody flagged", math.inf),
        ("everybody flagged", 0.2),
    ]


def test_otherwise_it_is_the_point_that_the_study_is_at_and_today(sweep, without_today):
    assert [name for name, _ in points_to_show(sweep, None, point=POINT, is_blind=False)] == [
        "your point",
        "today's process",
    ]
    assert points_to_show(without_today, None, point=POINT, is_blind=False) == (("your point", POINT),)
    gone = SingleThreshold(score="gone", threshold=0.5)
    assert [name for name, _ in points_to_show(without_today, None, point=gone, is_blind=False)] == [
        "nobody flagged",
        "everybody flagged",
    ]


def test_the_contract_may_say_at_which_threshold_today_is(sweep):
    contract = Contract.from_text(
        "{title: t, decision: d, predictions: {label: l, baseline: {score: score, threshold: 0.6}}}"
    )
    assert points_to_show(sweep, contract, point=None, is_blind=False) == (
        ("today's process", SingleThreshold(score="score", threshold=0.6)),
    )


def test_blind_todays_process_at_a_threshold_of_a_score_is_not_among_them(sweep):
    """Whoever changes that threshold would read the score's whole curve; a yes/no rule has one point only."""
    for named, expected in (("score", ["nobody flagged", "everybody flagged"]), ("rule", ["today's process"])):
        contract = Contract.from_text(
            f"{{title: t, decision: d, predictions: {{label: l, baseline: {{score: {named}, threshold: 0.6}}}}}}"
        )
        points = points_to_show(sweep, contract, point=POINT, is_blind=True)
        assert [name for name, _ in points] == expected


def test_value_and_denominator_by_hand(sweep):
    """The rule flags the first two: TP 1, FP 1, FN 1. Of the rows on road h it flags none, and one is an event."""
    points = points_to_show(sweep, None, point=None, is_blind=True)
    (found,) = preview(sweep, parse_formula("FN / POSITIVES"), points)
    assert (found.name, found.value, found.denominator) == ("today's process", 0.5, 2)
    (found,) = preview(sweep, parse_formula("FN / POSITIVES"), points, where={"road": ["h"]})
    assert (found.value, found.denominator) == (1.0, 1)
    (found,) = preview(sweep, parse_formula("FP / FLAGGED"), points, where={"road": ["h"]})
    assert math.isnan(found.value)
    (found,) = preview(sweep, parse_formula("2 * FP"), points)
    assert (found.value, found.denominator) == (2.0, None)


def test_what_these_predictions_do_not_have_is_refused(sweep):
    points = points_to_show(sweep, None, point=None, is_blind=True)
    with pytest.raises(FormulaError, match="eur"):
        preview(sweep, parse_formula("FN[eur]"), points)
    with pytest.raises(ColumnError, match="'x'"):
        preview(sweep, parse_formula("FN"), points, where={"road": ["x"]})


def test_a_point_of_tiers_is_one_to_show_and_to_measure(sweep):
    tiers = TieredThresholds(
        segment="road",
        tiers=(
            ("u", SingleThreshold(score="score", threshold=0.9)),
            ("h", SingleThreshold(score="score", threshold=0.3)),
        ),
    )
    points = points_to_show(sweep, None, point=tiers, is_blind=False)
    assert points[0] == ("your point", tiers)
    assert [name for name, _ in points_to_show(sweep, None, point=tiers, is_blind=True)] == ["today's process"]
    found = preview(sweep, parse_formula("TP + 10 * FP + 100 * FLAGGED"), points[:1])
    assert found[0].value == 2 + 200
    assert preview(sweep, parse_formula("FLAGGED"), points[:1], where={"road": ["h"]})[0].value == 1
