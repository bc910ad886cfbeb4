"""What the payoff means within the contract's limits, against every threshold tried at every number."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.metrics import contract_metrics
from workbench.policy import choose, contract_limits
from workbench.policy.unsure import unsure_payoffs
from workbench.sweep import Sweep
from workbench.ui.payoff_meaning import payoff_sentences

ROWS = 400
GUARD = {
    "name": "held", "label": "Held", "layer": "action", "role": "guardrail", "goal": "minimise",
    "formula": "FP / NEGATIVES", "unit": "share", "where": {"tier": ["a"]}, "limit": 0.05, "so_what": "x -> y",
}  # fmt: skip


def contract(*metrics):
    payoff = {"FP": {"each": -2, "between": [-12, -0.5]}, "FN": {"each": -20, "between": [-60, -1]}}
    return Contract.from_dict(
        {"title": "T", "decision": "D", "currency": "EUR", "payoff": payoff, "metrics": list(metrics)}
    )


@pytest.fixture
def rows():
    rng = np.random.default_rng(5)
    label = (rng.random(ROWS) < 0.2).astype(int)
    score = np.round(np.clip(rng.normal(0.35 + 0.25 * label, 0.15), 0, 1), 3)
    return label, score, np.where(rng.random(ROWS) < 0.4, "a", "b")


@pytest.fixture
def sweep(rows, make_predictions):
    label, score, tier = rows
    return Sweep(make_predictions(list(label), {"s": list(score)}, segments={"tier": list(tier)}))


def best_of_those_that_keep_it(rows, alarm, miss):
    """Every threshold, one by one: those that earn most of those that flag at most 5 % of tier a's non-events."""
    label, score, tier = rows
    found = {}
    for threshold in [*np.unique(score), np.inf]:
        flagged = score >= threshold
        if np.mean(flagged[(label == 0) & (tier == "a")]) <= 0.05:
            alarms, misses = np.sum(flagged & (label == 0)), np.sum(~flagged & (label == 1))
            found[threshold] = alarm * alarms + miss * misses
    most = max(found.values())
    return {threshold for threshold, worth in found.items() if most - worth < 1e-9}


def test_the_choice_and_its_ranges_are_those_within_the_limits(rows, sweep):
    agreed = contract(GUARD)
    point = choose(sweep, agreed, rule="payoff").point
    own = point.policy.threshold
    assert own in best_of_those_that_keep_it(rows, -2, -20)
    assert choose(sweep, contract(), rule="payoff").point.policy.threshold != own, "the limit changes the choice"
    told = unsure_payoffs(point.sweep, point.policy, agreed, contract_limits(contract_metrics(agreed)))
    assert [each.cell for each in told] == ["FP", "FN"]
    for each in told:
        for tried in np.linspace(each.low, each.high, 41):
            if min(abs(tried - each.stays_low), abs(tried - each.stays_high)) < 1e-6:
                continue
            costs = {"FP": -2.0, "FN": -20.0} | {each.cell: tried}
            is_best = own in best_of_those_that_keep_it(rows, costs["FP"], costs["FN"])
            assert is_best == (each.stays_low <= tried <= each.stays_high), (each.cell, tried)


def test_the_sentences_are_of_the_choice_within_the_limits(rows, sweep):
    (own,) = best_of_those_that_keep_it(rows, -2, -20)
    said = payoff_sentences(sweep, contract(GUARD))
    assert said[0].startswith(f"On these predictions, of the points that keep every limit, s ≥ {own:g} earns most")
    alarm = next(each for each in said if "the worth of a false alarm" in each)
    ends = [end for end in np.linspace(-12, -0.5, 2301) if own in best_of_those_that_keep_it(rows, end, -20)]
    assert "the choice stays the same" in alarm.lower()
    assert f"is from {ends[0]:.4g}"[:12] in alarm
    assert payoff_sentences(sweep, contract())[0].startswith("On these predictions, s ≥ ")
    assert payoff_sentences(sweep, contract(GUARD)) != payoff_sentences(sweep, contract())


def test_where_no_threshold_keeps_the_limits_it_is_said(sweep):
    never = GUARD | {"formula": "(TP + FP + 1) / ALL", "limit": 0}
    (said,) = payoff_sentences(sweep, contract(never))
    assert "no threshold keeps every limit" in said


def test_where_the_contract_weighs_more_than_money_that_is_said(sweep):
    recall = {"name": "recall", "role": "primary", "weight": 1, "worst": 0, "target": 1, "so_what": "a -> b"}
    assert "the contract's score weighs more than money" in payoff_sentences(sweep, contract(recall))[1]
    assert not any("contract's score" in each for each in payoff_sentences(sweep, contract(GUARD)))
