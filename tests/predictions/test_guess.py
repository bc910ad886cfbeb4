"""Guesses of which column plays which part."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from workbench.predictions import Columns, Table, guess_columns

ROWS = 60


def guess(**columns):
    rng = np.random.default_rng(1)
    made = {name: values(rng) if callable(values) else values for name, values in columns.items()}
    arrow = pa.table({name: pa.array([str(value) for value in values]) for name, values in made.items()})
    return guess_columns(Table(arrow=arrow, file_name="x.csv", sha256="", bytes_count=0, format="CSV", delimiter=","))


def zero_one(rng):
    return [0, 1, *rng.integers(0, 2, ROWS - 2)]


def share(rng):
    return rng.random(ROWS).round(6)


def words(*values):
    return lambda rng: [*values, *rng.choice(values, ROWS - len(values))]


def euros(rng):
    return rng.gamma(2, 50, ROWS).round(2)


def whole(rng):
    return rng.integers(1, 9, ROWS)


def unique(rng):
    return [f"c{number:04}" for number in range(ROWS)]


def test_a_whole_file_of_predictions():
    found = guess(
        case_id=unique, week=whole, fraud=zero_one, score_v7=share, score_v6=share, rule_today=zero_one,
        tier=words("gold", "NA"), amount_eur=euros, sample_weight=whole,
    )  # fmt: skip
    assert found.columns == Columns(
        label="fraud",
        scores=("score_v7", "score_v6", "rule_today"),
        baseline="rule_today",
        segments=("tier",),
        amounts={"amount_eur": "amount_eur"},
        weight="sample_weight",
        period="week",
        id="case_id",
    )
    assert set(found.reasons) == {"label", "scores", "baseline", "segments", "amounts", "weight", "period", "id"}
    assert "rule_today" in found.alternatives["label"]
    assert "fraud" not in found.alternatives["label"]


@pytest.mark.parametrize(
    "name", ["label", "y", "y_true", "target", "Outcome", "actual", "isFraud", "churned", "ground_truth", "event"]
)
def test_label_names(name):
    assert guess(**{"p": share, name: zero_one, "flag2": words("a", "b")}).columns.label == name


@pytest.mark.parametrize("name", ["score", "p", "prob_1", "y_pred", "proba", "riskScore", "model_a", "prediction"])
def test_score_names(name):
    found = guess(**{"y": zero_one, "other": euros, name: share})
    assert found.columns.scores == (name,)


def test_a_zero_one_prediction_beside_a_score_is_the_baseline():
    found = guess(y_true=zero_one, y_pred=zero_one, y_prob=share)
    assert found.columns.label == "y_true"
    assert found.columns.scores == ("y_pred", "y_prob")
    assert found.columns.baseline == "y_pred"


def test_numbers_between_zero_and_one_are_scores_where_no_name_says_so():
    assert guess(y=zero_one, gbm=share, age=whole).columns.scores == ("gbm",)


def test_an_unnamed_label_must_be_the_only_one_possible():
    assert guess(gbm=share, caught=zero_one).columns.label == "caught"
    assert guess(gbm=share, caught=zero_one, held=zero_one).columns.label == ""
    assert guess(gbm=share, colour=words("red", "blue")).columns.label == ""


def test_texts_are_labels_where_the_name_says_so():
    assert guess(label=words("spam", "ham"), p=share).columns.label == "label"
    assert guess(outcome=words("a", "b", "c"), p=share).columns.label == "outcome"


def test_unique_texts_and_constant_texts_are_no_segments():
    assert guess(y=zero_one, p=share, note=unique, source=["web"] * ROWS).columns.segments == ()


def test_a_predicted_class_is_no_segment():
    assert guess(y=zero_one, p=share, predicted=words("a", "b"), race=whole).columns.segments == ("race",)


def test_a_label_given_is_kept():
    table = Table(
        arrow=pa.table({"label": ["0", "1"], "other": ["1", "0"], "p": ["0.1", "0.2"]}),
        file_name="x", sha256="", bytes_count=0, format="CSV",
    )  # fmt: skip
    assert guess_columns(table, label="other").columns.label == "other"


def test_nothing_is_raised_on_odd_tables():
    empty = Table(
        arrow=pa.table({"a": pa.array([], pa.string())}), file_name="", sha256="", bytes_count=0, format="CSV"
    )
    assert guess_columns(empty).columns == Columns(label="")
    missing = Table(arrow=pa.table({"label": pa.nulls(3)}), file_name="", sha256="", bytes_count=0, format="CSV")
    assert guess_columns(missing).columns == Columns(label="")
    assert guess(label=["1"] * ROWS, p=share).columns.label == "label"
