"""Closed intervals against published tables, against the tests that they invert, and at their ends."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from workbench.errors import InputError
from workbench.evidence import difference_interval, effective_size, ratio_interval, wilson

Z = 1.959963984540054


@pytest.mark.parametrize(
    ("cases", "size", "low", "high"),
    # Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(cases, size, low, high):
    found = wilson(cases / size, size)
    assert [round(float(end), 4) for end in found] == [low, high]


@settings(max_examples=150)
@given(size=st.integers(1, 3000), share=st.floats(0, 1), level=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_is_what_the_score_test_does_not_reject(size, share, level):
    """Each end is the root of |rate - p| = z sqrt(p (1 - p) / size), found without the closed form."""
    cases = round(share * size)
    rate = cases / size
    z = {0.8: 1.2815515655446004, 0.9: 1.6448536269514722, 0.95: Z, 0.99: 2.5758293035489004}[level]

    def rejected(p: float) -> float:
        return (rate - p) ** 2 - z * z * p * (1 - p) / size

    low, high = (float(end) for end in wilson(rate, size, level=level))
    assert low == pytest.approx(0.0 if cases == 0 else brentq(rejected, 0.0, min(rate, 1 - 1e-9), xtol=1e-14), abs=1e-9)
    assert high == pytest.approx(1.0 if cases == size else brentq(rejected, max(rate, 1e-9), 1.0, xtol=1e-14), abs=1e-9)


def test_a_rate_of_nothing_has_no_interval():
    low, high = wilson(np.array([np.nan, 0.5]), np.array([0.0, 0.0]))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_none_and_all_have_ends_that_are_exact_and_still_say_something():
    low, high = wilson(np.array([0.0, 1.0]), np.array([5, 5]))
    assert (low[0], high[1]) == (0.0, 1.0)
    assert high[0] == pytest.approx(Z**2 / (5 + Z**2))
    assert low[1] == pytest.approx(5 / (5 + Z**2))


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0, 95.0])
def test_a_level_that_cannot_be_is_refused(level):
    with pytest.raises(InputError, match="above 0 and below 1"):
        wilson(0.5, 10, level=level)


@pytest.mark.parametrize(
    ("a", "m", "b", "n", "low", "high"),
    # Newcombe 1998, Interval estimation for the difference between independent proportions, table II, method 10.
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_newcombe_as_published(a, m, b, n, low, high):
    found = difference_interval(a / m, m, b / n, n)
    assert [round(float(end), 4) for end in found] == [low, high]


def test_the_log_method_as_published_and_by_hand():
    # Physicians' Health Study: 189 of 11,034 on placebo, 104 of 11,037 on aspirin (Agresti 2002, 3.1.4: 1.43 to 2.30).
    low, high = ratio_interval(189 / 11034, 11034, 104 / 11037, 11037)
    spread = math.sqrt(1 / 189 - 1 / 11034 + 1 / 104 - 1 / 11037)
    ratio = (189 / 11034) / (104 / 11037)
    assert float(low) == pytest.approx(ratio * math.exp(-Z * spread))
    assert float(high) == pytest.approx(ratio * math.exp(Z * spread))
    assert round(float(low), 2) == 1.43


def test_all_against_all_is_no_sure_one():
    """The log method has a spread of 0 here; 5 of 5 against 3 of 3 settles nothing about four fifths."""
    low, high = (float(end) for end in ratio_interval(1.0, 5, 1.0, 3))
    assert low == pytest.approx(5 / (5 + Z**2))  # the score interval's lower end of 5 of 5
    assert high == pytest.approx((3 + Z**2) / 3)
    assert low < 0.8 < high


def test_none_has_a_ratio_of_nothing_to_something():
    low, high = (float(end) for end in ratio_interval(0.0, 20, 0.5, 40))
    assert low == 0.0
    own, below = Z**2 / (20 + Z**2), float(wilson(0.5, 40)[0])
    assert high == pytest.approx(own / math.sqrt(below * (2 * 0.5 - below)))


def test_a_ratio_to_nothing_is_undefined():
    assert np.isnan(ratio_interval(0.5, 20, 0.0, 40)).all()
    assert np.isnan(ratio_interval(np.nan, 0, 0.5, 40)).all()


@settings(max_examples=200)
@given(a=st.integers(0, 40), m=st.integers(1, 40), b=st.integers(1, 40), n=st.integers(1, 40))
def test_the_ratio_lies_inside_its_interval(a, m, b, n):
    rate, other = min(a, m) / m, min(b, n) / n
    low, high = (float(end) for end in ratio_interval(rate, m, other, n))
    assert 0 <= low <= rate / other + 1e-12
    assert rate / other <= high + 1e-12
    if 0 < rate < 1 and 0 < other < 1:  # turned round, the log method's interval is turned round
        back = [float(end) for end in ratio_interval(other, n, rate, m)]
        assert [1 / back[1], 1 / back[0]] == pytest.approx([low, high])


def test_equal_weights_are_as_many_rows_whatever_they_weigh():
    assert effective_size(np.array([30.0]), np.array([90.0])) == pytest.approx([10.0])  # ten rows of weight 3
    assert effective_size(np.array([12.0]), np.array([102.0])) == pytest.approx([144 / 102])  # one of 10, two of 1
    assert np.isnan(effective_size(np.array([0.0]), np.array([0.0]))).all()


def test_the_score_interval_covers_as_often_as_it_says():
    """Over all outcomes of 60 cases, weighed by their exact chances."""
    from scipy.stats import binom

    cases = np.arange(61)
    low, high = wilson(cases / 60, np.full(61, 60))
    shares = np.linspace(0.02, 0.98, 97)
    covered = [binom.pmf(cases, 60, share)[(low <= share) & (share <= high)].sum() for share in shares]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)
    assert min(covered) > 0.88
