"""One policy along the sizes of a stress: counts on a straight line, as numbers at many sizes or as forms of the size."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.metrics.affine import Affine, Atom
from workbench.sweep import Cells, Counts, Sweep, Where
from workbench.sweep.counts import CELLS, REVIEWED
from workbench.sweep.on_sweep import OnSweep

SIZE = Atom("size", None, ())
# The share of a cell that rounding can make of a slope that is none.
_FLAT = 1e-13


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """``low(where)`` and ``high(where)`` are counts of one policy at size 0 and 1, of shape (1,)."""

    sweep: Sweep
    low: Callable[[Where], Counts]
    high: Callable[[Where], Counts]

    def at(self, sizes: Sequence[float] | np.ndarray) -> Points:
        """The policy at these sizes, measured as a sweep is."""
        return Points(self, np.asarray(sizes, dtype=np.float64))

    def form(self) -> Forms:
        """The policy at any size: what measures a sweep comes out as a form of the size."""
        return Forms(self)


class Points(OnSweep):
    """The policy at k sizes; limits, metrics and rules take it where they take a sweep."""

    def __init__(self, line: Line, sizes: np.ndarray) -> None:
        self.line, self.sizes = line, sizes

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def sweep(self) -> Sweep:  # type: ignore[override]
        return self.line.sweep

    def counts(self, where: Where | None = None) -> Counts:
        return _between(self.line.low(where or {}), self.line.high(where or {}), self.sizes)


class Forms(OnSweep):
    """The policy as forms of the size, which ``Limit.measure`` takes where it takes a sweep."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def __len__(self) -> int:
        return 1

    @property
    def sweep(self) -> Sweep:  # type: ignore[override]
        return self.line.sweep

    def counts(self, where: Where | None = None) -> LineCounts:
        return LineCounts(self.line.low(where or {}), self.line.high(where or {}))


@dataclass(frozen=True, eq=False)
class LineCounts:
    """What metrics read as they read Counts: each cell is ``low`` + (``high`` - ``low``) x size."""

    low: Counts
    high: Counts

    def __len__(self) -> int:
        return 1

    @property
    def threshold(self) -> np.ndarray:
        return self.low.threshold

    @property
    def sums(self) -> Mapping[str, Cells]:
        return self.low.sums

    @property
    def review_cost(self) -> float:
        return self.low.review_cost

    def cell(self, name: str, amount: str | None = None) -> Affine:
        low, high = (float(end.cell(name, amount)[0]) for end in (self.low, self.high))
        slope = high - low
        return Affine(low, {SIZE: slope if abs(slope) > _FLAT * max(abs(low), abs(high)) else 0.0})

    def within(self, column: str, values: Sequence[str]) -> LineCounts:
        return LineCounts(self.low.within(column, values), self.high.within(column, values))

    def outside(self, column: str, values: Sequence[str]) -> LineCounts:
        return LineCounts(self.low.outside(column, values), self.high.outside(column, values))


def at_size(form: Affine, size: float) -> float:
    """The form's value at a size."""
    return form.constant + form.terms.get(SIZE, 0.0) * size


def _between(low: Counts, high: Counts, sizes: np.ndarray) -> Counts:
    def blend(name: str, amount: str | None) -> np.ndarray:
        return (1.0 - sizes) * low.cell(name, amount) + sizes * high.cell(name, amount)

    def cells(amount: str | None) -> Cells:
        source = low.cases if amount is None else low.sums[amount]
        reviewed = getattr(source, "reviewed", None)
        return Cells(
            **{name.lower(): blend(name, amount) for name in CELLS},
            positives=blend("POSITIVES", amount),
            negatives=blend("NEGATIVES", amount),
            reviewed=None if reviewed is None else blend(REVIEWED, amount),
        )

    def narrow(column: str, values: Sequence[str], is_outside: bool) -> Counts:
        one, other = (end.outside(column, values) if is_outside else end.within(column, values) for end in (low, high))
        return _between(one, other, sizes)

    return Counts(
        threshold=np.broadcast_to(low.threshold, sizes.shape),
        cases=cells(None),
        sums={name: cells(name) for name in low.sums},
        narrow=None if low.narrow is None else narrow,
        review_cost=low.review_cost,
    )
