"""Metrics as straight lines in the cells: the line is the metric, and what is none is refused."""

from __future__ import annotations

import ast
import math
import random
from fractions import Fraction

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.metrics import BUILTIN, parse_formula, payoff_metric
from workbench.metrics.affine import Affine, FormCounts, Quotient, form_of, metric_form
from workbench.sweep import Sweep

AMOUNTS = ("eur", "km")
CELLS = ("TP", "FP", "FN", "TN")
MARGINS = {"FLAGGED": ("TP", "FP"), "CLEARED": ("FN", "TN"), "POSITIVES": ("TP", "FN"), "NEGATIVES": ("FP", "TN"),
           "ALL": CELLS}  # fmt: skip

ADDITIVE = {
    "recall",
    "fnr",
    "fpr",
    "specificity",
    "accuracy",
    "error_rate",
    "flag_rate",
    "balanced_accuracy",
    "informedness",
    "review_rate",
    "automation_rate",
}
RATIOS = {"precision", "npv", "fdr", "f1", "f2", "f0_5", "jaccard"}


@pytest.fixture(scope="module")
def study(make_predictions):
    """Sixty rows whose amounts and weights are eighths, so that floats add them exactly."""
    rng = random.Random(5)
    n = 60
    return make_predictions(
        [rng.randrange(2) for _ in range(n)],
        {"s": [rng.randrange(12) / 8 for _ in range(n)]},
        amounts={
            "eur": [rng.randrange(-80, 400) / 8 for _ in range(n)],
            "km": [float(rng.randrange(3)) for _ in range(n)],
        },
        weight=[rng.randrange(1, 9) / 8 for _ in range(n)],
        segments={
            "tier": [rng.choice(["x", "y", "z"]) for _ in range(n)],
            "sex": [rng.choice(["f", "m"]) for _ in range(n)],
        },
    )


def test_every_builtin_is_what_it_is(study):
    """A new built-in metric must be put into one of the sets, or be neither."""
    counts = FormCounts(predictions=study)
    kinds = {name: type(metric_form(metric, counts)) for name, metric in BUILTIN.items()}
    assert {name for name, kind in kinds.items() if kind is Affine} == ADDITIVE
    assert {name for name, kind in kinds.items() if kind is Quotient} == RATIOS
    assert {name for name, kind in kinds.items() if kind is type(None)} == {"mcc", "kappa", "net_benefit"}


@pytest.mark.parametrize("where", [{}, {"tier": ("x", "z")}, {"tier": ("y",), "sex": ("f",)}], ids=str)
@pytest.mark.parametrize("name", sorted(ADDITIVE | RATIOS))
def test_the_form_of_a_builtin_is_the_metric_at_every_candidate(study, name, where):
    sweep = Sweep(study)
    form = metric_form(BUILTIN[name], FormCounts(predictions=study), where)
    np.testing.assert_allclose(form.of(sweep.counts), BUILTIN[name].value(sweep.counts(where)), rtol=1e-12, atol=1e-14)


def exact(node: ast.expr, cells: dict) -> Fraction | None:
    """The value of + - * / ** -, None where undefined, by fractions; KeyError for what else a formula may hold."""
    match node:
        case ast.Constant(value=number):
            return Fraction(number)
        case ast.Name(id=name):
            return sum(cells[cell, None] for cell in MARGINS.get(name, (name,)))
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=amount)):
            return sum(cells[cell, amount] for cell in MARGINS.get(name, (name,)))
        case ast.UnaryOp(operand=inner):
            value = exact(inner, cells)
            return None if value is None else -value
        case ast.BinOp(left=left, op=op, right=right):
            one, other = exact(left, cells), exact(right, cells)
            if one is None or other is None:
                return None
            match op:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div():
                    return one / other if other else None
    raise KeyError(ast.dump(node))


def sums(rows, flagged) -> dict:
    cells = {(cell, amount): Fraction(0) for cell in CELLS for amount in (None, *AMOUNTS)}
    for i in range(len(rows)):
        cell = {(1, 1): "TP", (1, 0): "FP", (0, 1): "FN", (0, 0): "TN"}[int(flagged[i]), int(rows.label[i])]
        weight = Fraction(rows.weight[i])
        cells[cell, None] += weight
        for amount in AMOUNTS:
            cells[cell, amount] += weight * Fraction(rows.amounts[amount][i])
    return cells


def in_form(form: Affine, cells: dict) -> tuple[Fraction, Fraction]:
    """The form's value, and the size of what it adds up."""
    parts = [Fraction(factor) * cells[atom.cell, atom.amount] for atom, factor in form.terms.items()]
    return Fraction(form.constant) + sum(parts), abs(Fraction(form.constant)) + sum(map(abs, parts))


def formula(rng: random.Random, depth: int) -> str:
    kind = rng.random()
    if depth == 0 or kind < 0.25:
        if rng.random() < 0.25:
            return rng.choice(["2", "0.5", "1000", "3", "0", "0.125"])
        name = rng.choice([*CELLS, *MARGINS])
        return f"{name}[{rng.choice(AMOUNTS)}]" if rng.random() < 0.3 else name
    return f"({formula(rng, depth - 1)} {rng.choice('+-*/')} {formula(rng, depth - 1)})"


def test_random_formulas_are_their_forms_and_what_bends_is_refused(study, soak):
    """3,000 formulas, each on 4 random sets of flagged rows, by fractions; a form is never given to what bends."""
    rng = random.Random(17)
    counts = FormCounts(predictions=study)
    policies = [[rng.random() < share for _ in range(len(study))] for share in (0.0, 0.2, 0.6, 1.0)]
    cells = [sums(study, flagged) for flagged in policies]
    seen = {Affine: 0, Quotient: 0, type(None): 0}
    for _ in range(3000 * soak):
        text = formula(rng, 3)
        if not any(name in text for name in (*CELLS, *MARGINS)):
            continue
        form = form_of(parse_formula(text).value, counts)
        seen[type(form)] += 1
        if form is None:
            continue
        tree = ast.parse(text, mode="eval").body
        for each in cells:
            true = exact(tree, each)
            if isinstance(form, Affine):
                if not form.is_defined:
                    assert true is None, text
                    continue
                found, size = in_form(form, each)
            else:
                below, below_size = in_form(form.bottom, each)
                if true is None:
                    assert abs(below) <= 1e-9 * below_size, text
                    continue
                above, above_size = in_form(form.top, each)
                if abs(below) <= 1e-9 * below_size:
                    assert below != 0, text
                    continue  # rounded factors say nothing about so small a rest
                found, size = above / below, (above_size + abs(above)) / abs(below) * (below_size / abs(below))
            assert true is not None, text
            assert abs(found - true) <= Fraction(1, 10**9) * max(size, abs(true)), text
    assert min(seen.values()) > 100, seen


@pytest.mark.parametrize(
    "text",
    ["TP * FP", "TP ** 2", "sqrt(TP)", "abs(TP - FP)", "max(TP, FP)", "min(FN, 3)", "log(FLAGGED)", "exp(FN / ALL)", "1 / (1 / TP)",
     "TP / FP + FP / TP", "2 ** TP", "(TP / FP) * TP", "TP / (1 + TP / FP)", "TP * 1e101", "TP ** 0"],
)  # fmt: skip
def test_what_bends_is_refused(study, text):
    assert form_of(parse_formula(text).value, FormCounts(predictions=study)) is None


@pytest.mark.parametrize(
    "text",
    ["TP + FN - TP", "1000 * FP / ALL[km]", "FN[eur] + 4.5 * FP", "(TP * NEGATIVES - FP * POSITIVES) / (POSITIVES * NEGATIVES)",
     "min(POSITIVES, 5) * FP", "sqrt(NEGATIVES) + FLAGGED", "FP / (TP + FN)", "TP ** 1", "-CLEARED[eur] / 2", "FP / (POSITIVES - POSITIVES)"],
)  # fmt: skip
def test_what_adds_over_segments_is_known(study, text):
    assert isinstance(form_of(parse_formula(text).value, FormCounts(predictions=study)), Affine)


def test_a_total_that_divides_by_nothing_is_undefined_everywhere(make_predictions):
    rows = make_predictions([0, 0], {"s": [0.1, 0.2]})
    form = metric_form(BUILTIN["recall"], FormCounts(predictions=rows))
    assert math.isnan(form.constant)
    assert not form.is_defined
    assert np.isnan(form.of(Sweep(rows).counts)).all()


def test_a_payoff_that_differs_by_segment_is_a_line(study):
    """Against the payoff at every candidate; the two ways of adding differ in the last bits at most."""
    payoff = {
        "TP": {"each": 2.5, "eur": 0.5, "by": {"tier": {"x": {"each": -1}, "y": {"eur": 2}}}},
        "FN": {"each": -4, "by": {"tier": {"z": {"km": -3}}}},
        "TN": {"each": 0.125},
    }
    metric = payoff_metric(Contract.from_dict({"title": "T", "decision": "D", "payoff": payoff}))
    sweep = Sweep(study)
    form = metric_form(metric, FormCounts(predictions=study))
    assert isinstance(form, Affine)
    assert {atom.where for atom in form.terms if atom.where}, "the terms of single values are told apart"
    np.testing.assert_allclose(form.of(sweep.counts), metric.measure(sweep), rtol=1e-12)


def test_a_metric_written_as_a_function_that_branches_is_refused(study):
    counts = FormCounts(predictions=study)
    assert form_of(lambda c: np.where(c.cell("TP") > 3, 1.0, 0.0), counts) is None
    assert form_of(lambda c: 1.0 if c.cell("TP") else 0.0, counts) is None
    assert form_of(lambda c: np.asarray(c.cell("TP")), counts) is None
    assert form_of(lambda c: c.cell("TP") / c.cell("FLAGGED"), counts) is None  # infinite, not undefined, at 0
    assert isinstance(form_of(lambda c: 3 * c.cell("TP") / 4, counts), Affine)
