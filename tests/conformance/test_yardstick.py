"""The values that the R package yardstick documents for its two example data sets.

Source: tidymodels/yardstick on GitHub (MIT), README.md and the printed examples of its reference pages
(dev/reference/NAME.md, named beside each figure where they differ from the metric's name there).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import workbench as wb

# two_class_example: 500 rows, the event is Class1, predicted where its probability is at least a half. The pages print
# the values to seven digits, or to three.
TWO_CLASSES = {
    "precision": 0.8194946,
    "npv": 0.8609865,
    "recall": 0.879845,  # sens
    "specificity": 0.7933884,  # spec
    "f1": 0.8485981,  # f_meas
    "balanced_accuracy": 0.8366167,  # bal_accuracy
    "informedness": 0.6732334,  # j_index
    "flag_rate": 0.554,  # detection_prevalence
    "fpr": 0.2066116,  # fall_out
    "fnr": 0.120155,  # miss_rate
}
TWO_CLASSES_SHORT = {"accuracy": 0.838, "kappa": 0.675, "mcc": 0.677}  # kappa is "kap"; README.md for the first two
# What we have and yardstick has not is one less the printed value of another.
COMPLEMENTS = {"error_rate": 1 - 0.838, "fdr": 1 - 0.8194946}
# The same with event_level = "second": Class2 is the event.
SECOND_LEVEL = {
    "precision": 0.8609865,
    "npv": 0.8194946,
    "recall": 0.7933884,
    "specificity": 0.879845,
    "f1": 0.8258065,
    "balanced_accuracy": 0.8366167,
    "informedness": 0.6732334,
    "flag_rate": 0.446,
    "fpr": 0.120155,
    "fnr": 0.2066116,
}
# The only cells of 500 rows that give these: 277 = 0.554 * 500 are flagged, 227 = 0.8194946 * 277 of them events.
CELLS = {"tp": 227, "fp": 50, "fn": 31, "tn": 192}


def test_two_classes_from_the_cells(rule_with, values_at):
    sweep = rule_with(**CELLS)
    assert values_at(sweep, 1, TWO_CLASSES) == pytest.approx(TWO_CLASSES, abs=5.1e-8)
    assert values_at(sweep, 1, TWO_CLASSES_SHORT) == pytest.approx(TWO_CLASSES_SHORT, abs=5.01e-4)
    assert values_at(sweep, 1, COMPLEMENTS) == pytest.approx(COMPLEMENTS, abs=5.1e-8)


def test_two_classes_with_the_other_class_as_the_event(rule_with, values_at):
    """Events and flags change places, so TP with TN and FP with FN; agreement stays."""
    sweep = rule_with(tp=CELLS["tn"], fp=CELLS["fn"], fn=CELLS["fp"], tn=CELLS["tp"])
    assert values_at(sweep, 1, SECOND_LEVEL) == pytest.approx(SECOND_LEVEL, abs=5.1e-8)
    assert values_at(sweep, 1, TWO_CLASSES_SHORT) == pytest.approx(TWO_CLASSES_SHORT, abs=5.01e-4)


def test_two_classes_from_the_scores(read_case, values_at, cells_at, areas):
    """roc_auc.md 0.939, average_precision.md 0.947."""
    frame, _ = read_case("yardstick_two_class")
    sweep = wb.sweep(wb.read_predictions(frame, label="label", score="score"))
    assert cells_at(sweep, 0.5) == CELLS
    assert values_at(sweep, 0.5, TWO_CLASSES) == pytest.approx(TWO_CLASSES, abs=5.1e-8)
    assert areas(sweep) == pytest.approx((0.939, 0.947), abs=5.01e-4)
    # The other class as the event: its score is 1 - score, here the negative, and no score is exactly a half.
    other = wb.sweep(wb.read_predictions(frame, label="label", positive=0, flip="score"))
    assert values_at(other, -0.5, SECOND_LEVEL) == pytest.approx(SECOND_LEVEL, abs=5.1e-8)


def test_the_curves_of_two_classes_end_as_printed(read_case):
    """roc_curve.md, the first 10 of 502 rows, and pr_curve.md, the first 10 of 501.

    yardstick adds -Inf, where everybody is flagged, to the ROC curve. The lowest score flags everybody too, so we do
    not. It prints precision 1 where nobody is flagged; here 0/0 is undefined.
    """
    frame, _ = read_case("yardstick_two_class")
    table = wb.sweep(wb.read_predictions(frame, label="label", score="score")).table(
        ["specificity", "recall", "precision"]
    )
    assert len(table) == 501
    upwards = table[::-1]
    lowest = [1.79e-7, 4.50e-6, 5.81e-6, 5.92e-6, 1.22e-5, 1.40e-5, 1.43e-5, 2.38e-5, 3.30e-5]
    specificity = [0, 0.00413, 0.00826, 0.0124, 0.0165, 0.0207, 0.0248, 0.0289, 0.0331]
    assert upwards["threshold"].head(9).tolist() == pytest.approx(lowest, rel=4e-3)
    assert upwards["specificity"].head(9).tolist() == pytest.approx(specificity, abs=5.01e-5)
    assert upwards["recall"].head(9).tolist() == [1] * 9
    recall = [0, 0.00388, 0.00775, 0.0116, 0.0155, 0.0194, 0.0233, 0.0271, 0.0310, 0.0349]
    assert table["recall"].head(10).tolist() == pytest.approx(recall, abs=5.01e-5)
    assert table["precision"].head(10).tolist() == pytest.approx([float("nan")] + [1] * 9, nan_ok=True)


# hpc_cv: 3,467 rows in 10 folds, four classes. conf_mat.md prints the cells of Fold01; rows are the prediction.
CLASSES = ("VF", "F", "M", "L")
FOLD01 = np.array([[166, 33, 8, 1], [11, 71, 24, 7], [0, 3, 5, 3], [0, 1, 4, 10]])
# The first row of each page's table by Resample: the plain mean over the classes, and the mean weighted by their size.
FOLD01_MACRO = {
    "recall": (0.548, 0.726),
    "specificity": (0.886, 0.816),
    "precision": (0.637, 0.697),
    "npv": (0.906, 0.896),
    "f1": (0.563, 0.696),
    "informedness": (0.434, 0.542),
    "balanced_accuracy": (0.717, 0.771),
    "flag_rate": (0.25, 0.413),
    "fpr": (0.114, 0.184),
    "fnr": (0.452, 0.274),
}


def test_each_class_of_one_fold_against_the_rest(rule_with, values_at):
    """yardstick's "macro" and "macro_weighted" are means of our metric over the classes, each against the rest."""
    by_class = []
    for code in range(len(CLASSES)):
        tp = FOLD01[code, code]
        fp, fn = FOLD01[code].sum() - tp, FOLD01[:, code].sum() - tp
        sweep = rule_with(tp=tp, fp=fp, fn=fn, tn=FOLD01.sum() - tp - fp - fn)
        by_class.append(values_at(sweep, 1, FOLD01_MACRO))
    sizes = FOLD01.sum(axis=0)
    for name, (macro, weighted) in FOLD01_MACRO.items():
        ours = [values[name] for values in by_class]
        assert np.mean(ours) == pytest.approx(macro, abs=5.01e-4), name
        assert np.average(ours, weights=sizes) == pytest.approx(weighted, abs=5.01e-4), name


# The tables by Resample, Fold01 to Fold10: the plain mean over the classes.
BY_FOLD = {
    "precision": (0.637, 0.603, 0.706, 0.658, 0.651, 0.626, 0.562, 0.652, 0.605, 0.625),
    "recall": (0.548, 0.541, 0.634, 0.570, 0.550, 0.540, 0.531, 0.584, 0.568, 0.537),
    "specificity": (0.886, 0.882, 0.899, 0.879, 0.881, 0.873, 0.866, 0.884, 0.867, 0.875),
    "npv": (0.906, 0.901, 0.917, 0.897, 0.897, 0.892, 0.882, 0.902, 0.879, 0.890),
    "f1": (0.563, 0.542, 0.641, 0.593, 0.570, 0.554, 0.516, 0.601, 0.555, 0.560),
    "informedness": (0.434, 0.422, 0.533, 0.449, 0.431, 0.413, 0.398, 0.468, 0.435, 0.412),
    "balanced_accuracy": (0.717, 0.711, 0.767, 0.724, 0.715, 0.707, 0.699, 0.734, 0.717, 0.706),
}
# average_precision.md, "macro", and roc_auc.md, "macro_weighted". The default of roc_auc there is Hand and Till's mean
# over pairs of classes, which is another quantity.
AVERAGE_PRECISION = (0.617, 0.625, 0.699, 0.685, 0.625, 0.656, 0.617, 0.659, 0.632, 0.611)
WEIGHTED_ROC_AUC = (0.880, 0.873, 0.906, 0.867, 0.866, 0.865, 0.868, 0.865, 0.841, 0.869)


@pytest.fixture(scope="module")
def folds(read_case):
    """For each fold the four classes, each against the rest: the sweep of the prediction and of the probability."""
    frame, _ = read_case("yardstick_hpc_cv")
    columns = {"VF": "score", "F": "p_F", "M": "p_M", "L": "p_L"}

    def sweep(fold: pd.DataFrame, name: str, score: pd.Series):
        rows = pd.DataFrame({"event": (fold["obs"] == name).astype(int), "score": score})
        return wb.sweep(wb.read_predictions(rows, label="event", score="score"))

    found = [fold for _, fold in frame.groupby("fold")]
    assert [len(found), len(frame)] == [10, 3467]
    return [
        [
            (sweep(fold, name, (fold["pred"] == name).astype(float)), sweep(fold, name, fold[columns[name]]))
            for name in CLASSES
        ]
        for fold in found
    ]


def test_every_fold_class_by_class(folds, values_at):
    for place, classes in enumerate(folds):
        values = [values_at(predicted, 1, BY_FOLD) for predicted, _ in classes]
        for name, printed in BY_FOLD.items():
            ours = np.mean([each[name] for each in values])
            assert ours == pytest.approx(printed[place], abs=5.01e-4), (name, place)


def test_the_areas_of_every_fold_class_by_class(folds, areas):
    for place, classes in enumerate(folds):
        both = np.array([areas(scored) for _, scored in classes])
        sizes = [wb.at(scored, None).count("POSITIVES") for _, scored in classes]
        assert np.average(both[:, 0], weights=sizes) == pytest.approx(WEIGHTED_ROC_AUC[place], abs=5.01e-4), place
        assert np.mean(both[:, 1]) == pytest.approx(AVERAGE_PRECISION[place], abs=5.01e-4), place


def test_macro_and_micro_precision_of_all_folds(read_case, values_at):
    """README.md: 0.631 and 0.709. "Micro" adds the cells of the classes before it divides."""
    frame, _ = read_case("yardstick_hpc_cv")
    points = []
    for name in CLASSES:
        rows = pd.DataFrame({"event": (frame["obs"] == name).astype(int), "rule": (frame["pred"] == name).astype(int)})
        points.append(wb.at(wb.sweep(wb.read_predictions(rows, label="event", score="rule")), 1, metrics=["precision"]))
    assert np.mean([point.value("precision") for point in points]) == pytest.approx(0.631, abs=5.01e-4)
    micro = sum(point.count("TP") for point in points) / sum(point.count("FLAGGED") for point in points)
    assert micro == pytest.approx(0.709, abs=5.01e-4)
