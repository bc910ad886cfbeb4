"""Every problem in a contract at once: none hides another."""

from __future__ import annotations

from pathlib import Path

from workbench.cli.contract_columns import contract_predictions, table_problems
from workbench.contract import Contract
from workbench.contract.as_written import as_written
from workbench.contract.careless import careless, outside_share
from workbench.contract.model import ContractFile
from workbench.contract.names import recorded_name
from workbench.contract.readable import not_echoes, readable
from workbench.contract.safe_yaml import load_yaml
from workbench.errors import ContractError, FormulaError, InputError, Problem
from workbench.metrics import parse_formula
from workbench.metrics.degenerate import degenerate, is_share
from workbench.metrics.resolve import build_metrics
from workbench.policy import parse_limit
from workbench.policy.coach import Advice, coach
from workbench.predictions import read_table
from workbench.sweep import Sweep, looking_max


def check_contract(
    path: Path, predictions: Path | None = None
) -> tuple[Contract | None, tuple[Problem, ...], tuple[str, ...]]:
    """The contract where it is whole, its problems, and warnings that stop nobody.

    Every part is judged whatever is wrong with the others: fields, what is between them, formulas, columns.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"The contract {str(path)!r} cannot be opened: {error.strerror or error}.") from None
    table = read_table(predictions) if predictions is not None else None
    contract, content, problems = _read(raw)
    if contract is not None:
        problems += not_echoes(careless(contract), problems)
        problems += not_echoes(_formula_problems(contract, problems), problems)
        problems += not_echoes(_amount_problems(contract), problems)
        problems += not_echoes(_limit_problems(contract, problems), problems)
        if table is not None:
            problems += not_echoes(table_problems(contract, table), problems)
    if problems:
        return None, tuple(dict.fromkeys(as_written(problem, content) for problem in problems)), ()
    whole = Contract.from_text(raw)
    return whole, (), _warnings(whole)


def coached(contract: Contract, predictions: Path) -> tuple[Advice, ...]:
    """What the coach says of a whole contract on these predictions, less what the warnings say already."""
    given = contract_predictions(contract, read_table(predictions))
    said = coach(contract, Sweep(given, candidates_max=looking_max(len(given))))
    return tuple(advice for advice in said if advice.kind not in ("vanity", "many"))


def _read(raw: bytes) -> tuple[ContractFile | None, object, list[Problem]]:
    """As much of the contract as can be read, its plain values, and what is wrong with its fields and between them."""
    repeats: list[Problem] = []
    try:
        content = load_yaml(raw.decode("utf-8-sig"), repeats=repeats)
    except (ContractError, UnicodeDecodeError):
        content = None  # what reads the contract says why
    problems = list(repeats)
    if not repeats:
        try:
            return Contract.from_text(raw), content, []
        except ContractError as error:
            problems = list(error.problems)
    if not isinstance(content, dict):
        return None, None, problems
    contract, found = readable(content)
    return contract, content, [*repeats, *found] if found or repeats else problems


def _formula_problems(contract: ContractFile, said: list[Problem]) -> list[Problem]:
    fields = {problem.field for problem in said}
    amounts = contract.predictions.amounts if contract.predictions is not None else None
    known = None if "predictions.amounts" in fields else amounts
    _, problems = build_metrics(contract.metrics, amounts=known)
    nameless = [
        f"metrics[{index}] ({metric.name}).formula"
        for index, metric in enumerate(contract.metrics)
        if metric.formula is None and fields & {f"metrics[{index}]", f"metrics[{index}].name"}
    ]
    for index, metric in enumerate(contract.metrics):
        built, _ = build_metrics([metric], amounts=known)
        formula = parse_formula(metric.formula) if built and metric.formula else None
        here = f"metrics[{index}] ({metric.name})"
        if formula is not None and (wrong := degenerate(formula)):
            problems.append(Problem(field=f"{here}.formula", message=wrong))
        elif built and is_share(built[0], amounts=formula.amounts if formula is not None else ()):
            problems += outside_share(metric, here)
    return [problem for problem in problems if problem.field not in nameless]


def _amount_problems(contract: ContractFile) -> list[Problem]:
    """Names of amounts that no formula can write."""
    return [
        Problem(
            field=f"predictions.amounts.{name}",
            message=f"{name!r} cannot be written in a formula. Name the amount with letters, digits and _.",
        )
        for name in (contract.predictions.amounts if contract.predictions is not None else ())
        if not recorded_name(name) or not _can_be_written(name, f"{name!r}")
    ]


def _can_be_written(name: str, as_text: str) -> bool:
    try:
        return parse_formula(f"FN[{as_text}]").amounts == {name}
    except FormulaError:
        return False


def _limit_problems(contract: ContractFile, said: list[Problem]) -> list[Problem]:
    """Limits beside those of the metrics that name no metric; what is wrong with their form is said already.

    They are asked of the metrics, so they are judged once those are right.
    """
    problems: list[Problem] = []
    if any(problem.field.startswith("metrics") for problem in said):
        return problems
    try:
        whole = Contract.from_dict(contract.model_dump(mode="json", exclude_none=True))
    except ContractError:
        return problems
    for index, text in enumerate(contract.limits or ()):
        try:
            parse_limit(text, contract=whole, cases_count=1.0)
        except InputError as error:
            problems.append(Problem(field=f"limits[{index}]", message=str(error)))
    return problems


def _warnings(contract: Contract | None) -> tuple[str, ...]:
    if contract is None:
        return ()
    said = list(contract.warnings)
    unweighed = [metric.name for metric in contract.metrics if metric.effective_weight and metric.worst is None]
    for name in unweighed:
        said.append(f"{name} has no worst and target, so the rule 'contract' cannot weigh it.")
    for name in contract.predictions.amounts if contract.predictions is not None else ():
        if not _can_be_written(name, name):
            said.append(f"The amount {name!r} is written in quotes in a formula: FN[{name!r}].")
    if not contract.signatures.required:
        said.append("signatures.required is empty: nobody has to sign, neither this contract nor a decision by it.")
    if contract.alerts.relative_degradation > 1:
        said.append(f"alerts.relative_degradation is {contract.alerts.relative_degradation:.0%}; 0.05 is 5 %.")
    if not contract.payoff and any(_is_money(metric.formula) for metric in contract.metrics):
        said.append("There is no payoff, so no money can be shown beside the metrics.")
    return tuple(said)


def _is_money(formula: str | None) -> bool:
    try:
        return formula is not None and bool(parse_formula(formula).amounts)
    except FormulaError:
        return False
