"""What a careful reader would notice, and the AUC it rests on."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from workbench.predictions import Columns, Predictions, Table, build_predictions
from workbench.predictions.rank_auc import rank_auc


def predictions(label, score, **parts) -> Predictions:
    columns = {"y": list(label), "p": list(score), **{name: list(values) for name, values in parts.items()}}
    return build_predictions(
        Table(arrow=pa.table(columns), file_name="x", sha256="", bytes_count=0, format="CSV"),
        Columns(
            label="y",
            scores=("p",),
            weight="weight" if "weight" in parts else None,
            id="id" if "id" in parts else None,
            segments=("segment",) if "segment" in parts else (),
        ),
    )


def finding(given: Predictions, code: str):
    found = [each for each in given.receipt.findings if each.code == code]
    assert len(found) <= 1
    return found[0] if found else None


RNG = np.random.default_rng(5)
LABEL = np.arange(400) % 2
GOOD = RNG.random(400) * 0.5 + LABEL * 0.4


@pytest.mark.parametrize(
    ("score", "label", "weight", "auc"),
    [
        ([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], None, 0.75),
        ([1, 1, 1, 1], [0, 1, 0, 1], None, 0.5),
        # Events 3, 2; others 2, 1: pairs won 3>2, 3>1, 2>1, and 2=2 counts half: 3.5 / 4.
        ([3, 2, 2, 1], [1, 1, 0, 0], None, 0.875),
        ([1, 2, 3], [1, 0, 0], None, 0.0),
        ([-5.0, -0.0, 0.0], [0, 1, 0], None, 0.75),
        # Weight 3 on the pair (3, 2) and (3, 1), 1 on the rest: (3*1 + 3*2 + 0.5*1*1 + 1*2) / (4 * 3).
        ([3, 2, 2, 1], [1, 1, 0, 0], [3, 1, 1, 2], 11.5 / 12),
        ([1, 2, 3, 9], [1, 0, 0, 1], [1, 1, 1, 0], 0.0),
    ],
)
def test_auc_by_hand(score, label, weight, auc):
    weight = None if weight is None else np.array(weight, float)
    assert rank_auc(np.array(score, float), np.array(label, np.uint8), weight=weight) == pytest.approx(auc, abs=1e-15)


def test_auc_equals_the_count_of_all_pairs():
    score = RNG.integers(0, 30, 300).astype(float)
    label = RNG.integers(0, 2, 300).astype(np.uint8)
    weight = RNG.integers(1, 4, 300).astype(float)
    won = (score[:, None] > score) + 0.5 * (score[:, None] == score)
    pairs = np.outer(label == 1, label == 0)
    assert rank_auc(score, label) == (won * pairs).sum() / pairs.sum()
    pairs = pairs * np.outer(weight, weight)
    assert rank_auc(score, label, weight=weight) == pytest.approx((won * pairs).sum() / pairs.sum(), rel=1e-12)


def test_auc_of_one_class_is_undefined():
    assert math.isnan(rank_auc(np.array([0.1, 0.2]), np.array([1, 1])))


def test_good_predictions_have_no_findings():
    assert predictions(LABEL, GOOD, id=range(400), weight=[2] * 400, segment=["a", "b"] * 200).receipt.findings == ()


def test_inverted_score():
    found = finding(predictions(LABEL, -GOOD), "inverted-score")
    assert found.level == "question"
    assert "flip it with the switch" in found.text
    assert found.column == "p"


def test_percent_and_other_scales():
    percent = predictions(LABEL, GOOD * 100)
    assert finding(percent, "percent-score").level == "info"
    assert finding(percent, "not-a-probability") is None
    logits = predictions(LABEL, np.log(GOOD / (1 - GOOD)))
    assert finding(logits, "not-a-probability").level == "info"
    assert finding(logits, "percent-score") is None
    assert finding(predictions(LABEL, GOOD * 1000), "not-a-probability") is not None


def test_a_rule_is_said_to_be_one_and_not_tied():
    rule = predictions(LABEL, LABEL)
    assert "'p' holds only 0 and 1" in finding(rule, "rule").text
    assert finding(rule, "few-score-values") is None
    assert finding(rule, "tied-score") is None


def test_a_constant_score():
    assert "'p' is 0.3 in every row" in finding(predictions(LABEL, [0.3] * 400), "constant-score").text


def test_few_values():
    found = finding(predictions(LABEL, np.round(GOOD, 1)), "few-score-values")
    assert "only 10 different values in 400 rows, so only 11 thresholds" in found.text


def test_one_value_holds_a_fifth():
    score = GOOD.copy()
    score[:100] = 0.25
    found = finding(predictions(LABEL, score), "tied-score")
    assert found.text.startswith("25% of the rows have the same 'p' (0.25)")
    score[80:100] = GOOD[80:100]
    assert finding(predictions(LABEL, score), "tied-score") is None


def test_small_and_absent_classes():
    label = np.zeros(400, int)
    label[:29] = 1
    assert "Only 29 rows with the event" in finding(predictions(label, GOOD), "small-class").text
    label[29] = 1
    assert finding(predictions(label, GOOD), "small-class") is None
    assert "misses cannot be counted" in finding(predictions(label * 0, GOOD), "single-class").text
    assert "false alarms cannot be counted" in finding(predictions(label * 0 + 1, GOOD), "single-class").text


def test_duplicated_ids():
    ids = [f"c{number}" for number in range(400)]
    ids[7] = ids[300] = "c9"
    found = finding(predictions(LABEL, GOOD, id=ids), "duplicated-id")
    assert found.text.startswith("2 rows repeat an id that is already there, first 'c9' (3 times)")


def test_weights():
    weight = np.ones(400)
    weight[:3] = 0
    given = predictions(LABEL, GOOD, weight=weight)
    assert finding(given, "zero-weight").text.startswith("3 rows have weight 0")
    assert finding(given, "fractional-weight") is None
    assert finding(predictions(LABEL, GOOD, weight=weight + 0.5), "fractional-weight").level == "info"


def test_many_segment_values():
    segment = [f"s{number}" for number in range(1001)]
    label, score = np.arange(1001) % 2, np.linspace(0, 1, 1001)
    assert "1,001 different values" in finding(predictions(label, score, segment=segment), "many-segment-values").text
    segment[0] = "s1"
    assert finding(predictions(label, score, segment=segment), "many-segment-values") is None
