"""The oracle: rows that count for exact Fractions, and metrics of them worked out from scratch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction


@dataclass(frozen=True)
class Row:
    label: int
    score: float
    tier: str
    region: str
    eur: Fraction
    weight: Fraction


def rows_of(predictions, score: str = "score") -> list[Row]:
    weight = predictions.weight if predictions.weight is not None else [1] * len(predictions)
    tier, region = (predictions.segment(name) for name in ("tier", "region"))
    return [
        Row(
            int(predictions.label[i]),
            float(predictions.scores[score][i]),
            tier.values[tier.codes[i]],
            region.values[region.codes[i]],
            Fraction(float(predictions.amounts["eur"][i])),
            Fraction(float(weight[i])),
        )
        for i in range(len(predictions))
    ]


def stressed_rows(rows: list[Row], stresses) -> list[Row] | None:
    """The rows under stresses, drifts first; None where one cannot be made of what those before it left."""
    ordered = sorted(stresses, key=lambda stress: stress.kind != "drift")
    try:
        for stress in ordered:
            rows = stress_rows(rows, stress)
    except ZeroDivisionError:
        return None
    return rows


def total(rows, keep=lambda row: True) -> Fraction:
    return sum((row.weight for row in rows if keep(row)), Fraction(0))


def stress_rows(rows: list[Row], stress) -> list[Row]:
    """The rows under one stress, each for as much as the definition says; written from the definition, not the code."""
    whole = total(rows)
    if stress.kind == "prevalence":
        p = Fraction(stress.size)
        events = total(rows, lambda row: row.label == 1)
        factor = {1: p * whole / events, 0: (1 - p) * whole / (whole - events)}
        return [replace(row, weight=row.weight * factor[row.label]) for row in rows]
    if stress.kind == "mix":
        wanted = {value: Fraction(share) for value, share in stress.shares}
        own = {value: total(rows, lambda row, value=value: getattr(row, stress.column) == value) for value in wanted}
        left = total(rows, lambda row: getattr(row, stress.column) not in wanted)

        def factor_of(value: str) -> Fraction:
            if value in wanted:
                return wanted[value] * whole / own[value] if wanted[value] else Fraction(0)
            return (1 - sum(wanted.values())) * whole / left

        return [replace(row, weight=row.weight * factor_of(getattr(row, stress.column))) for row in rows]
    if stress.kind == "noise":
        e = Fraction(stress.size)
        stay = [replace(row, weight=row.weight * (1 - e)) for row in rows]
        turn = [replace(row, label=1 - row.label, weight=row.weight * e) for row in rows]
        return stay + turn
    if stress.kind == "drift":
        return [
            replace(row, score=row.score + stress.size)
            if stress.column is None or getattr(row, stress.column) in stress.values
            else row
            for row in rows
        ]
    return rows


def cells(rows, flagged, keep=lambda row: True) -> dict[str, Fraction]:
    """The four cells and their sums of eur, of the rows that ``flagged(row)`` says."""
    found = {name: Fraction(0) for name in ("TP", "FP", "FN", "TN", "TP eur", "FP eur", "FN eur", "TN eur")}
    for row in rows:
        if not keep(row):
            continue
        name = ("T" if flagged(row) == (row.label == 1) else "F") + ("P" if flagged(row) else "N")
        found[name] += row.weight
        found[f"{name} eur"] += row.weight * row.eur
    return found


def ratio(top: Fraction, bottom: Fraction) -> Fraction | None:
    return None if bottom == 0 else top / bottom
