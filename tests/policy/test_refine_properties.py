"""Choosing over a sweep that lists only some candidates is choosing over all of them: random studies."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.policy.partial_sweep import hide
from tests.policy.random_studies import easy_or_impossible_question, random_question, random_rows
from tests.policy.told import told
from workbench.policy import choose, refine
from workbench.sweep import Sweep, bins


@pytest.mark.parametrize("share", [1.0, refine.COMPLETE_FROM_SHARE])
def test_choosing_with_hidden_candidates_is_choosing_among_all(make_predictions, monkeypatch, soak, share):
    """Random data, contracts, rules and limits; with share 1 the whole is never swept."""
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", share)
    monkeypatch.setattr(refine, "FIRST_GAPS", 1)
    rng = random.Random(5 if share == 1 else 6)
    seen = {"refined": 0, "not listed ties": 0, "ties": 0, "blocked": 0, "untouched": 0, "several scores": 0}
    completed = 0
    for _ in range((120 if share == 1 else 40) * soak):
        whole = Sweep(random_rows(rng, make_predictions))
        kept = np.random.default_rng(rng.getrandbits(32)).random(len(whole)) < rng.choice([0.02, 0.1, 0.5])
        partial = hide(whole, kept, is_loose=rng.random() < 0.5)
        for _ in range(3):
            asked = random_question(rng, whole)
            partial.completed = partial.refined_gaps = 0
            found = choose(partial, asked.contract, rule=asked.rule, limits=asked.limits)
            expected = choose(whole, asked.contract, rule=asked.rule, limits=asked.limits)
            assert told(found, whole) == told(expected, whole), asked
            assert not (share == 1 and partial.completed)
            seen["not listed ties"] += len(found.tied_between) > 0
            seen["refined"] += partial.refined_gaps > 0
            completed += partial.completed > 0
            seen["untouched"] += partial.refined_gaps == partial.completed == 0
            seen["ties"] += len(found.ties) > 0
            seen["blocked"] += not found.is_feasible
            seen["several scores"] += len(whole.scores) > 1
    assert min(seen.values()) > 2 * soak, seen
    assert (completed > 2 * soak) == (share < 1)


def test_a_sweep_of_few_candidates_chooses_as_one_of_all(make_predictions, monkeypatch, soak):
    """Sums in eighths are exact whatever the order, so everything must be equal, to the last bit."""
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", 1.0)
    monkeypatch.setattr(refine, "FIRST_GAPS", 1)
    rng = random.Random(12)
    gapped = 0
    for _ in range(80 * soak):
        predictions = random_rows(rng, make_predictions, is_exact=True)
        whole = Sweep(predictions)
        partial = Sweep(predictions, candidates_max=rng.choice([2, 4, 8, 32]))
        gapped += partial.has_gap.any()
        for _ in range(3):
            asked = random_question(rng, whole)
            found = choose(partial, asked.contract, rule=asked.rule, limits=asked.limits)
            expected = choose(whole, asked.contract, rule=asked.rule, limits=asked.limits)
            assert told(found, whole) == told(expected, whole), asked
    assert gapped > 20 * soak


def test_plateaus_and_what_cannot_be_are_told_as_if_every_candidate_were_listed(make_predictions, monkeypatch, soak):
    """2,000 questions where many candidates tie or none is feasible, of which hardly any needs all candidates."""
    monkeypatch.setattr(bins, "_SLOTS", 1 << 10)
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", 1.0)
    rng = random.Random(14)
    seen = {"ties": 0, "not listed ties": 0, "preferred": 0, "one to relax": 0, "conflict": 0, "several scores": 0}
    for _ in range(80 * soak):
        monkeypatch.setattr(refine, "FIRST_GAPS", rng.choice([1, 4, 64, 64]))
        predictions = random_rows(rng, make_predictions, is_exact=True, rows_count=rng.randrange(30, 201))
        whole, partial = Sweep(predictions), Sweep(predictions, candidates_max=rng.randrange(4, 17))
        for _ in range(25):
            asked = easy_or_impossible_question(rng, whole)
            found = choose(partial, asked.contract, rule=asked.rule, limits=asked.limits)
            expected = choose(whole, asked.contract, rule=asked.rule, limits=asked.limits)
            assert told(found, whole) == told(expected, whole), asked
            assert found.ties == () or found.ties[0] == found.point.policy
            assert set(found.ties) <= set(expected.ties)
            assert len(expected.ties) == expected.ties_count
            assert expected.tied_between == ()
            seen["ties"] += expected.ties_count > 0
            seen["not listed ties"] += len(found.tied_between) > 0
            seen["preferred"] += found.is_feasible and partial.candidate(*_place(found.point.policy)) is None
            seen["one to relax"] += any(item.is_nearest_of_others for item in found.blocked)
            seen["conflict"] += len(found.blocked) > 1 and not found.blocked[0].is_nearest_of_others
            seen["several scores"] += len(whole.scores) > 1
        assert not partial._completed
    assert min(seen.values()) > 50 * soak, seen


def _place(policy) -> tuple[str, float]:
    return policy.score, policy.threshold


def test_sums_that_are_rounded_choose_as_well_up_to_rounding(make_predictions, monkeypatch, soak):
    """A sum in another order differs in its last bits; what is chosen is worth as much."""
    monkeypatch.setattr(refine, "COMPLETE_FROM_SHARE", 1.0)
    rng = random.Random(13)
    for _ in range(100 * soak):
        predictions = random_rows(rng, make_predictions)
        whole, partial = Sweep(predictions), Sweep(predictions, candidates_max=rng.choice([2, 8, 32]))
        asked = random_question(rng, whole, is_plain=True)
        found = choose(partial, asked.contract, rule=asked.rule)
        expected = choose(whole, asked.contract, rule=asked.rule)
        assert found.objective == pytest.approx(expected.objective, rel=1e-9, abs=1e-9, nan_ok=True)
