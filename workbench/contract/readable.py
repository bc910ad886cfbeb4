"""As much of a contract as can be read: what is wrong in one field must not hide what is wrong elsewhere."""

from __future__ import annotations

import copy
import re
from typing import Any

from pydantic import ValidationError

from workbench.contract.model import ContractFile
from workbench.contract.problems import crossed, explain
from workbench.errors import Problem

_STAND_INS = {
    "title": "title",
    "decision": "decision",
    "label": "label",
    "cases": 1,
    "score": "score",
    "limit": 0,
    "cost": 0,
}
_ROUNDS_MAX = 8


def readable(content: dict[str, Any]) -> tuple[ContractFile | None, list[Problem]]:
    """The contract with every field that is wrong in itself taken out, and all its problems.

    Fields are judged first, then what is wrong between those that are left; what is said only about a field that was
    taken out is not said. None where nothing can be read beside what is wrong. The content given stays as it was.
    """
    content = copy.deepcopy(content)
    problems: list[Problem] = []
    names: dict[int, str] = {}
    for _ in range(_ROUNDS_MAX):
        try:
            contract = ContractFile.model_validate(content)
            break
        except ValidationError as error:
            errors = error.errors()
        problems += [problem for problem in map(explain, errors) if problem not in problems]
        for each in errors:
            _take_out(content, list(each["loc"]), names, is_unknown=each["type"] == "extra_forbidden")
    else:
        return None, problems
    metrics = tuple(
        metric.model_copy(update={"name": names[index]}) if index in names else metric
        for index, metric in enumerate(contract.metrics)
    )
    contract = contract.model_copy(update={"metrics": metrics})
    return contract, problems + not_echoes(crossed(contract), problems)


def not_echoes(found: list[Problem], said: list[Problem]) -> list[Problem]:
    """Those of ``found`` that are about more than a field of which something is said already."""
    fields = {_plain(problem.field) for problem in said}
    ends = {field.rpartition(".")[0] for field in fields if field.endswith((".goal", ".worst", ".target"))}
    return [
        problem
        for problem in found
        if _plain(problem.field) not in fields
        and not (problem.field.endswith(".goal") and _plain(problem.field).rpartition(".")[0] in ends)
        and not any(field and f"{field} (" in problem.message for field in fields)
        and not ("is no metric here" in problem.message and "metrics" in fields)
    ]


def _plain(field: str) -> str:
    return re.sub(r" \([^()]*\)", "", field)


def _take_out(content: Any, loc: list[Any], names: dict[int, str], *, is_unknown: bool) -> None:
    """Take out the field at ``loc``, or put in its place what stands for it where it must be there."""
    steps = [step for step in loc if step != "[key]"]
    here, above = content, None
    for step in steps[:-1]:
        below = _below(here, step)
        if below is None and step == "amounts":
            # Amounts may be written beside `each`.
            continue
        if not isinstance(below, dict | list):
            _remove(here, step)
            return
        here, above = below, (here, step)
    last = steps[-1]
    if is_unknown:
        _remove(here, last)
    elif isinstance(here, list) and isinstance(last, int) and last < len(here):
        if steps == ["metrics", last]:
            names[last] = str(here[last])
            here[last] = {"name": f"metric_{last}"}
        elif steps[0] in ("predictions", "signatures", "metrics"):
            here[last] = str(here[last])
        else:
            # A list of numbers cannot hold what is none.
            _remove(*above)
    elif last == "name" and isinstance(here, dict):
        if steps[0] == "metrics":
            names[steps[1]] = str(here.get("name", ""))
        here["name"] = f"metric_{steps[1]}" if steps[0] == "metrics" else "name"
    elif steps[:2] == ["predictions", "amounts"] and len(steps) == 3:
        here[last] = str(here[last])
    elif last in _STAND_INS and steps[0] != "payoff" and isinstance(here, dict):
        here[last] = _STAND_INS[last]
    else:
        _remove(here, last)
    if isinstance(here, dict) and steps[0] == "metrics" and last in ("goal", "worst", "target"):
        # What is said of one of the three is said of all, but for two ends that are one whatever the goal is; a goal is kept,
        # so that the formula beside it can be judged.
        if last != "goal" or here.get("worst") != here.get("target"):
            here.pop("worst", None), here.pop("target", None)
        here["goal"] = here.get("goal") or "minimise"
    if steps[0] == "payoff" and isinstance(here, dict) and isinstance(here.get("between"), dict):
        here["between"].pop(last, None)


def _below(here: Any, step: Any) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _remove(here: Any, step: Any) -> None:
    if isinstance(here, dict):
        here.pop(step, None)
