"""Confusion counts: how many cases fall in each cell at each of k thresholds, and what their amounts add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

CELLS = ("TP", "FP", "FN", "TN")
MARGINS = {
    "FLAGGED": ("TP", "FP"),
    "CLEARED": ("FN", "TN"),
    "POSITIVES": ("TP", "FN"),
    "NEGATIVES": ("FP", "TN"),
    "ALL": ("TP", "FP", "FN", "TN"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """One quantity split over the four cells; each array has shape (k,)."""

    tp: np.ndarray
    fp: np.ndarray
    fn: np.ndarray
    tn: np.ndarray

    def take(self, index: np.ndarray | slice) -> Cells:
        return Cells(tp=self.tp[index], fp=self.fp[index], fn=self.fn[index], tn=self.tn[index])


@dataclass(frozen=True, kw_only=True, eq=False)
class Counts:
    """Confusion counts at k thresholds, where flagged means ``score >= threshold``.

    ``threshold`` has shape (k,), +inf where nobody is flagged. ``cases`` are int64 when rows are unweighted, else
    float64 sums of weights. ``sums`` has, for each amount column, its (weighted) sum over the four cells.
    """

    threshold: np.ndarray
    cases: Cells
    sums: Mapping[str, Cells] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.threshold)

    def cell(self, name: str, amount: str | None = None) -> np.ndarray:
        """The float64 count of a cell or margin (``TP`` ... ``ALL``), or the sum of ``amount`` over it; shape (k,).

        Raises KeyError for a name or an amount that does not exist.
        """
        source = self.cases if amount is None else self.sums[amount]
        parts = MARGINS.get(name) or (name,)
        if parts[0] not in CELLS:
            raise KeyError(name)
        total = getattr(source, parts[0].lower())
        for part in parts[1:]:
            total = total + getattr(source, part.lower())
        return np.asarray(total, dtype=np.float64)

    def take(self, index: np.ndarray | slice) -> Counts:
        """The counts at some of the thresholds."""
        return Counts(
            threshold=self.threshold[index],
            cases=self.cases.take(index),
            sums={name: cells.take(index) for name, cells in self.sums.items()},
        )


def concatenate(parts: Sequence[Counts]) -> Counts:
    """The counts of several sweeps, one after the other."""

    def join(cells: Sequence[Cells]) -> Cells:
        return Cells(**{key: np.concatenate([getattr(part, key) for part in cells]) for key in ("tp", "fp", "fn", "tn")})

    return Counts(
        threshold=np.concatenate([part.threshold for part in parts]),
        cases=join([part.cases for part in parts]),
        sums={name: join([part.sums[name] for part in parts]) for name in parts[0].sums},
    )
