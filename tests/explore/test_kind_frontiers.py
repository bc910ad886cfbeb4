"""The lines of all kinds are what trying every policy of the kind gives, with every limit kept."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.explore import Lens
from workbench.explore.kind_frontiers import kind_lines, reached
from workbench.explore.kinds_compared import compare_kinds, kinds_of
from workbench.metrics import BUILTIN
from workbench.policy import (
    Capacity,
    ReviewBand,
    Reviewer,
    SingleThreshold,
    TieredThresholds,
    contract_limits,
    measure_point,
)
from workbench.sweep import Sweep

REVIEWER = Reviewer(cost=0.5, sensitivity=0.9, specificity=0.75)
X, Y = BUILTIN["flag_rate"], BUILTIN["fnr"]
CONTRACT = Contract.from_dict(
    {
        "title": "Claims",
        "decision": "Act from the threshold on",
        "payoff": {"FP": {"each": -1}, "FN": {"each": -3}},
        "metrics": [
            {"name": "fnr", "role": "primary", "worst": 0.9, "target": 0.0},
            {"name": "fpr", "role": "guardrail", "limit": 0.45},
        ],
    }
)


@pytest.fixture(scope="module")
def lens(make_predictions):
    rng = np.random.default_rng(3)
    label = (rng.random(60) < 0.5).astype(int)
    scores = {name: np.round(np.clip(0.3 * label + rng.random(60) * 0.7, 0, 1), 1) for name in ("v7", "v6")}
    road = ["town" if each else "lane" for each in rng.random(60) < 0.5]
    return Lens(Sweep(make_predictions(label.tolist(), scores, segments={"road": road})), CONTRACT)


def every_policy(lens, kind):
    sweep = lens.sweep
    ends = {s: [*sorted(set(sweep.predictions.scores[s].tolist())), math.inf] for s in sweep.scores}
    singles = {s: [SingleThreshold(score=s, threshold=end) for end in ends[s]] for s in sweep.scores}
    if kind.text == "single":
        return [each for own in singles.values() for each in own]
    if kind.column:
        pools = [[each for own in singles.values() for each in own]] if kind.is_mixed else list(singles.values())
        return [
            TieredThresholds(segment="road", tiers=(("town", a), ("lane", b)))
            for pool in pools
            for a, b in itertools.product(pool, pool)
        ]
    if kind.reviewer:
        return [
            ReviewBand(score=s, clear_below=low, act_from=high, reviewer=kind.reviewer)
            for s in sweep.scores
            for low, high in itertools.combinations_with_replacement(ends[s], 2)
        ]
    return [Capacity.on(sweep, score=s, k=k, per=None) for s in sweep.scores for k in range(1, 61)]


@pytest.mark.parametrize("has_limits", [True, False])
def test_each_line_is_what_no_policy_of_its_kind_beats(lens, has_limits):
    kinds = kinds_of(lens, reviewer=REVIEWER, k=12, per="all")
    names = [kind.name for kind in kinds]
    assert names == [
        "One threshold", "By road", "By road, each with its own model", "With human review", "A list of 12 in all",
    ]  # fmt: skip
    limits = contract_limits(lens.metrics) if has_limits else ()
    for kind, line in zip(kinds, kind_lines(lens, kinds, x=X, y=Y, limits=limits), strict=True):
        points = [measure_point(lens.sweep, each, metrics=(X, Y), limits=limits) for each in every_policy(lens, kind)]
        allowed = {
            (round(p.value("flag_rate"), 9), round(p.value("fnr"), 9))
            for p in points
            if all(item.is_kept for item in p.limits)
        }
        best = sorted(
            (x, y) for x, y in allowed if not any(a <= x and b <= y and (a, b) != (x, y) for a, b in allowed)
        )  # fmt: skip
        found = [(round(x, 9), round(y, 9)) for x, y in line.values.tolist()]
        assert len(best) > 1, kind.name
        assert found == best, kind.name


def test_a_kind_that_keeps_no_limit_has_no_line_and_says_so(lens):
    agreed = Contract.from_dict(
        {**CONTRACT.to_dict(), "metrics": [{"name": "flag_rate", "role": "guardrail", "limit": 0.0}, {"name": "fnr", "role": "guardrail", "limit": 0.0}]}
    )  # fmt: skip
    strict = Lens(lens.sweep, agreed)
    (line,) = kind_lines(
        strict, kinds_of(strict, reviewer=None, k=0, per="all")[:1], x=X, y=Y, limits=contract_limits(strict.metrics)
    )
    assert len(line.values) == 0
    assert line.said == "No policy of this kind keeps every limit."


def test_reached_is_the_best_of_those_that_are_no_worse_across(lens):
    (line,) = kind_lines(lens, kinds_of(lens, reviewer=None, k=0, per="all")[:1], x=X, y=Y, limits=())
    at = float(line.values[3, 0])
    assert reached(line, x=X, y=Y, at=at) == pytest.approx(min(y for x, y in line.values.tolist() if x <= at))
    assert math.isnan(reached(line, x=X, y=Y, at=-1.0))


def test_the_comparison_has_the_reviewer_and_the_list_that_were_said_on_the_page(lens):
    kinds = kinds_of(lens, reviewer=REVIEWER, k=12, per="all")
    found = {each.name: each for each in compare_kinds(lens, kinds, rule="payoff")}
    assert found["With human review"].policy.reviewer == REVIEWER
    assert found["A list of 12 in all"].policy.k == 12
