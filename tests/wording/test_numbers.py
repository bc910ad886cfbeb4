"""How numbers are written, from tables made by hand."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from workbench.metrics import BUILTIN, Metric
from workbench.wording import (
    count,
    money,
    number,
    percent,
    threshold_text,
    unit_text,
    value_text,
    value_with_unit,
)
from workbench.wording.numbers import rounded


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "-1"),
        (-2.5, 0, "-3"),
        (0.125, 2, "0.13"),
        (-0.125, 2, "-0.13"),
        (0.4, 0, "0"),
        (-0.4, 0, "0"),
        (-0.0, 2, "0"),
        (12.0, 1, "12"),
        (12.30, 2, "12.3"),
        (100, 0, "100"),
        (1000, 2, "1,000"),
        (1234567.891, 2, "1,234,567.89"),
        (0.1 + 0.2, 3, "0.3"),
        (1e22, 0, "10,000,000,000,000,000,000,000"),
        (1e30, 2, "1,000,000,000,000,000,019,884,624,838,656"),
        (math.nan, 2, "undefined"),
        (math.inf, 2, "∞"),
        (-math.inf, 2, "-∞"),
    ],
)
def test_rounded_half_away_from_zero(value, decimals, text):
    assert rounded(value, decimals) == text


def test_any_float_can_be_written():
    rng = random.Random(3)
    for _ in range(2000):
        value = rng.choice([-1, 1]) * rng.random() * 10.0 ** rng.randrange(-320, 308)
        for write in (number, percent, count, lambda v: money(v, "EUR")):
            assert write(value)
    for value in (1.7976931348623157e308, -1.7976931348623157e308, 5e-324, math.inf, math.nan):
        for write in (number, percent, count, lambda v: money(v, "EUR")):
            assert write(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1, "1"),
        (-3.4, "-3.4"),
        (0.5, "0.5"),
        (0.12345, "0.123"),
        (0.012345, "0.0123"),
        (0.0012345, "0.00123"),
        (0.00012345, "0.000123"),
        (1.2345, "1.23"),
        (12.345, "12.3"),
        (99.96, "100"),
        (123.456, "123"),
        (1234.56, "1,235"),
        (1e6, "1,000,000"),
        (math.nan, "undefined"),
    ],
)
def test_number(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.5, "50%"),
        (0.0342, "3.42%"),
        (0.034, "3.4%"),
        (0.12345, "12.3%"),
        (0.00012, "0.012%"),
        (0.000012, "0.0012%"),
        (-0.25, "-25%"),
        (1.5, "150%"),
        (math.nan, "undefined"),
    ],
)
def test_percent(value, text):
    assert percent(value) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (0, "EUR", "0 EUR"),
        (12.5, "EUR", "12.5 EUR"),
        (12.345, "EUR", "12.35 EUR"),
        (950, "", "950"),
        (9999, "EUR", "9,999 EUR"),
        (10_000, "EUR", "10 k EUR"),
        (412_345, "EUR", "412 k EUR"),
        (-1_240_000, "EUR", "-1.24 M EUR"),
        (12_400_000, "USD", "12.4 M USD"),
        (3.1e9, "EUR", "3.1 B EUR"),
        (math.nan, "EUR", "undefined"),
    ],
)
def test_money(value, currency, text):
    assert money(value, currency) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1234.0, "1,234"), (12.25, "12.3"), (0.04, "0"), (1e6, "1,000,000"), (math.nan, "undefined")],
)
def test_count(value, text):
    assert count(value) == text


def test_a_threshold_is_always_written_inside_its_interval(soak):
    """On 5,000 intervals: of neighbours, of one float's width, of any size and sign, and around zero."""
    rng = random.Random(4)
    for _ in range(5000 * soak):
        high = rng.choice(
            [rng.random(), rng.uniform(-9, 9), rng.gauss(0, 1) * 10.0 ** rng.randrange(-20, 20), 0.0, 5e-324]
        )
        below = math.nextafter(high, -math.inf)
        low = rng.choice([below, high - abs(high) * rng.random(), high - 10.0 ** rng.randrange(-9, 3), -math.inf])
        if not low < high:
            low = below
        threshold = rng.choice([high, math.nextafter(low, math.inf) if low > -math.inf else high])
        text = threshold_text(threshold, (low, high))
        assert low < float(text) <= high, (low, threshold, high, text)


@pytest.mark.parametrize(
    ("threshold", "interval", "text"),
    [
        (0.5, (0.25, 0.5), "0.5"),
        (0.41312345678, (0.4127, 0.41312345678), "0.4131"),
        (0.41312345678, (0.4131234, 0.41312345678), "0.41312345"),
        (0.9999999999, (0.5, 0.9999999999), "0.9999"),
        (-1.23456789, (-2.0, -1.23456789), "-1.235"),
        (1.0, (0.0, 1.0), "1"),
        (math.inf, (0.9, math.inf), "nobody"),
    ],
)
def test_a_threshold_in_as_few_digits_as_flag_the_same_rows(threshold, interval, text):
    assert threshold_text(threshold, interval) == text


def test_values_stand_with_their_units():
    euros = Metric(name="m", label="Loss", goal="minimise", unit="EUR per 1,000", value=lambda c: c.cell("FP"))
    payoff = Metric(name="p", label="Payoff", goal="maximise", unit="EUR", value=lambda c: c.cell("FP"), is_money=True)
    assert (value_text(BUILTIN["fnr"], 0.034), unit_text(BUILTIN["fnr"])) == ("3.4%", "of events")
    assert (value_text(euros, 1234.5), unit_text(euros)) == ("1,235", "EUR per 1,000")
    assert (value_text(payoff, 41_200, "EUR"), unit_text(payoff)) == ("41.2 k EUR", "")
    assert value_with_unit(BUILTIN["fnr"], 0.034) == "3.4% of events"
    assert value_with_unit(payoff, 41_200, "EUR") == "41.2 k EUR"
    assert value_with_unit(BUILTIN["fnr"], math.nan) == "undefined"


@pytest.mark.parametrize("kind", [np.int8, np.int64, np.uint64, np.float16, np.float32, np.float64])
def test_numbers_of_arrays_are_written_like_plain_ones(kind):
    assert count(kind(3)) == "3"
    assert number(kind(3)) == "3"
    assert threshold_text(kind(2), (1.5, 2.0)) == "2"


def test_the_least_integer_of_an_array_is_written():
    assert rounded(np.int8(-128), 0) == "-128"
