"""The rows that flip, as a table, and which of them are looked at first."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pyarrow as pa
import pytest

from tests.sweep.eight_rows import BEFORE, NOW, on_paper, rows_of
from workbench.predictions.predictions import Predictions
from workbench.sweep import flipped_rows, swap_set
from workbench.sweep.swap_rows import SwapRows


def many(rng: np.random.Generator, *, amount: bool, order: np.ndarray) -> Predictions:
    """Sixty events that all come in, with few distinct values, so that ties are everywhere."""
    eur, new = np.repeat([5.0, 9.0, 7.0], 20), np.repeat([0.6, 0.7, 0.9], 20)
    ids = np.array([f"id-{place:03d}" for place in range(60)])
    return rows_of(
        label=np.ones(60),
        scores={"new": new[order], "old": np.tile([0.1, 0.2, 0.3, 0.4], 15)[order]},
        amounts={"eur": eur[order]} if amount else {},
        ids=ids[order],
    )


def test_the_sample_has_the_largest_first_amounts_then_the_lowest_ids():
    rng = np.random.default_rng(8)
    for _ in range(10):
        predictions = many(rng, amount=True, order=rng.permutation(60))
        sample = swap_set(predictions, now=NOW, before=BEFORE).sample
        # 9 eur are the rows 20 to 39; the lowest ids of these come first.
        assert sample.id == ["id-020", "id-021", "id-022", "id-023", "id-024"]
        assert sample.amounts["eur"].tolist() == [9.0] * 5


def test_without_an_amount_the_sample_lies_furthest_past_the_threshold():
    rng = np.random.default_rng(9)
    for _ in range(10):
        sample = swap_set(many(rng, amount=False, order=rng.permutation(60)), now=NOW, before=BEFORE).sample
        # 0.9 now are the rows 40 to 59; of these every fourth had 0.1 before, the lowest.
        assert sample.id == ["id-040", "id-044", "id-048", "id-052", "id-056"]
    back = swap_set(many(rng, amount=False, order=np.arange(60)), now=BEFORE, before=NOW).sample
    # The other way round the lowest of the score now go out first: 0.1, and of these those that had 0.9.
    assert back.id == ["id-040", "id-044", "id-048", "id-052", "id-056"]
    assert not back.is_in.any()


def test_the_sample_has_so_many_of_each_kind_and_says_which_way():
    found = swap_set(on_paper(), now=NOW, before=BEFORE, sample_rows=1)
    # b and c come in; d goes out, and of e and f the one with 7 eur.
    assert found.sample.columns() == {
        "row": [2, 3, 4, 6],
        "id": ["b", "c", "d", "f"],
        "change": ["in", "in", "out", "out"],
        "event": [1, 0, 1, 0],
        "new": [0.7, 0.6, 0.1, 0.2],
        "old": [0.2, 0.3, 0.7, 0.6],
        "region": ["N", "S", "S", "S"],
        "eur": [50.0, 10.0, 30.0, 7.0],
    }
    assert len(swap_set(on_paper(), now=NOW, before=BEFORE, sample_rows=0).sample) == 0


@pytest.mark.parametrize(
    ("ids", "chosen"),
    [
        ([3, 1, 2], [1, 2]),
        ([None, "b", "a"], ["a", "b"]),
        (pa.array(["z", "y", "x"]).dictionary_encode(), ["x", "y"]),
        (["k", "k", "a"], ["a", "k"]),
        ([[3], [1], [2]], [[3], [1]]),  # lists have no order, so the row decides
    ],
    ids=["numbers", "missing", "dictionary", "repeated", "no order"],
)
def test_ids_of_any_kind_are_put_in_order(ids, chosen):
    predictions = rows_of(label=[1, 1, 1], scores={"s": [1, 1, 1]}, amounts={"eur": [7, 7, 7]}, ids=ids)
    sample = swap_set(predictions, now=("s", 1.0), before=("s", math.inf), sample_rows=2).sample
    assert sample.id == chosen


def test_repeated_ids_are_told_apart_by_row():
    predictions = rows_of(label=[1, 1, 1], scores={"s": [1, 1, 1]}, amounts={"eur": [7, 7, 7]}, ids=["k", "k", "k"])
    assert swap_set(predictions, now=("s", 1.0), before=("s", math.inf), sample_rows=2).sample.row.tolist() == [1, 2]


def test_a_column_name_that_is_taken_gets_its_part_behind_it():
    predictions = rows_of(
        label=[1],
        scores={"row": [1], "weight": [2]},
        amounts={"x": [2.5], "row": [4.5]},
        segments={"x": ["a"], "event": ["b"], "row (score)": ["c"]},
        weight=[3],
    )
    found = flipped_rows(predictions, now=("row", 1.0), before=("weight", math.inf)).columns()
    assert found == {
        "row": [1], "change": ["in"], "event": [1], "row (score)": [1.0], "weight": [2.0], "weight (weight)": [3.0],
        "x": ["a"], "event (segment)": ["b"], "row (score) (segment)": ["c"], "x (amount)": [2.5], "row (amount)": [4.5],
    }  # fmt: skip
    assert list(found) == ["row", "change", "event", "row (score)", "weight", "weight (weight)", "x", "event (segment)",
                           "row (score) (segment)", "x (amount)", "row (amount)"]  # fmt: skip
    assert type(found["event"][0]) is int


def test_rows_cannot_be_changed_and_their_parts_are_named():
    found = flipped_rows(on_paper(), now=NOW, before=BEFORE)
    with pytest.raises(FrozenInstanceError):
        found.id = None
    with pytest.raises(TypeError):
        SwapRows(*vars(found).values())
    assert found != replace(found)  # arrays are not equal or unequal as a whole


def test_every_flipped_row_is_there_in_the_order_of_the_file():
    found = flipped_rows(on_paper(), now=NOW, before=BEFORE)
    assert found.id == ["b", "c", "d", "e", "f"]
    assert found.is_in.tolist() == [True, True, False, False, False]
    assert found.is_event.tolist() == [True, False, True, False, False]
    assert found.is_event.dtype == bool


def test_of_amounts_that_all_differ_the_largest_are_looked_at():
    predictions = rows_of(label=[1] * 5, scores={"s": [1] * 5}, amounts={"eur": [1, 5, 2, 4, 3]})
    for count, rows in (
        (1, [2]),
        (2, [2, 4]),
        (3, [2, 4, 5]),
        (4, [2, 4, 5, 3]),
        (5, [2, 4, 5, 3, 1]),
        (6, [2, 4, 5, 3, 1]),
    ):
        sample = swap_set(predictions, now=("s", 1.0), before=("s", math.inf), sample_rows=count).sample
        assert sample.row.tolist() == rows
