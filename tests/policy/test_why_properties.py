"""Why a point, over random studies: thinned sweeps say what whole ones say."""

from __future__ import annotations

import random

import numpy as np

from tests.policy.random_studies import random_question, random_rows
from tests.policy.told import told_why
from workbench.policy import choose, policy_of
from workbench.policy.judged import judge
from workbench.policy.limits import contract_limits
from workbench.policy.rule import rule_of
from workbench.policy.why import explain_point
from workbench.sweep import Sweep


def test_a_thinned_sweep_gives_the_same_reasons(make_predictions, soak):
    rng = random.Random(77)
    gapped = 0
    for _ in range(60 * soak):
        predictions = random_rows(rng, make_predictions, is_exact=True)
        whole, partial = Sweep(predictions), Sweep(predictions, candidates_max=rng.choice([2, 4, 16]))
        gapped += partial.has_gap.any()
        asked = random_question(rng, whole, is_plain=True)
        found = choose(whole, asked.contract, rule=asked.rule)
        policy = (
            found.point.policy if found.point and rng.random() < 0.5 else policy_of(whole, rng.randrange(len(whole)))
        )
        one = explain_point(whole, policy, asked.contract, rule=asked.rule)
        other = explain_point(partial, policy, asked.contract, rule=asked.rule)
        assert told_why(one) == told_why(other)
        judged = judge(whole, rule_of(asked.rule, asked.contract, cases_count=1.0), contract_limits(()))
        rest = np.delete(judged.objective, whole.candidate(policy.score, policy.threshold))
        rest = rest[~np.isnan(rest)]
        assert (one.runner_up is None) == (not len(rest))
        if len(rest):
            assert one.runner_up.objective == rest.max()
    assert gapped > 10 * soak
