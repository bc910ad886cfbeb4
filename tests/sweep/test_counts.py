"""Cells, margins and what is taken of them, worked by hand."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.sweep import counts as module
from workbench.sweep.counts import CELLS, MARGINS, Cells, Counts, WholeCells, concatenate

# Of nine rows, four of them events, 0, 3 and 9 are flagged, 0, 2 and 4 events among them.
WHOLE = WholeCells(
    flagged=np.array([0, 3, 9], dtype=np.int32),
    events=np.array([0, 2, 4], dtype=np.int32),
    positives_count=4,
    rows_count=9,
)
WANTED = {
    "TP": [0, 2, 4],
    "FP": [0, 1, 5],
    "FN": [4, 2, 0],
    "TN": [5, 4, 0],
    "FLAGGED": [0, 3, 9],
    "CLEARED": [9, 6, 0],
    "POSITIVES": [4, 4, 4],
    "NEGATIVES": [5, 5, 5],
    "ALL": [9, 9, 9],
}
PARTS = {"tp": np.array([0.5, 1]), "fp": np.array([0.25, 2]), "fn": np.array([4.0, 3]), "tn": np.array([8.0, 6])}
TOTALS = {"positives": np.array([10.0, 10]), "negatives": np.array([20.0, 20])}
THRESHOLD = np.array([np.inf, 0.5, 0.25])


def test_the_names_are_the_four_cells_and_what_they_add_up_to():
    assert (*CELLS, *MARGINS) == tuple(WANTED)
    assert MARGINS["FLAGGED"] == ("TP", "FP")
    assert MARGINS["CLEARED"] == ("FN", "TN")
    assert MARGINS["POSITIVES"] == ("TP", "FN")
    assert MARGINS["NEGATIVES"] == ("FP", "TN")
    assert MARGINS["ALL"] == CELLS == ("TP", "FP", "FN", "TN")


@pytest.mark.parametrize("name", WANTED)
def test_whole_cells_are_integers_of_64_bits_and_counts_of_them_floats(name):
    found = WHOLE.margin(name)
    assert (found.tolist(), found.dtype) == (WANTED[name], np.int64)
    counts = Counts(threshold=THRESHOLD, cases=WHOLE)
    assert (counts.cell(name).tolist(), counts.cell(name).dtype) == (WANTED[name], np.float64)


def test_whole_cells_have_the_four_cells_by_name():
    assert [getattr(WHOLE, name.lower()).tolist() for name in CELLS] == [WANTED[name] for name in CELLS]


def test_a_cell_is_worked_out_once_and_cannot_be_changed_by_who_asked():
    counts = Counts(threshold=THRESHOLD, cases=WHOLE, sums={"eur": Cells(**PARTS)})
    first = counts.cell("FP")
    assert counts.cell("FP") is first
    assert counts.cell("TP") is not first
    assert counts.cell("FP", "eur").tolist() == [0.25, 2]
    assert counts.cell("ALL", "eur") is counts.cell("ALL", "eur")
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1


def test_of_very_many_thresholds_no_cell_is_kept(monkeypatch):
    monkeypatch.setattr(module, "_KEPT_THRESHOLDS", 3)
    counts = Counts(threshold=THRESHOLD, cases=WHOLE)
    assert counts.cell("TP") is counts.cell("TP")
    monkeypatch.setattr(module, "_KEPT_THRESHOLDS", 2)
    assert counts.cell("FP") is not counts.cell("FP")
    assert counts.cell("FP").tolist() == counts.cell("FP").tolist() == WANTED["FP"]
    assert "_known" not in repr(counts)
    with pytest.raises(TypeError, match="_known"):
        Counts(threshold=THRESHOLD, cases=WHOLE, _known={})


def test_a_count_is_no_view_of_what_it_was_made_from():
    WHOLE.margin("TP")[:] = 7
    WHOLE.margin("FLAGGED")[:] = 7
    assert (WHOLE.flagged.tolist(), WHOLE.events.tolist()) == ([0, 3, 9], [0, 2, 4])


def test_counts_of_more_rows_than_32_bits_hold_are_right():
    whole = WholeCells(
        flagged=np.array([3_000_000_000]), events=np.array([0]), positives_count=1, rows_count=6_000_000_000
    )
    assert [whole.margin(name).tolist() for name in ("FP", "TN", "CLEARED", "FN")] == [
        [3_000_000_000],
        [2_999_999_999],
        [3_000_000_000],
        [1],
    ]


def test_margins_of_sums_are_their_cells_added():
    cells = Cells(**PARTS)
    assert {name: cells.margin(name).tolist() for name in WANTED} == {
        "TP": [0.5, 1],
        "FP": [0.25, 2],
        "FN": [4, 3],
        "TN": [8, 6],
        "FLAGGED": [0.75, 3],
        "CLEARED": [12, 9],
        "POSITIVES": [4.5, 4],
        "NEGATIVES": [8.25, 8],
        "ALL": [12.75, 12],
    }


def test_totals_that_are_given_take_the_place_of_added_cells():
    cells = Cells(**PARTS, **TOTALS)
    assert cells.margin("POSITIVES").tolist() == [10, 10]
    assert cells.margin("NEGATIVES").tolist() == [20, 20]
    assert cells.margin("ALL").tolist() == [30, 30]
    assert cells.margin("FLAGGED").tolist() == [0.75, 3]


@pytest.mark.parametrize("cells", [Cells(**PARTS), WHOLE], ids=["sums", "whole"])
def test_an_unknown_name_is_a_key_error_that_names_it(cells):
    with pytest.raises(KeyError, match=r"^'TPP'$"):
        cells.margin("TPP")


def test_some_thresholds_of_whole_cells():
    some = WHOLE.take(np.array([2, 0]))
    assert {name: some.margin(name).tolist() for name in WANTED} == {
        name: [values[2], values[0]] for name, values in WANTED.items()
    }


def test_some_thresholds_of_sums_with_and_without_totals():
    some = Cells(**PARTS, **TOTALS).take(slice(1, 2))
    assert [getattr(some, name).tolist() for name in (*PARTS, *TOTALS)] == [[1], [2], [3], [6], [10], [20]]
    plain = Cells(**PARTS).take(np.array([1]))
    assert [getattr(plain, name).tolist() for name in PARTS] == [[1], [2], [3], [6]]
    assert plain.positives is None
    assert plain.negatives is None


def test_some_of_the_counts():
    counts = Counts(threshold=THRESHOLD[:2], cases=Cells(**PARTS), sums={"eur": Cells(**PARTS, **TOTALS)})
    some = counts.take(np.array([1]))
    assert (len(counts), len(some)) == (2, 1)
    assert some.threshold.tolist() == [0.5]
    assert some.cell("TP").tolist() == [1]
    assert some.cell("ALL", "eur").tolist() == [30]
    assert some.cell("FN", "eur").tolist() == [3]


def test_counts_of_whole_cells_keep_sums_apart():
    counts = Counts(threshold=THRESHOLD[:2], cases=WHOLE.take(slice(2)), sums={"eur": Cells(**PARTS)})
    assert counts.cell("TP").tolist() == [0, 2]
    assert counts.cell("TP", "eur").tolist() == [0.5, 1]
    with pytest.raises(KeyError, match="km"):
        counts.cell("TP", "km")


def test_counts_are_floats_also_where_cells_are_not():
    whole = {name: values.astype(np.int64) for name, values in PARTS.items()}
    counts = Counts(threshold=THRESHOLD[:2], cases=Cells(**whole))
    assert counts.cell("FN").dtype == np.float64
    assert counts.sums == {}


def test_one_sweep_after_another():
    first = Counts(threshold=THRESHOLD, cases=WHOLE, sums={})
    second = first.take(np.array([1]))
    joined = concatenate([first, second])
    assert joined.threshold.tolist() == [np.inf, 0.5, 0.25, 0.5]
    assert {name: joined.cell(name).tolist() for name in WANTED} == {
        name: [*values, values[1]] for name, values in WANTED.items()
    }
    assert joined.sums == {}
    assert concatenate([first]) is first


def test_one_sweep_of_sums_after_another():
    whole = Counts(threshold=THRESHOLD[:2], cases=Cells(**PARTS), sums={"eur": Cells(**PARTS, **TOTALS)})
    joined = concatenate([whole.take(slice(1)), whole, whole.take(slice(1, 2))])
    assert joined.threshold.tolist() == [np.inf, np.inf, 0.5, 0.5]
    assert joined.cell("TP").tolist() == [0.5, 0.5, 1, 1]
    assert joined.cell("TN", "eur").tolist() == [8, 8, 6, 6]
    assert joined.cell("POSITIVES", "eur").tolist() == [10] * 4
    assert joined.cases.positives is None


def test_the_cells_of_one_sweep_may_be_joined_too():
    assert WholeCells.joined([WHOLE]).margin("FN").tolist() == [4, 2, 0]
    assert Cells.joined([Cells(**PARTS)]).margin("FN").tolist() == [4, 3]


@pytest.mark.parametrize("kind", [Cells, WholeCells, Counts])
def test_counts_cannot_be_changed_and_their_parts_go_by_name(kind):
    made = {Cells: Cells(**PARTS), WholeCells: WHOLE, Counts: Counts(threshold=THRESHOLD, cases=WHOLE)}[kind]
    with pytest.raises(FrozenInstanceError):
        setattr(made, fields(made)[0].name, None)
    with pytest.raises(TypeError, match="takes 1 positional"):
        kind(THRESHOLD, THRESHOLD)
    assert made == made
    assert made != made.take(slice(None))
    assert {made: 1}[made] == 1


def remembering(asked: list, answer: Counts):
    def narrow(*which):
        asked.append(which)
        return answer

    return narrow


def test_fewer_rows_are_asked_for_by_column_and_values():
    asked, fewer = [], Counts(threshold=THRESHOLD, cases=WHOLE)
    counts = Counts(threshold=THRESHOLD, cases=WHOLE, narrow=remembering(asked, fewer))
    assert counts.within("tier", ["gold", "base"]) is fewer
    assert counts.outside("tier", ["gold"]) is fewer
    assert asked == [("tier", ("gold", "base"), False), ("tier", ("gold",), True)]
    assert "narrow" not in repr(counts)


def test_some_thresholds_of_counts_have_fewer_rows_at_those_thresholds():
    counts = Counts(threshold=THRESHOLD, cases=WHOLE, narrow=remembering([], Counts(threshold=THRESHOLD, cases=WHOLE)))
    some = counts.take(np.array([2, 0])).within("tier", ["gold"])
    assert some.threshold.tolist() == [0.25, np.inf]
    assert some.cell("TP").tolist() == [4, 0]


def test_counts_that_came_without_rows_have_no_fewer():
    counts = Counts(threshold=THRESHOLD, cases=WHOLE)
    for made in (counts, counts.take(np.array([1]))):
        for ask in (made.within, made.outside):
            with pytest.raises(InputError, match="nothing can be told by 'tier' here"):
                ask("tier", ["gold"])
