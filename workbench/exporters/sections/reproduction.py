"""Everything somebody needs to get the same numbers again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from workbench.exporters.blocks import Facts, Section
from workbench.exporters.clean_text import exact_json, printable
from workbench.exporters.policy_words import exact
from workbench.exporters.recorded import Recorded
from workbench.wording import count
from workbench.wording.policies import is_mixed, score_names, scores_text

Option = tuple[str, str | None]
# How the receipt writes that a row was left out because --exclude-bad-scores was given.
_BAD_NUMBER = re.compile(r"an? (?:missing|infinite) (?!label)")


def reproduction_section(record: Recorded) -> Section:
    predictions, policy = record["predictions"], record["policy"]
    receipt = predictions.get("receipt") or {}
    facts = [
        ("Predictions", receipt.get("file_name") or ""),
        ("SHA-256 of the predictions", predictions.get("sha256") or ""),
        ("Rows used", "" if predictions.get("rows_used") is None else count(predictions["rows_used"])),
        ("Label", receipt.get("label_meaning") or ""),
        ("Score column", scores_text(policy)),
        ("Exact threshold", exact(policy["threshold"]) if policy.get("kind") == "single" else ""),
        ("SHA-256 of the contract", record.contract.get("sha256") or ""),
        ("SHA-256 of the decision record", record.decision.sha256),
        ("Head of the register", record["register_head"] or ""),
        ("Workbench version", _version()),
        ("To compute it again", _command(record)),
    ]
    return Section(
        heading="How to get the same numbers", blocks=(Facts(items=tuple(fact for fact in facts if fact[1])),)
    )


def _command(record: Recorded) -> str:
    """The command that measures the chosen point again, from what the record says was read."""
    policy, predictions = record["policy"], record["predictions"]
    columns = (predictions.get("receipt") or {}).get("columns") or {}
    agreed = _agreed_columns(record)
    scores = tuple(dict.fromkeys(_raw_score(score, columns) for score in score_names(policy)))
    options = [("--contract", "CONTRACT")] if record.contract else []
    options += _label_options(columns, agreed, needs_label=not record.contract)
    options += [*(("--score", score) for score in scores), *policy_options(policy)]
    options += _other_options(columns, agreed, scores)
    options += [
        ("--only", f"{column}={','.join(values)}") for column, values in (predictions.get("only") or {}).items()
    ]
    if _left_out_bad_scores(record):
        options.append(("--exclude-bad-scores", None))
    said = [name if value is None else f"{name} {shlex.quote(str(value))}" for name, value in options]
    return " ".join(["python -m workbench at PREDICTIONS", *said])


def policy_options(policy: Mapping[str, Any]) -> list[Option]:
    """The options of ``at`` that say the policy, every number with all its digits."""
    if policy["kind"] == "single":
        return [("--threshold", _number(policy["threshold"]))]
    if policy["kind"] == "review" and set(policy.get("reviewer") or {}) <= _REVIEWER:
        ends = [(f"--{name.replace('_', '-')}", _number(policy[name])) for name in ("clear_below", "act_from")]
        parts = ",".join(f"{name}={value}" for name, value in (policy.get("reviewer") or {}).items())
        return [*ends, ("--reviewer", parts)]
    is_plain = policy["kind"] == "tiered" and all(printable(value) == value for value in policy["thresholds"])
    if is_plain and not is_mixed(policy):
        tiers = [("--tier", f"{value}={_number(threshold)}") for value, threshold in policy["thresholds"].items()]
        return [("--by", policy["segment"]), *tiers]
    said = exact_json(policy)
    # Lists have a threshold a period, and a policy of years would be pages long: the record's own file has it.
    return [("--policy", said if len(said) <= POLICY_LENGTH_MAX else "DECISION.json")]


POLICY_LENGTH_MAX = 4_000
_REVIEWER = {"cost", "sensitivity", "specificity", "capacity", "per"}


def _number(threshold: float | None) -> str:
    return "nobody" if threshold is None else repr(threshold)


def _agreed_columns(record: Recorded) -> Mapping[str, Any]:
    """The columns that the contract names already, as the receipt writes them."""
    agreed = dict(record.contract.get("predictions") or {})
    # The contract of the record holds a baseline that an option named, the contract's file may not: it is always said.
    agreed.pop("baseline", None)
    return agreed


def _raw_score(score: str, columns: Mapping[str, Any]) -> str:
    """The column of the file: a flipped score is called ``-column`` in the policy."""
    return score[1:] if score.startswith("-") and score[1:] in (columns.get("flip") or ()) else score


def _label_options(columns: Mapping[str, Any], agreed: Mapping[str, Any], *, needs_label: bool) -> list[Option]:
    label = columns.get("label") or ("LABEL" if needs_label else None)
    parts = (("label", label), ("positive", columns.get("positive")))
    return [(f"--{part}", value) for part, value in parts if value is not None and value != agreed.get(part)]


def _other_options(columns: Mapping[str, Any], agreed: Mapping[str, Any], scores: tuple[str, ...]) -> list[Option]:
    read = (*scores, columns.get("baseline"))
    flips = [column for column in columns.get("flip") or () if column in read]
    options: list[Option] = []
    if flips != list(agreed.get("flip") or ()):
        options += [("--flip", column) for column in flips]
    if columns.get("baseline"):
        options.append(("--baseline", columns["baseline"]))
    segments = list(columns.get("segments") or ())
    if segments != list(agreed.get("segments") or ()):
        options += [("--segment", column) for column in segments]
    known = agreed.get("amounts") or {}
    amounts = (columns.get("amounts") or {}).items()
    options += [("--amount", f"{name}={column}") for name, column in amounts if known.get(name) != column]
    return options + [
        (f"--{part}", columns[part])
        for part in ("weight", "period")
        if columns.get(part) and columns[part] != agreed.get(part)
    ]


def _left_out_bad_scores(record: Recorded) -> bool:
    dropped = (record["predictions"].get("receipt") or {}).get("dropped") or ()
    return any(_BAD_NUMBER.match(str(item.get("reason"))) for item in dropped)


def _version() -> str:
    try:
        return version("decision-workbench")
    except PackageNotFoundError:
        return ""
