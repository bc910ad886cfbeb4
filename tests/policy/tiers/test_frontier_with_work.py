"""The tiered frontier where people's work is limited by day and rows carry amounts, against every combination by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.metrics import contract_metrics
from workbench.policy import parse_limit
from workbench.policy.tiers import frontier, settle, tiered_frontier
from workbench.sweep import Sweep

CONTRACT = Contract.from_dict(
    {
        "title": "T",
        "decision": "D",
        "metrics": [
            {
                "name": name,
                "role": "secondary",
                "goal": "minimise",
                "formula": formula,
                "unit": unit,
                "worst": 900,
                "target": 0,
            }
            for name, formula, unit in (("loss", "FN[eur]", "EUR"), ("false_alarms", "FP", "cases"))
        ],
    }
)


class Rows:
    """Three values of some rows each, with whole amounts and a day: all that a policy is measured by is whole numbers."""

    def __init__(self, rng: np.random.Generator, *, each: int, days: int) -> None:
        self.tier = np.repeat(["a", "b", "c"], each)
        self.label = (rng.random(3 * each) < 0.35).astype(int)
        self.label[:2] = 0, 1
        self.score = np.round(rng.normal(0, 1, 3 * each) + self.label, 1)
        self.eur = rng.integers(1, 400, 3 * each).astype(float)
        self.day = rng.integers(0, days, 3 * each)
        self.days = days

    def sweep(self, make_predictions) -> Sweep:
        return Sweep(
            make_predictions(
                self.label.tolist(),
                self.score,
                segments={"tier": self.tier.tolist()},
                amounts={"eur": self.eur.tolist()},
                period=[f"2026-03-{day + 1:02d}" for day in self.day],
            )
        )

    def every(self) -> dict[tuple[float, float, int], None]:
        """(loss, false alarms, cases on the busiest day) of every combination, each once."""
        own = []
        for value in ("a", "b", "c"):
            mine = self.tier == value
            masks = [mine & (self.score >= t) for t in (*np.unique(self.score[mine]), np.inf)]
            own.append([self._told(mask) for mask in masks])
        missed = float(self.eur[self.label == 1].sum())
        found = {}
        for parts in product(*own):
            caught, false, by_day = (sum(part[place] for part in parts) for place in range(3))
            found[missed - caught, float(false), int(by_day.max())] = None
        return found

    def _told(self, mask: np.ndarray) -> tuple[float, int, np.ndarray]:
        caught = float(self.eur[mask & (self.label == 1)].sum())
        return caught, int((mask & (self.label == 0)).sum()), np.bincount(self.day[mask], minlength=self.days)


def unbeaten(points) -> list[tuple[float, float]]:
    """The fewest false alarms at each loss that nothing cheaper has as few of."""
    best, least = [], float("inf")
    for loss, false in sorted(set(points)):
        if false < least:
            best.append((loss, false))
            least = false
    return best


def found_of(sweep: Sweep, texts: list[str]):
    x, y = contract_metrics(CONTRACT)
    limits = [parse_limit(text, contract=CONTRACT) for text in texts]
    return tiered_frontier(sweep, x=x, y=y, segment="tier", limits=limits)


def points_of(found) -> list[tuple[float, float]]:
    return sorted((float(loss), float(false)) for loss, false in found.values)


@pytest.mark.parametrize("seed", range(6))
def test_a_limit_on_counts_is_exact_beside_amounts_however_many_policies_meet_it(make_predictions, monkeypatch, seed):
    for name in ("MEASURED_MIN", "MEASURED_MAX"):
        monkeypatch.setattr(settle, name, 20)
    rows = Rows(np.random.default_rng(seed), each=30, days=7)
    found = found_of(rows.sweep(make_predictions), ["alerts<=4/day"])
    every = rows.every()
    assert sum(busiest == 4 for _, _, busiest in every) > 20, (
        "more meet the limit exactly than would be counted by their rows"
    )
    assert found.is_exact
    assert points_of(found) == unbeaten((loss, false) for loss, false, busiest in every if busiest <= 4)


def test_where_too_many_sums_meet_a_limit_nothing_is_called_best(make_predictions, monkeypatch):
    """A bound on an amount that many policies meet exactly, of which few are counted."""
    rows = Rows(np.random.default_rng(3), each=20, days=3)
    rows.eur[:] = 7.0
    sweep = rows.sweep(make_predictions)
    whole = found_of(sweep, ["loss<=70"])
    assert whole.is_exact
    assert points_of(whole) == unbeaten((loss, false) for loss, false, _ in rows.every() if loss <= 70)
    for name in ("MEASURED_MIN", "MEASURED_MAX"):
        monkeypatch.setattr(settle, name, 1)
    few = found_of(sweep, ["loss<=70"])
    assert not few.is_exact
    assert not few.on_hull.any()
    assert not any(few.is_best_possible(index) for index in range(len(few)))


@pytest.mark.parametrize("seed", range(4))
def test_a_limit_of_many_days_that_nothing_meets_leaves_the_frontier_as_it_is(make_predictions, monkeypatch, seed):
    """More days than have a total of their own, and too many combinations to try."""
    rows = Rows(np.random.default_rng(seed), each=30, days=20)
    monkeypatch.setattr(frontier, "TRIED_MAX", 0)
    sweep, every = rows.sweep(make_predictions), rows.every()
    busiest = max(each for _, _, each in every)
    found = found_of(sweep, [f"alerts<={busiest}/day"])
    assert (found.is_exact, found.unsearched) == (True, ())
    assert points_of(found) == unbeaten((loss, false) for loss, false, _ in every)
    bound = busiest - 2
    limited = found_of(sweep, [f"alerts<={bound}/day"])
    best = set(unbeaten((loss, false) for loss, false, most in every if most <= bound))
    kept_anyway = {(loss, false) for loss, false, most in every if most <= bound} & set(points_of(found))
    assert kept_anyway <= set(points_of(limited)), "what keeps the limit of itself is not lost"
    if limited.is_exact:
        assert set(points_of(limited)) == best


@pytest.mark.parametrize("seed", range(4))
def test_only_a_limit_that_rules_something_out_is_said_to_be_left_out_of_the_search(
    make_predictions, monkeypatch, seed
):
    """Where not all can be merged the frontier is not exact, with a limit or without."""
    rows = Rows(np.random.default_rng(seed), each=40, days=20)
    monkeypatch.setattr(frontier, "TRIED_MAX", 0)
    monkeypatch.setattr(frontier, "merge_exactly", lambda *_, **__: None)
    sweep = rows.sweep(make_predictions)
    without, loose, tight = (found_of(sweep, texts) for texts in ([], ["alerts<=100000/day"], ["alerts<=3/day"]))
    assert not loose.is_exact
    assert loose.unsearched == ()
    assert points_of(loose) == points_of(without)
    assert [limit.text for limit in tight.unsearched] == ["alerts<=3/day"]
