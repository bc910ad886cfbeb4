"""When nothing is feasible, over random studies: the ways out that are told lead out, and nothing tighter does."""

from __future__ import annotations

import random

import numpy as np

from tests.policy.random_studies import easy_or_impossible_question, random_rows
from workbench.contract import Contract
from workbench.metrics import contract_metrics
from workbench.policy import choose, parse_limit
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


def test_rounding_of_weights_closes_no_way_out(make_predictions, soak):
    """Weights that floats do not add exactly have other last bits in a thinned sweep; as many ways lead out all the same."""
    rng = random.Random(31)
    seen = {"alone": 0, "gapped": 0}
    for _ in range(150 * soak):
        predictions = random_rows(rng, make_predictions)
        whole, partial = Sweep(predictions), Sweep(predictions, candidates_max=rng.choice([4, 16]))
        asked = easy_or_impossible_question(rng, whole)
        if choose(whole, asked.contract, rule=asked.rule, limits=asked.limits).is_feasible:
            continue
        found = explain_infeasible(whole, asked.contract, rule=asked.rule, limits=asked.limits)
        thinned = explain_infeasible(partial, asked.contract, rule=asked.rule, limits=asked.limits)
        moved = [[(each.limit.text, each.bound) for each in way.relaxed] for way in found.one_by_one]
        again = [[(each.limit.text, each.bound) for each in way.relaxed] for way in thinned.one_by_one]
        assert [text for way in moved for text, _ in way] == [text for way in again for text, _ in way]
        np.testing.assert_allclose(
            [bound for way in moved for _, bound in way], [bound for way in again for _, bound in way], rtol=1e-11
        )
        assert (found.nearest is None) == (thinned.nearest is None)
        seen["alone"] += len(moved)
        seen["gapped"] += partial.has_gap.any()
    assert min(seen.values()) > 2 * soak, seen


def test_the_reviewed_case_has_its_way_out(make_predictions):
    """16 weighted rows of which the thinned sweep once lost the way out by one unit in the last place."""
    sixteenths = [6, 3, 5, 13, 8, 7, 9, 15, 4, 0, 12, 11, 2, 1, 10, 14]
    weight = [0.04, 0.11, 2.75, 2.69, 9.32, 0.07, 3.03, 1.74, 0.36, 3.22, 0.74, 4.95, 3.72, 0.26, 0.67, 3.3]
    predictions = make_predictions(
        [1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0],
        {"score": [each / 16 for each in sixteenths]},
        weight=np.array(weight),
        segments={"tier": list("yyxyyxyxyxyxxxxy")},
    )
    metrics = [{"name": "recall", "role": "primary", "worst": 0, "target": 1}]
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": metrics})
    for most in (None, 5):
        found = explain_infeasible(
            Sweep(predictions, candidates_max=most), contract, limits=[parse_limit("accuracy>=0.99@tier=x")]
        )
        assert len(found.one_by_one) == 1
