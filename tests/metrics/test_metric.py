"""What a metric knows beside its value."""

from __future__ import annotations

import math
import warnings
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from workbench.metrics import BUILTIN, Metric
from workbench.sweep import Cells, Counts, Sweep


def metric(**changes):
    given = {"name": "m", "label": "M", "goal": "minimise", "unit": "", "value": BUILTIN["fpr"].value, **changes}
    return Metric(**given)


def test_a_limit_holds_at_the_limit_itself_and_never_where_undefined():
    values = np.array([0.01, 0.02, 0.0201, math.nan])
    assert metric(limit=0.02).keeps_limit(values).tolist() == [True, True, False, False]
    assert metric(limit=0.02, goal="maximise").keeps_limit(values).tolist() == [False, True, True, False]
    assert metric().keeps_limit(values).tolist() == [True] * 4


def test_the_mask_of_a_limit_is_a_mask_and_an_undefined_value_no_warning():
    values = np.array([[0.01], [math.nan]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for each in (metric(), metric(limit=0.02), metric(limit=0.02, goal="maximise")):
            assert each.keeps_limit(values).dtype == bool
            assert each.keeps_limit(values).shape == (2, 1)


def test_a_metric_of_which_little_is_said_is_one_to_look_at_and_decides_nothing():
    plain = metric()
    assert (plain.role, plain.weight, plain.layer) == ("diagnostic", 0.0, "model")
    assert (plain.denominator, plain.things, plain.worst, plain.target, plain.limit) == (None,) * 5
    assert (plain.definition, plain.so_what, plain.where) == ("", "", {})
    assert plain.is_money is False


def test_a_metric_stays_as_it_was_made():
    plain = metric()
    with pytest.raises(FrozenInstanceError):
        plain.limit = 1
    with pytest.raises(TypeError, match="positional"):
        Metric(*(getattr(plain, item.name) for item in fields(plain)))


@pytest.mark.parametrize(
    ("thresholds", "at_a_time"),
    [(16_384, [16_384]), (16_385, [16_384, 1]), (40_000, [16_384, 16_384, 7_232])],
)
def test_many_thresholds_are_measured_some_at_a_time(thresholds, at_a_time):
    """So that what a metric makes on the way stays small; each keeps its own value."""
    seen = []

    def flagged(counts):
        seen.append(counts)
        return counts.cell("TP")

    tp = np.arange(float(thresholds))
    counts = Counts(threshold=-tp, cases=Cells(tp=tp, fp=tp, fn=tp, tn=tp), sums={})
    np.testing.assert_array_equal(metric(value=flagged).of(counts), tp)
    assert [len(each) for each in seen] == at_a_time
    if len(at_a_time) == 1:
        assert seen[0] is counts


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
