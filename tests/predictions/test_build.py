"""From columns to predictions: what is used, what is dropped and why, what is refused."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from workbench.errors import ColumnError
from workbench.predictions import Columns, Dropped, Finding, Table, build_predictions


def table(**columns) -> Table:
    return Table(arrow=pa.table(columns), file_name="x.csv", sha256="ab", bytes_count=9, format="CSV", delimiter=",")


GOOD = table(
    y=["1", "0", "1", "0"],
    p=["0.5", "0.25", "-0.0", "1e-3"],
    q=[1, 2, 3, 4],
    tier=["NA", "b", "", "b"],
    eur=["10", "20.5", "0", "-1"],
    w=[1.0, 2.0, 0.0, 0.5],
    week=[10, 9, 9, 10],
    id=["007", "7", "8", "9"],
)


def test_every_part_arrives():
    columns = Columns(
        label="y", scores=("p", "q"), flip=("q",), baseline="q", segments=("tier",), amounts={"amount": "eur"},
        weight="w", period="week", id="id",
    )  # fmt: skip
    got = build_predictions(GOOD, columns)
    assert got.label.tolist() == [1, 0, 1, 0]
    assert got.label.dtype == np.uint8
    assert {name: values.tolist() for name, values in got.scores.items()} == {
        "p": [0.5, 0.25, 0.0, 0.001],
        "-q": [-1, -2, -3, -4],
    }
    assert all(values.dtype == np.float64 for values in got.scores.values())
    assert got.baseline == "-q"
    assert got.segments["tier"].values == ("NA", "b", "(missing)")
    assert got.segments["tier"].codes.tolist() == [0, 1, 2, 1]
    assert got.amounts["amount"].tolist() == [10, 20.5, 0, -1]
    assert got.weight.tolist() == [1, 2, 0, 0.5]
    assert got.period.values == ("9", "10")
    assert got.period.codes.tolist() == [1, 0, 0, 1]
    assert got.id.tolist() == ["007", "7", "8", "9"]
    assert (got.receipt.rows_read, got.receipt.rows_used, got.receipt.dropped) == (4, 4, ())
    assert got.receipt.columns.positive == "1"
    assert got.receipt.label_meaning == "y = 1 is the event; 0 is not."


def test_rows_without_a_label_are_dropped_and_counted():
    given = table(y=["1", "", "0", None], p=["0.5", "", "0.25", ""], s=["a", "only here", "b", "b"])
    got = build_predictions(given, Columns(label="y", scores=("p",), segments=("s",)))
    assert got.label.tolist() == [1, 0]
    assert got.scores["p"].tolist() == [0.5, 0.25]
    assert got.segments["s"].values == ("a", "b")
    assert got.receipt.dropped == (Dropped(reason="no label in 'y'", rows_count=2, first_row=2),)
    (finding,) = [each for each in got.receipt.findings if each.code == "rows-dropped"]
    assert (finding.level, finding.row) == ("warning", 2)
    assert finding.text == "2 rows with no label in 'y' were left out, first row 2."


BAD = table(
    y=["1", "0", "1", "0", "1", "0"],
    p=["0.5", "NaN", "0.25", "inf", "", "0.75"],
    q=["0.5", "", "0.25", "1", "1", "-inf"],
    eur=["1", "2", "", "4", "5", "6"],
)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (
            Columns(label="y", scores=("p",)),
            r"2 rows have a missing score in 'p', first in row 2.*exclude_bad_scores=True",
        ),
        (Columns(label="y", scores=("q",)), r"1 row has a missing score in 'q', first in row 2"),
        (Columns(label="y", scores=("eur",)), r"1 row has a missing score in 'eur', first in row 3"),
    ],
)
def test_bad_values_are_refused_with_the_way_out(columns, sentence):
    with pytest.raises(ColumnError, match=sentence):
        build_predictions(BAD, columns)


def test_bad_values_are_excluded_on_request_and_counted_once_a_row():
    columns = Columns(label="y", scores=("p", "q"), amounts={"eur": "eur"})
    got = build_predictions(BAD, columns, exclude_bad_scores=True)
    assert got.scores["p"].tolist() == [0.5]
    assert got.receipt.dropped == (
        Dropped(reason="a missing score in 'p'", rows_count=2, first_row=2),
        Dropped(reason="an infinite score in 'p'", rows_count=1, first_row=4),
        Dropped(reason="an infinite score in 'q'", rows_count=1, first_row=6),
        Dropped(reason="a missing amount in 'eur'", rows_count=1, first_row=3),
    )
    assert got.receipt.rows_read == 6
    assert got.receipt.rows_used == 1
    assert sum(each.rows_count for each in got.receipt.dropped) == 5


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (Columns(label="Y2", scores=("p",)), r"no column 'Y2' for the label"),
        (Columns(label="y", scores=("pp",)), r"no column 'pp' for the score\. Did you mean 'p'"),
        (Columns(label="y", scores=("p",), segments=("teir",)), r"for the segment\. Did you mean 'tier'"),
        (Columns(label="y", scores=("p",), amounts={"a": "er"}), r"for the amount 'a'\. Did you mean 'eur'"),
        (Columns(label="y", scores=("p",), weight="ww"), r"for the weight\. Did you mean 'w'"),
        (Columns(label="y", scores=("p",), id="idd"), r"for the id\. Did you mean 'id'"),
        (Columns(label="y", scores=("p",), period="weak"), r"for the period\. Did you mean 'week'"),
        (Columns(label="y", scores=("p",), flip=("q",)), r"'q' is not one of them"),
        (Columns(label="y", scores=("y",)), r"'y' cannot be the label and a score at once"),
        (Columns(label="", scores=("p",)), r"Pass label="),
        (Columns(label="y"), r"Pass score="),
        (Columns(label="y", scores=("tier",)), r"row 2 holds 'b'"),
        (Columns(label="y", scores=("p",), weight="eur"), r"negative, first row 4 with -1"),
    ],
)
def test_columns_that_do_not_fit(columns, sentence):
    with pytest.raises(ColumnError, match=sentence):
        build_predictions(GOOD, columns)


def test_weights_must_not_all_be_zero():
    with pytest.raises(ColumnError, match="above 0"):
        build_predictions(table(y=[0, 1], p=[0.1, 0.2], w=[0, 0]), Columns(label="y", scores=("p",), weight="w"))


def test_no_row_left():
    with pytest.raises(ColumnError, match=r"No row is left: 2 rows have a missing score"):
        build_predictions(table(y=[0, 1], p=["", "NA"]), Columns(label="y", scores=("p",)), exclude_bad_scores=True)


def test_a_baseline_becomes_a_score():
    got = build_predictions(GOOD, Columns(label="y", scores=("p",), baseline="q"))
    assert got.score_names == ("p", "q")


def test_segments_print_as_people_write_them():
    given = table(
        y=[0, 1, 0], p=[0.1, 0.2, 0.3], whole=[10.0, 2.0, None], part=[0.5, float("nan"), 2.0],
        truth=[True, False, None], text=["00123", "NA", " "],
    )  # fmt: skip
    got = build_predictions(given, Columns(label="y", scores=("p",), segments=("whole", "part", "truth", "text")))
    assert got.segments["whole"].values == ("2", "10", "(missing)")
    assert got.segments["part"].values == ("0.5", "2", "(missing)")
    assert got.segments["truth"].values == ("false", "true", "(missing)")
    assert got.segments["text"].values == ("00123", " ", "NA")


def test_findings_of_all_steps_are_on_the_receipt():
    given = table(y=["yes", "no"], p=["50%", "25%"])
    extra = Finding(level="question", code="extra", text="An extra.")
    got = build_predictions(given, Columns(label="y", scores=("p",)), extra_findings=[extra])
    assert [finding.code for finding in got.receipt.findings] == [
        "extra", "label-guessed", "percent-sign", "small-class", "small-class",
    ]  # fmt: skip


def test_the_table_is_unchanged():
    before = GOOD.arrow.to_pydict()
    got = build_predictions(GOOD, Columns(label="y", scores=("q",), flip=("q",), weight="w", segments=("tier",)))
    got.weight.sum()
    assert GOOD.arrow.to_pydict() == before
