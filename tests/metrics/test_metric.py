"""What a metric knows beside its value."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.metrics import BUILTIN, Metric
from workbench.sweep import Sweep


def metric(**changes):
    given = {"name": "m", "label": "M", "goal": "minimise", "unit": "", "value": BUILTIN["fpr"].value, **changes}
    return Metric(**given)


def test_a_limit_holds_at_the_limit_itself_and_never_where_undefined():
    values = np.array([0.01, 0.02, 0.0201, math.nan])
    assert metric(limit=0.02).keeps_limit(values).tolist() == [True, True, False, False]
    assert metric(limit=0.02, goal="maximise").keeps_limit(values).tolist() == [False, True, True, False]
    assert metric().keeps_limit(values).tolist() == [True] * 4


def test_direction_and_share():
    assert metric().sign == -1
    assert metric(goal="maximise").sign == 1
    assert metric(unit="share of events").is_share
    assert not metric(unit="EUR").is_share


def test_measured_only_on_the_rows_it_looks_at(make_predictions):
    """Urban: 1 of 2 non-events reaches 0.5; on the whole 1 of 4 does."""
    predictions = make_predictions(
        [1, 0, 0, 0, 0], [0.9, 0.6, 0.4, 0.3, 0.1], segments={"road": ["urban", "urban", "urban", "highway", "highway"]}
    )
    sweep = Sweep(predictions)
    urban = metric(where={"road": ("urban",)}, denominator=BUILTIN["fpr"].denominator)
    assert urban.measure_at(sweep, "score", 0.5) == (0.5, 2.0)
    assert metric().measure_at(sweep, "score", 0.5) == (0.25, None)
    assert urban.measure(sweep).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0, 1.0]


@pytest.mark.parametrize("name", BUILTIN)
def test_one_threshold_is_measured_as_all_are(name, make_predictions):
    sweep = Sweep(make_predictions([1, 0, 0, 1, 0], [0.9, 0.6, 0.4, 0.3, 0.1]))
    everywhere = BUILTIN[name].measure(sweep)
    for k, threshold in enumerate(sweep.threshold):
        np.testing.assert_equal(BUILTIN[name].measure_at(sweep, "score", threshold)[0], everywhere[k])
