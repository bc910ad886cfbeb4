"""Random small studies to stress, and the contract that they are measured by."""

from __future__ import annotations

import random

import numpy as np

from workbench.contract import Contract
from workbench.stress import Stress

CONTRACT = Contract.from_dict(
    {
        "version": 1,
        "title": "Stressed",
        "decision": "Flag it",
        "currency": "EUR",
        "payoff": {
            "TP": {"each": 3, "eur": 0.5},
            "FP": {"each": -4.5, "by": {"tier": {"x": {"each": -7, "eur": -0.25}}}},
            "FN": {"each": 0, "eur": -1},
            "TN": {"each": 0.125},
        },
        "metrics": [
            {"name": "recall", "role": "primary", "worst": 0.0, "target": 1.0},
            {"name": "loss", "role": "secondary", "goal": "minimise", "formula": "(FN[eur] + 4.5 * FP) / ALL",
             "worst": 60, "target": 0, "unit": "EUR"},
            {"name": "precision", "role": "guardrail", "limit": 0.3},
            {"name": "x_fpr", "role": "guardrail", "goal": "minimise", "formula": "FP / NEGATIVES",
             "where": {"tier": ["x"]}, "limit": 0.4},
        ],
    }
)  # fmt: skip


def random_study(rng: random.Random, make_predictions, *, rows_count: int | None = None):
    """Predictions with ties, perhaps weights, and both labels; both segment columns have at least two values."""
    n = rows_count or rng.choice([6, 12, 30, 60])
    label = [1, 0] + [int(rng.random() < rng.choice([0.2, 0.5])) for _ in range(n - 2)]
    score = [round(rng.random() * 0.7 + 0.3 * y, rng.choice([1, 2, 6])) for y in label]
    weight = [rng.choice([0.5, 1.0, 2.0, 3.25]) for _ in label] if rng.random() < 0.3 else None
    return make_predictions(
        label,
        score,
        weight=weight,
        amounts={"eur": np.array([rng.choice([1.0, 2.5, 10.0, 80.0, -3.0]) for _ in label])},
        segments={
            "tier": ["x", "y", "z", *(rng.choice("xyyz") for _ in range(n - 3))],
            "region": ["n", "s", "s", *(rng.choice("nsss") for _ in range(n - 3))],
        },
    )


def random_stress(rng: random.Random, predictions) -> Stress:
    """Any kind but costs, which change no count."""
    kind = rng.choice(["prevalence", "mix", "mix", "noise", "drift", "drift"])
    if kind == "prevalence":
        return Stress(kind=kind, size=rng.choice([0.01, 0.2, 0.5, 0.9, rng.uniform(0.001, 0.999)]))
    if kind == "noise":
        return Stress(kind=kind, size=rng.choice([0.0, 0.02, 0.1, 0.5]))
    column = rng.choice(["tier", "region"])
    values = [value for value in predictions.segment(column).values]
    rng.shuffle(values)
    if kind == "mix":
        named = values[: rng.randint(1, len(values) - 1)]
        parts = [rng.choice([0.0, 0.05, 0.3, rng.random()]) for _ in named]
        scale = max(1.0, sum(parts) / 0.9)
        return Stress(kind=kind, column=column, shares={v: p / scale for v, p in zip(named, parts, strict=True)})
    size = rng.choice([0.1, -0.1, 0.3, rng.uniform(-0.5, 0.5), 0.0])
    if rng.random() < 0.5:
        return Stress(kind=kind, size=size)
    return Stress(kind=kind, size=size, column=column, values=tuple(values[:1]))
