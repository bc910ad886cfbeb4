"""Labels: which value means the event, and what happens when that cannot be told."""

from __future__ import annotations

import pyarrow as pa
import pytest

from workbench.errors import ColumnError
from workbench.predictions import guess_positive
from workbench.predictions.labels import parse_labels


@pytest.mark.parametrize(
    ("values", "labels", "positive", "levels"),
    [
        (["0", "1", "1"], [0, 1, 1], "1", []),
        ([0.0, 1.0], [0, 1], "1", []),
        (["1.0", "0"], [1, 0], "1", []),
        ([True, False], [1, 0], "true", ["info"]),
        (["True", "False"], [1, 0], "True", ["info"]),
        (["yes", "no", " Yes"], [1, 0, 1], "Yes", ["info"]),
        (["n", "Y"], [0, 1], "Y", ["info"]),
        (["f", "t"], [0, 1], "t", ["info"]),
        (["positive", "negative"], [1, 0], "positive", ["info"]),
        ([-1, 1], [0, 1], "1", ["info"]),
        (["1", "2"], [0, 1], "2", ["question"]),
        (["0", "0"], [0, 0], "1", []),
        (["1"], [1], "1", []),
        (["no"], [0], "yes", ["info"]),
    ],
)
def test_recognised(values, labels, positive, levels):
    parsed = parse_labels(pa.array(values), name="y")
    assert parsed.values.tolist() == labels
    assert parsed.values.dtype == "uint8"
    assert parsed.positive == positive
    assert [finding.level for finding in parsed.findings] == levels
    assert not parsed.is_missing.any()


@pytest.mark.parametrize("positive", [1, "1", 1.0, True, "1.0", "true"])
@pytest.mark.parametrize("values", [["0", "1"], [0, 1], [0.0, 1.0], [False, True], ["False", "True"]])
def test_the_same_value_in_another_type_matches(values, positive):
    assert parse_labels(pa.array(values), positive=positive).values.tolist() == [0, 1]


def test_a_named_event_may_be_the_zero():
    assert parse_labels(pa.array(["0", "1"]), positive=0).values.tolist() == [1, 0]
    assert parse_labels(pa.array([False, True]), positive=0).values.tolist() == [1, 0]


def test_one_against_the_rest():
    parsed = parse_labels(pa.array(["cat", "dog", "bird"]), name="animal", positive="dog")
    assert parsed.values.tolist() == [0, 1, 0]
    assert parsed.meaning == "animal = dog is the event; bird, cat are not."
    (finding,) = parsed.findings
    assert (finding.level, finding.code) == ("info", "one-against-rest")


def test_capitals_are_kept_where_they_could_matter():
    with pytest.raises(ColumnError, match="3 different values"):
        parse_labels(pa.array(["a", "A", "b"]))


@pytest.mark.parametrize("missing", ["", None, "NA", "NaN", "null"])
def test_missing_labels_are_marked(missing):
    parsed = parse_labels(pa.array(["1", missing, "0"]))
    assert parsed.is_missing.tolist() == [False, True, False]
    assert parsed.values.tolist() == [1, 0, 0]


def test_none_is_missing_beside_known_values_and_a_class_otherwise():
    assert parse_labels(pa.array(["yes", "None", "no"])).is_missing.tolist() == [False, True, False]
    assert parse_labels(pa.array(["fraud", "none"]), positive="fraud").values.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("values", "positive", "parts"),
    [
        (["bad", "good"], None, ["'bad', 'good'", "positive="]),
        (["a", "b", "c"], None, ["3 different values", "positive="]),
        (["0", "1"], "yes", ["No row", "'yes'", "'0', '1'"]),
        (["", None], None, ["empty"]),
        ([f"{n}" for n in range(2000)], None, ["2,000 different values", "whether the event happened"]),
        ([f"{n}" for n in range(2000)], 7, ["2,000 different values"]),
    ],
)
def test_refusals(values, positive, parts):
    with pytest.raises(ColumnError) as refused:
        parse_labels(pa.array(values, pa.string()), name="y", positive=positive)
    for part in parts:
        assert part in str(refused.value)


def test_guesses_for_a_person_to_confirm():
    rare = guess_positive(pa.array(["good", "good", "bad"]))
    assert (rare.value, rare.alternatives, rare.is_certain) == ("bad", ("good",), False)
    known = guess_positive(pa.array(["no", "yes", "yes"]))
    assert (known.value, known.alternatives, known.is_certain) == ("yes", ("no",), False)
    assert guess_positive(pa.array([0, 1, 1])).is_certain
