"""Ranges hold what they bound: by hand at the corners, and at random for every metric at every hidden candidate."""

from __future__ import annotations

import itertools
import math
import random
import warnings
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from tests.policy.partial_sweep import hide
from tests.policy.random_studies import random_formula, random_rows
from workbench.contract import Contract
from workbench.metrics import BUILTIN, Metric, parse_formula, payoff_metric, payoff_per_period_metric
from workbench.metrics.builtin import _odds
from workbench.metrics.formula import _divide, _log, _power
from workbench.metrics.gaps import Gaps
from workbench.metrics.ranges import Range, finite, on_ranges, within
from workbench.sweep import Sweep

INF, NAN = math.inf, math.nan


def one(low, high, maybe=False):
    return Range(np.array([low], dtype=float), np.array([high], dtype=float), np.array([maybe]))


def ends(value: Range):
    return float(value.low[0]), float(value.high[0])


X = one(-2, 3)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (X + 1, -1, 4),
        (1 - X, -2, 3),
        (X - X, -5, 5),
        (-X, -3, 2),
        (2 * X, -4, 6),
        (-2 * X, -6, 4),
        (X * one(-1, 5), -10, 15),
        (one(1, 2) * one(3, 4), 3, 8),
        (X / 2, -1, 1.5),
        (X / -2, -1.5, 1),
        (np.abs(X), 0, 3),
        (np.abs(one(-3, -2)), 2, 3),
        (np.abs(one(2, 3)), 2, 3),
        (np.maximum(X, 1), 1, 3),
        (np.minimum(X, 1), -2, 1),
        (np.sqrt(one(4, 9)), 2, 3),
        (_divide(one(1, 2), one(4, 8)), 1 / 8, 1 / 2),
        (_divide(X, one(-2, -1)), -3, 2),
        (_divide(one(1, 2), one(0, 4)), 0.25, INF),
        (_divide(one(-1, 2), one(-4, 0)), -INF, INF),
        (_divide(one(0, 0), one(0, 4)), 0, 0),
        (_divide(one(1, 1), one(-1, 2)), -INF, INF),
        (one(1, 2) / one(0, 1), -INF, INF),
        (0.5 * X, -1, 1.5),
        (one(1, 2) * one(-1, 5), -2, 10),
        (X * one(3, 4), -8, 12),
        (one(0, 1) * one(1, INF), 0, INF),
        (one(1, INF) * one(0, 1), 0, INF),
        (np.abs(one(0.5, 3)), 0.5, 3),
        (np.abs(one(-2, 0.5)), 0, 2),
        (np.sqrt(X), 0, math.sqrt(3)),
        (np.sqrt(one(-2, 0)), 0, 0),
        (np.sqrt(one(-2, 0.25)), 0, 0.5),
        (np.sqrt(one(0, 0.25)), 0, 0.5),
        (_divide(one(-3, -2), one(1, 2)), -3, -1),
        (_divide(one(1, 2), one(-4, 0)), -INF, -0.25),
        (_divide(one(1, 2), one(-1, 0.5)), -INF, INF),
        (_divide(one(-1, 2), one(0, 4)), -INF, INF),
        (_divide(one(1, 2), one(0, 0.5)), 2, INF),
        (_divide(one(0, 0), one(-4, 0)), 0, 0),
        (_divide(one(0, INF), one(0.5, INF)), 0, INF),
        (one(1, 2) / one(1, 4), 0.25, 2),
        (one(1, 2) / one(3, 4), 0.25, 2 / 3),
        (one(1, 2) / one(-1, 0), -INF, INF),
        (one(1, 2) / one(0, 0.5), -INF, INF),
        (one(1, 2) / one(0, 0), -INF, INF),
    ],
)
def test_arithmetic_by_hand(value, low, high):
    assert ends(value) == (low, high)


def test_what_never_is_below_zero_has_no_end_below_it():
    assert ends(np.exp(one(-800, 0)))[0] == 0


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (np.exp(one(0, 1)), 1, math.e),
        (_log(one(1, math.e)), 0, 1),
        (_power(X, 2), 0, 9),
        (_power(X, 3), -8, 27),
        (_power(X, 0), 1, 1),
        (_power(one(2, 4), -1), 0.25, 0.5),
        (_power(one(-4, -2), -1), -0.5, -0.25),
        (_power(one(-4, -2), -2), 1 / 16, 1 / 4),
        (_power(one(4, 9), 0.5), 2, 3),
        (_power(X, 0.5), 0, math.sqrt(3)),
        (_power(one(0.5, 2), one(-1, 3)), 0.125, 8),
        (_power(2, one(-1, 3)), 0.5, 8),
        (_power(X, -1), -INF, INF),
        (_power(X, one(1, 2)), -INF, INF),
        (_power(X, -2), 1 / 9, INF),
        (_power(one(0.25, 4), 0.5), 0.5, 2),
        (_power(one(0.04, 0.25), 0.5), 0.2, 0.5),
        (_power(one(-2, 0), 3), -8, 0),
        (_power(one(-2, 0), -1), -INF, INF),
        (_power(one(-2, 0.5), -1), -INF, INF),
        (_power(one(-2, 0), 0.5), 0, 0),
        (_power(one(-2, 0.25), 0.5), 0, 0.5),
        (_log(one(0.25, 0.5)), -2 * math.log(2), -math.log(2)),
        (np.exp(one(-1, 0)), 1 / math.e, 1),
    ],
)
def test_powers_and_logarithms_hold_their_ends_and_little_more(value, low, high):
    found_low, found_high = ends(value)
    assert found_low <= low
    assert found_high >= high
    assert (found_low, found_high) == pytest.approx((low, high), rel=1e-14, abs=1e-14)


@pytest.mark.parametrize(
    "value",
    [
        _divide(X, one(0, 0)),
        _log(one(-2, 0)),
        np.sqrt(one(-2, -1)),
        _power(one(-2, -1), 0.5),
        X + one(NAN, NAN),
        np.maximum(X, np.nan),
        _divide(X, one(0, 0)) * 0,
        _power(one(NAN, NAN), 0),
        finite(one(INF, INF)),
        finite(one(-INF, -INF)),
        one(INF, INF) * NAN,
        _power(X, NAN),
        _power(2, one(NAN, NAN)),
        np.true_divide(one(NAN, NAN), one(0, 1)),
    ],
)
def test_what_is_undefined_everywhere_is_nan(value):
    assert np.isnan(ends(value)).all()
    assert value.maybe_undefined.all()


@pytest.mark.parametrize(
    ("value", "maybe"),
    [
        (_divide(X, one(0, 1)), True),
        (_divide(X, one(1, 2)), False),
        (_divide(X, one(-1, 2)), True),
        (_log(one(0, 1)), True),
        (_log(one(1, 2)), False),
        (np.sqrt(X), True),
        (np.sqrt(one(0, 1)), False),
        (_power(one(0, 1), -1), True),
        (_power(one(0, 1), 2), False),
        (_power(X, 0.5), True),
        (_power(X, 2), False),
        (one(0, 1, maybe=True) + 1, True),
        (one(0, INF) * 0, True),
        (one(0, INF) - one(0, INF), True),
        (finite(one(0, INF)), True),
        (one(0, 1, maybe=True) * X, True),
        (-one(0, 1, maybe=True), True),
        (np.maximum(X, one(0, 1, maybe=True)), True),
        (_divide(X, one(-2, -1)), False),
        (_divide(one(0, 0), one(0, 4)), True),
        (_divide(one(0, 0), one(-4, 0)), True),
        (_divide(one(0, 0), one(0, 0.5)), True),
        (one(0, INF) + 1, True),
        (one(-INF, 0) + 1, True),
        (one(1, 2) / one(0, 0), True),
        (_power(one(1, 2), -1), False),
        (_power(one(0, 1), 0), False),
        (_power(one(0, 1), 0.5), False),
        (_power(one(0.25, 4), 0.5), False),
        (np.sqrt(one(0, 1, maybe=True)), True),
        (np.sqrt(one(-1, 1, maybe=True)), True),
        (np.abs(one(0, 1, maybe=True)), True),
        (np.exp(one(0, 1, maybe=True)), True),
        (np.exp(X), False),
        (_log(one(1, 2, maybe=True)), True),
        (finite(one(0, 1, maybe=True)), True),
        (finite(one(0, 1)), False),
        (_odds(one(0, 0.5)), False),
        (_odds(one(0.2, 1)), True),
        (_odds(one(-0.1, 0.5)), True),
        (_odds(one(0.2, INF)), True),
        (within(np.array([0.0]), np.array([1.0])), False),
        (Range(np.array([0.0]), np.array([1.0])), False),
    ],
)
def test_what_may_be_undefined_says_so(value, maybe):
    assert bool(np.all(value.maybe_undefined)) is maybe


BINARY = [np.add, np.subtract, np.multiply, _divide, np.true_divide, np.maximum, np.minimum, _power]
UNARY = [np.negative, np.abs, np.sqrt, np.exp, _log, finite]
BOXES = [(1, 2), (-1, 2), (-2, -1), (0, 1), (-1, 0), (0, 0), (3, 3), (-3, -3), (0.5, 0.75), (NAN, NAN)]


@pytest.mark.parametrize("function", BINARY)
@pytest.mark.parametrize("other", [one(*box) for box in BOXES] + [one(1, INF), 3, -3], ids=range(13))
def test_what_may_be_undefined_in_either_part_may_be_so_in_the_result(function, other):
    """And what is undefined in one is so in the result, whatever the other is."""
    for low, high in BOXES:
        assert np.all(function(one(low, high, maybe=True), other).maybe_undefined)
        assert np.all(function(other, one(low, high, maybe=True)).maybe_undefined)
    for value in (function(one(NAN, NAN), other), function(other, one(NAN, NAN))):
        assert np.isnan(ends(value)).all()
        assert np.all(value.maybe_undefined)


@pytest.mark.parametrize(
    "function", [np.add, np.subtract, np.multiply, _divide, np.true_divide, np.maximum, np.minimum]
)
@pytest.mark.parametrize("other", [one(1, 2), one(-2, -1), 3, -3], ids=range(4))
def test_what_is_defined_in_both_parts_is_so_in_the_result(function, other):
    for low, high in BOXES[:-1]:
        assert not np.any(function(one(low, high), other).maybe_undefined)


def rows(value: Range, count: int) -> list[tuple]:
    parts = [np.broadcast_to(part, count).tolist() for part in (value.low, value.high, value.maybe_undefined)]
    return [
        ("nan", "nan", maybe) if math.isnan(low) else (low, high, maybe)
        for low, high, maybe in zip(*parts, strict=True)
    ]


def stacked(boxes):
    return Range(*(np.array(ends, dtype=float) for ends in zip(*boxes, strict=True)))


@pytest.mark.parametrize("function", BINARY)
def test_many_boxes_at_once_have_the_bounds_that_each_has_alone(function):
    pairs = list(itertools.product(BOXES, BOXES))
    together = function(stacked([a for a, _ in pairs]), stacked([b for _, b in pairs]))
    alone = [rows(function(stacked([a]), stacked([b])), 1)[0] for a, b in pairs]
    assert rows(together, len(pairs)) == alone
    of_three = function(3, stacked(BOXES))
    assert rows(of_three, len(BOXES)) == [rows(function(3, stacked([box])), 1)[0] for box in BOXES]


@pytest.mark.parametrize("function", UNARY)
def test_many_boxes_at_once_have_the_bounds_that_each_has_alone_of_one_value(function):
    assert rows(function(stacked(BOXES)), len(BOXES)) == [rows(function(stacked([box])), 1)[0] for box in BOXES]


@pytest.mark.parametrize("function", UNARY)
def test_what_is_undefined_stays_so(function):
    assert np.isnan(ends(function(one(NAN, NAN, maybe=True)))).all()


@pytest.mark.parametrize("function", BINARY + UNARY)
def test_no_box_at_all_has_no_bounds(function):
    none = Range(np.empty(0), np.empty(0))
    found = function(none, none) if function in BINARY else function(none)
    assert (found.low.shape, found.high.shape) == ((0,), (0,))


def test_what_overflows_or_divides_by_zero_on_the_way_is_no_news():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ends(np.exp(one(0, 1000)))[1] == INF
        assert ends(one(1e308, 1e308) * 10) == (INF, INF)
        assert ends(_divide(one(0, 0), one(0, 0))) == pytest.approx((NAN, NAN), nan_ok=True)
        assert ends(_divide(one(1, 2), one(0, 1))) == (1, INF)
        assert ends(_log(one(-2, -1))) == pytest.approx((NAN, NAN), nan_ok=True)
        many = np.array([1e308, 1e308])
        assert within(many, many).high.tolist() == many.tolist()


def test_a_number_beside_a_range_is_bounded_in_float64():
    seen = on_ranges(lambda value, number: number)(lambda value, number: None)(X, 3)
    assert (seen.low.dtype, seen.high.dtype) == (np.float64, np.float64)


def test_a_function_that_also_takes_ranges_keeps_its_name_and_what_it_does_with_arrays():
    def double(value):
        """Twice the value."""
        return value + value

    either = on_ranges(lambda value: X)(double)
    assert (either.__name__, either.__doc__) == ("double", "Twice the value.")
    assert either(np.array([4.0])).tolist() == [8]
    assert either(one(1, 2)) is X


def test_a_range_stays_as_it_was_made():
    with pytest.raises(FrozenInstanceError):
        one(0, 1).low = np.array([-1.0])


@pytest.mark.parametrize(("low", "high"), [(NAN, 1), (0, NAN), (NAN, NAN)])
def test_a_bound_that_is_not_known_bounds_nothing(low, high):
    assert ends(within(np.array([low]), np.array([high]))) == (-INF, INF)


def test_where_infinities_meet_nothing_is_known():
    """A part at infinity and a part at -infinity have no sum, but one of them may also be a number."""
    assert ends(one(INF, INF) + one(-INF, 5)) == (-INF, INF)
    assert ends(one(0, 1) * one(INF, INF)) == (-INF, INF)


def test_an_overflow_at_the_end_is_not_one_inside():
    """exp just overflows at 709.79; a result that is rounded the other way would be the largest number there is."""
    assert 1.79e308 < ends(np.exp(one(709.79, 710)))[0] <= np.finfo(np.float64).max
    assert ends(np.exp(one(709.79, 710)))[1] == INF


@pytest.mark.parametrize(
    "use",
    [
        lambda x: x > 0,
        lambda x: x == 0,
        lambda x: np.where(x, 1, 2),
        lambda x: np.where(np.array([True]), x, 0),
        lambda x: np.asarray(x),
        lambda x: np.clip(x, 0, 1),
        lambda x: np.isnan(x),
        lambda x: np.nan_to_num(x),
        lambda x: np.stack([x, x]),
        lambda x: x**2,
        lambda x: max(x, 1),
        lambda x: float(x),
        lambda x: x[0],
        lambda x: np.add.reduce(x),
        lambda x: np.add(x, 1, where=np.array([True])),
        bool,
    ],
)
def test_what_has_no_bounds_is_refused_and_never_passes_unnoticed(use):
    with pytest.raises(TypeError):
        use(X)


def test_a_range_says_what_it_is_not():
    with pytest.raises(TypeError, match="A range of values is no array of values"):
        np.asarray(X)
    with pytest.raises(TypeError, match="A range of values is neither true nor false"):
        bool(X)


@pytest.mark.parametrize(
    ("threshold", "odds"),
    [
        ((0.2, 0.5), (0.25, 1)),
        ((-1, 0.5), (0, 1)),
        ((0, 0.5), (0, 1)),
        ((0, 1), (0, 2**53 - 1)),
        ((-1, -0.0), (0, 0)),
        ((0.5, 0.8), (1, 4)),
        ((0.5, 7), (1, 2**53 - 1)),
        ((-2, -1), (NAN, NAN)),
        ((1, 7), (NAN, NAN)),
        ((7, INF), (0, 2**53 - 1)),
        ((0.5, INF), (0, 2**53 - 1)),
    ],
)
def test_odds_by_hand(threshold, odds):
    """Up to the last number below 1, and 0 where nobody is flagged; beyond, they are undefined."""
    found = ends(_odds(one(*threshold)))
    assert found == pytest.approx(odds, nan_ok=True)


PLAIN = {
    "add": (np.add, 2), "subtract": (np.subtract, 2), "multiply": (np.multiply, 2), "divide": (_divide, 2),
    "true_divide": (np.true_divide, 2), "maximum": (np.maximum, 2), "minimum": (np.minimum, 2), "power": (_power, 2),
    "negative": (np.negative, 1), "abs": (np.abs, 1), "sqrt": (np.sqrt, 1), "exp": (np.exp, 1), "log": (_log, 1),
    "finite": (lambda x: finite(x) if isinstance(x, Range) else np.where(np.isfinite(x), x, np.nan), 1),
}  # fmt: skip
NUMBERS = [0.0, 0.0, 1.0, -1.0, 2.0, -2.0, 3.0, 0.5, -0.5, 0.1, 1e-300, 5e-324, -5e-324, 1e200, -1e200, 1.7e308, INF,
           -INF, 710.0, 1e16]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_no_value_within_leaves_the_range(name, soak):
    """Boxes of awkward numbers: the function at members of the box, computed by NumPy, lies in the range of the box."""
    function, wanted = PLAIN[name]
    rng = np.random.default_rng(3)
    boxes = 4000 * soak
    members = []
    for _ in range(wanted):
        awkward = rng.choice(NUMBERS, size=(6, boxes))
        near = rng.choice(NUMBERS, size=boxes) + rng.normal(0, 1, size=(6, boxes)) * rng.choice(
            [0, 1e-15, 1, 100], size=boxes
        )
        whole = rng.integers(-3, 4, size=(6, boxes)).astype(float)
        kind = rng.integers(0, 4, size=boxes)
        chosen = np.select([kind == 0, kind == 1, kind == 2], [awkward, near, whole], awkward[:1])
        members.append(np.where(np.isnan(chosen), 0.0, chosen))
    bounds = function(*(Range(part.min(axis=0), part.max(axis=0)) for part in members))
    with np.errstate(all="ignore"):
        for choice in itertools.product(range(6), repeat=wanted):
            found = function(*(part[row] for part, row in zip(members, choice, strict=True)))
            assert_within(found, bounds)
    assert np.isfinite(bounds.low).mean() > 0.1


def assert_within(found: np.ndarray, bounds: Range) -> None:
    defined = ~np.isnan(found)
    low, high = np.broadcast_to(bounds.low, found.shape), np.broadcast_to(bounds.high, found.shape)
    inside = (low <= found) & (found <= high)
    wrong = np.flatnonzero(defined & ~inside)
    assert not len(wrong), (found[wrong[:3]], low[wrong[:3]], high[wrong[:3]])
    assert np.broadcast_to(bounds.maybe_undefined, found.shape)[~defined].all()


def metrics_to_bound(rng: random.Random, amounts) -> list[Metric]:
    payoff = {"TP": {"each": 2, "eur": 0.5}, "FP": -4.5, "FN": {"eur": -1}}
    contract = Contract.from_dict(
        {"title": "T", "decision": "D", "metrics": [], "payoff": payoff, "volume": {"cases": 1e6, "per": "year"}}
    )
    formulas = [parse_formula(random_formula(rng)) for _ in range(40)]
    own = [
        Metric(name=f"own{i}", label=formula.text, goal="minimise", unit="", value=formula.value)
        for i, formula in enumerate(formulas)
    ]
    return [*BUILTIN.values(), payoff_metric(contract), payoff_per_period_metric(contract, cases_count=123.0), *own]


def test_every_metric_lies_in_its_range_at_every_hidden_candidate(make_predictions, soak):
    """All built-in metrics, the payoff and 40 random formulas, on the whole and in a segment of random data."""
    rng = random.Random(8)
    compared = finite_bounds = 0
    for _ in range(30 * soak):
        whole = Sweep(random_rows(rng, make_predictions))
        kept = np.random.default_rng(rng.getrandbits(32)).random(len(whole)) < rng.choice([0.05, 0.5])
        partial = hide(whole, kept, is_loose=rng.random() < 0.5)
        gaps = Gaps(sweep=partial, index=np.flatnonzero(partial.has_gap))
        hidden = np.setdiff1d(np.arange(len(whole)), partial.listed)
        if not len(hidden):
            continue
        gap = np.searchsorted(gaps.index, np.searchsorted(partial.listed, hidden) - 1)
        where = rng.choice([{}, {"tier": (rng.choice(whole.predictions.segment("tier").values),)}])
        for metric in metrics_to_bound(rng, whole.predictions.amounts):
            bounds = metric.value(gaps.counts(where))
            assert isinstance(bounds, Range), metric.name
            found = metric.value(whole.counts(where))[hidden]
            low, high = np.broadcast_to(bounds.low, len(gaps))[gap], np.broadcast_to(bounds.high, len(gaps))[gap]
            assert_within(found, Range(low, high, np.broadcast_to(bounds.maybe_undefined, len(gaps))[gap]))
            compared += len(found)
            finite_bounds += int((np.isfinite(low) & np.isfinite(high)).sum())
    assert compared > 20_000 * soak
    assert finite_bounds > compared / 4


def test_what_a_sweep_of_few_candidates_hides_lies_in_its_ranges(make_predictions, soak):
    """Its own gap ranges, once refined, and as the whole sweep has it where sums are exact whatever their order."""
    rng = random.Random(9)
    compared = 0
    for turn in range(60 * soak):
        is_exact = turn % 2 == 0
        predictions = random_rows(rng, make_predictions, is_exact=is_exact)
        whole, partial = Sweep(predictions), Sweep(predictions, candidates_max=rng.choice([2, 4, 16]))
        index = np.flatnonzero(partial.has_gap)
        if not len(index):
            continue
        gaps = Gaps(sweep=partial, index=index)
        where = rng.choice([{}, {"tier": (rng.choice(predictions.segment("tier").values),)}])
        refined = partial.refined(index)
        listed = set(zip(partial.score_code.tolist(), partial.threshold.tolist(), strict=True))
        assert not refined.has_gap.any()
        np.testing.assert_array_equal(refined.threshold, whole.threshold)
        hidden = [i for i in range(len(whole)) if (whole.score_code[i], whole.threshold[i]) not in listed]
        is_listed = ~np.isin(np.arange(len(whole)), hidden)
        gap = np.searchsorted(index, np.cumsum(is_listed)[hidden] - 1)
        for metric in metrics_to_bound(rng, predictions.amounts):
            bounds = metric.value(gaps.counts(where))
            parts = [
                np.broadcast_to(part, len(gaps))[gap] for part in (bounds.low, bounds.high, bounds.maybe_undefined)
            ]
            for sweep in (refined, whole) if is_exact else (refined,):
                assert_within(metric.value(sweep.counts(where))[hidden], Range(*parts))
            compared += len(hidden)
    assert compared > 50_000 * soak


@pytest.mark.parametrize("name", BUILTIN)
def test_narrow_gaps_have_narrow_ranges(make_predictions, name):
    """10,000 cases in gaps of 20: away from the very top no metric's range is wider than 5 % of its own scale."""
    rng = np.random.default_rng(1)
    label = (rng.random(10_000) < 0.3).astype(int)
    score = np.clip(rng.random(10_000) * 0.7 + 0.2 * label, 0, 0.95)
    whole = Sweep(make_predictions(label.tolist(), score))
    partial = hide(whole, np.arange(len(whole)) % 20 == 0)
    gaps = Gaps(sweep=partial, index=np.flatnonzero(partial.has_gap)[100:-100])
    bounds = BUILTIN[name].measure(gaps)
    assert np.max(bounds.high - bounds.low) < 0.05


def test_totals_that_no_threshold_changes_are_one_number(make_predictions):
    whole = Sweep(make_predictions([1, 0, 1, 0, 1], [5, 4, 3, 2, 1], amounts={"eur": [0.1, 0.2, 0.3, 0.4, 0.5]}))
    gaps = Gaps(sweep=hide(whole, np.zeros(6, dtype=bool)), index=np.array([0]))
    counts = gaps.counts()
    assert [ends(counts.cell(name)) for name in ("POSITIVES", "NEGATIVES", "ALL")] == [(3, 3), (2, 2), (5, 5)]
    assert ends(counts.cell("ALL", "eur")) == (1.5, 1.5)
    assert ends(counts.cell("TP")) == (1, 2)
    assert ends(counts.cell("FLAGGED")) == (1, 4)
    with pytest.raises(KeyError):
        counts.cell("TP", "km")
