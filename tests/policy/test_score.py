"""The contract's score, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.errors import ContractError
from workbench.metrics import BUILTIN, Metric
from workbench.policy import contract_score, weighted, worth
from workbench.sweep import Sweep


def metric(value=None, **changes):
    given = {"name": "m", "label": "m", "goal": "minimise", "unit": "", "value": value, **changes}
    return Metric(**given)


def test_worth_is_0_at_worst_1_at_target_and_held_between():
    falling = metric(worst=0.10, target=0.02)
    values = np.array([0.5, 0.10, 0.06, 0.02, 0.0, math.nan])
    np.testing.assert_allclose(worth(values, falling), [0, 0, 0.5, 1, 1, math.nan])
    np.testing.assert_allclose(worth(values, falling, beyond=True), [-5, 0, 0.5, 1, 1.25, math.nan])
    rising = metric(goal="maximise", worst=0.6, target=1.0)
    np.testing.assert_allclose(worth(np.array([0.5, 0.7, 1.0]), rising), [0, 0.25, 1])


def test_worth_needs_both_ends():
    for incomplete in (metric(worst=0.1), metric(target=0.1), metric()):
        with pytest.raises(ContractError, match=r"^metrics \(m\): needs worst and target"):
            worth(np.array([0.5]), incomplete)


def test_what_is_worth_nothing_is_a_plain_0():
    """(0.1 - 0.1) / -0.08 is -0.0, which files would show with its sign."""
    held = worth(np.array([0.10, 0.5]), metric(worst=0.10, target=0.02))
    assert not np.signbit(held).any()


def test_primary_counts_1_secondary_a_half_guardrail_nothing(make_predictions):
    """Thresholds inf, .8, .6, .4, .2; recall 0 .5 .5 1 1; FPR 0 0 .5 .5 1."""
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.4, 0.2]))
    primary = metric(BUILTIN["recall"].value, goal="maximise", role="primary", weight=1.0, worst=0.0, target=1.0)
    secondary = metric(BUILTIN["fpr"].value, role="secondary", weight=0.5, worst=1.0, target=0.5)
    guardrail = metric(BUILTIN["precision"].value, role="guardrail", weight=0.0, limit=0.9)
    score = contract_score(sweep, [primary, secondary, guardrail])
    np.testing.assert_allclose(score, [0 + 0.5, 0.5 + 0.5, 0.5 + 0.5, 1 + 0.5, 1 + 0])
    assert weighted([primary, secondary, guardrail]) == (primary, secondary)


def test_an_undefined_metric_leaves_the_score_undefined(make_predictions):
    sweep = Sweep(make_predictions([1, 0], [0.8, 0.6]))
    precision = metric(BUILTIN["precision"].value, goal="maximise", weight=1.0, worst=0, target=1)
    np.testing.assert_array_equal(contract_score(sweep, [precision]), [math.nan, 1, 0.5])


def test_without_a_weight_there_is_no_score(make_predictions):
    sweep = Sweep(make_predictions([1, 0], [0.8, 0.6]))
    with pytest.raises(ContractError, match=r"^metrics: none has a weight"):
        contract_score(sweep, [metric(BUILTIN["recall"].value)])


def test_beyond_its_ends_the_score_goes_on(make_predictions):
    """Recall 0, 1/2, 1/2, 1, 1 counts up to 1/2: 0, 1, 1, 2, 2; FPR 0, 0, 1/2, 1/2, 1 down from 1/2, at a weight of 3."""
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.4, 0.2]))
    recall = metric(BUILTIN["recall"].value, goal="maximise", weight=1.0, worst=0.0, target=0.5)
    fpr = metric(BUILTIN["fpr"].value, weight=3.0, worst=0.5, target=0.0)
    np.testing.assert_array_equal(contract_score(sweep, [recall, fpr]), [3, 4, 1, 1, 1])
    np.testing.assert_array_equal(contract_score(sweep, [recall, fpr], beyond=True), [3, 4, 1, 2, -1])
