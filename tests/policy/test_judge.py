"""Judging candidates, and which of the hidden ones are looked at: a line of thirteen, worked by hand."""

from __future__ import annotations

import math
import random
from dataclasses import FrozenInstanceError, fields, replace
from types import SimpleNamespace

import numpy as np
import pytest

from tests.policy.partial_sweep import hide
from tests.policy.random_studies import random_question, random_rows
from tests.policy.told import told
from workbench.metrics import Metric
from workbench.metrics.gaps import Gaps
from workbench.metrics.ranges import Range
from workbench.policy import Limit, choose, refine
from workbench.policy.judged import Bounds, judge
from workbench.policy.ties import TiedBetween, ties_between
from workbench.sweep import Sweep


class Told:
    """A rule that is told the value of every candidate of the whole, and remembers what it was asked."""

    def __init__(self, whole, values, *, tie=0.0):
        self.value_at = dict(zip(whole.threshold.tolist(), values, strict=True))
        self.tie, self.asked_about_gaps, self.asked_about_ties = tie, [], []

    def objective(self, candidates):
        if isinstance(candidates, Gaps):
            self.asked_about_gaps.append(len(candidates))
            hidden = [self.inside(candidates.sweep, i) for i in candidates.index]
            return Range(np.array([min(each) for each in hidden]), np.array([max(each) for each in hidden]))
        return np.array([self.value_at[threshold] for threshold in candidates.threshold.tolist()], dtype=float)

    def inside(self, sweep, i):
        return [value for at, value in self.value_at.items() if sweep.threshold[i + 1] < at < sweep.threshold[i]]

    def tie_width(self, sweep, index, best):
        self.asked_about_ties.append((float(sweep.threshold[index]), best))
        return self.tie


@pytest.fixture
def line(make_predictions):
    """Thirteen candidates, inf and 12 to 1, of which inf, 10, 7, 4 and 1 are listed: four gaps of two candidates."""
    whole = Sweep(make_predictions([1] * 12, list(range(12, 0, -1))))
    return whole, hide(whole, np.arange(13) % 3 == 0)


def at_most(count):
    metric = Metric(name="n", label="N", goal="minimise", unit="", value=lambda counts: counts.cell("FLAGGED"))
    return Limit(text=f"n<={count}", kind="value", metric=metric, at_most=True, bound=count)


def test_candidates_are_judged_by_rule_and_limits(line):
    """At the candidates inf, 12, ... 1 with flagged 0 to 12: 9 is best of those that keep both limits, 8.5 a tie."""
    whole, _ = line
    values = [9, math.nan, 3, 8.5, 9, 8.4, 9.5, 20, 9, 9, 9, 9, 9]
    rule = Told(whole, values, tie=0.5)
    at_least_1 = Limit(text="n>=1", kind="value", metric=at_most(5).metric, at_most=False, bound=1)
    judged = judge(whole, rule, [at_most(5), at_least_1])
    assert judged.sweep is whole
    np.testing.assert_array_equal(judged.objective, values)
    assert [mask.tolist() for mask in judged.kept] == [[True] * 6 + [False] * 7, [False] + [True] * 12]
    assert judged.is_defined.tolist() == [True, False] + [True] * 11
    assert np.flatnonzero(judged.feasible).tolist() == [2, 3, 4, 5]
    assert (judged.best, judged.bar, judged.winners.tolist()) == (9, 8.5, [3, 4])
    assert rule.asked_about_ties == [(9.0, 9.0)], "of the feasible candidate that is best"


def test_where_nothing_is_feasible_nothing_wins(line):
    whole, _ = line
    judged = judge(whole, Told(whole, [math.nan] * 13), [])
    assert math.isnan(judged.best)
    assert (judged.bar, judged.winners.tolist(), judged.winners.dtype) == (-math.inf, [], np.intp)
    assert judged.kept == ()


def test_what_was_judged_cannot_be_changed_and_its_parts_are_named(line):
    whole, partial = line
    judged = judge(partial, Told(whole, [1] * 13), [])
    for each in (judged, judged.bounds):
        own = {field.name: getattr(each, field.name) for field in fields(each)}
        with pytest.raises(FrozenInstanceError):
            setattr(each, *next(iter(own.items())))
        with pytest.raises(TypeError):
            type(each)(*own.values())
        assert each != replace(each), "equal to itself only, as arrays are"


def bounds_of(objective: Range) -> Bounds:
    gaps = SimpleNamespace(index=np.arange(3, 3 + len(objective.high)))
    return Bounds(gaps=gaps, objective=objective, values=(), may_keep=(), must_keep=())


def test_where_the_rule_may_be_and_must_be_defined():
    """Undefined throughout the first gap, at some candidates of the second perhaps, nowhere in the third."""
    nan = math.nan
    bounds = bounds_of(Range(np.array([nan, 0, 0]), np.array([nan, 1, 1]), np.array([True, True, False])))
    assert bounds.may_be_defined.tolist() == [False, True, True]
    assert bounds.must_be_defined.tolist() == [False, False, True]


def test_of_gaps_that_promise_as_much_the_earlier_comes_first():
    bounds = bounds_of(Range(np.zeros(200), np.zeros(200)))
    promise = np.tile([0.0, 1.0], 100)
    found = bounds.best_first(np.arange(200) != 5, promise)
    assert found.tolist() == [3 + each for each in (*range(1, 5, 2), *range(7, 200, 2), *range(0, 200, 2))]


def test_where_ranges_fail_nothing_is_sure(line):
    whole, partial = line
    rule = Told(whole, [1] * 13)
    rule.inside = None  # what it does to gaps then raises
    judged = judge(partial, rule, [])
    assert judged.bounds is None
    assert (judged.is_tied.tolist(), judged.is_tied.dtype) == ([False] * 4, np.bool_)


def test_the_one_gap_that_may_hold_the_best_is_looked_at_and_no_other(line):
    """The gap behind 10 holds 5, more than any listed; it is a quarter of all gaps, and the whole is not swept."""
    whole, partial = line
    rule = Told(whole, [1, 0, 0, 2, 5, 0, 3, 1, 1, 1, 1, 1, 0])
    judged = refine.judge_all_that_matters(partial, rule, [])
    assert judged.sweep.threshold.tolist() == [math.inf, 10, 9, 8, 7, 4, 1]
    assert (judged.best, judged.winners.tolist()) == (5, [2])
    assert (partial.completed, partial.refined_gaps, rule.asked_about_gaps) == (0, 1, [4, 3])


def test_more_than_a_quarter_of_the_gaps_is_as_good_as_all(line):
    whole, partial = line
    judged = refine.judge_all_that_matters(partial, Told(whole, [1, 0, 0, 2, 5, 0, 3, 4, 1, 1, 1, 1, 0]), [])
    assert len(judged.sweep) == 13
    assert (judged.best, partial.completed, partial.refined_gaps) == (5, 1, 0)


def test_a_gap_that_only_reaches_the_bar_may_hold_a_tie(line):
    whole, partial = line
    rule = Told(whole, [1, 0, 0, 2, 3, 0, 3, 2, 1, 1, 1, 1, 0])
    judged = refine.judge_all_that_matters(partial, rule, [])
    assert judged.sweep.threshold[judged.winners].tolist() == [9, 7]
    assert not judged.is_tied.any()


def test_gaps_below_the_bar_are_left_alone(line):
    whole, partial = line
    judged = refine.judge_all_that_matters(partial, Told(whole, [1, 0, 0, 2, 2, 0, 3, 2, 1, 1, 1, 1, 0]), [])
    assert judged.sweep is partial
    assert (judged.best, partial.completed, partial.refined_gaps) == (3, 0, 0)


def test_a_gap_in_which_a_limit_cannot_hold_is_left_alone(line):
    """The gaps behind 10 and 4 could reach 5, but at most 7 may be flagged, and behind 4 it is 10 or 11."""
    whole, partial = line
    values = [1, 0, 0, 2, 5, 0, 3, 1, 1, 1, 9, 9, 0]
    judged = refine.judge_all_that_matters(partial, Told(whole, values), [at_most(8), at_most(7)])
    assert judged.sweep.threshold.tolist() == [math.inf, 10, 9, 8, 7, 4, 1]
    assert (judged.best, partial.completed, partial.refined_gaps) == (5, 0, 1)


def test_where_no_gap_can_keep_a_limit_and_no_listed_one_does_nothing_is_looked_at(line):
    whole, partial = line
    judged = refine.judge_all_that_matters(partial, Told(whole, [1] * 13), [at_most(-1), at_most(4)])
    assert judged.sweep is partial
    assert (judged.winners.tolist(), partial.completed, partial.refined_gaps) == ([], 0, 0)


def test_the_only_gap_that_might_be_feasible_is_looked_at(line):
    """x - x is 0, but between -1 and 1 where x is 1 or 2; at most 2 are flagged behind inf alone."""
    whole, partial = line
    nothing = Metric(
        name="d", label="D", goal="maximise", unit="", value=lambda counts: counts.cell("TP") - counts.cell("TP")
    )
    limit = Limit(text="d>=0.5", kind="value", metric=nothing, at_most=False, bound=0.5)
    judged = refine.judge_all_that_matters(partial, Told(whole, [1] * 13), [at_most(2), limit])
    assert judged.sweep.threshold.tolist() == [math.inf, 12, 11, 10, 7, 4, 1]
    assert (judged.winners.tolist(), partial.completed, partial.refined_gaps) == ([], 0, 1)


def test_gaps_that_are_sure_to_tie_are_not_looked_at(line):
    """All of the gaps behind 10 and 7 are worth 3; behind 4 one is not. At most 8 may be flagged, so not 4."""
    whole, partial = line
    values = [1, 0, 0, 3, 3, 3, 3, 3, 3, 3, 3, 2, 0]
    judged = refine.judge_all_that_matters(partial, Told(whole, values), [at_most(8)])
    assert judged.sweep is partial
    assert judged.is_tied.tolist() == [False, True, True, False]
    assert ties_between(judged) == (TiedBetween(score="score", above=10, below=4, count=4),)
    judged = refine.judge_all_that_matters(partial, Told(whole, values), [at_most(7)])
    assert judged.sweep.threshold.tolist() == [math.inf, 10, 7, 6, 5, 4, 1]
    assert judged.is_tied.tolist() == [False, True, False]
    assert ties_between(judged) == (TiedBetween(score="score", above=10, below=5, count=2),), "7 and 6 are listed"


def test_a_gap_that_may_hold_more_than_the_best_is_looked_at_though_it_ties(line):
    """Within the width of a tie 3.5 is as good as 3, but it is the best."""
    whole, partial = line
    rule = Told(whole, [1, 0, 0, 3, 3.5, 3, 3, 3, 3, 3, 0, 0, 0], tie=0.5)
    judged = refine.judge_all_that_matters(partial, rule, [])
    assert (judged.best, judged.bar) == (3.5, 3)
    assert judged.sweep.threshold.tolist() == [math.inf, 10, 9, 8, 7, 4, 1]
    assert judged.is_tied.tolist() == [False, True, False]


def test_the_most_promising_gaps_are_looked_at_first_and_may_settle_the_rest(line, monkeypatch):
    """Three gaps might hold more than 1; the one that could hold 9 does, and then no other need be looked at."""
    monkeypatch.setattr(refine, "FIRST_GAPS", 1)
    whole, partial = line
    judged = refine.judge_all_that_matters(partial, Told(whole, [1, 2, 0, 1, 5, 0, 1, 9, 1, 1, 1, 1, 0]), [])
    assert judged.sweep.threshold.tolist() == [math.inf, 10, 7, 6, 5, 4, 1]
    assert (judged.best, partial.completed, partial.refined_gaps) == (9, 0, 1)


@pytest.mark.parametrize(("share", "completed"), [(0.75, 0), (0.74, 1)])
def test_helpings_grow_until_as_much_is_looked_at_as_all(line, monkeypatch, share, completed):
    """One gap first and then two more: three of four."""
    monkeypatch.setattr(refine, "FIRST_GAPS", 1)
    monkeypatch.setattr(refine, "TIMES_MORE", 2)
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", share)
    whole, partial = line
    asked = []

    def first_three(judged, bounds):
        asked.append(len(bounds.gaps))
        return bounds.gaps.index[: max(0, len(bounds.gaps) - 1)]

    refine.look(judge(partial, Told(whole, [0] * 13), []), first_three)
    assert asked == ([4, 3, 1] if not completed else [4, 3])
    assert (partial.completed, partial.refined_gaps) == (completed, 1 if completed else 3)


def test_undefined_gaps_are_left_alone(line):
    """Nothing is feasible before, so the bar is -inf; only the gap behind 7 has values at all."""
    whole, partial = line
    nothing = math.nan
    values = [nothing] * 7 + [4, 6] + [nothing] * 4
    judged = refine.judge_all_that_matters(partial, Told(whole, values), [])
    assert judged.sweep.threshold.tolist() == [math.inf, 10, 7, 6, 5, 4, 1]
    assert (judged.best, partial.completed, partial.refined_gaps) == (6, 0, 1)


@pytest.mark.parametrize("seed", range(8))
def test_random_studies_are_chosen_in_alike_with_hidden_candidates(make_predictions, monkeypatch, seed):
    """A few of the many of test_refine_properties."""
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", 1.0)
    rng = random.Random(seed)
    whole = Sweep(random_rows(rng, make_predictions, is_exact=True))
    partial = hide(whole, np.random.default_rng(seed).random(len(whole)) < 0.1)
    asked = random_question(rng, whole)
    found = choose(partial, asked.contract, rule=asked.rule, limits=asked.limits)
    assert told(found) == told(choose(whole, asked.contract, rule=asked.rule, limits=asked.limits)), asked
