"""Decisions to write memos of, made from a few hundred rows by the library itself."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.decision import Alternative, Decision, Rationale, decide
from workbench.exporters import memo
from workbench.metrics import resolve_metrics
from workbench.policy import ReviewBand, Reviewer, SingleThreshold, TieredThresholds, choose, measure_point
from workbench.predictions.predictions import Columns, Dropped, Finding, Predictions, Receipt, Segment
from workbench.sweep import Sweep

CONTRACT = {
    "title": "Pedestrian braking",
    "decision": "Brake when the pedestrian score reaches the threshold",
    "why": "Fewer missed pedestrians in a ride that people keep switched on",
    "owner": {"name": "Ada Owner", "role": "product"},
    "predictions": {
        "label": "pedestrian",
        "positive": "1",
        "scores": ["score_v7"],
        "baseline": {"score": "score_v6"},
        "segments": ["road"],
    },
    "volume": {"cases": 2_400_000, "per": "year"},
    "currency": "EUR",
    "payoff": {"FP": {"each": -0.4}, "FN": {"each": -900}},
    "metrics": [
        {
            "name": "miss_rate",
            "label": "Missed pedestrians",
            "role": "primary",
            "goal": "minimise",
            "formula": "FN / POSITIVES",
            "unit": "share of pedestrians",
            "worst": 0.4,
            "target": 0.01,
            "so_what": "A missed pedestrian is a potential injury",
        },
        {
            "name": "hard_brakes",
            "label": "Hard brakes",
            "role": "secondary",
            "goal": "minimise",
            "formula": "1000 * FP / ALL",
            "unit": "per 1,000 frames",
            "worst": 400,
            "target": 2,
        },
        {
            "name": "urban_miss_rate",
            "label": "Missed pedestrians in town",
            "role": "guardrail",
            "goal": "minimise",
            "formula": "FN / POSITIVES",
            "unit": "share of pedestrians in town",
            "where": {"road": "urban"},
            "limit": 0.3,
        },
    ],
    "efficiency": {"name": "latency_p99", "limit": 50, "unit": "ms", "measured": 38},
    "launch_minimum": {"miss_rate": 0.2},
}
WHY = Rationale(
    why="It keeps the limit in town at the fewest hard brakes.",
    sacrificed="More hard brakes than today.",
    rejected="B brakes too often in town.",
    change="A second urban incident.",
)


def make_predictions(*, road: tuple[str, str] = ("rural", "urban"), has_baseline: bool = True) -> Predictions:
    rng = np.random.default_rng(7)
    count = 600
    label = (rng.random(count) < 0.2).astype("uint8")
    strong = np.round(1 / (1 + np.exp(-(rng.normal(size=count) + 2.6 * label - 1.5))), 3)
    weak = np.round(1 / (1 + np.exp(-(1.3 * rng.normal(size=count) + 1.6 * label - 1.2))), 3)
    columns = Columns(
        label="pedestrian",
        positive="1",
        scores=("score_v7", "score_v6"),
        baseline="score_v6" if has_baseline else None,
        segments=("road",),
    )
    receipt = Receipt(
        file_name="braking.csv",
        sha256="ab" * 32,
        bytes_count=12_345,
        format="CSV",
        rows_read=count + 3,
        rows_used=count,
        dropped=(Dropped(reason="the label is missing", rows_count=3, first_row=77),),
        columns=columns,
        label_meaning="pedestrian = 1 is the event",
        findings=(Finding(level="info", code="label", text="1 is taken as the event."),),
    )
    return Predictions(
        label=label,
        scores={"score_v7": strong, "score_v6": weak},
        segments={"road": Segment(codes=rng.integers(0, 2, count).astype("int32"), values=road)},
        receipt=receipt,
    )


def with_contract(**changes: object) -> Decision:
    """A recommended point with two options that were not taken; ``changes`` go to ``decide``."""
    sweep, contract = Sweep(make_predictions()), Contract.from_dict(CONTRACT)
    choice = choose(sweep, contract)
    settings: dict = {
        "rationale": WHY,
        "owner": "Ada Owner",
        "contract": contract,
        "choice": choice,
        "alternatives": [
            Alternative(
                name="A", policy=SingleThreshold(score="score_v7", threshold=0.5), why_not="misses too many in town"
            ),
            Alternative(name="B", policy=SingleThreshold(score="score_v6", threshold=0.3)),
        ],
        "decided_at": "2026-11-22T10:00:00Z",
        "synthetic_note": "Made by a program; no vehicle was driven.",
    }
    return decide(choice.point, **{**settings, **changes})


def at(threshold: float, **changes: object) -> Decision:
    """The point at one threshold of the strong score, whatever the rule recommends."""
    sweep, contract = Sweep(make_predictions()), Contract.from_dict(CONTRACT)
    point = measure_point(sweep, SingleThreshold(score="score_v7", threshold=threshold), contract=contract)
    settings: dict = {"rationale": WHY, "owner": "Ada Owner", "contract": contract, "choice": choose(sweep, contract)}
    return decide(point, **{**settings, **changes})


def without_contract(*, has_baseline: bool = True) -> Decision:
    sweep = Sweep(make_predictions(has_baseline=has_baseline))
    choice = choose(sweep, rule="max:f1")
    return decide(choice.point, rationale=Rationale(why="The best F1."), owner="Bo Rule", choice=choice)


def undefined() -> Decision:
    """Nobody is flagged, so precision is 0 / 0."""
    sweep = Sweep(make_predictions())
    policy = SingleThreshold(score="score_v7", threshold=float("inf"))
    point = measure_point(sweep, policy, metrics=resolve_metrics(["precision", "recall"]))
    return decide(point, rationale=Rationale(why="Switch it off."), owner="Cy Off")


HOSTILE_ROADS = ("a=b, |c| *d* <b>\\u202e  =1+1 שלום", "🚗" + "x" * 300)


def tiered(*, road: tuple[str, str] = HOSTILE_ROADS, is_mixed: bool = False) -> Decision:
    """A threshold for each of two roads whose names are what an upload may hold."""
    sweep, contract = (
        Sweep(make_predictions(road=road)),
        Contract.from_dict(CONTRACT | {"metrics": CONTRACT["metrics"][:2]}),
    )
    scores = ("score_v7", "score_v6" if is_mixed else "score_v7")
    tiers = tuple(
        (value, SingleThreshold(score=score, threshold=at))
        for value, score, at in zip(road, scores, (0.30000000000000004, 0.123456789012345), strict=True)
    )
    point = measure_point(sweep, TieredThresholds(segment="road", tiers=tiers), contract=contract)
    return decide(
        point, rationale=WHY, owner="Ada Owner", contract=contract, choice=choose(sweep, contract),
        alternatives=[Alternative(name="A", policy=SingleThreshold(score="score_v7", threshold=0.5))],
    )  # fmt: skip


def reviewed() -> Decision:
    """A review band whose reviewers can look at 400 cases in all, which are not more here."""
    sweep, contract = Sweep(make_predictions()), Contract.from_dict(CONTRACT | {"metrics": CONTRACT["metrics"][:2]})
    reviewer = Reviewer(cost=2.0, sensitivity=0.95, specificity=0.9, capacity=400)
    policy = ReviewBand(score="score_v7", clear_below=0.3, act_from=0.6, reviewer=reviewer)
    return decide(measure_point(sweep, policy, contract=contract), rationale=WHY, owner="Ada Owner", contract=contract)


EXCEPTION = {"name": "Dee Chief", "reason": "The pilot runs on a closed road."}
DECISIONS = {
    "with contract": with_contract,
    "without contract": without_contract,
    "without baseline": lambda: without_contract(has_baseline=False),
    "exception": lambda: at(0.9, exception=EXCEPTION),
    "nobody": lambda: at(float("inf"), exception=EXCEPTION),
    "undefined": undefined,
    "review band": reviewed,
    "tiered": lambda: tiered(road=("rural", "urban")),
}
# Not every reader of a PDF gives back what these names hold, so they are not among those that all formats are read of.
WITH_HOSTILE_NAMES = {"hostile tiers": tiered, "hostile tiers, mixed": lambda: tiered(is_mixed=True)}


@pytest.fixture(scope="session")
def decision() -> Decision:
    return with_contract()


class Written:
    """A decision's memo, each format written once."""

    def __init__(self, decision: Decision) -> None:
        self.decision, self.document = decision, memo(decision)
        self._raw: dict[str, bytes] = {}

    def raw(self, suffix: str) -> bytes:
        if suffix not in self._raw:
            self._raw[suffix] = self.document.to_bytes(suffix)
        return self._raw[suffix]


@pytest.fixture(scope="session")
def written(decision: Decision) -> Written:
    return Written(decision)


@cache
def _written(name: str) -> Written:
    return Written(_made(name))


@pytest.fixture(params=list(DECISIONS))
def any_written(request: pytest.FixtureRequest) -> Written:
    return _written(request.param)


@cache
def _made(name: str) -> Decision:
    return {**DECISIONS, **WITH_HOSTILE_NAMES}[name]()


@pytest.fixture
def decision_at() -> Callable[..., Decision]:
    return at


@pytest.fixture
def changed() -> Callable[..., Decision]:
    return replaced


@pytest.fixture
def named() -> Callable[[str], Decision]:
    """A decision by its name in ``DECISIONS``."""
    return _made


def replaced(decision: Decision, **changes: object) -> Decision:
    """The same record with some entries changed, as a file from elsewhere might have them."""
    content = copy.deepcopy(dict(decision.content))
    content.update(changes)
    return Decision(content=content)


@pytest.fixture
def make_rows() -> Callable[..., Predictions]:
    """The predictions of ``DECISIONS``, with these two values of road."""
    return lambda road: make_predictions(road=road)


@pytest.fixture
def make_tiered() -> Callable[..., Decision]:
    return tiered
