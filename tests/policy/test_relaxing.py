"""When nothing is feasible: what each limit would have to become, by hand, and by trying it."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.policy.random_studies import easy_or_impossible_question, random_rows
from workbench.contract import Contract
from workbench.metrics import contract_metrics
from workbench.policy import choose, parse_limit
from workbench.policy.limits import contract_limits
from workbench.policy.relaxing import excess, explain_infeasible
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


def test_the_nearest_point_has_the_smallest_largest_excess(ten_rows):
    # Excess of recall (of 1.0) and of fpr (of 0.2): at 0.85 (0.5, -); at 0.7 (0.25, -0.17); at 0.4 (-, 2.33).
    found = explain_infeasible(ten_rows, _contract(recall=1.0, fpr=0.2)).nearest
    assert found.point.policy.threshold == 0.7
    assert [(moved.limit.metric.name, moved.bound) for moved in found.relaxed] == [("recall", 0.75)]


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


def test_a_way_out_leads_out_and_nothing_tighter_does(make_predictions, soak):
    """Random studies, whole and thinned: the moved limit leaves something, one step tighter leaves nothing."""
    rng = random.Random(23)
    seen = {"alone": 0, "together": 0, "gapped": 0}
    for _ in range(200 * soak):
        predictions = random_rows(rng, make_predictions, is_exact=True)
        whole, partial = Sweep(predictions), Sweep(predictions, candidates_max=rng.choice([4, 16]))
        asked = easy_or_impossible_question(rng, whole)
        if choose(whole, asked.contract, rule=asked.rule, limits=asked.limits).is_feasible:
            continue
        found = explain_infeasible(whole, asked.contract, rule=asked.rule, limits=asked.limits)
        thinned = explain_infeasible(partial, asked.contract, rule=asked.rule, limits=asked.limits)
        assert _told(found) == _told(thinned)
        seen["gapped"] += partial.has_gap.any()
        everything = (*contract_limits(contract_metrics(asked.contract)), *asked.limits)
        for way in found.one_by_one:
            seen["alone"] += 1
            others = [limit for limit in everything if limit.text != way.relaxed[0].limit.text]
            assert _keeps_all(way.point, others)
            reachable = _values(whole, way.relaxed[0].limit, others, asked)
            at_most = way.relaxed[0].limit.at_most
            assert way.relaxed[0].bound == (min(reachable) if at_most else max(reachable))
        if found.nearest is not None and len(found.nearest.relaxed) > 1:
            seen["together"] += 1
    assert min(seen.values()) > 2 * soak, seen


def _told(found) -> list:
    ways = [*found.one_by_one, *([found.nearest] if found.nearest else [])]
    return [([(moved.limit.text, moved.bound) for moved in way.relaxed], way.point.policy) for way in ways]


def _keeps_all(point, limits) -> bool:
    return all(
        limit.keeps(limit.measure_at(point.sweep, point.policy.score, point.policy.threshold)) for limit in limits
    )


def _values(sweep: Sweep, limit, others, asked) -> list[float]:
    """What the limit's metric is at each candidate that keeps all other limits and where the rule is defined."""
    from workbench.policy.rule import rule_of

    kept = ~np.isnan(rule_of(asked.rule, asked.contract, cases_count=1.0).objective(sweep))
    for other in others:
        kept &= other.keeps(other.measure(sweep))
    values = limit.measure(sweep)[kept]
    return values[~np.isnan(values)].tolist()
