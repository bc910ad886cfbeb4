"""The mark stands under the character that is meant, whatever stands before it."""

from __future__ import annotations

import pytest

from workbench.metrics.pointing import SHOWN_MAX, pointed


@pytest.mark.parametrize(
    ("text", "position", "shown"),
    [
        ("FP / POSITIVE", 5, "FP / POSITIVE\n     ^"),
        ("TP +", 4, "TP +\n    ^"),
        ("TP +", 99, "TP +\n    ^"),
        ("TP\n + X\n - FN", 6, " + X\n   ^"),
        ("TP\r\n + X", 7, " + X\n   ^"),
        ("TP\n+", 2, "TP\n  ^"),
        ("\tTP X", 4, " TP X\n    ^"),
        ("TP\0X", 3, "TP\N{REPLACEMENT CHARACTER}X\n   ^"),
        ("FP['\u5186'] X", 8, "FP['\u5186'] X\n         ^"),
        ("e\u0301 X", 3, "e\u0301 X\n  ^"),
    ],
)
def test_below_the_line_it_is_on(text, position, shown):
    assert pointed(text, position) == shown


def test_a_long_line_is_cut_around_the_mark():
    text = "a" * 200 + "X" + "b" * 200
    line, mark = pointed(text, 200).split("\n")
    assert line[len(mark) - 1] == "X"
    assert len(line) == SHOWN_MAX + 2
    assert (line[0], line[-1]) == ("…", "…")
    line, mark = pointed("X" + "b" * 200, 0).split("\n")
    assert (line, mark) == ("X" + "b" * (SHOWN_MAX - 1) + "…", "^")
    line, mark = pointed("a" * 200 + "X", 200).split("\n")
    assert (line, len(mark)) == ("…" + "a" * (SHOWN_MAX - 1) + "X", SHOWN_MAX + 1)


def test_without_a_place_there_is_nothing_to_show():
    assert pointed("TP", None) == ""
    assert pointed("  ", 1) == ""
