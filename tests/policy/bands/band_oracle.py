"""Every band of a small data set in exact fractions, row by row: the slow truth that choosing is held to."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

ZERO = Fraction(0)


@dataclass(frozen=True)
class Row:
    label: int
    score: float
    weight: Fraction
    eur: Fraction
    tier: str
    day: str


@dataclass(frozen=True)
class Expected:
    """Counts and sums by (cell, amount or None) of one band on some rows."""

    sums: dict[tuple[str, str | None], Fraction]

    def __getitem__(self, key: tuple[str, str | None]) -> Fraction:
        name, amount = key
        parts = {
            "FLAGGED": "TP FP",
            "CLEARED": "FN TN",
            "POSITIVES": "TP FN",
            "NEGATIVES": "FP TN",
            "ALL": "TP FP FN TN",
        }
        return sum((self.sums.get((cell, amount), ZERO) for cell in parts.get(name, name).split()), ZERO)


def expected(
    rows: list[Row], clear_below: float, act_from: float, sensitivity: Fraction, specificity: Fraction
) -> Expected:
    """What the band does to these rows: a reviewed event is caught with probability ``sensitivity``, and so on."""
    # In whole numbers: weights are halves, amounts and shares eighths.
    caught, cleared = int(8 * sensitivity), int(8 * specificity)
    sums: dict[tuple[str, str | None], int] = {}

    def add(cell: str, row: Row, eighths: int) -> None:
        cases = eighths * int(2 * row.weight)
        sums[cell, None] = sums.get((cell, None), 0) + cases
        sums[cell, "eur"] = sums.get((cell, "eur"), 0) + cases * int(8 * row.eur)

    for row in rows:
        if row.score >= act_from:
            add("TP" if row.label else "FP", row, 8)
        elif row.score < clear_below:
            add("FN" if row.label else "TN", row, 8)
        elif row.label:
            add("TP", row, caught)
            add("FN", row, 8 - caught)
            add("REVIEWED", row, 8)
        else:
            add("TN", row, cleared)
            add("FP", row, 8 - cleared)
            add("REVIEWED", row, 8)
    return Expected({key: Fraction(total, 16 if key[1] is None else 128) for key, total in sums.items()})


def ratio(top: Fraction, bottom: Fraction) -> Fraction | None:
    return None if bottom == 0 else top / bottom


Measure = Callable[[Expected], Fraction | None]
METRICS: dict[str, Measure] = {
    "recall": lambda c: ratio(c["TP", None], c["POSITIVES", None]),
    "fnr": lambda c: ratio(c["FN", None], c["POSITIVES", None]),
    "fpr": lambda c: ratio(c["FP", None], c["NEGATIVES", None]),
    "precision": lambda c: ratio(c["TP", None], c["FLAGGED", None]),
    "accuracy": lambda c: ratio(c["TP", None] + c["TN", None], c["ALL", None]),
    "flag_rate": lambda c: ratio(c["FLAGGED", None], c["ALL", None]),
    "review_rate": lambda c: ratio(c["REVIEWED", None], c["ALL", None]),
    "automation_rate": lambda c: ratio(c["ALL", None] - c["REVIEWED", None], c["ALL", None]),
    "f1": lambda c: ratio(2 * c["TP", None], 2 * c["TP", None] + c["FP", None] + c["FN", None]),
    "npv": lambda c: ratio(c["TN", None], c["CLEARED", None]),
}
MINIMISED = ("fnr", "fpr", "flag_rate", "review_rate", "loss")
LOSS = "FN[eur] + 4.5 * FP + 0.25 * REVIEWED - 0.125 * REVIEWED[eur]"
METRICS["loss"] = lambda c: (
    c["FN", "eur"] + Fraction(9, 2) * c["FP", None] + c["REVIEWED", None] / 4 - c["REVIEWED", "eur"] / 8
)


def thresholds(rows: list[Row]) -> list[float]:
    """The candidates, descending."""
    return [math.inf, *sorted({row.score for row in rows if row.weight}, reverse=True)]


def payoff(counts: Expected, terms: dict[str, tuple[Fraction, Fraction]], cost: Fraction) -> Fraction:
    """Constant and coefficient of ``eur`` by cell, less the reviews."""
    total = sum((each * counts[cell, None] + eur * counts[cell, "eur"] for cell, (each, eur) in terms.items()), ZERO)
    return total - cost * counts["REVIEWED", None]


def worth(value: Fraction | None, worst: Fraction, target: Fraction, *, beyond: bool) -> Fraction | None:
    if value is None:
        return None
    scaled = (value - worst) / (target - worst)
    return scaled if beyond else min(max(scaled, ZERO), Fraction(1))


def score(
    counts: Expected, metrics: list[tuple[str, Fraction, Fraction, Fraction]], *, beyond: bool
) -> Fraction | None:
    """The contract's score: ``metrics`` are (name, weight, worst, target)."""
    total = ZERO
    for name, weight, worst, target in metrics:
        part = worth(METRICS[name](counts), worst, target, beyond=beyond)
        if part is None:
            return None
        total += weight * part
    return total


def exact(value: float) -> Fraction:
    return Fraction(value)


def as_rows(label, score, weight, eur, tier, day) -> list[Row]:
    weights = [1.0] * len(label) if weight is None else weight
    return [
        Row(int(y), float(s), exact(float(w)), exact(float(e)), t, d)
        for y, s, w, e, t, d in zip(label, np.asarray(score), weights, eur, tier, day, strict=True)
    ]
