"""What is asked of whom: for each question the contenders that answer it, on the same rows and in the same rounds."""

from __future__ import annotations

import numpy as np

from benchmarks import names
from benchmarks.data import Rows
from benchmarks.peers import (
    dcurves_table,
    explainer_dashboard,
    fairlearn_groups,
    mapie_control,
    moocore_points,
    numpy_rows,
    ours,
    pandas_rows,
    scikit_learn,
    yellowbrick_threshold,
)
from benchmarks.peers.given_scores import give_scores
from benchmarks.timing import Contender


def count(*, distinct_scores: int | None, columns: str) -> list[Contender]:
    """Confusion counts at every distinct score, unweighted or weighted; and who answers with fewer thresholds."""
    frame = pandas_rows.to_frame
    weighted_max = 1e6 if columns == "weighted" else float("inf")
    return [
        Contender(name=names.SORT, run=numpy_rows.sort),
        Contender(name=names.EXACT, run=ours.count_every_threshold),
        Contender(name=names.EDGES, run=ours.count_at_edges),
        Contender(name=names.EXACT_STUDY, run=ours.study_every_threshold, rows_max=weighted_max),
        Contender(name=names.EDGES_STUDY, run=ours.study_at_edges),
        Contender(name=names.ROC, run=scikit_learn.draw_roc),
        Contender(name=names.MATRICES, run=scikit_learn.count_every_threshold, rows_max=weighted_max),
        Contender(name=names.PRECISION_RECALL, run=scikit_learn.draw_precision_recall, rows_max=1e6),
        Contender(name=names.ARGSORT, run=numpy_rows.argsort_and_cumulate),
        Contender(name=names.PANDAS, run=pandas_rows.sort_and_cumulate, prepare=frame),
        Contender(
            name=names.GROUPBY,
            run=pandas_rows.group_and_cumulate,
            prepare=frame,
            rows_max=float("inf") if distinct_scores else 1e6,
        ),
        Contender(name=names.GRID, run=numpy_rows.loop_over_grid, rows_max=weighted_max),
        Contender(name=names.EQUAL_BINS, run=numpy_rows.count_in_equal_bins),
    ]


def sum_amounts(*, distinct_scores: int | None) -> list[Contender]:
    """Counts, and the sums of three amounts by confusion cell."""
    frame = pandas_rows.to_frame
    return [
        Contender(name=names.SORT, run=numpy_rows.sort),
        Contender(name=names.EDGES, run=ours.count_at_edges),
        Contender(name=names.EDGES_STUDY, run=ours.study_at_edges),
        Contender(name=names.EXACT, run=ours.count_every_threshold, rows_max=1e6),
        Contender(name=names.MATRICES, run=scikit_learn.sum_amounts, rows_max=1e6),
        Contender(name=names.ARGSORT, run=numpy_rows.argsort_and_cumulate),
        Contender(name=names.PANDAS, run=pandas_rows.sort_and_cumulate, prepare=frame),
        Contender(
            name=names.GROUPBY,
            run=pandas_rows.group_and_cumulate,
            prepare=frame,
            rows_max=float("inf") if distinct_scores else 1e5,
        ),
        Contender(name=names.GRID, run=numpy_rows.loop_over_grid, rows_max=1e6),
        Contender(name=names.EQUAL_BINS, run=numpy_rows.count_in_equal_bins),
    ]


def segment() -> list[Contender]:
    """Exact counts of each of ten segments, against those of the whole."""
    return [
        Contender(name=names.SORT, run=numpy_rows.sort),
        Contender(name=names.EXACT, run=ours.count_every_threshold),
        Contender(name=names.BY_SEGMENT, run=ours.count_segments),
        Contender(name=names.MATRICES, run=scikit_learn.count_segments, rows_max=1e6),
    ]


def find_frontier(metrics: tuple[str, str]) -> list[Contender]:
    """What nothing beats on two metrics, among the points of a sweep; NaN left out, for moocore has no rule for it."""

    def to_points(rows: Rows) -> np.ndarray:
        values = ours.study_every_threshold(rows).metrics
        points = np.column_stack([values[name] for name in metrics])
        return points[~np.isnan(points).any(axis=1)]

    return [
        Contender(name=names.OUR_FRONTIER, run=ours.find_frontier, prepare=to_points),
        Contender(name=names.MOOCORE, run=moocore_points.find_frontier, prepare=to_points),
    ]


def draw_band() -> list[Contender]:
    """1,000 bootstrap replicates of a band of recall at 200 thresholds, from a sweep that is there."""
    return [
        Contender(name=names.SORT, run=numpy_rows.sort),
        Contender(name=names.BAND, run=ours.resample_band, prepare=ours.to_sweep),
    ]


def move_slider() -> list[Contender]:
    """Ten metrics at one threshold more, from a sweep that is there."""
    return [
        Contender(name=names.SLIDER, run=ours.move_slider, prepare=ours.to_moves, times=ours.MOVES_COUNT),
        Contender(name=names.TYPED, run=ours.move_slider, prepare=ours.to_any_moves, times=ours.MOVES_COUNT),
    ]


def ask_packages() -> list[Contender]:
    """The peers that work at some thresholds, as they are used, against counts, ten metrics and frontier at all."""
    table = [
        (names.TUNED, scikit_learn.tune_threshold, give_scores),
        (names.METRIC_FRAME, fairlearn_groups.measure_groups, give_scores),
        (names.OPTIMIZER, fairlearn_groups.optimise_thresholds, give_scores),
        (names.DCURVES, dcurves_table.tabulate_net_benefit, dcurves_table.to_frame),
        (names.MAPIE, mapie_control.control_precision, give_scores),
        (names.YELLOWBRICK, yellowbrick_threshold.precompute_curves, give_scores),
        (names.EXPLAINER, explainer_dashboard.precompute_pages, explainer_dashboard.to_arguments),
    ]
    peers = [Contender(name=name, run=run, prepare=prepare) for name, run, prepare in table]
    return [
        Contender(name=names.EXACT_STUDY, run=ours.study_every_threshold),
        Contender(name=names.BY_SEGMENT, run=ours.count_segments),
        *peers,
    ]
