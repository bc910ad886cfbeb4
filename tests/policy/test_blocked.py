"""When nothing is feasible it is said which limits block, and how near the candidates come."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.metrics import Metric
from workbench.policy import Blocked, Limit, choose, parse_limit
from workbench.policy.blocked import what_blocks
from workbench.policy.judged import judge
from workbench.policy.rule import rule_of
from workbench.sweep import Sweep


def contract(*metrics):
    return Contract.from_dict({"title": "T", "decision": "D", "metrics": list(metrics)})


RECALL = {"name": "recall", "role": "primary", "worst": 0, "target": 1}
PREMIUM_INSULT = {"name": "premium_insult", "role": "guardrail", "goal": "minimise", "formula": "FP / NEGATIVES",
                  "where": {"tier": "premium"}, "limit": 0.02}  # fmt: skip


def test_nothing_feasible_is_no_point_and_says_the_nearest(make_predictions):
    """Recall 1 needs threshold 0.2, where FPR is 0.5; FPR 0.1 allows recall 0.5 at most."""
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.2, 0.1]))
    limits = [parse_limit("recall>=1"), parse_limit("fpr<=0.1")]
    choice = choose(sweep, contract(RECALL), limits=limits)
    assert choice.point is None
    assert not choice.is_feasible
    assert math.isnan(choice.objective)
    told = [(item.limit.text, item.nearest.threshold, item.nearest_value, item.keeps_count) for item in choice.blocked]
    assert told == [("recall>=1", 0.8, 0.5, 2), ("fpr<=0.1", 0.2, 0.5, 2)]
    assert [item.is_nearest_of_others for item in choice.blocked] == [True, True]


def test_a_limit_that_stands_in_nobodys_way_is_not_blamed(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.2, 0.1]))
    words = ["recall>=1", "fpr<=0.1", "flag_rate<=1", "precision>=0.1"]
    choice = choose(sweep, contract(RECALL), limits=[parse_limit(word) for word in words])
    assert [item.limit.text for item in choice.blocked] == ["recall>=1", "fpr<=0.1"]


def test_one_impossible_limit_is_the_one_that_blocks(make_predictions):
    sweep = Sweep(make_predictions([1, 0], [0.6, 0.6]))
    choice = choose(sweep, contract(RECALL), limits=[parse_limit("precision>=0.9"), parse_limit("recall>=0.5")])
    assert [(item.limit.text, item.nearest_value) for item in choice.blocked] == [("precision>=0.9", 0.5)]
    assert choice.blocked[0].is_nearest_of_others, "the other one is kept as well"


def test_a_limit_that_stands_alone_keeps_no_others(make_predictions):
    sweep = Sweep(make_predictions([1, 0], [0.6, 0.6]))
    (blocked,) = choose(sweep, contract(RECALL), limits=[parse_limit("precision>=0.9")]).blocked
    assert (blocked.nearest.threshold, blocked.nearest_value, blocked.keeps_count) == (0.6, 0.5, 0)
    assert not blocked.is_nearest_of_others


def test_limits_that_are_impossible_together_are_all_told(make_predictions):
    """No two of the first three fit together, so relaxing one is not enough; the fourth always holds."""
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.2, 0.1]))
    words = ["recall>=1", "fpr<=0", "precision>=1.1", "flag_rate<=1"]
    choice = choose(sweep, contract(RECALL), limits=[parse_limit(word) for word in words])
    told = {item.limit.text: item.nearest_value for item in choice.blocked}
    assert told == {"recall>=1": 1.0, "fpr<=0": 0.0, "precision>=1.1": 1.0}
    assert [item.keeps_count for item in choice.blocked] == [2, 2, 0]
    assert not any(item.is_nearest_of_others for item in choice.blocked)


def test_a_limit_that_is_undefined_everywhere_blocks_and_says_so(make_predictions):
    """No premium non-event was ever seen: that is not a pass."""
    sweep = Sweep(make_predictions([1, 0], [0.8, 0.2], segments={"tier": ["premium", "basic"]}))
    choice = choose(sweep, contract(RECALL, PREMIUM_INSULT))
    assert choice.point is None
    (blocked,) = choice.blocked
    assert blocked.limit.metric.name == "premium_insult"
    assert math.isnan(blocked.nearest_value)
    assert blocked.keeps_count == 0


@pytest.fixture
def line(make_predictions):
    """Six candidates: flagging nobody, then 1 to 5 cases, of which all are events."""
    return Sweep(make_predictions([1] * 5, [5, 4, 3, 2, 1]))


def flagged(sign):
    return Limit(
        text=f"flagged{sign}",
        kind="value",
        metric=Metric(name="n", label="N", goal="maximise", unit="", value=lambda counts: counts.cell("FLAGGED")),
        at_most=sign == "<=",
        bound=math.nan,
    )


def masks(*candidates):
    return [np.isin(np.arange(6), each) for each in candidates]


EVERYWHERE = np.ones(6, dtype=bool)


def blocked_by(line, limits, kept, is_defined):
    """What blocks where the limits are kept, and the rule defined, by these masks."""
    judged = judge(line, rule_of("max:recall", None, cases_count=5), limits)
    looked_at, blocked = what_blocks(replace(judged, kept=tuple(kept), is_defined=is_defined))
    assert looked_at.sweep is line
    return blocked


def told(blocked):
    return [(item.limit.text, item.nearest_value, item.keeps_count, item.is_nearest_of_others) for item in blocked]


def test_relaxing_one_limit_is_looked_for_among_the_candidates_that_keep_the_others(line):
    """Where the second is kept (2, 3, 4), 4 flags most; where the first is kept (0, 1), 0 flags fewest."""
    found = blocked_by(line, [flagged(">="), flagged("<=")], masks([0, 1], [2, 3, 4]), EVERYWHERE)
    assert told(found) == [("flagged>=", 4, 2, True), ("flagged<=", 0, 3, True)]
    assert [item.nearest.threshold for item in found] == [2, math.inf]


def test_a_limit_that_would_not_be_enough_to_relax_is_not_told(line):
    """Without the first, 1 and 2 keep the rest; the others cannot be relaxed alone."""
    limits = [flagged(">="), flagged("<="), flagged("<=")]
    assert told(blocked_by(line, limits, masks([5], [1, 2], [1, 2, 3]), EVERYWHERE)) == [("flagged>=", 2, 1, True)]


def test_limits_of_which_any_two_fit_together_but_no_three_are_all_told(line):
    """Each of the six pairs of four limits is kept at a candidate of its own: no limit is to blame more than another."""
    kept = masks([0, 1, 2], [0, 3, 4], [1, 3, 5], [2, 4, 5])
    limits = [flagged(">="), flagged("<="), flagged(">="), flagged("<=")]
    expected = [("flagged>=", 5, 3, False), ("flagged<=", 0, 3, False)] * 2
    assert told(blocked_by(line, limits, kept, EVERYWHERE)) == expected


def test_limits_in_conflict_are_told_and_those_that_fit_with_all_are_not(line):
    """The first and second exclude each other, the fourth holds nowhere; the third fits with whatever can be kept."""
    limits = [flagged(">="), flagged("<="), flagged("<="), flagged(">=")]
    kept = masks([0, 1], [2, 3], [0, 1, 2, 3], [])
    expected = [("flagged>=", 5, 2, False), ("flagged<=", 0, 2, False), ("flagged>=", 5, 0, False)]
    assert told(blocked_by(line, limits, kept, EVERYWHERE)) == expected


def test_only_candidates_at_which_the_rule_is_defined_count(line):
    """The limits fit together at 5 alone, where the rule is undefined; of the others none keeps one and nearly both."""
    is_defined = np.arange(6) < 5
    found = blocked_by(line, [flagged(">="), flagged("<=")], masks([4, 5], [1, 2, 5]), is_defined)
    assert told(found) == [("flagged>=", 2, 2, True), ("flagged<=", 4, 3, True)]
    kept = masks([1, 5], [2, 5], [3])
    found = blocked_by(line, [flagged(">="), flagged("<="), flagged(">=")], kept, is_defined)
    assert told(found) == [("flagged>=", 4, 2, False), ("flagged<=", 0, 2, False), ("flagged>=", 4, 1, False)]
    assert blocked_by(line, [flagged(">=")], masks([1]), np.zeros(6, dtype=bool)) == ()


def test_a_value_beyond_all_numbers_is_no_nearest_value(line):
    limit = Limit(
        text="i",
        kind="value",
        metric=Metric(name="i", label="I", goal="minimise", unit="", value=lambda counts: np.full(6, math.inf)),
        at_most=True,
        bound=1.0,
    )
    (blocked,) = blocked_by(line, [limit], masks([]), EVERYWHERE)
    assert math.isnan(blocked.nearest_value)
    assert blocked.nearest.flags_nobody


def test_what_blocks_cannot_be_changed_and_its_parts_are_named(line):
    (blocked,) = blocked_by(line, [flagged(">=")], masks([]), EVERYWHERE)
    with pytest.raises(FrozenInstanceError):
        blocked.keeps_count = 1
    with pytest.raises(TypeError):
        Blocked(blocked.limit, blocked.nearest, 1.0, 0, False)
