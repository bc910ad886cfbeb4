"""Confusion counts: how many cases fall in each cell at each of k thresholds, and what their amounts add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

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
    """One quantity split over the four cells; each array has shape (k,).

    ``positives`` and ``negatives`` are the totals by label, which no threshold changes. They are given where the cells
    are rounded sums: ``tp + fn`` then differs in its last bit from one threshold to the next, and a metric divided by
    it would make points differ that are equal.
    """

    tp: np.ndarray
    fp: np.ndarray
    fn: np.ndarray
    tn: np.ndarray
    positives: np.ndarray | None = None
    negatives: np.ndarray | None = None

    def margin(self, name: str) -> np.ndarray:
        """The cell or margin ``TP`` ... ``ALL``, in the type of the cells."""
        if name in CELLS:
            return getattr(self, name.lower())
        if name == "FLAGGED":
            return self.tp + self.fp
        if name == "CLEARED":
            return self.fn + self.tn
        if name == "POSITIVES":
            return self.tp + self.fn if self.positives is None else self.positives
        if name == "NEGATIVES":
            return self.fp + self.tn if self.negatives is None else self.negatives
        if name == "ALL":
            return self.margin("POSITIVES") + self.margin("NEGATIVES")
        raise KeyError(name)

    def take(self, index: np.ndarray | slice) -> Cells:
        return Cells(**{name: values[index] for name, values in self._arrays()})

    def _arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        for item in fields(self):
            values = getattr(self, item.name)
            if values is not None:
                yield item.name, values


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
        return np.asarray(source.margin(name), dtype=np.float64)

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
        names = [name for name, _ in cells[0]._arrays()]
        return Cells(**{name: np.concatenate([getattr(part, name) for part in cells]) for name in names})

    return Counts(
        threshold=np.concatenate([part.threshold for part in parts]),
        cases=join([part.cases for part in parts]),
        sums={name: join([part.sums[name] for part in parts]) for name in parts[0].sums},
    )
