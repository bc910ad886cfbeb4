"""``at``: what a given threshold does."""

from __future__ import annotations

import math
from typing import Annotated, Any

import typer

from workbench.cli.options import AsJson, PredictionsFile, StudyOptions
from workbench.cli.policy_words import parse_policy, parse_reviewer, parse_tiers
from workbench.cli.words import parse_threshold, split_list

USUAL_METRICS = ("recall", "precision", "fpr")


def run(
    predictions: PredictionsFile,
    options: StudyOptions,
    threshold: Annotated[
        str | None, typer.Option("--threshold", metavar="T", help="A number, or `nobody` to flag nobody.")
    ] = None,
    thresholds: Annotated[
        list[str] | None,
        typer.Option("--thresholds", metavar="VALUE=T,...", help="A threshold for each value of a segment column."),
    ] = None,
    tier: Annotated[
        list[str] | None,
        typer.Option("--tier", metavar="VALUE=T", help="One of them, for values with commas; repeatable."),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="COL", help="The segment column of --thresholds and --tier.")
    ] = None,
    clear_below: Annotated[
        str | None,
        typer.Option(
            "--clear-below", metavar="A", help="A review band: lower scores are cleared; `nobody` clears all."
        ),
    ] = None,
    act_from: Annotated[
        str | None,
        typer.Option(
            "--act-from", metavar="B", help="A review band: acted on from here; `nobody` acts on none at once."
        ),
    ] = None,
    reviewer: Annotated[
        str | None,
        typer.Option(
            "--reviewer",
            metavar="cost=C,accuracy=A",
            help="Of a review band: cost, accuracy or sensitivity and specificity; the contract's unless given.",
        ),
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option("--policy", metavar="JSON", help="A policy as a decision record has it, or the record's file."),
    ] = None,
    metrics: Annotated[
        list[str] | None,
        typer.Option("--metrics", metavar="A,B", help="Names or NAME=FORMULA, beside the contract's metrics."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the operating point at a threshold, candidate or not, or at any other policy.

    It is a measurement: broken limits are shown and do not change the exit status. With several scores, --score says
    which one. --thresholds gives each value of a segment column its own threshold.

    \b
    Example:
      workbench at predictions.csv --label fraud --score score --threshold 0.5
      workbench at predictions.csv --label fraud --score score --by tier --thresholds gold=0.6,basic=0.4
    """
    from workbench.api import at, implied
    from workbench.api.policies import review_band
    from workbench.cli.output import json_text, write_stdout
    from workbench.cli.study import open_study
    from workbench.decision import point_to_dict
    from workbench.decision.policy_parts import recorded_parts
    from workbench.errors import InputError
    from workbench.policy import TieredThresholds

    band = clear_below or act_from
    given = {
        "--threshold": threshold,
        "--thresholds or --tier": thresholds or tier,
        "--clear-below and --act-from": band,
        "--policy": policy,
    }
    named = [name for name, value in given.items() if value]
    if len(named) != 1:
        raise InputError(
            "Say one policy to measure, with --threshold T, --thresholds VALUE=T,..., --clear-below A and --act-from B, "
            "or --policy JSON; "
            f"found {' and '.join(named) or 'none'}."
        )
    content = None if policy is None else parse_policy(policy)
    tiers = parse_tiers(thresholds or (), tier or ())
    if by is not None and not tiers:
        raise InputError(
            "--by says which column --thresholds go by; name them, such as --thresholds gold=0.6,basic=0.4."
        )
    if band and (clear_below is None or act_from is None):
        raise InputError("A review band has two ends: give both --clear-below A and --act-from B.")
    if reviewer is not None and not band:
        raise InputError("--reviewer is of a review band; use it with --clear-below and --act-from.")
    ends = [parse_threshold(end) for end in (clear_below, act_from)] if band else []
    looks = None if reviewer is None else parse_reviewer(reviewer)
    single = None if threshold is None else parse_threshold(threshold)
    columns = [by] if by else [content["segment"]] if content and isinstance(content.get("segment"), str) else []
    study = open_study(predictions, options, segments=columns)
    if content is None and len(study.sweep.scores) > 1:
        raise InputError(f"There are several scores ({', '.join(study.sweep.scores)}). Say which one with --score.")
    wanted = split_list(metrics or ()) or (None if study.contract is not None else USUAL_METRICS)
    where: dict[str, Any] = {"threshold": content}
    if tiers:
        where = {"thresholds": {value: _or_none(each) for value, each in tiers.items()}, "by": by}
    elif single is not None:
        where = {"threshold": _or_none(single)}
    elif ends:
        where = {"threshold": review_band(study.sweep, *ends, reviewer=looks, contract=study.contract)}
    point = at(study.sweep, **where, metrics=wanted, contract=study.contract)
    about = None
    if isinstance(point.policy, TieredThresholds):
        about = implied(point, study.contract)
    if not as_json:
        write_stdout(f"{point}\n")
        if about is not None:
            write_stdout(f"\nWhat the thresholds say about values\n{about}\n")
        return
    receipt = study.predictions.receipt
    measured = {
        "policy": point.policy.to_dict(),
        "operating_point": {**point_to_dict(point), **recorded_parts(point)},
        "predictions": {"sha256": receipt.sha256, "rows": receipt.rows_read, "rows_used": len(study.predictions)},
        "implied": None if about is None else about.content,
        "contract": None if study.contract is None else {"sha256": study.contract.sha256},
    }
    write_stdout(json_text(measured))


def _or_none(threshold: float) -> float | None:
    return None if math.isinf(threshold) else threshold
