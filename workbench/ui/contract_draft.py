"""A contract in the making: the proposal a new study starts from, and the form's content as a contract file has it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from workbench.metrics import BUILTIN
from workbench.predictions import Columns


def proposal(title: str, columns: Columns) -> dict[str, Any]:
    """A first contract that fits any predictions: missed events against false alarms."""
    return {
        "title": title,
        "decision": f"Act when the score for {columns.label} reaches the threshold",
        "metrics": [
            {"name": "fnr", "role": "primary", "weight": 1.0, "worst": 0.5, "target": 0.0},
            {"name": "fpr", "role": "secondary", "weight": 0.5, "worst": 0.5, "target": 0.0},
        ],
    }


def new_metric(taken: Collection[str]) -> dict[str, Any]:
    """A metric to begin from, under a name that is not taken; it counts for nothing until it is given a role."""
    name = next(name for name in BUILTIN if name not in taken)
    return {"name": name, "role": "diagnostic"}


def _metric(metric: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in metric.items()
        if value is not None
        and value != {}
        and not key.startswith("_")
        and not (key in ("goal", "formula") and not value)
    }


def to_contract_content(content: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    """The form's content as a contract: empty fields left out, the study's columns put in."""
    result = {key: value for key, value in content.items() if value not in (None, "", {}, [])}
    result.setdefault("title", "")
    result.setdefault("decision", "")
    owner = dict(content.get("owner") or {})
    if owner.get("name"):
        result["owner"] = {key: value for key, value in owner.items() if value}
    else:
        result.pop("owner", None)
    result["metrics"] = [_metric(metric) for metric in content.get("metrics", [])]
    named = dict(content.get("predictions") or {})
    if named.get("label") != columns.label:
        # A contract calls each part what ``Columns`` calls it.
        named = {part: list(it) if isinstance(it, tuple) else it for part, it in asdict(columns).items()}
    result["predictions"] = {key: value for key, value in named.items() if value not in (None, [], {})}
    return result
