"""Payoffs that differ by segment: each row counts with the terms of its own segment, whichever way the sum is made."""

from __future__ import annotations

import gc
import random
import weakref
from fractions import Fraction

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.errors import ColumnError, InputError
from workbench.evidence.sweep_band import sweep_band
from workbench.metrics import payoff_metric, payoff_of, payoff_size
from workbench.metrics.gaps import Gaps
from workbench.metrics.table import sweep_table
from workbench.policy import choose, measure_point, parse_limit
from workbench.policy.rule import rule_of
from workbench.sweep import CELLS, Sweep

ROADS = ("urban", "rural", "highway")


def contract(payoff, **more):
    return Contract.from_dict({"title": "T", "decision": "D", "payoff": payoff, **more})


def random_study(rng: random.Random, make_predictions, rows_count: int):
    """Rows in eighths, which floats add exactly, and a payoff of which some cells differ by road."""
    n = rows_count
    rows = {
        "label": [rng.randrange(2) for _ in range(n)],
        "score": [rng.randrange(12) / 8 - 0.5 for _ in range(n)],
        "road": [*ROADS, *(rng.choice(ROADS) for _ in range(n))][:n],
        "eur": [rng.randrange(-40, 400) / 8 for _ in range(n)],
        "weight": [rng.randrange(5) / 4 for _ in range(n)] if rng.random() < 0.5 else None,
    }

    def terms():
        return {"each": rng.randrange(-9, 9) / 2, "eur": rng.choice([0, -1, 0.5])}

    payoff = {cell: terms() for cell in CELLS if rng.random() < 0.9} or {"FN": -1}
    for cell in list(payoff):
        own = rng.sample(ROADS, rng.randrange(4))
        if own and rng.random() < 0.7:
            payoff[cell] = {**terms(), "by": {"road": {road: terms() for road in own}}}
    given = make_predictions(
        rows["label"],
        rows["score"],
        segments={"road": rows["road"]},
        amounts={"eur": rows["eur"]},
        weight=rows["weight"],
    )
    return given, rows, contract(payoff)


def by_rows(rows, agreed: Contract, threshold: float, *, only=ROADS) -> Fraction:
    """The payoff in exact fractions, a row at a time."""
    total = Fraction(0)
    for i, road in enumerate(rows["road"]):
        flagged = rows["score"][i] >= threshold
        terms = agreed.payoff.get(("T" if flagged == rows["label"][i] else "F") + ("P" if flagged else "N"))
        if terms is None or road not in only:
            continue
        terms = (terms.by or {}).get("road", {}).get(road, terms)
        worth = Fraction(terms.each) + Fraction(terms.amounts.get("eur", 0)) * Fraction(rows["eur"][i])
        total += worth * (1 if rows["weight"] is None else Fraction(rows["weight"][i]))
    return total


def test_it_is_the_sum_over_rows_each_with_the_terms_of_its_segment(make_predictions, soak):
    rng = random.Random(11)
    for _ in range(150 * soak):
        given, rows, agreed = random_study(rng, make_predictions, rng.randrange(3, 14))
        sweep = Sweep(given)
        expected = [float(by_rows(rows, agreed, threshold)) for threshold in sweep.threshold]
        assert payoff_of(sweep.counts(), agreed.payoff).tolist() == expected
        assert payoff_metric(agreed).measure(sweep).tolist() == expected
        some = sweep.threshold[::2]
        assert payoff_of(sweep.at("score", some), agreed.payoff).tolist() == expected[::2]
        assert sweep_table(sweep, metrics=[], contract=agreed)["payoff"].tolist() == expected
        within = [float(by_rows(rows, agreed, threshold, only=("urban",))) for threshold in sweep.threshold]
        assert payoff_of(sweep.counts({"road": ["urban"]}), agreed.payoff).tolist() == within
        assert parse_limit("payoff>=0@road=urban", contract=agreed).measure(sweep).tolist() == within
        assert all(
            payoff_size(sweep.counts(), agreed.payoff) >= np.abs(payoff_of(sweep.counts(), agreed.payoff)) - 1e-9
        )


def test_the_rule_picks_what_brute_force_over_the_rows_finds_best_in_thinned_sweeps_too(make_predictions, soak):
    rng = random.Random(12)
    for _ in range(40 * soak):
        given, rows, agreed = random_study(rng, make_predictions, rng.choice([5, 12, 60]))
        worth = {
            threshold: by_rows(rows, agreed, threshold)
            for threshold in [np.inf, *sorted(set(rows["score"]), reverse=True)]
        }
        best = max(worth.values())
        tied = {threshold for threshold, value in worth.items() if value == best}
        for sweep in (Sweep(given), Sweep(given, candidates_max=3)):
            choice = choose(sweep, agreed, rule="payoff")
            point = choice.point.policy
            flagged = [score >= point.threshold for score in rows["score"]]
            assert any(flagged == [score >= threshold for score in rows["score"]] for threshold in tied)
            assert choice.point.payoff == float(best)
            alike = {by_flags(rows, threshold) for threshold in tied if counts(rows, threshold)}
            assert choice.ties_count == (len(alike) if len(alike) > 1 else 0)


def counts(rows, threshold) -> bool:
    """Whether the threshold is a candidate: some row that counts has that score, or nobody is flagged."""
    weight = rows["weight"] or [1] * len(rows["score"])
    return threshold == np.inf or any(s == threshold and w for s, w in zip(rows["score"], weight, strict=True))


def by_flags(rows, threshold) -> tuple[bool, ...]:
    weight = rows["weight"] or [1] * len(rows["score"])
    return tuple(s >= threshold for s, w in zip(rows["score"], weight, strict=True) if w)


def test_the_bounds_of_a_gap_hold_for_every_candidate_in_it(make_predictions):
    rng = random.Random(13)
    seen = 0
    for _ in range(40):
        given, rows, agreed = random_study(rng, make_predictions, 60)
        sweep = Sweep(given, candidates_max=3)
        index = np.flatnonzero(sweep.has_gap)
        found = rule_of("payoff", agreed, cases_count=1.0).objective(Gaps(sweep=sweep, index=index))
        for place, i in enumerate(index):
            hidden = [s for s in set(rows["score"]) if sweep.threshold[i + 1] < s < sweep.threshold[i]]
            for threshold in hidden:
                value = float(by_rows(rows, agreed, threshold))
                low, high = (
                    np.broadcast_to(found.low, len(index))[place],
                    np.broadcast_to(found.high, len(index))[place],
                )
                assert low <= value <= high
                seen += 1
    assert seen > 100


# Two urban misses at 1,500, one rural miss at 900, a false alarm at 1 anywhere but 5 in urban.
ROAD = {
    "label": [1, 1, 1, 0, 0],
    "score": [0.2, 0.3, 0.25, 0.9, 0.1],
    "road": ["urban", "urban", "rural", "urban", "rural"],
}
PAYOFF = {"FN": {"each": -900, "by": {"road": {"urban": -1500}}}, "FP": {"each": -1, "by": {"road": {"urban": -5}}}}


@pytest.fixture
def roads(make_predictions):
    return Sweep(make_predictions(ROAD["label"], ROAD["score"], segments={"road": ROAD["road"]}))


def test_by_hand(roads):
    agreed = contract(PAYOFF)
    nobody = measure_point(roads, choose(roads, agreed, rule="min:flag_rate").point.policy, contract=agreed)
    assert nobody.payoff == -2 * 1500 - 900
    best = choose(roads, agreed, rule="payoff").point
    assert (best.policy.threshold, best.payoff) == (0.2, -5.0)
    assert payoff_metric(agreed).definition == (
        "FP: -1 each, -5 each where road is urban; FN: -900 each, -1,500 each where road is urban"
    )


def test_by_segment_tables_count_each_segment_with_its_own_terms(roads):
    table = sweep_table(roads, metrics=[], contract=contract(PAYOFF), by="road")
    nobody = table[table["threshold"].isna()].set_index("road")["payoff"].to_dict()
    assert nobody == {"rural": -900.0, "urban": -3000.0}


def test_what_stands_on_fewer_rows_is_narrowed_once_more(roads):
    """A limit on urban rows of a payoff that has terms of its own for rural ones looks at no rural row."""
    agreed = contract({"FN": {"each": -1, "by": {"road": {"rural": -900}}}})
    assert payoff_of(roads.counts({"road": ["urban"]}), agreed.payoff)[0] == -2
    assert payoff_of(roads.counts().take(slice(0, 2)), agreed.payoff).tolist() == [-902.0, -902.0]


def test_a_segment_that_does_not_exist_is_named(roads):
    with pytest.raises(ColumnError, match="No row has the value 'urbn'"):
        payoff_of(roads.counts(), contract({"FN": {"by": {"road": {"urbn": -1}}}}).payoff)
    with pytest.raises(ColumnError, match="tier"):
        payoff_of(roads.counts(), contract({"FN": {"by": {"tier": {"a": -1}}}}).payoff)


def test_counts_without_rows_refuse_rather_than_guess(make_counts):
    with pytest.raises(InputError, match="came without their rows"):
        payoff_of(make_counts((1, 1, 1, 1)), contract(PAYOFF).payoff)


def test_a_band_of_it_is_refused_in_a_sentence(roads):
    """Segments would have to be resampled together, which the score bins do not hold."""
    with pytest.raises(
        InputError, match=r"no band of such a sum yet. .* one segment at a time: its rows by predictions.only"
    ):
        sweep_band(roads, payoff_metric(contract(PAYOFF)), score="score", rng=np.random.default_rng(1))


def test_a_sweep_goes_when_nobody_holds_it_although_its_counts_can_be_narrowed(make_predictions):
    """No circle of references: ten million rows must not wait for the garbage collector."""
    sweep = Sweep(make_predictions(ROAD["label"], ROAD["score"], segments={"road": ROAD["road"]}))
    agreed = contract(PAYOFF)
    payoff_of(sweep.counts(), agreed.payoff)
    payoff_of(sweep.at("score", [0.2]), agreed.payoff)
    payoff_of(Gaps(sweep=sweep, index=np.array([0])).counts(), agreed.payoff)
    gone = weakref.ref(sweep)
    gc.disable()
    try:
        del sweep
        assert gone() is None
    finally:
        gc.enable()


def test_a_limit_and_a_where_of_another_column_still_stand(make_predictions):
    sweep = Sweep(
        make_predictions(
            ROAD["label"], ROAD["score"], segments={"road": ROAD["road"], "tier": ["a", "b", "a", "a", "a"]}
        )
    )
    limit = parse_limit("payoff>=-1000@tier=b", contract=contract(PAYOFF))
    assert limit.measure(sweep)[0] == -1500
