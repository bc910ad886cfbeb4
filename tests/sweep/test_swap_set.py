"""Who flips when one rule replaces another: by hand, and against the sweep."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, replace
from itertools import pairwise

import numpy as np
import pytest

from tests.sweep.eight_rows import BEFORE, NOW, on_paper, rows_of
from workbench.errors import ColumnError, InputError
from workbench.sweep import Sweep, swap_set
from workbench.sweep.swap_set import SwapGroup, SwapSet


def test_the_four_groups_of_eight_rows_on_paper():
    found = swap_set(on_paper(), now=NOW, before=BEFORE)
    told = {
        name: (group.rows_count, group.events, group.others, *group.amounts["eur"])
        for name, group in found.groups.items()
    }
    assert told == {
        "both": (2, 2, 0, 140, 0),  # a and h
        "in": (2, 1, 1, 50, 10),  # b; c
        "out": (3, 1, 2, 30, 12),  # d; e and f
        "neither": (1, 0, 1, 0, 2),  # g
    }
    assert all(type(group.events) is int for group in found.groups.values())
    assert found.flipped_count == 5
    assert (found.groups["in"].cases, found.groups["out"].cases) == (2, 3)
    assert (found.now, found.before) == (NOW, BEFORE)


def test_segments_come_with_the_most_harm_first():
    found = swap_set(on_paper(), now=NOW, before=BEFORE)
    # S misses d and gains the false alarm c: harm 2. N catches b and loses the false alarm e: no harm.
    assert [(each.value, each.harm) for each in found.segments["region"]] == [("S", 2), ("N", 0)]
    south, north = found.segments["region"]
    assert (south.newly_caught, south.new_false_alarms, south.newly_missed, south.false_alarms_gone) == (0, 1, 1, 1)
    assert (north.newly_caught, north.new_false_alarms, north.newly_missed, north.false_alarms_gone) == (1, 0, 0, 1)
    assert found.changed_values_count == {"region": 2}
    assert (south.amounts["eur"]["newly_missed"], south.amounts["eur"]["new_false_alarms"]) == (30, 10)
    assert (north.amounts["eur"]["newly_caught"], north.amounts["eur"]["newly_missed"]) == (50, 0)
    assert south.amounts["eur"]["false_alarms_gone"] + north.amounts["eur"]["false_alarms_gone"] == 12  # e and f


def test_of_values_with_as_much_harm_the_one_with_more_cases_comes_first_then_the_first_in_the_alphabet():
    # Each of A, B and C misses one. B loses a false alarm as well, and C catches two.
    rows = [
        ("A", 1, 0, 1),
        ("B", 1, 0, 1),
        ("B", 0, 0, 1),
        ("C", 1, 0, 1),
        ("C", 1, 1, 0),
        ("C", 1, 1, 0),
        ("D", 1, 0, 1),
    ]
    value, label, new, old = zip(*rows, strict=True)
    predictions = rows_of(label=label, scores={"new": new, "old": old}, segments={"s": value})
    found = swap_set(predictions, now=NOW, before=BEFORE).segments["s"]
    assert [(each.value, each.harm, each.cases) for each in found] == [
        ("C", 1, 3),
        ("B", 1, 2),
        ("A", 1, 1),
        ("D", 1, 1),
    ]


def test_a_segment_value_without_a_flip_is_not_listed():
    found = swap_set(on_paper(segments={"region": ["N", "S", "S", "S", "S", "S", "N", "N"]}), now=NOW, before=BEFORE)
    assert [each.value for each in found.segments["region"]] == ["S"]


def test_weights_count_as_cases_and_rows_of_weight_zero_not_at_all():
    # b weighs 2.5, d nothing: in has 2.5 events worth 125, out has no event left.
    found = swap_set(on_paper(weight=[1, 2.5, 1, 0, 1, 1, 1, 1]), now=NOW, before=BEFORE)
    enters, leaves = found.groups["in"], found.groups["out"]
    assert (enters.rows_count, enters.events, enters.others, enters.amounts["eur"]) == (2, 2.5, 1, (125, 10))
    assert (leaves.rows_count, leaves.events, leaves.others, leaves.amounts["eur"]) == (2, 0, 2, (0, 12))
    assert {each.value: each.newly_missed for each in found.segments["region"]} == {"N": 0, "S": 0}
    assert "d" not in found.sample.id
    assert {name: group.rows_count for name, group in found.groups.items()} == {
        "both": 2,
        "in": 2,
        "out": 2,
        "neither": 1,
    }


def test_the_same_rule_flips_nobody():
    found = swap_set(on_paper(), now=NOW, before=NOW)
    assert found.flipped_count == 0
    assert found.segments == {"region": ()}
    assert len(found.sample) == 0


def test_minus_zero_is_zero_and_infinity_flags_nobody():
    predictions = rows_of(label=[1, 0, 1], scores={"s": [-0.0, 0.0, -1.0]})
    assert swap_set(predictions, now=("s", 0.0), before=("s", math.inf)).groups["in"].rows_count == 2
    assert swap_set(predictions, now=("s", -0.0), before=("s", -math.inf)).groups["out"].rows_count == 1


def test_an_unknown_score_and_a_threshold_that_is_none_are_refused():
    with pytest.raises(ColumnError, match=r"'p' is not one of the scores \(new, old\)"):
        swap_set(on_paper(), now=("p", 0.5), before=BEFORE)
    with pytest.raises(InputError, match="NaN"):
        swap_set(on_paper(), now=NOW, before=("old", math.nan))


def test_the_inputs_stay_as_they_were():
    predictions = on_paper(weight=[1, 2, 0, 1, 1, 1, 1, 1])
    held = [predictions.label, predictions.weight, *predictions.scores.values(), predictions.segments["region"].codes]
    copies = [values.copy() for values in held]
    swap_set(predictions, now=NOW, before=BEFORE)
    assert all((values == copy).all() for values, copy in zip(held, copies, strict=True))


def test_more_rows_than_are_added_at_once_agree_with_the_sweep():
    rng = np.random.default_rng(5)
    n = 50_001
    predictions = rows_of(
        label=rng.random(n) < 0.2,
        scores={"new": rng.random(n), "old": rng.random(n)},
        weight=np.full(n, 0.1),
        amounts={"eur": rng.lognormal(3, 2, n)},
        segments={"s": rng.integers(0, 300, n).astype(str)},
    )
    found, sweep = swap_set(predictions, now=("new", 0.3), before=("old", 0.6)), Sweep(predictions)
    here, there = sweep.at("new", [0.3]), sweep.at("old", [0.6])
    enters, leaves = found.groups["in"], found.groups["out"]
    for amount, told in (
        (None, enters.others - leaves.others),
        ("eur", enters.amounts["eur"][1] - leaves.amounts["eur"][1]),
    ):
        assert told == pytest.approx(here.cell("FP", amount)[0] - there.cell("FP", amount)[0], rel=1e-11)
    assert enters.rows_count == np.sum((predictions.scores["new"] >= 0.3) & (predictions.scores["old"] < 0.6))
    assert len(found.segments["s"]) == 300
    assert all(one.harm >= other.harm for one, other in pairwise(found.segments["s"]))
    assert sum(each.newly_missed for each in found.segments["s"]) == pytest.approx(leaves.events, rel=1e-12)


def all_in(eur: list[float], label: list[int] | None = None) -> SwapGroup:
    """The group of events, of which nobody was flagged before and everybody is now."""
    predictions = rows_of(label=label or [1] * len(eur), scores={"s": [1] * len(eur)}, amounts={"eur": eur})
    return swap_set(predictions, now=("s", 1.0), before=("s", math.inf)).groups["in"]


def test_a_sum_that_leaves_the_range_of_floats_on_the_way_comes_back():
    assert all_in([1.7e308, 1.7e308, -1.7e308]).amounts["eur"] == (1.7e308, 0)
    # The others' sum is not spoilt by it.
    assert all_in([1.7e308, 1.7e308, 5, -1.7e308], [1, 1, 0, 1]).amounts["eur"] == (1.7e308, 5)


@pytest.mark.filterwarnings("error")
def test_a_sum_beyond_all_numbers_is_infinite_without_a_warning():
    assert all_in([1.7e308, 1.7e308]).amounts["eur"] == (math.inf, 0)
    # So many are added at once: of two such helpings one leaves the range upwards, one downwards.
    assert all_in([1.7e308] * 4096 + [-1.7e308] * 4096).amounts["eur"] == (0, 0)


def test_what_is_small_beside_the_rest_is_not_lost_between_helpings():
    # 2**53 + 1 is no float64, so the ones would be lost if what was added so far were kept in that.
    nothing = [0.0] * 4095
    assert all_in([2.0**53, *nothing, 1, *nothing, 1, *nothing, -(2.0**53)]).amounts["eur"] == (2, 0)


def test_shuffling_the_rows_changes_nothing_but_row_numbers():
    rng = np.random.default_rng(3)
    whole = swap_set(on_paper(), now=NOW, before=BEFORE)
    for _ in range(20):
        order = rng.permutation(8)
        found = swap_set(on_paper(order), now=NOW, before=BEFORE)
        assert found.groups == whole.groups
        assert found.segments == whole.segments
        assert found.sample.id == whole.sample.id
        assert [order[row - 1] for row in found.sample.row] == [row - 1 for row in whole.sample.row]


def test_only_some_rows_are_those_of_the_segment():
    south = on_paper().only("region", ["S"])
    found = swap_set(south, now=NOW, before=BEFORE)
    assert (found.groups["in"].others, found.groups["out"].events, found.groups["out"].others) == (1, 1, 1)


@pytest.mark.parametrize(
    "found",
    [
        swap_set(on_paper(), now=NOW, before=BEFORE),
        swap_set(on_paper(), now=NOW, before=BEFORE).groups["in"],
        swap_set(on_paper(), now=NOW, before=BEFORE).segments["region"][0],
    ],
    ids=lambda found: type(found).__name__,
)
def test_what_was_found_cannot_be_changed_and_its_parts_are_named(found):
    for name, value in vars(found).items():
        with pytest.raises(FrozenInstanceError):
            setattr(found, name, value)
    with pytest.raises(TypeError):
        type(found)(*vars(found).values())


def test_what_is_kept_of_it_needs_neither_amounts_nor_a_sample():
    group = SwapGroup(rows_count=1, events=1, others=0)
    assert group.amounts == {}
    kept = SwapSet(now=NOW, before=BEFORE, groups={"in": group, "out": group}, segments={}, changed_values_count={})
    assert kept.sample is None
    assert kept != replace(kept)  # it may hold arrays, which are not equal or unequal as a whole
