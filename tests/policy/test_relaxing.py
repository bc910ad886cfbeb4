"""When nothing is feasible: what each limit would have to become, by hand, and by trying it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.policy import choose, parse_limit, relaxing
from workbench.policy.relaxing import Explained, excess, explain_infeasible
from workbench.sweep import Sweep

# Events of 4 and false alarms of 6 at 0.85: 2, 0; at 0.8: 2, 1; at 0.7: 3, 1; at 0.6: 3, 2; 0.5: 3, 3; 0.45: 3, 4; 0.4: 4, 4.
LABEL = [1, 1, 0, 1, 0, 1, 0, 0, 0, 0]
SCORE = [0.9, 0.85, 0.8, 0.7, 0.6, 0.4, 0.5, 0.45, 0.2, 0.1]


def _contract(recall: float, fpr: float, **more) -> Contract:
    return Contract.from_dict(
        {
            "title": "T",
            "decision": "D",
            "payoff": {"TP": 10, "FP": -4},
            "metrics": [
                {"name": "recall", "role": "primary", "worst": 0.0, "target": 1.0, "limit": recall},
                {"name": "fpr", "role": "guardrail", "limit": fpr},
            ],
            **more,
        }
    )


@pytest.fixture
def ten_rows(make_predictions):
    return Sweep(make_predictions(LABEL, {"score": SCORE}))


def test_each_limit_is_moved_to_the_nearest_value_that_leaves_something(ten_rows):
    contract = _contract(recall=1.0, fpr=0.2)
    assert not choose(ten_rows, contract).is_feasible
    found = explain_infeasible(ten_rows, contract)
    ways = {way.relaxed[0].limit.metric.name: (way.relaxed[0].bound, way.point) for way in found.one_by_one}
    # Keeping every event takes 4 of 6 false alarms; keeping false alarms at 1 of 6 finds 3 of 4 events.
    assert ways["fpr"][0] == pytest.approx(4 / 6)
    assert (ways["fpr"][1].policy.threshold, ways["fpr"][1].payoff) == (0.4, 4 * 10 - 4 * 4)
    assert ways["recall"][0] == 0.75
    assert (ways["recall"][1].policy.threshold, ways["recall"][1].payoff) == (0.7, 3 * 10 - 4)
    assert ways["recall"][1].value("fpr") == pytest.approx(1 / 6)
    assert [(each.limit.text, each.value) for each in ways["recall"][1].limits] == [
        ("recall>=1", 0.75),
        ("fpr<=0.2", pytest.approx(1 / 6)),
    ]


def test_the_nearest_point_has_the_smallest_largest_excess(ten_rows):
    # Excess of recall (of 1.0) and of fpr (of 0.2): at 0.85 (0.5, -); at 0.7 (0.25, -0.17); at 0.4 (-, 2.33).
    found = explain_infeasible(ten_rows, _contract(recall=1.0, fpr=0.2)).nearest
    assert found.point.policy.threshold == 0.7
    assert [(moved.limit.metric.name, moved.bound) for moved in found.relaxed] == [("recall", 0.75)]
    assert found.point.payoff == 3 * 10 - 4


def test_where_no_limit_alone_is_enough_only_the_nearest_is_told(ten_rows):
    # All events need 8 rows flagged, no false alarm at most 2; from 3 to 5 rows may be flagged. Any two of these clash.
    limits = [parse_limit("flag_rate>=0.3"), parse_limit("flag_rate<=0.5")]
    found = explain_infeasible(ten_rows, _contract(recall=1.0, fpr=0.1), limits=limits)
    assert found.one_by_one == ()
    # At 0.85: recall 0.5 short of 1, flag rate 0.1 short of 0.3. At 0.8 and 0.7 fpr is (1/6 - 0.1) / 0.1 = 0.67 beyond.
    assert found.nearest.point.policy.threshold == 0.85
    assert [(moved.limit.text, moved.bound) for moved in found.nearest.relaxed] == [
        ("recall>=1", 0.5),
        ("flag_rate>=0.3", 0.2),
    ]


def test_a_bound_of_zero_is_measured_in_its_own_unit():
    assert excess(parse_limit("fpr<=0"), np.array([0.25])).tolist() == [0.25]
    assert excess(parse_limit("recall>=0.5"), np.array([0.25])).tolist() == [0.5]


def test_a_contract_that_can_be_kept_has_nothing_to_relax(ten_rows):
    found = explain_infeasible(ten_rows, _contract(recall=0.5, fpr=0.2))
    assert found.one_by_one == ()
    assert found.nearest.relaxed == ()


def test_ways_out_cannot_be_changed_and_their_parts_are_named(ten_rows):
    found = explain_infeasible(ten_rows, _contract(recall=1.0, fpr=0.2))
    for told in (found, found.nearest, found.nearest.relaxed[0]):
        for name, value in vars(told).items():
            with pytest.raises(FrozenInstanceError):
                setattr(told, name, value)
        with pytest.raises(TypeError):
            type(told)(*vars(told).values())


def test_one_limit_alone_is_moved_to_what_can_be_reached(make_predictions):
    # No rate is below 0, which is that of flagging nobody.
    sweep = Sweep(make_predictions([0, 1], [0.9, 0.1]))
    found = explain_infeasible(sweep, None, rule="max:recall", limits=[parse_limit("fpr<=-0.5")])
    ((moved,),) = (way.relaxed for way in found.one_by_one)
    assert (moved.limit.text, moved.bound) == ("fpr<=-0.5", 0.0)
    assert found.one_by_one[0].point.policy.flags_nobody
    assert found.nearest.relaxed == (moved,)
    assert found.nearest.point.policy.flags_nobody


def test_without_limits_nothing_stands_in_the_way(ten_rows):
    assert explain_infeasible(ten_rows, None, rule="max:recall") == Explained(one_by_one=(), nearest=None)


def test_a_limit_that_is_undefined_everywhere_cannot_be_moved_to_anything(make_predictions):
    sweep = Sweep(make_predictions([0, 0], [0.9, 0.1]))  # without events there is no recall
    limits = [parse_limit("recall>=0.5"), parse_limit("flag_rate<=-1")]
    found = explain_infeasible(sweep, None, rule="min:fpr", limits=limits)
    assert (found.one_by_one, found.nearest) == ((), None)


def test_a_rule_in_money_per_year_is_followed(ten_rows):
    # Ten rows stand for 400 cases a year.
    contract = _contract(recall=1.0, fpr=0.2, volume={"cases": 400, "per": "year"})
    found = explain_infeasible(ten_rows, contract, rule="max:payoff_per_year")
    assert {way.point.policy.threshold for way in found.one_by_one} == {0.4, 0.7}


def test_of_no_rows_at_all_nothing_can_be_said(make_predictions):
    found = explain_infeasible(Sweep(make_predictions([], [])), None, rule="max:recall", limits=[parse_limit("fpr<=0")])
    assert found == Explained(one_by_one=(), nearest=None)


def test_one_limit_that_is_undefined_everywhere_cannot_be_moved_to_anything_either(make_predictions):
    sweep = Sweep(make_predictions([0, 0], [0.9, 0.1]))
    found = explain_infeasible(sweep, None, rule="min:fpr", limits=[parse_limit("recall>=0.5")])
    assert found == Explained(one_by_one=(), nearest=None)


def test_the_rule_of_nearness_has_named_parts():
    with pytest.raises(TypeError):
        relaxing._Nearness(None, (), text="nearest", contract=None, agreed=(), asked=None)
