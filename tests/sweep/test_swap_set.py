"""Who flips when one rule replaces another: by hand, against the sweep, and row by row."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from tests.sweep.random_data import draw
from workbench.errors import ColumnError, InputError
from workbench.predictions.predictions import Columns, Predictions, Receipt, Segment
from workbench.sweep import Sweep, flipped_rows, same_share, swap_set

# Eight rows on paper. Both rules flag from 0.5 on; h is at the threshold of both.
#       a     b     c     d     e     f     g     h
ID = ["a", "b", "c", "d", "e", "f", "g", "h"]
LABEL = [1, 1, 0, 1, 0, 0, 0, 1]
OLD = [0.9, 0.2, 0.3, 0.7, 0.8, 0.6, 0.1, 0.5]
NEW = [0.8, 0.7, 0.6, 0.1, 0.4, 0.2, 0.3, 0.5]
EUR = [100, 50, 10, 30, 5, 7, 2, 40]
REGION = ["N", "N", "S", "S", "N", "S", "N", "N"]
NOW, BEFORE = ("new", 0.5), ("old", 0.5)


def rows_of(
    *,
    label,
    scores: Mapping,
    weight=None,
    amounts: Mapping | None = None,
    segments: Mapping | None = None,
    ids=None,
    rows_read: int | None = None,
) -> Predictions:
    texts = {name: sorted(set(values)) for name, values in (segments or {}).items()}
    return Predictions(
        label=np.array(label, dtype=np.uint8),
        scores={name: np.array(values, dtype=np.float64) for name, values in scores.items()},
        weight=None if weight is None else np.array(weight, dtype=np.float64),
        amounts={name: np.array(values, dtype=np.float64) for name, values in (amounts or {}).items()},
        segments={
            name: Segment(
                codes=np.array([texts[name].index(value) for value in values], dtype=np.int32),
                values=tuple(texts[name]),
            )
            for name, values in (segments or {}).items()
        },
        id_column=None if ids is None else pa.chunked_array([ids]),
        receipt=Receipt(
            file_name="x.csv",
            sha256="ab" * 32,
            bytes_count=1,
            format="CSV",
            rows_read=rows_read or len(label),
            rows_used=len(label),
            columns=Columns(label="label", scores=tuple(scores)),
            label_meaning="label = 1 is the event",
        ),
    )


def on_paper(order=range(8), **changes) -> Predictions:
    def pick(values):
        return [values[place] for place in order]

    parts = {
        "label": pick(LABEL),
        "scores": {"new": pick(NEW), "old": pick(OLD)},
        "amounts": {"eur": pick(EUR)},
        "segments": {"region": pick(REGION)},
        "ids": pick(ID),
    }
    return rows_of(**{**parts, **changes})


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


def test_segments_come_with_the_most_harm_first():
    found = swap_set(on_paper(), now=NOW, before=BEFORE)
    # S misses d and gains the false alarm c: harm 2. N catches b and loses the false alarm e: no harm.
    assert [(each.value, each.harm) for each in found.segments["region"]] == [("S", 2), ("N", 0)]
    south, north = found.segments["region"]
    assert (south.newly_caught, south.new_false_alarms, south.newly_missed, south.false_alarms_gone) == (0, 1, 1, 1)
    assert (north.newly_caught, north.new_false_alarms, north.newly_missed, north.false_alarms_gone) == (1, 0, 0, 1)
    assert found.changed_values_count == {"region": 2}


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


def drawn(rng: np.random.Generator) -> Predictions:
    """Two awkward scores over the same awkward labels, weights and amounts, and two segment columns."""
    data = draw(rng)
    other = draw(rng, rows_count=len(data))
    return rows_of(
        label=np.asarray(data.label, dtype=np.uint8),
        scores={"new": np.asarray(data.score, dtype=float), "old": np.asarray(other.score, dtype=float)},
        weight=data.weight,
        amounts=data.amounts,
        segments={"few": rng.choice(["x", "y", "z"], len(data)), "many": rng.integers(0, 40, len(data)).astype(str)},
    )


def some_rule(rng: np.random.Generator, predictions: Predictions, score: str) -> tuple[str, float]:
    """A threshold at a score, one float beside it, at zero or beyond both ends."""
    values = [0.0, -0.0, math.inf, -math.inf, *predictions.scores[score].tolist()]
    value, towards = values[rng.integers(len(values))], rng.choice([0, 1, -1])
    if towards:
        value = math.nextafter(value, towards * math.inf)
    return score, float(value)


def near(told: float, exact: Fraction, size: Fraction) -> bool:
    return abs(Fraction(told) - exact) <= size * Fraction(1, 10**12)


@pytest.mark.parametrize("seed", range(4))
def test_groups_are_the_difference_of_the_sweeps_counts(seed, soak):
    """now.TP - before.TP = in.events - out.events, and so on for every cell, amount and segment value."""
    rng = np.random.default_rng([31, seed])
    for _ in range(60 * soak):
        predictions = drawn(rng)
        sweep = Sweep(predictions)
        now, before = (some_rule(rng, predictions, str(rng.choice(["new", "old"]))) for _ in range(2))
        found = swap_set(predictions, now=now, before=before)
        here, there = (sweep.at(score, [threshold]) for score, threshold in (now, before))
        enters, leaves = found.groups["in"], found.groups["out"]

        def change(cell, amount=None, here=here, there=there, predictions=predictions):
            one, other = (Fraction(float(counts.cell(cell, amount)[0])) for counts in (here, there))
            # Either may carry a rounding of all that was added to it.
            return one - other, abs(one) + abs(other) + size_of(predictions, amount)

        for cell, kind, sign in (("TP", "events", 1), ("FP", "others", 1), ("FN", "events", -1), ("TN", "others", -1)):
            told = Fraction(getattr(enters, kind)) - Fraction(getattr(leaves, kind))
            assert near(sign * told, *change(cell))
            for amount in predictions.amounts:
                place = ("events", "others").index(kind)
                told = Fraction(enters.amounts[amount][place]) - Fraction(leaves.amounts[amount][place])
                assert near(sign * told, *change(cell, amount))
        if predictions.weight is None:
            assert Fraction(enters.events - leaves.events) == change("TP")[0]
        for column in predictions.segments:
            by_value = {each.value: each for each in found.segments[column]}
            for value in sweep.occurring(column):
                where = {column: (value,)}
                one, other = (sweep.at(score, [threshold], where=where) for score, threshold in (now, before))
                each = by_value.get(value)
                size = size_of(predictions, None)
                caught = 0 if each is None else Fraction(each.newly_caught) - Fraction(each.newly_missed)
                alarms = 0 if each is None else Fraction(each.new_false_alarms) - Fraction(each.false_alarms_gone)
                for told, cell in ((caught, "TP"), (alarms, "FP")):
                    exact = Fraction(float(one.cell(cell)[0])) - Fraction(float(other.cell(cell)[0]))
                    assert near(told, exact, size)


def size_of(predictions: Predictions, amount: str | None) -> Fraction:
    values = np.ones(len(predictions)) if amount is None else np.abs(predictions.amounts[amount])
    weight = np.ones(len(predictions)) if predictions.weight is None else predictions.weight
    return sum((Fraction(a) * Fraction(b) for a, b in zip(values.tolist(), weight.tolist(), strict=True)), Fraction(0))


@pytest.mark.parametrize("seed", range(4))
def test_each_group_is_what_going_through_the_rows_finds(seed, soak):
    rng = np.random.default_rng([32, seed])
    for _ in range(60 * soak):
        predictions = drawn(rng)
        now, before = some_rule(rng, predictions, "new"), some_rule(rng, predictions, "old")
        found = swap_set(predictions, now=now, before=before)
        exact = {name: {"rows": 0, 0: Fraction(0), 1: Fraction(0)} for name in found.groups}
        names = {(True, True): "both", (True, False): "in", (False, True): "out", (False, False): "neither"}
        for row in range(len(predictions)):
            weight = 1.0 if predictions.weight is None else float(predictions.weight[row])
            if weight > 0:
                sides = tuple(bool(predictions.scores[name][row] >= bound) for name, bound in (now, before))
                group = exact[names[sides]]
                group["rows"] += 1
                group[int(predictions.label[row])] += Fraction(weight)
        for name, group in found.groups.items():
            assert group.rows_count == exact[name]["rows"]
            assert near(group.events, exact[name][1], exact[name][1])
            assert near(group.others, exact[name][0], exact[name][0])


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
    assert len(found.segments["s"]) == 300
    assert all(one.harm >= other.harm for one, other in pairwise(found.segments["s"]))
    assert sum(each.newly_missed for each in found.segments["s"]) == pytest.approx(leaves.events, rel=1e-12)


def test_a_sum_that_leaves_the_range_of_floats_on_the_way_comes_back():
    predictions = rows_of(label=[1, 1, 1], scores={"s": [1, 1, 1]}, amounts={"eur": [1.7e308, 1.7e308, -1.7e308]})
    assert swap_set(predictions, now=("s", 1.0), before=("s", math.inf)).groups["in"].amounts["eur"] == (1.7e308, 0)


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
        label=[1], scores={"row": [1]}, amounts={"x": [2.5]}, segments={"x": ["a"], "event": ["b"]}, weight=[3]
    )
    found = flipped_rows(predictions, now=("row", 1.0), before=("row", math.inf)).columns()
    assert found == {
        "row": [1], "change": ["in"], "event": [1], "row (score)": [1.0], "weight": [3.0],
        "x": ["a"], "event (segment)": ["b"], "x (amount)": [2.5],
    }  # fmt: skip


def test_every_flipped_row_is_there_in_the_order_of_the_file():
    found = flipped_rows(on_paper(), now=NOW, before=BEFORE)
    assert found.id == ["b", "c", "d", "e", "f"]
    assert found.is_in.tolist() == [True, True, False, False, False]


def test_another_score_at_the_same_share_flagged():
    # new flags h, c, b, a from 0.5 on: four. old flags 1 at 0.9, 2 at 0.8, 3 at 0.7, 4 at 0.6.
    sweep = Sweep(on_paper())
    assert same_share(sweep, "old", flagged=4) == 0.6
    assert same_share(sweep, "old", flagged=0) == math.inf
    assert same_share(sweep, "old", flagged=8) == 0.1


def test_where_no_threshold_flags_as_many_the_nearest_does_and_the_stricter_of_two():
    sweep = Sweep(rows_of(label=[1, 0, 1, 0], scores={"a": [4, 3, 2, 1], "tied": [2, 2, 1, 1]}))
    assert same_share(sweep, "tied", flagged=3) == 2.0  # 2 and 4 are as near; two is fewer
    assert same_share(sweep, "tied", flagged=3.5) == 1.0


def test_a_score_that_is_no_candidate_and_candidates_that_are_hidden_are_looked_at_too():
    rng = np.random.default_rng(4)
    predictions = rows_of(label=rng.integers(0, 2, 500), scores={"a": rng.random(500), "b": rng.permutation(500)})
    listed = Sweep(predictions, scores=["a"], candidates_max=8)
    for flagged in (0, 1, 77, 250, 499, 500):
        assert same_share(listed, "b", flagged=flagged) == (math.inf if flagged == 0 else 500 - flagged)


def test_only_some_rows_are_those_of_the_segment():
    south = on_paper().only("region", ["S"])
    found = swap_set(south, now=NOW, before=BEFORE)
    assert (found.groups["in"].others, found.groups["out"].events, found.groups["out"].others) == (1, 1, 1)
