"""What the decision is compared with."""

from __future__ import annotations

import pytest

from workbench.contract import Contract
from workbench.policy import SingleThreshold, baseline_policy


def contract(baseline):
    content = {"title": "T", "decision": "D", "predictions": {"label": "label", "baseline": baseline}}
    return Contract.from_dict(content)


@pytest.fixture
def predictions(make_predictions):
    return make_predictions(
        [1, 0, 1],
        {"p": [0.9, 0.2, 0.4], "rule": [1, 0, 0], "logit": [2.0, -1.5, 0.3]},
        scores=("p",),
        baseline="rule",
    )


def test_none_is_named(make_predictions):
    assert baseline_policy(make_predictions([1, 0], [0.9, 0.2])) is None


def test_a_rule_is_used_where_it_says_1(predictions):
    policy, note = baseline_policy(predictions)
    assert policy == SingleThreshold(score="rule", threshold=1.0)
    assert "yes/no rule" in note


def test_the_contract_names_it(predictions):
    policy, note = baseline_policy(predictions, contract({"score": "logit", "threshold": 0.3}))
    assert policy == SingleThreshold(score="logit", threshold=0.3)
    assert "the contract names" in note


def test_a_probability_has_the_usual_threshold(predictions):
    policy, note = baseline_policy(predictions, contract("p"))
    assert policy == SingleThreshold(score="p", threshold=0.5)
    assert "0.5" in note


def test_another_scale_has_no_usual_threshold(predictions):
    assert baseline_policy(predictions, contract("logit")) is None


def test_a_column_that_was_not_read_is_no_baseline(predictions):
    assert baseline_policy(predictions, contract("gone")) is None


def test_a_flipped_column_keeps_the_contracts_scale(make_predictions):
    """Flagged when the trust score is 0.3 or less is flagged when its negative is -0.3 or more."""
    predictions = make_predictions(
        [1, 0, 1], {"-trust": [-0.1, -0.9, -0.3]}, scores=("trust",), flip=("trust",), baseline="trust"
    )
    policy, _ = baseline_policy(predictions, contract({"score": "trust", "threshold": 0.3}))
    assert policy == SingleThreshold(score="-trust", threshold=-0.3)
    assert baseline_policy(predictions) is None


def test_a_flipped_rule_is_used_where_it_says_0(make_predictions):
    predictions = make_predictions([1, 0], {"-ok": [-0.0, -1.0]}, scores=("ok",), flip=("ok",), baseline="ok")
    policy, _ = baseline_policy(predictions)
    assert policy == SingleThreshold(score="-ok", threshold=0.0)


def test_no_rows_have_no_baseline(make_predictions):
    assert baseline_policy(make_predictions([], {"p": []}, baseline="p")) is None
