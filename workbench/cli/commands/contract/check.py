"""``contract check``: every problem in a contract, at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import AsJson


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A metric contract (YAML or JSON).")],
    predictions: Annotated[
        Path | None,
        typer.Option(
            "--predictions", metavar="FILE", help="Predictions that must have the columns.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Find every problem in a contract.

    Problems go to stderr and the exit status is 2; a contract that is fine gives 0, with warnings where a careful
    colleague would have some. With --predictions the columns must be there too, and the coach says what these rows
    cannot bear out: segments that are not there, targets already met, costs that break a limit.

    \b
    Example:
      workbench contract check contract.yaml --predictions predictions.csv
    """
    from workbench.cli.contract_problems import check_contract, coached
    from workbench.cli.messages import say
    from workbench.cli.output import json_text, write_stdout

    contract, problems, warnings = check_contract(file, predictions)
    advice = coached(contract, predictions) if contract is not None and predictions is not None else ()
    if as_json:
        content = {
            "file": file.name,
            "ok": not problems,
            "sha256": contract.sha256 if contract is not None else None,
            "problems": [{"field": problem.field, "message": problem.message} for problem in problems],
            "warnings": list(warnings),
            "advice": [
                {"kind": each.kind, "field": each.field, "found": each.found, "todo": each.todo} for each in advice
            ],
        }
        write_stdout(json_text(content))
    for problem in problems:
        say(problem.marked)
    for warning in warnings:
        say(f"Warning: {warning}")
    for each in advice:
        say(f"Think about {each}")
    if problems:
        say(f"{file.name} has {len(problems)} problem{'s' if len(problems) > 1 else ''}.")
        return 2
    if not as_json:
        write_stdout(f"{file.name} is fine.\n")
    return 0
