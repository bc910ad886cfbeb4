"""When nothing is feasible it is said which limits block, and how near the candidates come."""

from __future__ import annotations

import math

from workbench.contract import Contract
from workbench.policy import choose, parse_limit
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


def test_a_limit_that_stands_in_nobodys_way_is_not_blamed(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.2, 0.1]))
    words = ["recall>=1", "fpr<=0.1", "flag_rate<=1", "precision>=0.1"]
    choice = choose(sweep, contract(RECALL), limits=[parse_limit(word) for word in words])
    assert [item.limit.text for item in choice.blocked] == ["recall>=1", "fpr<=0.1"]


def test_one_impossible_limit_is_the_one_that_blocks(make_predictions):
    sweep = Sweep(make_predictions([1, 0], [0.6, 0.6]))
    choice = choose(sweep, contract(RECALL), limits=[parse_limit("precision>=0.9"), parse_limit("recall>=0.5")])
    assert [(item.limit.text, item.nearest_value) for item in choice.blocked] == [("precision>=0.9", 0.5)]


def test_limits_that_are_impossible_together_are_all_told(make_predictions):
    """No two of the first three fit together, so relaxing one is not enough; the fourth always holds."""
    sweep = Sweep(make_predictions([1, 0, 1, 0], [0.8, 0.6, 0.2, 0.1]))
    words = ["recall>=1", "fpr<=0", "precision>=1.1", "flag_rate<=1"]
    choice = choose(sweep, contract(RECALL), limits=[parse_limit(word) for word in words])
    told = {item.limit.text: item.nearest_value for item in choice.blocked}
    assert told == {"recall>=1": 1.0, "fpr<=0": 0.0, "precision>=1.1": 1.0}


def test_a_limit_that_is_undefined_everywhere_blocks_and_says_so(make_predictions):
    """No premium non-event was ever seen: that is not a pass."""
    sweep = Sweep(make_predictions([1, 0], [0.8, 0.2], segments={"tier": ["premium", "basic"]}))
    choice = choose(sweep, contract(RECALL, PREMIUM_INSULT))
    assert choice.point is None
    (blocked,) = choice.blocked
    assert blocked.limit.metric.name == "premium_insult"
    assert math.isnan(blocked.nearest_value)
