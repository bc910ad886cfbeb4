"""Fairlearn: ten metrics by ten groups at one threshold, and one threshold a group under equal selection rates."""

from __future__ import annotations

from benchmarks.peers.given_scores import GivenScores

THRESHOLD = 0.3


def measure_groups(model: GivenScores) -> object:
    """A MetricFrame of ten metrics, with its values by group worked out."""
    from fairlearn import metrics as fair
    from sklearn import metrics

    frame = fair.MetricFrame(
        metrics={
            "precision": metrics.precision_score,
            "recall": metrics.recall_score,
            "fpr": fair.false_positive_rate,
            "specificity": fair.true_negative_rate,
            "accuracy": metrics.accuracy_score,
            "balanced_accuracy": metrics.balanced_accuracy_score,
            "f1": metrics.f1_score,
            "jaccard": metrics.jaccard_score,
            "mcc": metrics.matthews_corrcoef,
            "flag_rate": fair.selection_rate,
        },
        y_true=model.label,
        y_pred=(model.features[:, 0] >= THRESHOLD).astype(int),
        sensitive_features=model.segment_code,
    )
    return frame.by_group


def optimise_thresholds(model: GivenScores) -> object:
    """A ThresholdOptimizer for demographic parity, on scores that are known already."""
    from fairlearn.postprocessing import ThresholdOptimizer

    optimizer = ThresholdOptimizer(estimator=model, prefit=True, predict_method="predict_proba")
    return optimizer.fit(model.features, model.label, sensitive_features=model.segment_code)
