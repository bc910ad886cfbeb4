"""The rows that are measured on."""

import numpy as np
import pytest

from benchmarks.data import draw_rows


def test_the_same_seed_draws_the_same_rows_whatever_the_columns():
    plain, weighted, amounts = (draw_rows(500, columns=name) for name in ("unweighted", "weighted", "amounts"))
    for other in (weighted, amounts):
        np.testing.assert_array_equal(plain.score, other.score)
        np.testing.assert_array_equal(plain.label, other.label)
    assert plain.weight is None
    assert weighted.weight is not None
    assert len(amounts.amounts) == 3


def test_scores_have_no_ties_unless_asked_for():
    assert len(np.unique(draw_rows(10_000).score)) == 10_000
    tied = draw_rows(10_000, distinct_scores=100).score
    assert len(np.unique(tied)) <= 101
    np.testing.assert_allclose(tied * 100, np.round(tied * 100), atol=1e-9)


def test_an_unknown_kind_of_columns_is_refused():
    with pytest.raises(ValueError, match="unweighted, weighted or amounts"):
        draw_rows(10, columns="heavy")
