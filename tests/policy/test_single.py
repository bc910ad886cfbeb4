"""A single threshold."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.policy import SingleThreshold, policy_of
from workbench.policy.single import Policies
from workbench.sweep import Sweep


@pytest.mark.parametrize("threshold", [0.5, 0.0, -3.25, 1e308, 0.1 + 0.2])
def test_it_reads_back_equal(threshold):
    policy = SingleThreshold(score="s", threshold=threshold)
    assert policy.to_dict() == {"kind": "single", "score": "s", "threshold": threshold}
    assert SingleThreshold.from_dict(policy.to_dict()) == policy
    assert not policy.flags_nobody


def test_flag_nobody_is_null_in_files():
    policy = SingleThreshold(score="s", threshold=math.inf)
    assert policy.flags_nobody
    assert policy.to_dict()["threshold"] is None
    assert SingleThreshold.from_dict(policy.to_dict()) == policy


@pytest.mark.parametrize("threshold", [math.nan, -math.inf])
def test_what_is_no_threshold_is_refused(threshold):
    with pytest.raises(InputError, match="must be a number"):
        SingleThreshold(score="s", threshold=threshold)


def test_it_cannot_be_changed_and_its_parts_are_named():
    with pytest.raises(FrozenInstanceError):
        SingleThreshold(score="s", threshold=0.5).threshold = 0.6
    with pytest.raises(TypeError):
        SingleThreshold("s", 0.5)


def test_a_whole_number_in_a_file_is_a_threshold():
    threshold = SingleThreshold.from_dict({"score": "s", "threshold": 1}).threshold
    assert (threshold, type(threshold)) == (1, float)


def test_the_policy_of_a_candidate_has_its_score_and_threshold(make_predictions):
    """Each score has flagging nobody first, then its values from the highest."""
    sweep = Sweep(make_predictions([1, 0], {"a": [0.8, 0.6], "b": [3, 4]}))
    told = [(policy.score, policy.threshold) for policy in (policy_of(sweep, index) for index in range(6))]
    assert told == [("a", math.inf), ("a", 0.8), ("a", 0.6), ("b", math.inf), ("b", 4), ("b", 3)]


@pytest.fixture
def policies(make_predictions):
    """Of a 0.8 and 0.6 and of b 4 and 3: b at 3, nobody by b, a at 0.8."""
    return Policies(Sweep(make_predictions([1, 0], {"a": [0.8, 0.6], "b": [3, 4]})), np.array([5, 3, 1]))


def single(score, threshold):
    return SingleThreshold(score=score, threshold=threshold)


def test_policies_are_a_sequence_in_their_order(policies):
    expected = (single("b", 3), single("b", math.inf), single("a", 0.8))
    assert tuple(policies) == expected
    assert (policies[0], policies[-1], len(policies)) == (expected[0], expected[2], 3)
    assert policies[:2] == expected[:2]
    assert policies[::-2] == expected[::-2]
    assert type(policies[0].threshold) is float
    with pytest.raises(IndexError):
        policies[3]


def test_policies_know_which_they_are(policies):
    asked = [single("b", 3), single("b", math.inf), single("a", 0.8), single("a", 3), single("b", 0.8), single("c", 3)]
    assert [policy in policies for policy in asked] == [True, True, True, False, False, False]
    assert 3 not in policies


def test_policies_equal_any_sequence_of_the_same(policies):
    same = (single("b", 3), single("b", math.inf), single("a", 0.8))
    assert policies == same
    assert same == policies
    assert policies == list(same)
    assert hash(policies) == hash(same)
    assert policies != same[:2]
    assert policies != same[::-1]
    assert policies != 3
    assert repr(policies) == "<3 policies>"
