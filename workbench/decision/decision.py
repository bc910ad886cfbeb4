"""A decision: the chosen operating point, its rationale, its owner, and everything needed to answer for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

from workbench.decision.parts_shape import (
    check_best_single,
    check_optimality,
    check_parts,
    check_shorter,
    check_tier_values,
)
from workbench.decision.reasons_shape import check_reasons
from workbench.decision.swap import reviewed_from_dict, swap_from_dict
from workbench.errors import InputError
from workbench.policy import policy_from_dict

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The decision record as plain JSON values; it reads back equal from its file."""

    content: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """The SHA-256 of the record's canonical JSON (RFC 8785)."""
        return hashlib.sha256(rfc8785.dumps(dict(self.content))).hexdigest()

    def to_json(self) -> str:
        """The record as indented JSON; floats read back equal."""
        return json.dumps(self.content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def __getitem__(self, key: str) -> Any:
        return self.content[key]


def read_decision(source: str | Path | bytes) -> Decision:
    """The decision in a file that ``decide`` or the app wrote.

    Raises InputError where it is not a decision record of a version this program knows.
    """
    try:
        raw = source if isinstance(source, bytes) else Path(source).read_bytes()
        content = json.loads(raw, parse_constant=_no_constant)
    except OSError as error:
        raise InputError(f"The decision {str(source)!r} cannot be opened: {error.strerror or error}.") from None
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"This is not a decision record (it is not JSON: {error}). Export one as JSON first."
        ) from None
    if not isinstance(content, dict) or content.get("kind") != "decision":
        raise InputError('This is not a decision record: it must be JSON with "kind": "decision".')
    if content.get("version") != VERSION:
        raise InputError(
            f"The decision record has version {content.get('version')!r}; this program reads version {VERSION}."
        )
    missing = [key for key in ("policy", "operating_point", "predictions", "owner", "rationale") if key not in content]
    if missing:
        raise InputError(f"The decision record lacks {', '.join(missing)}. Export it again.")
    broken = [key for key in ("policy", "operating_point", "predictions") if not isinstance(content[key], dict)]
    if broken:
        raise InputError(f"The decision record has no usable {', '.join(broken)}. Export it again.")
    _check_shape(content)
    return Decision(content=content)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _check_shape(content: Mapping[str, Any]) -> None:
    """Raises InputError that names the first field which a memo needs and which is missing or of another kind."""
    _check_policy(content["policy"], "policy")
    _check_point(content["operating_point"], "operating_point")
    _check_predictions(content["predictions"])
    for name in ("contract", "rationale_parts", "segments", "evidence", "picture", "exchange_rate", "exception"):
        _optional(content, name, dict)
    check_optimality((content.get("evidence") or {}).get("optimality"), "evidence.optimality")
    check_shorter(content.get("shorter_list"))
    best = _optional(content, "best_single", dict)
    if best:
        check_best_single(best)
    if best.get("policy") is not None:
        _check_other(best, "best_single")
    check_tier_values(content, _check_other)
    for name, metric in _optional(content, "metrics", dict).items():
        place = f"metrics.{name}"
        _need(metric, place, dict)
        for field in ("name", "goal"):
            _need(metric.get(field), f"{place}.{field}", str)
    _check_other(_optional(content, "baseline", dict), "baseline")
    recommended = _optional(content, "recommended", dict)
    if recommended:
        _need(recommended.get("rule"), "recommended.rule", str)
    if recommended.get("policy") is not None:
        _check_other(recommended, "recommended")
    swap_from_dict(content.get("swap"))
    reviewed_from_dict(content.get("swap"))
    check_reasons(content, _check_other)
    for index, item in enumerate(_optional(content, "alternatives", list)):
        place = f"alternatives[{index}]"
        _need(item, place, dict)
        _need(item.get("name"), f"{place}.name", str)
        _check_other(item, place)
    for index, policy in enumerate(_optional(content, "ties", list)):
        _check_policy(policy, f"ties[{index}]")


def _check_policy(policy: Any, place: str) -> None:
    _need(policy, place, dict)
    try:
        policy_from_dict(policy, place=place)
    except InputError as refusal:
        raise InputError(f"The decision record cannot be used: {refusal} Export it again.") from None


def _check_point(point: Any, place: str) -> None:
    _need(point, place, dict)
    _need(point.get("confusion"), f"{place}.confusion", dict)
    for cell in ("tp", "fp", "fn", "tn"):
        _number_or_null(point["confusion"], cell, f"{place}.confusion")
    _need(point.get("metrics"), f"{place}.metrics", dict)
    for name, measured in point["metrics"].items():
        _need(measured, f"{place}.metrics.{name}", dict)
        _number_or_null(measured, "value", f"{place}.metrics.{name}")
    for field in ("payoff", "flag_rate"):
        _number_or_null({field: None, **point}, field, place)
    same = _optional(point, "same_actions", dict, place)
    for field in same:
        _number_or_null(same, field, f"{place}.same_actions")
    check_parts(point, place)
    for index, limit in enumerate(_optional(point, "limits", list, place)):
        _check_limit(limit, f"{place}.limits[{index}]")


def _check_limit(limit: Any, place: str) -> None:
    _need(limit, place, dict)
    _need(limit.get("text"), f"{place}.text", str)
    _need(limit.get("label"), f"{place}.label", str)
    _need(limit.get("ok"), f"{place}.ok", bool)
    _number_or_null(limit, "value", place)
    for name in ("value_text", "bound_text"):  # since limits of a contract; earlier records are without
        if limit.get(name) is not None:
            _need(limit[name], f"{place}.{name}", str)


def _check_predictions(predictions: Mapping[str, Any]) -> None:
    receipt = _optional(predictions, "receipt", dict, "predictions")
    _optional(receipt, "columns", dict, "predictions.receipt")
    for column, values in _optional(predictions, "only", dict, "predictions").items():
        _need(values, f"predictions.only.{column}", list)
        for index, value in enumerate(values):
            _need(value, f"predictions.only.{column}[{index}]", str)


def _check_other(other: Mapping[str, Any], place: str) -> None:
    """A point beside the chosen one; it may be without measured values, and an empty one is none."""
    if not other:
        return
    _check_policy(other.get("policy"), f"{place}.policy")
    if "operating_point" not in other:
        raise _broken(f"{place}.operating_point", "is missing")
    if other["operating_point"] is not None:
        _check_point(other["operating_point"], f"{place}.operating_point")


_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}


def _need(value: Any, place: str, kind: type) -> None:
    if value is None:
        raise _broken(place, "is missing")
    if not isinstance(value, kind):
        raise _broken(place, f"must be {_KINDS[kind]}")


def _optional(parent: Mapping[str, Any], name: str, kind: type, place: str = "") -> Any:
    """The part of this name, or an empty one where it is left out or null."""
    value = parent.get(name)
    if value is None:
        return kind()
    _need(value, f"{place}.{name}" if place else name, kind)
    return value


def _number_or_null(parent: Mapping[str, Any], name: str, place: str) -> None:
    if name not in parent:
        raise _broken(f"{place}.{name}", "is missing")
    value = parent[name]
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise _broken(f"{place}.{name}", "must be a number or null")


def _broken(place: str, what: str) -> InputError:
    shown = place if len(place) <= 120 else f"{place[:120]}…"
    return InputError(f"The decision record cannot be used: {shown} {what}. Export it again.")
