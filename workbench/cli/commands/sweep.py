"""``sweep``: the confusion counts and metrics at every candidate threshold."""

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
        typer.Option("--metrics", metavar="A,B", help="Names or NAME=FORMULA; the contract's metrics unless given."),
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="COL", help="Once for each value of this column; repeatable.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=".csv, .tsv, .parquet or .json.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the sweep table: one row per candidate threshold, descending.

    The first row of each score has no threshold: it flags nobody. Undefined values are empty, and floats are written so
    that they read back equal.

    \b
    Example:
      workbench sweep predictions.csv --label fraud --score score \\
          --metrics "precision,recall,cost=5*FP+FN" --out sweep.csv
    """
    from workbench.cli.output import TABLE_ENDINGS, check_ending, write_table
    from workbench.cli.study import open_study

    check_ending(out, TABLE_ENDINGS)
    columns = split_list(by or ())
    study = open_study(predictions, options, segments=columns, every_candidate=True)
    wanted = None if metrics is None else split_list(metrics)
    write_table(study.sweep.table(wanted, by=columns, contract=study.contract), out, as_json=as_json)
