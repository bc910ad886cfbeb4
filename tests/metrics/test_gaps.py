"""The gaps of a sweep: what bounds the counts between the candidates that are listed."""

from __future__ import annotations

import warnings
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from tests.policy.partial_sweep import hide
from workbench.metrics.gaps import Gaps, RangedCounts
from workbench.sweep import Sweep


@pytest.fixture
def ranged(make_counts):
    """Two candidates, of which the gap behind the second is meant; counts with weights, so that sums are rounded."""
    return RangedCounts(
        low=make_counts((0, 0, 0, 0), (1, 2, 0, 1), threshold=[0.8, 0.3], eur=[(0, 0, 0, 0), (-4, 1, 2, 3)]),
        high=make_counts((9, 9, 9, 9), (3, 2, 2, 4), threshold=[0.9, 0.6], eur=[(9, 9, 9, 9), (-1, 1, 2, 3)]),
        edge=make_counts((0, 0, 5, 5), (1, 2, 2, 4), threshold=[np.inf, 0.6], eur=[(0, 0, 1, 1), (-4, 1, 6, 5)]),
        index=np.array([1]),
    )


def test_what_is_added_may_be_off_by_a_part_of_itself(ranged):
    """1e-11 of what the gap adds and 1e-14 of the whole: 2 are added to at most 3, or 3 EUR to at most 4."""
    tp, eur = ranged.cell("TP"), ranged.cell("TP", "eur")
    slack = 2e-11 + 3e-14
    assert (1 - tp.low, tp.high - 3) == (pytest.approx([slack], abs=1e-15), pytest.approx([slack], abs=1e-15))
    slack = 3e-11 + 4e-14
    assert (-4 - eur.low, eur.high + 1) == (pytest.approx([slack], abs=2e-15), pytest.approx([slack], abs=2e-15))


def test_where_nothing_is_added_the_bounds_are_what_stands_at_the_ends(ranged):
    for found, wanted in ((ranged.cell("FP"), 2), (ranged.cell("FP", "eur"), 1)):
        assert (found.low.tolist(), found.high.tolist()) == ([wanted], [wanted])


def test_totals_by_label_are_those_at_the_edge_to_the_last_bit(ranged):
    for name, cases, eur in (("POSITIVES", 3, 2), ("NEGATIVES", 6, 6), ("ALL", 9, 8)):
        for found, wanted in ((ranged.cell(name), cases), (ranged.cell(name, "eur"), eur)):
            assert (found.low.tolist(), found.high.tolist()) == ([wanted], [wanted])


def test_a_threshold_in_the_gap_lies_between_its_bounds(ranged):
    assert (ranged.threshold.low.tolist(), ranged.threshold.high.tolist()) == ([0.3], [0.6])
    assert len(ranged) == 1
    assert list(ranged.sums) == ["eur"]


def test_sums_beyond_all_numbers_bound_nothing_and_warn_of_nothing(make_counts):
    endless = make_counts((np.inf, 1e308, 0, 0))
    ranged = RangedCounts(low=endless, high=endless, edge=endless, index=np.array([0]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = ranged.cell("TP")
    assert (found.low.tolist(), found.high.tolist()) == ([-np.inf], [np.inf])


@pytest.fixture
def gaps(make_predictions):
    """All candidates but "flag nobody" and the last are hidden behind the first."""
    predictions = make_predictions(
        [1, 0, 1, 0, 1, 1],
        [6, 5, 4, 3, 2, 1],
        segments={"tier": list("aabbab"), "road": list("xyxyxy")},
        amounts={"eur": [1, 2, 4, 8, 16, 32]},
    )
    return Gaps(sweep=hide(Sweep(predictions), np.zeros(7, dtype=bool)), index=np.array([0]))


def test_whole_counts_are_bounded_exactly_and_amounts_with_slack(gaps):
    """Hidden are the thresholds 6 to 2: one to three events flagged, worth 1 to 1 + 4 + 16."""
    counts = gaps.counts()
    assert (counts.cell("TP").low.tolist(), counts.cell("TP").high.tolist()) == ([1], [3])
    worth = counts.cell("TP", "eur")
    assert 1 - 1e-9 < worth.low[0] < 1
    assert 21 < worth.high[0] < 21 + 1e-9


def test_a_segment_has_bounds_of_its_own_whatever_was_asked_before(gaps):
    """Of tier a, rows 1, 2 and 5: two events and one other, all flagged by threshold 2. Of a on road x, all but the second."""
    assert gaps.counts().cell("POSITIVES").low.tolist() == [4]
    of_a = gaps.counts({"tier": ["a"]})
    assert (of_a.cell("POSITIVES").low.tolist(), of_a.cell("NEGATIVES").low.tolist()) == ([2], [1])
    assert (of_a.cell("TP").low.tolist(), of_a.cell("TP").high.tolist()) == ([1], [2])
    assert (of_a.cell("FP").low.tolist(), of_a.cell("FP").high.tolist()) == ([0], [1])
    both = gaps.counts({"tier": ["a"], "road": ["x"]})
    assert both.cell("NEGATIVES").low.tolist() == [0]
    assert gaps.counts({"road": ("x",), "tier": ("a",)}) is both, "the same rows, asked for in another order"


def test_the_values_that_occur_are_those_of_the_rows(gaps):
    assert sorted(gaps.occurring("tier")) == ["a", "b"]
    assert sorted(gaps.occurring("road")) == ["x", "y"]


def test_gaps_and_their_counts_stay_as_they_are_and_are_equal_to_themselves_alone(gaps):
    counts, again = gaps.counts(), Gaps(sweep=gaps.sweep, index=gaps.index)
    for one, other in ((gaps, again), (counts, again.counts())):
        with pytest.raises(FrozenInstanceError):
            one.index = np.array([1])
        with pytest.raises(TypeError, match="positional"):
            type(one)(*(getattr(one, item.name) for item in fields(one)))
        assert one == one
        assert one != other
        assert len({one, other}) == 2


def test_what_was_worked_out_already_is_not_shown(gaps):
    gaps.counts().cell("TP")
    assert "_cells" not in repr(gaps.counts())
    assert "_counts" not in repr(gaps)
