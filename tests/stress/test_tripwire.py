"""Tripwires: what is one, when it is tripped, and what is refused."""

from __future__ import annotations

import math

import pytest

from workbench.errors import FormulaError, InputError
from workbench.stress import Tripwire
from workbench.stress.tripwire import is_tripwire

GIVEN = {"metric": "fnr", "level": 0.1, "at_most": True, "window": "7 days", "owner": "Ada"}


def test_it_is_tripped_beyond_its_level_and_by_what_is_undefined():
    above, below = Tripwire(**GIVEN), Tripwire(**{**GIVEN, "at_most": False})
    assert [above.is_tripped(value) for value in (0.1, 0.11, 0.05, math.nan)] == [False, True, False, True]
    assert [below.is_tripped(value) for value in (0.1, 0.11, 0.05, math.nan)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("window", "written", "seconds"),
    [("24 hours", "24 hours", 86_400), ("1 days", "1 day", 86_400), (" 2 week", "2 weeks", 1_209_600)],
)
def test_a_window_is_a_number_of_hours_days_or_weeks(window, written, seconds):
    found = Tripwire(**{**GIVEN, "window": window})
    assert (found.window, found.window_seconds) == (written, seconds)


@pytest.mark.parametrize(
    "parts",
    [{"metric": "a b"}, {"metric": 'x"} or vector(1)'}, {"level": math.nan}, {"level": math.inf}, {"window": "soon"},
     {"window": "0 days"}, {"window": "7d"}, {"owner": " \u200b "}, {"mitigation": "x" * 2001}, {"level": True}],
)  # fmt: skip
def test_what_is_no_tripwire_is_refused(parts):
    with pytest.raises(InputError):
        Tripwire(**{**GIVEN, **parts})


def test_a_formula_is_checked():
    with pytest.raises(FormulaError):
        Tripwire(**GIVEN, formula="__import__('os')")


def test_it_reads_back_equal_and_nothing_else_is_one():
    whole = Tripwire(**GIVEN, mitigation="Call", story="More fraud", formula="POSITIVES / ALL")
    assert Tripwire.from_dict(whole.to_dict()) == whole
    assert Tripwire.from_dict(Tripwire(**GIVEN).to_dict()) == Tripwire(**GIVEN)
    for other in (
        "text",
        {},
        {**GIVEN, "colour": 1},
        {**GIVEN, "level": "0.1"},
        {**GIVEN, "owner": 3},
        None,
        {**GIVEN, "at_most": 1},
    ):
        assert not is_tripwire(other)
