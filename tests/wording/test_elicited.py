"""Pairs and exchange rates in words, by hand."""

from __future__ import annotations

import math

import pytest

from tests.wording.phrases import ALARMS, BRAKES, COST, F1, MISSES, MONEY, RECALL
from workbench.wording.elicited import pair_sides, rate_of_worth, say_pair, say_worth, worth_of_rate


@pytest.mark.parametrize(
    ("phrases", "left", "right", "said"),
    [
        ((MISSES, BRAKES), (0.038, 60.0), (0.050, 20.0), "12 fewer missed events per 1,000 events or 40 fewer hard brakes per 1,000 km?"),
        ((MISSES, BRAKES), (0.050, 20.0), (0.038, 60.0), "40 fewer hard brakes per 1,000 km or 12 fewer missed events per 1,000 events?"),
        ((RECALL, ALARMS), (0.95, 0.08), (0.90, 0.04), "50 more caught events per 1,000 events or 40 fewer false alarms per 1,000 non-events?"),
        ((F1, COST), (0.82, 40.0), (0.80, 36.0), "F1 up 0.02 on a scale of 0 to 1 or Cost down 4 EUR a day?"),
        ((MONEY, MISSES), (5000.0, 0.05), (1000.0, 0.04), "400 k EUR a year better or 10 fewer missed events per 1,000 events?"),
        ((MISSES, BRAKES), (0.05, 20.0), (0.05 - 1e-11, 60.0), "40 fewer hard brakes per 1,000 km or next to nothing in missed events per 1,000 events?"),
    ],
)  # fmt: skip
def test_a_pair_says_what_either_side_has_over_the_other(phrases, left, right, said):
    assert say_pair(phrases, left, right) == said
    assert " or ".join(pair_sides(phrases, left, right)) + "?" == said
    assert pair_sides(phrases, right, left) == pair_sides(phrases, left, right)[::-1]


@pytest.mark.parametrize(
    ("phrases", "spans", "rate", "said"),
    [
        # Shares are said per 1,000, on both sides: a rate of 3.1 is 3.1 per 1,000 for 1 per 1,000.
        ((MISSES, ALARMS), (0.1, 0.2), (2.0, 3.1, 5.0), "1 fewer missed events per 1,000 events is worth as much to you as 3.1 fewer false alarms per 1,000 non-events, between 2 and 5."),
        # y goes less far than x: one of y is the bigger thing, and is said as one. Low and high change places.
        ((MISSES, ALARMS), (0.2, 0.1), (0.2, 0.25, 0.5), "1 fewer false alarms per 1,000 non-events is worth as much to you as 4 fewer missed events per 1,000 events, between 2 and 5."),
        # 3,200 brakes for a miss rate of 1 are 3.2 for 1 in 1,000.
        ((MISSES, BRAKES), (0.1, 300.0), (2000.0, 3200.0, 5000.0), "1 fewer missed events per 1,000 events is worth as much to you as 3.2 fewer hard brakes per 1,000 km, between 2 and 5."),
        ((F1, ALARMS), (0.1, 0.2), (0.25, 0.5, 1.0), "10 fewer false alarms per 1,000 non-events is worth as much to you as F1 up 0.02 on a scale of 0 to 1, between 0.01 and 0.04."),
        ((F1, COST), (0.1, 40.0), (100.0, 200.0, 400.0), "F1 up 0.01 on a scale of 0 to 1 is worth as much to you as Cost down 2 EUR a day, between 1 and 4."),
        ((MONEY, COST), (5000.0, 50.0), (0.004, 0.01, 0.02), "1,000 EUR a year better is worth as much to you as Cost down 0.1 EUR a day, between 0.04 and 0.2."),
        ((COST, MONEY), (50.0, 5000.0), (40.0, 100.0, 200.0), "Cost down 1 EUR a day is worth as much to you as 10 k EUR a year better, between 4,000 EUR and 20 k EUR."),
        ((MISSES, ALARMS), (0.1, 0.2), (3.0, 3.0, 3.0), "1 fewer missed events per 1,000 events is worth as much to you as 3 fewer false alarms per 1,000 non-events."),
        ((MISSES, ALARMS), (0.1, 0.2), (2.0, None, 5.0), "1 fewer missed events per 1,000 events is worth as much to you as 2 to 5 fewer false alarms per 1,000 non-events."),
        ((MISSES, ALARMS), (0.1, 0.2), (2.0, 9.0, math.inf), "1 fewer missed events per 1,000 events is worth at least as much to you as 2 fewer false alarms per 1,000 non-events."),
        ((MISSES, ALARMS), (0.1, 0.2), (0.0, 1.0, 5.0), "1 fewer missed events per 1,000 events is worth at most as much to you as 5 fewer false alarms per 1,000 non-events."),
        ((MISSES, ALARMS), (0.2, 0.1), (0.0, 0.1, 0.5), "1 fewer false alarms per 1,000 non-events is worth at least as much to you as 2 fewer missed events per 1,000 events."),
        ((MISSES, ALARMS), (0.2, 0.1), (0.5, 0.6, math.inf), "1 fewer false alarms per 1,000 non-events is worth at most as much to you as 2 fewer missed events per 1,000 events."),
        ((MISSES, ALARMS), (0.1, 0.2), (0.0, None, math.inf), "What 1 fewer missed events per 1,000 events is worth to you is not known yet."),
        ((MISSES, ALARMS), (0.0, 0.0), (1.0, 1.0, 1.0), "1 fewer missed events per 1,000 events is worth as much to you as 1 fewer false alarms per 1,000 non-events."),
        # One of nine thousand is hardly anything: it is said for as many as are worth something.
        ((COST, F1), (9000.0, 0.001), (1e-8, 1e-7, 1e-6), "Cost down 10,000 EUR a day is worth as much to you as F1 up 0.001 on a scale of 0 to 1, between 0.0001 and 0.01."),
    ],
)  # fmt: skip
def test_a_rate_is_said_in_the_units_of_both(phrases, spans, rate, said):
    assert say_worth(phrases, *rate, spans=spans) == said


@pytest.mark.parametrize("phrases", [(MISSES, ALARMS), (F1, ALARMS), (COST, MONEY), (MONEY, MISSES)])
@pytest.mark.parametrize("spans", [(0.1, 0.2), (0.2, 0.1), (3000.0, 0.01)])
def test_the_number_that_is_said_leads_back_to_the_rate(phrases, spans):
    for rate in (1e-4, 0.3, 7.0):
        assert rate_of_worth(phrases, worth_of_rate(phrases, rate, spans=spans), spans=spans) == pytest.approx(
            rate, rel=1e-12
        )
