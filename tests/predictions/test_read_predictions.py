"""One call from a file to predictions: what is named is used, what is not is guessed and said."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import ColumnError, UnreadableFile
from workbench.predictions import Limits, Table, read_predictions, read_table


def make_csv(rows_count: int = 80) -> bytes:
    rng = np.random.default_rng(3)
    fraud = np.arange(rows_count) % 2
    lines = ["case_id,fraud,score,rule,tier,amount_eur,weight"]
    lines += [
        f"{number:05},{y},{p:.6f},{int(p > 0.5)},{'NA' if number % 3 else 'gold'},{eur:.2f},{w}"
        for number, (y, p, eur, w) in enumerate(
            zip(
                fraud,
                0.5 * fraud + 0.5 * rng.random(rows_count),
                rng.gamma(2, 50, rows_count),
                rng.integers(1, 4, rows_count),
                strict=True,
            )
        )
    ]
    return "\n".join(lines).encode()


@pytest.fixture(scope="module")
def table() -> Table:
    return read_table(make_csv(), file_name="preds.csv")


def codes(predictions) -> list[str]:
    return [finding.code for finding in predictions.receipt.findings]


def test_everything_is_guessed_and_said_but_the_weight_is_not_used(table):
    got = read_predictions(table)
    columns = got.receipt.columns
    assert (columns.label, columns.scores, columns.baseline) == ("fraud", ("score", "rule"), "rule")
    assert (columns.segments, dict(columns.amounts), columns.id) == (("tier",), {"amount_eur": "amount_eur"}, "case_id")
    assert got.weight is None
    assert columns.weight is None
    assert got.segments["tier"].values == ("NA", "gold")
    assert got.id[:2].tolist() == ["00000", "00001"]
    assert codes(got).count("column-guessed") == 6
    (question,) = [finding for finding in got.receipt.findings if finding.code == "weight-unused"]
    assert (question.level, question.column) == ("question", "weight")


def test_a_guessed_amount_with_gaps_is_left_out_and_refuses_nothing(read_here):
    content = make_csv().replace(b",NA,", b",NA,x", 1)
    got = read_predictions(read_here(content))
    assert dict(got.receipt.columns.amounts) == {}


def test_named_label_and_score_leave_nothing_to_guess(table):
    got = read_predictions(table, label="fraud", score="score")
    assert got.score_names == ("score",)
    assert (dict(got.segments), dict(got.amounts), got.weight, got.id) == ({}, {}, None, None)
    assert codes(got) == []


def test_a_named_label_leaves_only_the_score_to_guess(table):
    got = read_predictions(table, label="fraud")
    assert got.score_names == ("score", "rule")
    assert got.baseline is None
    assert got.segments == {}
    assert codes(got).count("column-guessed") == 1


def test_scores_by_either_name_and_as_text_or_list(table):
    for given_as in ({"score": "score"}, {"score": ["score"]}, {"scores": ["score"]}, {"scores": "score"}):
        assert read_predictions(table, label="fraud", **given_as).score_names == ("score",)
    both = read_predictions(table, label="fraud", scores=["score", "rule"], flip=["rule"], baseline="rule")
    assert both.score_names == ("score", "-rule")
    assert both.baseline == "-rule"


def test_amounts_by_name_or_as_a_list(table):
    named = read_predictions(table, label="fraud", score="score", amounts={"amount": "amount_eur"}, weight="weight")
    assert list(named.amounts) == ["amount"]
    assert named.weight.sum() > 80
    listed = read_predictions(table, label="fraud", score="score", amounts=["amount_eur"])
    assert list(listed.amounts) == ["amount_eur"]


def test_what_cannot_be_guessed_names_the_option(read_here):
    with pytest.raises(ColumnError, match=r"Pass label=\.\.\. with one of: 'colour'"):
        read_predictions(read_here(b"colour,score\nred,0.5\nblue,0.7\n"))
    with pytest.raises(ColumnError, match=r"Pass score=\.\.\. with one of: 'n'"):
        read_predictions(read_here(b"label,n\n0,5\n1,7\n"))
    with pytest.raises(ColumnError, match=r"Did you mean 'label'"):
        read_predictions(read_here(b"label,p\n0,5\n1,7\n"), label="lable")
    with pytest.raises(ColumnError, match=r"Pass positive=\.\.\."):
        read_predictions(read_here(b"label,p\nham,5\nspam,7\n"))


def test_sources(tmp_path):
    content = b"label,score\n1,0.5\n0,0.25\n"
    path = tmp_path / "preds.csv"
    path.write_bytes(content)
    with path.open("rb") as file:
        for source, name in ((path, "preds.csv"), (str(path), "preds.csv"), (file, "preds.csv"), (content, "upload")):
            got = read_predictions(source)
            assert got.scores["score"].tolist() == [0.5, 0.25]
            assert got.receipt.file_name == name
    assert read_predictions(io.StringIO(content.decode())).label.tolist() == [1, 0]
    with pytest.raises(UnreadableFile, match="at most 5 bytes"):
        read_predictions(io.BytesIO(content), limits=Limits(bytes_max=5))


def test_semicolons_and_decimal_commas_from_end_to_end(read_here):
    got = read_predictions(read_here(b"y;p;eur\n1;0,53;1.234\n0;0,07;12\n"), label="y", score="p", amounts=["eur"])
    assert got.scores["p"].tolist() == [0.53, 0.07]
    assert got.amounts["eur"].tolist() == [1234, 12]
    assert got.receipt.decimal == ","
    assert got.receipt.delimiter == ";"
    assert {"delimiter-guessed", "decimal-comma", "thousands"} <= set(codes(got))


def test_thousands_in_quotes_of_a_comma_file_are_read_and_said(read_here):
    got = read_predictions(read_here(b'y,p,eur\n1,1,"1,234"\n0,0,12\n'), label="y", score="p", amounts=["eur"])
    assert got.amounts["eur"].tolist() == [1234, 12]
    (finding,) = [each for each in got.receipt.findings if each.code == "thousands"]
    assert finding.level == "warning"


def test_bad_scores_are_refused_or_excluded():
    content = b"label,score\n1,0.5\n0,\n1,inf\n0,0.25\n"
    table = read_table(content)
    with pytest.raises(ColumnError, match="first in row 2"):
        read_predictions(table, label="label", score="score")
    got = read_predictions(table, label="label", score="score", exclude_bad_scores=True)
    assert got.receipt.rows_used == 2


def test_the_receipt_is_plain_json(table):
    import json

    receipt = json.loads(json.dumps(read_predictions(table).receipt.to_dict()))
    assert receipt["columns"]["label"] == "fraud"
    assert receipt["rows_read"] == receipt["rows_used"] == 80
    assert receipt["label_meaning"] == "fraud = 1 is the event; 0 is not."


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30))
def test_floats_written_to_csv_come_back_bit_equal(tmp_path_factory, values):
    from workbench.predictions import worker
    from workbench.predictions.table import map_arrow

    folder = tmp_path_factory.mktemp("round")
    (folder / "upload").write_text("y,p\n" + "".join(f"{n % 2},{value!r}\n" for n, value in enumerate(values)))
    worker.read(folder / "upload", folder=folder, limits=Limits())
    arrow = map_arrow(folder / worker.TABLE_NAME)
    made = Table(arrow=arrow, file_name="x", sha256="", bytes_count=0, format="CSV", delimiter=",")
    back = read_predictions(made, label="y", score="p").scores["p"]
    assert [value.hex() for value in back.tolist()] == [value.hex() for value in values]
