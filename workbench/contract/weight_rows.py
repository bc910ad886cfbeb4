"""The rows that a file of weights stands for where it is a list or a mapping: a name, a value, perhaps a segment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workbench.contract.part import as_text
from workbench.errors import InputError

METRIC_KEYS = ("weight", "limit", "worst", "target")
PARTS = ("payoff", "metrics", "volume", "currency")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One name and its value; ``place`` says where it stands in the file, ``is_range`` that it is a least and a most."""

    place: str
    name: str
    value: Any
    segment: str = ""
    is_range: bool = False


def listed_row(item: Any, place: str) -> Row:
    """The row of ``{segment: SEGMENT, name: NAME, value: VALUE}``; only null and "" are no segment. Raises InputError."""
    if not isinstance(item, dict) or not {"name", "value"} <= set(item) <= {"segment", "name", "value"}:
        raise InputError(f"{place}: must have name and value, and may have segment; found {item!r}.")
    segment = "" if item.get("segment") is None else as_text(item["segment"])
    if not isinstance(segment, str):
        raise InputError(f"{place}: the segment must be one value, or COLUMN=VALUE; found {segment!r}.")
    return Row(place=place, name=str(item["name"]), value=item["value"], segment=segment.strip())


def mapped_rows(content: dict[Any, Any]) -> Iterable[Row]:
    """The rows of a mapping of names to values, or of parts of a contract. Raises InputError."""
    for key, value in content.items():
        if key in PARTS and isinstance(value, dict | list):
            yield from _part_rows(key, value)
        else:
            yield Row(place=f"{key}", name=str(key), value=value)


def _part_rows(part: str, value: Any) -> Iterable[Row]:
    """The rows that a part of a contract stands for: {payoff: {FN: {each: -800}}}, {metrics: [{name: m, limit: 1}]}."""
    if part == "volume" and isinstance(value, dict):
        for key, item in value.items():
            yield Row(place=f"volume.{key}", name="volume" if key == "cases" else f"volume.{key}", value=item)
    elif part == "payoff" and isinstance(value, dict):
        for cell, terms in value.items():
            yield from _payoff_rows(cell, terms)
    elif part == "metrics" and isinstance(value, list):
        for index, item in enumerate(value):
            place = f"metrics[{index}]"
            if not isinstance(item, dict) or "name" not in item:
                raise InputError(f"{place}: needs a name, and {' or '.join(METRIC_KEYS)}.")
            for key, number in item.items():
                if key != "name":
                    yield Row(place=f"{place}.{key}", name=f"{key}.{item['name']}", value=number)
    else:
        raise InputError(f"{part}: cannot be {value!r} here.")


def _payoff_rows(cell: str, terms: Any) -> Iterable[Row]:
    """What holds in a cell everywhere, then its ranges, then what holds in one segment of a column."""
    # An amount may be called between or by; a coefficient is a number, and these two never are.
    own = {
        key: terms[key]
        for key in ("between", "by")
        if isinstance(terms, dict) and (key in terms and (terms[key] is None or isinstance(terms[key], dict | list)))
    }
    yield from _term_rows(cell, {key: terms[key] for key in terms if key not in own} if own else terms)
    between = own.get("between") or {}
    for name, ends in (between if isinstance(between, dict) else {"each": between}).items():
        place = f"payoff.{cell}.between.{name}"
        yield Row(place=place, name=f"payoff.{cell}.{name}", value=ends, is_range=True)
    by = own.get("by") or {}
    for column, parts in by.items() if isinstance(by, dict) else [("", by)]:
        if not isinstance(parts, dict):
            raise InputError(
                f"payoff.{cell}.by: must have a segment column, and under it what holds where; found {by!r}."
            )
        for value, terms_there in parts.items():
            yield from _term_rows(cell, terms_there, segment=f"{column}={as_text(value)}")


def _term_rows(cell: str, terms: Any, *, segment: str = "") -> Iterable[Row]:
    if isinstance(terms, dict) and isinstance(terms.get("amounts"), dict):
        terms = {key: item for key, item in terms.items() if key != "amounts"} | terms["amounts"]
    for key, item in terms.items() if isinstance(terms, dict) else [("each", terms)]:
        name = f"payoff.{cell}.{key}"
        yield Row(place=f"{name} in {segment}" if segment else name, name=name, value=item, segment=segment)
