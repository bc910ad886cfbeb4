"""When nothing is feasible, over random studies: the ways out that are told lead out, and nothing tighter does."""

from __future__ import annotations

import random

import numpy as np

from tests.policy.random_studies import easy_or_impossible_question, random_rows
from workbench.metrics import contract_metrics
from workbench.policy import choose
from workbench.policy.limits import contract_limits
from workbench.policy.relaxing import explain_infeasible
from workbench.policy.rule import rule_of
from workbench.sweep import Sweep


def test_a_way_out_leads_out_and_nothing_tighter_does(make_predictions, soak):
    """Random studies, whole and thinned: the moved limit leaves something, one step tighter leaves nothing."""
    rng = random.Random(23)
    seen = {"alone": 0, "together": 0, "gapped": 0}
    for _ in range(200 * soak):
        predictions = random_rows(rng, make_predictions, is_exact=True)
        whole, partial = Sweep(predictions), Sweep(predictions, candidates_max=rng.choice([4, 16]))
        asked = easy_or_impossible_question(rng, whole)
        if choose(whole, asked.contract, rule=asked.rule, limits=asked.limits).is_feasible:
            continue
        found = explain_infeasible(whole, asked.contract, rule=asked.rule, limits=asked.limits)
        thinned = explain_infeasible(partial, asked.contract, rule=asked.rule, limits=asked.limits)
        assert _told(found) == _told(thinned)
        seen["gapped"] += partial.has_gap.any()
        everything = (*contract_limits(contract_metrics(asked.contract)), *asked.limits)
        for way in found.one_by_one:
            seen["alone"] += 1
            others = [limit for limit in everything if limit.text != way.relaxed[0].limit.text]
            assert _keeps_all(way.point, others)
            reachable = _values(whole, way.relaxed[0].limit, others, asked)
            at_most = way.relaxed[0].limit.at_most
            assert way.relaxed[0].bound == (min(reachable) if at_most else max(reachable))
        if found.nearest is not None and len(found.nearest.relaxed) > 1:
            seen["together"] += 1
    assert min(seen.values()) > 2 * soak, seen


def _told(found) -> list:
    ways = [*found.one_by_one, *([found.nearest] if found.nearest else [])]
    return [([(moved.limit.text, moved.bound) for moved in way.relaxed], way.point.policy) for way in ways]


def _keeps_all(point, limits) -> bool:
    return all(
        limit.keeps(limit.measure_at(point.sweep, point.policy.score, point.policy.threshold)) for limit in limits
    )


def _values(sweep: Sweep, limit, others, asked) -> list[float]:
    """What the limit's metric is at each candidate that keeps all other limits and where the rule is defined."""
    kept = ~np.isnan(rule_of(asked.rule, asked.contract, cases_count=1.0).objective(sweep))
    for other in others:
        kept &= other.keeps(other.measure(sweep))
    values = limit.measure(sweep)[kept]
    return values[~np.isnan(values)].tolist()
