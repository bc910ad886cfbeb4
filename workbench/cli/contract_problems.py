"""Every problem in a contract at once: what one problem hides, the next reading finds."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.contract import Contract
from workbench.contract.safe_yaml import load_yaml
from workbench.errors import ColumnError, ContractError, FormulaError, InputError, Problem
from workbench.metrics import contract_metrics, parse_formula
from workbench.policy.agreed_columns import agreed_columns
from workbench.policy.coach import Advice, coach
from workbench.predictions import Predictions, Table, build_predictions, read_table
from workbench.sweep import Sweep, looking_max

_ROUNDS_MAX = 6
_STAND_INS = {
    "title": "title",
    "decision": "decision",
    "label": "label",
    "name": "name",
    "cases": 1,
    "score": "score",
    "limit": 0,
}


def check_contract(
    path: Path, predictions: Path | None = None
) -> tuple[Contract | None, tuple[Problem, ...], tuple[str, ...]]:
    """The contract where it is whole, its problems, and warnings that stop nobody."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"The contract {str(path)!r} cannot be opened: {error.strerror or error}.") from None
    contract, problems = _read(raw)
    table = read_table(predictions) if predictions is not None else None
    if contract is not None:
        problems += _formula_problems(contract)
        if table is not None:
            problems += _table_problems(contract, table)
    is_whole = contract is not None and not problems
    return contract if is_whole else None, tuple(dict.fromkeys(problems)), _warnings(contract) if is_whole else ()


def coached(contract: Contract, predictions: Path) -> tuple[Advice, ...]:
    """What the coach says of a whole contract on these predictions, less what the warnings say already."""
    given = _predictions(contract, read_table(predictions))
    said = coach(contract, Sweep(given, candidates_max=looking_max(len(given))))
    return tuple(advice for advice in said if advice.kind not in ("vanity", "many"))


def _read(raw: bytes) -> tuple[Contract | None, list[Problem]]:
    try:
        return Contract.from_text(raw), []
    except ContractError as error:
        first = list(error.problems)
    try:
        content = load_yaml(raw.decode("utf-8-sig"))
    except (ContractError, UnicodeDecodeError):
        return None, first
    if not isinstance(content, dict):
        return None, first
    # What is wrong is taken out and the rest is read again, so that one problem does not hide the others.
    content, problems, found = copy.deepcopy(content), first, first
    for _ in range(_ROUNDS_MAX):
        for problem in found:
            _take_out(content, problem.field)
        try:
            return Contract.from_dict(content), problems
        except ContractError as error:
            found = [problem for problem in error.problems if problem not in problems]
            if not found:
                break
            problems = problems + [problem for problem in found if not _is_echo(problem)]
    return None, problems


def _take_out(content: Any, field: str) -> None:
    steps: list[Any] = [
        int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]\s()]+", re.sub(r" \(.*?\)", "", field))
    ]
    here = content
    for step in steps[:-1]:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return
    last = steps[-1] if steps else None
    if last == "goal" and isinstance(here, dict):
        # A direction is kept, so that the formula beside it can be judged; ends that contradict it go.
        here.pop("worst", None), here.pop("target", None)
        here["goal"] = here["goal"] if here.get("goal") in ("maximise", "minimise") else "minimise"
    elif isinstance(here, dict) and last is not None:
        here.pop(last, None)
        if last in _STAND_INS:
            here[last] = _STAND_INS[last] if last != "name" else f"name_{id(here)}"
    elif isinstance(here, list) and isinstance(last, int) and last < len(here):
        here[last] = {"name": f"name_{last}"} if isinstance(here[last], dict) else "removed"


def _is_echo(problem: Problem) -> bool:
    """Whether a problem is only about what was put in place of another."""
    return bool(re.search(r"name_\d+|removed", str(problem)))


def _formula_problems(contract: Contract) -> list[Problem]:
    problems = []
    try:
        contract_metrics(contract, amounts=contract.predictions.amounts if contract.predictions is not None else None)
    except ContractError as error:
        problems += [problem for problem in error.problems if not _is_echo(problem)]
    return problems


def _table_problems(contract: Contract, table: Table) -> list[Problem]:
    named = contract.predictions
    if named is None:
        return [Problem(field="predictions", message="is needed to say which column plays which part.")]
    wanted = [("label", named.label), *((f"scores[{i}]", name) for i, name in enumerate(named.scores))]
    wanted += [(f"flip[{i}]", name) for i, name in enumerate(named.flip)]
    wanted += [("baseline", named.baseline.score)] if named.baseline is not None else []
    wanted += [(f"segments[{i}]", name) for i, name in enumerate(named.segments)]
    wanted += [(f"amounts.{name}", column) for name, column in named.amounts.items()]
    wanted += [(part, getattr(named, part)) for part in ("weight", "period", "id") if getattr(named, part)]
    places = [(f"predictions.{part}", column) for part, column in wanted]
    for index, metric in enumerate(contract.metrics):
        places += [(f"metrics[{index}] ({metric.name}).where.{column}", column) for column in metric.where]
    for cell, payoff in contract.payoff.items():
        places += [(f"payoff.{cell}.by.{column}", column) for column in payoff.by or {}]
    problems = []
    for place, column in places:
        try:
            table.column(column)
        except ColumnError as error:
            problems.append(Problem(field=place, message=str(error)))
    if problems:
        return problems
    try:
        built = _predictions(contract, table)
    except InputError as error:
        return [Problem(field="predictions", message=str(error))]
    return _where_problems(contract, built)


def _predictions(contract: Contract, table: Table) -> Predictions:
    named = agreed_columns(contract)
    assert named is not None
    where = tuple(column for column in contract.segment_columns if column != named.period)
    return build_predictions(table, replace(named, segments=tuple(dict.fromkeys([*named.segments, *where]))))


def _where_problems(contract: Contract, predictions: Predictions) -> list[Problem]:
    problems = []
    for index, metric in enumerate(contract.metrics):
        for column, values in metric.where.items():
            try:
                predictions.segment(column).mask(values)
            except ColumnError as error:
                problems.append(Problem(field=f"metrics[{index}] ({metric.name}).where.{column}", message=str(error)))
    for cell, payoff in contract.payoff.items():
        for column, parts in (payoff.by or {}).items():
            try:
                predictions.segment(column).mask(parts)
            except ColumnError as error:
                problems.append(Problem(field=f"payoff.{cell}.by.{column}", message=str(error)))
    return problems


def _warnings(contract: Contract | None) -> tuple[str, ...]:
    if contract is None:
        return ()
    said = list(contract.warnings)
    unweighed = [metric.name for metric in contract.metrics if metric.effective_weight and metric.worst is None]
    for name in unweighed:
        said.append(f"{name} has no worst and target, so the rule 'contract' cannot weigh it.")
    if not contract.payoff and any(_is_money(metric.formula) for metric in contract.metrics):
        said.append("There is no payoff, so no money can be shown beside the metrics.")
    return tuple(said)


def _is_money(formula: str | None) -> bool:
    try:
        return formula is not None and bool(parse_formula(formula).amounts)
    except FormulaError:
        return False
