"""What the synthetic studies draw: categories, events, weeks and the scores of an imperfect model.

Everything is elementwise NumPy on one seeded generator. There is no matrix product, whose sums would depend on the
machine's linear algebra library.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

SYNTHETIC_LICENCE = "Apache-2.0, the licence of the project. The rows describe nobody, so nothing else applies."


def categories(rng: np.random.Generator, shares: Mapping[str, float], count: int) -> np.ndarray:
    """``count`` names drawn with these shares, which add to 1."""
    return np.array(list(shares))[rng.choice(len(shares), size=count, p=list(shares.values()))]


def per_value(names: np.ndarray, numbers: Mapping[str, float]) -> np.ndarray:
    """The number that belongs to each row's category."""
    values = np.zeros(len(names))
    for name, number in numbers.items():
        values[names == name] = number
    return values


def events(rng: np.random.Generator, probability: np.ndarray) -> np.ndarray:
    """1 where the event happens, each row with its own probability."""
    return (rng.random(len(probability)) < probability).astype(np.int64)


def weeks(count: int, *, first: int, weeks_count: int, year: int = 2026) -> list[str]:
    """ISO weeks in the order of the rows, equally many rows a week (the last may have fewer)."""
    per_week = -(-count // weeks_count)
    return [f"{year}-W{first + row // per_week:02d}" for row in range(count)]


def noise(rng: np.random.Generator, count: int, *, confused_share: float, confused_scale: float) -> np.ndarray:
    """Standard normal noise in which some rows are confusing: their noise is wider, so that no threshold is perfect."""
    scale = np.where(rng.random(count) < confused_share, confused_scale, 1.0)
    return rng.standard_normal(count) * scale


def mixed(shared: np.ndarray, own: np.ndarray, *, correlation: float) -> np.ndarray:
    """Noise that has this correlation with ``shared``: two models tend to fail on the same rows."""
    return correlation * shared + np.sqrt(1.0 - correlation * correlation) * own


def believed_probability(evidence: np.ndarray, separation: float, prior: float) -> np.ndarray:
    """The probability a model states that takes evidence for normal, with the classes' means ``separation`` apart."""
    log_odds = np.log(prior / (1.0 - prior)) + separation * evidence - separation * separation / 2.0
    return logistic(log_odds)


def logistic(log_odds: np.ndarray) -> np.ndarray:
    """Log odds as a probability."""
    return 1.0 / (1.0 + np.exp(-log_odds))
