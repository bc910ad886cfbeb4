"""A contract that cannot be measured on the study's predictions, said so that whoever reads it knows where to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workbench.contract import Contract
from workbench.errors import ColumnError, ContractError, FormulaError, InputError, Problem, WorkbenchError
from workbench.metrics import contract_metrics, payoff_metric
from workbench.register import Study
from workbench.ui.loaded import sweep_of
from workbench.ui.studies import contract_of


@contextmanager
def pointing_to_contract(study: Study) -> Iterator[None]:
    """Say of what the contract asks for and the predictions do not have that it is the Contract page's to mend."""
    try:
        yield
    except (ColumnError, FormulaError) as refusal:
        if study.contract is None:
            raise
        raise InputError(
            f"This contract cannot be measured on these predictions. {refusal} Correct it on the Contract page."
        ) from refusal


def try_on(study: Study, contract: Contract) -> None:
    """Measure every metric and the payoff once, so that what cannot be measured on these predictions is refused now."""
    sweep = sweep_of(study)
    problems = []
    for cell, payoff in contract.payoff.items():
        for column, parts in (payoff.by or {}).items():
            try:
                sweep.predictions.segment(column).mask(parts)
            except ColumnError as error:
                problems.append(Problem(field=f"payoff.{cell}.by.{column}", message=str(error)))
    if problems:
        raise ContractError(problems)
    payoff_in_all = payoff_metric(contract)
    metrics = contract_metrics(contract, amounts=tuple(sweep.predictions.amounts))
    for metric in (*metrics, *([payoff_in_all] if payoff_in_all is not None else [])):
        try:
            metric.measure_at(sweep, sweep.scores[0], 0.5)
        except FormulaError as error:
            raise FormulaError(f"{metric.label}: {error}") from None


def refuse_unmeasurable(study: Study) -> None:
    """Nobody seals what could never be looked at: raise InputError where the study's contract cannot be measured."""
    contract = contract_of(study)
    if contract is None:
        return
    try:
        try_on(study, contract)
    except WorkbenchError as refusal:
        raise InputError(
            f"This contract cannot be measured on these predictions, so it is not sealed. {refusal} Correct it first."
        ) from refusal
