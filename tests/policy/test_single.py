"""A single threshold."""

from __future__ import annotations

import math

import pytest

from workbench.errors import InputError
from workbench.policy import SingleThreshold


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
