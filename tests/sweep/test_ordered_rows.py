"""Rows in order and the sums from either end, worked by hand."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from workbench.sweep.counts import WholeCells
from workbench.sweep.ordered_rows import Ends, OrderedRows, ends_of, order_rows, summed_cells
from workbench.sweep.rows import Rows

ROWS = Rows(
    score=np.array([0.5, -0.0, 0.9, 0.5, 0.0]),
    is_event=np.array([True, False, False, False, True]),
    weight=np.array([1.0, 2, 3, 4, 5]),
    amounts={"eur": np.array([10.0, -1, 100, 7, 0.5])},
)
EVERY = slice(None)


def test_rows_fall_by_score_and_equal_ones_stand_from_last_to_first():
    """In the order of rows 2, 3, 0, 4, 1."""
    ordered = order_rows(ROWS, EVERY)
    assert ordered.score.tolist() == [0.9, 0.5, 0.5, 0, 0]
    assert not np.signbit(ordered.score).any()
    assert ordered.flagged.tolist() == [0, 1, 2, 3, 4, 5]
    assert ordered.events.tolist() == [0, 0, 0, 1, 2, 2]
    assert ordered.events.dtype == np.int64
    assert list(ordered.ends) == [None, "eur"]
    assert ordered.ends[None].above.tolist() == [[0, 0], [3, 0], [7, 0], [7, 1], [7, 6], [9, 6]]
    assert ordered.ends[None].below.tolist() == [[9, 6], [6, 6], [2, 6], [2, 5], [2, 0], [0, 0]]
    assert ordered.ends["eur"].above.tolist() == [[0, 0], [300, 0], [328, 0], [328, 10], [328, 12.5], [326, 12.5]]


def test_some_of_the_rows_in_order():
    """Rows 4, 0 and 3: then in the order of rows 3, 0, 4, since 3 comes after 0."""
    ordered = order_rows(ROWS, np.array([4, 0, 3]))
    assert ordered.score.tolist() == [0.5, 0.5, 0]
    assert ordered.flagged.tolist() == [0, 1, 2, 3]
    assert ordered.events.tolist() == [0, 0, 1, 2]
    assert ordered.ends[None].above.tolist() == [[0, 0], [4, 0], [4, 1], [4, 6]]


def test_many_rows_of_one_score_stand_from_last_to_first():
    many = Rows(score=np.zeros(100), is_event=np.ones(100, dtype=bool), amounts={"n": np.arange(100.0)})
    last_first = np.arange(99, -1, -1).cumsum()
    assert order_rows(many, EVERY).ends["n"].above[1:, 1].tolist() == last_first.tolist()


def test_a_candidate_is_after_the_last_row_of_each_score():
    assert order_rows(ROWS, EVERY).places_after_ties().tolist() == [1, 3, 5]
    assert order_rows(ROWS, np.array([2])).places_after_ties().tolist() == [1]
    nobody = order_rows(ROWS, np.array([], dtype=np.int64))
    assert nobody.places_after_ties().tolist() == []
    assert nobody.places_after_ties().dtype.kind == "i"
    assert nobody.events.tolist() == nobody.flagged.tolist() == [0]


def test_sums_from_both_ends_are_added_in_extended_precision():
    values = np.array([[1e16, 1], [1, 2], [-1e16, 4]])
    ends = ends_of(values)
    assert ends.above.dtype == ends.below.dtype == np.longdouble
    assert ends.above.astype(float).tolist() == [[0, 0], [1e16, 1], [float(10**16 + 1), 3], [1, 7]]
    assert ends.below.astype(float).tolist() == [[1, 7], [float(1 - 10**16), 6], [-1e16, 4], [0, 0]]
    assert float(ends.above[2, 0] - np.longdouble(1e16)) == 1
    assert ends_of(np.zeros((0, 2))).above.tolist() == [[0, 0]]


def counted(flagged: list[int], events: list[int]) -> WholeCells:
    return WholeCells(
        flagged=np.array(flagged), events=np.array(events), positives_count=events[-1], rows_count=flagged[-1]
    )


# Four thresholds over five rows, of which two are events; sums that rounding has put off by a little on purpose.
PLACES = counted([0, 1, 3, 5], [0, 1, 1, 2])
ABOVE = np.array([[0, 0], [0.0, 4], [8, 4], [11, 7.5]])
BELOW = np.array([[11, 7.5], [11, 3], [1, 3], [0, 0.0]])


def cells_of(above: np.ndarray, below: np.ndarray, *, may_be_negative: bool, at: WholeCells = PLACES):
    totals = (np.float64(7), np.float64(10))
    return summed_cells(above, below, totals=totals, counted=at, may_be_negative=may_be_negative)


@pytest.mark.parametrize("may_be_negative", [True, False])
def test_all_of_a_label_is_the_total_and_none_of_it_nothing(may_be_negative):
    off = np.array([[0.5, 0.5], [0.5, 0], [0, 0], [0, 0]])
    cells = cells_of(ABOVE + off, BELOW + off[::-1], may_be_negative=may_be_negative)
    assert cells.tp.tolist() == [0, 4, 4, 7]
    assert cells.fp.tolist() == [0, 0, 8, 10]
    assert cells.fn.tolist() == [7, 3, 3, 0]
    assert cells.tn.tolist() == [10, 10, 1.5, 0]
    assert (cells.positives.tolist(), cells.negatives.tolist()) == ([7] * 4, [10] * 4)
    assert cells.tp.dtype == cells.positives.dtype == np.float64


def test_a_part_is_no_more_than_the_whole_unless_something_is_negative():
    above = ABOVE + np.array([[0, 0], [0, 4], [4, 4], [0, 0]])
    below = BELOW + np.array([[0, 0], [0, 9], [12, 9], [0, 0]])
    kept, cut = (cells_of(above, below, may_be_negative=is_so) for is_so in (True, False))
    assert (kept.tp.tolist(), cut.tp.tolist()) == ([0, 8, 8, 7], [0, 7, 7, 7])
    assert (kept.fp.tolist(), cut.fp.tolist()) == ([0, 0, 12, 10], [0, 0, 10, 10])
    assert (kept.fn.tolist(), cut.fn.tolist()) == ([7, 12, 12, 0], [7, 7, 7, 0])
    assert (kept.tn.tolist(), cut.tn.tolist()) == ([10, 10, 13, 0], [10, 10, 10, 0])


def test_where_a_label_has_no_rows_its_sums_are_nothing():
    """Only others: of events all and none are the same, and add up to 0 whatever is left of rounding."""
    none = counted([0, 1, 3, 5], [0, 0, 0, 0])
    cells = cells_of(ABOVE, BELOW, may_be_negative=False, at=none)
    assert cells.tp.tolist() == cells.fn.tolist() == [0] * 4


def test_sums_that_leave_the_numbers_are_infinite_without_a_warning():
    above = np.array([[0, 0], [0, 1], [1, 1], [1, 1]]) * np.longdouble("1e400")
    with np.errstate(all="raise"):
        cells = cells_of(above, above[::-1], may_be_negative=True)
    assert cells.tp.tolist() == [0, np.inf, np.inf, 7]


def test_what_is_given_is_not_changed():
    above, below = ABOVE.astype(np.longdouble), BELOW.astype(np.longdouble)
    cells_of(above, below, may_be_negative=False)
    assert (above == ABOVE).all()
    assert (below == BELOW).all()
    assert (ROWS.score == [0.5, 0, 0.9, 0.5, 0]).all()
    assert np.signbit(ROWS.score[1])


@pytest.mark.parametrize("kind", [Ends, OrderedRows])
def test_results_cannot_be_changed_and_their_parts_go_by_name(kind):
    ordered = order_rows(ROWS, EVERY)
    made = ordered if kind is OrderedRows else ordered.ends[None]
    with pytest.raises(FrozenInstanceError):
        setattr(made, fields(made)[0].name, None)
    with pytest.raises(TypeError, match="takes 1 positional"):
        kind(ABOVE, BELOW)
    assert made == made
    assert {made: 1}[made] == 1
