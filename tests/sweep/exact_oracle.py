"""What the counts must be, in exact arithmetic: whole numbers of 1 / scale, where scale is a power of two.

Every float is a whole number of some 1 / 2**k, so that sums and products of floats are too. That is the arithmetic
of ``fractions.Fraction`` with one denominator for a whole column, which makes it quick enough for a million data sets.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from tests.sweep.random_data import DataSet
from workbench.sweep import CELLS, MARGINS, Counts

# A sum may differ by this much of the sum of its terms' sizes, which for terms of one sign is the sum itself.
TOLERANCE = 1e-12
NAMES = {name: (name,) for name in CELLS} | MARGINS


@dataclass(frozen=True, kw_only=True)
class ExactCells:
    """One quantity in the four cells at each threshold, in 1 / ``scale``; ``sizes`` is the same without signs."""

    values: dict[str, list[int]]
    sizes: dict[str, list[int]]
    scale: int

    @property
    def is_exact_in_floats(self) -> bool:
        """Whether every sum of some terms is a float, so that no order of adding can round."""
        return sum(cell[0] for cell in self.sizes.values()) < 2**53

    def take(self, index: Sequence[int]) -> ExactCells:
        """The quantity at some of the thresholds."""
        values = {name: [cell[k] for k in index] for name, cell in self.values.items()}
        has_signs = self.sizes is not self.values
        sizes = {name: [cell[k] for k in index] for name, cell in self.sizes.items()} if has_signs else values
        return ExactCells(values=values, sizes=sizes, scale=self.scale)


@dataclass(frozen=True, kw_only=True)
class ExactCounts:
    """The distinct scores of rows with weight, highest first after +inf, and every quantity at each of them."""

    threshold: list[float]
    cases: ExactCells
    sums: dict[str, ExactCells]

    def at(self, thresholds: Sequence[float]) -> ExactCounts:
        """The same at any thresholds: that of the lowest candidate that is not below each."""
        falling = [-candidate for candidate in self.threshold]
        index = [bisect_right(falling, -threshold) - 1 for threshold in thresholds]
        return ExactCounts(
            threshold=list(thresholds),
            cases=self.cases.take(index),
            sums={name: cells.take(index) for name, cells in self.sums.items()},
        )


def exact_counts(data: DataSet) -> ExactCounts:
    """The counts at every candidate threshold, where flagged means ``score >= threshold``."""
    score = [float(value) for value in data.score.tolist()]
    weight = None if data.weight is None else data.weight.tolist()
    rows = [row for row in range(len(score)) if weight is None or weight[row] > 0]
    rows.sort(key=score.__getitem__, reverse=True)
    # How many rows come before the end of each group of equal scores.
    ends = [k + 1 for k, row in enumerate(rows) if k + 1 == len(rows) or score[rows[k + 1]] != score[row]]
    is_event = [data.label[row] == 1 for row in rows]
    weights, weight_scale = ([1] * len(rows), 1) if weight is None else scaled([weight[row] for row in rows])

    def cells(terms: Sequence[int], scale: int) -> ExactCells:
        values = _split(terms, is_event, ends)
        has_signs = any(term < 0 for term in terms)
        return ExactCells(
            values=values,
            sizes=_split([abs(term) for term in terms], is_event, ends) if has_signs else values,
            scale=scale,
        )

    sums = {}
    for name, values in data.amounts.items():
        terms, scale = scaled([values[row].item() for row in rows])
        products = [term * w for term, w in zip(terms, weights, strict=True)]
        sums[name] = cells(products, scale * weight_scale)
    return ExactCounts(
        threshold=[np.inf] + [score[rows[end - 1]] for end in ends],
        cases=cells(weights, weight_scale),
        sums=sums,
    )


def scaled(values: Sequence[float]) -> tuple[list[int], int]:
    """Floats as whole numbers of 1 / scale, and the scale."""
    ratios = [value.as_integer_ratio() for value in values]
    scale = max((bottom for _, bottom in ratios), default=1)
    return [top * (scale // bottom) for top, bottom in ratios], scale


def _split(terms: Sequence[int], is_event: Sequence[bool], ends: Sequence[int]) -> dict[str, list[int]]:
    tp = _at_ends([term if event else 0 for term, event in zip(terms, is_event, strict=True)], ends)
    fp = _at_ends([0 if event else term for term, event in zip(terms, is_event, strict=True)], ends)
    return {"TP": tp, "FP": fp, "FN": [tp[-1] - value for value in tp], "TN": [fp[-1] - value for value in fp]}


def _at_ends(terms: Sequence[int], ends: Sequence[int]) -> list[int]:
    running = list(accumulate(terms, initial=0))
    return [0] + [running[end] for end in ends]


def first_difference(data: DataSet, counts: Counts, *, at: Sequence[float] | None = None) -> str | None:
    """What is wrong with ``counts`` as the sweep of ``data`` (or its counts ``at`` thresholds), or None where nothing is.

    Thresholds are the same bits. Counts of unweighted rows are integers and equal; weighted counts and sums are equal where
    they are exact in floats, else within the tolerance.
    """
    wanted = exact_counts(data)
    if at is not None:
        wanted = wanted.at(at)
    thresholds = np.array(wanted.threshold, dtype=np.float64) + (0.0 if at is None else -0.0)
    if counts.threshold.dtype != np.float64 or counts.threshold.tobytes() != thresholds.tobytes():
        return f"thresholds are {counts.threshold.tolist()}, wanted {wanted.threshold}"
    if set(counts.sums) != set(wanted.sums):
        return f"amounts are {set(counts.sums)}, wanted {set(wanted.sums)}"
    if data.weight is None:
        for name in CELLS:
            got = getattr(counts.cases, name.lower())
            if got.dtype.kind != "i":
                return f"{name} is of {got.dtype}, wanted whole numbers"
    for amount, exact in ((None, wanted.cases), *wanted.sums.items()):
        for name, k, got, want in _wrong(counts, amount, exact):
            return f"{name}{'' if amount is None else f'[{amount}]'} at threshold {thresholds[k]!r} is {got!r}, wanted {want!r}"
    return None


def _wrong(counts: Counts, amount: str | None, exact: ExactCells) -> Iterator[tuple[str, int, float, float]]:
    tolerance = 0.0 if exact.is_exact_in_floats else TOLERANCE
    for name, parts in NAMES.items():
        want = _total([exact.values[part] for part in parts], exact.scale)
        sizes = want if exact.sizes is exact.values else _total([exact.sizes[part] for part in parts], exact.scale)
        got = counts.cell(name, amount)
        if got.shape != want.shape:
            yield name, 0, float(len(got)), float(len(want))
            continue
        is_right = np.abs(got - want) <= tolerance * sizes
        if not is_right.all():
            k = int(np.argmin(is_right))
            yield name, k, float(got[k]), float(want[k])


def _total(cells: Sequence[list[int]], scale: int) -> np.ndarray:
    # Whole numbers divide into the nearest float, so that an array of them is off by half a unit in the last place.
    whole = cells[0] if len(cells) == 1 else [sum(each) for each in zip(*cells, strict=True)]
    return np.array(whole if scale == 1 else [value / scale for value in whole], dtype=np.float64)
