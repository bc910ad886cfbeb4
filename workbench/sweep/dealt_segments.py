"""Exact counts of every segment where a key has no bits to spare for its code: rows are dealt out, then sorted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from workbench.sweep.packed_counts import Keys, Packed, has_scores_below_0, pack
from workbench.sweep.side_by_side import side_by_side

# Ordering by segment wants small blocks; with many segments larger ones, or they are cut into too many pieces.
_BLOCK_ROWS, _ROWS_A_PIECE = 1 << 14, 1 << 8
# Equal neighbours are dealt slowly, for each waits for the one before; so they go to different lanes of their share.
_LANES_MAX = 16


def dealt_segments(
    score: np.ndarray, is_event: np.ndarray, segment_code: np.ndarray, *, segments_count: int
) -> list[Packed]:
    """``packed_counts`` of each segment 0 ... ``segments_count`` - 1, whatever the scores and however many segments."""
    keys = _dealt_keys(score, is_event, segment_code, segments_count)
    # Sorting lets go of the interpreter, and segments are independent: the largest first, two or more at a time.
    largest_first = sorted(range(segments_count), key=lambda segment: -len(keys[segment].rows))
    counted = side_by_side([keys[segment].count for segment in largest_first])
    return [found for _, found in sorted(zip(largest_first, counted, strict=True), key=lambda pair: pair[0])]


def _dealt_keys(score: np.ndarray, is_event: np.ndarray, segment_code: np.ndarray, segments_count: int) -> list[Keys]:
    """The keys of each segment. Where there are scores below 0, those of a segment are a share of their own."""
    has_negative = has_scores_below_0(score)
    signs_count = 2 if has_negative else 1
    block_rows = max(_BLOCK_ROWS, _ROWS_A_PIECE * segments_count)
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
        Keys(buffer=np.empty(size + 1, dtype=np.uint64), above=above)
        for size, above in zip(places[-1].sum(axis=0).tolist(), places[-1, 0].tolist(), strict=True)
    ]
    places[:, 1:] += places[-1, 0]
    rows = [each.rows for each in keys] * signs_count
    for part, order, first, place in zip(parts, orders, starts, places, strict=False):
        packed = pack(score[part], is_event[part], is_below=score[part] < 0 if has_negative else None)
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


def _code_type(shares_count: int) -> type[np.integer]:
    """What holds every code; those of 8 or 16 bits are ordered by counting them."""
    if shares_count <= 1 << 8:
        return np.uint8
    return np.uint16 if shares_count <= 1 << 16 else np.int64
