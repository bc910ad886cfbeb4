"""Choosing a band against trying every pair of thresholds in exact fractions, under all rules and limits."""

from __future__ import annotations

import operator
import random
from fractions import Fraction

import pytest

from tests.policy.bands.band_oracle import LOSS, METRICS, MINIMISED, as_rows, expected, payoff, score, thresholds
from workbench.contract import Contract
from workbench.policy import choose, choose_band, parse_limit
from workbench.policy.bands import search
from workbench.policy.reviewer import Reviewer
from workbench.sweep import Sweep

DAYS = ("2026-03-02", "2026-03-03", "2026-03-04T10:00:00")
SHARES = (0.0, 0.5, 0.75, 0.875, 1.0)


def random_case(rng, make_predictions):
    """Rows in eighths, which floats add exactly, with ties in the score and amounts of both signs."""
    n = rng.choice([1, 2, 4, 6, 9, 10])
    label = [rng.randrange(2) for _ in range(n)]
    scores = [rng.choice([0.1, 0.3, 0.5, 0.5, 0.7, 0.9, rng.random()]) for _ in range(n)]
    weight = [rng.randrange(4) / 2 for _ in range(n)] if rng.random() < 0.3 else None
    if weight is not None and not any(weight):
        weight = None
    eur = [rng.randrange(-80, 400) / 8 for _ in range(n)]
    tier = [rng.choice("xyy") for _ in range(n)]
    day = [rng.choice(DAYS) for _ in range(n)]
    predictions = make_predictions(
        label, {"s": scores}, weight=weight, amounts={"eur": eur}, segments={"tier": tier}, period=day
    )
    return predictions, as_rows(label, scores, weight, eur, tier, day)


def random_agreement(rng):
    names = rng.sample([name for name in METRICS if name != "loss"], rng.randrange(1, 4)) + ["loss"] * (
        rng.random() < 0.3
    )
    metrics, agreed = [], []
    for name in names[:3]:
        low, high = rng.choice([(0, 1), (0.125, 0.5), (0.25, 0.75), (0.5, 1)])
        low, high = (low * 40, high * 40) if name == "loss" else (low, high)
        worst, target = (high, low) if name in MINIMISED else (low, high)
        weight = rng.choice([1, 0.5, 2])
        own = {"formula": LOSS, "goal": "minimise"} if name == "loss" else {}
        metrics.append({"name": name, "role": "secondary", "weight": weight, "worst": worst, "target": target, **own})
        agreed.append((name, Fraction(weight), Fraction(worst), Fraction(target)))
    terms = {
        cell: (Fraction(rng.randrange(-40, 24), 8), Fraction(rng.choice([0, 0, -1, 0.5])))
        for cell in ("TP", "FP", "FN", "TN")
    }
    contract = Contract.from_dict(
        {
            "title": "T",
            "decision": "D",
            "metrics": metrics,
            "payoff": {cell: {"each": float(each), "eur": float(eur)} for cell, (each, eur) in terms.items()},
        }
    )
    return contract, agreed, terms


def random_limits(rng, rows):
    """Limits as text, and what each is in fractions: a function of what the band does to some of the rows."""
    found = []
    tiers = sorted({row.tier for row in rows if row.weight})
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        name = rng.choice(["fpr", "fnr", "precision", "review_rate", "flag_rate", "accuracy"])
        at_most = name in MINIMISED
        bound = rng.choice([0, 0.0313, 0.1003, 0.25, 0.3337, 0.5, 0.6871, 1])
        sign = "<=" if at_most else ">="
        kind = rng.choice(["value", "value", "segment", "gap", "ratio"])
        holds = operator.le if at_most else operator.ge

        def whole(band, name=name):
            return METRICS[name](band(rows))

        def of(band, tier, name=name):
            return METRICS[name](band([row for row in rows if row.tier == tier]))

        if kind == "value":
            found.append((f"{name}{sign}{bound}", whole, bound, holds))
        elif kind == "segment":
            tier = rng.choice(tiers)
            found.append((f"{name}{sign}{bound}@tier={tier}", lambda band, t=tier, of=of: of(band, t), bound, holds))
        elif kind == "gap":

            def gap(band, of=of):
                values = [of(band, tier) for tier in tiers]
                return None if None in values else max(values) - min(values)

            bound = rng.choice([0, 0.0313, 0.1003, 0.3337])
            found.append((f"gap({name})<={bound}@tier", gap, bound, operator.le))
        else:

            def least(band, of=of):
                values = [of(band, tier) for tier in tiers]
                return None if None in values or max(values) == 0 else min(values) / max(values)

            bound = rng.choice([0.3003, 0.7999])
            found.append((f"ratio({name})>={bound}@tier", least, bound, operator.ge))
    return found


def random_reviewer(rng):
    capacity, per = None, None
    if rng.random() < 0.4:
        capacity, per = rng.randrange(5), rng.choice([None, "all", "day", "week", "period"])
    return Reviewer(
        cost=rng.randrange(9) / 8,
        sensitivity=rng.choice(SHARES),
        specificity=rng.choice(SHARES),
        capacity=capacity,
        per=per,
    )


def fits(rows, reviewer, band):
    if reviewer.capacity is None:
        return True
    period = {None: lambda row: "", "all": lambda row: "", "week": lambda row: "", "day": lambda row: row.day[:10],
              "period": lambda row: row.day}[reviewer.per]  # fmt: skip
    groups: dict[str, list] = {}
    for row in rows:
        groups.setdefault(period(row), []).append(row)
    return all(band(group)["REVIEWED", None] <= reviewer.capacity for group in groups.values())


def brute(rows, reviewer, rule, agreed, terms, limits):
    """(objective, key of preference, (clear_below, act_from)) of every band that keeps the limits, exactly."""
    found = []
    candidates = thresholds(rows)
    for i, act_from in enumerate(candidates):
        for j, clear_below in enumerate(candidates[i:], i):

            def band(some, clear_below=clear_below, act_from=act_from):
                shares = Fraction(reviewer.sensitivity), Fraction(reviewer.specificity)
                return expected(some, clear_below, act_from, *shares)

            counts = band(rows)
            beyond = Fraction(0)
            if rule == "payoff":
                value = payoff(counts, terms, Fraction(reviewer.cost))
            elif rule == "contract":
                value = score(counts, agreed, beyond=False)
                beyond = score(counts, agreed, beyond=True)
            else:
                value = METRICS[rule[4:]](counts)
                value = -value if value is not None and rule.startswith("min:") else value
            if value is None or not fits(rows, reviewer, band):
                continue
            measured = [(measure(band), Fraction(bound), holds) for _, measure, bound, holds in limits]
            if all(m is not None and holds(m, bound) for m, bound, holds in measured):
                key = (i != j, -beyond, counts["REVIEWED", None], counts["FLAGGED", None], i, j)
                found.append((value, key, (clear_below, act_from)))
    return found


def check(rng, make_predictions):
    predictions, rows = random_case(rng, make_predictions)
    contract, agreed, terms = random_agreement(rng)
    limits, reviewer = random_limits(rng, rows), random_reviewer(rng)
    name = rng.choice([name for name in METRICS if name != "loss"])
    rule = rng.choice(["contract", "contract", "payoff", "payoff", f"max:{name}", f"min:{name}"])
    sweep = Sweep(predictions)
    asked = [parse_limit(text, contract=contract) for text, *_ in limits]
    choice = choose_band(sweep, contract, reviewer=reviewer, rule=rule, limits=asked)
    every = brute(rows, reviewer, rule, agreed, terms, limits)
    assert choice.candidates_total == len(thresholds(rows)) * (len(thresholds(rows)) + 1) // 2
    if not every:
        assert choice.point is None
        assert not choice.band_pays
        return "nothing"
    best = max(value for value, *_ in every)
    winners = sorted((key, band) for value, key, band in every if value == best)
    assert choice.objective == pytest.approx(float(best), rel=1e-12, abs=1e-12)
    policy = choice.point.policy
    assert (policy.clear_below, policy.act_from) == winners[0][1]
    assert choice.ties_count == (len(winners) if len(winners) > 1 else 0)
    assert {(tie.clear_below, tie.act_from) for tie in choice.ties or [policy]} == {band for _, band in winners}
    assert choice.optimality.is_proven
    singles = [value for value, key, _ in every if not key[0]]
    assert choice.band_pays == (not singles or max(singles) < best)
    if singles:
        assert choice.single_objective == pytest.approx(float(max(singles)), rel=1e-12, abs=1e-12)
    else:
        assert choice.best_single is None
    if not choice.band_pays:
        alone = choose(
            sweep,
            contract,
            rule=rule,
            limits=choice.limits[len(choice.limits) - len(asked) - (reviewer.capacity is not None) :],
        )
        assert alone.point.policy.threshold == policy.act_from == policy.clear_below
        return "no band"
    return "band"


def test_the_best_band_is_that_of_trying_every_pair(make_predictions, soak):
    rng = random.Random(5)
    seen = [check(rng, make_predictions) for _ in range(1100 * soak)]
    assert min(seen.count(kind) for kind in ("nothing", "no band", "band")) > 60


def test_it_is_when_boxes_are_halved_down_to_single_bands_and_few_are_taken_at_once(
    make_predictions, soak, monkeypatch
):
    monkeypatch.setattr(search, "LEAF_LEVEL", 0)
    monkeypatch.setattr(search, "HELPING", 4)
    monkeypatch.setattr(search, "TRIED", 1)
    rng = random.Random(6)
    for _ in range(150 * soak):
        check(rng, make_predictions)
