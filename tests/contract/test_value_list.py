"""Values of a segment column as text: what holds a comma is quoted, and nothing is read in two ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.contract.limit_text import read_limit
from workbench.contract.value_list import read_values, refuse_two_readings, write_value
from workbench.errors import InputError
from workbench.policy import parse_limit
from workbench.sweep import Sweep

VALUE = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).map(str.strip).filter(bool)


@given(st.lists(VALUE, min_size=1, max_size=4))
def test_what_is_written_is_read_back(values):
    assert read_values(", ".join(map(write_value, values))) == tuple(values)


def test_a_limit_looks_at_the_value_in_quotes():
    assert read_limit('fpr<=0.4@g="Berlin, Mitte"').values == ("Berlin, Mitte",)
    assert read_limit('gap(fpr)<=0.4@g="a, b",c').values == ("a, b", "c")
    assert read_limit('fpr<=0.4@g=5" pipe').values == ('5" pipe',)


def test_a_text_that_is_one_value_or_several_is_refused(make_predictions):
    """Berlin, Mitte has no false alarm, Berlin and Mitte together have only those."""
    rows = make_predictions(
        [0, 0, 0, 1], [0.1, 0.9, 0.9, 0.9], segments={"g": ["Berlin, Mitte", "Berlin", "Mitte", "Berlin"]}
    )
    sweep = Sweep(rows)
    with pytest.raises(InputError, match=r'For the one value write g="Berlin, Mitte", in quotes'):
        parse_limit("fpr<=0.4@g=Berlin, Mitte").measure_at(sweep, "score", 0.5)
    assert parse_limit('fpr<=0.4@g="Berlin, Mitte"').measure_at(sweep, "score", 0.5) == 0.0
    assert parse_limit("fpr<=0.4@g=Mitte,Berlin").measure_at(sweep, "score", 0.5) == 1.0
    refuse_two_readings(["Berlin"], ["Berlin", "Berlin, Mitte"], column="g")


@pytest.mark.parametrize(
    ("known", "together"),
    [
        (["a", "b", "a,b"], "for the 2 together, write them in another order: g=b,a."),
        (["a", "b", "a, b", "b,a"], "the 2 together cannot be named here."),
    ],
)
def test_how_the_several_are_named_is_said_where_they_can_be(known, together):
    with pytest.raises(InputError) as refused:
        refuse_two_readings(["a", "b"], known, column="g")
    assert str(refused.value).endswith(together)
    if "order" in together:
        refuse_two_readings(read_values("b,a"), known, column="g")
