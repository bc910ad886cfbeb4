"""What nobody can have meant, though a contract with it can be read: ``contract check`` reports it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.contract.digits import every_digit
from workbench.contract.model import ContractFile, MetricSpec, PredictionColumns
from workbench.contract.names import folded_name, recorded_name
from workbench.errors import Problem


def careless(contract: ContractFile) -> list[Problem]:
    """What changes no number, or makes every number say nothing; a contract with it is read all the same."""
    problems = [
        *_empty(contract),
        *_repeated([metric.label or "" for metric in contract.metrics], "metrics", of=".label"),
        *_repeated([str(weeks) for weeks in contract.reviews.validate_after_weeks], "reviews.validate_after_weeks"),
        *_repeated(contract.signatures.required, "signatures.required"),
        *_nothing_weighed(contract),
        *_efficiency(contract),
    ]
    for index, metric in enumerate(contract.metrics):
        here = f"metrics[{index}] ({metric.name})"
        problems += outside_share(metric, here) if _is_share(metric) else ()
        for column, values in metric.where.items():
            problems += _repeated(values, f"{here}.where.{column}", is_exact=True)
    for name, number in contract.launch_minimum.items():
        metric = next((each for each in contract.metrics if each.name == name), None)
        if metric is not None and _is_share(metric):
            problems += _outside(number, f"launch_minimum.{name}")
    if contract.predictions is not None:
        problems += _columns(contract.predictions)
    return problems


def _empty(contract: ContractFile) -> Iterator[Problem]:
    """Names of which nothing can be seen. What is merely left out is said elsewhere, or means something."""
    asked: list[tuple[str, str | None, str]] = [
        # Without a character at all these are refused where the contract is read.
        ("title", contract.title if contract.title.strip() else None, "Write one line."),
        ("decision", contract.decision if contract.decision.strip() else None, "Write one line."),
        ("north_star", contract.north_star or None, "Name the one outcome, or take the key out."),
    ]
    if contract.owner is not None:
        asked.append(("owner.name", contract.owner.name, "Name the one accountable person."))
    if contract.efficiency is not None:
        asked.append(("efficiency.name", contract.efficiency.name, "Name what the bar is for, such as latency_p99."))
    if contract.volume is not None:
        asked.append(("volume.per", contract.volume.per, "Name the period, such as year."))
    for index, role in enumerate(contract.signatures.required):
        asked.append((f"signatures.required[{index}]", role, "Nobody could sign it. Name the role, or take it out."))
    for index, metric in enumerate(contract.metrics):
        for part in ("label", "unit"):
            asked.append(
                (f"metrics[{index}] ({metric.name}).{part}", getattr(metric, part) or None, "Take the key out.")
            )
    for field, column in _parts(contract.predictions):
        asked.append((field, column, "Name a column of the predictions, or take it out."))
    for field, name, todo in asked:
        if name is not None and not recorded_name(name):
            yield Problem(field=field, message=f"is empty. {todo}")


def _parts(named: PredictionColumns | None) -> Iterator[tuple[str, str]]:
    """Every place of the contract that names a column, with the column."""
    if named is None:
        return
    yield "predictions.label", named.label
    for part in ("scores", "flip", "segments"):
        yield from ((f"predictions.{part}[{index}]", name) for index, name in enumerate(getattr(named, part)))
    if named.baseline is not None:
        yield "predictions.baseline.score", named.baseline.score
    yield from ((f"predictions.amounts.{name}", column) for name, column in named.amounts.items())
    for part in ("weight", "period", "id"):
        if getattr(named, part) is not None:
            yield f"predictions.{part}", getattr(named, part)


def _columns(named: PredictionColumns) -> list[Problem]:
    problems = []
    for part in ("scores", "flip", "segments"):
        problems += _repeated(getattr(named, part), f"predictions.{part}", is_exact=True)
    for field, column in _parts(named):
        if column == named.label and recorded_name(column) and field.split(".")[1].partition("[")[0] in (
            "scores", "flip", "baseline", "amounts", "weight",
        ):  # fmt: skip
            message = f"is {column!r}, the label: what is to be predicted would be known. Name another column."
            problems.append(Problem(field=field, message=message))
    return problems


def _repeated(values: Sequence[str], field: str, *, of: str = "", is_exact: bool = False) -> list[Problem]:
    """Values given twice; names of people, roles and metrics are compared as they look, those of columns exactly."""
    keys = [value if is_exact else folded_name(value) for value in values]
    return [
        Problem(field=f"{field}[{index}]{of}", message=f"{values[index]!r} is named twice; once is enough.")
        for index, key in enumerate(keys)
        if key.strip() and key in keys[:index]
    ]


def _nothing_weighed(contract: ContractFile) -> Iterator[Problem]:
    weighed = [metric for metric in contract.metrics if metric.role in ("primary", "secondary")]
    if weighed and not any(metric.effective_weight for metric in weighed):
        message = "have the weight 0, so no point is better than another. Give one a weight, or make it diagnostic."
        yield Problem(field="metrics", message=f"({', '.join(metric.name for metric in weighed)}) {message}")


def _efficiency(contract: ContractFile) -> Iterator[Problem]:
    if contract.efficiency is None:
        return
    for part in ("limit", "measured"):
        number = getattr(contract.efficiency, part)
        if number is not None and number < 0:
            yield Problem(field=f"efficiency.{part}", message=f"must be 0 or more; found {every_digit(number)}.")


def _is_share(metric: MetricSpec) -> bool:
    return (metric.unit or "").casefold().startswith("share ")


def outside_share(metric: MetricSpec, here: str) -> Iterator[Problem]:
    """Bounds of a metric that is a share, which none of its values can reach."""
    for part in ("worst", "target", "limit"):
        number = getattr(metric, part)
        if number is not None:
            yield from _outside(number, f"{here}.{part}")


def _outside(number: float, field: str) -> Iterator[Problem]:
    if not 0 <= number <= 1:
        message = f"is of a share, so it must be from 0 to 1 (write 2 % as 0.02); found {every_digit(number)}."
        yield Problem(field=field, message=message)
