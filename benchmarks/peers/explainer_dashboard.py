"""explainerdashboard: everything its classification pages work out of labels and scores before they show (no SHAP)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarks.data import Rows
from benchmarks.peers.given_scores import give_scores


def to_arguments(rows: Rows) -> tuple[Any, pd.DataFrame, pd.Series]:
    """Model, features and labels, made before the clock starts."""
    return give_scores(rows), pd.DataFrame({"score": rows.score}), pd.Series(rows.label.astype("int64"))


def precompute_pages(arguments: tuple[Any, pd.DataFrame, pd.Series]) -> Any:
    """Metrics, class counts and confusion matrices at 99 cut-offs for both classes; ROC, PR, lift and precision curves."""
    from explainerdashboard import ClassifierExplainer

    model, features, label = arguments
    # With SHAP's slowest method named, none is guessed by fitting; SHAP values are not asked for.
    explainer = ClassifierExplainer(model, features, label, shap="kernel")
    explainer.metrics()
    explainer.get_classification_df()
    explainer.confusion_matrix()
    explainer.roc_auc_curve()
    explainer.pr_auc_curve()
    explainer.get_liftcurve_df()
    explainer.get_precision_df()
    return explainer
