"""What is wrong with the limits, the order and the team of a contract."""

from __future__ import annotations

from workbench.contract.limit_text import LimitText, read_limit
from workbench.contract.model import ContractFile
from workbench.contract.nearest_key import hint
from workbench.errors import LimitError, Problem


def limit_problems(contract: ContractFile) -> list[Problem]:
    """Limits that cannot be read, repeat one another or look at what is not there; orders that order nothing."""
    problems, texts = [], contract.limits or ()
    for index, text in enumerate(texts):
        here = f"limits[{index}]"
        try:
            read = read_limit(text)
        except LimitError as error:
            problems.append(Problem(field=here, message=str(error)))
            continue
        if text.strip() in {other.strip() for other in texts[:index]}:
            problems.append(Problem(field=here, message=f"{text!r} is there twice; once is enough."))
        problems += _column(contract, here, read.column) if read.column is not None else []
        problems += _work(contract, here, read)
    for column, values in (contract.order or {}).items():
        problems += _column(contract, f"order.{column}", column)
        if len(values) < 2 or len(set(values)) < len(values):
            message = "must have two values or more, each once, from the least to the most strict."
            problems.append(Problem(field=f"order.{column}", message=message))
    return problems


def _column(contract: ContractFile, here: str, column: str) -> list[Problem]:
    if contract.predictions is None:
        return []
    period = contract.predictions.period
    segments = [*contract.predictions.segments, *([period] if period else [])]
    if column in segments:
        return []
    known = ", ".join(segments) or "there are none"
    message = f"looks at {column!r}, which is no segment of predictions.segments ({known}).{hint(column, segments)}"
    return [Problem(field=here, message=message)]


def _work(contract: ContractFile, here: str, read: LimitText) -> list[Problem]:
    problems = []
    if read.is_each and contract.team is None:
        message = f"{read.text!r} is per reviewer, and nothing says how many there are. Add team: {{reviewers: 3}}."
        problems.append(Problem(field=here, message=message))
    has_no_period = contract.predictions is not None and contract.predictions.period is None
    if read.per not in (None, "all") and has_no_period:
        message = f"{read.text!r} goes by {read.per}. Name the column with the date of each row as predictions.period."
        problems.append(Problem(field=here, message=message))
    return problems
