"""``stress``: what a policy comes to when the world is otherwise than these predictions."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from workbench.cli.options import AsJson, PredictionsFile, StudyOptions
from workbench.cli.policy_words import parse_policy
from workbench.cli.words import parse_threshold


def run(
    predictions: PredictionsFile,
    options: StudyOptions,
    stress: Annotated[
        list[str] | None,
        typer.Option("--stress", metavar="STRESS", help="What changes; repeat it for several that act together."),
    ] = None,
    threshold: Annotated[
        str | None, typer.Option("--threshold", metavar="T", help="The threshold that is kept; a number, or `nobody`.")
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option("--policy", metavar="JSON", help="A policy as a decision record has it, or the record's file."),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option("--rule", metavar="RULE", help="contract (the default with one), payoff, max:METRIC, min:METRIC."),
    ] = None,
    limit: Annotated[
        list[str] | None, typer.Option("--limit", metavar="LIMIT", help="Beside the contract's; repeatable.")
    ] = None,
    tipping: Annotated[
        bool, typer.Option("--tipping", help="Say too where each limit breaks and the choice changes, both ways.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put a policy under stress: metrics then, what becomes of each limit, and what tuning anew would gain.

    Without --threshold and --policy it is the threshold that is recommended as things are. It is a measurement: broken
    limits are shown and do not change the exit status.

    \b
    Stresses:
      prevalence=0.05            the share of events
      mix=0.4@COL=VALUE          the share of one segment value; the others keep their proportions
      noise=0.02                 the share of labels that are the other way round
      cost=2@FN, cost=2@FN[eur]  the payoff of a cell (of all without @), or what it has of an amount
      drift=0.1@COL=VALUE        what is added to the score, in a segment or everywhere
      drift=5%                   scores drift until the threshold flags 5% more of the cases

    \b
    Example:
      workbench stress predictions.csv --contract contract.yaml --threshold 0.5 --stress prevalence=0.05
    """
    from workbench.api import at, choose
    from workbench.api.stresses import stress as put_under
    from workbench.cli.output import json_text, write_stdout
    from workbench.cli.study import open_study
    from workbench.decision import point_to_dict
    from workbench.errors import InputError, NothingFeasible
    from workbench.stress.parse import FORMS, parse_stress
    from workbench.wording.plain import plain_number

    if not stress:
        raise InputError(f"Say what changes with --stress: {FORMS}.")
    stresses = [parse_stress(text) for text in stress]
    if tipping and len(stresses) != 1:
        raise InputError("--tipping is of one stress; give one --stress.")
    if threshold is not None and policy is not None:
        raise InputError("Say one policy to keep: --threshold T or --policy JSON, not both.")
    content = None if policy is None else parse_policy(policy)
    columns = [each.column for each in stresses if each.column]
    if content and isinstance(content.get("segment"), str):
        columns.append(content["segment"])
    study = open_study(predictions, options, segments=columns, limits=limit or ())
    if rule is None and study.contract is None:
        raise InputError("Say what is best with --rule max:METRIC or --rule min:METRIC, or pass --contract FILE.")
    if content is not None:
        kept = at(study.sweep, content).policy
    elif threshold is not None:
        parsed = parse_threshold(threshold)
        kept = at(study.sweep, None if parsed == float("inf") else parsed).policy
    else:
        choice = choose(study.sweep, study.contract, rule=rule, limits=limit or ())
        if choice.point is None:
            raise NothingFeasible("Nothing keeps every limit as things are, so there is no policy to put under stress.")
        kept = choice.point.policy
    found = put_under(study.sweep, kept, stresses, contract=study.contract, rule=rule, limits=limit or ())
    sentences = [line for up in (True, False) for line in found.tipping_sentences(up=up)] if tipping else []
    if not as_json:
        write_stdout("\n".join([str(found), *dict.fromkeys(sentences)]) + "\n")
        return
    told: dict[str, Any] = {
        "policy": kept.to_dict(),
        "rule": found.rule,
        "stresses": [each.to_dict() for each in stresses],
        "now": point_to_dict(found.now),
        "stressed": point_to_dict(found.point),
        "retuned": None
        if found.retuned is None
        else {"policy": found.retuned.policy.to_dict(), "operating_point": point_to_dict(found.retuned)},
        "regret": plain_number(found.regret),
        "payoff_regret": None if found.payoff_regret is None else plain_number(found.payoff_regret),
        "guardrails": [
            {
                "limit": each.limit.text,
                "now": plain_number(each.now),
                "stressed": plain_number(each.stressed),
                "ok": each.is_kept,
                "slack": plain_number(each.slack),
            }
            for each in found.guardrails
        ],
    }
    if tipping:
        told["tipping"] = [
            {
                "limit": None if each.limit is None else each.limit.text,
                "up": up,
                "from": each.start,
                "to": each.end,
                "size": each.size,
                "how": each.how,
            }
            for up in (True, False)
            for each in found.tipping(up=up)
        ]
    write_stdout(json_text(told))
