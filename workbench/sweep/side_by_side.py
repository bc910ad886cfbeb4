"""Work on many rows, shared between the processor's cores: NumPy lets go of the interpreter while it works."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

THREADS = min(4, os.cpu_count() or 1)
# Of fewer rows a thread is done before another has begun.
ROWS_A_THREAD = 1 << 16

Result = TypeVar("Result")


def side_by_side(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """What each task gives, in their order. The first of their errors, if any, is raised once all have ended."""
    if len(tasks) <= 1 or THREADS == 1:
        return [task() for task in tasks]
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        return [pending.result() for pending in [pool.submit(task) for task in tasks]]


def shares(start: int, stop: int) -> list[tuple[int, int]]:
    """Rows ``start`` up to ``stop`` in shares of nearly the same size, one a thread; one share of few rows, or of none.

    >>> shares(3, 5)
    [(3, 5)]
    """
    count = max(1, min(THREADS, (stop - start) // ROWS_A_THREAD))
    return list(pairwise(start + (stop - start) * share // count for share in range(count + 1)))


def sort_side_by_side(keys: np.ndarray) -> None:
    """Sort in place: each share is sorted alone once no key in it belongs into another."""
    parts = shares(0, len(keys))
    if len(parts) > 1:
        keys.partition([start for start, _ in parts[1:]])
    side_by_side([keys[start:stop].sort for start, stop in parts])
