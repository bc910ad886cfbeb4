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
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy",
            metavar="POLICY",
            help="Which policies: single (unless given), tiered:COL (as --by COL), review, or lists of at most K: capacity:K, "
            "capacity:K/PERIOD, capacity:K/reviewer/PERIOD.",
        ),
    ] = None,
    reviewer: Annotated[
        str | None,
        typer.Option("--reviewer", metavar="cost=C,accuracy=A", help="Review: the contract's unless given."),
    ] = None,
    reviewers: Annotated[
        float | None,
        typer.Option("--reviewers", metavar="N", help="How many share a list; the contract's team unless given."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="COL", help="A threshold for each value of this column, in place of one for all."),
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(
            "--limit",
            metavar="LIMIT",
            help="Tiers: a limit that every point keeps; others: is_feasible says it; repeatable.",
        ),
    ] = None,
    mixed: Annotated[bool, typer.Option("--mixed", help="With --by: each value may be given another score.")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=".csv, .tsv, .parquet or .json.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the frontier: the rows of the sweep that no other row beats on every metric.

    They run from the worst to the best value of the first metric. `exchange_rate` is how much the second worsens for
    one unit of the first on the way to the next row; `weight_low` to `weight_high` is the ratio of weights, first over
    second, for which a row is best (two metrics; an empty `weight_high` on the hull has no upper end).

    With --by a row is a threshold for each value of the column: `on_hull` rows are the best possible, `is_best` says that
    this is proven, and `distance_...` how far the bound is in each metric.

    With --policy review a row is a band between two thresholds, and with capacity a list of at most K; `is_feasible` says
    whether every limit holds.

    \b
    Example:
      workbench frontier predictions.csv --label fraud --score score --metrics recall:max,flag_rate:min
    """
    from workbench.api import frontier
    from workbench.api.kind_frontiers import band_frontier_table, list_frontier_table
    from workbench.api.tiered_frontiers import frontier_by, frontier_by_table
    from workbench.api.wanted_metrics import cases_of, wanted_metrics
    from workbench.cli.messages import say
    from workbench.cli.output import TABLE_ENDINGS, check_ending, write_table
    from workbench.cli.policy_words import parse_reviewer
    from workbench.cli.study import open_study
    from workbench.errors import InputError
    from workbench.policy import parse_kind, parse_limit
    from workbench.policy.kinds import shared_by

    check_ending(out, TABLE_ENDINGS)
    kind = parse_kind(policy or (f"tiered:{by}" if by else "single"))
    if by is not None and (kind.name != "tiered" or kind.column != by):
        raise InputError(f"--by {by} is --policy tiered:{by}; leave out one of the two.")
    by = kind.column
    if kind.name == "single" and limit:
        raise InputError(
            "--limit is of tiers (--by COL), bands and lists (--policy); a frontier of one threshold shows every point."
        )
    if mixed and by is None:
        raise InputError("--mixed is of tiers; use it with --by COL or --policy tiered:COL.")
    if reviewer is not None and kind.name != "review":
        raise InputError("--reviewer is of a review band; use it with --policy review.")
    if reviewers is not None and kind.each is None:
        raise InputError("--reviewers share a list; use it with --policy capacity:K/reviewer/PERIOD.")
    columns, limits = [by] if by else [], limit or ()
    study = open_study(predictions, options, segments=columns, limits=limits, every_candidate=kind.name == "single")
    wanted = split_list(metrics or ())
    if not metrics and study.contract is not None:
        wanted = [metric.name for metric in study.contract.metrics if metric.effective_weight]
    if len(wanted) < 2:
        raise InputError("A frontier needs two metrics or more: --metrics recall:max,flag_rate:min")
    if kind.name in ("review", "capacity"):
        cases_count = cases_of(study.sweep)
        parsed = [parse_limit(text, contract=study.contract, cases_count=cases_count) for text in limits]
        found_metrics = wanted_metrics(wanted, sweep=study.sweep, contract=study.contract)
        if kind.name == "review":
            looks = None if reviewer is None else parse_reviewer(reviewer)
            table, note = band_frontier_table(
                study.sweep, found_metrics, contract=study.contract, reviewer=looks, limits=parsed
            )
        else:
            table, note = list_frontier_table(
                study.sweep,
                found_metrics,
                k=kind.k or 0,
                per=kind.per,
                shared=shared_by(kind, study.contract, reviewers),
                contract=study.contract,
                limits=parsed,
            )
        if note:
            say(note)
        write_table(table, out, as_json=as_json)
        return
    if by is not None:
        cases_count = cases_of(study.sweep)
        parsed = [parse_limit(text, contract=study.contract, cases_count=cases_count) for text in limits]
        tiered = frontier_by(study.sweep, wanted, by=by, contract=study.contract, limits=parsed, mixed=mixed)
        if tiered.is_approximate:
            say(
                "One of the metrics has a moving denominator: these are the best of many combinations, without a bound."
            )
        if study.contract is not None and by in (study.contract.order or {}):
            say(f"The contract's order of thresholds by {by} is left aside here: rows may break it; decide keeps it.")
        for item in tiered.unsearched:
            say(f"Every row keeps {item.text}; rows that only this limit makes worth having were not searched for.")
        write_table(frontier_by_table(tiered), out, as_json=as_json)
        return
    found = frontier(study.sweep, metrics=wanted, contract=study.contract)
    if found.undefined_count:
        many = "s" if found.undefined_count > 1 else ""
        say(f"{found.undefined_count:,} candidate{many} left out: a metric is undefined there.")
    write_table(found.table(), out, as_json=as_json)
