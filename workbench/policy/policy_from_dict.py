"""Policies of any kind read back from a record, strictly: the first field that is missing or wrong is named."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from workbench.errors import InputError
from workbench.policy.capacity import Capacity, Shared
from workbench.policy.policy import Policy
from workbench.policy.review_band import ReviewBand
from workbench.policy.single import SingleThreshold
from workbench.policy.tiered import TieredThresholds

KINDS = ("single", "tiered", "review", "capacity")


def policy_from_dict(content: Any, *, place: str = "policy") -> Policy:
    """The policy that a record has, of any kind.

    Raises InputError that names the first field (below ``place``) that is missing or wrong.
    """
    if not isinstance(content, Mapping):
        raise InputError(f"{place} must be an object.")
    kind = content.get("kind")
    if kind is None:
        raise InputError(f"{place}.kind is missing.")
    if kind not in KINDS:
        raise InputError(f"{place}.kind {str(kind)[:40]!r} does not exist; the kinds are {', '.join(KINDS)}.")
    try:
        return _READERS[kind](content, place)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise InputError(f"{place} of kind {kind!r} is not whole.") from None


def _single(content: Mapping[str, Any], place: str) -> SingleThreshold:
    _text(content, "score", place)
    _number(content, "threshold", place)
    return SingleThreshold.from_dict(dict(content))


def _tiered(content: Mapping[str, Any], place: str) -> TieredThresholds:
    _text(content, "segment", place)
    thresholds = _object(content, "thresholds", place)
    for value in thresholds:
        _number(thresholds, value, f"{place}.thresholds")
    if content.get("scores") is None:
        _text(content, "score", place)
    else:
        scores = _object(content, "scores", place)
        for value in thresholds:
            _text(scores, value, f"{place}.scores")
    return TieredThresholds.from_dict(content)


def _review(content: Mapping[str, Any], place: str) -> Policy:
    _text(content, "score", place)
    for name in ("clear_below", "act_from"):
        _number(content, name, place)
    if content.get("reviewer") is not None:
        reviewer = _object(content, "reviewer", place)
        unknown = [name for name in reviewer if name not in (*_REVIEWER_NUMBERS, "per")]
        if unknown:
            raise InputError(f"{place}.reviewer.{_short(unknown[0])} does not exist.")
        for name in _REVIEWER_NUMBERS:
            _number({name: 0, **reviewer}, name, f"{place}.reviewer")
        if reviewer.get("per") is not None:
            _text(reviewer, "per", f"{place}.reviewer")
    return ReviewBand.from_dict(content)


_REVIEWER_NUMBERS = ("cost", "sensitivity", "specificity", "capacity")


def _capacity(content: Mapping[str, Any], place: str) -> Policy:
    _text(content, "score", place)
    k = content.get("k")
    if isinstance(k, bool) or not isinstance(k, int) or k < 0:
        raise InputError(f"{place}.k must be a whole number, 0 or more.")
    if content.get("per") is not None:
        _text(content, "per", place)
    _number(content, "threshold", place)
    if content.get("reviewers") is not None or content.get("alerts_each") is not None:
        _shared(content, place)
    if content.get("thresholds") is not None:
        thresholds = _object(content, "thresholds", place)
        for period in thresholds:
            _number(thresholds, period, f"{place}.thresholds")
    return Capacity.from_dict(content)


def _shared(content: Mapping[str, Any], place: str) -> None:
    for name in ("reviewers", "alerts_each"):
        _number(content, name, place)
        if content[name] is None or content[name] <= 0:
            raise InputError(f"{place}.{name} must be a number, more than 0.")
    shared = Shared(each=float(content["alerts_each"]), reviewers=float(content["reviewers"]))
    if shared.k != content["k"]:
        raise InputError(
            f"{place}.k must be what the reviewers can do together, {shared.k}; found {content['k']}. Correct one of the three."
        )


_READERS: dict[str, Callable[[Mapping[str, Any], str], Policy]] = {
    "single": _single,
    "tiered": _tiered,
    "review": _review,
    "capacity": _capacity,
}


def _object(parent: Mapping[str, Any], name: str, place: str) -> Mapping[str, Any]:
    if name not in parent:
        raise InputError(f"{place}.{_short(name)} is missing.")
    if not isinstance(parent[name], Mapping):
        raise InputError(f"{place}.{_short(name)} must be an object.")
    return parent[name]


def _text(parent: Mapping[str, Any], name: str, place: str) -> None:
    if parent.get(name) is None:
        raise InputError(f"{place}.{_short(name)} is missing.")
    if not isinstance(parent[name], str):
        raise InputError(f"{place}.{_short(name)} must be a text.")


def _number(parent: Mapping[str, Any], name: str, place: str) -> None:
    if name not in parent:
        raise InputError(f"{place}.{_short(name)} is missing.")
    value = parent[name]
    if value is not None and (
        isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value)
    ):
        raise InputError(f"{place}.{_short(name)} must be a number or null.")


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"
