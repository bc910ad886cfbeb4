"""How far a weight or a cost may move, as sentences worked by hand."""

from __future__ import annotations

import pytest

from workbench.wording.intervals import cost_ratio_sentence, cost_sentence, fragile_text, weight_sentence


def interval(low, high, now=None):
    return {"low": low, "high": high, "now": now}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (interval(0.31, 0.84, 0.5), "It stays the best as long as Hard brakes weighs between 0.31 and 0.84 (agreed 0.5)."),
        (interval(0, 0.84, 0.5), "It stays the best as long as Hard brakes weighs at most 0.84 (agreed 0.5)."),
        (interval(0.31, None, 0.5), "It stays the best as long as Hard brakes weighs 0.31 or more (agreed 0.5)."),
        (interval(0.6, 0.84, 0.5), "It would be the best as long as Hard brakes weighed between 0.6 and 0.84 (agreed 0.5)."),
        (interval(0, None, 0.5), "It is the best whatever Hard brakes weighs."),
        (None, "No weight of Hard brakes alone makes this point the best."),
    ],
)  # fmt: skip
def test_a_weight(found, said):
    assert weight_sentence("Hard brakes", found) == said


def test_a_weight_is_said_as_a_ratio_to_the_primary_as_well():
    said = weight_sentence("Hard brakes", interval(0.31, 0.84, 0.5), primary=("Misses", 2.0))
    assert said.endswith("(agreed 0.5), which is between 0.155 and 0.42 times as much as Misses.")


@pytest.mark.parametrize(
    ("cell", "found", "payoff", "said"),
    [
        ("FP", interval(0.525, 1.6, 1), {"each": -4}, "It stays the best as long as a false alarm costs between 2.1 and 6.4 EUR (agreed 4)."),
        ("TP", interval(0.5, None, 1), {"each": 10}, "It stays the best as long as a caught event brings 5 or more EUR (agreed 10)."),
        ("FP", interval(1.5, 2, 1), {"each": -4}, "It would be the best as long as a false alarm cost between 6 and 8 EUR (agreed 4)."),
        (
            "FN",
            interval(0.5, 1.6, 1),
            {"each": 0, "amounts": {"eur": -1}},
            "It stays the best as long as what a missed event is worth is between 0.5 and 1.6 times what was agreed.",
        ),
        (
            "FP",
            interval(0.5, 1.6, 1),
            {"each": -4, "by": {"tier": {"gold": {"each": -9}}}},
            "It stays the best as long as what a false alarm is worth is between 0.5 and 1.6 times what was agreed.",
        ),
        ("FN", None, {"each": -1}, "No other worth of a missed event alone makes this point the best."),
        ("TN", interval(0, None, 1), {"each": -1}, "It is the best whatever a case rightly left alone is worth."),
        ("TN", interval(0, None, 1), {"each": 0}, ""),
        ("TN", interval(0, None, 1), {"each": 0, "amounts": {"eur": 0}}, ""),
    ],
)  # fmt: skip
def test_a_cost(cell, found, payoff, said):
    assert cost_sentence(cell, found, payoff, "EUR") == said


@pytest.mark.parametrize(
    ("found", "agreed", "said"),
    [
        (interval(1 / 31, 1 / 12), None, "for anyone to whom a miss is worth between 12 and 31 false alarms."),
        (interval(0, 0.25), 0.2, "for anyone to whom a miss is worth 4 or more false alarms (agreed 5)."),
        (interval(0.25, None), 0.001, "for anyone to whom a miss is worth at most 4 false alarms (agreed 1,000)."),
        (interval(0.25, None), -0.5, "for anyone to whom a miss is worth at most 4 false alarms."),
        (interval(0, None), None, "whatever a miss and a false alarm cost."),
    ],
)
def test_the_ratio_of_costs(found, agreed, said):
    assert cost_ratio_sentence(found, agreed, has_limits=False) == f"It is the cheapest point {said}"


def test_no_ratio_and_limits_are_said():
    assert cost_ratio_sentence(None, 0.1, has_limits=False) == (
        "No ratio of the costs of misses and false alarms picks this point."
    )
    assert "among those that keep the limits" in cost_ratio_sentence(interval(0.1, 0.2), None, has_limits=True)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (interval(0.2, 0.525, 0.5), " That is fragile: 5% more than agreed, and another point is better."),
        (interval(0.2, 0.53, 0.5), ""),
        (interval(0.48, 2, 0.5), " That is fragile: 4% less than agreed, and another point is better."),
        (interval(0.49, 0.505, 0.5), " That is fragile: 1% more than agreed, and another point is better."),
        (interval(0.5, 2, 0.5), " That is fragile: the least bit less than agreed, and another point is as good or better."),
        (interval(0.51, 2, 0.5), ""),  # it is not the best as agreed, so nothing is at stake
        (interval(0, None, 0.5), ""),
        (interval(0.2, 0.3, None), ""),
    ],
)  # fmt: skip
def test_an_end_within_five_percent_of_what_was_agreed_is_fragile(found, said):
    assert fragile_text(found) == said
