"""The band along a sweep: which thresholds are taken, which rows are resampled and which amounts are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from workbench.contract import Payoff
from workbench.errors import InputError
from workbench.evidence import Band, spread_thresholds, sweep_band
from workbench.evidence.sweep_band import amounts_read
from workbench.metrics import BUILTIN, Metric, payoff_of
from workbench.predictions.predictions import Predictions
from workbench.sweep import Sweep

Make = Callable[..., Predictions]


def payoff(**cells: Payoff) -> Metric:
    return Metric(name="p", label="P", goal="maximise", unit="EUR", value=lambda counts: payoff_of(counts, cells))


def made(make_predictions: Make, n: int = 600, *, weighted: bool = False) -> Predictions:
    rng = np.random.default_rng(6)
    score = rng.random(n)
    return make_predictions(
        rng.random(n) < score,
        {"score": score, "other": rng.random(n)},
        segments={"tier": rng.choice(["gold", "plain"], n)},
        amounts={"eur": rng.lognormal(2, 1, n), "km": rng.random(n)},
        weight=rng.gamma(2, 1, n) if weighted else None,
    )


def measured(sweep: Sweep, metric: Metric, *, seed: int = 0, score: str = "score", **options: object) -> Band:
    return sweep_band(sweep, metric, score=score, rng=np.random.default_rng(seed), **options)


def assert_same(one: Band, other: Band) -> None:
    for name in ("threshold", "value", "low", "high", "standard_error", "undefined_count"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_all_candidates_where_they_are_few(make_predictions: Make) -> None:
    sweep = Sweep(make_predictions([1, 0, 1], [0.3, 0.2, 0.2]))
    np.testing.assert_array_equal(spread_thresholds(sweep, "score"), [np.inf, 0.3, 0.2])


def test_rare_events_have_their_part_of_the_thresholds(make_predictions: Make) -> None:
    """20 events at the top of 10,000 rows: every event is a step of its own, and both ends are there."""
    score = np.arange(10_000) / 10_000
    sweep = Sweep(make_predictions(np.arange(10_000) >= 9_980, score))
    found = spread_thresholds(sweep, "score")
    assert len(found) <= 200
    assert (np.diff(found) < 0).all()
    assert found[0] == np.inf
    assert found[-1] == 0.0
    assert set(score[-20:]) <= set(found)
    assert np.diff(-found[found < 0.99]).max() < 0.011


def test_flag_everybody_is_there_though_the_last_row_weighs_next_to_nothing(make_predictions: Make) -> None:
    score, weight = np.arange(400) / 400, np.ones(400)
    weight[0] = 1e-30
    sweep = Sweep(make_predictions(np.arange(400) % 2, score, weight=weight))
    assert spread_thresholds(sweep, "score")[-1] == 0.0


def test_only_amounts_that_are_read_are_drawn(make_predictions: Make) -> None:
    counts = Sweep(made(make_predictions)).counts()
    assert amounts_read(BUILTIN["recall"], counts) == ()
    assert amounts_read(payoff(FN=Payoff(each=-1, amounts={"km": 2.0})), counts) == ("km",)


def test_the_standard_error_of_a_payoff_is_that_of_drawing_rows(make_predictions: Make) -> None:
    """A payoff is a total over rows: its standard error is sqrt(n) times the deviation of a row's part."""
    for weighted in (False, True):
        rows = made(make_predictions, weighted=weighted)
        metric = payoff(TP=Payoff(each=-3), FP=Payoff(each=-3), FN=Payoff(each=-1, amounts={"eur": -1.0, "km": 4.0}))
        found = measured(Sweep(rows), metric, threshold=[0.8, 0.4], replicates=20_000)
        missed = -1 - rows.amounts["eur"] + 4 * rows.amounts["km"]
        is_flagged = rows.scores["score"][:, None] >= [0.8, 0.4]
        part = np.where(is_flagged, -3.0, np.where(rows.label == 1, missed, 0.0)[:, None])
        part *= 1.0 if rows.weight is None else rows.weight[:, None]
        np.testing.assert_allclose(found.value, part.sum(axis=0), rtol=1e-12)
        np.testing.assert_allclose(found.standard_error, np.sqrt(600) * part.std(axis=0), rtol=0.03)


def test_amounts_that_are_not_read_change_nothing(make_predictions: Make) -> None:
    rows = made(make_predictions)
    assert_same(measured(Sweep(rows), BUILTIN["f1"]), measured(Sweep(replace(rows, amounts={})), BUILTIN["f1"]))


@pytest.mark.parametrize("weighted", [False, True])
def test_a_metric_on_some_rows_resamples_these_rows(make_predictions: Make, weighted: bool) -> None:
    rows = made(make_predictions, weighted=weighted)
    at = np.array([0.9, 0.5, 0.2])
    inside = replace(BUILTIN["recall"], where={"tier": ("gold",)})
    alone = Sweep(rows.only("tier", ["gold"]))
    assert_same(measured(Sweep(rows), inside, threshold=at), measured(alone, BUILTIN["recall"], threshold=at))
    everyone = measured(Sweep(rows), BUILTIN["recall"], threshold=at)
    assert (everyone.standard_error < measured(Sweep(rows), inside, threshold=at).standard_error).all()


def test_each_score_has_its_own_band(make_predictions: Make) -> None:
    sweep = Sweep(made(make_predictions))
    good, useless = (measured(sweep, BUILTIN["precision"], score=name, threshold=[0.7]) for name in ("score", "other"))
    assert useless.high[0] < good.low[0]


def test_thresholds_come_back_descending_and_once(make_predictions: Make) -> None:
    sweep = Sweep(made(make_predictions))
    found = measured(sweep, BUILTIN["recall"], threshold=np.array([0.2, np.inf, 0.9, 0.2]), replicates=50)
    np.testing.assert_array_equal(found.threshold, [np.inf, 0.9, 0.2])
    with pytest.raises(InputError, match="nan is none"):
        measured(sweep, BUILTIN["recall"], threshold=np.array([0.2, np.nan]))


def test_predictions_are_not_changed(make_predictions: Make) -> None:
    rows = made(make_predictions, weighted=True)
    for values in (rows.label, rows.weight, *rows.scores.values(), *rows.amounts.values()):
        values.flags.writeable = False
    measured(Sweep(rows), payoff(FN=Payoff(amounts={"eur": 1.0})), replicates=50)
