"""``at``: what a given threshold does."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from workbench.cli.options import AsJson, PredictionsFile, StudyOptions
from workbench.cli.words import parse_threshold, split_list

USUAL_METRICS = ("recall", "precision", "fpr")


def run(
    predictions: PredictionsFile,
    threshold: Annotated[str, typer.Option("--threshold", metavar="T", help="A number, or `nobody` to flag nobody.")],
    options: StudyOptions,
    metrics: Annotated[
        list[str] | None,
        typer.Option("--metrics", metavar="A,B", help="Names or NAME=FORMULA, beside the contract's metrics."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the operating point at a threshold, candidate or not.

    It is a measurement: broken limits are shown and do not change the exit status. With several scores, --score says
    which one.

    \b
    Example:
      workbench at predictions.csv --label fraud --score score --threshold 0.5
    """
    from workbench.api import at
    from workbench.cli.output import json_text, write_stdout
    from workbench.cli.study import open_study
    from workbench.decision import point_to_dict
    from workbench.errors import InputError

    value = parse_threshold(threshold)
    study = open_study(predictions, options)
    if len(study.sweep.scores) > 1:
        raise InputError(f"There are several scores ({', '.join(study.sweep.scores)}). Say which one with --score.")
    wanted = split_list(metrics or ()) or (None if study.contract is not None else USUAL_METRICS)
    point = at(study.sweep, None if math.isinf(value) else value, metrics=wanted, contract=study.contract)
    if not as_json:
        write_stdout(f"{point}\n")
        return
    receipt = study.predictions.receipt
    content = {
        "policy": point.policy.to_dict(),
        "operating_point": point_to_dict(point),
        "predictions": {"sha256": receipt.sha256, "rows": receipt.rows_read, "rows_used": len(study.predictions)},
        "contract": None if study.contract is None else {"sha256": study.contract.sha256},
    }
    write_stdout(json_text(content))
