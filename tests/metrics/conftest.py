"""Counts written by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from workbench.sweep import Cells, Counts


def _cells(rows: Sequence[tuple[float, float, float, float]]) -> Cells:
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return Cells(tp=table[:, 0], fp=table[:, 1], fn=table[:, 2], tn=table[:, 3])


def _make_counts(
    *rows: tuple[float, float, float, float],
    threshold: Sequence[float] | None = None,
    **sums: Sequence[tuple[float, float, float, float]],
) -> Counts:
    return Counts(
        threshold=np.array(threshold if threshold is not None else [0.5] * len(rows), dtype=np.float64),
        cases=_cells(rows),
        sums={name: _cells(values) for name, values in sums.items()},
    )


@pytest.fixture(scope="session")
def make_counts() -> Callable[..., Counts]:
    """Counts from tuples of TP, FP, FN, TN, and of amount sums likewise."""
    return _make_counts


@pytest.fixture(scope="session")
def hostile_cells() -> Mapping[str, tuple[float, float, float, float]]:
    """Cells with empty margins and with sizes at both ends of what a float holds."""
    return {
        "empty": (0, 0, 0, 0),
        "no events": (0, 3, 0, 5),
        "no non-events": (3, 0, 4, 0),
        "nobody flagged": (0, 0, 4, 5),
        "everybody flagged": (4, 5, 0, 0),
        "only misses": (0, 0, 7, 0),
        "huge": (1e300, 2e300, 3e300, 4e300),
        "at the end": (1e308, 1e308, 1e308, 1e308),
        "beyond": (float("inf"), 1, 1, 1),
        "tiny": (5e-324, 5e-324, 5e-324, 5e-324),
        "five million": (5e6, 5e6, 5e6, 5e6),
    }
