"""The rows that count, what they add, and totals that no order of rows moves: worked by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.sweep import rows as module
from workbench.sweep.rows import Rows, counted_rows

SCORE, LABEL = [0.9, 0.1, 0.5, 0.3], [1, 0, 1, 0]
WEIGHT, EUR = [2.0, 0.0, 1.0, 3.0], [10.0, 1000.0, -4.0, 0.5]


@pytest.fixture(
    params=[None, (1, 1), (2, 2), (3, 2)], ids=["usual blocks", "blocks of 1", "blocks of 2", "blocks of 3"]
)
def blocks(request, monkeypatch):
    if request.param is not None:
        monkeypatch.setattr(module, "_BLOCK_ROWS", request.param[0])
        monkeypatch.setattr(module, "_LANES", request.param[1])


def weighed() -> Rows:
    return counted_rows(SCORE, label=LABEL, weight=WEIGHT, amounts={"eur": EUR})


def test_rows_of_weight_zero_do_not_count():
    rows = weighed()
    assert len(rows) == 3
    assert rows.score.tolist() == [0.9, 0.5, 0.3]
    assert rows.is_event.tolist() == [True, True, False]
    assert rows.weight.tolist() == [2, 1, 3]
    assert rows.amounts["eur"].tolist() == [10, -4, 0.5]
    assert rows.is_kept.tolist() == [True, False, True, True]


def test_where_every_row_counts_none_is_copied():
    score, weight, eur = np.array(SCORE), np.array([2.0, 1, 1, 3]), np.array(EUR)
    rows = counted_rows(score, label=np.array(LABEL, dtype=bool), weight=weight, amounts={"eur": eur})
    assert rows.is_kept is None
    assert rows.score is score
    assert rows.weight is weight
    assert rows.amounts["eur"] is eur
    label = np.array(LABEL, dtype=bool)
    assert counted_rows(score, label=label).is_event is label


def test_unweighted_rows_all_count():
    rows = counted_rows(SCORE, label=LABEL, amounts={"eur": EUR})
    assert rows.weight is None
    assert rows.is_kept is None
    assert rows.score.tolist() == SCORE
    assert rows.is_event.tolist() == [True, False, True, False]
    assert rows.amounts["eur"].tolist() == EUR
    assert counted_rows(SCORE, label=LABEL).amounts == {}


@pytest.mark.parametrize("weight", [None, [1, 2, 3, 4], [1, 0, 3, 4]])
def test_whole_numbers_and_short_floats_are_taken_as_float64(weight):
    score = np.array([3, 1, 2, 4], dtype=np.float32)
    rows = counted_rows(score, label=[1.0, 0.0, 1.0, 0.0], weight=weight, amounts={"eur": [1, 2, 3, 4]})
    assert rows.score.dtype == rows.amounts["eur"].dtype == np.float64
    assert rows.is_event.dtype == np.bool_
    assert weight is None or rows.weight.dtype == np.float64


def test_columns_are_the_weights_and_each_amount():
    assert weighed().columns == (None, "eur")
    assert counted_rows(SCORE, label=LABEL).columns == ()
    assert counted_rows(SCORE, label=LABEL, amounts={"b": EUR, "a": EUR}).columns == ("b", "a")


def test_a_column_adds_its_amount_times_the_weight():
    rows = weighed()
    assert rows.values(None, slice(1, None)).tolist() == [1, 3]
    assert rows.values("eur", np.array([2, 0])).tolist() == [1.5, 20]
    plain = counted_rows(SCORE, label=LABEL, amounts={"eur": EUR})
    assert plain.values("eur", slice(2)).tolist() == [10, 1000]


def test_products_that_leave_the_numbers_warn_of_nothing():
    rows = Rows(
        score=np.zeros(2),
        is_event=np.ones(2, dtype=bool),
        weight=np.array([1e300, 1e-300]),
        amounts={"eur": np.array([1e300, 1e-300])},
    )
    with np.errstate(all="raise"):
        assert rows.values("eur", slice(None)).tolist() == [np.inf, 0]


def test_only_some_of_the_rows():
    some = weighed().only(np.array([True, False, True]))
    assert some.score.tolist() == [0.9, 0.3]
    assert some.is_event.tolist() == [True, False]
    assert some.weight.tolist() == [2, 3]
    assert some.amounts["eur"].tolist() == [10, 0.5]
    assert some.is_kept is None
    plain = counted_rows(SCORE, label=LABEL, amounts={"eur": EUR}).only(np.array([False, True, False, False]))
    assert plain.weight is None
    assert plain.amounts["eur"].tolist() == [1000]


def test_a_part_can_be_more_than_the_whole_only_of_what_has_negative_values():
    rows = counted_rows(SCORE, label=LABEL, weight=WEIGHT, amounts={"eur": EUR, "km": [0.0, 1, 2, 3]})
    assert [rows.may_be_negative(column) for column in (None, "eur", "km")] == [False, True, False]
    assert counted_rows([1], label=[1], amounts={"eur": [-1]}).may_be_negative("eur")
    nobody = counted_rows([], label=[], amounts={"eur": []})
    assert not nobody.may_be_negative("eur")
    # A negative amount of a row that does not count is not there.
    assert not counted_rows([1, 2], label=[1, 1], weight=[0, 1], amounts={"eur": [-1, 1]}).may_be_negative("eur")


def test_totals_by_label(blocks):
    assert weighed().totals() == {None: (3, 3), "eur": (16, 1.5)}
    assert counted_rows(SCORE, label=LABEL, amounts={"eur": EUR}).totals() == {"eur": (6, 1000.5)}
    assert counted_rows(SCORE, label=LABEL).totals() == {}
    assert counted_rows([], label=[], amounts={"eur": []}).totals() == {"eur": (0, 0)}
    assert isinstance(weighed().totals()["eur"][0], np.float64)


def test_totals_of_some_of_the_rows(blocks):
    among = np.array([True, False, True])
    assert weighed().totals(among) == {None: (2, 3), "eur": (20, 1.5)}
    assert weighed().totals(np.zeros(3, dtype=bool)) == {None: (0, 0), "eur": (0, 0)}


def test_totals_of_many_rows_are_as_near_as_floats_go(blocks):
    """Thousandths are no floats; a plain sum of so many would be off in the last three digits."""
    n = 1000
    eur = np.arange(n) / 1000
    label = np.arange(n) % 3 == 0
    for among in (None, np.arange(n) % 7 > 0):
        kept = np.ones(n, dtype=bool) if among is None else among
        (events, others) = counted_rows(np.zeros(n), label=label, amounts={"eur": eur}).totals(among)["eur"]
        for found, rows in ((events, kept & label), (others, kept & ~label)):
            exact = float(sum(map(Fraction, eur[rows].tolist())))
            assert abs(found - exact) <= 2 * np.spacing(exact)


def test_vast_amounts_that_cancel_leave_what_remains(blocks):
    """In float64 the sum on the way would be infinite."""
    eur = [2.0**1023, 2.0**1023, -(2.0**1023), -(2.0**1023), 2.0**1022, 2.0**1000]
    label = [1, 1, 1, 1, 0, 1]
    rows = counted_rows(np.arange(6), label=label, amounts={"eur": eur})
    assert rows.totals() == {"eur": (2.0**1000, 2.0**1022)}
    assert rows.totals(np.array([True] * 4 + [False] * 2)) == {"eur": (0, 0)}
    assert rows.totals(np.array([True, True, True, True, False, True])) == {"eur": (2.0**1000, 0)}
    assert rows.totals(np.array([True, True, True, False, True, False])) == {"eur": (2.0**1023, 2.0**1022)}
    weighed = counted_rows(np.arange(6), label=label, weight=[1] * 6, amounts={"eur": eur, "km": [1] * 6})
    assert weighed.totals() == {None: (5, 1), "eur": (2.0**1000, 2.0**1022), "km": (5, 1)}


def test_of_others_too_vast_amounts_that_cancel_leave_what_remains(blocks):
    rows = counted_rows(np.arange(4), label=[0, 0, 0, 1], amounts={"eur": [2.0**1023, 2.0**1023, -(2.0**1023), 3]})
    assert rows.totals() == {"eur": (3, 2.0**1023)}


@pytest.mark.parametrize("block_rows", [64, 128, 256])
def test_vast_amounts_that_are_added_in_one_lane_leave_what_remains(block_rows, monkeypatch):
    """Rows 0 and 64 are of one lane and add up to more than any number, rows 129 and 193 to less."""
    monkeypatch.setattr(module, "_BLOCK_ROWS", block_rows)
    eur = np.zeros(200)
    eur[[0, 64]], eur[[129, 193]], eur[5], eur[150] = 2.0**1023, -(2.0**1023), 2.0**1000, 2.0**1001
    for label, found in ((1, (0, 1)), (0, (1, 0))):
        rows = counted_rows(np.zeros(200), label=np.full(200, label), amounts={"eur": eur, "km": np.ones(200)})
        with np.errstate(all="raise"):
            totals, some = rows.totals(), rows.totals(np.arange(200) != 150)
        assert totals["eur"][found[0]] == 3 * 2.0**1000
        assert some["eur"][found[0]] == 2.0**1000
        assert totals["eur"][found[1]] == some["eur"][found[1]] == 0
        assert (totals["km"][found[0]], some["km"][found[0]]) == (200, 199)


def test_vast_amounts_of_both_labels_are_told_apart():
    """Of some of the rows, so that neither those left out nor the other label's are added."""
    eur = np.zeros(400)
    eur[[0, 64]], eur[[129, 193]] = 2.0**1023, -(2.0**1023)
    eur[[10, 74, 11]] = 2.0**1023, 2.0**1023, 2.0**1000
    label = np.zeros(400)
    label[[0, 64, 129, 193, 11]] = 1
    among = np.arange(400) != 74
    totals = counted_rows(np.zeros(400), label=label, amounts={"eur": eur}).totals(among)
    assert totals == {"eur": (2.0**1000, 2.0**1023)}


def test_rows_may_have_neither_weights_nor_amounts():
    rows = Rows(score=np.zeros(2), is_event=np.ones(2, dtype=bool))
    assert rows.columns == ()
    assert rows.totals() == {}


def test_amounts_that_are_infinite_both_ways_add_up_to_no_number_without_a_warning():
    rows = Rows(
        score=np.zeros(2),
        is_event=np.ones(2, dtype=bool),
        weight=np.array([10.0, 10.0]),
        amounts={"eur": np.array([1e308, -1e308])},
    )
    with np.errstate(all="raise"):
        events, others = rows.totals()["eur"]
    assert np.isnan(events)
    assert others == 0


def test_a_total_beyond_all_numbers_is_infinite_without_a_warning():
    rows = counted_rows(np.arange(3), label=[1, 1, 0], amounts={"eur": [1.5e308, 1.5e308, 2]})
    with np.errstate(all="raise"):
        assert rows.totals() == {"eur": (np.inf, 2)}


def test_rows_cannot_be_changed_and_their_parts_go_by_name():
    rows = weighed()
    with pytest.raises(AttributeError):
        rows.score = rows.weight
    with pytest.raises(TypeError, match="takes 1 positional"):
        Rows(rows.score, rows.is_event)
    assert rows == rows
    assert rows != weighed()
    assert {rows: 1}[rows] == 1
