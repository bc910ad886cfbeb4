"""Agreed numbers keep every digit: what is signed is what is computed with."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.metrics import BUILTIN, Metric
from workbench.wording.agreed import agreed_money, agreed_number, agreed_percent, agreed_value, agreed_with_unit

# What was agreed, then as a number, as a share, and as money in EUR, written by hand.
TABLE = [
    (0.67894, "0.67894", "67.894%", "0.67894 EUR"),
    (7265.4321, "7,265.4321", "726,543.21%", "7,265.4321 EUR"),
    (-12345, "-12,345", "-1,234,500%", "-12,345 EUR"),
    (-1234567.89, "-1,234,567.89", "-123,456,789%", "-1,234,567.89 EUR"),
    (-123456789.125, "-123,456,789.125", "-12,345,678,912.5%", "-123,456,789.125 EUR"),
    (-4.5678, "-4.5678", "-456.78%", "-4.5678 EUR"),
    (0.123456, "0.123456", "12.3456%", "0.123456 EUR"),
    (0.999, "0.999", "99.9%", "0.999 EUR"),
    (49.9964, "49.9964", "4,999.64%", "49.9964 EUR"),
    (-0.0, "0", "0%", "0 EUR"),
    (100000, "100,000", "10,000,000%", "100,000 EUR"),
]


@pytest.mark.parametrize(("value", "as_number", "as_share", "as_money"), TABLE)
def test_no_digit_is_rounded_away(value: float, as_number: str, as_share: str, as_money: str) -> None:
    assert agreed_number(value) == as_number
    assert agreed_percent(value) == as_share
    assert agreed_money(value, "EUR") == as_money


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_an_agreed_number_reads_back_as_itself(value: float) -> None:
    assert float(agreed_number(value).replace(",", "")) == value


def test_a_metric_is_written_in_its_own_way() -> None:
    share = BUILTIN["fnr"]
    money = Metric(name="cost", label="Cost", goal="minimise", unit="x", value=lambda counts: counts, is_money=True)
    assert agreed_value(share, 0.67894) == "67.894%"
    assert agreed_with_unit(share, 0.67894) == "67.894% of events"
    assert agreed_value(money, -1234567.89, "EUR") == "-1,234,567.89 EUR"


def test_what_is_no_number_is_a_word() -> None:
    assert (agreed_number(math.nan), agreed_percent(math.nan)) == ("undefined", "undefined")
