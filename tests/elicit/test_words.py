"""What somebody is told: the volume of the contract, the preferred point, and contradictions."""

from __future__ import annotations

import re

import pytest

from tests.elicit.people import made
from workbench.contract import Contract
from workbench.elicit import (
    Pair,
    Preferred,
    answer_pair,
    contradiction_sentences,
    implied_rate,
    preferred_sentence,
    question,
    rate_sentence,
    sides,
    slider_rate,
    spoken,
)
from workbench.errors import InputError
from workbench.frontier import build_frontier
from workbench.metrics import BUILTIN
from workbench.metrics.payoff import payoff_metric, payoff_per_period_metric

CONTRACT = Contract.from_text(
    """
version: 1
title: t
decision: d
owner: {name: n}
predictions: {label: y}
currency: EUR
volume: {cases: 1000, per: year}
payoff: {FP: {each: -2}, FN: {each: -50}}
metrics:
  - {name: recall, role: primary, worst: 0.1, target: 0.9}
"""
)


@pytest.fixture
def sweep(make_predictions):
    """4 events and 6 others: ten cases, so that 1,000 a year are a hundred times as many."""
    from workbench.sweep import Sweep

    return Sweep(make_predictions([1, 1, 0, 1, 0, 0, 1, 0, 0, 0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05]))


def by_values(frontier, left, right):
    rows = [tuple(row) for row in frontier.values.round(9).tolist()]
    return Pair(left=rows.index(left), right=rows.index(right))


def test_without_a_volume_a_pair_is_said_per_thousand(sweep):
    frontier = build_frontier(sweep, metrics=[BUILTIN["fnr"], BUILTIN["fpr"]])
    # 2 of 4 missed and no false alarm, or 1 of 4 missed and 1 of 6 a false alarm.
    pair = by_values(frontier, (0.25, 0.166666667), (0.5, 0.0))
    assert (
        question(frontier, pair, spoken(frontier))
        == "250 fewer missed events per 1,000 events or 167 fewer false alarms per 1,000 non-events?"
    )


def test_with_a_volume_a_pair_is_said_in_cases_a_year_and_a_rate_for_one_case(sweep):
    frontier = build_frontier(sweep, metrics=[BUILTIN["fnr"], BUILTIN["fpr"]])
    said = spoken(frontier, contract=CONTRACT)
    pair = by_values(frontier, (0.25, 0.166666667), (0.5, 0.0))
    assert sides(frontier, pair, said) == ("100 fewer missed events a year", "100 fewer false alarms a year")
    # One case for one case is a rate of (1/6) / (1/4) in the metrics' own units.
    assert (
        rate_sentence(slider_rate(4 / 6), said)
        == "1 fewer missed events a year is worth as much to you as 1 fewer false alarms a year."
    )
    assert rate_sentence(slider_rate(3.1 * 4 / 6, between=(2 * 4 / 6, 5 * 4 / 6)), said, whose="Ann") == (
        "1 fewer missed events a year is worth as much to Ann as 3.1 fewer false alarms a year, between 2 and 5."
    )


def test_a_share_of_a_number_that_moves_stays_per_thousand(sweep):
    frontier = build_frontier(sweep, metrics=[BUILTIN["precision"], BUILTIN["recall"]])
    first, second = spoken(frontier, contract=CONTRACT).phrases
    assert (first.factor, first.tail) == (1000.0, "right flags per 1,000 flags")
    assert (second.factor, second.tail) == (400.0, "caught events a year")


def test_money_is_that_of_a_year_once(sweep):
    for metric, per in (
        (payoff_metric(CONTRACT), "a year"),
        (payoff_per_period_metric(CONTRACT, cases_count=10), "per year"),
    ):
        frontier = build_frontier(sweep, metrics=[metric, BUILTIN["fpr"]])
        said = spoken(frontier, contract=CONTRACT)
        # Missing 1 of 4 and 1 false alarm in place of missing none and 3: 50 EUR worse, 4 EUR better, a hundred times.
        values = {round(row[1] * 6): place for place, row in enumerate(frontier.values.tolist())}
        left, right = sides(frontier, Pair(left=values[3], right=values[1]), said)
        assert (left, right) == (f"4,600 EUR {per} better", "200 fewer false alarms a year")
    alone = spoken(build_frontier(sweep, metrics=[payoff_metric(CONTRACT), BUILTIN["fpr"]]))
    assert alone.phrases[0].tail.endswith("on these predictions")


def test_points_without_counts_are_said_per_thousand_with_a_volume_too():
    frontier = made([(0.0, 1.0), (0.5, 0.8), (1.0, 0.0)])
    assert [phrase.factor for phrase in spoken(frontier, contract=CONTRACT).phrases] == [1000.0, 1000.0]
    assert spoken(made([])).spans == (0.0, 0.0)


NAMES = ["t0", "t1", "t2", "t3"]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Preferred(point=2, ties=(2,), within=(2,)), "By this t2 is the best point of the frontier, all through the uncertainty."),
        (Preferred(point=1, ties=(1, 2), within=(1, 2)), "By this t1 and t2 are equally good, all through the uncertainty."),
        (Preferred(point=1, ties=(1, 2), within=(0, 1, 2, 3)), "By this t1 and t2 are equally good; within the uncertainty it may be any from t0 to t3 (4 points)."),
        (Preferred(point=None, ties=(), within=(0, 1)), "Which point is best by this is not known yet: it may be any from t0 to t1 (2 points)."),
        (Preferred(point=None, ties=(), within=()), "There is no point to prefer."),
    ],
)  # fmt: skip
def test_the_preferred_point_in_words(found, said):
    assert preferred_sentence(found, NAMES) == said


def test_a_rate_that_was_set_has_no_uncertainty_to_speak_of():
    found = Preferred(point=2, ties=(2,), within=(2,))
    assert preferred_sentence(found, NAMES, is_set=True) == "By this t2 is the best point of the frontier."


def test_contradictions_name_the_answers_and_what_each_says():
    # Neighbours are worth the same at 0.5 and at 2: at most 0.5 and at least 2 is impossible.
    frontier = made([(0.0, 0.25), (0.1, 0.2), (0.2, 0.0)])
    answers = [
        answer_pair(frontier, Pair(left=0, right=1), "left"),
        answer_pair(frontier, Pair(left=1, right=2), "right"),
    ]
    rate = implied_rate(frontier, answers)
    assert rate.contradictions == ((0, 1),)
    said = contradiction_sentences(frontier, answers, rate, spoken(frontier))
    assert said == (
        "Answers 1 and 2 contradict each other.",
        "Answer 1 says: 1 fewer false alarms per 1,000 non-events is worth at most as much to you as 0.5 fewer missed events per 1,000 events.",
        "Answer 2 says: 1 fewer false alarms per 1,000 non-events is worth at least as much to you as 2 fewer missed events per 1,000 events.",
    )
    again = [*answers, answers[1]]
    thrice = contradiction_sentences(frontier, again, implied_rate(frontier, again), spoken(frontier))
    assert [each.partition(" says")[0] for each in thrice] == [
        "Answers 1 and 2; 1 and 3 contradict each other.",
        "Answer 1",
        "Answer 2",
        "Answer 3",
    ]
    with pytest.raises(InputError, match=re.escape("Work the rate out again.")):
        contradiction_sentences(frontier, answers[:1], rate, spoken(frontier))
