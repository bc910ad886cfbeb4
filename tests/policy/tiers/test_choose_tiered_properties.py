"""Choosing tiered thresholds against trying every one: the best value, every tie, the preferred one, and what is feasible."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from tests.policy.tiers.brute_force import METRICS, BruteForce, Question, random_question, random_rows
from workbench.contract import Contract
from workbench.policy import choose, parse_limit
from workbench.policy.tiers import by_bound, choose_tiered, search, stretches
from workbench.sweep import Sweep


def contract_of(question: Question) -> Contract:
    metrics = []
    for i, (name, weight, worst, target, limit) in enumerate(question.worths):
        role = {"role": "secondary" if i else "primary", "weight": weight}
        metrics.append(
            {"name": name, "worst": worst, "target": target, **role, **({"limit": limit} if limit is not None else {})}
        )
    payoff = {cell: dict(terms) for cell, terms in question.payoff.items()}
    if question.payoff_by_tier and "FN" in payoff:
        payoff["FN"]["by"] = {"tier": question.payoff_by_tier}
    own = {"name": "eur_missed", "goal": "minimise", "formula": "FN[eur]", "role": "diagnostic"}
    return Contract.from_dict({"title": "T", "decision": "D", "metrics": [*metrics, own], "payoff": payoff})


def ask(rows, question, make_predictions, scores):
    sweep, contract = Sweep(rows.predictions(make_predictions)), contract_of(question)
    limits = [parse_limit(limit.text, contract=contract) for limit in question.limits]
    choice = choose_tiered(
        sweep, contract, segment="tier", rule=question.rule, limits=limits, order=question.order, scores=scores
    )
    return sweep, contract, limits, choice


def flagged_by(sweep, policy) -> frozenset[int]:
    counted = np.ones(len(sweep.predictions), dtype=bool)
    if sweep.predictions.weight is not None:
        counted = sweep.predictions.weight > 0
    return frozenset(np.flatnonzero(policy.flagged(sweep) & counted).tolist())


def best_of(every, question):
    """The best value, what ties with it in the order of preference, of the feasible."""
    feasible = [each for each in every if each.kept]
    if not feasible:
        return math.nan, []
    best = max(each.value for each in feasible)
    scale = {"contract": sum(w for _, w, *_ in question.worths), "payoff": 1e5}.get(question.rule, abs(best))
    tied = [each for each in feasible if each.value >= best - 1e-12 * scale]
    top = max(each.beyond for each in tied)
    unit = max(1.0, abs(top)) if math.isfinite(top) else 1.0
    order = sorted(
        range(len(tied)),
        key=lambda i: (-round(tied[i].beyond / unit, 12), not tied[i].is_shared, tied[i].flagged_count, i),
    )
    return best, [tied[i] for i in order]


def case(rng, *, linear=False):
    several = rng.random() < 0.15
    rows = random_rows(rng, scores=2 if several else 1)
    question = random_question(rng, rows, linear=linear)
    if several:
        question.order = None
    scores = ["a", "b"] if several else None
    return rows, question, scores


@pytest.mark.parametrize("seed", range(4))
def test_every_combination_tried_is_what_trying_them_by_hand_says(make_predictions, soak, seed):
    """4 x 500 small studies: weights, amounts, ties, several scores, orders, guardrails, whole, segment, gap and ratio limits."""
    rng = random.Random(seed)
    feasible_count = limits_count = 0
    for _ in range(500 * soak):
        rows, question, scores = case(rng)
        sweep, contract, limits, choice = ask(rows, question, make_predictions, scores)
        brute = BruteForce(rows, question, scores=scores)
        best, tied = best_of(brute.every(), question)
        if not tied:
            assert choice.point is None, question
            continue
        feasible_count += 1
        limits_count += bool(question.limits)
        assert choice.point is not None, question
        assert choice.objective == pytest.approx(best, rel=1e-12, abs=1e-12)
        assert choice.point.is_feasible
        assert choice.optimality.is_proven
        assert flagged_by(sweep, choice.point.policy) == tied[0].flagged
        assert [flagged_by(sweep, each) for each in choice.ties] == (
            [each.flagged for each in tied] if len(tied) > 1 else []
        )
        assert choice.ties_count == (len(tied) if len(tied) > 1 else 0)
        assert choice.is_best(choice.point.policy)
        if question.order is None:
            single = choose(sweep, contract, rule=question.rule, limits=limits)
            assert single.point is None or choice.objective >= single.objective - 1e-12 * max(1, abs(single.objective))
        else:
            thresholds = [choice.point.policy.by_value[value].threshold for value in question.order]
            assert thresholds == sorted(thresholds)
    assert feasible_count > 250 * soak
    assert limits_count > 100 * soak


@pytest.mark.parametrize("is_scanned", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_bounds_and_pruning_find_the_same_and_never_promise_too_little(
    make_predictions, soak, monkeypatch, seed, is_scanned
):
    """4 x 250 small studies where trying everything is forbidden, and only a handful may be looked at before the bound has to
    do its work: proven is best, and no bound is below what can be had. Of very many candidates all stretches of a fairness
    limit are bounded at once (``is_scanned``).
    """
    if is_scanned:
        monkeypatch.setattr(stretches, "SCANNED_FROM", 0)
        monkeypatch.setattr(by_bound, "BLOCKS", 1 + seed)
        monkeypatch.setattr(by_bound, "TRIED_AT_ONCE", 1 + seed)
    monkeypatch.setattr(search, "EXHAUSTIVE_MAX", 0)
    rng = random.Random(100 + seed)
    proven = approximate = open_count = 0
    for _ in range(250 * soak):
        rows, question, scores = case(rng, linear=rng.random() < 0.7)
        few = rng.choice([1, 2, 5])
        monkeypatch.setattr(stretches, "FIRST_KEPT", few)
        for name in ("KEPT_MAX", "KEPT_LEAST"):
            monkeypatch.setattr(stretches, name, rng.choice([few, 10, 10_000]))
        sweep, _, _, choice = ask(rows, question, make_predictions, scores)
        best, tied = best_of(BruteForce(rows, question, scores=scores).every(), question)
        if choice.point is None:
            assert not tied or choice.optimality is not None, question
            continue
        assert choice.point.is_feasible
        assert choice.objective <= best + 1e-12 * max(1.0, abs(best)), question
        if choice.optimality.is_approximate:
            approximate += 1
            continue
        open_count += not choice.optimality.is_proven
        assert choice.optimality.bound >= best - 1e-12 * max(1.0, abs(best)), question
        if choice.optimality.is_proven:
            proven += 1
            assert choice.objective == pytest.approx(best, rel=1e-12, abs=1e-12), question
            assert flagged_by(sweep, choice.point.policy) in {each.flagged for each in tied}
            if "ties" not in choice.optimality.how:
                assert choice.ties_count == (len(tied) if len(tied) > 1 else 0), question
                assert flagged_by(sweep, choice.point.policy) == tied[0].flagged
    assert proven > 120 * soak
    assert approximate > 5 * soak
    assert open_count > 0, "some are too large for what may be looked at"


def test_metrics_of_the_oracle_point_as_the_workbench_does():
    from workbench.metrics import BUILTIN

    for name, (goal, _, _) in METRICS.items():
        if name in BUILTIN:
            assert BUILTIN[name].goal == f"{goal}imise"
