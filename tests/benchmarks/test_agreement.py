"""What is measured gives the same answer: on tiny data every contender agrees with counting row by row."""

import math

import numpy as np
import pytest

from benchmarks import names
from benchmarks.data import draw_rows
from benchmarks.measure_peers import plan
from benchmarks.peers import moocore_points, numpy_rows, ours, pandas_rows, scikit_learn
from benchmarks.peers.given_scores import give_scores

ROWS = 300
KINDS = [(columns, ties) for columns in ("unweighted", "weighted", "amounts") for ties in (None, 40)]


@pytest.fixture(params=KINDS, ids=[f"{columns}-{ties or 'no'}-ties" for columns, ties in KINDS])
def rows(request):
    columns, ties = request.param
    return draw_rows(ROWS, columns=columns, distinct_scores=ties)


def measures(rows):
    """The measures that are summed beside the counting, each as (values of events, values of all)."""
    given = [*([] if rows.weight is None else [rows.weight]), *(rows.amounts or {}).values()]
    return [np.ones(len(rows)), *given]


def flagged_sums(rows, thresholds):
    """By brute force: at each threshold the sum of each measure over flagged events and over all flagged, (k, 2 m)."""
    table = []
    for threshold in thresholds:
        line = []
        for values in measures(rows):
            flagged = [
                (score >= threshold, label == 1, value)
                for score, label, value in zip(rows.score, rows.label, values, strict=True)
            ]
            line.append(math.fsum(value for is_flagged, is_event, value in flagged if is_flagged and is_event))
            line.append(math.fsum(value for is_flagged, _, value in flagged if is_flagged))
        table.append(line)
    return np.array(table)


def descending(rows):
    return sorted(set(rows.score.tolist()), reverse=True)


def ours_as_table(rows, counts):
    """Counts as (k, 2 m), without the threshold that flags nobody. Weighted cases have no unweighted count."""
    parts = []
    if rows.weight is None:
        parts += [counts.cell("TP"), counts.cell("FLAGGED")]
    else:
        parts += [None, None, counts.cell("TP"), counts.cell("FLAGGED")]
    for name in rows.amounts or {}:
        parts += [counts.cell("TP", name), counts.cell("FLAGGED", name)]
    return parts


@pytest.mark.parametrize("count", [ours.count_every_threshold, ours.count_at_edges])
def test_our_counts_are_those_of_counting_row_by_row(rows, count):
    counts = count(rows)
    thresholds = descending(rows)
    assert counts.threshold[1:].tolist() == thresholds
    expected = flagged_sums(rows, thresholds)
    for column, found in enumerate(ours_as_table(rows, counts)):
        if found is not None:
            np.testing.assert_allclose(found[1:], expected[:, column], rtol=1e-12)


def test_argsort_and_cumulate(rows):
    thresholds, sums = numpy_rows.argsort_and_cumulate(rows)
    assert thresholds.tolist() == descending(rows)
    np.testing.assert_allclose(np.column_stack(sums), flagged_sums(rows, thresholds), rtol=1e-12)


def test_loop_over_grid(rows):
    np.testing.assert_allclose(
        numpy_rows.loop_over_grid(rows), flagged_sums(rows, numpy_rows.GRID), rtol=1e-12, atol=1e-12
    )


def test_bins_of_equal_width(rows):
    edges = np.arange(numpy_rows.BINS_COUNT)[::-1] / numpy_rows.BINS_COUNT
    found = np.column_stack(numpy_rows.count_in_equal_bins(rows))
    some = np.linspace(0, len(edges) - 1, 23).astype(int)
    np.testing.assert_allclose(found[some], flagged_sums(rows, edges[some]), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("cumulate", [pandas_rows.sort_and_cumulate, pandas_rows.group_and_cumulate])
def test_pandas(rows, cumulate):
    found = cumulate(pandas_rows.to_frame(rows))
    assert found.index.tolist() == descending(rows)
    expected = flagged_sums(rows, found.index)
    np.testing.assert_array_equal(found["label"], expected[:, 0])
    np.testing.assert_array_equal(found["rows"], expected[:, 1])
    for index in range(len(measures(rows)) - 1):
        np.testing.assert_allclose(found[f"column_{index}_of_events"], expected[:, 2 * index + 2], rtol=1e-12)
        np.testing.assert_allclose(found[f"column_{index}"], expected[:, 2 * index + 3], rtol=1e-12)


@pytest.mark.parametrize(("columns", "ties"), KINDS[:4])
def test_scikit_learn_curves(columns, ties):
    rows = draw_rows(ROWS, columns=columns, distinct_scores=ties)
    weight = np.ones(ROWS) if rows.weight is None else rows.weight
    expected = flagged_sums(rows, descending(rows))[:, -2:]
    events, others = weight[rows.label == 1].sum(), weight[rows.label == 0].sum()
    tn, fp, fn, tp, _ = scikit_learn.count_every_threshold(rows)
    np.testing.assert_allclose(tp, expected[:, 0], rtol=1e-12)
    np.testing.assert_allclose(tp + fp, expected[:, 1], rtol=1e-12)
    np.testing.assert_allclose([tp + fn, fp + tn], [[events] * len(tp), [others] * len(tp)], rtol=1e-12)
    fpr, tpr, _ = scikit_learn.draw_roc(rows)
    np.testing.assert_allclose(tpr[1:] * events, expected[:, 0], rtol=1e-12)
    np.testing.assert_allclose(fpr[1:] * others, expected[:, 1] - expected[:, 0], rtol=1e-12, atol=1e-12)
    precision, recall, _ = scikit_learn.draw_precision_recall(rows)
    np.testing.assert_allclose(recall[:-1][::-1] * events, expected[:, 0], rtol=1e-12)
    np.testing.assert_allclose(precision[:-1][::-1] * expected[:, 1], expected[:, 0], rtol=1e-12, atol=1e-12)


def test_scikit_learn_sums_an_amount_as_a_weight():
    rows = draw_rows(ROWS, columns="amounts")
    expected = flagged_sums(rows, descending(rows))
    for index, (_, fp, _, tp, _) in enumerate(scikit_learn.sum_amounts(rows)):
        np.testing.assert_allclose(tp, expected[:, 2 * index + 2], rtol=1e-12)
        np.testing.assert_allclose(tp + fp, expected[:, 2 * index + 3], rtol=1e-12)


def test_the_segments_are_counted_alike():
    rows = draw_rows(ROWS, distinct_scores=40)
    for code, (counts, peer) in enumerate(
        zip(ours.count_segments(rows), scikit_learn.count_segments(rows), strict=True)
    ):
        is_own = rows.segment_code == code
        _, fp, _, tp, thresholds = peer
        np.testing.assert_array_equal(counts.threshold[1:], thresholds)
        np.testing.assert_array_equal(counts.cell("TP")[1:], tp)
        np.testing.assert_array_equal(counts.cell("FP")[1:], fp)
        assert counts.cell("ALL")[0] == is_own.sum()


def test_the_frontiers_are_the_same_points():
    metrics = ours.study_every_threshold(draw_rows(ROWS, distinct_scores=40)).metrics
    for columns in (("precision", "recall"), ("recall", "specificity")):
        points = np.column_stack([metrics[name] for name in columns])
        points = points[~np.isnan(points).any(axis=1)]
        by_brute_force = {
            tuple(point)
            for point in points.tolist()
            if not any(other[0] >= point[0] and other[1] >= point[1] and other != point for other in points.tolist())
        }
        assert set(map(tuple, points[ours.find_frontier(points)].tolist())) == by_brute_force
        assert set(map(tuple, points[moocore_points.find_frontier(points)].tolist())) == by_brute_force


def test_the_threshold_search_finds_the_best_of_its_own_grid():
    rows = draw_rows(ROWS)
    found = scikit_learn.tune_threshold(give_scores(rows))
    counts = ours.to_sweep(rows).at(ours.SCORE, np.linspace(rows.score.min(), rows.score.max(), 100))
    recall, specificity = counts.cell("TP") / counts.cell("POSITIVES"), counts.cell("TN") / counts.cell("NEGATIVES")
    assert found.best_score_ == pytest.approx(((recall + specificity) / 2).max())


def test_a_slider_move_measures_at_another_threshold_each_time():
    rows = draw_rows(ROWS)
    moves = ours.to_moves(rows)
    rates = [ours.move_slider(moves)["flag_rate"][0] for _ in range(5)]
    assert len(set(rates)) == 5
    assert {round(rate * ROWS) for rate in rates} <= set(range(1, ROWS + 1))


def test_every_question_is_asked_of_the_workbench():
    asked = [
        (name, {contender.name for contender in contenders}) for name, *_, contenders in plan((names.PACKAGES_ROWS,))
    ]
    assert len(asked) >= 10
    assert [name for name, contenders in asked if not any(each.startswith("workbench") for each in contenders)] == []
    assert {contender for name, found in asked if name == "packages" for contender in found} >= set(names.PACKAGES)
