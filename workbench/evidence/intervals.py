"""Closed intervals for rates, their differences and their ratios; arrays in, arrays out, NaN where undefined.

``rate`` is from 0 to 1 and ``size`` is how many independent cases it rests on: the denominator where every row counts
once, the effective size of weighted rows otherwise. A rate of no cases is NaN, and so is everything made of it.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from workbench.errors import InputError

LEVEL = 0.95
Interval = tuple[np.ndarray, np.ndarray]


def wilson(rate: np.ndarray, size: np.ndarray, *, level: float = LEVEL) -> Interval:
    """The score interval of a rate: all rates that a score test at 1 - ``level`` does not reject (Wilson 1927).

    >>> low, high = wilson(np.array([81 / 263]), np.array([263]))  # Newcombe 1998, table I
    >>> low.round(4), high.round(4)
    (array([0.2553]), array([0.3662]))
    """
    rate, size = np.asarray(rate, dtype=np.float64), np.asarray(size, dtype=np.float64)
    square = _normal(level) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        below = 1 + square / size
        middle = (rate + square / (2 * size)) / below
        half = np.sqrt(square * (rate * (1 - rate) / size + square / (4 * size * size))) / below
        low = np.where(rate == 0, 0.0, np.maximum(middle - half, 0.0))
        high = np.where(rate == 1, 1.0, np.minimum(middle + half, 1.0))
    is_undefined = ~(size > 0) | np.isnan(rate)
    return np.where(is_undefined, np.nan, low), np.where(is_undefined, np.nan, high)


def effective_size(total: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """How many rows of equal weight say as much: (sum of weights)^2 / sum of squared weights (Kish 1965, section 11.7).

    It is the number of rows where all weigh the same, whatever they weigh. NaN where there are none.
    """
    total, squares = np.asarray(total, dtype=np.float64), np.asarray(squares, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(squares > 0, total * total / squares, np.nan)


def difference_interval(
    rate: np.ndarray, size: np.ndarray, other: np.ndarray, other_size: np.ndarray, *, level: float = LEVEL
) -> Interval:
    """The interval of ``rate - other`` for independent groups: the square-and-add of two score intervals.

    Method 10 of Newcombe 1998 (*Interval estimation for the difference between independent proportions*).

    >>> low, high = difference_interval(56 / 70, 70, 48 / 80, 80)
    >>> float(low.round(4)), float(high.round(4))
    (0.0524, 0.3339)
    """
    low, high = wilson(rate, size, level=level)
    other_low, other_high = wilson(other, other_size, level=level)
    apart = np.asarray(rate, dtype=np.float64) - other
    down = np.sqrt((rate - low) ** 2 + (other_high - other) ** 2)
    up = np.sqrt((high - rate) ** 2 + (other - other_low) ** 2)
    return np.maximum(apart - down, -1.0), np.minimum(apart + up, 1.0)


def ratio_interval(
    rate: np.ndarray, size: np.ndarray, other: np.ndarray, other_size: np.ndarray, *, level: float = LEVEL
) -> Interval:
    """The interval of ``rate / other`` for independent groups; NaN where ``other`` is 0, since the ratio is undefined.

    The log method of Katz et al. 1978 where both rates lie strictly between 0 and 1. Where one does not, that method has
    no spread or none that is right; then the two score intervals are joined as a ratio (MOVER-R, Donner and Zou 2012).

    >>> low, high = ratio_interval(189 / 11034, 11034, 104 / 11037, 11037)  # aspirin: Agresti 2002, section 3.1.4
    >>> float(low.round(2)), float(high.round(2))
    (1.43, 2.31)
    """
    rate, other = np.asarray(rate, dtype=np.float64), np.asarray(other, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt((1 - rate) / (rate * size) + (1 - other) / (other * other_size))
        far = np.exp(_normal(level) * spread)
        low, high = rate / other / far, rate / other * far
        is_inside = (rate > 0) & (rate < 1) & (other > 0) & (other < 1)
        joined_low, joined_high = _joined_ratio(rate, size, other, other_size, level)
        is_undefined = ~(other > 0) | np.isnan(rate) | ~(np.asarray(size) > 0)
    low = np.where(is_inside, low, joined_low)
    high = np.where(is_inside, high, joined_high)
    return np.where(is_undefined, np.nan, low), np.where(is_undefined, np.nan, high)


def _joined_ratio(
    rate: np.ndarray, size: np.ndarray, other: np.ndarray, other_size: np.ndarray, level: float
) -> Interval:
    low, high = wilson(rate, size, level=level)
    below, above = wilson(other, other_size, level=level)
    product = rate * other
    near, far = low * (2 * rate - low), high * (2 * rate - high)
    wide, narrow = above * (2 * other - above), below * (2 * other - below)
    down = np.sqrt(np.maximum(product**2 - near * wide, 0.0))
    up = np.sqrt(np.maximum(product**2 - far * narrow, 0.0))
    # The lower end is (product - down) / wide, written so that it keeps its digits where wide is near 0.
    return np.where(rate == 0, 0.0, near / (product + down)), (product + up) / narrow


def _normal(level: float) -> float:
    """How many standard deviations the middle ``level`` of a normal reaches to either side."""
    if not 0 < level < 1:
        raise InputError(f"The level of an interval must be above 0 and below 1, such as 0.95; found {level:g}.")
    return float(ndtri((1 + level) / 2))
