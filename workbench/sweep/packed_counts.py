"""Exact counts from one in-place sort: score and label packed into one 64-bit key a row."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

# Rows at a time: a block and what is made of it stay in the processor's cache.
_BLOCK_ROWS = 1 << 15
# Ordering by segment wants smaller blocks; with many segments larger ones, or they are cut into too many pieces.
_SEGMENT_BLOCK_ROWS, _ROWS_A_PIECE = 1 << 14, 1 << 8
_THREADS = min(4, os.cpu_count() or 1)
_ONE = np.uint64(1)
_SIGN = np.uint64(1 << 63)
_LOW_BYTE = 0 if sys.byteorder == "little" else 7

Packed = tuple[np.ndarray, np.ndarray, np.ndarray]


def packed_counts(score: np.ndarray, is_event: np.ndarray) -> Packed:
    """Candidate thresholds, descending from +inf, and how many rows and how many events each flags; shapes (k,).

    ``score`` finite float64, ``is_event`` bool, shapes (n,). The counts are int32, int64 from 2**31 rows on. Needs 16
    bytes a row: floats of one sign order like their bits, so a key is the score's bits with the label in the place of
    the sign, and equal neighbours after the sort are ties. The thresholds are written over the keys.

    >>> packed_counts(np.array([0.5, -1.0, 0.5]), np.array([True, False, False]))
    (array([ inf,  0.5, -1. ]), array([0, 2, 3], dtype=int32), array([0, 1, 1], dtype=int32))
    """
    keys = _Keys(buffer=np.empty(len(score) + 1, dtype=np.uint64), above=0, below_from=len(score))
    has_negative = _has_negative(score)
    for start in range(0, len(score), _BLOCK_ROWS):
        part = slice(start, start + _BLOCK_ROWS)
        if has_negative:
            keys.put(_pack(score[part], is_event[part], is_below=score[part] < 0), is_below=score[part] < 0)
        else:
            rows = len(score[part])
            _pack(score[part], is_event[part], out=keys.rows[keys.above : keys.above + rows])
            keys.above += rows
    return keys.count()


def packed_segments(
    score: np.ndarray, is_event: np.ndarray, segment_code: np.ndarray, *, segments_count: int
) -> list[Packed]:
    """``packed_counts`` of each segment 0 ... ``segments_count`` - 1, in one pass over the rows."""
    block_rows = max(_SEGMENT_BLOCK_ROWS, _ROWS_A_PIECE * segments_count)
    parts = [slice(start, start + block_rows) for start in range(0, len(score), block_rows)]
    pieces = [(part, np.bincount(segment_code[part], minlength=segments_count)) for part in parts]
    held = sum((sizes for _, sizes in pieces), np.zeros(segments_count, dtype=np.int64))
    keys = [_Keys(buffer=np.empty(rows + 1, dtype=np.uint64), above=0, below_from=rows) for rows in held.tolist()]
    has_negative = _has_negative(score)
    for part, sizes in pieces:
        is_below = score[part] < 0 if has_negative else None
        packed = _pack(score[part], is_event[part], is_below=is_below)
        order = np.argsort(segment_code[part].astype(_code_type(segments_count)), kind="stable")
        packed = np.take(packed, order, mode="clip")
        is_below = None if is_below is None else is_below[order]
        stop = 0
        for segment in np.flatnonzero(sizes).tolist():
            piece = slice(stop, stop + int(sizes[segment]))
            stop = piece.stop
            keys[segment].put(packed[piece], is_below=None if is_below is None else is_below[piece])
    # Sorting lets go of the interpreter, and shares are independent: the largest first, two or more at a time.
    with ThreadPoolExecutor(max_workers=_THREADS) as pool:
        pending = {segment: pool.submit(keys[segment].count) for segment in np.argsort(-held).tolist()}
        return [pending[segment].result() for segment in range(segments_count)]


def _pack(
    score: np.ndarray, is_event: np.ndarray, *, is_below: np.ndarray | None = None, out: np.ndarray | None = None
) -> np.ndarray:
    """Keys of which rising ones are falling scores, for scores >= 0 and, apart from them, for those below."""
    keys = np.empty(len(score), dtype=np.uint64) if out is None else out
    np.add(score, 0.0, out=keys.view(np.float64))  # turns -0.0 into 0.0
    np.left_shift(keys, _ONE, out=keys)
    np.bitwise_or(keys, is_event, out=keys)
    if is_below is None:
        return np.invert(keys, out=keys)
    # Below zero the greater magnitude is the lower score: those keys fall already.
    keys ^= is_below.astype(np.uint64) - _ONE
    return keys


@dataclass(kw_only=True)
class _Keys:
    """The keys of n rows in ``buffer``, which has one place more: candidate j is written where only earlier rows were.

    Those of scores >= 0 are the first ``above`` rows, those of scores below from ``below_from`` on.
    """

    buffer: np.ndarray
    above: int
    below_from: int

    @property
    def rows(self) -> np.ndarray:
        return self.buffer[1:]

    def put(self, packed: np.ndarray, *, is_below: np.ndarray | None) -> None:
        if is_below is not None:
            below, packed = packed[is_below], packed[~is_below]
            self.rows[self.below_from - len(below) : self.below_from] = below
            self.below_from -= len(below)
        self.rows[self.above : self.above + len(packed)] = packed
        self.above += len(packed)

    def count(self) -> Packed:
        """Sort, and write each score once with what it flags."""
        rows = len(self.rows)
        whole = _count_type(rows)
        flagged, events = np.empty(rows + 1, dtype=whole), np.empty(rows + 1, dtype=whole)
        self.buffer[:1].view(np.float64)[:] = np.inf
        flagged[0] = events[0] = 0
        size, seen = 1, 0
        for start, stop, is_below in ((0, self.above, False), (self.above, rows, True)):
            self.rows[start:stop].sort()
            size, seen = self._write(flagged, events, (start, stop), size, seen, is_below=is_below)
        return _cut(self.buffer.view(np.float64), size), _cut(flagged, size), _cut(events, size)

    def _write(
        self,
        flagged: np.ndarray,
        events: np.ndarray,
        between: tuple[int, int],
        size: int,
        seen: int,
        *,
        is_below: bool,
    ) -> tuple[int, int]:
        """Go through the sorted keys of one sign; returns the candidates written and the events seen so far."""
        scratch, is_last = np.empty(_BLOCK_ROWS, dtype=np.uint64), np.empty(_BLOCK_ROWS, dtype=bool)
        start, stop = between
        for low in range(start, stop, _BLOCK_ROWS):
            high = min(low + _BLOCK_ROWS, stop)
            block, rows = self.rows[low:high], high - low
            labels = block.view(np.uint8)[_LOW_BYTE::8] & 1
            counted = np.cumsum(labels if is_below else labels ^ 1, dtype=events.dtype)
            counted += seen
            seen = int(counted[-1])
            values = np.bitwise_or(block, _ONE, out=scratch[:rows])
            np.not_equal(values[1:], values[:-1], out=is_last[: rows - 1])
            is_last[rows - 1] = high == stop or values[-1] != self.rows[high] | _ONE
            last = np.flatnonzero(is_last[:rows])
            if len(last) < rows:  # where all scores differ there is nothing to pick
                values, counted = values[last], counted[last]
            end = size + len(last)
            bits = self.buffer[size:end]
            if is_below:
                np.right_shift(values, _ONE, out=bits)
                np.bitwise_or(bits, _SIGN, out=bits)
            else:
                np.invert(values, out=values)
                np.right_shift(values, _ONE, out=bits)
            np.add(last, low + 1, out=flagged[size:end])
            events[size:end] = counted
            size = end
        return size, seen


def _has_negative(score: np.ndarray) -> bool:
    return bool(len(score)) and bool(score.min() < 0)


def _code_type(segments_count: int) -> type[np.integer]:
    """What holds every code; those of 8 or 16 bits are ordered by counting them."""
    if segments_count <= 1 << 8:
        return np.uint8
    return np.uint16 if segments_count <= 1 << 16 else np.int64


def _count_type(rows_count: int) -> type[np.signedinteger]:
    """What holds every count of so many rows."""
    return np.int32 if rows_count < 2**31 else np.int64


def _cut(values: np.ndarray, size: int) -> np.ndarray:
    """The first ``size`` values; a copy where much would be kept alive for little."""
    return values[:size] if size > 0.75 * len(values) else values[:size].copy()
