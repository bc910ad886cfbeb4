"""Two other ways to an exchange rate: weights of the swings from worst to best, and a value set directly."""

from __future__ import annotations

import math

from workbench.elicit.ladder import HasPoints, ladder_of
from workbench.elicit.rate import ImpliedRate
from workbench.errors import InputError

POINTS_MAX = 100.0


def swing_rate(
    frontier: HasPoints, *, x_points: float, y_points: float, between: tuple[float, float] | None = None
) -> ImpliedRate:
    """The rate of swing weights: how much the step from the frontier's worst to its best x is worth, and that of y.

    The more important swing has 100 points and the other so many of them (Keeney and Raiffa 1976; von Winterfeldt and Edwards
    1986). The rate is (x_points / range of x) / (y_points / range of y). ``between`` is how few and how many points the less
    important one might have, x where both have as many; it makes the interval.

    Raises InputError for points outside 0 to 100, or where the frontier leaves nothing to trade.
    """
    for name, points in (("x", x_points), ("y", y_points)):
        _check_points(points, f"The swing of {name}")
    if max(x_points, y_points) != POINTS_MAX:
        raise InputError(
            f"The more important swing has 100 points, and these have {x_points:g} and {y_points:g}. Give it 100 and the other its share."
        )
    ladder = ladder_of(frontier)
    if len(ladder.points) < 2:
        raise InputError("This frontier has no two points to trade between, so no weight would change anything.")
    of_range = (ladder.b[0] - ladder.b[-1]) / (ladder.a[-1] - ladder.a[0])
    lesser = x_points if x_points <= y_points else y_points
    fewest, most = (lesser, lesser) if between is None else between
    for points in (fewest, most):
        _check_points(points, "The less important swing")
    if not fewest <= lesser <= most:
        raise InputError(f"The swing has {lesser:g} points, which is not between {fewest:g} and {most:g}.")
    if lesser == x_points:
        low, middle, high = (float(points / y_points * of_range) for points in (fewest, lesser, most))
    else:
        low, middle, high = (float(x_points / points * of_range) for points in (most, lesser, fewest))
    return ImpliedRate(low=low, middle=middle, high=high, source="swing")


def slider_rate(rate: float, *, between: tuple[float, float] | None = None) -> ImpliedRate:
    """The rate that somebody sets directly, in units of y for one unit of x, perhaps with how low and high it might be.

    Raises InputError unless 0 < low <= rate <= high and all are finite.

    >>> slider_rate(3.0, between=(2.0, 5.0)).high
    5.0
    """
    low, high = (rate, rate) if between is None else between
    if not (0 < low <= rate <= high < math.inf):
        raise InputError(
            f"A rate must be above 0, finite and inside its own range, and this is {rate:g} between {low:g} and {high:g}."
        )
    return ImpliedRate(low=float(low), middle=float(rate), high=float(high), source="slider")


def _check_points(points: float, what: str) -> None:
    if not 0 < points <= POINTS_MAX:
        raise InputError(
            f"{what} must have more than 0 and at most 100 points, and this is {points:g}. "
            "With 0 points nothing at all would be given up for it; give 1 where it hardly matters."
        )
