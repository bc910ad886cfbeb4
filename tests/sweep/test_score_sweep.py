"""The sweep of one score: by hand, and against itself under changes that must not matter."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.sweep.score_sweep import index_at, sweep_score

CELL_NAMES = ("tp", "fp", "fn", "tn")


def test_nobody_is_flagged_first_and_everybody_last():
    counts = sweep_score(np.array([0.2, 0.8, 0.8]), label=np.array([0, 1, 0]))
    assert counts.threshold.tolist() == [np.inf, 0.8, 0.2]
    assert counts.cases.tp.tolist() == [0, 1, 1]
    assert counts.cases.fp.tolist() == [0, 1, 2]
    assert counts.cases.fn.tolist() == [1, 0, 0]
    assert counts.cases.tn.tolist() == [2, 1, 0]


def test_no_rows_leave_only_flag_nobody():
    for weight, score, label in ((None, [], []), ([0.0, 0.0], [0.1, 0.2], [1, 0])):
        counts = sweep_score(
            np.array(score, float), label=np.array(label, np.uint8), weight=None if weight is None else np.array(weight)
        )
        assert counts.threshold.tolist() == [np.inf]
        assert [float(counts.cell(name)[0]) for name in ("TP", "FP", "FN", "TN", "ALL")] == [0, 0, 0, 0, 0]


def test_minus_zero_and_zero_are_one_candidate():
    counts = sweep_score(np.array([-0.0, 0.0]), label=np.array([1, 0]))
    assert len(counts) == 2
    assert not np.signbit(counts.threshold[1])


def test_neighbouring_floats_are_two_candidates():
    counts = sweep_score(np.array([0.5, np.nextafter(0.5, 1)]), label=np.array([1, 0]))
    assert counts.threshold.tolist() == [np.inf, np.nextafter(0.5, 1), 0.5]


def random_rows(seed: int, n: int = 400):
    rng = np.random.default_rng(seed)
    score = np.round(rng.normal(size=n), 2)
    return rng, score, rng.integers(0, 2, n), rng.integers(0, 4, n).astype(float), rng.lognormal(3, 2, n)


@pytest.mark.parametrize("seed", range(10))
def test_shuffling_rows_changes_no_count_and_hardly_a_sum(seed):
    rng, score, label, _, amount = random_rows(seed)
    weight = rng.random(len(score))
    order = rng.permutation(len(score))
    plain = sweep_score(score, label=label, amounts={"eur": amount})
    mixed = sweep_score(score[order], label=label[order], amounts={"eur": amount[order]})
    for name in CELL_NAMES:
        np.testing.assert_array_equal(getattr(plain.cases, name), getattr(mixed.cases, name))
        np.testing.assert_allclose(getattr(plain.sums["eur"], name), getattr(mixed.sums["eur"], name), rtol=1e-12)
    weighed = sweep_score(score, label=label, weight=weight)
    mixed = sweep_score(score[order], label=label[order], weight=weight[order])
    for name in CELL_NAMES:
        np.testing.assert_allclose(getattr(weighed.cases, name), getattr(mixed.cases, name), rtol=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_a_whole_weight_is_a_repeated_row_and_weight_zero_an_absent_one(seed):
    _, score, label, weight, amount = random_rows(seed)
    times = weight.astype(int)
    weighed = sweep_score(score, label=label, weight=weight, amounts={"eur": amount})
    repeated = sweep_score(
        np.repeat(score, times), label=np.repeat(label, times), amounts={"eur": np.repeat(amount, times)}
    )
    np.testing.assert_array_equal(weighed.threshold, repeated.threshold)
    for name in CELL_NAMES:
        np.testing.assert_array_equal(getattr(weighed.cases, name), getattr(repeated.cases, name))
        np.testing.assert_allclose(getattr(weighed.sums["eur"], name), getattr(repeated.sums["eur"], name), rtol=1e-12)


@pytest.mark.parametrize("stretch", [lambda s: 3 * s - 100, np.exp, lambda s: np.cbrt(s), lambda s: s * 1e300])
def test_a_rising_map_of_the_score_changes_no_count(stretch):
    _, score, label, *_ = random_rows(3)
    plain, mapped = sweep_score(score, label=label), sweep_score(stretch(score), label=label)
    for name in CELL_NAMES:
        np.testing.assert_array_equal(getattr(plain.cases, name), getattr(mapped.cases, name))


def test_inputs_are_not_changed():
    score, label, weight, amount = np.array([-0.0, 1, 1]), np.array([1, 0, 1]), np.array([0.0, 2, 1]), np.arange(3.0)
    before = [part.copy() for part in (score, label, weight, amount)]
    sweep_score(score, label=label, weight=weight, amounts={"eur": amount})
    for now, then in zip((score, label, weight, amount), before, strict=True):
        assert now.tobytes() == then.tobytes()


def test_margins_are_the_same_bits_at_every_threshold_and_for_every_score():
    """Else ``FP / ALL[km]`` would differ between points with equal FP, and the frontier would keep beaten points."""
    rng = np.random.default_rng(1)
    n = 20_000
    label, km, weight = rng.random(n) < 0.1, rng.lognormal(0, 1, n).round(2), rng.random(n)
    seen: dict[str, set[float]] = {}
    for score in (rng.random(n), rng.normal(size=n)):
        counts = sweep_score(score, label=label, weight=weight, amounts={"km": km})
        for margin in ("POSITIVES", "NEGATIVES", "ALL"):
            seen.setdefault(margin, set()).update(counts.cell(margin))
            seen.setdefault(f"{margin}[km]", set()).update(counts.cell(margin, "km"))
    assert {name: len(values) for name, values in seen.items()} == dict.fromkeys(seen, 1)


@pytest.mark.parametrize("n", [1, 7, 300, 60_000])
def test_a_part_is_never_more_than_the_whole_and_all_of_it_is_the_whole(n):
    """Recall must reach 1 exactly and never pass it, with fractional weights in any order too."""
    rng = np.random.default_rng(2)
    for _ in range(12):
        weight = rng.random(n)
        counts = sweep_score(rng.random(n), label=rng.integers(0, 2, n), weight=weight)
        for part, rest, whole in (("TP", "FN", "POSITIVES"), ("FP", "TN", "NEGATIVES")):
            assert (counts.cell(part) <= counts.cell(whole)).all()
            assert (counts.cell(rest) <= counts.cell(whole)).all()
            assert counts.cell(part)[-1] == counts.cell(rest)[0] == counts.cell(whole)[0]
            assert counts.cell(part)[0] == counts.cell(rest)[-1] == 0


def test_the_sum_over_everybody_is_the_sum_over_all_even_where_amounts_cancel():
    """Refunds and payments of many sizes, where the order of adding shows in the result."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        paid, label = rng.normal(size=250) * 1e15, rng.integers(0, 2, 250)
        eur = np.concatenate([paid, rng.normal(size=250) / 1000, -paid])
        counts = sweep_score(rng.random(750), label=np.tile(label, 3), amounts={"eur": eur})
        for part, rest, whole in (("TP", "FN", "POSITIVES"), ("FP", "TN", "NEGATIVES")):
            assert counts.cell(part, "eur")[-1] == counts.cell(rest, "eur")[0] == counts.cell(whole, "eur")[0]
            assert counts.cell(part, "eur")[0] == counts.cell(rest, "eur")[-1] == 0


def test_index_at_is_the_lowest_candidate_that_is_not_below():
    candidates = np.array([np.inf, 0.9, 0.4])
    asked = np.array([np.inf, 1.0, 0.9, 0.5, 0.4, 0.0, -np.inf])
    assert index_at(candidates, asked).tolist() == [0, 0, 1, 1, 2, 2, 2]


def test_nan_is_no_threshold():
    with pytest.raises(InputError, match="must be a number"):
        index_at(np.array([np.inf, 0.5]), np.array([np.nan]))


def test_a_sum_beyond_all_numbers_spoils_no_other():
    """The event's amount times its weight is too large for a number; the sums over the rest are not."""
    score, label, weight = np.array([0.9, 0.8, 0.7, 0.6]), np.array([1, 0, 1, 0]), np.array([10.0, 1, 1, 1])
    counts = sweep_score(score, label=label, weight=weight, amounts={"eur": np.array([1e308, 1, 2, 3])})
    assert counts.cell("FP", "eur").tolist() == [0, 0, 1, 1, 4]
    assert counts.cell("NEGATIVES", "eur").tolist() == [4] * 5


def test_vast_amounts_that_cancel_add_up_to_nothing():
    counts = sweep_score(np.arange(4.0), label=np.ones(4), amounts={"eur": np.array([1e308, 1e308, -1e308, -1e308])})
    assert counts.cell("POSITIVES", "eur").tolist() == [0] * 5


def test_the_same_amounts_have_the_same_bits_however_they_lie_in_memory():
    rng = np.random.default_rng(0)
    amount, score, label = rng.random(5000), rng.random(5000), rng.integers(0, 2, 5000)
    plain = sweep_score(score, label=label, amounts={"eur": amount})
    strided = sweep_score(score, label=label, amounts={"eur": np.repeat(amount, 2)[::2]})
    for name in CELL_NAMES:
        assert np.array_equal(getattr(plain.sums["eur"], name), getattr(strided.sums["eur"], name))
