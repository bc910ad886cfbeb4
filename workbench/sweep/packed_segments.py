"""Exact counts of every segment from the one sort that the whole takes: its code goes where a key has bits to spare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from workbench.sweep.dealt_segments import dealt_segments
from workbench.sweep.packed_counts import BLOCK_ROWS, KEPT_SHARE, ONE, SIGN, Keys, Packed, Unpacking
from workbench.sweep.side_by_side import shares, side_by_side, sort_side_by_side

_KEY_BITS = 64


def packed_segments(
    score: np.ndarray, is_event: np.ndarray, segment_code: np.ndarray, *, segments_count: int
) -> list[Packed]:
    """``packed_counts`` of each segment 0 ... ``segments_count`` - 1, for little more than those of the whole.

    That is where the segment's code has room beside the score: ten segments have it where no score is 2**128 times
    another, a hundred where none is 2**16 times another. Elsewhere rows are dealt out and each segment is sorted alone.
    """
    layout = key_layout(score, segments_count)
    if layout is None:
        return dealt_segments(score, is_event, segment_code, segments_count=segments_count)
    keys = layout.pack(score, is_event, segment_code)
    sort_side_by_side(keys)
    found = side_by_side([each.count_sorted for each in layout.split(keys)])
    if sum(len(threshold) for threshold, _, _ in found) > KEPT_SHARE * len(keys):
        return found
    return [(threshold.copy(), flagged, events) for threshold, flagged, events in found]


@dataclass(frozen=True, kw_only=True)
class KeyLayout:
    """What a key of 64 bits is made of: the segment in the highest bits, then the score's rank, last the label.

    Floats of one sign order like their bits, so the rank is how far a score's bits lie below ``top``: from 1 for the
    highest score to ``top - base`` for 0, and on for those below 0. ``base`` is one less than the bits of the smallest
    magnitude and stands for 0: the many numbers that no row has next to 0 are left out. ``bottom`` are the bits of the
    lowest score's magnitude if it is below 0, else ``base``. ``is_positive``: every score is above 0.
    """

    top: int
    base: int
    bottom: int
    is_positive: bool
    segments_count: int

    @property
    def shift(self) -> int:
        """How far to the left the segment is."""
        return (self.top - self.base + self.bottom - self.base).bit_length() + 1

    @property
    def segment_bits(self) -> int:
        return max(1, (self.segments_count - 1).bit_length())

    @property
    def first(self) -> np.ndarray:
        """A key before those of each segment, int64: half of them below 0, so that the sign is of use too."""
        return (np.arange(self.segments_count) - (1 << self.segment_bits - 1)) << self.shift

    def pack(self, score: np.ndarray, is_event: np.ndarray, segment_code: np.ndarray) -> np.ndarray:
        """The keys of all rows, int64, shape (segments + n,); before them are the first of each segment."""
        keys = np.empty(self.segments_count + len(score), dtype=np.int64)
        keys[: self.segments_count] = self.first
        rows = keys[self.segments_count :]
        parts = [slice(*share) for share in shares(0, len(score))]
        side_by_side(
            [partial(self._put, rows[part], score[part], is_event[part], segment_code[part]) for part in parts]
        )
        return keys

    def _put(self, rows: np.ndarray, score: np.ndarray, is_event: np.ndarray, segment_code: np.ndarray) -> None:
        highest = np.int64(self.top - (1 << self.segment_bits + self.shift - 2))
        base, base_below = np.int64(self.base), SIGN + np.uint64(self.base)
        for start in range(0, len(score), BLOCK_ROWS):
            part = slice(start, start + BLOCK_ROWS)
            block, bits = rows[part], score[part].view(np.int64)
            block[:] = segment_code[part]
            block <<= self.shift - 1
            block += highest
            if self.is_positive:
                block -= bits
            else:
                block -= np.maximum(bits, base)  # as numbers with a sign -0.0 and all below are the lowest
            if self.bottom > self.base:
                below = np.maximum(bits.view(np.uint64), base_below)  # and as numbers without a sign the highest
                below -= base_below
                block += below.view(np.int64)
            block <<= 1
            block |= is_event[part]

    def split(self, keys: np.ndarray) -> list[Keys]:
        """The keys of each segment out of those of all, which are sorted; they lie in the same memory."""
        zero = self.top - self.base
        borders = np.append(np.searchsorted(keys, self.first), len(keys))
        after_zero = np.searchsorted(keys, self.first + (2 * zero + 1), side="right")
        origins = self.first.view(np.uint64) >> ONE
        above, below = np.uint64(self.top), SIGN + np.uint64(self.base) - np.uint64(zero)
        return [
            Keys(
                buffer=keys[start:stop].view(np.uint64),
                above=middle - start - 1,
                unpack_above=Unpacking(turn=np.subtract, origin=origin + above, zero=self.base),
                unpack_below=Unpacking(turn=np.add, origin=below - origin),
            )
            for (start, stop), middle, origin in zip(
                pairwise(borders.tolist()), after_zero.tolist(), origins, strict=True
            )
        ]


def key_layout(score: np.ndarray, segments_count: int) -> KeyLayout | None:
    """The layout of the keys of these rows; None where segment, score and label do not fit into 64 bits."""
    parts = [score[slice(*share)] for share in shares(0, len(score))] if len(score) else []
    extremes = side_by_side([partial(_extremes, part) for part in parts])
    low, high = min((low for low, _ in extremes), default=0.0), max((high for _, high in extremes), default=0.0)
    base = _magnitude(low) - 1 if low > 0 else _base(parts, low=low, high=high)
    layout = KeyLayout(
        top=max(_magnitude(max(high, 0.0)), base) + 1,
        base=base,
        bottom=max(_magnitude(min(low, 0.0)), base),
        is_positive=bool(low > 0),
        segments_count=segments_count,
    )
    return layout if layout.segment_bits + layout.shift <= _KEY_BITS else None


def _blocks(score: np.ndarray) -> Iterator[np.ndarray]:
    return (score[start : start + BLOCK_ROWS] for start in range(0, len(score), BLOCK_ROWS))


def _extremes(score: np.ndarray) -> tuple[float, float]:
    each = [(block.min(), block.max()) for block in _blocks(score)]
    return min(low for low, _ in each), max(high for _, high in each)


def _base(parts: Sequence[np.ndarray], *, low: float, high: float) -> int:
    """One less than the bits of the smallest magnitude that is not 0; 0 where all are."""
    found = max(_magnitude(low), _magnitude(high))
    for sign in (0, 1 << 63) if low < 0 else (0,):
        before = np.uint64(sign + 1)  # taken away, it makes the highest numbers of 0 and of scores of the other sign
        found = min([found, *side_by_side([partial(_least_after, part, before) for part in parts])])
    return found


def _least_after(score: np.ndarray, before: np.uint64) -> int:
    return min(int((block.view(np.uint64) - before).min()) for block in _blocks(score))


def _magnitude(value: float) -> int:
    """The bits of a float without its sign."""
    return int(np.float64(abs(value)).view(np.uint64))
