"""The sample studies: rebuilt they are the same, their contracts fit, and each choice is worth a meeting.

What a contract chooses is worked out here again with a few lines of NumPy over every distinct score, so that these
tests say something about the data and nothing about the workbench.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from workbench.contract import Contract

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_data"
STUDIES = ("automated-braking", "card-fraud", "ticket-routing", "breast-cancer")
REAL = ("breast-cancer",)
FILES = {"predictions.csv", "contract.yaml", "provenance.md", "study.json"}
BYTES_MAX = 1_500_000

# Every formula in the samples, worked out by hand. `cell("FN", "eur")` is the sum of that amount over the cell.
HAND = {
    "FN / POSITIVES": lambda cell: cell("FN") / (cell("TP") + cell("FN")),
    "FP / NEGATIVES": lambda cell: cell("FP") / (cell("FP") + cell("TN")),
    "1000 * FP / ALL[km]": lambda cell: 1000 * cell("FP") / cell("ALL", "km"),
    "1000 * (FN[eur] + 4.5 * FP) / ALL": lambda cell: 1000 * (cell("FN", "eur") + 4.5 * cell("FP")) / cell("ALL"),
    "(TP + FN[large_right] + TN[large_right]) / ALL": lambda cell: (
        (cell("TP") + cell("FN", "large_right") + cell("TN", "large_right")) / cell("ALL")
    ),
    "1000 * (ALL[small_price] + FN[large_price] + TN[large_price]) / ALL": lambda cell: (
        1000 * (cell("ALL", "small_price") + cell("FN", "large_price") + cell("TN", "large_price")) / cell("ALL")
    ),
}


@cache
def rows_of(slug: str) -> dict[str, list[str]]:
    return read_rows(SAMPLES / slug / "predictions.csv")


def read_rows(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return {name: list(values) for name, values in zip(header, zip(*rows, strict=True), strict=True)}


@cache
def contract_of(slug: str) -> Contract:
    return Contract.read(SAMPLES / slug / "contract.yaml")


def card_of(slug: str) -> dict:
    return json.loads((SAMPLES / slug / "study.json").read_text(encoding="utf-8"))


def numbers(slug: str, column: str) -> np.ndarray:
    return np.array(rows_of(slug)[column], dtype=float)


@dataclass(frozen=True)
class Points:
    """The contract's metrics, score and feasibility at every threshold of one score column, highest threshold first."""

    thresholds: np.ndarray
    metrics: dict[str, np.ndarray]
    score: np.ndarray
    is_feasible: np.ndarray

    def best(self, *, guarded: bool) -> int:
        return int(np.argmax(np.where(self.is_feasible, self.score, -np.inf) if guarded else self.score))

    def at(self, index: int) -> dict[str, float]:
        return {name: float(values[index]) for name, values in self.metrics.items()}


@cache
def points(slug: str, column: str) -> Points:
    contract = contract_of(slug)
    scores, label = numbers(slug, column), numbers(slug, contract.predictions.label)
    amounts = {name: numbers(slug, source) for name, source in contract.predictions.amounts.items()}
    thresholds = np.concatenate([[np.inf], np.unique(scores)[::-1]])

    def measured(metric) -> np.ndarray:
        rows = np.ones(len(label), dtype=bool)
        for name, wanted in metric.where.items():
            rows &= np.isin(np.array(rows_of(slug)[name]), wanted)
        order = np.argsort(-scores[rows], kind="stable")
        flagged_count = np.searchsorted(-scores[rows][order], -thresholds, side="right")

        def cell(name: str, amount: str | None = None) -> np.ndarray:
            value = np.ones(rows.sum()) if amount is None else amounts[amount][rows]
            if name == "ALL":
                return np.full(len(thresholds), value.sum())
            is_kind = label[rows] == (1 if name in ("TP", "FN") else 0)
            running = np.concatenate([[0.0], np.cumsum((value * is_kind)[order])])
            flagged = running[flagged_count]
            return flagged if name in ("TP", "FP") else running[-1] - flagged

        return HAND[metric.formula](cell)

    metrics = {metric.name: measured(metric) for metric in contract.metrics}
    score, is_feasible = np.zeros(len(thresholds)), np.ones(len(thresholds), dtype=bool)
    for metric in contract.metrics:
        values = metrics[metric.name]
        if metric.role == "guardrail":
            is_feasible &= values <= metric.limit if metric.goal == "minimise" else values >= metric.limit
        else:
            score += metric.weight * np.clip((values - metric.worst) / (metric.target - metric.worst), 0, 1)
    return Points(thresholds, metrics, score, is_feasible)


def chosen(slug: str, *, guarded: bool = True) -> tuple[str, int]:
    """The score column and the index of its best point, over all score columns of the contract."""

    def value(column: str) -> float:
        found = points(slug, column)
        return found.score[found.best(guarded=guarded)]

    column = max(contract_of(slug).predictions.scores, key=value)
    return column, points(slug, column).best(guarded=guarded)


def baseline_of(slug: str) -> dict[str, float]:
    found = points(slug, contract_of(slug).predictions.baseline.score)
    return found.at(int(np.flatnonzero(found.thresholds == 1)[0]))


def metric_of(slug: str, role: str):
    (metric,) = [metric for metric in contract_of(slug).metrics if metric.role == role]
    return metric


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("samples")
    command = [sys.executable, str(SAMPLES / "build.py"), "--out", str(out)]
    # Run from elsewhere: the script must find its own parts.
    subprocess.run(command, check=True, capture_output=True, text=True, cwd=out)
    return out


def test_the_folders_are_the_studies_that_the_build_writes(rebuilt: Path) -> None:
    written = {path.parent.name for path in rebuilt.glob("*/study.json")}
    assert written == {path.parent.name for path in SAMPLES.glob("*/study.json")} == set(STUDIES)
    assert all({path.name for path in (rebuilt / slug).iterdir()} == FILES for slug in STUDIES)


@pytest.mark.parametrize("slug", STUDIES)
def test_a_rebuild_changes_no_byte(slug: str, rebuilt: Path) -> None:
    for name in sorted(FILES):
        new, old = (rebuilt / slug / name).read_bytes(), (SAMPLES / slug / name).read_bytes()
        if new != old and slug in REAL and name == "predictions.csv":
            # Fitted models rest on the machine's linear algebra, which may add in another order: the scores may
            # move in their last digits, and nothing else may.
            assert_equal_but_for_scores(slug, rebuilt / slug / name)
        else:
            assert new == old, f"{slug}/{name} differs: run `python -m sample_data.build` and commit what it writes."


def assert_equal_but_for_scores(slug: str, path: Path) -> None:
    new, old = read_rows(path), rows_of(slug)
    assert list(new) == list(old)
    for column in old:
        if column.startswith("score_"):
            np.testing.assert_allclose(np.array(new[column], float), np.array(old[column], float), rtol=0, atol=2e-4)
        else:
            assert new[column] == old[column]


@pytest.mark.parametrize("slug", STUDIES)
def test_a_study_has_all_its_files_and_none_is_large(slug: str) -> None:
    found = {path.name: path.stat().st_size for path in (SAMPLES / slug).iterdir()}
    assert set(found) == FILES
    assert max(found.values()) < BYTES_MAX


@pytest.mark.parametrize("slug", STUDIES)
def test_the_card_tells_what_the_folder_holds(slug: str) -> None:
    card = card_of(slug)
    assert set(card) == {"order", "title", "pitch", "synthetic", "rows", "predictions", "contract", "provenance"}
    assert card["rows"] == len(next(iter(rows_of(slug).values())))
    assert {card["predictions"], card["contract"], card["provenance"]} < FILES
    assert len(card["pitch"]) <= 110, "the pitch must fit on a card"


def test_the_cards_have_an_order_of_their_own() -> None:
    assert [card_of(slug)["order"] for slug in STUDIES] == [1, 2, 3, 4]


@pytest.mark.parametrize("slug", STUDIES)
def test_synthetic_data_says_so_on_the_card_and_in_the_provenance(slug: str) -> None:
    is_synthetic = slug not in REAL
    text = (SAMPLES / slug / "provenance.md").read_text(encoding="utf-8")
    assert card_of(slug)["synthetic"] is is_synthetic
    assert ("**Synthetic data.**" in text) is is_synthetic
    assert ("Nothing is real" in text) is is_synthetic
    assert "## Licence" in text
    assert all(f"| `{column}` |" in text for column in rows_of(slug))


def test_the_real_study_names_its_source_and_its_licence() -> None:
    text = (SAMPLES / "breast-cancer" / "provenance.md").read_text(encoding="utf-8")
    for part in ("Wolberg", "Street", "Mangasarian", "UCI", "10.24432/C5DW2B", "CC BY 4.0", "569"):
        assert part in text


@pytest.mark.parametrize("slug", STUDIES)
def test_the_contract_is_accepted_without_a_warning(slug: str) -> None:
    contract = contract_of(slug)
    assert contract.warnings == ()
    assert [metric.role for metric in contract.metrics] == ["primary", "secondary", "guardrail"]
    assert all(metric.label and metric.unit and metric.so_what for metric in contract.metrics)
    assert contract.owner
    assert contract.volume
    assert contract.payoff
    assert contract.launch_minimum


@pytest.mark.parametrize("slug", STUDIES)
def test_every_column_and_segment_value_the_contract_names_is_there(slug: str) -> None:
    named, rows = contract_of(slug).predictions, rows_of(slug)
    single = [named.label, named.baseline.score, named.weight, named.period, named.id]
    assert {*named.scores, *named.segments, *named.amounts.values(), *filter(None, single)} <= set(rows)
    assert named.baseline.score in named.scores
    for metric in contract_of(slug).metrics:
        for column, values in metric.where.items():
            assert column in named.segments
            assert set(values) <= set(rows[column])


@pytest.mark.parametrize("slug", STUDIES)
def test_the_rows_are_clean(slug: str) -> None:
    named, rows = contract_of(slug).predictions, rows_of(slug)
    assert all(value == value.strip() != "" for values in rows.values() for value in values)
    assert set(rows[named.label]) == {"0", "1"} == set(rows[named.baseline.score])
    assert len(set(rows[named.id])) == len(rows[named.id])
    assert rows[named.id][0].startswith("0"), "an identifier with leading zeros shows that they are kept"
    for column in named.scores:
        assert np.all((numbers(slug, column) >= 0) & (numbers(slug, column) <= 1))
    for column in named.amounts.values():
        assert np.all(numbers(slug, column) >= 0)


@pytest.mark.parametrize(
    ("slug", "low", "high"),
    [
        ("automated-braking", 0.05, 0.15),
        ("card-fraud", 0.01, 0.03),
        ("ticket-routing", 0.70, 0.85),
        ("breast-cancer", 212 / 569, 212 / 569),
    ],
)
def test_the_share_of_events_is_plausible(slug: str, low: float, high: float) -> None:
    assert low <= numbers(slug, contract_of(slug).predictions.label).mean() <= high


@pytest.mark.parametrize("slug", STUDIES)
def test_the_guardrail_changes_the_choice_and_leaves_one(slug: str) -> None:
    guardrail = metric_of(slug, "guardrail")
    free_column, free = chosen(slug, guarded=False)
    column, index = chosen(slug)
    free_value = points(slug, free_column).at(free)[guardrail.name]
    value = points(slug, column).at(index)[guardrail.name]
    if guardrail.goal == "minimise":
        assert value <= guardrail.limit < free_value
    else:
        assert value >= guardrail.limit > free_value


@pytest.mark.parametrize("slug", STUDIES)
@pytest.mark.parametrize("guarded", [False, True])
def test_the_choice_is_one_point_inside_the_range(slug: str, guarded: bool) -> None:
    column, index = chosen(slug, guarded=guarded)
    found = points(slug, column)
    assert column != contract_of(slug).predictions.baseline.score
    assert 0.05 < found.thresholds[index] < 0.95
    assert 0.02 * len(found.thresholds) < index < 0.98 * len(found.thresholds)
    is_candidate = found.is_feasible | (not guarded)
    assert np.sum(found.score[is_candidate] == found.score[index]) == 1
    assert found.score[index] > 1.05, "flagging everybody or nobody is worth about 1"


@pytest.mark.parametrize("slug", STUDIES)
def test_at_the_price_of_today_the_candidate_is_clearly_better(slug: str) -> None:
    """Where the secondary metric is no worse than the baseline's, the primary one moves by a fifth of its scale."""
    primary, secondary = metric_of(slug, "primary"), metric_of(slug, "secondary")
    found, today = points(slug, contract_of(slug).predictions.scores[0]), baseline_of(slug)
    affordable = found.metrics[secondary.name] <= today[secondary.name]
    assert secondary.goal == "minimise"
    gains = (found.metrics[primary.name][affordable] - today[primary.name]) / (primary.target - primary.worst)
    assert gains.max() > 0.2


def test_without_the_guardrail_fraud_blocks_too_many_premium_customers() -> None:
    for column in ("score", "score_challenger"):
        found = points("card-fraud", column)
        free = found.at(found.best(guarded=False))
        assert 0.03 < free["premium_insult_rate"] < 0.04
    assert chosen("card-fraud", guarded=False)[0] == chosen("card-fraud")[0] == "score"
    assert metric_of("card-fraud", "guardrail").limit == 0.02


def test_fraud_pays_exactly_what_its_primary_metric_counts() -> None:
    payoff = contract_of("card-fraud").payoff
    assert (payoff["FN"].each, payoff["FN"].amounts) == (0, {"eur": -1})
    assert (payoff["FP"].each, payoff["FP"].amounts) == (-4.5, {})


def test_a_few_payments_are_very_large() -> None:
    eur = np.sort(numbers("card-fraud", "amount_eur"))[::-1]
    assert eur[: len(eur) // 100].sum() > 0.08 * eur.sum()
    assert eur[0] > 40 * np.median(eur)


def test_braking_is_better_than_today_on_both_counts() -> None:
    column, index = chosen("automated-braking")
    kept, today = points("automated-braking", column).at(index), baseline_of("automated-braking")
    assert column == "score_v7"
    assert kept["miss_rate"] < today["miss_rate"] / 4
    assert kept["hard_brakes"] < today["hard_brakes"]


def test_braking_misses_more_people_at_night_and_in_town() -> None:
    column, index = chosen("automated-braking")
    rows, label = rows_of("automated-braking"), numbers("automated-braking", "pedestrian")
    threshold = points("automated-braking", column).thresholds[index]
    is_missed = (label == 1) & (numbers("automated-braking", column) < threshold)

    def miss_rate(name: str, value: str) -> float:
        here = np.array(rows[name]) == value
        return is_missed[here].sum() / label[here].sum()

    assert miss_rate("light", "night") > 2 * miss_rate("light", "day")
    assert miss_rate("road", "urban") > 1.2 * miss_rate("road", "rural")


def test_the_small_model_does_not_know_how_badly_it_reads_finnish() -> None:
    is_finnish = np.array(rows_of("ticket-routing")["language"]) == "fi"
    too_sure = numbers("ticket-routing", "confidence") - numbers("ticket-routing", "small_right")
    assert too_sure[is_finnish].mean() > 0.1
    assert abs(too_sure[~is_finnish].mean()) < 0.03


def test_the_guardrail_on_real_cases_changes_the_model() -> None:
    assert chosen("breast-cancer", guarded=False)[0] == "score_logistic"
    assert chosen("breast-cancer")[0] == "score_forest"


def test_ticket_routing_has_a_budget_that_escalating_everything_would_break() -> None:
    contract = contract_of("ticket-routing")
    cost = next(metric for metric in contract.metrics if metric.name == "model_cost")
    assert cost.limit == 30
    small, large = (numbers("ticket-routing", f"{name}_price_eur") for name in ("small", "large"))
    assert 1000 * (small + large).mean() > cost.limit > 1000 * small.mean()
    assert cost.limit / 1000 * contract.volume.cases == 45_000
