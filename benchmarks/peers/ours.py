"""The workbench itself, measured through the same functions that the app and the command line use."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.data import Rows
from workbench.evidence.band import Band
from workbench.evidence.sweep_band import sweep_band
from workbench.frontier.nondominated import is_nondominated
from workbench.metrics.builtin import BUILTIN
from workbench.predictions.predictions import Columns, Predictions, Receipt
from workbench.sweep.binned_sweep import sweep_binned
from workbench.sweep.counts import Counts
from workbench.sweep.score_sweep import sweep_score
from workbench.sweep.segment_sweep import sweep_segments
from workbench.sweep.sweep import Sweep, looking_max

METRIC_NAMES = (
    "precision",
    "recall",
    "fpr",
    "specificity",
    "accuracy",
    "balanced_accuracy",
    "f1",
    "jaccard",
    "mcc",
    "flag_rate",
)
FRONTIER = ("precision", "recall")
SCORE = "score"
MOVES_COUNT = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """What the Trade-off page begins with: counts, ten metrics by name and the frontier of two, each of shape (k,)."""

    counts: Counts
    metrics: dict[str, np.ndarray]
    is_frontier: np.ndarray


def count_every_threshold(rows: Rows) -> Counts:
    """Exact counts, and amount sums where there are amounts, at every distinct score."""
    return sweep_score(rows.score, label=rows.label, weight=rows.weight, amounts=rows.amounts)


def count_at_edges(rows: Rows) -> Counts:
    """The same at 16,384 edges at the most."""
    return sweep_binned(rows.score, label=rows.label, weight=rows.weight, amounts=rows.amounts)


def count_segments(rows: Rows) -> list[Counts]:
    """Exact counts at every distinct score of each segment."""
    return sweep_segments(
        rows.score, label=rows.label, segment_code=rows.segment_code, segments_count=rows.segments_count
    )


def study_every_threshold(rows: Rows) -> Study:
    """Counts, ten metrics and the frontier at every distinct score."""
    return study(count_every_threshold(rows))


def study_at_edges(rows: Rows) -> Study:
    """Counts, ten metrics and the frontier at 16,384 edges at the most."""
    return study(count_at_edges(rows))


def study(counts: Counts) -> Study:
    """Ten metrics and the frontier of precision and recall over these counts."""
    metrics = {name: BUILTIN[name].value(counts) for name in METRIC_NAMES}
    return Study(counts=counts, metrics=metrics, is_frontier=find_frontier(frontier_points(metrics)))


def frontier_points(metrics: dict[str, np.ndarray]) -> np.ndarray:
    """Precision and recall as points of shape (k, 2), more is better in both."""
    return np.array([metrics[name] for name in FRONTIER]).T


def find_frontier(points: np.ndarray) -> np.ndarray:
    """True for the points that no other beats in both columns."""
    return is_nondominated(points, signs=(1, 1))


def to_predictions(rows: Rows) -> Predictions:
    """The rows as the app has them after reading."""
    amounts = rows.amounts or {}
    receipt = Receipt(
        file_name="drawn rows",
        sha256="",
        bytes_count=0,
        format="drawn",
        rows_read=len(rows),
        rows_used=len(rows),
        columns=Columns(label="label", scores=(SCORE,), amounts={name: name for name in amounts}),
        label_meaning="1 is the event",
    )
    return Predictions(
        label=rows.label.view(np.uint8),
        scores={SCORE: rows.score},
        amounts=amounts,
        weight=rows.weight,
        receipt=receipt,
    )


def to_sweep(rows: Rows) -> Sweep:
    """The sweep that the app keeps of an open study."""
    return Sweep(to_predictions(rows), candidates_max=looking_max(len(rows)))


def resample_band(sweep: Sweep) -> Band:
    """The band of recall at 200 thresholds from 1,000 bootstrap replicates."""
    return sweep_band(sweep, BUILTIN["recall"], score=SCORE, rng=np.random.default_rng(1))


def to_moves(rows: Rows) -> tuple[Sweep, Iterator[float]]:
    """A sweep, and listed thresholds to move a slider to, each time another."""
    sweep = to_sweep(rows)
    thresholds = sweep.threshold[np.linspace(1, len(sweep) - 1, MOVES_COUNT).astype(int)]
    return sweep, itertools.cycle(np.random.default_rng(2).permutation(thresholds))


def to_any_moves(rows: Rows) -> tuple[Sweep, Iterator[float]]:
    """A sweep, and the scores of some rows to type as a threshold; of large data few of these are listed."""
    return to_sweep(rows), itertools.cycle(np.random.default_rng(2).choice(rows.score, MOVES_COUNT, replace=False))


def move_slider(moves: tuple[Sweep, Iterator[float]]) -> dict[str, np.ndarray]:
    """Ten metrics at the next threshold."""
    sweep, thresholds = moves
    counts = sweep.at(SCORE, [next(thresholds)])
    return {name: BUILTIN[name].value(counts) for name in METRIC_NAMES}
