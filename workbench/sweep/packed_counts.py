"""Exact counts from one in-place sort: score and label packed into one 64-bit key a row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from workbench.sweep.side_by_side import shares, side_by_side, sort_side_by_side

# Rows at a time: a block and what is made of it stay in the processor's cache.
BLOCK_ROWS = 1 << 15
# Results stay in the memory where they were made if they fill more than this share of it; else they are copied.
KEPT_SHARE = 0.75
ONE = np.uint64(1)
SIGN = np.uint64(1 << 63)
# What turns the bits of a score, moved to the left and with the label, into a key that rises while scores fall.
_FALLING = ~SIGN ^ ONE
# What turns a key without its label into the bits of its score, which are 64 only where there is a sign.
_SCORE_ABOVE = np.uint64((1 << 62) - 1)
_SCORE_BELOW = ~_SCORE_ABOVE

Packed = tuple[np.ndarray, np.ndarray, np.ndarray]


def packed_counts(score: np.ndarray, is_event: np.ndarray) -> Packed:
    """Candidate thresholds, descending from +inf, and how many rows and how many events each flags; shapes (k,).

    ``score`` finite float64, ``is_event`` bool, shapes (n,). The counts are int32, int64 from 2**31 rows on. Needs 16
    bytes a row: floats of one sign order like their bits, so a key is the score's bits with the label in the place of
    the sign, and equal neighbours after the sort are ties. The thresholds are written over the keys.

    >>> packed_counts(np.array([0.5, -1.0, 0.5]), np.array([True, False, False]))
    (array([ inf,  0.5, -1. ]), array([0, 2, 3], dtype=int32), array([0, 1, 1], dtype=int32))
    """
    keys = Keys(buffer=np.empty(len(score) + 1, dtype=np.uint64))
    has_negative = has_scores_below_0(score)
    tasks, end = [], len(score)
    for start, stop in shares(0, len(score)):
        below = int(np.count_nonzero(score[start:stop] < 0)) if has_negative else 0
        end -= below
        places = _Places(rows=keys.rows, above=keys.above, below=end)
        tasks.append(partial(places.put, score[start:stop], is_event[start:stop], has_negative=has_negative))
        keys.above += stop - start - below
    side_by_side(tasks)
    return keys.count()


@dataclass(kw_only=True)
class _Places:
    """Where the next keys go: those of scores >= 0 at ``above``, those of scores below 0 at ``below``."""

    rows: np.ndarray
    above: int
    below: int

    def put(self, score: np.ndarray, is_event: np.ndarray, *, has_negative: bool) -> None:
        """Pack these rows, block by block."""
        for start in range(0, len(score), BLOCK_ROWS):
            part = slice(start, start + BLOCK_ROWS)
            rows = len(score[part])
            if not has_negative:
                pack(score[part], is_event[part], out=self.rows[self.above : self.above + rows])
                self.above += rows
                continue
            is_below = score[part] < 0
            packed = pack(score[part], is_event[part], is_below=is_below)
            below, above = packed[is_below], packed[~is_below]
            self.rows[self.below : self.below + len(below)] = below
            self.rows[self.above : self.above + len(above)] = above
            self.below += len(below)
            self.above += len(above)


def has_scores_below_0(score: np.ndarray) -> bool:
    """Whether any score is; -0.0 is not."""
    lowest = side_by_side([partial(np.min, score[start:stop], initial=0.0) for start, stop in shares(0, len(score))])
    return bool(min(lowest) < 0)


def pack(
    score: np.ndarray, is_event: np.ndarray, *, is_below: np.ndarray | None = None, out: np.ndarray | None = None
) -> np.ndarray:
    """Keys that rise, as int64, while scores fall, for scores >= 0 and, apart from them, for those below."""
    keys = np.empty(len(score), dtype=np.uint64) if out is None else out
    np.left_shift(score.view(np.uint64), ONE, out=keys)  # without the sign, -0.0 is 0.0
    np.bitwise_or(keys, is_event, out=keys)
    if is_below is None:
        return np.bitwise_xor(keys, _FALLING, out=keys)
    # Below zero the greater magnitude is the lower score: those keys fall already.
    keys ^= np.where(is_below, SIGN, _FALLING)
    return keys


@dataclass(frozen=True, kw_only=True)
class Unpacking:
    """How keys of one sign become scores again: ``turn(origin, key >> 1)`` are the bits, ``zero`` those that mean 0."""

    turn: np.ufunc
    origin: np.uint64
    zero: int = 0


@dataclass(frozen=True, kw_only=True)
class _Span:
    """Sorted keys ``start`` up to ``stop`` of one sign; ``after`` is the one that follows, unless it is the last."""

    start: int
    stop: int
    unpack: Unpacking
    after: np.uint64 | None


_ABOVE = Unpacking(turn=np.bitwise_xor, origin=_SCORE_ABOVE)
_BELOW = Unpacking(turn=np.bitwise_xor, origin=_SCORE_BELOW)


@dataclass(kw_only=True)
class Keys:
    """The keys of n rows in ``buffer``, which has one place more: candidate j is written where only earlier rows were.

    Those of scores >= 0 are the first ``above`` rows, those of scores below 0 the others.
    """

    buffer: np.ndarray
    above: int = 0
    unpack_above: Unpacking = _ABOVE
    unpack_below: Unpacking = _BELOW

    @property
    def rows(self) -> np.ndarray:
        return self.buffer[1:]

    def count(self) -> Packed:
        """Sort, and write each score once with what it flags."""
        for keys in (self.rows[: self.above], self.rows[self.above :]):
            sort_side_by_side(keys.view(np.int64))  # with a sign: there AVX2 compares in one step
        return self.count_sorted()

    def count_sorted(self) -> Packed:
        """Write each score once with what it flags; the keys of either sign must be sorted."""
        rows = len(self.rows)
        whole = _count_type(rows)
        flagged, events = np.empty(rows + 1, dtype=whole), np.empty(rows + 1, dtype=whole)
        self.buffer[:1].view(np.float64)[:] = np.inf
        flagged[0] = events[0] = 0
        spans = [*self._spans(0, self.above, self.unpack_above), *self._spans(self.above, rows, self.unpack_below)]
        written = side_by_side([partial(self._write, flagged, events, span) for span in spans])
        size, seen = 1, 0
        for span, (its_size, its_events) in zip(spans, written, strict=True):
            begin, end = span.start + 1, span.start + 1 + its_size
            events[begin:end] += seen
            if size < begin:  # ties before left places free
                for column in (self.buffer, flagged, events):
                    column[size : size + its_size] = column[begin:end]
            size, seen = size + its_size, seen + its_events
        return _cut(self.buffer.view(np.float64), size), _cut(flagged, size), _cut(events, size)

    def _spans(self, start: int, stop: int, unpack: Unpacking) -> list[_Span]:
        """The shares of the keys of one sign, and what comes after each."""
        return [
            _Span(start=low, stop=high, unpack=unpack, after=None if high == stop else self.rows[high] >> ONE)
            for low, high in shares(start, stop)
            if low < high
        ]

    def _write(self, flagged: np.ndarray, events: np.ndarray, span: _Span) -> tuple[int, int]:
        """Go through sorted keys, write their candidates where the keys were; returns how many, and the events seen."""
        begin, seen = span.start + 1, 0
        size = begin
        block_rows = min(BLOCK_ROWS, span.stop - span.start)
        scratch, is_last = np.empty(block_rows, dtype=np.uint64), np.empty(block_rows, dtype=bool)
        every = np.arange(block_rows, dtype=flagged.dtype)
        for low in range(span.start, span.stop, BLOCK_ROWS):
            high = min(low + BLOCK_ROWS, span.stop)
            block, rows = self.rows[low:high], high - low
            labels = block.astype(events.dtype)  # of one type with the counts, or NumPy would not let go meanwhile
            labels &= 1
            counted = np.cumsum(labels, dtype=events.dtype)
            counted += seen
            seen = int(counted[-1])
            values = np.right_shift(block, ONE, out=scratch[:rows])
            np.not_equal(values[1:], values[:-1], out=is_last[: rows - 1])
            after = span.after if high == span.stop else self.rows[high] >> ONE
            is_last[rows - 1] = after is None or values[-1] != after
            last = every[:rows]
            if not is_last[:rows].all():  # where all scores differ there is nothing to pick
                last = np.flatnonzero(is_last[:rows])
                values, counted = values[last], counted[last]
            end = size + len(last)
            span.unpack.turn(span.unpack.origin, values, out=self.buffer[size:end])
            np.add(last, low + 1, out=flagged[size:end])
            events[size:end] = counted
            size = end
        if size > begin and self.buffer[size - 1] == span.unpack.zero:
            self.buffer[size - 1] = 0
        return size - begin, seen


def _count_type(rows_count: int) -> type[np.signedinteger]:
    """What holds every count of so many rows."""
    return np.int32 if rows_count < 2**31 else np.int64


def _cut(values: np.ndarray, size: int) -> np.ndarray:
    """The first ``size`` values; a copy where much would be kept alive for little."""
    return values[:size] if size > KEPT_SHARE * len(values) else values[:size].copy()
