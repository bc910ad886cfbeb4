"""A value that equals its bound in exact arithmetic keeps it, whatever rounding made of it; one case more never does."""

from __future__ import annotations

import math
import random
import warnings
from fractions import Fraction

import numpy as np
import pytest

from workbench.metrics.bound import keeps_bound, reach


def test_a_value_that_rounding_put_beside_its_bound_keeps_it():
    """0.30000000000000004, 0.10000000000000003 and 0.19999999999999996."""
    beside = np.array([1 - 7 / 10, 4 / 10 - 3 / 10, 1 - 4 / 5])
    for value, bound, at_most in zip(beside, (0.3, 0.1, 0.2), (True, True, False), strict=True):
        assert value != bound
        assert keeps_bound(value, bound, at_most=at_most)


def test_the_tolerance_is_a_part_of_the_bound_and_lies_on_its_far_side():
    for bound in (0.02, -0.02, 250e6, -0.001):
        for part, is_kept in ((0.0, True), (9e-13, True), (1.1e-12, False)):
            for at_most, side in ((True, 1), (False, -1)):
                beyond = bound + side * part * abs(bound)
                assert keeps_bound(beyond, bound, at_most=at_most) == is_kept, (bound, part, at_most)
                assert keeps_bound(bound - side * part * abs(bound), bound, at_most=at_most)


def test_a_small_bound_leaves_room_for_the_rounding_of_rates_at_a_size_of_1():
    """99,999 of 100,000 caught: 1 - 0.99999 is 1.0000000000065512e-05."""
    assert keeps_bound(1 - 99_999 / 100_000, 1e-5, at_most=True)
    assert not keeps_bound(1e-5 + 1.1e-15, 1e-5, at_most=True)
    assert keeps_bound(1e-12 * (1 + 0.9e-8), 1e-12, at_most=True)
    assert not keeps_bound(1e-12 * (1 + 1.1e-8), 1e-12, at_most=True)


def test_a_bound_of_nothing_has_no_tolerance():
    assert reach(0.0, at_most=True) == reach(0.0, at_most=False) == 0
    assert not keeps_bound(math.ulp(0.0), 0.0, at_most=True)
    assert keeps_bound(-0.0, 0.0, at_most=True)
    assert keeps_bound(0.0, 0.0, at_most=False)


def test_what_is_undefined_keeps_nothing_and_warns_nobody():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for at_most in (True, False):
            assert keeps_bound(np.array([math.nan]), 0.5, at_most=at_most).tolist() == [False]


FORMS = {  # float and exact value of a part of a whole, written in the ways that contracts write it
    "1 - a / n": (lambda a, b, n: 1 - a / n, lambda a, b, n: 1 - Fraction(a, n)),
    "a / n - b / n": (lambda a, b, n: a / n - b / n, lambda a, b, n: Fraction(a - b, n)),
    "a / n + b / n": (lambda a, b, n: a / n + b / n, lambda a, b, n: Fraction(a + b, n)),
    "100 * (a / n)": (lambda a, b, n: 100 * (a / n), lambda a, b, n: Fraction(100 * a, n)),
    "(a / n) / (b / n)": (lambda a, b, n: (a / n) / (b / n), lambda a, b, n: Fraction(a, b)),
}


@pytest.mark.parametrize("form", FORMS)
def test_equal_keeps_and_one_case_beyond_does_not(form, soak):
    """Random counts up to ten million against the bound that is their exact value, and against one case less."""
    computed, exact = FORMS[form]
    rng, rounded_away = random.Random(form), 0
    for _ in range(4000 * soak):
        n = rng.choice([rng.randrange(2, 200), 10 ** rng.randrange(1, 8), rng.randrange(2, 10**7)])
        b = rng.randrange(1, n + 1)
        a = rng.randrange(b, n + 1)
        value, truth = computed(a, b, n), exact(a, b, n)
        bound = float(truth)  # the number nearest to the exact value, which is what its text is read as
        rounded_away += value != bound
        step = abs(exact(a + 1, b, n) - truth)  # one case
        for at_most, side in ((True, 1), (False, -1)):
            assert keeps_bound(value, bound, at_most=at_most), (a, b, n, at_most)
            assert not keeps_bound(value, float(truth - side * step), at_most=at_most), (a, b, n, at_most)
    assert rounded_away > 100 * soak, "else nothing was proved"
