"""The interval of one weight or cost in which a point stays best, over random studies: by choosing again on both sides of its ends."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from tests.policy.random_studies import random_question, random_rows
from workbench.contract import Contract
from workbench.metrics import contract_metrics
from workbench.policy import SingleThreshold, choose, policy_of
from workbench.policy.judged import judge
from workbench.policy.limits import contract_limits
from workbench.policy.stays_best import cost_line, cost_ratio_line, stays_best, weight_line
from workbench.sweep import Sweep


def test_between_the_ends_the_point_is_best_and_beyond_them_it_is_not(make_predictions, soak):
    """Random studies: whoever chooses again with another weight or cost finds what the interval says."""
    rng = random.Random(41)
    seen = {"weight": 0, "cost": 0, "ratio": 0, "nowhere": 0, "finite": 0, "gapped": 0}
    for _ in range(150 * soak):
        predictions = random_rows(rng, make_predictions, is_exact=True)
        whole = Sweep(predictions)
        asked = random_question(rng, whole, is_plain=True)
        contract = asked.contract
        limits = contract_limits(contract_metrics(contract))
        kind, line = _some_line(rng, contract)
        best = choose(whole, line.contract_at(1.0 if math.isnan(line.now) else line.now), rule=line.rule, limits=())
        policy = best.point.policy if best.point and rng.random() < 0.7 else policy_of(whole, rng.randrange(len(whole)))
        _, found = stays_best(whole, policy, line, limits)
        partial = Sweep(predictions, candidates_max=rng.choice([2, 4, 16]))
        _, thinned = stays_best(partial, policy, line, limits)
        assert found.is_anywhere == thinned.is_anywhere
        if not found.is_anywhere:
            seen["nowhere"] += 1
            for number in (1e-6, 0.3, 1.0, 3.0, 1e6):
                assert not _is_best(whole, policy, line, limits, number, slack=-1e-9)
            continue
        assert thinned.low == pytest.approx(found.low, abs=1e-9, rel=1e-9)
        assert thinned.high == pytest.approx(found.high, rel=1e-9)
        seen[kind] += 1
        seen["finite"] += math.isfinite(found.high)
        seen["gapped"] += partial.has_gap.any()
        high = min(found.high, found.low + 1e3)
        for number in (found.low, high, found.low + rng.random() * (high - found.low)):
            if number > 0:  # a weight of nothing leaves a metric out, and what is undefined there competes
                assert _is_best(whole, policy, line, limits, number, slack=1e-9)
        if found.low > 1e-3:
            assert not _is_best(whole, policy, line, limits, found.low * (1 - 1e-3), slack=-1e-12)
        if found.high < 1e3:
            assert not _is_best(whole, policy, line, limits, found.high * (1 + 1e-3) + 1e-9, slack=-1e-12)
    assert min(seen.values()) > 5 * soak, seen


def _some_line(rng: random.Random, contract: Contract):
    kind = rng.choice(["weight", "cost", "ratio"])
    if kind == "weight":
        return kind, weight_line(contract, rng.choice(contract.metrics).name)
    if kind == "cost":
        return kind, cost_line(contract, rng.choice(list(contract.payoff)))
    return kind, cost_ratio_line(contract)


def _is_best(sweep: Sweep, policy: SingleThreshold, line, limits, number: float, *, slack: float) -> bool:
    """Whether the policy reaches the best objective at this number, by judging every candidate there."""
    judged = judge(sweep, line.rule_at(number), limits)
    own = judged.objective[sweep.candidate(policy.score, policy.threshold)]
    scale = np.nanmax(np.abs(judged.objective), initial=1.0) * max(1.0, number)
    return bool(own >= judged.best - slack * scale)
