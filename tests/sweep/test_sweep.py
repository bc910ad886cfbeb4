"""The sweep of several scores, at any threshold, on the whole and on parts."""

from __future__ import annotations

import random

import numpy as np
import pytest

from workbench.errors import ColumnError, InputError
from workbench.sweep import CELLS, Sweep


def cells(counts, k=0):
    return tuple(int(getattr(counts.cases, name)[k]) for name in ("tp", "fp", "fn", "tn"))


def brute(score, label, threshold):
    flagged = [s >= threshold for s in score]
    return (
        sum(f and y for f, y in zip(flagged, label, strict=True)),
        sum(f and not y for f, y in zip(flagged, label, strict=True)),
        sum(not f and y for f, y in zip(flagged, label, strict=True)),
        sum(not f and not y for f, y in zip(flagged, label, strict=True)),
    )


def test_candidates_are_those_of_each_score_in_turn(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1], {"a": [0.9, 0.4, 0.4], "b": [1, 0, 1]}))
    assert sweep.scores == ("a", "b")
    assert sweep.score_code.tolist() == [0, 0, 0, 1, 1, 1]
    assert sweep.threshold.tolist() == [np.inf, 0.9, 0.4, np.inf, 1.0, 0.0]
    assert len(sweep) == 6
    assert sweep.counts().cases.tp.tolist() == [0, 1, 2, 0, 2, 2]


def test_a_baseline_that_is_no_candidate_is_not_swept_but_can_be_asked(make_predictions):
    predictions = make_predictions([1, 0], {"a": [0.9, 0.4], "rule": [1, 1]}, scores=("a",), baseline="rule")
    sweep = Sweep(predictions)
    assert sweep.scores == ("a",)
    assert cells(sweep.at("rule", [1.0])) == (1, 1, 0, 0)
    assert sweep.candidate("rule", 1.0) is None


def test_an_unknown_score_is_refused_with_those_there_are(make_predictions):
    predictions = make_predictions([1, 0], {"a": [0.9, 0.4]})
    with pytest.raises(ColumnError, match=r"'b' is not one of the scores \(a\)"):
        Sweep(predictions, scores=["b"])
    with pytest.raises(ColumnError, match="'b' is not one of the scores"):
        Sweep(predictions).at("b", [0.5])


def test_any_threshold_gives_what_comparing_each_row_gives(make_predictions, soak):
    """At candidates, between them, beyond both ends, and one float beside each."""
    rng = random.Random(7)
    for _ in range(600 * soak):
        n = rng.randrange(1, 12)
        score = [rng.choice([0.0, -0.0, 0.1, 0.5, 1e308, -1e308, 5e-324, rng.uniform(-2, 2)]) for _ in range(n)]
        label = [rng.randrange(2) for _ in range(n)]
        sweep = Sweep(make_predictions(label, score))
        asked = [np.inf, -np.inf, rng.uniform(-3, 3)]
        for s in score:
            asked += [s, np.nextafter(s, np.inf), np.nextafter(s, -np.inf)]
        counts = sweep.at("score", asked)
        assert counts.threshold.tolist() == asked
        for k, threshold in enumerate(asked):
            assert cells(counts, k) == brute(score, label, threshold)


def test_same_actions_is_exactly_the_interval_with_the_same_flags(make_predictions, soak):
    """Every threshold inside flags the same rows; the lower end and the next float above the upper one do not."""
    rng = random.Random(8)
    for _ in range(600 * soak):
        n = rng.randrange(1, 9)
        score = [rng.choice([0.0, 0.25, 0.1 + 0.2, 0.3, -4.0, rng.random()]) for _ in range(n)]
        sweep = Sweep(make_predictions([rng.randrange(2) for _ in score], score))
        threshold = rng.choice([*score, rng.uniform(-5, 2), np.inf])
        low, high = sweep.same_actions("score", threshold)
        flags = [s >= threshold for s in score]
        assert low < threshold <= high
        inside = [high, threshold, np.nextafter(low, np.inf)]
        if np.isfinite(low) and np.isfinite(high):
            inside.append(low + (high - low) / 2 or high)
        for t in inside:
            if low < t <= high:
                assert [s >= t for s in score] == flags
        if np.isfinite(low):
            assert [s >= low for s in score] != flags
        else:
            assert all(flags)
        if np.isfinite(high):
            assert [s >= np.nextafter(high, np.inf) for s in score] != flags
        else:
            assert not any(flags)


def test_the_candidate_of_a_threshold_flags_the_same_rows(make_predictions):
    sweep = Sweep(make_predictions([1, 0, 1], {"a": [0.9, 0.4, 0.4], "b": [3, 2, 1]}))
    assert [sweep.candidate("a", t) for t in (np.inf, 0.91, 0.9, 0.5, 0.4, 0.1)] == [0, 0, 1, 1, 2, 2]
    assert [sweep.candidate("b", t) for t in (9, 3, 2.5, 2, 0)] == [3, 4, 4, 5, 6]


def test_nan_is_refused_as_a_threshold(make_predictions):
    sweep = Sweep(make_predictions([1, 0], [0.9, 0.4]))
    for ask in (lambda: sweep.at("score", [float("nan")]), lambda: sweep.same_actions("score", float("nan"))):
        with pytest.raises(InputError, match="must be a number"):
            ask()


def some(make_predictions, seed, weighted=False):
    rng = np.random.default_rng(seed)
    n = 60
    return make_predictions(
        rng.integers(0, 2, n),
        {"a": rng.integers(0, 9, n) / 8, "b": rng.normal(size=n).round(1)},
        segments={"tier": rng.choice(["gold", "base"], n), "road": rng.choice(["u", "h", "m"], n)},
        amounts={"eur": rng.integers(0, 100, n)},
        weight=rng.integers(0, 3, n) if weighted else None,
        period=rng.choice(["w1", "w2"], n),
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("column", ["tier", "road", "period"])
def test_segments_add_up_to_the_whole_at_every_candidate(make_predictions, seed, column):
    predictions = some(make_predictions, seed, weighted=seed % 2 == 1)
    sweep = Sweep(predictions)
    whole = sweep.counts()
    parts = [sweep.counts({column: [value]}) for value in predictions.segment(column).values]
    for name in CELLS:
        np.testing.assert_array_equal(sum(part.cell(name) for part in parts), whole.cell(name))
        np.testing.assert_array_equal(sum(part.cell(name, "eur") for part in parts), whole.cell(name, "eur"))
    for part in parts:
        np.testing.assert_array_equal(part.threshold, whole.threshold)


def test_where_counts_only_rows_with_these_values_in_every_column(make_predictions):
    predictions = some(make_predictions, 3)
    sweep = Sweep(predictions)
    counts = sweep.counts({"tier": ["gold"], "road": ["u", "m"]})
    tier, road = predictions.segments["tier"], predictions.segments["road"]
    rows = [
        i
        for i in range(len(predictions))
        if tier.values[tier.codes[i]] == "gold" and road.values[road.codes[i]] in ("u", "m")
    ]
    for k in range(len(sweep)):
        score = predictions.scores[sweep.scores[sweep.score_code[k]]][rows]
        assert cells(counts, k) == brute(score, predictions.label[rows], sweep.threshold[k])


def test_where_with_an_unknown_column_or_value_is_refused(make_predictions):
    sweep = Sweep(make_predictions([1, 0], [0.9, 0.4], segments={"tier": ["gold", "base"]}))
    with pytest.raises(ColumnError, match="'gild'"):
        sweep.counts({"tier": ["gild"]})
    with pytest.raises(ColumnError, match="'teir' is not one of the segment columns"):
        sweep.counts({"teir": ["gold"]})


def test_a_segment_without_rows_has_no_cases(make_predictions):
    predictions = make_predictions([1, 0, 1], [0.9, 0.4, 0.2], segments={"tier": ["gold", "base", "base"]})
    sweep = Sweep(predictions.only("tier", ["base"]))
    assert sweep.counts({"tier": ["gold"]}).cell("ALL").tolist() == [0.0] * len(sweep)


def test_the_predictions_are_not_changed(make_predictions):
    predictions = some(make_predictions, 5, weighted=True)
    arrays = [predictions.label, predictions.weight, *predictions.scores.values(), *predictions.amounts.values()]
    before = [array.tobytes() for array in arrays]
    sweep = Sweep(predictions)
    sweep.counts({"tier": ["gold"]})
    sweep.at("a", [0.5])
    assert [array.tobytes() for array in arrays] == before


def test_an_unknown_cell_is_a_key_error(make_predictions):
    counts = Sweep(make_predictions([1, 0], [0.9, 0.4])).counts()
    with pytest.raises(KeyError):
        counts.cell("TPP")
    with pytest.raises(KeyError):
        counts.cell("TP", "eur")


def roads(make_predictions):
    #                 g-u  g-h  b-u  b-h  b-m
    return make_predictions(
        [1, 0, 1, 1, 0],
        {"a": [5, 4, 3, 2, 1], "b": [1, 2, 3, 4, 5]},
        segments={"tier": ["g", "g", "b", "b", "b"], "road": ["u", "h", "u", "h", "m"]},
    )


def flagged(counts) -> list[list[int]]:
    return [counts.cell(name).tolist() for name in ("TP", "FP")]


@pytest.mark.parametrize("candidates_max", [None, 2])
def test_counts_of_a_sweep_have_the_counts_of_fewer_rows_at_the_same_candidates(make_predictions, candidates_max):
    sweep = Sweep(roads(make_predictions), scores=["a"], candidates_max=candidates_max)
    counts = sweep.counts()
    for found, where in (
        (counts.within("tier", ["b"]), {"tier": ["b"]}),
        (counts.outside("tier", ["b"]), {"tier": ["g"]}),
        (counts.within("road", ["u", "m"]), {"road": ["u", "m"]}),
        (counts.outside("road", ["u"]), {"road": ["h", "m"]}),
        (counts.within("tier", ["b"]).outside("road", ["h"]), {"tier": ["b"], "road": ["u", "m"]}),
        (counts.within("road", ["u", "h"]).outside("road", ["h"]), {"road": ["u"]}),
        (sweep.counts({"road": ["u", "m"]}).within("tier", ["b"]), {"road": ["u", "m"], "tier": ["b"]}),
    ):
        assert found.threshold.tolist() == counts.threshold.tolist()
        assert flagged(found) == flagged(sweep.counts(where))


def test_counts_at_any_thresholds_have_the_counts_of_fewer_rows_there(make_predictions):
    sweep = Sweep(roads(make_predictions))
    counts = sweep.at("a", [2, 4])
    # Down to 2 the rows g-u, g-h, b-u and b-h are flagged, down to 4 the first two.
    assert flagged(counts.within("tier", ["b"])) == [[2, 0], [0, 0]]
    assert flagged(counts.outside("tier", ["b"])) == [[1, 1], [1, 1]]
    assert flagged(sweep.at("a", [2, 4], where={"road": ["h"]}).within("tier", ["g"])) == [[0, 0], [1, 1]]
    assert flagged(sweep.at("b", [4]).within("road", ["h", "m"])) == [[1], [1]]
    assert counts.within("tier", ["b"]).threshold.tolist() == [2, 4]


def test_all_values_or_none_may_be_asked_for_and_one_there_is_not_is_refused(make_predictions):
    counts = Sweep(roads(make_predictions)).counts()
    assert flagged(counts.within("tier", ["g", "b"])) == flagged(counts)
    assert counts.outside("tier", ["g", "b"]).cell("ALL").max() == 0
    for ask in (counts.within, counts.outside):
        with pytest.raises(ColumnError, match="'gild'"):
            ask("tier", ["gild"])
        with pytest.raises(ColumnError, match="'teir' is not one of the segment columns"):
            ask("teir", ["g"])


def test_rows_of_a_small_weight_count_as_occurring(make_predictions):
    segments = {"tier": ["x", "y", "z"], "road": ["u", "u", "h"]}
    sweep = Sweep(make_predictions([1, 0, 1], [3, 2, 1], segments=segments, weight=[0.5, 0, 1]))
    assert (sweep.occurring("tier"), sweep.occurring("road")) == (("x", "z"), ("u", "h"))
