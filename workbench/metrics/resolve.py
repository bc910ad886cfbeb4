"""From words to metrics: built-in names, the contract's own metrics, and formulas written as ``name = FORMULA``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from difflib import get_close_matches

from workbench.contract import RESERVED_NAMES, Contract, MetricSpec
from workbench.contract.digits import every_digit
from workbench.errors import ContractError, FormulaError, Problem
from workbench.metrics.builtin import BUILTIN
from workbench.metrics.formula import parse_formula
from workbench.metrics.metric import Metric
from workbench.metrics.payoff import payoff_metric, payoff_per_period_metric


def contract_metrics(contract: Contract, *, amounts: Collection[str] | None = None) -> tuple[Metric, ...]:
    """The contract's metrics, in its order.

    Raises ContractError naming every metric whose formula cannot be used.
    """
    built, problems = build_metrics(contract.metrics, amounts=amounts)
    if problems:
        raise ContractError(problems)
    return built


def build_metrics(
    specs: Iterable[MetricSpec], *, amounts: Collection[str] | None = None
) -> tuple[tuple[Metric, ...], list[Problem]]:
    """The metrics of those whose formula can be used, and what is wrong with the others, whatever else is wrong."""
    built, problems = [], []
    for index, spec in enumerate(specs):
        here = f"metrics[{index}] ({spec.name})"
        try:
            metric = _from_spec(spec, amounts)
        except FormulaError as error:
            problems.append(Problem(field=f"{here}.formula", message=str(error), excerpt=error.excerpt))
            continue
        built.append(metric)
        if metric.worst is not None and metric.target is not None and (metric.target - metric.worst) * metric.sign <= 0:
            message = f"is {metric.goal}, but worst {every_digit(metric.worst)} is no worse than target {every_digit(metric.target)}. Swap them."
            problems.append(Problem(field=f"{here}.goal", message=message))
    return tuple(built), problems


def known_metrics(contract: Contract | None, *, cases_count: float | None = None) -> dict[str, Metric]:
    """Every metric that has a name here: the contract's first, then its payoff, then the built-in ones.

    The payoff per period is among them only where ``cases_count`` says how many cases the predictions stand for.
    """
    known: dict[str, Metric] = {}
    if contract is not None:
        known.update({metric.name: metric for metric in contract_metrics(contract)})
        money = [payoff_metric(contract)]
        if cases_count is not None:
            money.append(payoff_per_period_metric(contract, cases_count=cases_count))
        for metric in money:
            if metric is not None:
                known.setdefault(metric.name, metric)
    for name, metric in BUILTIN.items():
        known.setdefault(name, metric)
    return known


def resolve_metrics(
    words: Iterable[str], *, contract: Contract | None = None, cases_count: float | None = None
) -> tuple[Metric, ...]:
    """The metrics named by ``words``: a known name, or ``name = FORMULA``.

    >>> [metric.label for metric in resolve_metrics(["recall", "cost = 5 * FP + FN"])]
    ['Recall', 'cost']

    Raises FormulaError for a name that is not known, with the nearest one.
    """
    known = known_metrics(contract, cases_count=cases_count)
    found = []
    for word in words:
        name, equals, text = word.partition("=")
        name = name.strip()
        if equals:
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
                raise FormulaError(f"{name!r} cannot name a metric; use letters, digits and _.")
            if name in RESERVED_NAMES:
                raise FormulaError(f"{name!r} is a column of every sweep table; give the metric another name.")
            formula = parse_formula(text)
            found.append(
                Metric(
                    name=name,
                    label=name,
                    goal="minimise",
                    unit="",
                    value=formula.value,
                    denominator=formula.denominator,
                    definition=formula.text,
                )
            )
        elif name in known:
            found.append(known[name])
        else:
            near = nearest(name, known)
            hint = f"Did you mean {near!r}?" if near else f"The names are: {', '.join(known)}."
            raise FormulaError(f"There is no metric named {name!r}. {hint} A new one is written as name=FORMULA.")
    return tuple(found)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, whatever its case; None where none is near."""
    folded = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), folded)
    return folded[near[0]] if near else None


def _from_spec(spec: MetricSpec, amounts: Collection[str] | None) -> Metric:
    if spec.formula is None:
        if spec.name not in BUILTIN:
            near = nearest(spec.name, BUILTIN)
            hint = f" Did you mean {near!r}?" if near else ""
            raise FormulaError(f"is needed: {spec.name!r} is not the name of a built-in metric.{hint}")
        base = BUILTIN[spec.name]
    else:
        formula = parse_formula(spec.formula, amounts=amounts)
        if spec.goal is None:
            raise FormulaError("needs a goal beside it: maximise or minimise.")
        base = Metric(
            name=spec.name,
            label=spec.name.replace("_", " ").capitalize(),
            goal=spec.goal,
            unit="",
            value=formula.value,
            denominator=formula.denominator,
            definition=formula.text,
        )
    label = spec.label or base.label
    unit = spec.unit if spec.unit is not None else base.unit
    return replace(
        base,
        label=label,
        goal=spec.goal or base.goal,
        unit=unit,
        things=base.things if spec.label is None and spec.unit is None else None,
        role=spec.role,
        weight=spec.effective_weight,
        worst=spec.worst,
        target=spec.target,
        limit=spec.limit,
        where={column: tuple(values) for column, values in spec.where.items()},
        so_what=spec.so_what,
        layer=spec.layer,
    )
