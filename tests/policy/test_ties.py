"""Ties that need not be looked at: where they are, and which of them is preferred."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from tests.policy.partial_sweep import hide
from workbench.metrics import Metric
from workbench.policy import SingleThreshold, refine
from workbench.policy.judged import judge
from workbench.policy.rule import Rule
from workbench.policy.ties import TiedBetween, list_preferred, ties_between
from workbench.sweep import Sweep


def policy(threshold, score="a"):
    return SingleThreshold(score=score, threshold=threshold)


def test_a_stretch_holds_what_lies_strictly_between_of_its_score():
    stretch = TiedBetween(score="a", above=3.0, below=1.0, count=2)
    assert [stretch.holds(policy(each)) for each in (3.0, 2.9, 1.1, 1.0)] == [False, True, True, False]
    assert not stretch.holds(policy(2.0, "b"))


def test_a_stretch_cannot_be_changed_and_has_named_parts():
    with pytest.raises(TypeError):
        TiedBetween("a", 3.0, 1.0, 2)
    with pytest.raises(FrozenInstanceError):
        TiedBetween(score="a", above=3.0, below=1.0, count=2).count = 3


def rule_by(value, *, text="contract"):
    """The contract's rule by one metric that is worth everything from 0 on, or the largest of it."""
    metric = Metric(name="m", label="M", goal="maximise", unit="", value=value, weight=1.0, worst=-1.0, target=0.0)
    return Rule(text=text, contract=None, agreed=(metric,), asked=None if text == "contract" else metric)


@pytest.fixture
def line(make_predictions):
    """Candidates inf and 12 to 1, of which inf, 10, 7, 4 and 1 are listed; flagged are 0 to 12, all of them events."""
    whole = Sweep(make_predictions([1] * 12, {"a": list(range(12, 0, -1))}))
    return hide(whole, np.arange(13) % 3 == 0)


@pytest.fixture
def lines(make_predictions):
    """Two scores with inf and 6 to 1, of which inf, 6, 4 and 1 are listed of a and inf, 3 and 1 of b."""
    score = list(range(6, 0, -1))
    whole = Sweep(make_predictions([1] * 6, {"a": score, "b": score}))
    return hide(whole, np.isin(np.arange(14), [0, 1, 3, 6, 7, 11, 13]))


def test_of_ties_the_one_that_goes_furthest_beyond_the_target_is_listed(line):
    """All are worth everything; the bound of each gap's farthest is that of its own candidates, so one is opened."""
    rule = rule_by(lambda counts: counts.cell("FLAGGED") * (23 - counts.cell("FLAGGED")))  # rises all the way to 11
    judged = list_preferred(judge(line, rule, ()))
    assert rule.order(judged.sweep, judged.winners)[0] == list(judged.sweep.threshold).index(2)
    assert (line.refined_gaps, line.completed) == (1, 0)


def test_where_nothing_hidden_goes_beyond_the_listed_nothing_is_looked_at(line):
    judged = judge(line, rule_by(lambda counts: counts.cell("FLAGGED")), ())
    assert list_preferred(judged) is judged
    judged = judge(line, rule_by(lambda counts: -0.0 * counts.cell("FLAGGED")), ())
    assert list_preferred(judged) is judged, "all alike, and none flags fewer than nobody"


def test_without_ties_nothing_is_looked_at(line):
    judged = judge(line, rule_by(lambda counts: counts.cell("FLAGGED"), text="max:m"), ())
    assert not judged.is_tied.any()
    assert list_preferred(judged) is judged
    assert ties_between(judged) == ()


def test_a_hidden_tie_that_flags_fewer_is_listed(line, monkeypatch):
    """All are worth 7; were flagging nobody none of them, what is listed would flag 3 at least, and 12 flags 1."""
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", 1.0)
    metric = Metric(name="m", label="M", goal="maximise", unit="", value=lambda counts: 0 * counts.cell("FLAGGED") + 7)
    rule = Rule(text="max:m", contract=None, agreed=(), asked=metric)
    judged = judge(line, rule, ())
    assert judged.is_tied.tolist() == [True] * 4
    assert list_preferred(judged) is judged
    tight = judge(hide(line.whole, np.isin(np.arange(13), [0, 3, 12])), rule, ())
    object.__setattr__(tight, "winners", np.array([1, 2]))
    found = list_preferred(tight)
    assert found.sweep.threshold.tolist() == [math.inf, 12, 11, 10, 1], "behind inf, where 1 and 2 are flagged"


def test_stretches_that_follow_each_other_are_one_and_end_with_their_score(lines):
    rule = rule_by(lambda counts: 0 * counts.cell("TP"))
    judged = judge(lines, rule, ())
    assert ties_between(judged) == (
        TiedBetween(score="a", above=6, below=1, count=3),
        TiedBetween(score="b", above=math.inf, below=1, count=4),
    )


def test_a_listed_candidate_that_is_no_tie_parts_two_stretches(lines):
    judged = judge(lines, rule_by(lambda counts: 0 * counts.cell("TP")), ())
    at_4 = int(np.flatnonzero(lines.threshold == 4)[0])
    object.__setattr__(judged, "winners", np.setdiff1d(judged.winners, [at_4]))
    assert ties_between(judged)[:2] == (
        TiedBetween(score="a", above=6, below=4, count=1),
        TiedBetween(score="a", above=4, below=1, count=2),
    )


def test_a_complete_sweep_lists_all_ties(line):
    assert ties_between(judge(line.whole, rule_by(lambda counts: 0 * counts.cell("TP")), ())) == ()


def test_a_stretch_ends_with_the_last_tie(line):
    """Up to three flagged are alike; 10 flags three and is listed, and what follows it is worse."""
    judged = judge(line, rule_by(lambda counts: -np.maximum(counts.cell("FLAGGED"), 3), text="max:m"), ())
    assert ties_between(judged) == (TiedBetween(score="a", above=math.inf, below=10, count=2),)


def test_ties_that_flag_more_are_not_looked_at_although_their_score_comes_first(lines):
    judged = judge(lines, rule_by(lambda counts: 0 * counts.cell("TP"), text="max:m"), ())
    object.__setattr__(judged, "winners", np.array([4]))  # of b the one that flags nobody
    assert judged.is_tied.all()
    assert list_preferred(judged) is judged


def test_a_gap_that_may_begin_as_its_listed_candidate_ends_is_not_looked_at(line):
    loose = hide(line.whole, np.arange(13) % 3 == 0, is_loose=True)
    judged = judge(loose, rule_by(lambda counts: 0 * counts.cell("FLAGGED"), text="max:m"), ())
    assert judged.is_tied.all()
    assert list_preferred(judged) is judged


def test_a_stretch_may_begin_after_the_first_candidates(line):
    """From four flagged on all are alike: 9 and 8 behind 10, which flags three, and all that follow."""
    judged = judge(line, rule_by(lambda counts: np.minimum(counts.cell("FLAGGED"), 4), text="max:m"), ())
    assert ties_between(judged) == (TiedBetween(score="a", above=10, below=1, count=6),)
