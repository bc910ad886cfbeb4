"""Numbers from text: exact, by stated rules, and ambiguous ones refused."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import ColumnError
from workbench.predictions.numbers import parse_number_columns, parse_numbers


@pytest.mark.parametrize(
    ("texts", "values", "decimal", "codes"),
    [
        (["1", "0.5", ".5", "1.", "1e-3", "+2", "-3E+2"], [1, 0.5, 0.5, 1, 0.001, 2, -300], None, []),
        ([" 0.5 ", "1\u00a0"], [0.5, 1], ".", []),
        (["0,53", "1,2"], [0.53, 1.2], ",", ["decimal-comma"]),
        (["0,123", "0,456"], [0.123, 0.456], ",", ["decimal-comma"]),
        ([",5", "-1,5e-3"], [0.5, -0.0015], ",", ["decimal-comma"]),
        (["75%", "7.3 %", "100%"], [0.75, 0.073, 1], ".", ["percent-sign"]),
        (["7,5%", "1%"], [0.075, 0.01], ",", ["percent-sign", "decimal-comma"]),
        (["1.234.567,8", "12"], [1234567.8, 12], ",", ["decimal-comma", "thousands"]),
        (["1.234.567", "12"], [1234567, 12], ",", ["thousands"]),
        (["1,234.5", "1"], [1234.5, 1], ".", ["thousands"]),
        (["1,234,567"], [1234567], ".", ["thousands"]),
        (["1 234", "1\u202f234\u00a0567", "5"], [1234, 1234567, 5], None, ["thousands"]),
        (["1'234.5", "1\u2019000"], [1234.5, 1000], ".", ["thousands"]),
        (["\u22120.5", "2"], [-0.5, 2], ".", []),
        (["1.234", "5"], [1.234, 5], None, []),
        (["True", "false", " TRUE"], [1, 0, 1], None, ["truth-values"]),
    ],
)
def test_forms(texts, values, decimal, codes):
    numbers = parse_numbers(pa.array(texts))
    assert numbers.values.tolist() == values
    assert numbers.decimal == decimal
    assert [finding.code for finding in numbers.findings] == codes


@pytest.mark.parametrize("missing", ["", "  ", "NA", "n/a", "N/A", "NaN", "nan", "null", "None", "-", "#N/A", None])
def test_missing(missing):
    values = parse_numbers(pa.array(["1", missing, "2,5"])).values
    assert math.isnan(values[1])
    assert values[[0, 2]].tolist() == [1, 2.5]


def test_infinite_words_are_infinite_in_both_ways_of_reading():
    assert parse_numbers(pa.array(["inf", "-Infinity", "1e999"])).values.tolist() == [math.inf, -math.inf, math.inf]
    assert parse_numbers(pa.array(["inf", "-Infinity", "1,5"])).values.tolist() == [math.inf, -math.inf, 1.5]


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        (["1", "2", "abc"], ["'p'", "row 3", "'abc'"]),
        (["1", "0x10"], ["row 2", "'0x10'"]),
        (["1_000"], ["row 1", "'1_000'"]),
        (["1,23,4"], ["row 1"]),
        (["12.34.56"], ["row 1"]),
        (["\u0663"], ["row 1"]),
        (["75%", "0.5"], ["row 2", "'0.5'", "percent sign"]),
        (["0,5", "1", "0.5"], ["one decimal mark", "row 3", "'0.5'", "row 1", "'0,5'"]),
        (["12", "1,234"], ["ambiguous", "'1,234' in row 2"]),
        (["1,234", "1.234"], ["ambiguous", "row 1"]),
    ],
)
def test_refusals_name_column_row_and_value(texts, parts):
    with pytest.raises(ColumnError) as refused:
        parse_numbers(pa.array(texts), name="p", delimiter=";")
    for part in parts:
        assert part in str(refused.value)


def columns(**texts):
    return {name: pa.array(values) for name, values in texts.items()}


def test_a_decimal_comma_elsewhere_makes_points_thousands():
    parsed = parse_number_columns(columns(p=["0,5", "0,25"], eur=["1.234", "12"]))
    assert parsed["eur"].values.tolist() == [1234, 12]
    (finding,) = parsed["eur"].findings
    assert (finding.level, finding.code) == ("warning", "thousands")
    assert "1.234 was read as 1234" in finding.text


def test_a_decimal_comma_elsewhere_contradicts_decimal_points():
    with pytest.raises(ColumnError, match=r"'eur' must use the decimal comma.*row 2 holds '1\.5'"):
        parse_number_columns(columns(p=["0,5", "0,25"], eur=["1.234", "1.5"]))


def test_a_decimal_point_elsewhere_makes_commas_thousands():
    parsed = parse_number_columns(columns(p=["0.5", "0.25"], eur=["1,234", "12"]), delimiter=";")
    assert parsed["eur"].values.tolist() == [1234, 12]
    assert parsed["p"].values.tolist() == [0.5, 0.25]


def test_the_rest_of_the_file_settles_what_is_ambiguous_and_nothing_else():
    others = pa.table({"other": ["0,5", "1,5"], "name": ["a", "b"], "empty": ["", ""]})
    assert parse_number_columns(columns(eur=["1.234", "12"]), others=others)["eur"].values.tolist() == [1234, 12]
    assert parse_number_columns(columns(eur=["1,234", "12"]), others=others)["eur"].values.tolist() == [1.234, 12]
    assert parse_number_columns(columns(p=["0.5", "1.234"]), others=others)["p"].values.tolist() == [0.5, 1.234]


def test_a_comma_delimited_file_has_no_decimal_commas_by_itself():
    numbers = parse_numbers(pa.array(["1,234"]), delimiter=",")
    assert numbers.values.tolist() == [1234]
    assert [finding.level for finding in numbers.findings] == ["warning"]


@pytest.mark.parametrize(
    ("texts", "delimiter", "others", "is_asked"),
    [
        (["1.234", "-2.345", "5.100"], ";", {}, True),
        (["1.234", "", "NA", "5.100"], "\t", {"count": ["7", "8"]}, True),
        (["1.234", "5.100"], ",", {"lat": ["48,5", "9,25"]}, True),
        (["1.234", "5.100"], ";", {"other": ["0.5", "1.5"]}, False),
        (["1.234", "0.100"], ";", {}, False),
        (["1.234", "5.1"], ";", {}, False),
        (["1.234", ""], ";", {}, False),
        (["1.234", "5.100"], ",", {}, False),
        (["1.234", "5.100"], None, {}, False),
    ],
)
def test_decimals_that_may_be_thousands_are_asked_about(texts, delimiter, others, is_asked):
    parsed = parse_number_columns(columns(eur=texts), delimiter=delimiter, others=pa.table(others))["eur"]
    assert parsed.values[0] == 1.234
    asked = [(finding.level, finding.code, finding.column) for finding in parsed.findings]
    assert asked == ([("question", "maybe-thousands", "eur")] if is_asked else [])
    if is_asked:
        assert "read as decimals such as 1.234" in parsed.findings[0].text
        assert "If 1234 was meant, write" in parsed.findings[0].text


@pytest.mark.parametrize("missing", [[], [""]])
def test_a_decimal_comma_makes_no_thousands_where_commas_delimit(missing):
    texts = ["1.234", "-2.345", "3.456", *missing]
    others = pa.table({"lat": ["48,5", "9,25", "1,5"]})
    parsed = parse_number_columns(columns(score=texts), delimiter=",", others=others)
    assert parsed["score"].values[:3].tolist() == [1.234, -2.345, 3.456]
    parsed = parse_number_columns(columns(score=texts, lat=["48,5", "9,25", "1,5"]), delimiter=",")
    assert parsed["score"].values[:3].tolist() == [1.234, -2.345, 3.456]


def test_numeric_columns_are_taken_as_they_are():
    assert parse_numbers(pa.array([2**53 + 1, 3])).values.tolist() == [float(2**53 + 1), 3.0]
    assert parse_numbers(pa.array([True, False])).values.tolist() == [1.0, 0.0]
    values = parse_numbers(pa.chunked_array([[0.5, None], [float("nan")]])).values
    assert values[0] == 0.5
    assert math.isnan(values[1])
    assert math.isnan(values[2])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=20))
def test_floats_come_back_bit_equal_from_every_way_of_writing(values):
    written = [repr(value) for value in values]
    back = parse_numbers(pa.array(written)).values
    assert [value.hex() for value in back.tolist()] == [value.hex() for value in values]
    commas = parse_numbers(pa.array([*(text.replace(".", ",") for text in written), "0,5"])).values
    assert [value.hex() for value in commas.tolist()[:-1]] == [value.hex() for value in values]


@settings(max_examples=100, deadline=None)
@given(st.decimals(min_value=0, max_value=100, places=3))
def test_percent_is_the_float_of_the_moved_point(value):
    assert parse_numbers(pa.array([f"{value}%"])).values[0] == float(value.scaleb(-2))


@pytest.mark.parametrize(
    "column",
    [
        pa.array([2**53, 2**53 + 1, 2**53 + 2, 2**53 + 3]),
        pa.array(["9007199254740992", "9007199254740993", "9007199254740994", "9007199254740995"]),
    ],
)
def test_whole_numbers_that_double_precision_merges_are_told(column):
    numbers = parse_numbers(column, name="risk")
    (found,) = numbers.findings
    assert (found.level, found.code, found.column) == ("warning", "merged-numbers", "risk")
    assert "4 different numbers" in found.text
    assert "they became 3" in found.text


def test_large_numbers_that_stay_apart_and_floats_are_not_remarked():
    for column in (
        pa.array([2**53, 2**53 + 2, 2**60]),
        pa.array([2.0**53, 2.0**53, 1e300]),
        pa.array(["1e300", "1e301"]),
    ):
        assert parse_numbers(column).findings == ()
