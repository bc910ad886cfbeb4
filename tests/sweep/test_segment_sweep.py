"""Every segment's own sweep, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sweep.exact_oracle import first_difference
from tests.sweep.random_data import SCORES, draw
from workbench.sweep import segment_sweep as module
from workbench.sweep.segment_sweep import sweep_segments

SCORE = np.array([0.9, 0.4, 0.4, 0.7, 0.2])
LABEL = np.array([1, 0, 1, 1, 0])
CODE = np.array([2, 0, 2, 0, 0])


def told(counts, amount: str | None = None) -> list[list[float]]:
    return [counts.cell(name, amount).tolist() for name in ("TP", "FP", "FN", "TN")]


def test_each_segment_is_counted_at_the_candidates_of_its_own_rows():
    parts = sweep_segments(SCORE, label=LABEL, segment_code=CODE, segments_count=4)
    assert [part.threshold.tolist() for part in parts] == [
        [np.inf, 0.7, 0.4, 0.2],
        [np.inf],
        [np.inf, 0.9, 0.4],
        [np.inf],
    ]
    assert told(parts[0]) == [[0, 1, 1, 1], [0, 0, 1, 2], [1, 0, 0, 0], [2, 2, 1, 0]]
    assert told(parts[2]) == [[0, 1, 2], [0, 0, 0], [2, 1, 0], [0, 0, 0]]
    assert told(parts[1]) == told(parts[3]) == [[0]] * 4


@pytest.mark.parametrize("columns", [{"weight": True}, {"eur": True}, {"weight": True, "eur": True}])
def test_weights_and_amounts_stay_with_their_rows(columns):
    weight = np.array([1.0, 2, 3, 4, 5]) if "weight" in columns else None
    amounts = {"eur": np.array([10.0, 20, 30, 40, 50])} if "eur" in columns else None
    parts = sweep_segments(SCORE, label=LABEL, segment_code=CODE, segments_count=3, weight=weight, amounts=amounts)
    assert [part.threshold.tolist() for part in parts] == [[np.inf, 0.7, 0.4, 0.2], [np.inf], [np.inf, 0.9, 0.4]]
    if weight is not None:
        assert told(parts[0])[:2] == [[0, 4, 4, 4], [0, 0, 2, 7]]
        assert told(parts[2])[0] == [0, 1, 4]
    else:
        assert told(parts[0])[:2] == [[0, 1, 1, 1], [0, 0, 1, 2]]
    if amounts is not None:
        once = weight is None
        assert told(parts[0], "eur")[:2] == [
            [0, *[40 if once else 160] * 3],
            [0, 0, *((20, 70) if once else (40, 290))],
        ]
        assert told(parts[2], "eur")[0] == [0, 10, 40 if once else 100]


def test_whole_rows_are_counted_in_one_pass(monkeypatch):
    monkeypatch.setattr(module, "sweep_score", None)
    assert len(sweep_segments(SCORE, label=LABEL, segment_code=CODE, segments_count=3, amounts={})) == 3


def test_scores_and_labels_may_be_of_any_kind():
    plain = sweep_segments([3, 1, 2], label=[1.0, 0.0, 1.0], segment_code=np.array([0, 1, 1]), segments_count=2)
    assert [part.threshold.tolist() for part in plain] == [[np.inf, 3], [np.inf, 2, 1]]
    assert told(plain[1])[:2] == [[0, 1, 1], [0, 0, 1]]


def test_without_rows_every_segment_has_the_one_candidate_flag_nobody():
    for weight in (None, np.zeros(0)):
        parts = sweep_segments(
            np.zeros(0), label=np.zeros(0), segment_code=np.zeros(0, np.int64), segments_count=2, weight=weight
        )
        assert [part.threshold.tolist() for part in parts] == [[np.inf]] * 2


def test_any_data_is_counted_exactly_within_each_segment():
    rng = np.random.default_rng(9)
    for kind in SCORES:
        data = draw(rng, rows_count=int(rng.integers(1, 40)), score=kind)
        code = rng.integers(0, 3, len(data))
        parts = sweep_segments(data.score, segment_code=code, segments_count=3, **data.columns())
        for segment, counts in enumerate(parts):
            assert first_difference(data.take(code == segment), counts) is None, data


def test_rows_of_a_segment_keep_their_order_so_that_sums_have_the_same_bits(monkeypatch):
    seen = []
    monkeypatch.setattr(module, "sweep_score", lambda score, **columns: seen.append(score.tolist()))
    score = np.arange(200.0)
    sweep_segments(score, label=score, segment_code=np.arange(200) % 2, segments_count=2, weight=score)
    assert seen == [list(range(0, 200, 2)), list(range(1, 200, 2))]
