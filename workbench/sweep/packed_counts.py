"""Exact counts from one in-place sort: score and label packed into one 64-bit key a row."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

# Rows at a time: a block and what is made of it stay in the processor's cache.
_BLOCK_ROWS = 1 << 15
# Ordering by segment wants smaller blocks; with many segments larger ones, or they are cut into too many pieces.
_SEGMENT_BLOCK_ROWS, _ROWS_A_PIECE = 1 << 14, 1 << 8
# Equal neighbours are dealt slowly, for each waits for the one before; so they go to different lanes of their share.
_LANES_MAX = 16
_THREADS = min(4, os.cpu_count() or 1)
_ONE = np.uint64(1)
_SIGN = np.uint64(1 << 63)
_FALLING = ~_SIGN
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
    keys = _Keys(buffer=np.empty(len(score) + 1, dtype=np.uint64))
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
    """``packed_counts`` of each segment 0 ... ``segments_count`` - 1, in little more than one pass over the rows."""
    keys = _dealt_keys(score, is_event, segment_code, segments_count)
    # Sorting lets go of the interpreter, and segments are independent: the largest first, two or more at a time.
    largest_first = sorted(range(segments_count), key=lambda segment: -len(keys[segment].rows))
    with ThreadPoolExecutor(max_workers=_THREADS) as pool:
        pending = {segment: pool.submit(keys[segment].count) for segment in largest_first}
        return [pending[segment].result() for segment in range(segments_count)]


def _dealt_keys(score: np.ndarray, is_event: np.ndarray, segment_code: np.ndarray, segments_count: int) -> list[_Keys]:
    """The keys of each segment. Where there are scores below 0, those of a segment are a share of their own."""
    has_negative = _has_negative(score)
    signs_count = 2 if has_negative else 1
    block_rows = max(_SEGMENT_BLOCK_ROWS, _ROWS_A_PIECE * segments_count)
    parts = [slice(start, start + block_rows) for start in range(0, len(score), block_rows)]
    dealer = _Dealer(signs_count * segments_count, min(block_rows, len(score)))
    # Every block's order is kept until it is known how many rows each segment has.
    orders, starts = [], np.zeros((len(parts), dealer.shares_count + 1), dtype=np.int64)
    for part, first in zip(parts, starts, strict=True):
        share = segment_code[part].astype(dealer.code_type)
        if has_negative:
            share[score[part] < 0] += segments_count
        order, first[:-1] = dealer.deal(share)
        first[-1] = len(order)
        orders.append(order)
    places = np.zeros((len(parts) + 1, signs_count, segments_count), dtype=np.int64)
    np.cumsum(np.diff(starts).reshape(len(parts), signs_count, segments_count), axis=0, out=places[1:])
    keys = [
        _Keys(buffer=np.empty(size + 1, dtype=np.uint64), above=above)
        for size, above in zip(places[-1].sum(axis=0).tolist(), places[-1, 0].tolist(), strict=True)
    ]
    places[:, 1:] += places[-1, 0]
    rows = [each.rows for each in keys] * signs_count
    for part, order, first, place in zip(parts, orders, starts, places, strict=False):
        packed = _pack(score[part], is_event[part], is_below=score[part] < 0 if has_negative else None)
        packed = packed.take(order, mode="clip")
        for its_rows, (start, stop), to in zip(rows, pairwise(first.tolist()), place.ravel().tolist(), strict=True):
            its_rows[to : to + stop - start] = packed[start:stop]
    return keys


class _Dealer:
    """Puts the rows of a block share by share."""

    def __init__(self, shares_count: int, block_rows: int) -> None:
        self.shares_count = shares_count
        self.code_type = _code_type(shares_count)
        lanes_count = min(_LANES_MAX, (np.iinfo(self.code_type).max + 1) // max(1, shares_count))
        self._lanes_count = self.code_type(lanes_count)
        self._lanes = np.tile(np.arange(lanes_count, dtype=self.code_type), block_rows // lanes_count + 1)
        self._first = np.arange(shares_count).astype(self.code_type) * self._lanes_count

    def deal(self, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows in the order of their shares, in few bytes, and where each share begins. Writes over ``share``."""
        share *= self._lanes_count
        share += self._lanes[: len(share)]
        order = np.argsort(share, kind="stable")
        return order.astype(np.min_scalar_type(len(share))), np.searchsorted(share, self._first, sorter=order)


def _pack(
    score: np.ndarray, is_event: np.ndarray, *, is_below: np.ndarray | None = None, out: np.ndarray | None = None
) -> np.ndarray:
    """Keys that rise, as int64, while scores fall, for scores >= 0 and, apart from them, for those below."""
    keys = np.empty(len(score), dtype=np.uint64) if out is None else out
    np.left_shift(score.view(np.uint64), _ONE, out=keys)  # without the sign, -0.0 is 0.0
    np.bitwise_or(keys, is_event, out=keys)
    if is_below is None:
        return np.bitwise_xor(keys, _FALLING, out=keys)
    # Below zero the greater magnitude is the lower score: those keys fall already.
    keys ^= np.where(is_below, _SIGN, _FALLING)
    return keys


@dataclass(kw_only=True)
class _Keys:
    """The keys of n rows in ``buffer``, which has one place more: candidate j is written where only earlier rows were.

    Those of scores >= 0 are the first ``above`` rows, those of scores below 0 the last; ``below`` of these were put.
    """

    buffer: np.ndarray
    above: int = 0
    below: int = 0

    @property
    def rows(self) -> np.ndarray:
        return self.buffer[1:]

    def put(self, packed: np.ndarray, *, is_below: np.ndarray) -> None:
        below, above = packed[is_below], packed[~is_below]
        end = len(self.rows) - self.below
        self.rows[end - len(below) : end] = below
        self.below += len(below)
        self.rows[self.above : self.above + len(above)] = above
        self.above += len(above)

    def count(self) -> Packed:
        """Sort, and write each score once with what it flags."""
        rows = len(self.rows)
        whole = _count_type(rows)
        flagged, events = np.empty(rows + 1, dtype=whole), np.empty(rows + 1, dtype=whole)
        self.buffer[:1].view(np.float64)[:] = np.inf
        flagged[0] = events[0] = 0
        size, seen = 1, 0
        for start, stop, is_below in ((0, self.above, False), (self.above, rows, True)):
            self.rows[start:stop].view(np.int64).sort()  # with a sign: there AVX2 compares in one step
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
        start, stop = between
        block_rows = min(_BLOCK_ROWS, stop - start)
        scratch, is_last = np.empty(block_rows, dtype=np.uint64), np.empty(block_rows, dtype=bool)
        every = np.arange(block_rows, dtype=flagged.dtype)
        for low in range(start, stop, _BLOCK_ROWS):
            high = min(low + _BLOCK_ROWS, stop)
            block, rows = self.rows[low:high], high - low
            labels = block.astype(np.uint8) & 1  # the low byte; taken out of its place it would come slower
            counted = np.cumsum(labels if is_below else labels ^ 1, dtype=events.dtype)
            counted += seen
            seen = int(counted[-1])
            values = np.right_shift(block, _ONE, out=scratch[:rows])
            np.not_equal(values[1:], values[:-1], out=is_last[: rows - 1])
            is_last[rows - 1] = high == stop or values[-1] != self.rows[high] >> _ONE
            last = every[:rows]
            if not is_last[:rows].all():  # where all scores differ there is nothing to pick
                last = np.flatnonzero(is_last[:rows])
                values, counted = values[last], counted[last]
            end = size + len(last)
            np.bitwise_xor(values, _SCORE_BELOW if is_below else _SCORE_ABOVE, out=self.buffer[size:end])
            np.add(last, low + 1, out=flagged[size:end])
            events[size:end] = counted
            size = end
        return size, seen


def _has_negative(score: np.ndarray) -> bool:
    return bool(len(score)) and bool(score.min() < 0)


def _code_type(shares_count: int) -> type[np.integer]:
    """What holds every code; those of 8 or 16 bits are ordered by counting them."""
    if shares_count <= 1 << 8:
        return np.uint8
    return np.uint16 if shares_count <= 1 << 16 else np.int64


def _count_type(rows_count: int) -> type[np.signedinteger]:
    """What holds every count of so many rows."""
    return np.int32 if rows_count < 2**31 else np.int64


def _cut(values: np.ndarray, size: int) -> np.ndarray:
    """The first ``size`` values; a copy where much would be kept alive for little."""
    return values[:size] if size > 0.75 * len(values) else values[:size].copy()
