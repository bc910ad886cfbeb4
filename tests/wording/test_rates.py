"""The exchange rate of a move, by hand."""

from __future__ import annotations

import math

import pytest

from tests.wording.phrases import ALARMS, BRAKES, COST, F1, MISSES, MONEY
from workbench.wording.rates import NOTHING_GAINED, NOTHING_GIVEN_UP, say_rate, say_short_rate


@pytest.mark.parametrize(
    ("phrases", "changes", "said"),
    [
        # 10 fewer misses per 1,000 for 32 more brakes: 3.2 for each.
        (
            (MISSES, BRAKES),
            (-0.010, 32.0),
            "Rate: 3.2 more hard brakes per 1,000 km for every 1 fewer missed events per 1,000 events.",
        ),
        (
            (MISSES, BRAKES),
            (0.010, -32.0),
            "Rate: 0.313 more missed events per 1,000 events for every 1 fewer hard brakes per 1,000 km.",
        ),
        # 0.02 of F1 for 4 alarms per 1,000: what is counted in things is the one of the two that is said as 1.
        ((F1, ALARMS), (0.02, 0.004), "Rate: F1 up 0.005 on a scale of 0 to 1 for every 1 more false alarms per 1,000 non-events."),
        ((COST, ALARMS), (-222.0, 0.0126), "Rate: Cost down 17.6 EUR a day for every 1 more false alarms per 1,000 non-events."),
        ((F1, COST), (0.02, 4.0), "Rate: Cost up 2 EUR a day for every F1 up 0.01 on a scale of 0 to 1."),
        # 1,000 EUR on these predictions are 100,000 a year, for 5 more misses per 1,000.
        ((MONEY, MISSES), (1000.0, 0.005), "Rate: 20 k EUR a year better for every 1 more missed events per 1,000 events."),
        ((MONEY, COST), (1000.0, 5.0), "Rate: Cost up 0.05 EUR a day for every 1,000 EUR a year better."),
        ((MISSES, ALARMS), (-0.01, 0.0), NOTHING_GIVEN_UP),
        ((MISSES, ALARMS), (0.01, 0.02), NOTHING_GAINED),
        ((MISSES, ALARMS), (0.0, 0.0), ""),
        ((MISSES, ALARMS), (math.nan, math.nan), ""),
    ],
)  # fmt: skip
def test_the_rate_of_a_move(phrases, changes, said):
    assert say_rate(phrases, (0.0, 0.0), changes) == said


@pytest.mark.parametrize(
    ("phrases", "changes", "said"),
    [
        ((MISSES, BRAKES), (-0.010, 32.0), "3.2 more for every 1 fewer"),
        ((COST, ALARMS), (-222.0, 0.0126), "down 17.6 for every 1 more"),
        ((F1, COST), (0.02, 4.0), "up 2 for every up 0.01"),
        ((MONEY, MISSES), (1000.0, 0.005), "20 k EUR better for every 1 more"),
        ((MONEY, COST), (-1000.0, -5.0), "20 k EUR worse for every down 1"),
        ((MISSES, ALARMS), (-0.01, 0.0), ""),
        ((MISSES, ALARMS), (0.01, 0.01), ""),
    ],
)
def test_the_short_rate_has_no_names(phrases, changes, said):
    assert say_short_rate(phrases, (0.0, 0.0), changes) == said


def test_what_is_undefined_is_passed_over():
    said = say_rate((F1, MISSES, BRAKES), (0.0, 0.0, 0.0), (math.nan, -0.001, 1.0))
    assert said == "Rate: 1 more hard brakes per 1,000 km for every 1 fewer missed events per 1,000 events."
