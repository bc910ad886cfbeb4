"""When a value keeps a bound: the one place that decides it, for every limit, wherever it is judged."""

from __future__ import annotations

import numpy as np

BOUND_TOLERANCE = 1e-12
# Rates are added and subtracted at a size of 1: of a small difference rounding is a larger part, but still no case.
RATE_TOLERANCE, RATE_TOLERANCE_MAX = 1e-15, 1e-8


def reach(bound: float, *, at_most: bool) -> float:
    """The furthest value that still keeps ``bound``: itself, and what rounding can do.

    ``1 - 7 / 10`` comes to 0.30000000000000004 where 0.3 is meant. The tolerance is 1e-12 of the bound; below a
    thousandth it is 1e-15, or 1e-8 of the bound where that is less. One case more or less is far above that. A bound of
    0 has none.

    >>> reach(0.0, at_most=True), reach(0.3, at_most=True) > 1 - 7 / 10
    (0.0, True)
    """
    size = abs(bound)
    tolerance = max(BOUND_TOLERANCE * size, min(RATE_TOLERANCE, RATE_TOLERANCE_MAX * size))
    return bound + tolerance if at_most else bound - tolerance


def keeps_bound(values: np.ndarray, bound: float, *, at_most: bool) -> np.ndarray:
    """True where the values are at most (or at least) ``bound``, equal included; NaN never is.

    Of the ends of a range it is monotone: where some value of it keeps the bound, the end on that side does.

    >>> keeps_bound(np.array([0.3, 1 - 7 / 10, 0.3000001, np.nan]), 0.3, at_most=True)
    array([ True,  True, False, False])
    """
    furthest = reach(bound, at_most=at_most)
    return values <= furthest if at_most else values >= furthest
