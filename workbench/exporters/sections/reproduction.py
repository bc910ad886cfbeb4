"""Everything somebody needs to get the same numbers again."""

from __future__ import annotations

import shlex
from importlib.metadata import PackageNotFoundError, version

from workbench.exporters.blocks import Facts, Section
from workbench.exporters.policy_words import exact
from workbench.exporters.recorded import Recorded
from workbench.wording import count


def reproduction_section(record: Recorded) -> Section:
    predictions, policy = record["predictions"], record["policy"]
    receipt = predictions.get("receipt") or {}
    facts = [
        ("Predictions", receipt.get("file_name") or ""),
        ("SHA-256 of the predictions", predictions.get("sha256") or ""),
        ("Rows used", "" if predictions.get("rows_used") is None else count(predictions["rows_used"])),
        ("Label", receipt.get("label_meaning") or ""),
        ("Score column", str(policy.get("score") or "")),
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
    policy = record["policy"]
    if policy.get("kind") != "single" or policy["threshold"] is None:
        return ""
    if record.contract:
        score, threshold = shlex.quote(policy["score"]), policy["threshold"]
        return f"python -m workbench at PREDICTIONS --contract CONTRACT --score {score} --threshold {threshold!r}"
    columns = (record["predictions"].get("receipt") or {}).get("columns") or {}
    parts = ["python -m workbench at PREDICTIONS", f"--label {shlex.quote(str(columns.get('label', 'LABEL')))}"]
    if columns.get("positive") is not None:
        parts.append(f"--positive {shlex.quote(str(columns['positive']))}")
    parts += [f"--score {shlex.quote(policy['score'])}", f"--threshold {policy['threshold']!r}"]
    return " ".join(parts)


def _version() -> str:
    try:
        return version("decision-workbench")
    except PackageNotFoundError:
        return ""
