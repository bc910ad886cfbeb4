"""What every test may ask for: predictions made from plain lists, and how hard to try."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from workbench.predictions.predictions import Columns, Predictions, Receipt, Segment


def _segment(values: Sequence[str]) -> Segment:
    names = tuple(dict.fromkeys(values))
    return Segment(codes=np.array([names.index(value) for value in values], dtype=np.int64), values=names)


def _make_predictions(
    label: Sequence[int],
    scores: Sequence[float] | Mapping[str, Sequence[float]],
    /,
    *,
    segments: Mapping[str, Sequence[str]] | None = None,
    amounts: Mapping[str, Sequence[float]] | None = None,
    weight: Sequence[float] | None = None,
    period: Sequence[str] | None = None,
    **columns: Any,
) -> Predictions:
    named = dict(scores) if isinstance(scores, Mapping) else {"score": scores}
    columns.setdefault("scores", tuple(named))
    parts = Columns(
        label="label",
        segments=tuple(segments or {}),
        amounts={name: name for name in amounts or {}},
        weight=None if weight is None else "weight",
        period=None if period is None else "period",
        **columns,
    )
    return Predictions(
        label=np.array(label, dtype=np.uint8),
        scores={name: np.array(values, dtype=np.float64) for name, values in named.items()},
        segments={name: _segment(list(values)) for name, values in (segments or {}).items()},
        amounts={name: np.array(values, dtype=np.float64) for name, values in (amounts or {}).items()},
        weight=None if weight is None else np.array(weight, dtype=np.float64),
        period=None if period is None else _segment(list(period)),
        receipt=Receipt(
            file_name="made.csv",
            sha256="0" * 64,
            bytes_count=1,
            format="csv",
            rows_read=len(label),
            rows_used=len(label),
            columns=parts,
            label_meaning="1 is the event",
        ),
    )


@pytest.fixture(scope="session")
def make_predictions() -> Callable[..., Predictions]:
    """Predictions from plain lists: ``make_predictions([1, 0], [0.9, 0.4], segments={"tier": ["a", "b"]})``."""
    return _make_predictions


@pytest.fixture(scope="session")
def soak() -> int:
    """How many times as many random cases to try: 1 by default, 40 with WORKBENCH_SOAK=1."""
    return 40 if os.environ.get("WORKBENCH_SOAK") == "1" else 1


@dataclass
class Exactness:
    """How much was compared with exact arithmetic in this run; the summary at its end says it."""

    data_sets: int = 0
    thresholds: int = 0
    optima: int = 0

    def add(self, *, data_sets: int, thresholds: int) -> None:
        self.data_sets += data_sets
        self.thresholds += thresholds


_EXACTNESS = pytest.StashKey[Exactness]()


@pytest.fixture(scope="session")
def exactness(pytestconfig: pytest.Config) -> Exactness:
    """Where a test adds what it compared with exact arithmetic."""
    return pytestconfig.stash.setdefault(_EXACTNESS, Exactness())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    done = config.stash.get(_EXACTNESS, Exactness())
    if done.data_sets:
        terminalreporter.write_sep("=", "exactness")
        terminalreporter.write_line(
            f"exactness: {done.data_sets:,} random data sets, {done.thresholds:,} thresholds compared"
        )
    if done.optima:
        terminalreporter.write_line(
            f"linear costs: the best of {done.optima:,} random data sets is that of brute force"
        )
