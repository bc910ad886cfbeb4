"""What a room judges: names, feasible points and the mark that tells one frontier from another."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from workbench.contract import Contract
from workbench.elicit.subject import make_subject
from workbench.frontier import build_frontier
from workbench.metrics import BUILTIN
from workbench.policy import SingleThreshold, measure_point
from workbench.predictions import read_predictions
from workbench.sweep import Sweep

LABELS = [1, 0, 1, 1, 0, 0, 1, 0, 0, 0]
SCORES = [0.9, 0.85, 0.8, 0.6, 0.55, 0.4, 0.35, 0.3, 0.2, 0.1]
CONTRACT = Contract.from_text(
    """
title: Checks
decision: Hold it
predictions: {label: y, scores: [s]}
metrics:
  - {name: missed, label: Missed, role: primary, goal: minimise, formula: FN / POSITIVES, unit: share of events, worst: 1, target: 0}
  - {name: alarms, label: Alarms, role: guardrail, goal: minimise, formula: FP / NEGATIVES, unit: share of non-events, limit: 0.4}
"""
)


def sweep(scores=SCORES) -> Sweep:
    return Sweep(read_predictions(pd.DataFrame({"y": LABELS, "s": scores}), label="y", positive=1, scores=["s"]))


def subject(whole: Sweep, **more):
    frontier = build_frontier(whole, metrics=(BUILTIN["fpr"], BUILTIN["fnr"]))
    return make_subject(frontier, contract=CONTRACT, **more)


def test_a_point_is_feasible_where_the_librarys_own_measure_keeps_every_limit():
    found = subject(sweep())
    told = [measure_point(found.sweep, found.policy(point), contract=CONTRACT).is_feasible for point in range(len(found.frontier))]  # fmt: skip
    assert found.feasible.tolist() == told
    assert 0 < sum(told) < len(told)


def test_the_name_and_the_policy_of_a_point_are_those_of_its_candidate():
    found = subject(sweep())
    for point in range(len(found.frontier)):
        policy = found.policy(point)
        assert isinstance(policy, SingleThreshold)
        values = [metric.value(found.sweep.at("s", [policy.threshold]))[0] for metric in found.frontier.metrics]
        assert values == pytest.approx(found.frontier.values[point].tolist())
    assert list(found.names) == ["s ≥ 0.35", "s ≥ 0.6", "s ≥ 0.9"]
    with_nobody = build_frontier(sweep(), metrics=(BUILTIN["flag_rate"], BUILTIN["fnr"]))
    assert make_subject(with_nobody, contract=None).names[-1] == "nobody flagged"


def test_what_is_kept_of_a_point_tells_a_reader_without_the_frontier():
    found = subject(sweep())
    told = found.told(1)
    assert json.loads(json.dumps(told)) == told
    assert (told["point"], told["subject"], told["name"]) == (1, found.mark, found.names[1])
    assert found.told(None) == {"subject": found.mark, "point": None}


def test_the_mark_changes_with_a_threshold_a_value_and_a_metric_and_with_nothing_else():
    one = subject(sweep())
    assert subject(sweep()).mark == one.mark
    assert subject(sweep([*SCORES[:-1], 0.05])).mark == one.mark  # no point of the frontier hangs on the last score
    moved = [0.34 if score == 0.35 else score for score in SCORES]
    assert subject(sweep(moved)).mark != one.mark
    turned = build_frontier(sweep(), metrics=(BUILTIN["fnr"], BUILTIN["fpr"]))
    assert make_subject(turned, contract=CONTRACT).mark != one.mark
    unit = build_frontier(sweep(), metrics=(replace(BUILTIN["fpr"], unit="share of others"), BUILTIN["fnr"]))
    assert make_subject(unit, contract=CONTRACT).mark != one.mark


def test_choices_have_both_ends_what_was_asked_for_and_no_more_than_that():
    found = subject(sweep())
    points = found.ladder.points.tolist()
    assert found.choices() == tuple(points)
    few = found.choices(most=2, also=[points[1]])
    assert few == (points[0], points[1], points[-1])


def test_without_limits_nothing_is_said_of_feasibility():
    frontier = build_frontier(sweep(), metrics=(BUILTIN["fpr"], BUILTIN["fnr"]))
    assert make_subject(frontier, contract=None).feasible is None
