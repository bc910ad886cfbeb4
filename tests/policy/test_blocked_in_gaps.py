"""What blocks where most candidates are hidden: the same as where all are listed, and with few looks."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.policy.partial_sweep import hide
from workbench.metrics import Metric
from workbench.policy import Limit, parse_limit, refine
from workbench.policy.blocked import what_blocks
from workbench.policy.judged import judge
from workbench.policy.rule import Rule, rule_of
from workbench.sweep import Sweep

# From the highest score down; of 24 rows the candidates 0, 4, 8, ... flagged are listed.
LABEL = [0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
TIER = ["x", "y", "y", "y", "y", "y", "x", "y", "y", "x"] + ["y", "x"] * 7
ASKED = [
    ["recall>=0.9", "fpr<=0.2"],
    ["fpr<=0.2", "recall>=0.9"],
    ["precision>=0.8", "recall>=0.2"],
    ["precision>=0.61", "flag_rate>=0.6"],
    ["precision<=0.1", "flag_rate>=0.2"],
    ["npv>=0.95", "fpr<=0.3"],
    ["recall>=0.9", "fpr<=0.2", "flag_rate<=0.5"],
    ["recall>=0.9", "fpr<=0.2", "precision>=0.7", "flag_rate>=0.1"],
    ["flag_rate<=-1"],
    ["precision>=2"],
    ["fpr<=0.1", "precision>=2", "recall>=0.5"],
    ["recall<=0.3@tier=x", "recall>=0.9@tier=y"],
    ["recall>=0.6@tier=y", "fpr<=0@tier=x", "precision>=0.6"],
    ["gap(recall)<=0@tier", "flag_rate>=0.1", "flag_rate<=0.7"],
]


@pytest.fixture
def whole(make_predictions):
    score = list(range(24, 0, -1))
    return Sweep(make_predictions(LABEL, score, segments={"tier": TIER}))


def blocked_in(sweep, rule, limits):
    _, blocked = what_blocks(judge(sweep, rule_of(rule, None, cases_count=24), limits))
    return [
        (each.limit.text, each.nearest.threshold, repr(each.nearest_value), each.keeps_count > 0, each.is_nearest_of_others)
        for each in blocked
    ]  # fmt: skip


@pytest.mark.parametrize("is_loose", [False, True], ids=["tight", "loose"])
@pytest.mark.parametrize("rule", ["max:recall", "max:precision", "max: bare = 1 / (TP - 3)"])
@pytest.mark.parametrize("texts", ASKED, ids=" ".join)
def test_hidden_candidates_block_as_listed_ones_do(whole, texts, rule, is_loose, monkeypatch):
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", 2.0)
    monkeypatch.setattr(refine, "FIRST_GAPS", 1)
    monkeypatch.setattr(refine, "TIMES_MORE", 1)
    limits = [parse_limit(text) for text in texts]
    partial = hide(whole, np.arange(25) % 4 == 0, is_loose=is_loose)
    told = blocked_in(partial, rule, limits)
    assert told == blocked_in(whole, rule, limits)
    assert partial.completed == 0


@pytest.mark.parametrize("is_loose", [False, True], ids=["tight", "loose"])
@pytest.mark.parametrize("text", ["flag_rate<=-1", "flag_rate>=2"])
def test_where_the_nearest_is_listed_gaps_that_are_farther_are_not_looked_at(whole, text, is_loose):
    """Flagging nobody is nearest to the first and flagging all to the second; most gaps are sure to be farther."""
    partial = hide(whole, np.arange(25) % 4 == 0, is_loose=is_loose)
    told = blocked_in(partial, "max: flagged = FLAGGED", [parse_limit(text)])
    assert told == [(text, math.inf if "<" in text else 1.0, "0.0" if "<" in text else "1.0", False, False)]
    # Loosely bound, the last gap may reach as far as flagging all does, and of equal ones the earlier is told.
    assert (partial.refined_gaps, partial.completed) == (1 if is_loose and ">" in text else 0, 0)


@pytest.mark.filterwarnings("ignore:invalid value encountered in sqrt")
def test_a_limit_that_is_kept_only_where_the_rule_is_undefined_is_kept_somewhere(make_predictions):
    """All are events; the rule begins at three flagged, and the limit is kept at two, behind a gap in which it is undefined."""
    whole = Sweep(make_predictions([1] * 12, list(range(12, 0, -1))))
    asked = Metric(name="m", label="M", goal="maximise", unit="", value=lambda counts: np.sqrt(counts.cell("TP") - 2.5))
    far = Metric(name="n", label="N", goal="minimise", unit="", value=lambda counts: abs(counts.cell("TP") - 2))
    rule = Rule(text="max:m", contract=None, agreed=(), asked=asked)
    limit = Limit(text="n<=0", kind="value", metric=far, at_most=True, bound=0)
    for sweep in (whole, hide(whole, np.arange(13) % 3 == 0)):
        _, (blocked,) = what_blocks(judge(sweep, rule, [limit]))
        assert (blocked.nearest.threshold, blocked.nearest_value, blocked.keeps_count) == (10, 1, 1)
