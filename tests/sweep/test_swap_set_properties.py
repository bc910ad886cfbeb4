"""Who flips when one rule replaces another, over random data: against the sweep, and row by row."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from tests.sweep.eight_rows import rows_of
from tests.sweep.random_data import draw
from workbench.predictions.predictions import Predictions
from workbench.sweep import Sweep, swap_set
from workbench.sweep.swap_set import FLIPS


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
                for amount in predictions.amounts:
                    added = dict.fromkeys(FLIPS, 0.0) if each is None else each.amounts[amount]
                    for cell, more, less in (
                        ("TP", "newly_caught", "newly_missed"),
                        ("FP", "new_false_alarms", "false_alarms_gone"),
                    ):
                        exact = Fraction(float(one.cell(cell, amount)[0])) - Fraction(
                            float(other.cell(cell, amount)[0])
                        )
                        told = Fraction(added[more]) - Fraction(added[less])
                        assert near(told, exact, 4 * size_of(predictions, amount))


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
