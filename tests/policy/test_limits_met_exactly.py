"""A limit that is met exactly is kept, also where rounding puts the computed value beside it."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from tests.policy.partial_sweep import hide
from workbench.contract import Contract
from workbench.metrics.gaps import Gaps
from workbench.policy import SingleThreshold, best_forbidden, choose, explain_infeasible, measure_point, parse_limit
from workbench.sweep import Sweep


def test_a_difference_that_rounding_put_above_its_bound_keeps_the_limit(make_predictions):
    """At 0.8 the false positive rate is 4/10 in A and 3/10 in B, which floats take apart by 0.10000000000000003."""
    label, score, region = [], [], []
    for name, flagged in (("A", 4), ("B", 3)):
        label += [0] * 10 + [1] * 10
        score += [0.8] * flagged + [0.2] * (10 - flagged) + [0.9] * 5 + [0.8] * 4 + [0.2]
        region += [name] * 20
    sweep = Sweep(make_predictions(label, score, segments={"region": region}))
    held = parse_limit("gap(fpr)<=0.1@region")
    assert held.measure_at(sweep, "score", 0.8) > 0.1
    choice = choose(sweep, rule="max:recall", limits=[held, parse_limit("fpr<=0.5")])
    assert choice.point.policy.threshold == 0.8
    assert choice.point.is_feasible
    assert choose(sweep, rule="max:recall", limits=[held, parse_limit("recall>=0.8")]).is_feasible
    narrower = parse_limit("gap(fpr)<=0.0999999@region")
    assert choose(sweep, rule="max:recall", limits=[narrower, parse_limit("fpr<=0.5")]).point.policy.threshold == 0.9


def test_a_formula_that_rounding_put_above_its_limit_keeps_it_wherever_limits_are_judged(make_predictions):
    """Seven of ten caught at 0.5: 1 - 7/10 is 0.30000000000000004 in floats."""
    guard = {"name": "miss", "role": "guardrail", "goal": "minimise", "formula": "1 - TP / POSITIVES", "limit": 0.3}
    contract = Contract.from_dict(
        {
            "title": "T",
            "decision": "D",
            "metrics": [{"name": "fpr", "role": "primary", "worst": 1, "target": 0}, guard],
        }
    )
    sweep = Sweep(make_predictions([1] * 10 + [0] * 2, [0.9] * 3 + [0.5] * 4 + [0.2] * 3 + [0.4, 0.1]))
    point = measure_point(sweep, SingleThreshold(score="score", threshold=0.5), contract=contract)
    assert point.value("miss") > 0.3
    assert point.is_feasible
    choice = choose(sweep, contract)
    assert choice.point.policy.threshold == 0.5
    assert best_forbidden(sweep, contract, rule="min:fpr").broken[0].value == 1, "where nobody is flagged"
    ways = explain_infeasible(sweep, contract, limits=[parse_limit("recall>=0.8"), parse_limit("flag_rate<=0.5")])
    assert all(moved.limit.metric.name != "miss" for way in ways.one_by_one for moved in way.relaxed)


@pytest.mark.parametrize(
    "text", ["gap(flag_rate)<={}@tier", "gap(m = 1 - TP / POSITIVES)<={}@tier", "ratio(flag_rate)>={}@tier"]
)
def test_a_range_may_keep_a_limit_wherever_a_candidate_in_it_does(make_predictions, text, soak):
    """Random data, bounds that some candidate meets exactly up to rounding, candidates hidden at random."""
    rng, met = random.Random(text), 0
    for _ in range(150 * soak):
        n = rng.choice([10, 20, 40])
        label = [rng.randrange(2) for _ in range(n)]
        tier = [rng.choice("xy") for _ in range(n)]
        whole = Sweep(make_predictions(label, [rng.random() for _ in range(n)], segments={"tier": tier}))
        values = parse_limit(text.format(0)).measure(whole)
        found = values[np.isfinite(values)]
        if not len(found):
            continue
        # As people write it: the same number from its exact value, not from the same arithmetic.
        bound = float(Fraction(float(rng.choice(list(found)))).limit_denominator(2000))
        limit = parse_limit(text.format(repr(bound)))
        partial = hide(whole, np.random.default_rng(rng.randrange(2**32)).random(len(whole)) < 0.3)
        index = np.flatnonzero(partial.has_gap)
        within = limit.measure(Gaps(sweep=partial, index=index))
        may, must = limit.may_keep(within), limit.must_keep(within)
        kept = limit.keeps(values)
        met += int((kept & (values != bound) & np.isclose(values, bound, rtol=1e-12, atol=0)).sum())
        for k, i in enumerate(index):
            hidden = kept[partial.listed[i] + 1 : partial.listed[i + 1]]
            assert may[k] or not hidden.any()
            assert not must[k] or hidden.all()
    assert met > 5 * soak, met
