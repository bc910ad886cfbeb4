"""Whether a weighting of two metrics picks a point: by hand."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from workbench.metrics import BUILTIN
from workbench.policy import SingleThreshold, parse_limit
from workbench.policy import supported as module
from workbench.policy.supported import Supported, supported_by
from workbench.sweep import Sweep

FPR, RECALL = BUILTIN["fpr"], BUILTIN["recall"]


def at(threshold: float) -> SingleThreshold:
    return SingleThreshold(score="s", threshold=threshold)


@pytest.fixture
def dented(make_predictions):
    """False alarms of 3 and events of 4: (0, 1) at 0.9, (2, 2) at 0.7, (3, 4) at 0.6; the middle one is inside."""
    return Sweep(make_predictions([1, 0, 0, 1, 0, 1, 1], {"s": [0.9, 0.8, 0.8, 0.7, 0.6, 0.6, 0.6]}))


def test_a_corner_of_the_hull_is_picked_and_a_dent_is_not(dented):
    assert supported_by(dented, at(0.9), FPR, RECALL).by_weights
    assert supported_by(dented, at(0.6), FPR, RECALL).by_weights
    assert not supported_by(dented, at(0.7), FPR, RECALL).by_weights


def test_the_limit_that_takes_the_better_corner_away_justifies_the_dent(dented):
    # At most 2 of 3 false alarms: 0.6 is out, and (2, 2) has the most events of the rest.
    most, few = parse_limit("fpr<=0.7"), parse_limit("recall>=0.1")
    assert [limit.text for limit in supported_by(dented, at(0.7), FPR, RECALL, [few, most]).by_limits] == ["fpr<=0.7"]
    assert supported_by(dented, at(0.7), FPR, RECALL, [few]).by_limits == ()
    assert supported_by(dented, at(0.7), FPR, RECALL, [parse_limit("fpr<=0.1")]).by_limits == ()


def test_two_limits_may_be_needed_together(make_predictions):
    """Both other scores find all events with 3 false alarms, s with 4; but theirs are all in one tier."""
    tier = ["x", "y", *"xxxx", *"yyyy"]
    label = [1, 1, *[0] * 8]
    scores = {
        "s": [1, 1, 1, 1, 0, 0, 1, 1, 0, 0],
        "t": [1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
        "u": [1, 1, 0, 0, 0, 0, 1, 1, 1, 0],
    }
    sweep = Sweep(make_predictions(label, scores, segments={"tier": tier}))
    in_x, in_y = parse_limit("fpr<=0.5@tier=x"), parse_limit("fpr<=0.5@tier=y")
    assert supported_by(sweep, at(1.0), FPR, RECALL, [in_x]).by_limits == ()
    assert supported_by(sweep, at(1.0), FPR, RECALL, [in_x, in_y]).by_limits == (in_x, in_y)


def test_three_on_a_line_have_no_weighting_for_the_middle_one(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1, 0, 1, 0], {"s": [0.9, 0.8, 0.8, 0.7, 0.7, 0.6]}))
    # (0, 1), (1, 2), (2, 3) of 3 each.
    assert not supported_by(sweep, at(0.8), FPR, RECALL).by_weights


def test_what_speaks_for_a_point_is_told_whole(dented):
    assert supported_by(dented, at(0.9), FPR, RECALL) == Supported(by_weights=True, by_limits=())
    most = parse_limit("fpr<=0.7")
    assert supported_by(dented, at(0.7), FPR, RECALL, [most]) == Supported(by_weights=False, by_limits=(most,))
    # Both keep the dent and the better corner, so that not even together they justify it.
    idle = [parse_limit("recall>=0.1"), parse_limit("fpr<=1")]
    assert supported_by(dented, at(0.7), FPR, RECALL, idle) == Supported(by_weights=False, by_limits=())


@pytest.mark.parametrize("size", [1e-12, 1e15])
def test_a_metric_in_another_unit_is_weighed_alike(dented, size):
    scaled = replace(FPR, value=lambda counts: size * FPR.value(counts))
    for x, y in ((scaled, RECALL), (RECALL, scaled)):
        assert [supported_by(dented, at(each), x, y).by_weights for each in (0.9, 0.7, 0.6)] == [True, False, True]


def test_a_metric_that_is_0_everywhere_can_be_weighed(make_predictions):
    sweep = Sweep(make_predictions([1, 1], {"s": [0.9, 0.8]}))
    nothing = replace(FPR, value=lambda counts: 0 * counts.cell("FP"))
    assert supported_by(sweep, at(0.8), nothing, RECALL).by_weights
    assert not supported_by(sweep, at(0.9), nothing, RECALL).by_weights


def test_what_is_told_cannot_be_changed_and_its_parts_are_named():
    weighed = module._Weighed(x=FPR, y=RECALL, scales=(1.0, 1.0))
    for told in (Supported(by_weights=True, by_limits=()), weighed, weighed.rule_at(1.0)):
        with pytest.raises(FrozenInstanceError):
            setattr(told, *next(iter(vars(told).items())))
        with pytest.raises(TypeError):
            type(told)(*vars(told).values())
    with pytest.raises(TypeError):
        module._Weighing(FPR, RECALL, (1.0, 1.0), 1.0, text="weighing", contract=None, agreed=(), asked=None)


@pytest.mark.parametrize("rest", [[1, 0], [0, 0]], ids=["4 of 3", "3 of 4"])
def test_three_on_a_line_are_so_whatever_the_weight_at_which_they_are_alike(make_predictions, rest):
    """One event more for one false alarm more each time: alike where FPR weighs 3/4 of recall, or 4/3."""
    sweep = Sweep(make_predictions([1, 0, 1, 0, 1, *rest], {"s": [0.9, 0.8, 0.8, 0.7, 0.7, 0.6, 0.6]}))
    assert not supported_by(sweep, at(0.8), FPR, RECALL).by_weights


def test_a_corner_need_not_be_best_over_a_wide_range(make_predictions):
    """(2, 3) and (4, 5) of 4 and 5: the corner is best where FPR weighs from 4/5 to 6/5 of recall."""
    sweep = Sweep(make_predictions([1, 1, 1, 0, 0, 1, 1, 0, 0], {"s": [0.9] * 5 + [0.6] * 4}))
    assert supported_by(sweep, at(0.9), FPR, RECALL).by_weights
