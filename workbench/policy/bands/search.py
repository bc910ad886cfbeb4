"""Branch and bound over all bands: boxes that cannot hold the best are left alone, and the others are halved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.metrics.ranges import Range
from workbench.policy.bands.boxes import Blocks, Boxes
from workbench.policy.bands.pairs import Pairs
from workbench.policy.limits import Limit

# Bands of boxes of 4 x 4 are measured one by one: bounds would cost as much.
LEAF_LEVEL = 2
# So many boxes are bounded, or bands measured, at once; what is made on the way stays small.
HELPING = 1 << 16
# So many boxes of one level are followed. Those left out count with their bound, so what is said stays true.
FOLLOWED_MAX = 1 << 19
# The most promising boxes show a band each, which may rule out others.
TRIED = 1 << 12

Value = Callable[[Pairs | Boxes], np.ndarray | Range]


@dataclass(frozen=True, kw_only=True, eq=False)
class Among:
    """The bands that a search is among: those in ``boxes`` (each entry at one level), and ``pairs``."""

    boxes: tuple[Boxes, ...]
    pairs: Pairs

    def bands_count(self) -> int:
        """How many bands these are."""
        return len(self.pairs) + sum(boxes.bands_count() for boxes in self.boxes)

    def first(self, most: int) -> Pairs:
        """Some of the bands, ``most`` at most, those that are in no box first."""
        upper, lower = [self.pairs.upper[:most]], [self.pairs.lower[:most]]
        left = most - len(upper[0])
        for boxes in self.boxes:
            for _, part in _helpings(boxes):
                if left <= 0:
                    break
                more = part.pairs()
                upper.append(more[0][:left])
                lower.append(more[1][:left])
                left -= len(upper[-1])
        return replace(self.pairs, upper=np.concatenate(upper), lower=np.concatenate(lower))


@dataclass(frozen=True, kw_only=True, eq=False)
class Best:
    """The greatest value that a band has which keeps every limit; -inf where none does.

    ``bound`` is a number that no band can pass; more than ``value`` only where not all boxes could be followed, which
    ``left_out`` says.
    ``measured_count`` bands were measured one by one; of them ``kept_count`` have a value and keep the limits, and
    ``undefined_count`` have none.
    """

    value: float
    at: tuple[int, int] | None
    bound: float
    left_out: bool
    measured_count: int
    kept_count: int
    undefined_count: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Tied:
    """The bands that reach a bar and keep every limit; ``is_all`` unless there are too many boxes to follow."""

    among: Among
    is_all: bool


class Search:
    """A value over bands, within limits.

    ``tighter`` may give a bound of the value in each box that is known besides, and ``first`` the ``upper`` and ``lower`` of
    bands to look at before any other.
    """

    def __init__(
        self,
        blocks: Blocks,
        value: Value,
        limits: Sequence[Limit] = (),
        *,
        tighter: Callable[[Boxes], np.ndarray] | None = None,
        first: tuple[np.ndarray, np.ndarray] | None = None,
        followed_max: int = FOLLOWED_MAX,
    ) -> None:
        self.blocks, self.value, self.limits = blocks, value, tuple(limits)
        self.tighter, self.first, self.followed_max = tighter, first, followed_max
        self._best, self._at = -np.inf, None
        self._measured = self._kept = self._undefined = 0

    def everywhere(self) -> Among:
        """All bands of all scores of the sweep."""
        scores = np.arange(len(self.blocks.sweep.scores))
        zero = np.zeros_like(scores)
        top = Boxes(blocks=self.blocks, level=self.blocks.top, score=scores, upper=zero, lower=zero)
        return Among(boxes=(top,), pairs=self.pairs(zero[:0], zero[:0]))

    def best(self, among: Among, *, at_least: float = -np.inf, slack: Callable[[float], float] | None = None) -> Best:
        """The greatest value among these bands; a band counts only where it is above ``at_least``.

        ``slack(best)`` is how far above the best a bound may be that is still only rounding.
        """
        self._best, self._at, left_out = at_least, None, -np.inf
        self._measured = self._kept = self._undefined = 0
        self._measure(among.pairs.upper, among.pairs.lower)
        if self.first is not None:
            self._measure(*self.first)

        def bar() -> float:
            return self._best + (slack(self._best) if slack is not None and np.isfinite(self._best) else 0.0)

        waiting = list(among.boxes)
        while waiting:
            boxes = waiting.pop()
            if boxes.level > LEAF_LEVEL:
                high, may, _ = self._bounds(boxes)
                boxes, high = _kept(boxes, high, may & (high > bar()))
                self._measure(*(end[:TRIED] for end in boxes.corners()))
                boxes, high = _kept(boxes, high, high > bar())
                if len(boxes) > self.followed_max:
                    left_out = max(left_out, float(high[self.followed_max]))
                    boxes = boxes.take(np.arange(self.followed_max))
                if len(boxes):
                    waiting.append(boxes.split())
                continue
            high, may, _ = self._bounds(boxes)
            boxes, high = _kept(boxes, high, may & (high > bar()))
            for start, part in _helpings(boxes):
                if high[start] <= bar():
                    break  # the most promising come first
                self._measure(*part.pairs())
        found = self._at is not None
        value = self._best if found else -np.inf
        return Best(
            value=value,
            at=self._at,
            bound=max(self._best, left_out),
            left_out=left_out > -np.inf,
            measured_count=self._measured,
            kept_count=self._kept,
            undefined_count=self._undefined,
        )

    def reaching(self, among: Among, bar: float) -> Tied:
        """The bands whose value is at least ``bar``; boxes of which every band is sure to be one are not opened."""
        is_all, sure = True, []
        upper, lower = self._reaching(among.pairs.upper, among.pairs.lower, bar)
        found = [(upper, lower)]
        waiting = list(among.boxes)
        while waiting:
            boxes = waiting.pop()
            high, may, must = self._bounds(boxes, low_bar=bar)
            may &= high >= bar
            if must.any():
                sure.append(boxes.take(np.flatnonzero(must)))
            boxes, high = _kept(boxes, high, may & ~must)
            if len(boxes) > self.followed_max:
                boxes, is_all = boxes.take(np.arange(self.followed_max)), False
            if boxes.level > LEAF_LEVEL:
                if len(boxes):
                    waiting.append(boxes.split())
                continue
            found += [self._reaching(*part.pairs(), bar) for _, part in _helpings(boxes)]
        upper, lower = (np.concatenate(ends) for ends in zip(*found, strict=True))
        order = np.lexsort([lower, upper])
        return Tied(among=Among(boxes=tuple(sure), pairs=self.pairs(upper[order], lower[order])), is_all=is_all)

    def pairs(self, upper: np.ndarray, lower: np.ndarray) -> Pairs:
        """These bands, as candidates of the sweep."""
        return Pairs(sweep=self.blocks.sweep, reviewer=self.blocks.reviewer, upper=upper, lower=lower)

    def _values(self, upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
        """The value of each band, -inf where it is undefined or a limit is broken."""
        pairs = self.pairs(upper, lower)
        value = np.asarray(self.value(pairs), dtype=np.float64)
        is_defined = ~np.isnan(value)
        self._undefined += int((~is_defined).sum())
        kept = np.logical_and.reduce([is_defined, *(limit.keeps(limit.measure(pairs)) for limit in self.limits)])
        return np.where(kept, value, -np.inf)

    def _measure(self, upper: np.ndarray, lower: np.ndarray) -> None:
        for start in range(0, len(upper), HELPING):
            part = slice(start, start + HELPING)
            values = self._values(upper[part], lower[part])
            self._measured += len(values)
            self._kept += int((values > -np.inf).sum())
            place = int(np.argmax(values))
            if values[place] > self._best:
                self._best, self._at = float(values[place]), (int(upper[part][place]), int(lower[part][place]))

    def _reaching(self, upper: np.ndarray, lower: np.ndarray, bar: float) -> tuple[np.ndarray, np.ndarray]:
        parts = [slice(start, start + HELPING) for start in range(0, len(upper), HELPING)]
        mask = [self._values(upper[part], lower[part]) >= bar for part in parts]
        reaches = np.concatenate(mask) if mask else np.zeros(0, dtype=bool)
        return upper[reaches], lower[reaches]

    def _bounds(self, boxes: Boxes, *, low_bar: float = np.inf) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The greatest value possible in each box, whether some band of it may keep the limits and be defined, and
        whether all bands must be at least ``low_bar`` and keep the limits."""
        parts = [
            self._bounds_of(boxes.take(np.arange(start, min(start + HELPING, len(boxes)))), low_bar)
            for start in range(0, len(boxes), HELPING)
        ]
        if not parts:
            return np.empty(0), np.empty(0, dtype=bool), np.empty(0, dtype=bool)
        high, may, must = (np.concatenate(each) for each in zip(*parts, strict=True))
        return high, may, must

    def _bounds_of(self, boxes: Boxes, low_bar: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        size = len(boxes)
        try:
            value = self.value(boxes)
            measured = [limit.measure(boxes) for limit in self.limits]
            high, low, maybe = (
                np.broadcast_to(part, size).copy() for part in (value.high, value.low, value.maybe_undefined)
            )
            may = np.logical_and.reduce(
                [~np.isnan(high), *(limit.may_keep(each) for limit, each in zip(self.limits, measured, strict=True))]
            )
            must = np.logical_and.reduce(
                [
                    ~maybe.astype(bool),
                    low >= low_bar,
                    *(limit.must_keep(each) for limit, each in zip(self.limits, measured, strict=True)),
                ]
            )
        except Exception:
            # A metric given as a function may fail on ranges in its own way: then nothing is known.
            return np.full(size, np.inf), np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
        if self.tighter is not None:
            high = np.minimum(high, self.tighter(boxes))
        return high, np.broadcast_to(may, size).copy(), np.broadcast_to(must, size).copy()


def _kept(boxes: Boxes, high: np.ndarray, mask: np.ndarray) -> tuple[Boxes, np.ndarray]:
    """The boxes of the mask, the most promising first."""
    chosen = np.flatnonzero(mask)
    chosen = chosen[np.argsort(-high[chosen], kind="stable")]
    return boxes.take(chosen), high[chosen]


def _helpings(boxes: Boxes) -> Iterator[tuple[int, Boxes]]:
    """The boxes a few at a time, so that their bands are not too many at once, each with the place of its first."""
    step = max(HELPING >> (2 * boxes.level), 1)
    for start in range(0, len(boxes), step):
        yield start, boxes.take(np.arange(start, min(start + step, len(boxes))))
