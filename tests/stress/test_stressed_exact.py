"""Every stress against rows that count for exact Fractions, and metrics worked out from scratch."""

from __future__ import annotations

import math
import random

import pytest

from tests.stress.exact import cells, ratio, rows_of, stressed_rows
from tests.stress.studies import CONTRACT, random_stress, random_study
from workbench.errors import InputError
from workbench.policy import SingleThreshold, TieredThresholds, parse_limit
from workbench.stress import stressed
from workbench.sweep import Sweep

LIMITS = ["gap(recall)<=0.5@region", "recall>=0.4@tier=y,z"]


def expected(rows, flagged) -> dict[str, float | None]:
    """Payoff, metrics and limits of ``CONTRACT``, from their definitions."""
    all_ = cells(rows, flagged)
    x, not_x = (cells(rows, flagged, lambda row, is_x=is_x: (row.tier == "x") == is_x) for is_x in (True, False))
    yz = cells(rows, flagged, lambda row: row.tier in "yz")
    regions = [cells(rows, flagged, lambda row, r=r: row.region == r) for r in {row.region for row in rows}]
    recalls = [ratio(part["TP"], part["TP"] + part["FN"]) for part in regions]
    payoff = (
        3 * all_["TP"]
        + all_["TP eur"] / 2
        - 9 * not_x["FP"] / 2
        - 7 * x["FP"]
        - x["FP eur"] / 4
        - all_["FN eur"]
        + all_["TN"] / 8
    )
    whole = sum(all_[name] for name in ("TP", "FP", "FN", "TN"))
    return {
        "payoff": payoff,
        "recall": ratio(all_["TP"], all_["TP"] + all_["FN"]),
        "loss": ratio(all_["FN eur"] + 9 * all_["FP"] / 2, whole),
        "precision": ratio(all_["TP"], all_["TP"] + all_["FP"]),
        "x_fpr": ratio(x["FP"], x["FP"] + x["TN"]),
        LIMITS[0]: None if None in recalls else max(recalls) - min(recalls),
        LIMITS[1]: ratio(yz["TP"], yz["TP"] + yz["FN"]),
    }


def close(found: float, wanted) -> bool:
    if wanted is None:
        return math.isnan(found)
    return math.isclose(found, float(wanted), rel_tol=1e-9, abs_tol=1e-9)


def agrees(point, wanted) -> None:
    assert close(point.payoff, wanted["payoff"]), ("payoff", point.payoff, float(wanted["payoff"]))
    for item in point.metrics:
        assert close(item.value, wanted[item.metric.name]), item.metric.name
    for item in point.limits:
        assert close(item.value, wanted[item.limit.text]), item.limit.text


def random_tiers(rng: random.Random, predictions) -> TieredThresholds:
    scores = sorted({*predictions.scores["score"].tolist(), math.inf})
    values = predictions.segment("tier").values
    return TieredThresholds(
        segment="tier",
        tiers=tuple((value, SingleThreshold(score="score", threshold=rng.choice(scores))) for value in values),
    )


@pytest.mark.parametrize("seed", range(150))
def test_the_kept_policy_under_stresses_is_that_of_rows_that_count_for_so_much(seed, make_predictions, soak):
    for each in range(soak):
        rng = random.Random(f"kept {seed} {each}")
        predictions = random_study(rng, make_predictions)
        sweep = Sweep(predictions)
        stresses = [random_stress(rng, predictions) for _ in range(rng.choice([1, 1, 2, 3]))]
        rows = stressed_rows(rows_of(predictions), stresses)
        limits = [parse_limit(text, contract=CONTRACT) for text in LIMITS]
        if rng.random() < 0.5:
            threshold = rng.choice([*predictions.scores["score"].tolist(), 0.45, math.inf])
            policy = SingleThreshold(score="score", threshold=threshold)
            flagged = lambda row, at=threshold: row.score >= at
        else:
            policy = random_tiers(rng, predictions)
            by = {value: one.threshold for value, one in policy.tiers}
            flagged = lambda row, by=by: row.score >= by[row.tier]
        if rows is None:
            with pytest.raises(InputError):
                stressed(sweep, policy, stresses, CONTRACT, limits=limits, retune=False)
            continue
        found = stressed(sweep, policy, stresses, CONTRACT, limits=limits, retune=False)
        wanted = expected(rows, flagged)
        agrees(found.point, wanted)
        for guard, name in zip(found.guardrails, ["precision", "x_fpr", *LIMITS], strict=True):
            assert close(guard.stressed, wanted[name])
            bound, at_most = guard.limit.bound, guard.limit.at_most
            if wanted[name] is not None and abs(float(wanted[name]) - bound) > 1e-9:
                assert guard.is_kept == ((float(wanted[name]) <= bound) == at_most)
                assert math.isclose(guard.slack, (bound - float(wanted[name])) * (1 if at_most else -1), abs_tol=1e-9)
            elif wanted[name] is None:
                assert not guard.is_kept


@pytest.mark.parametrize("seed", range(60))
def test_retuning_finds_the_best_of_all_candidates_of_the_stressed_rows(seed, make_predictions, soak):
    for each in range(soak):
        rng = random.Random(f"tuned {seed} {each}")
        predictions = random_study(rng, make_predictions, rows_count=rng.choice([6, 12, 25]))
        sweep = Sweep(predictions)
        stresses = [random_stress(rng, predictions) for _ in range(rng.choice([1, 1, 2]))]
        rows = stressed_rows(rows_of(predictions), stresses)
        rule = rng.choice(["contract", "payoff"])
        kept = SingleThreshold(score="score", threshold=rng.choice(predictions.scores["score"].tolist()))
        if rows is None:
            continue
        found = stressed(sweep, kept, stresses, CONTRACT, rule=rule)

        def value(threshold, rows=rows, rule=rule):
            got = expected(rows, lambda one: one.score >= threshold)
            if got["recall"] is None or got["loss"] is None:
                return None, got
            worth = min(max(float(1 - got["loss"] / 60), 0.0), 1.0)
            return (float(got["payoff"]) if rule == "payoff" else float(got["recall"]) + 0.5 * worth), got

        def feasible(got):
            kept_precision = got["precision"] is not None and float(got["precision"]) >= 0.3 - 1e-12
            return kept_precision and got["x_fpr"] is not None and float(got["x_fpr"]) <= 0.4 + 1e-12

        tried = [value(threshold) for threshold in {row.score for row in rows} | {math.inf}]
        best = max((v for v, got in tried if v is not None and feasible(got)), default=None)
        mine, _ = value(kept.threshold)
        if best is None:
            assert found.retuned is None
            assert math.isnan(found.regret)
            continue
        assert close(found.retuned_objective, best)
        assert close(found.regret, best - mine)
        retuned_value, wanted = value(found.retuned.policy.threshold)
        assert close(retuned_value, best)
        assert feasible(wanted)
        agrees(found.retuned, wanted)
        assert close(found.payoff_regret, wanted["payoff"] - value(kept.threshold)[1]["payoff"])
