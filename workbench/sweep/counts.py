"""Confusion counts: how many cases fall in each cell at each of k thresholds, and what their amounts add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from workbench.errors import CountsWithoutRows

CELLS = ("TP", "FP", "FN", "TN")
MARGINS = {
    "FLAGGED": ("TP", "FP"),
    "CLEARED": ("FN", "TN"),
    "POSITIVES": ("TP", "FN"),
    "NEGATIVES": ("FP", "TN"),
    "ALL": ("TP", "FP", "FN", "TN"),
}
# The cases that a person looks at before anything is done. They are in the four cells too, as that person sorts them.
REVIEWED = "REVIEWED"


# ``narrow(column, values, is_outside)``: the counts of the rows with one of the values, or with any other.
Narrow = Callable[[str, Sequence[str], bool], Any]

# Several metrics ask for the same cells; of so many thresholds the answers are kept.
_KEPT_THRESHOLDS = 1 << 17


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """One quantity split over the four cells; each array has shape (k,).

    ``positives`` and ``negatives`` are the totals by label, which no threshold changes. They are given where the cells
    are rounded sums: ``tp + fn`` then differs in its last bit from one threshold to the next, and a metric divided by
    it would make points differ that are equal. ``reviewed`` is how much of it a person looks at; None where nobody does.
    """

    tp: np.ndarray
    fp: np.ndarray
    fn: np.ndarray
    tn: np.ndarray
    positives: np.ndarray | None = None
    negatives: np.ndarray | None = None
    reviewed: np.ndarray | None = None

    def margin(self, name: str) -> np.ndarray:
        """The cell or margin ``TP`` ... ``ALL``, or ``REVIEWED``, in the type of the cells."""
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
        if name == REVIEWED:
            return np.zeros_like(self.tp) if self.reviewed is None else self.reviewed
        raise KeyError(name)

    def take(self, index: np.ndarray | slice) -> Cells:
        return Cells(**{name: values[index] for name, values in self._arrays()})

    def _arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        for item in fields(self):
            values = getattr(self, item.name)
            if values is not None:
                yield item.name, values

    @classmethod
    def joined(cls, parts: Sequence[Cells]) -> Cells:
        """The cells of several sweeps, one after the other."""
        names = [name for name, _ in parts[0]._arrays() if name != "reviewed"]
        if any(part.reviewed is not None for part in parts):
            reviewed = np.concatenate([part.margin(REVIEWED) for part in parts])
            return replace(cls.joined([replace(part, reviewed=None) for part in parts]), reviewed=reviewed)
        return cls(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


@dataclass(frozen=True, kw_only=True, eq=False)
class WholeCells:
    """The four cells where every row counts once and nobody reviews, kept as two whole numbers a threshold.

    ``flagged`` and ``events`` (how many of the flagged are events) have shape (k,); the cells come out as int64.
    """

    flagged: np.ndarray
    events: np.ndarray
    positives_count: int
    rows_count: int

    @property
    def tp(self) -> np.ndarray:
        return self.margin("TP")

    @property
    def fp(self) -> np.ndarray:
        return self.margin("FP")

    @property
    def fn(self) -> np.ndarray:
        return self.margin("FN")

    @property
    def tn(self) -> np.ndarray:
        return self.margin("TN")

    def margin(self, name: str, dtype: type = np.int64) -> np.ndarray:
        """The cell or margin ``TP`` ... ``ALL``, or ``REVIEWED``, which is 0.

        Those that are the same at every threshold cannot be written to.
        """
        negatives_count = self.rows_count - self.positives_count
        totals = {
            "POSITIVES": self.positives_count,
            "NEGATIVES": negatives_count,
            "ALL": self.rows_count,
            REVIEWED: 0,
        }
        if name in totals:
            return np.broadcast_to(dtype(totals[name]), self.flagged.shape)
        # Subtracted in their own narrow type, which holds every count, and made wide once.
        if name == "TP":
            found = self.events
        elif name == "FP":
            found = self.flagged - self.events
        elif name == "FN":
            found = self.positives_count - self.events
        elif name == "TN":
            found = negatives_count - (self.flagged - self.events)
        elif name == "FLAGGED":
            found = self.flagged
        elif name == "CLEARED":
            found = self.rows_count - self.flagged
        else:
            raise KeyError(name)
        return found.astype(dtype)

    def take(self, index: np.ndarray | slice) -> WholeCells:
        return replace(self, flagged=self.flagged[index], events=self.events[index])

    @classmethod
    def joined(cls, parts: Sequence[WholeCells]) -> WholeCells:
        """The cells of several sweeps of the same rows, one after the other."""
        flagged, events = (np.concatenate([getattr(part, name) for part in parts]) for name in ("flagged", "events"))
        return replace(parts[0], flagged=flagged, events=events)


@dataclass(frozen=True, kw_only=True, eq=False)
class Counts:
    """Confusion counts at k thresholds, where flagged means ``score >= threshold``.

    ``threshold`` has shape (k,), +inf where nobody is flagged. ``cases`` are int64 when rows are unweighted, else
    float64 sums of weights. ``sums`` has, for each amount column, its (weighted) sum over the four cells. ``narrow`` is
    how a sweep counts fewer of the same rows at these thresholds; None where the counts came without rows.

    Where people review, the cells are what is expected of them, and ``review_cost`` is what one reviewed case costs, in
    the unit of the payoff; every payoff takes it off.
    """

    threshold: np.ndarray
    cases: Cells | WholeCells
    sums: Mapping[str, Cells] = field(default_factory=dict)
    narrow: Narrow | None = field(default=None, repr=False)
    review_cost: float = 0.0
    _known: dict[tuple[str, str | None], np.ndarray] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.threshold)

    def cell(self, name: str, amount: str | None = None) -> np.ndarray:
        """The float64 count of a cell or margin (``TP`` ... ``ALL``, ``REVIEWED``), or the sum of ``amount`` over it; shape (k,).

        Raises KeyError for a name or an amount that does not exist.
        """
        found = self._known.get((name, amount))
        if found is None:
            if amount is None and isinstance(self.cases, WholeCells):
                found = self.cases.margin(name, np.float64)
            else:
                found = np.asarray((self.cases if amount is None else self.sums[amount]).margin(name), dtype=np.float64)
            if len(self) <= _KEPT_THRESHOLDS:
                found.setflags(write=False)
                self._known[name, amount] = found
        return found

    def take(self, index: np.ndarray | slice) -> Counts:
        """The counts at some of the thresholds."""
        narrow = self.narrow
        return Counts(
            threshold=self.threshold[index],
            cases=self.cases.take(index),
            sums={name: cells.take(index) for name, cells in self.sums.items()},
            narrow=None if narrow is None else lambda *which: narrow(*which).take(index),
            review_cost=self.review_cost,
        )

    def within(self, column: str, values: Sequence[str]) -> Counts:
        """The counts, at the same thresholds, of those rows whose ``column`` has one of ``values``.

        Raises CountsWithoutRows where these counts came without rows, ColumnError for a column or value that does not exist.
        """
        return narrowed(self.narrow, column, values, is_outside=False)

    def outside(self, column: str, values: Sequence[str]) -> Counts:
        """The counts, at the same thresholds, of those rows whose ``column`` has none of ``values``; raises as ``within``."""
        return narrowed(self.narrow, column, values, is_outside=True)


def narrowed(narrow: Narrow | None, column: str, values: Sequence[str], *, is_outside: bool) -> Any:
    """What ``narrow`` makes of some rows. Raises CountsWithoutRows where there is none."""
    if narrow is None:
        raise CountsWithoutRows(f"These counts came without their rows, so nothing can be told by {column!r} here.")
    return narrow(column, tuple(values), is_outside)


def concatenate(parts: Sequence[Counts]) -> Counts:
    """The counts of several sweeps of the same rows, one after the other; they must have one cost of a review."""
    if len(parts) == 1:
        return parts[0]
    (review_cost,) = {part.review_cost for part in parts}
    cases: Any = parts[0].cases
    return Counts(
        threshold=np.concatenate([part.threshold for part in parts]),
        cases=type(cases).joined([part.cases for part in parts]),
        sums={name: Cells.joined([part.sums[name] for part in parts]) for name in parts[0].sums},
        review_cost=review_cost,
    )
