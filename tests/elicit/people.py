"""Frontiers of any shape, and people with a rate of their own who answer rightly or slip, by code that shares nothing with the package."""

from __future__ import annotations

import math
from fractions import Fraction
from types import SimpleNamespace

import numpy as np

from workbench.elicit import Answer, Pair, answer_pair, next_pair
from workbench.metrics import BUILTIN

DIRECTIONS = {
    (-1, -1): ("fpr", "fnr"),
    (1, -1): ("recall", "fpr"),
    (1, 1): ("recall", "specificity"),
    (-1, 1): ("flag_rate", "recall"),
}
FLIPPED = {"left": "right", "right": "left", "same": "left"}


def made(points, signs=(-1, -1)):
    """A frontier of points (a, b), more is better for both, in metrics of the given directions."""
    metrics = tuple(BUILTIN[name] for name in DIRECTIONS[signs])
    return SimpleNamespace(metrics=metrics, values=np.array(points, dtype=np.float64).reshape(-1, 2) * signs)


def oriented(frontier):
    return [
        tuple(Fraction(float(value)) * metric.sign for value, metric in zip(row, frontier.metrics, strict=True))
        for row in frontier.values
    ]


def concave(rng, rungs_count):
    """Points all of which some rate picks: steps of falling length across and rising length down, none too small to ask about."""
    across = rng.uniform(0.3, 1.0, rungs_count - 1)
    slopes = np.sort(np.exp(rng.uniform(-2.5, 2.5, rungs_count - 1)))
    slopes *= np.exp(0.05 * np.arange(rungs_count - 1))  # no two alike
    a = np.concatenate([[0.0], np.cumsum(across)])
    b = -np.concatenate([[0.0], np.cumsum(across * slopes)])
    return np.column_stack([a, b - b[-1]])


def with_points_behind(rng, points, count):
    """The same with points added that stand behind the line between two neighbours, and so are best at no rate."""
    more = []
    for _ in range(count):
        k = int(rng.integers(len(points) - 1))
        (a0, b0), (a1, b1) = points[k], points[k + 1]
        share, back = rng.uniform(0.2, 0.8), rng.uniform(0.05, 0.15)
        more.append((a0 + share * (a1 - a0) - back * (a1 - a0), b0 + share * (b1 - b0) - back * (b0 - b1)))
    return np.array(sorted([*map(tuple, points), *more]))


def best(frontier, rate):
    """All points that are worth most at an exact rate, by trying every one."""
    worth = [Fraction(rate) * a + b for a, b in oriented(frontier)]
    top = max(worth)
    return [point for point, each in enumerate(worth) if each == top]


def own_rates(points):
    """The rates at which the best of the concave points changes."""
    return np.diff(points[:, 1]) / -np.diff(points[:, 0])


def right_choice(frontier, pair: Pair, rate: float, *, indifferent: float = 0.0) -> str:
    signs = [metric.sign for metric in frontier.metrics]
    (a, b), (c, d) = (
        [Fraction(float(each)) * sign for each, sign in zip(frontier.values[point], signs, strict=True)]
        for point in (pair.left, pair.right)
    )
    threshold = float((d - b) / (a - c))
    if abs(math.log(rate / threshold)) <= indifferent:
        return "same"
    return "left" if Fraction(rate) * a + b > Fraction(rate) * c + d else "right"


def interview(frontier, choose) -> list[Answer]:
    """All answers of somebody who is asked until there is no next pair; ``choose(pair)`` answers."""
    answers: list[Answer] = []
    while (pair := next_pair(frontier, answers)) is not None:
        assert len(answers) < 7
        answers.append(answer_pair(frontier, pair, choose(pair)))
    return answers


def prior_rate(rng, rates):
    """A rate as likely as beforehand: any rung, then anywhere in it by its logarithm, a factor of ten beyond the ends."""
    ends = np.concatenate([[rates[0] / 10], rates, [rates[-1] * 10]])
    k = int(rng.integers(len(ends) - 1))
    return math.exp(rng.uniform(math.log(ends[k]), math.log(ends[k + 1])))
