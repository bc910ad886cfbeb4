"""``decide``: the recommended operating point as a decision record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import AsJson, PredictionsFile, StudyOptions


def run(
    predictions: PredictionsFile,
    options: StudyOptions,
    policy: Annotated[
        str,
        typer.Option(
            "--policy",
            metavar="POLICY",
            help="What turns scores into actions: single, tiered:COL, review, capacity:K, "
            "capacity:K/PERIOD or capacity:K/reviewer/PERIOD.",
        ),
    ] = "single",
    order: Annotated[
        list[str] | None,
        typer.Option(
            "--order",
            metavar="V1,V2",
            help="Tiers: values from the least to the most strict; thresholds rise along it.",
        ),
    ] = None,
    mixed: Annotated[
        bool, typer.Option("--mixed", help="Tiers: each value may be given another of the scores.")
    ] = False,
    reviewer: Annotated[
        str | None,
        typer.Option(
            "--reviewer",
            metavar="cost=C,accuracy=A",
            help="Review: cost, accuracy or sensitivity and specificity, capacity, per; the contract's unless given.",
        ),
    ] = None,
    reviewers: Annotated[
        float | None,
        typer.Option(
            "--reviewers",
            metavar="N",
            help="How many share a list of capacity:K/reviewer/PERIOD; those of the contract's team unless given.",
        ),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(
            "--rule", metavar="RULE", help="contract (the default with one), payoff, max:METRIC or min:METRIC."
        ),
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(
            "--limit", metavar="LIMIT", help="A limit beside the contract's, such as recall>=0.9; repeatable."
        ),
    ] = None,
    rationale: Annotated[
        str | None, typer.Option("--rationale", metavar="TEXT", help="Why this rule and these limits.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="NAME", help="The accountable person; the contract's unless given.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title of the decision.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where the record goes (.json).")] = None,
    as_json: AsJson = False,
) -> None:
    """Choose the best policy that keeps every limit, and record the decision.

    Guardrails come first, then the rule; ties are listed in the record. Where nothing is feasible the exit status is 3,
    the message says which limit blocks and by how much, what each would have to become and what that would cost, and no
    record is written; --json gives the same as JSON. Beside the record the message says why the point: the runner-up, the margin, and how far each
    weight and cost may move.

    \b
    Limits:
      METRIC<=X                  on all cases
      METRIC<=X@COL=VALUE        in one segment
      gap(METRIC)<=X@COL         largest difference between segments
      ratio(METRIC)>=X@COL       smallest ratio between segments
      alerts<=X/reviewer/day     flagged cases for each reviewer of the contract's team on the busiest day

    \b
    Example:
      workbench decide predictions.csv --label fraud --score score \\
          --rule max:recall --limit "precision>=0.8" \\
          --rationale "Analysts can check one false alarm in five" --owner "A. Owner" --out decision.json

    \b
    With a threshold for each value of a segment column:
      workbench decide predictions.csv --contract contract.yaml --policy tiered:road --rationale "..."
    """
    from workbench.api import choose, decide, recorded_reasons, relax, tier_sentences
    from workbench.api.show import nothing_feasible_text
    from workbench.cli.messages import say
    from workbench.cli.output import check_ending, json_text, write_file, write_stdout
    from workbench.cli.policy_words import parse_order, parse_reviewer
    from workbench.cli.study import open_study
    from workbench.decision import Decision
    from workbench.decision.infeasible import recorded_ways_out
    from workbench.errors import InputError, NothingFeasible
    from workbench.policy import parse_kind

    kind = parse_kind(policy)
    if kind.name != "tiered" and (order or mixed):
        raise InputError("--order and --mixed are of tiers; use them with --policy tiered:COL.")
    if kind.name != "review" and reviewer is not None:
        raise InputError("--reviewer is of a review band; use it with --policy review.")
    if not (rationale or "").strip():
        raise InputError('A decision needs a rationale. Write why with --rationale "...".')
    check_ending(out, (".json",))
    columns = [kind.column] if kind.column else []
    study = open_study(predictions, options, segments=columns, limits=limit or ())
    named = study.contract.owner if study.contract is not None else None
    if not (owner or (named.name if named is not None else "")).strip():
        raise InputError("A decision needs one accountable owner. Name a person with --owner.")
    if rule is None and study.contract is None:
        raise InputError("Say what is best with --rule max:METRIC or --rule min:METRIC, or pass --contract FILE.")
    choice = choose(
        study.sweep,
        study.contract,
        policy=policy,
        rule=rule,
        limits=limit or (),
        order=parse_order(order, study.sweep.occurring(kind.column)) if order and kind.column else None,
        mixed=mixed,
        reviewer=None if reviewer is None else parse_reviewer(reviewer),
        reviewers=reviewers,
    )
    if not choice.is_feasible:
        ways = relax(study.sweep, study.contract, rule=rule, limits=limit or ()) if kind.name == "single" else None
        said = nothing_feasible_text(choice)
        if as_json:
            told = ways.content if ways else recorded_ways_out(study.sweep, choice, contract=study.contract)
            outcome = {"kind": "nothing feasible", "feasible": False, "policy": policy, "rule": choice.rule}
            write_stdout(json_text({**outcome, "message": said, "infeasible": told}))
        raise NothingFeasible(said + (f"\n{ways}" if ways and ways.is_needed else ""))
    decision = decide(
        choice,
        rationale=rationale or "",
        owner=owner,
        contract=study.contract,
        title=title,
        compare_with=options.baseline,
    )
    if study.only:
        only = {column: list(values) for column, values in study.only}
        decision = Decision(content={**decision.content, "predictions": {**decision["predictions"], "only": only}})
    if out is not None:
        write_file(out, decision.to_json().encode("utf-8"))
    if out is None or as_json:
        write_stdout(decision.to_json())
    say(str(choice))
    reasons = recorded_reasons(decision)
    if reasons is not None:
        say(f"Why this point\n{reasons}")
    about_tiers = tier_sentences(decision)
    if about_tiers:
        say("\n".join(("What these tiers mean", *about_tiers)))
