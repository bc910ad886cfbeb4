"""``wb.swap_set``: rules of every kind, and its tables."""

from __future__ import annotations

import pytest

import workbench as wb


@pytest.fixture
def four_rows(make_predictions):
    return make_predictions(
        [1, 0, 1, 0],
        {"new": [0.9, 0.8, 0.1, 0.2], "old": [0.9, 0.1, 0.7, 0.2]},
        segments={"tier": ["x", "x", "y", "y"]},
        amounts={"eur": [1, 20, 30, 4]},
    )


def test_its_tables_and_sentence(four_rows):
    found = wb.swap_set(four_rows, now=("new", 0.5), before=("old", 0.5))
    assert repr(found).startswith("1 case is newly flagged: 1 other (20 eur). 1 that was flagged no longer is")
    table = found.table().set_index("group")
    assert table.loc["in"].tolist() == [1, 0, 1, 0, 20]
    assert table.loc["out"].tolist() == [1, 1, 0, 30, 0]
    tiers = found.segment_table("tier").set_index("tier")
    assert tiers.iloc[:, :5].values.tolist() == [[0, 1, 0, 0, 1], [1, 0, 0, 0, 1]]
    assert list(tiers)[5:] == [
        "eur of newly_missed", "eur of new_false_alarms", "eur of newly_caught", "eur of false_alarms_gone",
    ]  # fmt: skip
    assert tiers.iloc[:, 5:].values.tolist() == [[0, 20, 0, 0], [30, 0, 0, 0]]
    assert found.sample_table()["row"].tolist() == [2, 3]
    with pytest.raises(wb.ColumnError, match=r"'hub' is not one of the segment columns \(tier\)"):
        found.segment_table("hub")


def test_a_rule_is_a_pair_a_policy_a_point_or_a_choice(four_rows):
    sweep = wb.sweep(four_rows)
    policy = wb.SingleThreshold(score="new", threshold=0.8)
    same = [("new", 0.8), policy, wb.at(sweep, 0.8, score="new")]
    assert {wb.swap_set(four_rows, now=rule, before=("old", None)).table()["rows"].sum() for rule in same} == {4}
    assert all(wb.swap_set(four_rows, now=rule, before=policy).flipped_count == 0 for rule in same)
    assert wb.swap_set(four_rows, now=policy, before=("old", None)).groups["in"].rows_count == 2
    choice = wb.choose(wb.sweep(four_rows, scores=["new"]), rule="max:precision")
    assert wb.swap_set(four_rows, now=choice, before=choice.point).flipped_count == 0
    impossible = wb.choose(sweep, rule="max:recall", limits=["precision>=1.1"])
    with pytest.raises(wb.NothingFeasible, match="nothing to compare"):
        wb.swap_set(four_rows, now=impossible, before=policy)
