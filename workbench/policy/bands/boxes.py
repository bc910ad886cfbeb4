"""Boxes of bands: any act threshold of one stretch of candidates with any clear threshold of another, as ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from workbench.metrics.ranges import Range, within
from workbench.policy.reviewer import Reviewer
from workbench.sweep import REVIEWED, Cells, Counts, Sweep, Where
from workbench.sweep.counts import Narrow, narrowed
from workbench.sweep.on_sweep import OnSweep
from workbench.sweep.sweep import narrower_where

# What is expected of a reviewer is rounded a few times over; the bounds leave room for it.
SLACK = 8 * np.finfo(np.float64).eps


@dataclass(frozen=True, kw_only=True, eq=False)
class Blocks:
    """The candidates of a sweep in blocks of 2 ** level neighbours of one score, for every level up to ``top``.

    ``starts[level]`` are the first candidates of all blocks; those of a score are ``offset[level][score]`` and on.
    """

    sweep: Sweep
    reviewer: Reviewer
    _ends: dict[tuple, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def first(self) -> np.ndarray:
        """The first candidate of each score, and the end."""
        return np.searchsorted(self.sweep.score_code, np.arange(len(self.sweep.scores) + 1))

    @property
    def top(self) -> int:
        """The level at which each score is one block."""
        return int(np.max(np.diff(self.first)) - 1).bit_length()

    def count(self, level: int) -> np.ndarray:
        """How many blocks each score has."""
        return -(-np.diff(self.first) // (1 << level))

    def offset(self, level: int) -> np.ndarray:
        """The place of each score's first block."""
        return np.concatenate([[0], np.cumsum(self.count(level))[:-1]])

    def starts(self, level: int) -> np.ndarray:
        """The first candidate of every block, those of the first score first."""
        sizes = zip(self.first, self.first[1:], strict=False)
        return np.concatenate([np.arange(start, stop, 1 << level) for start, stop in sizes])

    def ends(self, level: int, cell: str, amount: str | None, where: Where | None) -> tuple[np.ndarray, np.ndarray]:
        """The least and the greatest count or sum in each block."""
        key = (level, cell, amount, tuple(sorted((column, tuple(values)) for column, values in (where or {}).items())))
        if key not in self._ends:
            if level == 0:
                values = self.sweep.counts(where).cell(cell, amount)
                self._ends[key] = values, values
            else:
                low, high = self.ends(0, cell, amount, where)
                starts = self.starts(level)
                self._ends[key] = np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)
        return self._ends[key]


@dataclass(frozen=True, kw_only=True, eq=False)
class Boxes(OnSweep):
    """k boxes at one level: block ``upper[i]`` of act thresholds with block ``lower[i]`` of clear thresholds.

    Blocks are numbered within the score ``score[i]``. ``counts`` has what holds for every band of a box, so what
    measures a sweep measures boxes: ``metric.measure(boxes)`` is the Range that the metric has in each.
    """

    blocks: Blocks
    level: int
    score: np.ndarray
    upper: np.ndarray
    lower: np.ndarray
    _counts: dict[tuple, BoxCounts] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.score)

    @property
    def sweep(self) -> Sweep:  # type: ignore[override]
        return self.blocks.sweep

    def counts(self, where: Where | None = None) -> BoxCounts:
        """The bounds of the expected counts, on the whole or only on rows whose columns have the values in ``where``."""
        key = tuple(sorted((column, tuple(values)) for column, values in (where or {}).items()))
        if key not in self._counts:
            self._counts[key] = BoxCounts(boxes=self, where=dict(where or {}))
        return self._counts[key]

    def take(self, index: np.ndarray) -> Boxes:
        """Some of the boxes."""
        return Boxes(
            blocks=self.blocks,
            level=self.level,
            score=self.score[index],
            upper=self.upper[index],
            lower=self.lower[index],
        )

    def split(self) -> Boxes:
        """The boxes at the next finer level, without those that hold no band."""
        level = self.level - 1
        score = np.concatenate([self.score] * 4)
        upper = np.concatenate([2 * self.upper, 2 * self.upper, 2 * self.upper + 1, 2 * self.upper + 1])
        lower = np.concatenate([2 * self.lower, 2 * self.lower + 1, 2 * self.lower, 2 * self.lower + 1])
        is_there = (upper <= lower) & (lower < self.blocks.count(level)[score])
        return Boxes(
            blocks=self.blocks, level=level, score=score[is_there], upper=upper[is_there], lower=lower[is_there]
        )

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """``upper`` and ``lower`` of every band in the boxes, as candidates of the sweep."""
        size, first = 1 << self.level, self.blocks.first
        inside = np.arange(size)
        begin, end = first[self.score], first[self.score + 1]
        upper = ((begin + self.upper * size)[:, None] + inside)[:, :, None]
        lower = ((begin + self.lower * size)[:, None] + inside)[:, None, :]
        is_there = (upper <= lower) & (lower < end[:, None, None])
        upper, lower = np.broadcast_arrays(upper, lower)
        return upper[is_there], lower[is_there]

    def bands_count(self) -> int:
        """How many bands there are in the boxes."""
        size, lengths = 1 << self.level, np.diff(self.blocks.first)[self.score]
        upper = np.minimum(size, lengths - self.upper * size)
        lower = np.minimum(size, lengths - self.lower * size)
        return int(np.where(self.upper == self.lower, upper * (upper + 1) // 2, upper * lower).sum())

    def corners(self) -> tuple[np.ndarray, np.ndarray]:
        """``upper`` and ``lower`` of one band in each box: the middle of both blocks."""
        size, first = 1 << self.level, self.blocks.first
        begin, end = first[self.score], first[self.score + 1]
        middles = (np.minimum(begin + block * size + size // 2, end - 1) for block in (self.upper, self.lower))
        return tuple(middles)


@dataclass(frozen=True, kw_only=True, eq=False)
class BoxCounts:
    """Bounds of the expected counts of all bands in each of k boxes; metrics read it as they read Counts."""

    boxes: Boxes
    where: Where
    _cells: dict[tuple[str, str | None], Range] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.boxes)

    @property
    def threshold(self) -> Range:
        """Nothing is known of it: a band has two, and a single threshold is among the bands of some boxes."""
        size = len(self)
        return Range(np.full(size, -np.inf), np.full(size, np.inf), np.ones(size, dtype=bool))

    @property
    def _edge(self) -> Counts:
        return self.boxes.blocks.sweep.counts(self.where)

    @property
    def sums(self) -> Mapping[str, Cells]:
        """The amounts that there are sums of."""
        return self._edge.sums

    @property
    def review_cost(self) -> float:
        """What one reviewed case costs."""
        return self.boxes.blocks.reviewer.cost

    def cell(self, name: str, amount: str | None = None) -> Range:
        """The range of a cell or margin in each box. Raises KeyError for a name or an amount that does not exist."""
        if (name, amount) not in self._cells:
            self._cells[name, amount] = self._bound(name, amount)
        return self._cells[name, amount]

    def within(self, column: str, values: Sequence[str]) -> BoxCounts:
        """The bounds for those rows whose ``column`` has one of ``values``."""
        return narrowed(self._narrow, column, values, is_outside=False)

    def outside(self, column: str, values: Sequence[str]) -> BoxCounts:
        """The bounds for those rows whose ``column`` has none of ``values``."""
        return narrowed(self._narrow, column, values, is_outside=True)

    @property
    def _narrow(self) -> Narrow:
        boxes, where = self.boxes, self.where
        return lambda *which: boxes.counts(narrower_where(boxes.predictions, where, *which))

    def _bound(self, name: str, amount: str | None) -> Range:
        sensitive, specific = self.boxes.blocks.reviewer.sensitivity, self.boxes.blocks.reviewer.specificity
        if name in ("POSITIVES", "NEGATIVES", "ALL"):
            total = self._edge.cell(name, amount)[self._starts]
            return within(total, total)
        # Each cell is a mean of what it is at the two thresholds: of the reviewed events the share `sensitive` is flagged.
        parts = {
            "TP": [("TP", 1 - sensitive, sensitive)],
            "FN": [("FN", 1 - sensitive, sensitive)],
            "FP": [("FP", specific, 1 - specific)],
            "TN": [("TN", specific, 1 - specific)],
            "FLAGGED": [("TP", 1 - sensitive, sensitive), ("FP", specific, 1 - specific)],
            "CLEARED": [("FN", 1 - sensitive, sensitive), ("TN", specific, 1 - specific)],
            REVIEWED: [("FLAGGED", -1.0, 1.0)] if amount is None else [("TP", -1.0, 1.0), ("FP", -1.0, 1.0)],
        }[name]
        low, high, size = 0.0, 0.0, 0.0
        for cell, above, below in parts:
            for share, place in ((above, self._upper), (below, self._lower)):
                least, greatest = (end[place] for end in self._ends(cell, amount))
                ends = (least, greatest) if share >= 0 else (greatest, least)
                low, high = low + share * ends[0], high + share * ends[1]
                size = size + np.maximum(np.abs(least), np.abs(greatest))
        low, high = low - SLACK * size, high + SLACK * size
        return within(np.maximum(low, 0.0), high) if amount is None else within(low, high)

    def _ends(self, cell: str, amount: str | None) -> tuple[np.ndarray, np.ndarray]:
        return self.boxes.blocks.ends(self.boxes.level, cell, amount, self.where)

    @cached_property
    def _starts(self) -> np.ndarray:
        return self.boxes.blocks.first[self.boxes.score]

    @cached_property
    def _upper(self) -> np.ndarray:
        return self.boxes.blocks.offset(self.boxes.level)[self.boxes.score] + self.boxes.upper

    @cached_property
    def _lower(self) -> np.ndarray:
        return self.boxes.blocks.offset(self.boxes.level)[self.boxes.score] + self.boxes.lower
