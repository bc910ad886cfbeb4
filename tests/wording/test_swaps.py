"""The swap set as people read it, against sentences written by hand."""

from __future__ import annotations

import pytest

from workbench.sweep import SwapGroup, SwapSegment, SwapSet
from workbench.wording.swaps import swap_group_table, swap_segment_rows, swap_sentence


def group(events=0.0, others=0.0, *, rows=None, **amounts):
    return SwapGroup(
        rows_count=int(events + others) if rows is None else rows, events=events, others=others, amounts=amounts
    )


def swap(enters, leaves, **rest):
    groups = {"both": group(5, 1), "neither": group(2, 90), **rest, "in": enters, "out": leaves}
    return SwapSet(now=("new", 0.4), before=("old", 0.5), groups=groups, segments={}, changed_values_count={})


@pytest.mark.parametrize(
    ("enters", "leaves", "said"),
    [
        (group(), group(), "Nobody is treated differently: the same cases are flagged."),
        (group(1, 0), group(), "1 case is newly flagged: 1 event."),
        (group(), group(0, 1), "1 case that was flagged no longer is: 1 other."),
        (
            group(310, 894, eur=(412_000.0, 61_250.4)),
            group(4, 18, eur=(900.0, 2_000.0)),
            "1,204 cases are newly flagged: 310 events (412,000 eur) and 894 others (61,250 eur). "
            "22 that were flagged no longer are: 4 events (900 eur) and 18 others (2,000 eur). "
            "In all: 1,182 more cases flagged, 306 more events caught, 876 more false alarms.",
        ),
        (
            group(1, 1),
            group(1, 2),
            "2 cases are newly flagged: 1 event and 1 other. 3 that were flagged no longer are: 1 event and 2 others. "
            "In all: 1 fewer case flagged, as many events caught, 1 fewer false alarm.",
        ),
        (group(2.5, 0.25, rows=3), group(), "2.8 cases are newly flagged: 2.5 events and 0.3 others."),
    ],
)
def test_the_sentence(enters, leaves, said):
    assert swap_sentence(swap(enters, leaves)) == said


def test_a_row_a_group_with_what_flips_first():
    header, rows = swap_group_table(swap(group(3, 1), group(1_000, 2)))
    assert header == ("Group", "Events", "Others")
    assert rows == (
        ("Newly flagged", "3", "1"),
        ("No longer flagged", "1,000", "2"),
        ("Flagged as before", "5", "1"),
        ("Cleared as before", "2", "90"),
    )


def test_weighted_groups_say_their_rows_and_at_most_two_amounts_are_shown():
    parts = {"a": (1.0, 2.0), "b": (30_000.0, 0.5), "c": (9.0, 9.0)}
    same = group(1, 1, **parts)
    header, rows = swap_group_table(swap(group(1.5, 1, rows=4, **parts), same, both=same, neither=same))
    assert header == ("Group", "Events", "Others", "Rows", "a of events", "a of others", "b of events", "b of others")
    assert rows[0] == ("Newly flagged", "1.5", "1", "4", "1", "2", "30,000", "0.5")


def test_a_row_a_segment_value():
    each = SwapSegment(value="urban", newly_caught=4, new_false_alarms=1_900, newly_missed=2, false_alarms_gone=0)
    assert swap_segment_rows([each]) == (("urban", "2", "1,900", "4", "0"),)
