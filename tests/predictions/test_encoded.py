"""Codes over several chunks: one dictionary, nulls apart, labels and segments the same as of one chunk."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from workbench.predictions.encoded import encode
from workbench.predictions.labels import parse_labels
from workbench.predictions.segments import make_segment


def test_a_value_has_one_place_in_all_chunks():
    column = pa.chunked_array([["b", None, "a"], [], ["c", "a"], [None, "b"]], pa.string())
    encoded = encode(column)
    assert encoded.distinct.to_pylist() == ["b", "a", "c"]
    assert [each.to_pylist() for each in encoded.places] == [[0, None, 1], [2, 1], [None, 0]]
    assert encoded.has_nulls
    assert encoded.look_up(np.array([10, 20, 30, -1], np.int16)).tolist() == [10, -1, 20, 30, 20, -1, 10]


@pytest.mark.parametrize("column", [pa.chunked_array([], pa.int64()), pa.array([], pa.int64())])
def test_an_empty_column_has_no_values(column):
    encoded = encode(column)
    assert (len(encoded.distinct), encoded.has_nulls, encoded.look_up(np.array([7])).tolist()) == (0, False, [])


def test_places_of_a_slice_are_those_of_its_rows():
    column = pa.chunked_array([["a", "b", "c", "b"], ["c", "a"]]).slice(2, 3)
    assert encode(column).look_up(np.array([0, 1, 2, 9])).tolist() == [0, 1, 0]


def test_segments_and_labels_do_not_depend_on_the_chunks():
    whole = ["yes", None, "no", "", "yes", "no"]
    chunks = pa.chunked_array([whole[:2], whole[2:5], whole[5:]], pa.string())
    segment = make_segment(chunks)
    assert segment.values == ("no", "yes", "(missing)")
    assert segment.codes.tolist() == [1, 2, 0, 2, 1, 0]
    assert segment.codes.dtype == np.int32
    labels = parse_labels(chunks)
    assert labels.values.tolist() == [1, 0, 0, 0, 1, 0]
    assert labels.values.dtype == np.uint8
    assert labels.is_missing.tolist() == [False, True, False, True, False, False]
