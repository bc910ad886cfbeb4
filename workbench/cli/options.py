"""Options that several commands share, declared once as dataclasses and spread into each command that takes them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

PredictionsFile = Annotated[
    Path,
    typer.Argument(metavar="PREDICTIONS", help="CSV, TSV, JSON Lines, Parquet, Arrow or XLSX file of labelled rows."),
]
DecisionFile = Annotated[
    Path, typer.Argument(metavar="DECISION", help="A decision record (JSON), as `decide` writes it.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable result on stdout.")]


def _option(name: str, metavar: str | None, text: str) -> Any:
    return typer.Option(name, metavar=metavar, help=text, show_default=False)


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """Which column of the file plays which part."""

    contract: Annotated[Path | None, _option("--contract", "FILE", "Contract that names the columns and metrics.")] = (
        None
    )
    label: Annotated[str | None, _option("--label", "COL", "Column that says whether the event happened.")] = None
    positive: Annotated[str | None, _option("--positive", "VALUE", "Value of the label that means the event.")] = None
    score: Annotated[list[str] | None, _option("--score", "COL", "Score column; repeat for several models.")] = None
    flip: Annotated[list[str] | None, _option("--flip", "COL", "Score where low means likely; repeatable.")] = None
    baseline: Annotated[str | None, _option("--baseline", "COL", "Score of today's process, to compare with.")] = None
    segment: Annotated[list[str] | None, _option("--segment", "COL", "Segment column; repeatable.")] = None
    amount: Annotated[
        list[str] | None, _option("--amount", "NAME=COL", "Amount column and its name in formulas; repeatable.")
    ] = None
    weight: Annotated[str | None, _option("--weight", "COL", "Column saying how many cases a row stands for.")] = None
    period: Annotated[str | None, _option("--period", "COL", "Column with the week, month or day of a row.")] = None
    id: Annotated[str | None, _option("--id", "COL", "Column that names the row.")] = None
    exclude_bad_scores: Annotated[
        bool, _option("--exclude-bad-scores", None, "Leave out rows with a missing or infinite number.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class StudyOptions(ReadingOptions):
    """Which rows are looked at, and with which weights."""

    only: Annotated[
        list[str] | None,
        _option("--only", "COL=V1,V2", "Look only at rows with these values; repeat to narrow further."),
    ] = None
    weights: Annotated[
        Path | None,
        _option("--weights", "FILE", "Payoffs, weights and limits (CSV, JSON, YAML) merged into the contract."),
    ] = None


def expand(run: Callable[..., Any]) -> Callable[..., Any]:
    """``run`` as Typer wants it: each parameter that is a dataclass of options becomes one parameter a field."""
    hints = get_type_hints(run, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if name != "return" and is_dataclass(kind)}
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(run).parameters.values():
        group = groups.get(parameter.name)
        if group is None:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[parameter.name]))
            continue
        kinds = get_type_hints(group, include_extras=True)
        parameters += [
            inspect.Parameter(
                item.name, inspect.Parameter.KEYWORD_ONLY, default=item.default, annotation=kinds[item.name]
            )
            for item in fields(group)
        ]

    def command(**given: Any) -> Any:
        for name, group in groups.items():
            given[name] = group(**{item.name: given.pop(item.name) for item in fields(group)})
        return run(**given)

    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__doc__ = run.__doc__
    return command
