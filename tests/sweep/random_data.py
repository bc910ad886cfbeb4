"""Random data sets that are awkward on purpose: each draws a kind of score, label, weight and amounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Draw = Callable[[np.random.Generator, int], np.ndarray]
SMALLEST = 5e-324  # the smallest float above 0


@dataclass(frozen=True, kw_only=True, eq=False)
class DataSet:
    """Rows as a caller has them: ``score`` may be of any numeric type; ``kinds`` says what was drawn."""

    score: np.ndarray
    label: np.ndarray
    weight: np.ndarray | None = None
    amounts: Mapping[str, np.ndarray] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.score)

    def take(self, index: Any) -> DataSet:
        """The rows at ``index``, which may repeat or leave out some."""
        return DataSet(
            score=self.score[index],
            label=self.label[index],
            weight=None if self.weight is None else self.weight[index],
            amounts={name: values[index] for name, values in self.amounts.items()},
            kinds=self.kinds,
        )

    def columns(self) -> dict[str, Any]:
        """The arguments of ``sweep_score`` after the score."""
        return {"label": self.label, "weight": self.weight, "amounts": self.amounts}

    def __repr__(self) -> str:
        amounts = {name: values.tolist() for name, values in self.amounts.items()}
        weight = None if self.weight is None else self.weight.tolist()
        return (
            f"{' / '.join(self.kinds)}\n  score = np.array({self.score.tolist()!r}, dtype={str(self.score.dtype)!r})"
            f"\n  label = {self.label.tolist()!r}\n  weight = {weight!r}\n  amounts = {amounts!r}"
        )


def _signs(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.choice([-1.0, 1.0], n)


def _powers(rng: np.random.Generator, n: int, *, most: float) -> np.ndarray:
    return 10.0 ** rng.uniform(-most, most, n)


SCORES: dict[str, Draw] = {
    "probabilities": lambda rng, n: rng.random(n),
    "ties": lambda rng, n: np.round(rng.random(n), 1),
    "many ties": lambda rng, n: rng.choice([0.25, 0.5], n),
    "all equal": lambda rng, n: np.full(n, rng.choice([0.0, -0.0, 0.3, -7.0])),
    "both zeros": lambda rng, n: rng.choice([-0.0, 0.0, SMALLEST, -SMALLEST, 0.5], n),
    "subnormal": lambda rng, n: rng.integers(-9, 10, n) * SMALLEST,
    "subnormal, one sign": lambda rng, n: rng.integers(0, 2**52, n).view(np.float64) / rng.choice([1, 2**40]),
    "huge": lambda rng, n: rng.uniform(-1, 1, n) * 1.7e308,
    "huge ties": lambda rng, n: rng.choice([1e300, np.nextafter(1e300, 0), -1e300, np.finfo(float).max, 0.0], n),
    "tiny": lambda rng, n: rng.random(n) * 1e-300,
    "any size": lambda rng, n: _signs(rng, n) * _powers(rng, n, most=307),
    "negative": lambda rng, n: -rng.random(n) - 1e-9,
    "mixed sign": lambda rng, n: np.round(rng.normal(size=n), 1),
    "logits": lambda rng, n: rng.normal(-2, 6, n),
    "near one": lambda rng, n: 1.0 - rng.integers(0, 12, n) * 2.0**-53,
    "saturated": lambda rng, n: 1 / (1 + np.exp(-rng.normal(30, 8, n))),
    "neighbours": lambda rng, n: 0.5 + rng.integers(-4, 5, n) * 2.0**-53,
    "float32": lambda rng, n: rng.random(n, dtype=np.float32),
    "float32 ties": lambda rng, n: rng.choice(np.array([0.1, 0.2, 0.3, -0.0, 0.0], np.float32), n),
    "integers": lambda rng, n: rng.integers(-5, 100, n),
    "small integers": lambda rng, n: rng.integers(0, 5, n, dtype=np.uint8),
    "large integers": lambda rng, n: rng.integers(-(2**53), 2**53, n),
    "booleans": lambda rng, n: rng.random(n) < 0.4,
}

LABELS: dict[str, Draw] = {
    "half events": lambda rng, n: rng.integers(0, 2, n),
    "rare events": lambda rng, n: rng.random(n) < 0.1,
    "common events": lambda rng, n: rng.random(n) < 0.9,
    "only events": lambda rng, n: np.ones(n),
    "no events": lambda rng, n: np.zeros(n),
}

LABEL_TYPES = (np.uint8, np.int64, np.bool_)

WEIGHTS: dict[str, Draw | None] = {
    "unweighted": None,
    "ones": lambda rng, n: np.ones(n),
    "whole weights": lambda rng, n: rng.integers(1, 5, n).astype(float),
    "whole weights and zeros": lambda rng, n: rng.integers(0, 4, n).astype(float),
    "mostly zero weights": lambda rng, n: (rng.random(n) < 0.1) * 1.0,
    "all weights zero": lambda rng, n: np.zeros(n),
    "eighths": lambda rng, n: rng.integers(0, 33, n) / 8,
    "tenths": lambda rng, n: rng.integers(0, 12, n) / 10,
    "one tenth": lambda rng, n: np.full(n, 0.1),
    "fractions": lambda rng, n: rng.random(n),
    "weights of any size": lambda rng, n: _powers(rng, n, most=12) * (rng.random(n) < 0.9),
}

AMOUNTS: dict[str, Draw | None] = {
    "no amount": None,
    "whole amounts": lambda rng, n: rng.integers(0, 10_000, n).astype(float),
    "whole amounts of mixed sign": lambda rng, n: rng.integers(-500, 500, n).astype(float),
    "cents": lambda rng, n: np.round(rng.lognormal(3, 2, n), 2),
    "amounts of mixed sign": lambda rng, n: np.round(rng.normal(5, 50, n), 2),
    "negative amounts": lambda rng, n: -rng.lognormal(0, 1, n),
    "mostly zero amounts": lambda rng, n: np.where(rng.random(n) < 0.8, 0.0, rng.random(n)),
    "amounts of any size": lambda rng, n: _powers(rng, n, most=280),
    "amounts of any size and mixed sign": lambda rng, n: _signs(rng, n) * _powers(rng, n, most=280),
    "amounts that cancel": lambda rng, n: rng.choice([1e15, -1e15, 0.1, -0.1], n),
}


def _size(rng: np.random.Generator) -> int:
    luck = rng.random()
    if luck < 0.05:
        return 1
    if luck < 0.07:
        return 0
    return int(rng.integers(61, 400)) if luck > 0.99 else int(rng.integers(2, 61))


def _one_of(rng: np.random.Generator, kinds: Mapping[str, Any], *, often: str | None = None) -> str:
    names = list(kinds)
    return often if often is not None and rng.random() < 0.3 else names[int(rng.integers(len(names)))]


def draw(
    rng: np.random.Generator,
    *,
    rows_count: int | None = None,
    score: str | None = None,
    label: str | None = None,
    weight: str | None = None,
    amount: str | None = None,
) -> DataSet:
    """A data set of ``rows_count`` rows (by default 0 to 400, mostly 2 to 60) and of the kinds named, else of any."""
    n = _size(rng) if rows_count is None else rows_count
    score = score or _one_of(rng, SCORES)
    label = label or _one_of(rng, LABELS, often="half events")
    weight = weight or _one_of(rng, WEIGHTS, often="unweighted")
    amount = amount or _one_of(rng, AMOUNTS, often="no amount")
    draw_weight, draw_amount = WEIGHTS[weight], AMOUNTS[amount]
    return DataSet(
        score=SCORES[score](rng, n),
        label=np.asarray(LABELS[label](rng, n), dtype=LABEL_TYPES[int(rng.integers(len(LABEL_TYPES)))]),
        weight=None if draw_weight is None else draw_weight(rng, n),
        amounts={} if draw_amount is None else {"eur": draw_amount(rng, n)},
        kinds=(f"{n} rows", score, label, weight, amount),
    )
