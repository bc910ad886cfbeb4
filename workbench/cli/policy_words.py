"""Texts that say a policy: VALUE=T by tier, KEY=VALUE of a reviewer, and a policy as a record has it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.words import NOBODY, parse_threshold
from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.policy.reviewer import Reviewer


def parse_tiers(listed: Iterable[str], one_by_one: Iterable[str]) -> dict[str, float]:
    """The threshold of each segment value: ``VALUE=T,VALUE=T`` lists, and single ``VALUE=T``; +inf flags nobody.

    A value may hold ``=``, and in a list also commas, as long as what stands before one does not read as ``VALUE=T``.

    >>> parse_tiers(["town=0.5,motor,way=0.3"], ["a=b=nobody"])
    {'town': 0.5, 'motor,way': 0.3, 'a=b': inf}

    Raises InputError for a text without a threshold, and for a value that is named twice.
    """
    found: dict[str, float] = {}
    items = [("--tier", text) for text in one_by_one]
    items = [("--thresholds", item) for text in listed for item in _items(text)] + items
    for option, text in items:
        value, equals, threshold = text.rpartition("=")
        if not equals or not _is_threshold(threshold):
            raise InputError(
                f"{option} {text!r} cannot be read. Write it like {option} town=0.5, with a number or 'nobody' last."
            )
        if value in found:
            raise InputError(f"{option} names {value!r} twice. Keep one.")
        found[value] = parse_threshold(threshold)
    return found


def _items(text: str) -> list[str]:
    items, held = [], ""
    for piece in text.split(","):
        held = f"{held},{piece}" if held else piece
        value, equals, threshold = held.rpartition("=")
        if equals and value and _is_threshold(threshold):
            items.append(held.strip())
            held = ""
    return [*items, held] if held.strip() else items


def _is_threshold(text: str) -> bool:
    try:
        parse_threshold(text)
    except InputError:
        return False
    return text.strip().lower() in NOBODY or bool(text.strip())


def parse_order(texts: Iterable[str], known: Sequence[str]) -> list[str]:
    """Segment values from the least to the most strict: each a text that is a value, or a list with commas.

    >>> parse_order(["a,b", "c,d"], known=["a", "b", "c,d"])
    ['a', 'b', 'c,d']

    Raises InputError for a value that does not occur, is left out or stands twice.
    """
    found = [each for text in texts for each in ([text] if text in known else [v.strip() for v in text.split(",")])]
    for value in found:
        if value not in known:
            raise InputError(f"--order names {value!r}, which does not occur. The values are {', '.join(known)}.")
        if found.count(value) > 1:
            raise InputError(f"--order names {value!r} twice. Keep one.")
    missing = [value for value in known if value not in found]
    if missing:
        raise InputError(f"--order leaves out {missing[0]!r}. Name every value, from the least to the most strict.")
    return found


def parse_policy(text: str) -> Mapping[str, Any]:
    """A policy as a record has it: JSON, or a file with it or with a decision record.

    Raises InputError where it is neither.
    """
    raw = text
    if not text.lstrip().startswith("{"):
        try:
            raw = Path(text).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError, ValueError):
            raise InputError(f"--policy {text!r} is neither JSON nor a file that can be read.") from None
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InputError(f"--policy is not JSON ({error}). Copy it from a decision record.") from None
    if isinstance(content, dict) and content.get("kind") == "decision":
        content = content.get("policy")
    if not isinstance(content, dict):
        raise InputError('--policy must be a JSON object such as {"kind": "single", "score": "p", "threshold": 0.5}.')
    return content


def parse_reviewer(text: str) -> Reviewer:
    """The reviewer that ``cost=12,accuracy=0.95,capacity=200,per=day`` describes.

    ``accuracy`` stands for ``sensitivity`` and ``specificity`` alike. Raises InputError that names the part at fault.
    """
    from workbench.policy.reviewer import Reviewer

    given: dict[str, str] = {}
    for item in text.split(","):
        name, equals, value = (part.strip() for part in item.partition("="))
        if not equals or not value or name not in _REVIEWER:
            raise InputError(f"--reviewer {item.strip()!r} cannot be read. Its parts are {', '.join(_REVIEWER)}.")
        if given.setdefault(name, value) != value or text.count(f"{name}=") > 1:
            raise InputError(f"--reviewer names {name} twice. Keep one.")
    rates = {"sensitivity", "specificity"}
    if "accuracy" in given:
        if rates & set(given):
            raise InputError("--reviewer takes accuracy, or sensitivity and specificity, not both.")
        given |= dict.fromkeys(rates, given.pop("accuracy"))
    if not rates <= set(given):
        raise InputError("--reviewer needs accuracy=A, or sensitivity=S,specificity=S: how often a reviewer is right.")
    numbers = {name: _finite(name, value) for name, value in given.items() if name != "per"}
    return Reviewer(**{"cost": 0.0, "capacity": None, "per": given.get("per"), **numbers})


_REVIEWER = ("cost", "accuracy", "sensitivity", "specificity", "capacity", "per")


def _finite(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"--reviewer {name} must be a number; found {text!r}.")
    return value
