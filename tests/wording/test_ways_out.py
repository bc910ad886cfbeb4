"""What to do where nothing is feasible, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.policy.practice import practice
from workbench.decision import point_to_dict
from workbench.decision.infeasible import recorded_ways_out
from workbench.metrics import contract_metrics
from workbench.policy import SingleThreshold, choose, measure_point, parse_limit
from workbench.wording.limits import distance_text, limit_value_text, looser
from workbench.wording.recorded_points import Units
from workbench.wording.ways_out import blocked_sentences, no_way_text, ways_of, ways_sentences, ways_table


@pytest.fixture
def ways(make_predictions):
    sweep, contract = practice(make_predictions)
    limits = [parse_limit("recall>=0.85")]
    return recorded_ways_out(sweep, choose(sweep, contract, limits=limits), contract=contract, limits=limits)


@pytest.fixture
def units(make_predictions):
    return Units(metrics={m.name: m for m in contract_metrics(practice(make_predictions)[1])})


def test_what_blocks_is_said_with_how_far_it_is(ways):
    assert blocked_sentences(ways) == (
        "Premium insult rate must be at most 2% of good premium payments. "
        "Of the points that keep the other limits the nearest has 3.4%: it misses by 1.4 points.",
        "Recall must be at least 85% of events. "
        "Of the points that keep the other limits the nearest has 60%: it misses by 25 points.",
    )
    assert no_way_text(ways) == ""
    assert no_way_text({**ways, "one_by_one": []}).startswith("No single limit is enough")


def test_the_table_has_all_that_each_way_costs(ways, units, make_predictions):
    sweep, contract = practice(make_predictions)
    policy = SingleThreshold(score="s", threshold=0.3)
    today = {
        "policy": policy.to_dict(),
        "operating_point": point_to_dict(measure_point(sweep, policy, contract=contract)),
    }
    header, rows = ways_table(ways, units, today=today)
    assert header[:3] == ("Way out", "Flagged when", "Caught fraud")
    assert [row[:5] for row in rows] == [
        ("Move Premium insult rate", "s ≥ 0.6", "90%", "3%", "3.4%"),
        ("Move Recall", "s ≥ 0.9", "60%", "1%", "1.6%"),
        ("Today", "s ≥ 0.3", "100%", "100%", "100%"),
    ]
    said = ways_sentences(ways, units, today=today)
    assert said[0].startswith(
        "Move Premium insult rate. Premium insult rate: at most 3.4% of good premium payments instead of at most 2% of "
        "good premium payments. Then s ≥ 0.6 is chosen. Compared with today (s ≥ 0.3): 100 fewer caught fraud"
    )
    assert "Rate: " in said[0]


def test_without_today_each_way_is_compared_with_where_somebody_is(ways, units, make_predictions):
    sweep, contract = practice(make_predictions)
    policy = SingleThreshold(score="s", threshold=0.3)
    point = point_to_dict(measure_point(sweep, policy, contract=contract))
    here = ("where you are", {"policy": policy.to_dict(), "operating_point": point})
    first, second = ways_sentences(ways, units, here=here)
    assert "Compared with where you are (s ≥ 0.3): 100 fewer caught fraud" in first
    assert "Compared with where you are (s ≥ 0.3): 400 fewer caught fraud" in second


def test_with_neither_all_are_compared_with_the_first_way_by_name(ways, units):
    three = {**ways, "one_by_one": [*ways["one_by_one"], ways["one_by_one"][1]]}
    first, *others = ways_sentences(three, units)
    assert first.endswith("Then s ≥ 0.6 is chosen.")
    assert others
    for said in others:
        assert "Compared with “Move Premium insult rate” (s ≥ 0.6): 300 fewer caught fraud" in said


def test_no_metric_has_the_heading_of_a_count(ways, units):
    """Somebody's own metric may be called Missed."""
    first, *rest = units.metrics.values()
    named = Units(metrics={metric.name: metric for metric in (replace(first, label="Missed"), *rest)})
    header, _ = ways_table(ways, named)
    assert len(set(header)) == len(header)


def test_the_nearest_is_not_told_twice_where_it_moves_one_limit(ways):
    assert [name for name, _ in ways_of(ways)] == ["Move Premium insult rate", "Move Recall"]
    both = {**ways, "one_by_one": ways["one_by_one"][:1]}
    assert [name for name, _ in ways_of(both)] == ["Move Premium insult rate", "Nearest of all"]


@pytest.mark.parametrize(
    ("limit", "exact", "short"),
    [
        ("fpr<=0.02", 0.034, 0.034),
        ("fpr<=0.02", 0.0340001, 0.0341),
        ("fpr<=0.02", 0.12341, 0.124),
        ("recall>=0.9", 0.85714, 0.857),
        ("recall>=0.9", 0.0085714, 0.0085),
        ("ratio(fpr)>=0.8@sex", 0.66667, 0.666),
        ("net_benefit<=-1", -0.5, -0.5),
        ("fpr<=0.02", 0.0, 0.0),
        ("f1<=0", 1234.56, 1235.0),
        ("f1<=0", 123456.7, 123500.0),
    ],
)
def test_a_moved_bound_is_short_and_never_tighter_than_it_must_be(limit, exact, short):
    found = looser(parse_limit(limit), exact)
    assert found == short
    assert found >= exact if parse_limit(limit).at_most else found <= exact


def test_values_and_distances_of_limits():
    assert limit_value_text(parse_limit("fpr<=0.02@tier=x"), 0.034) == "3.4%"
    assert limit_value_text(parse_limit("gap(fpr)<=0.02@tier"), 0.034) == "3.4%"
    assert limit_value_text(parse_limit("ratio(fpr)>=0.8@tier"), 0.5) == "0.5"
    assert distance_text(parse_limit("ratio(fpr)>=0.8@tier"), 0.5, 0.8) == "0.3"
    assert distance_text(parse_limit("fpr<=0.02"), 0.03, 0.02) == "1 point"
    assert distance_text(parse_limit("f1>=0.5"), float("nan"), 0.5) == "undefined"
