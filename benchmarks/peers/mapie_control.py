"""MAPIE: the thresholds, of a hundred, at which precision is controlled."""

from __future__ import annotations

import numpy as np

from benchmarks.peers.given_scores import GivenScores

TARGET_PRECISION = 0.3
# Its own default goes up to 0.99, where nobody is flagged: the p-value is NaN there, and no threshold is found at all.
THRESHOLDS = np.linspace(0, 0.9, 100)


def control_precision(model: GivenScores) -> object:
    """A controller that was calibrated on scores that are known already."""
    from mapie.risk_control import BinaryClassificationController

    controller = BinaryClassificationController(
        model.predict_proba,
        risk="precision",
        target_level=TARGET_PRECISION,
        confidence_level=0.9,
        list_predict_params=THRESHOLDS,
    )
    return controller.calibrate(model.features, model.label)
