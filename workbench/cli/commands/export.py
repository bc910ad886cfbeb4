"""``export``: the decision as files that machines run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import DecisionFile

FORMATS = {"json": (".json",), "prometheus": (".yml", ".yaml")}


def run(
    decision: DecisionFile,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="json: the decision record, checked and rewritten; prometheus: its tripwires as alerting rules.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where it goes.")],
) -> None:
    """Write a decision record in a format that machines read.

    \b
    Example:
      workbench export decision.json --to json --out record.json
    """
    from workbench.cli.messages import say
    from workbench.cli.output import check_ending, write_file
    from workbench.decision import read_decision
    from workbench.errors import InputError

    if to not in FORMATS:
        raise InputError(f"--to {to!r} does not exist; this version exports to {', '.join(FORMATS)}.")
    check_ending(out, FORMATS[to])
    record = read_decision(decision)
    if to == "prometheus":
        from workbench.exporters.alert_rules import alert_rules

        write_file(out, alert_rules(record))
        return
    write_file(out, record.to_json().encode("utf-8"))
    say(f"SHA-256 of its canonical JSON: {record.sha256}")
