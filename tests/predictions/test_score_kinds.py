"""Kinds of scores, also where the first thousand rows look like another kind."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from workbench.predictions import Columns, Table, build_predictions
from workbench.predictions.score_kinds import is_constant, is_rule, many_valued

MANY = 3_000


def last(fill: float, value: float) -> np.ndarray:
    score = np.full(MANY, fill)
    score[-1] = value
    return score


@pytest.mark.parametrize(
    ("score", "constant", "rule"),
    [
        (np.full(MANY, 0.3), True, False),
        (last(0.3, 0.4), False, False),
        (last(0.0, 1.0), False, True),
        (last(1.0, 0.0), False, True),
        (np.full(MANY, 1.0), True, False),
        (np.where(np.arange(MANY) == MANY - 1, 0.5, np.arange(MANY) % 2), False, False),
        (np.array([0.0, -0.0]), True, False),
        (np.array([0.0, -1.0]), False, False),
    ],
)
def test_every_row_counts(score, constant, rule):
    assert (is_constant(score), is_rule(score)) == (constant, rule)


@pytest.mark.parametrize(
    ("score", "flip", "is_many"),
    [
        (last(0.0, 1.0), False, False),
        (last(0.0, 1.0), True, False),
        (last(0.0, 0.5), True, True),
        (last(0.0, 0.5), False, True),
        (np.full(MANY, 2.0), False, False),
    ],
)
def test_many_values_are_neither_constant_nor_a_rule_however_flipped(score, flip, is_many):
    table = pa.table({"y": np.arange(MANY) % 2, "p": score})
    given = Table(arrow=table, file_name="x", sha256="", bytes_count=0, format="CSV")
    columns = Columns(label="y", scores=("p",), flip=("p",) if flip else ())
    names = [name for name, _ in many_valued(build_predictions(given, columns))]
    assert names == (["-p" if flip else "p"] if is_many else [])
