"""Why a recommended policy stands off its line, by hand: four cases that read a score, and a limit in the way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from workbench.explore.kept_limits import kept_at, kept_limits, off_line_words
from workbench.metrics import BUILTIN
from workbench.policy import SingleThreshold, contract_limits, measure_point
from workbench.sweep import Sweep

FNR = replace(BUILTIN["fnr"], role="primary", weight=1.0)
FPR = replace(BUILTIN["fpr"], role="guardrail", limit=0.25)
AXES = (FPR, FNR)


@pytest.fixture
def sweep(make_predictions):
    return Sweep(make_predictions([1, 0, 1, 0, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]))


def point(sweep, threshold):
    return measure_point(sweep, SingleThreshold(score="score", threshold=threshold), metrics=AXES)


def words(sweep, values, kept, **more):
    given = {"axes": AXES, "rule": "contract", "agreed": AXES, "line": "by road", **more}
    return off_line_words(
        np.array(values), np.array(kept), [limit.label for limit in contract_limits(AXES)], point(sweep, 0.9), **given
    )


def test_limits_are_kept_where_they_are_measured_to_be(sweep):
    limits = contract_limits(AXES)
    kept = kept_limits(sweep, limits, len(sweep))
    assert kept.shape == (len(sweep), 1)
    # Of three that are no event none, one, one, two ... are flagged: only none keeps one in four.
    assert kept[:, 0].tolist() == [True, True, False, False, False, False, False]
    measured = [point(sweep, float(threshold)) for threshold in sweep.threshold]
    assert kept_at(measured).tolist() == kept.tolist()


def test_on_the_line_nothing_is_said(sweep):
    assert words(sweep, [[0.0, 2 / 3], [1 / 3, 1 / 3]], [[True], [False]]) == ""


def test_the_limit_that_the_better_points_break_is_named(sweep):
    said = words(sweep, [[0.0, 0.5], [0.0, 0.4]], [[False], [False]])
    assert "leaves limits aside" in said
    assert "breaks a limit (False positive rate)" in said


def test_without_a_broken_limit_the_metric_off_the_axes_is_named(sweep):
    third = replace(BUILTIN["precision"], role="secondary", weight=0.5)
    said = words(sweep, [[0.0, 0.5]], [[True]], agreed=(*AXES, third))
    assert "also weighs Precision, which these axes do not show" in said
    assert "recommended by money" in words(sweep, [[0.0, 0.5]], [[True]], rule="payoff")
    assert "past the contract's target" in words(sweep, [[0.0, 0.5]], [[True]])
