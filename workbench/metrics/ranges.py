"""Interval arithmetic: what a metric can be where its counts are known only within bounds."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

# exp, log and pow are not rounded correctly; NumPy's vector code promises 4 units in the last place.
ULPS = 16
LARGEST, SMALLEST = sys.float_info.max, math.ulp(0.0)


@dataclass(frozen=True, eq=False)
class Range(NDArrayOperatorsMixin):
    """Bounds of a value at many candidates: everywhere that it is defined, ``low <= value <= high``.

    ``low`` and ``high`` are float64, broadcastable to (k,); both are NaN where the value is undefined at every
    candidate, and infinite where nothing is known. ``maybe_undefined`` is True where it may be undefined at some.

    The bounds hold for the *computed* value, rounding included: + - * / and sqrt round monotonically, so the rounded
    results at the ends bound all between them; exp, log and powers are widened by a few units in the last place.
    What metrics do with arrays works on ranges; what has no bounds here (a comparison, ``np.where``) raises TypeError,
    and never passes unnoticed. Each use of a value is bounded by itself, so ``x - x`` is not 0. Source: Moore,
    Kearfott and Cloud 2009, Introduction to Interval Analysis, chapters 2 to 4.

    >>> x = Range(np.array([1.0, -2.0]), np.array([2.0, 3.0]))
    >>> y = 10 * x - x
    >>> y.low, y.high
    (array([  8., -23.]), array([19., 32.]))
    """

    low: np.ndarray
    high: np.ndarray
    maybe_undefined: np.ndarray | bool = False

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Range:
        if method != "__call__" or kwargs or ufunc not in _UFUNCS:
            return NotImplemented
        with np.errstate(all="ignore"):
            return _UFUNCS[ufunc](*(_as_range(each) for each in inputs))

    def __array__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A range of values is no array of values.")

    def __bool__(self) -> NoReturn:
        raise TypeError("A range of values is neither true nor false.")


def on_ranges(twin: Callable[..., Range]) -> Callable[[Callable], Callable]:
    """Decorator: the function stays what it is on arrays, and is ``twin`` where one of its arguments is a Range."""

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def either(*values: Any) -> Any:
            if not any(isinstance(value, Range) for value in values):
                return function(*values)
            with np.errstate(all="ignore"):
                return twin(*(_as_range(value) for value in values))

        return either

    return decorate


def within(low: np.ndarray, high: np.ndarray) -> Range:
    """The range of a value between ``low`` and ``high``; where one of them is NaN, nothing is known of the value."""
    return _settled(low, high, False)


def finite(value: Range) -> Range:
    """The range where what is infinite counts as undefined."""
    if _all_finite(value.low, value.high):
        return value
    never = (value.low == np.inf) | (value.high == -np.inf)
    return _settled(value.low, value.high, value.maybe_undefined, value, never=never)


def divide(top: Range, bottom: Range) -> Range:
    """The quotient, undefined where ``bottom`` is 0."""
    if np.min(bottom.low, initial=np.inf) > 0:
        if np.min(top.low, initial=np.inf) >= 0:
            low, high = top.low / bottom.high, top.high / bottom.low
        elif bottom.low is bottom.high:
            low, high = top.low / bottom.low, top.high / bottom.low
        else:
            low, high = _corners(np.divide, top, bottom)
        return _settled(low, high, _either(top, bottom), top, bottom)
    above, below = bottom.high > 0, bottom.low < 0
    # What is divided by is not 0, so no nearer to it than the smallest number there is.
    nearest = np.where(bottom.low == 0, SMALLEST, bottom.low), np.where(bottom.high == 0, -SMALLEST, bottom.high)
    low, high = _corners(np.divide, top, Range(*nearest))
    both_signs = above & below
    return _settled(
        np.where(both_signs, -np.inf, low),
        np.where(both_signs, np.inf, high),
        _either(top, bottom) | ((bottom.low <= 0) & (bottom.high >= 0)),
        top,
        bottom,
        never=~(above | below),
    )


def log(value: Range) -> Range:
    """The natural logarithm, undefined at 0 and less."""
    low, high = _widened(np.log(np.maximum(value.low, SMALLEST)), np.log(value.high))
    never = ~(value.high > 0)
    maybe = value.maybe_undefined | (value.low <= 0)
    return _settled(low, high, maybe, never=never)


def power(base: Range, exponent: Range) -> Range:
    """``base ** exponent``, undefined for 0 to a negative power and for roots of negative numbers.

    Where the base may be negative and the exponent is not one number, nothing is known.
    """
    maybe = _either(base, exponent) | ((base.low <= 0) & (exponent.low < 0))
    never = np.isnan(base.low) | np.isnan(exponent.low)  # NumPy has nan ** 0 = 1
    # From 0 up a power is monotone in each of the two, so its ends are at the corners.
    not_negative = Range(np.maximum(base.low, 0), np.maximum(base.high, 0))
    low, high = _widened(*_corners(np.float_power, not_negative, exponent))
    is_negative = base.low < 0
    if np.any(is_negative):
        is_one = (exponent.low == exponent.high) & np.isfinite(exponent.low) & np.isfinite(base.low)
        is_whole = is_one & (exponent.low == np.floor(exponent.low))
        is_even = is_whole & (np.mod(exponent.low, 2) == 0)
        is_root = is_negative & is_one & ~is_whole
        meets_pole = is_whole & ~is_even & (base.high >= 0) & (exponent.low < 0)
        even_low, even_high = _widened(*_corners(np.float_power, _abs(base), exponent))
        odd_low, odd_high = _widened(*_corners(np.float_power, base, exponent))
        kinds = [~is_negative | is_root, ~is_one | meets_pole, is_even]
        low = np.select(kinds, [low, np.full_like(low, -np.inf), even_low], odd_low)
        high = np.select(kinds, [high, np.full_like(high, np.inf), even_high], odd_high)
        never = never | (is_root & (base.high < 0))
        maybe = maybe | is_root
    return _settled(low, high, maybe, never=never)


def _as_range(value: Any) -> Range:
    if isinstance(value, Range):
        return value
    number = np.asarray(value, dtype=np.float64)
    return Range(number, number)


def _either(*parts: Range) -> np.ndarray | bool:
    return functools.reduce(np.logical_or, (part.maybe_undefined for part in parts))


def _all_finite(low: np.ndarray, high: np.ndarray) -> bool:
    """Whether all are; one pass each. A sum that is too large for a number says no as well, which is no harm."""
    with np.errstate(all="ignore"):
        return math.isfinite(np.sum(low)) and math.isfinite(np.sum(high))


def _settled(
    low: np.ndarray, high: np.ndarray, maybe: np.ndarray | bool, *parts: Range, never: np.ndarray | bool = False
) -> Range:
    """The range with these ends, NaN where it is ``never`` defined or one of its parts is not.

    Where infinities met (inf - inf, 0 * inf), or a bound is not known, nothing is known.
    """
    if never is False and _all_finite(low, high):
        return Range(low, high, maybe)
    undefined = functools.reduce(np.logical_or, (np.isnan(part.low) for part in parts), never)
    lost = np.isnan(low) | np.isnan(high)
    low, high = np.where(lost, -np.inf, low), np.where(lost, np.inf, high)
    maybe = maybe | undefined | np.isinf(low) | np.isinf(high)
    return Range(np.where(undefined, np.nan, low), np.where(undefined, np.nan, high), maybe)


def _corners(operate: np.ufunc, one: Range, other: Range) -> tuple[np.ndarray, np.ndarray]:
    """The ends of what is monotone in each of two values."""
    low = np.asarray(operate(one.low, other.low))
    high = low.copy()
    end = np.empty_like(low)  # fresh memory would cost more than the arithmetic
    for x, y in ((one.low, other.high), (one.high, other.low), (one.high, other.high)):
        operate(x, y, out=end)
        np.minimum(low, end, out=low)
        np.maximum(high, end, out=high)
    return low, high


def _widened(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ends moved apart by a few units in the last place; an overflow may just not have happened in between."""
    low, high = np.minimum(low, LARGEST), np.maximum(high, -LARGEST)
    step = ULPS * sys.float_info.epsilon
    least = ULPS * SMALLEST
    return low - (step * np.abs(low) + least), high + (step * np.abs(high) + least)


def _add(one: Range, other: Range) -> Range:
    return _settled(one.low + other.low, one.high + other.high, _either(one, other), one, other)


def _subtract(one: Range, other: Range) -> Range:
    return _settled(one.low - other.high, one.high - other.low, _either(one, other), one, other)


def _negative(value: Range) -> Range:
    return Range(-value.high, -value.low, value.maybe_undefined)


def _multiply(one: Range, other: Range) -> Range:
    if np.min(one.low, initial=np.inf) >= 0 and np.min(other.low, initial=np.inf) >= 0:
        low, high = one.low * other.low, one.high * other.high
    elif np.ndim(one.low) == 0 and one.low == one.high:
        low, high = (end * one.low for end in ((other.low, other.high) if one.low >= 0 else (other.high, other.low)))
    else:
        low, high = _corners(np.multiply, one, other)
    return _settled(low, high, _either(one, other), one, other)


def _true_divide(top: Range, bottom: Range) -> Range:
    """As NumPy has it: a number divided by 0 is infinite."""
    quotient = divide(top, bottom)
    has_zero = (bottom.low <= 0) & (bottom.high >= 0)
    if not np.any(has_zero):
        return quotient
    low, high = np.where(has_zero, -np.inf, quotient.low), np.where(has_zero, np.inf, quotient.high)
    return _settled(low, high, quotient.maybe_undefined, top, bottom)


def _abs(value: Range) -> Range:
    low, high = np.abs(value.low), np.abs(value.high)
    nearest = np.where((value.low <= 0) & (value.high >= 0), 0.0, np.minimum(low, high))
    return Range(nearest, np.maximum(low, high), value.maybe_undefined)


def _sqrt(value: Range) -> Range:
    if np.min(value.low, initial=np.inf) >= 0:
        return _settled(np.sqrt(value.low), np.sqrt(value.high), value.maybe_undefined)
    low, high = np.sqrt(np.maximum(value.low, 0)), np.sqrt(np.maximum(value.high, 0))
    return _settled(low, high, value.maybe_undefined | (value.low < 0), value, never=value.high < 0)


def _exp(value: Range) -> Range:
    low, high = _widened(np.exp(value.low), np.exp(value.high))
    return _settled(np.maximum(low, 0), high, value.maybe_undefined, value)


def _maximum(one: Range, other: Range) -> Range:
    low, high = np.maximum(one.low, other.low), np.maximum(one.high, other.high)
    return _settled(low, high, _either(one, other), one, other)


def _minimum(one: Range, other: Range) -> Range:
    return _negative(_maximum(_negative(one), _negative(other)))


_UFUNCS: dict[np.ufunc, Callable[..., Range]] = {
    np.add: _add,
    np.subtract: _subtract,
    np.multiply: _multiply,
    np.true_divide: _true_divide,
    np.negative: _negative,
    np.absolute: _abs,
    np.sqrt: _sqrt,
    np.exp: _exp,
    np.maximum: _maximum,
    np.minimum: _minimum,
}
