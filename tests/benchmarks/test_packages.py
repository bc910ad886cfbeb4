"""The peers' packages answer the same question; skipped where they are not installed (``make bench`` installs them)."""

import numpy as np
import pytest

from benchmarks.data import draw_rows
from benchmarks.peers import dcurves_table, explainer_dashboard, fairlearn_groups, mapie_control, yellowbrick_threshold
from benchmarks.peers.given_scores import give_scores

WHY = "the peers are installed by make bench"
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def rows():
    return draw_rows(3_000)


def rates_at(rows, threshold):
    """True positives, false positives and rows."""
    flagged = rows.score >= threshold
    return (flagged & (rows.label == 1)).sum(), (flagged & (rows.label == 0)).sum(), len(rows)


def test_fairlearn_measures_ten_metrics_of_ten_groups(rows):
    pytest.importorskip("fairlearn", reason=WHY)
    table = fairlearn_groups.measure_groups(give_scores(rows))
    assert table.shape == (10, 10)
    flagged = rows.score >= fairlearn_groups.THRESHOLD
    for code in range(10):
        is_own = rows.segment_code == code
        assert table.loc[code, "flag_rate"] == pytest.approx(flagged[is_own].mean())
        assert table.loc[code, "recall"] == pytest.approx(flagged[is_own & (rows.label == 1)].mean())


def test_fairlearn_finds_thresholds_for_every_group(rows):
    pytest.importorskip("fairlearn", reason=WHY)
    optimizer = fairlearn_groups.optimise_thresholds(give_scores(rows))
    assert len(optimizer.interpolated_thresholder_.interpolation_dict) == 10


def test_dcurves_tabulates_net_benefit(rows):
    pytest.importorskip("dcurves", reason=WHY)
    table = dcurves_table.tabulate_net_benefit(dcurves_table.to_frame(rows))
    of_score = table[table["model"] == "score"].set_index("threshold")["net_benefit"]
    assert len(of_score) == 100
    for threshold in of_score.index[[5, 20, 50]]:
        tp, fp, count = rates_at(rows, threshold)
        assert of_score[threshold] == pytest.approx(tp / count - fp / count * threshold / (1 - threshold))


def test_mapie_controls_precision(rows):
    pytest.importorskip("mapie", reason=WHY)
    controller = mapie_control.control_precision(give_scores(rows))
    assert len(controller.valid_predict_params) > 0
    for threshold in controller.valid_predict_params:
        tp, fp, _ = rates_at(rows, threshold)
        assert tp / (tp + fp) >= mapie_control.TARGET_PRECISION


def test_yellowbrick_works_out_its_curves(rows):
    pytest.importorskip("yellowbrick", reason=WHY)
    found = yellowbrick_threshold.precompute_curves(give_scores(rows), trials_count=3)
    assert {"precision", "recall", "fscore", "queue_rate"} <= set(found.cv_scores_)
    assert found.cv_scores_["queue_rate"][0] == 1  # at a threshold of 0 all are flagged


def test_explainerdashboard_counts_at_every_cutoff(rows):
    pytest.importorskip("explainerdashboard", reason=WHY)
    explainer = explainer_dashboard.precompute_pages(explainer_dashboard.to_arguments(rows))
    for cutoff in (0.1, 0.25, 0.6):
        tp, fp, _ = rates_at(rows, cutoff)
        matrix = np.asarray(explainer.confusion_matrix(cutoff=cutoff, pos_label=1))
        assert (matrix[1, 1], matrix[0, 1]) == (tp, fp)
