"""What a browser adds up from a panel's sliders is what the library measures, for tiers, bands and lists."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from workbench.contract import Contract
from workbench.explore import Lens, packed
from workbench.explore.kind_view import Asked, build_kind_view, first_policy, told_metrics
from workbench.metrics import BUILTIN, known_metrics
from workbench.policy import Capacity, ReviewBand, Reviewer, SingleThreshold, TieredThresholds, measure_point
from workbench.predictions import read_predictions
from workbench.sweep import Sweep

ROWS = 400
CONTRACT = {
    "title": "Claims",
    "decision": "Send to an agent when the score reaches the threshold",
    "currency": "EUR",
    "volume": {"cases": 40_000, "per": "year"},
    "payoff": {"TP": {"each": 2}, "FP": {"each": -1, "eur": -0.01}, "FN": {"each": -3, "by": {"road": {"town": -7}}}},
    "metrics": [
        {"name": "fnr", "role": "primary", "worst": 0.6, "target": 0.05},
        {"name": "flag_rate", "role": "secondary", "worst": 0.8, "target": 0.1},
        {"name": "precision", "role": "diagnostic"},
        {
            "name": "town_misses",
            "role": "guardrail",
            "goal": "minimise",
            "formula": "FN / POSITIVES",
            "where": {"road": "town"},
            "limit": 0.5,
        },
        {"name": "mcc", "role": "diagnostic"},
    ],
}


@pytest.fixture(scope="module", params=["whole", "weighted"])
def lens(request):
    rng = np.random.default_rng(7)
    label = rng.random(ROWS) < 0.4
    frame = pd.DataFrame(
        {
            "y": label.astype(int),
            "v7": np.round(np.clip(0.3 * label + rng.normal(0.4, 0.2, ROWS), 0, 1), 2),
            "v6": np.round(np.clip(0.2 * label + rng.normal(0.4, 0.25, ROWS), 0, 1), 2),
            "road": rng.choice(["town", "motorway", "lane"], ROWS, p=[0.5, 0.3, 0.2]),
            "euros": rng.gamma(2, 50, ROWS).round(2),
            "day": rng.choice([f"2026-03-{day:02}" for day in range(1, 11)], ROWS),
            "w": rng.integers(0, 4, ROWS) / 2,
        }
    )
    predictions = read_predictions(
        frame,
        label="y",
        scores=["v7", "v6"],
        segments=["road"],
        amounts={"eur": "euros"},
        period="day",
        weight="w" if request.param == "weighted" else None,
    )
    return Lens(Sweep(predictions), Contract.from_dict(CONTRACT))


def asked(kind: str, **more) -> Asked:
    return Asked(
        **{"kind": kind, "rule": "payoff", "x": BUILTIN["flag_rate"], "y": BUILTIN["fnr"], "score": "v7", **more}
    )


CASES = [
    asked("tiered", column="road"),
    asked("tiered", column="road", is_mixed=True),
    asked("review", reviewer=Reviewer(cost=0.5, sensitivity=0.9, specificity=0.8)),
    asked("capacity", k=9, per="day"),
    asked("capacity", k=60, per="all"),
]


def total(form, at) -> float:
    parts = [0.0 if part is None else part[place] for part, place in zip(form["parts"], at, strict=True)]
    return form["constant"] + math.fsum(parts)


def browser_value(metric, at) -> float:
    top = total(metric["top"], at)
    if metric["below"] is None:
        return top
    below = total(metric["below"], at)
    return top / below if below else math.nan


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.per}-{case.is_mixed}")
def test_any_places_of_the_sliders_add_up_to_what_is_measured(lens, case):
    """Counts, rates, ratios of sums, limits within a segment, and money that differs by segment."""
    now = first_policy(lens, case, None)
    choices = {name: metric.label for name, metric in known_metrics(lens.contract).items()}
    view = build_kind_view(lens, case, now=now, choices=choices)
    payload = json.loads(json.dumps(view.payload, allow_nan=False))
    metrics = told_metrics(lens, case.x, case.y)
    rng = np.random.default_rng(1)
    sizes = [len(slider["texts"]) for slider in payload["sliders"]]
    compared = 0
    for _ in range(60):
        at = [int(rng.integers(size)) for size in sizes]
        policy = view.policy(at)
        if isinstance(policy, ReviewBand):
            # The panel holds the borders in order; so does this.
            act, clear = (view.sliders[k].places[place].threshold for k, place in enumerate(at))
            if clear > act:
                continue
        point = measure_point(lens.sweep, policy, contract=lens.contract, metrics=metrics)
        for metric in payload["metrics"]:
            if metric["top"] is None:
                assert metric["name"] == "mcc"
                continue
            expected = point.value(metric["name"])
            found = browser_value(metric, at)
            assert (math.isnan(expected) and math.isnan(found)) or found == pytest.approx(
                expected, rel=1e-11, abs=1e-9
            ), metric["name"]
            compared += 1
        for cell, form in payload["cells"].items():
            assert total(form, at) == pytest.approx(point.count(cell), rel=1e-11, abs=1e-9)
    assert compared > 100


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.per}-{case.is_mixed}")
def test_places_name_their_policy_and_nothing_else_does(lens, case):
    now = first_policy(lens, case, None)
    view = build_kind_view(lens, case, now=now, choices={})
    at = view.payload["now"]["at"]
    assert view.policy(at) == view.now
    assert view.policy([*at, 0]) is None
    assert view.policy([10**6] * len(at)) is None
    assert view.policy([-1] * len(at)) is None
    if view.payload["recommended"] is not None:
        assert view.policy(view.payload["recommended"]["at"]) == view.choice.point.policy


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.per}-{case.is_mixed}")
def test_a_line_is_red_exactly_where_the_policy_breaks_a_limit(lens, case):
    view = build_kind_view(lens, case, now=first_policy(lens, case, None), choices={})
    seen = set()
    for line in view.payload["lines"]:
        points = line["points"]
        assert len(points["ok"]) == len(points["x"])
        for at, is_ok in zip(points.get("at", ()), points["ok"], strict=False):
            if at is not None:
                assert is_ok == measure_point(lens.sweep, view.policy(at), contract=lens.contract).is_feasible
                seen.add(is_ok)
    single = next(line for line in view.payload["lines"] if line["name"] == "one threshold")["points"]
    for score, threshold in zip(lens.sweep.score_code, lens.sweep.threshold, strict=True):
        policy = SingleThreshold(score=lens.sweep.scores[score], threshold=float(threshold))
        point = measure_point(lens.sweep, policy, contract=lens.contract, metrics=(*lens.metrics, case.x, case.y))
        here = [
            k
            for k, x in enumerate(single["x"])
            if (x, single["y"][k]) == (point.value(case.x.name), point.value(case.y.name))
        ]
        if len(here) == 1 and not single["ok"][here[0]]:
            seen.add("single broken")
    assert seen == {True, False, "single broken"}


def test_a_recommended_policy_off_its_line_is_explained(lens):
    """The limit on town keeps it from the line; without the limit it is on the line, or another metric explains it."""
    case = asked("tiered", column="road")
    view = build_kind_view(lens, case, now=first_policy(lens, case, None), choices={})
    best = view.choice.point
    beats = [
        at
        for at, x, y in zip(*(view.payload["lines"][0]["points"][part] for part in ("at", "x", "y")), strict=True)
        if x <= best.counts.cell("FLAGGED")[0] / best.count("ALL") - 1e-9 and y <= best.value("fnr") - 1e-9
    ]
    said = view.payload["advice"]["words"]
    assert bool(beats) == ("beat it on these axes" in said or "beats it on these axes" in said)


def test_a_policy_that_is_kept_is_where_looking_begins(lens):
    tiers = first_policy(lens, CASES[0], None)
    assert isinstance(tiers, TieredThresholds)
    assert first_policy(lens, CASES[0], tiers) == tiers
    single = SingleThreshold(score="v7", threshold=0.5)
    spread = first_policy(lens, CASES[0], single)
    assert spread.count(lens.sweep).cell("TP") == single.count(lens.sweep).cell("TP")
    band = first_policy(lens, CASES[2], single)
    assert band.count(lens.sweep).cell("TP") == single.count(lens.sweep).cell("TP")
    assert band.count(lens.sweep).cell("REVIEWED") == 0
    assert isinstance(first_policy(lens, CASES[3], band), Capacity)
    longer = first_policy(lens, asked("capacity", k=12, per="day"), None)
    assert first_policy(lens, CASES[3], longer) == longer
    assert first_policy(lens, CASES[3], longer, is_reopened=False).k == 9
    dearer = asked("review", reviewer=Reviewer(cost=2, sensitivity=0.9, specificity=0.8))
    again = first_policy(lens, dearer, band, is_reopened=False)
    assert (again.clear_below, again.act_from, again.reviewer.cost) == (band.clear_below, band.act_from, 2)


def test_one_threshold_for_all_flags_about_as_many(lens):
    view = build_kind_view(lens, CASES[0], now=first_policy(lens, CASES[0], None), choices={})
    policy = view.policy([0, *view.payload["now"]["at"][1:]])
    same = view.act("same", policy)
    thresholds = {single.threshold for _, single in same.tiers}
    flagged = [float(each.count(lens.sweep).cell("FLAGGED")[0]) for each in (policy, same)]
    assert abs(flagged[0] - flagged[1]) <= 40
    shared = [t for t in thresholds if not math.isinf(t)]
    assert not shared or max(shared) - min(shared) <= 0.2
    assert view.act("no such action", policy) is None


def test_the_payload_is_small(lens):
    view = build_kind_view(lens, CASES[0], now=first_policy(lens, CASES[0], None), choices={})
    assert len(json.dumps(packed(dict(view.payload)))) < 300_000


@pytest.mark.parametrize(
    "axes", [("automation_rate", "payoff"), ("fnr", "flag_rate"), ("precision", "automation_rate")]
)
def test_the_line_of_bands_is_that_of_every_band(lens, axes):
    reviewer = Reviewer(cost=0.5, sensitivity=0.9, specificity=0.75)
    known = known_metrics(lens.contract)
    x, y = (known[name] for name in axes)
    asked = Asked(kind="review", score="v6", reviewer=reviewer, rule="payoff", x=x, y=y)
    view = build_kind_view(lens, asked, now=first_policy(lens, asked, None), choices={})
    line = next(each for each in view.payload["lines"] if each["name"] == "with human review")
    own = sorted({*lens.sweep.predictions.scores["v6"].tolist(), math.inf}, reverse=True)
    every = []
    for place, act in enumerate(own):
        for clear in own[place:]:
            point = measure_point(
                lens.sweep,
                ReviewBand(score="v6", clear_below=clear, act_from=act, reviewer=reviewer),
                contract=lens.contract,
                metrics=[x, y],
            )
            every.append((point.value(x.name), point.value(y.name)))
    every = np.array(every)
    every = every[~np.isnan(every).any(axis=1)]
    points = line["points"]
    assert len(points["x"]) > 1
    assert points["x"] == sorted(points["x"])
    for at, across, up in zip(points["at"], points["x"], points["y"], strict=True):
        policy = view.policy(at)
        point = measure_point(lens.sweep, policy, contract=lens.contract, metrics=[x, y])
        assert (across, up) == pytest.approx((point.value(x.name), point.value(y.name)))
        better = x.sign * (every[:, 0] - across), y.sign * (every[:, 1] - up)
        is_beaten = (better[0] > -1e-9) & (better[1] > -1e-9) & ((better[0] > 1e-9) | (better[1] > 1e-9))
        assert not is_beaten.any()
    assert "exact" in " ".join(view.notes)


@pytest.mark.parametrize(("per", "capacity"), [("all", 30), ("day", 4)])
def test_the_panel_of_a_band_is_held_to_the_agreed_capacity(lens, per, capacity):
    reviewer = Reviewer(cost=0.5, sensitivity=0.9, specificity=0.75, capacity=capacity, per=per)
    known = known_metrics(lens.contract)
    asked = Asked(kind="review", score="v7", reviewer=reviewer, rule="payoff", x=known["fnr"], y=known["flag_rate"])
    wide = ReviewBand(score="v7", clear_below=0.3, act_from=0.7, reviewer=reviewer)
    view = build_kind_view(lens, asked, now=wide, choices={})
    metric = next(each for each in view.payload["metrics"] if each["name"] == "reviewed")
    point = measure_point(lens.sweep, wide, contract=lens.contract)
    (limit,) = [item for item in point.limits if item.limit.text.startswith("reviewed")]
    assert metric["limit"] == capacity
    assert view.payload["now"]["values"]["reviewed"] == pytest.approx(limit.value)
    assert limit.value > capacity
    best = view.payload["recommended"]["values"]["reviewed"]
    assert best <= capacity


def test_money_of_a_period_is_scaled_once(lens):
    """The axis has money a year; the tile beside it, which has the total, becomes the same number."""
    known = known_metrics(lens.contract, cases_count=float(lens.sweep.counts().cell("ALL")[0]))
    asked = Asked(
        kind="tiered", column="road", score="v7", rule="payoff", x=known["flag_rate"], y=known["payoff_per_year"]
    )
    view = build_kind_view(lens, asked, now=first_policy(lens, asked, None), choices={})
    metrics = {metric["name"]: metric for metric in view.payload["metrics"]}
    at = view.payload["now"]["at"]
    yearly, total_money = metrics["payoff_per_year"], metrics["payoff"]
    assert yearly["scale"] == yearly["phrase"]["factor"] == 1.0
    assert browser_value(yearly, at) == pytest.approx(browser_value(total_money, at) * total_money["scale"])
    assert [name for name, metric in metrics.items() if metric["kind"] == "money" and metric["is_told"]] == ["payoff"]
