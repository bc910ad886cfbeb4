"""``frontier``: the points of the sweep that nothing beats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import AsJson, PredictionsFile, StudyOptions
from workbench.cli.words import split_list


def run(
    predictions: PredictionsFile,
    options: StudyOptions,
    metrics: Annotated[
        list[str] | None,
        typer.Option(
            "--metrics",
            metavar="A:max,B:min",
            help="Two metrics or more, each with its direction where it is not its own; the contract's unless given.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=".csv, .tsv, .parquet or .json.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the frontier: the rows of the sweep that no other row beats on every metric.

    They run from the worst to the best value of the first metric. `exchange_rate` is how much the second worsens for
    one unit of the first on the way to the next row; `weight_low` to `weight_high` is the ratio of weights, first over
    second, for which a row is best (two metrics; an empty `weight_high` on the hull has no upper end).

    \b
    Example:
      workbench frontier predictions.csv --label fraud --score score --metrics recall:max,flag_rate:min
    """
    from workbench.api import frontier
    from workbench.cli.messages import say
    from workbench.cli.output import TABLE_ENDINGS, check_ending, write_table
    from workbench.cli.study import open_study
    from workbench.errors import InputError

    check_ending(out, TABLE_ENDINGS)
    study = open_study(predictions, options, every_candidate=True)
    wanted = split_list(metrics or ())
    if not metrics and study.contract is not None:
        wanted = [metric.name for metric in study.contract.metrics if metric.effective_weight]
    if len(wanted) < 2:
        raise InputError("A frontier needs two metrics or more: --metrics recall:max,flag_rate:min")
    found = frontier(study.sweep, metrics=wanted, contract=study.contract)
    if found.undefined_count:
        many = "s" if found.undefined_count > 1 else ""
        say(f"{found.undefined_count:,} candidate{many} left out: a metric is undefined there.")
    write_table(found.table(), out, as_json=as_json)
