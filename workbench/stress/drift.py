"""Score drift: a number added to a score, and what a threshold then does."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from workbench.contract.value_list import refuse_two_readings
from workbench.errors import InputError
from workbench.policy import Policy, SingleThreshold
from workbench.predictions.predictions import Predictions
from workbench.stress.stress import Stress
from workbench.sweep import Sweep, Where


def drifted(predictions: Predictions, stress: Stress, *, scores: Sequence[str]) -> Predictions:
    """The predictions with ``stress.size`` added to these scores where the drift is, as float64 numbers are added.

    Raises InputError where a score would leave the range of numbers, ColumnError for a column or value that is not there.
    """
    among = _among(predictions, stress)
    moved = dict(predictions.scores)
    for name in scores:
        with np.errstate(over="ignore"):
            added = moved[name] + stress.size
        if not np.isfinite(added).all():
            raise InputError(f"A drift of {stress.size:g} takes {name} beyond all numbers. Make it smaller.")
        moved[name] = added if among is None else np.where(among, added, moved[name])
    return replace(predictions, scores=moved)


def in_score(sweep: Sweep, policy: Policy, stress: Stress) -> Stress:
    """The drift as a number that is added to the score; one in ranks needs a policy of one threshold.

    Raises InputError for a policy of several thresholds, or where nobody is flagged and so no threshold can be moved.
    """
    if stress.unit == "score":
        return stress
    if not isinstance(policy, SingleThreshold) or policy.flags_nobody:
        raise InputError(
            "A drift in ranks is told by the one threshold that flags somebody; this policy has none. Give the drift as "
            "a number that is added to the score."
        )
    if not stress.size:
        return replace(stress, size=0.0, unit="score")
    where = where_of(stress)
    now = sweep.at(policy.score, [policy.threshold], where=where)
    whole = float(now.cell("ALL")[0])
    # Sums of weights are rounded; what fits but for that fits.
    most = float(now.cell("FLAGGED")[0]) + stress.size * whole + 1e-9 * whole
    while True:
        own = np.flatnonzero(sweep.score_code == sweep.scores.index(policy.score))
        fits = own[sweep.counts(where).cell("FLAGGED")[own] <= most]
        # The first candidate of a score flags nobody, and fits unless even that is too many.
        last = int(fits[-1]) if len(fits) else int(own[0])
        if not sweep.has_gap[last]:
            break
        sweep = sweep.refined(np.array([last]))
    reached = float(sweep.threshold[last])
    if math.isfinite(reached):
        return replace(stress, size=least_addend(policy.threshold, reached), unit="score")
    highest = float(sweep.threshold[own[1]]) if len(own) > 1 else policy.threshold
    return replace(stress, size=math.nextafter(least_addend(policy.threshold, highest), -math.inf), unit="score")


def least_addend(total: float, to: float) -> float:
    """The least float64 ``x`` for which ``x + to``, as float64 numbers are added, is at least ``total``.

    So a threshold ``t`` flags, once ``d`` is added to every score, exactly what ``least_addend(t, d)`` flagged before.

    >>> least_addend(0.5, 0.25) + 0.25 >= 0.5, least_addend(0.8, 0.1) + 0.1 >= 0.8
    (True, True)
    """
    if math.isinf(total):
        return total
    low, high = _place(-math.inf), _place(math.inf)
    while high - low > 1:
        middle = (low + high) // 2
        if _number(middle) + to >= total:
            high = middle
        else:
            low = middle
    return _number(high) + 0.0


def _among(predictions: Predictions, stress: Stress) -> np.ndarray | None:
    if stress.column is None:
        return None
    segment = predictions.segment(stress.column)
    refuse_two_readings(stress.values, segment.values, column=stress.column)
    return segment.mask(stress.values)


def where_of(stress: Stress) -> Where:
    """The rows that drift, as a ``where``; empty where all do."""
    return {} if stress.column is None else {stress.column: stress.values}


def _place(value: float) -> int:
    """A whole number for each float64, in the order of the numbers."""
    (bits,) = struct.unpack("<q", struct.pack("<d", value))
    return bits if bits >= 0 else -(bits & 0x7FFFFFFFFFFFFFFF)


def _number(place: int) -> float:
    bits = place if place >= 0 else -place
    (value,) = struct.unpack("<d", struct.pack("<q", bits))
    return value if place >= 0 else -value
