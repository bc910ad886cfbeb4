"""The threshold of another score that flags as many, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.sweep.eight_rows import on_paper, rows_of
from workbench.errors import ColumnError
from workbench.sweep import Sweep, same_share


def test_another_score_at_the_same_share_flagged():
    # new flags h, c, b, a from 0.5 on: four. old flags 1 at 0.9, 2 at 0.8, 3 at 0.7, 4 at 0.6.
    sweep = Sweep(on_paper())
    assert same_share(sweep, "old", flagged=4) == 0.6
    assert same_share(sweep, "old", flagged=0) == math.inf
    assert same_share(sweep, "old", flagged=8) == 0.1


def test_where_no_threshold_flags_as_many_the_nearest_does_and_the_stricter_of_two():
    sweep = Sweep(rows_of(label=[1, 0, 1, 0], scores={"a": [4, 3, 2, 1], "tied": [2, 2, 1, 1]}))
    assert same_share(sweep, "tied", flagged=3) == 2.0  # 2 and 4 are as near; two is fewer
    assert same_share(sweep, "tied", flagged=3.5) == 1.0


def test_a_score_that_is_no_candidate_and_candidates_that_are_hidden_are_looked_at_too():
    rng = np.random.default_rng(4)
    predictions = rows_of(label=rng.integers(0, 2, 500), scores={"a": rng.random(500), "b": rng.permutation(500)})
    listed = Sweep(predictions, scores=["a"], candidates_max=8)
    for flagged in (0, 1, 10, 77, 250, 499, 500):
        assert same_share(listed, "b", flagged=flagged) == (math.inf if flagged == 0 else 500 - flagged)


def test_a_baseline_that_is_never_swept_can_be_asked_too(make_predictions):
    predictions = make_predictions([1, 0, 1], {"a": [0.9, 0.4, 0.3], "rule": [1, 1, 0]}, scores=("a",), baseline="rule")
    assert same_share(Sweep(predictions), "rule", flagged=2) == 1.0


def test_of_no_cases_nobody_is_flagged():
    sweep = Sweep(rows_of(label=[1, 0], scores={"a": [2, 1], "b": [1, 2]}, weight=[0, 0]))
    assert same_share(sweep, "b", flagged=0) == math.inf


def test_an_unknown_score_is_refused():
    with pytest.raises(ColumnError, match="'p' is not one of the scores"):
        same_share(Sweep(on_paper()), "p", flagged=1)
