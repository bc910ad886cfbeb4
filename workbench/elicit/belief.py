"""What answers leave possible: a belief over the exchange rate on a grid of its logarithm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.elicit.answers import Reading
from workbench.elicit.ladder import Ladder

# One answer in ten is a slip, whatever is asked. Beside that a person is unsure near the rate at which both points are
# worth the same: where their own is a quarter above it, one in ten of the other answers still goes the wrong way.
SLIP_SHARE = 0.1
NEAR = math.log(1.25)
_SOFTNESS = NEAR / math.log(9.0)
# Beyond the frontier's own rates the best point stays the same; the belief reaches a factor of ten further.
_REACH = math.log(10.0)
_GRID_STEPS = 400


@dataclass(frozen=True, kw_only=True, eq=False)
class Belief:
    """How likely each stretch of the logarithm of the exchange rate is.

    ``edges`` (k + 1) part the stretches, ``mass`` (k) adds to 1, ``rung`` (k) is the best rung there and
    ``against_count`` (k) how many answers a rate there goes against.
    """

    edges: np.ndarray
    mass: np.ndarray
    rung: np.ndarray
    against_count: np.ndarray

    @property
    def middles(self) -> np.ndarray:
        """The middle of each stretch."""
        return (self.edges[1:] + self.edges[:-1]) / 2

    def quantile(self, share: float, among: np.ndarray | None = None) -> float:
        """The log rate below which ``share`` of the belief lies, of that in the stretches ``among`` where given."""
        mass = self.mass if among is None else np.where(among, self.mass, 0.0)
        total = np.cumsum(mass)
        wanted = share * total[-1]
        place = min(int(np.searchsorted(total, wanted)), len(mass) - 1)
        inside = (wanted - (total[place] - mass[place])) / mass[place] if mass[place] else 0.5
        return float(self.edges[place] + min(max(inside, 0.0), 1.0) * (self.edges[place + 1] - self.edges[place]))


def allowed(reading: Reading) -> tuple[float, float]:
    """The log rates that an answer allows when it is meant as given; "the same to me" is a quarter up or down."""
    if reading.side == 0:
        return reading.log_rate - NEAR, reading.log_rate + NEAR
    return (reading.log_rate, math.inf) if reading.side > 0 else (-math.inf, reading.log_rate)


def believe(ladder: Ladder, readings: Sequence[Reading]) -> Belief:
    """The belief after some answers, for a ladder of two rungs or more.

    Beforehand every rung is as likely to be the best one, and so is every logarithm of the rate within a rung's own
    stretch. The chance of an answer is that of ``chance_above`` and ``chance_same``; answers are independent of each other.
    """
    rates = ladder.log_rates
    ends = rates[0] - _REACH, rates[-1] + _REACH
    limits = [limit for reading in readings for limit in allowed(reading) if math.isfinite(limit)]
    edges = np.unique(np.concatenate([np.linspace(*ends, _GRID_STEPS + 1), rates, limits]))
    edges = edges[(edges >= ends[0]) & (edges <= ends[1])]
    middles = (edges[1:] + edges[:-1]) / 2
    rung = np.searchsorted(rates, middles)
    widths = np.diff(np.concatenate([[ends[0]], rates, [ends[1]]]))
    mass = np.diff(edges) / widths[rung] / len(widths)
    against = np.zeros(len(middles), dtype=np.int64)
    for reading in readings:
        mass = mass * chance_of(reading, middles)
        low, high = allowed(reading)
        against += (middles < low) | (middles > high)
    return Belief(edges=edges, mass=mass / mass.sum(), rung=rung, against_count=against)


def chance_of(reading: Reading, log_rate: np.ndarray) -> np.ndarray:
    """How likely the answer is from people with these log rates."""
    if reading.side == 0:
        return chance_same(log_rate - reading.log_rate)
    above = chance_above(log_rate - reading.log_rate)
    return above if reading.side > 0 else 1.0 - above


def chance_above(distance: np.ndarray) -> np.ndarray:
    """How likely somebody takes the point with more of x whose log rate is ``distance`` above the pair's own.

    A logistic choice (Luce 1959, McFadden 1974) of those who attend, and half of twice SLIP_SHARE who do not.
    """
    return SLIP_SHARE + (1 - 2 * SLIP_SHARE) * _logistic(np.asarray(distance))


def chance_same(distance: np.ndarray) -> np.ndarray:
    """The weight of "the same to me": what is left of the logistic choice within a quarter up or down, and slips."""
    distance = np.asarray(distance)
    return SLIP_SHARE + (1 - 2 * SLIP_SHARE) * (_logistic(distance + NEAR) - _logistic(distance - NEAR))


def _logistic(distance: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(distance / _SOFTNESS, -60.0, 60.0)))
