"""A value beside its limit never reads as if it stood on the limit's other side."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from workbench.metrics import BUILTIN
from workbench.policy import parse_limit
from workbench.wording import value_text
from workbench.wording.judged import distance, distance_money, judged_number, judged_text, judged_with_unit
from workbench.wording.limits import distance_text, limit_judged_text, limit_judged_with_unit

SHARE = BUILTIN["fpr"]
COUNT = replace(BUILTIN["f1"], unit="alarms")
MONEY = replace(BUILTIN["f1"], is_money=True)


@pytest.mark.parametrize(
    ("metric", "value", "bound", "at_most", "text"),
    [
        (SHARE, 0.1254, 0.125, True, "12.54%"),  # broken; 12.5% would read as kept
        (SHARE, 0.1254, 0.1252, True, "12.54%"),  # broken; 12.5% would read as less than the limit
        (SHARE, 0.1247, 0.1249, True, "12.47%"),  # kept; 12.5% would read as more than the limit
        (SHARE, 0.125, 0.1249, True, "12.5%"),
        (SHARE, 0.8996, 0.9, False, "89.96%"),
        (SHARE, 0.9004, 0.9, False, "90%"),
        (SHARE, 1 - 7 / 10, 0.3, True, "30%"),
        (SHARE, 0.12500001, 0.125, True, "12.500001%"),
        (SHARE, 0.0, 0.0, True, "0%"),
        (SHARE, 1e-7, 0.0, True, "0.00001%"),
        (SHARE, math.nan, 0.1, True, "undefined"),
        (COUNT, 1234.4, 1234, True, "1,234.4"),
        (COUNT, -0.50004, -0.5, False, "-0.50004"),
        (MONEY, 412_345.0, 412_000, True, "412,345 EUR"),
        (MONEY, 412_345.5, 412_345, True, "412,346 EUR"),
        (MONEY, -12_340_000.25, -12_340_000, False, "-12,340,000.3 EUR"),
        (MONEY, 511_000.0, 412_000, True, "511 k EUR"),
    ],
)
def test_as_many_digits_as_it_takes(metric, value, bound, at_most, text):
    assert judged_text(metric, value, bound, at_most=at_most, currency="EUR") == text


@pytest.mark.parametrize("metric", [SHARE, COUNT, MONEY])
def test_what_is_read_is_on_the_side_where_the_value_is(metric, soak):
    """Values near their bounds, read back exactly: beyond the bound where they break it, else not."""
    rng, longer = random.Random(metric.unit), 0
    for _ in range(2000 * soak):
        bound = round(rng.uniform(0, 1) * (1 if metric.is_share else 10 ** rng.randrange(8)), rng.randrange(1, 6))
        value = bound * (1 + rng.choice([-1, 1]) * 10.0 ** -rng.randrange(1, 11))
        at_most = rng.random() < 0.5
        text = judged_text(metric, value, bound, at_most=at_most)
        longer += text != value_text(metric, value)
        written = text.replace(",", "").removesuffix("%")
        number, _, thousands = written.partition(" ")
        read = (
            Fraction(number) * {"": 1, "k": 10**3, "M": 10**6, "B": 10**9}[thousands] / (100 if metric.is_share else 1)
        )
        exact = Fraction(repr(bound))
        is_kept = value <= bound if at_most else value >= bound
        assert (read <= exact if at_most else read >= exact) == is_kept, (value, bound, at_most, text)
    assert longer > 100 * soak


def test_units_and_ratios():
    assert judged_with_unit(SHARE, 0.1254, 0.125, at_most=True) == "12.54% of non-events"
    assert judged_with_unit(SHARE, math.nan, 0.125, at_most=True) == "undefined"
    assert judged_number(0.79996, 0.8, at_most=False) == "0.79996"
    ratio = parse_limit("ratio(fpr)>=0.8@sex")
    assert limit_judged_text(ratio, 0.79996) == limit_judged_with_unit(ratio, 0.79996) == "0.79996"
    assert limit_judged_with_unit(parse_limit("fpr<=0.125"), 0.1254) == "12.54% of non-events"


def test_a_distance_that_is_there_never_reads_as_0_and_one_of_rounding_is_0():
    assert distance_text(parse_limit("fpr<=0.1"), 0.1 + 2e-10, 0.1) == "0.00000002 points"
    assert distance_text(parse_limit("fpr<=0.1"), 4 / 10 - 3 / 10, 0.1) == "0 points"
    assert distance_money(0.001, "EUR") == "0.001 EUR"
    assert distance_money(12.5, "EUR") == "12.5 EUR"
    assert distance(1 - 7 / 10, 0.3) == 0
    assert math.isnan(distance(math.nan, 0.3))
