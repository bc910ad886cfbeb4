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
    assert note == "a yes/no rule: flagged where it says 1"


def test_the_contract_names_it(predictions):
    policy, note = baseline_policy(predictions, contract({"score": "logit", "threshold": 0.3}))
    assert policy == SingleThreshold(score="logit", threshold=0.3)
    assert note == "at the threshold the contract names"


def test_a_probability_has_the_usual_threshold(predictions):
    policy, note = baseline_policy(predictions, contract("p"))
    assert policy == SingleThreshold(score="p", threshold=0.5)
    assert note == "at the usual threshold 0.5, since none is named"


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
    policy, note = baseline_policy(predictions)
    assert policy == SingleThreshold(score="-ok", threshold=0.0)
    assert note == "a yes/no rule: flagged where it says 0"


@pytest.mark.parametrize(
    ("score", "has_one"),
    [([0.0, 0.4, 1.0], True), ([-0.01, 0.4, 1.0], False), ([0.0, 0.4, 1.01], False), ([0.0, -1.0], False)],
)
def test_only_scores_from_0_to_1_have_the_usual_threshold(make_predictions, score, has_one):
    predictions = make_predictions([1] * len(score), {"p": score}, baseline="p")
    usual = SingleThreshold(score="p", threshold=0.5)
    assert (baseline_policy(predictions) or (None, ""))[0] == (usual if has_one else None)


def test_another_column_is_compared_with_instead(predictions):
    """Neither the contract's column nor its threshold, nor the column of the predictions, count any more."""
    named = contract({"score": "logit", "threshold": 0.3})
    assert baseline_policy(predictions, named, instead="p")[0] == SingleThreshold(score="p", threshold=0.5)
    assert baseline_policy(predictions, named, instead="rule")[0] == SingleThreshold(score="rule", threshold=1.0)
    assert baseline_policy(predictions, named, instead="logit") is None
    assert baseline_policy(predictions, instead="p")[0] == SingleThreshold(score="p", threshold=0.5)


def test_a_contract_that_names_no_columns_leaves_the_baseline_to_the_predictions(predictions):
    silent = Contract.from_dict({"title": "T", "decision": "D"})
    assert baseline_policy(predictions, silent)[0] == SingleThreshold(score="rule", threshold=1.0)


def test_no_rows_have_no_baseline(make_predictions):
    assert baseline_policy(make_predictions([], {"p": []}, baseline="p")) is None
