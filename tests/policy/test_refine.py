"""Choosing over a sweep that lists only some candidates is choosing over all of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.policy.partial_sweep import hide
from tests.policy.told import told
from workbench.contract import Contract
from workbench.metrics import Metric
from workbench.metrics.gaps import RangedCounts
from workbench.policy import SingleThreshold, choose, parse_limit
from workbench.policy.judged import judge
from workbench.policy.limits import Limit
from workbench.policy.rule import Rule
from workbench.sweep import Sweep


def contract(*metrics, **more):
    return Contract.from_dict({"title": "T", "decision": "D", "metrics": list(metrics), **more})


RECALL = {"name": "recall", "role": "primary", "worst": 0, "target": 1}
FPR = {"name": "fpr", "role": "secondary", "worst": 1, "target": 0}


@pytest.fixture
def many(make_predictions):
    """20,000 cases, every score another, and a sweep that lists every hundredth candidate."""
    rng = np.random.default_rng(4)
    label = (rng.random(20_000) < 0.3).astype(int)
    score = rng.permutation(20_000) / 20_000 * 0.7 + label * 0.3 * rng.random(20_000)
    tier = np.where(rng.random(20_000) < 0.2, "x", "y")
    whole = Sweep(make_predictions(label.tolist(), score, segments={"tier": tier.tolist()}))
    return whole, hide(whole, np.arange(len(whole)) % 100 == 0, is_loose=True)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("contract", []),
        ("contract", ["fpr<=0.02@tier=x"]),
        ("contract", ["gap(fpr)<=0.01@tier", "precision>=0.5"]),
        ("max:f1", []),
        ("max:mcc", ["recall>=0.8"]),
        ("min: cost = FP + 4.5 * FN", []),
        ("payoff", ["flag_rate<=0.1"]),
    ],
)
def test_few_candidates_are_looked_at(many, rule, words):
    """Of 20,001 candidates at most a seventh, though 200 are listed; and the choice is that among all."""
    whole, partial = many
    agreed = contract(RECALL, FPR, payoff={"TP": 3, "FP": -1})
    limits = [parse_limit(word) for word in words]
    choice = choose(partial, agreed, rule=rule, limits=limits)
    assert told(choice) == told(choose(whole, agreed, rule=rule, limits=limits))
    assert choice.candidates_count < 3_000
    assert choice.candidates_total is None
    assert partial.completed == 0
    assert len(partial) == 201, "the sweep that was asked is as it was"
    assert len(choice.point.sweep) == choice.candidates_count


def test_every_tie_of_a_plateau_is_found(many):
    """All targets are met from the first candidate with recall 0.2 to the last with a share flagged of 0.6."""
    whole, partial = many
    agreed = contract({**RECALL, "target": 0.2}, {"name": "flag_rate", "role": "secondary", "worst": 1, "target": 0.6})
    choice = choose(partial, agreed)
    counts = whole.counts()
    met = (counts.cell("TP") / counts.cell("POSITIVES") >= 0.2) & (counts.cell("FLAGGED") / 20_000 <= 0.6)
    best = [choice.is_best(SingleThreshold(score="score", threshold=each)) for each in whole.threshold.tolist()]
    np.testing.assert_array_equal(best, met)
    assert choice.ties_count == met.sum() > 5_000
    assert len(choice.ties) < 1_000
    assert len(choice.tied_between) <= 2, "stretches that follow each other are one, but where one was looked at"
    assert choice.point.policy == choose(whole, agreed).point.policy == choice.ties[0]
    assert partial.completed == 0


def test_nothing_feasible_is_said_of_all_candidates(many):
    whole, partial = many
    limits = [parse_limit("recall>=0.9"), parse_limit("fpr<=0.01")]
    choice = choose(partial, contract(RECALL), limits=limits)
    assert not choice.is_feasible
    assert told(choice) == told(choose(whole, contract(RECALL), limits=limits))
    assert choice.candidates_count < 3_000
    assert choice.candidates_total is None
    assert partial.completed == 0
    assert len(choice.blocked) == 2


def test_a_metric_that_ranges_cannot_follow_is_measured_everywhere(many):
    """A limit on a function that branches on its values has no bounds, so the whole is swept."""
    whole, partial = many
    odd = Metric(name="odd", label="Odd", goal="maximise", unit="", value=lambda counts: counts.cell("TP") % 97)
    limit = Limit(text="odd>=96", kind="value", metric=odd, at_most=False, bound=96)
    choice = choose(partial, contract(RECALL, FPR), limits=[limit])
    assert told(choice) == told(choose(whole, contract(RECALL, FPR), limits=[limit]))
    assert partial.completed == 1


def test_a_metric_that_forgets_its_counts_is_measured_everywhere(many):
    """What is no range although it was given ranges may be anything."""
    whole, partial = many

    def forgets(counts):
        return np.zeros(len(counts)) if isinstance(counts, RangedCounts) else counts.cell("TP") % 97

    forgetful = Metric(name="f", label="F", goal="maximise", unit="", value=forgets)
    limit = Limit(text="f>=96", kind="value", metric=forgetful, at_most=False, bound=96)
    choice = choose(partial, contract(RECALL, FPR), limits=[limit])
    assert told(choice) == told(choose(whole, contract(RECALL, FPR), limits=[limit]))
    assert partial.completed == 1


def test_a_rule_that_ranks_all_candidates_alike_is_sure_of_it(many):
    whole, partial = many
    choice = choose(partial, rule="max: everybody = ALL")
    assert (partial.completed, partial.refined_gaps) == (0, 0)
    assert choice.ties_count == len(whole)
    assert choice.point.policy.flags_nobody
    assert [(each.above, each.below) for each in choice.tied_between] == [(math.inf, whole.threshold[-1])]


def test_where_nearly_all_gaps_may_matter_the_whole_is_swept(many):
    """x - x is 0, but between -100 and 100 where x is only known so far: no gap is settled before it is looked at."""
    whole, partial = many
    choice = choose(partial, rule="max: nothing = FLAGGED - FLAGGED")
    assert partial.completed == 1
    assert choice.ties_count == len(choice.ties) == len(whole)


def test_a_best_value_beyond_all_numbers_is_still_a_choice(make_predictions):
    infinite = Metric(
        name="i", label="I", goal="maximise", unit="", value=lambda counts: np.where(counts.cell("TP") > 0, math.inf, 0)
    )
    whole = Sweep(make_predictions([1, 0, 1], [3, 2, 1]))
    judged = judge(whole, Rule(text="max:i", contract=None, agreed=(), asked=infinite), [])
    assert judged.winners.tolist() == [1, 2, 3]
