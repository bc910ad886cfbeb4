"""The path of a field as the user's file has it: what may be written in two ways is read in one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.errors import Problem

# Keys that a file may leave out: {FN: {eur: -1}} is {FN: {amounts: {eur: -1}}}, and {FN: -5} is {FN: {each: -5}}.
_UNWRITTEN = ("amounts", "each")


def as_written(problem: Problem, content: Any) -> Problem:
    """The problem with the path of its field as ``content``, the file's plain values, has it; else as it was.

    >>> as_written(Problem(field="payoff.FN.amounts.eur", message="x"), {"payoff": {"FN": {"eur": "lots"}}}).field
    'payoff.FN.eur'
    """
    return replace(problem, field=_path(problem.field, content))


def _path(field: str, content: Any) -> str:
    here, written, rest = content, "", field
    while rest:
        index = re.match(r"\[(\d+)\]( \([^()]*\))?", rest)
        rest = rest.removeprefix(".")
        if index is not None and isinstance(here, list) and int(index[1]) < len(here):
            here, written, rest = here[int(index[1])], written + index[0], rest[index.end() :]
        elif isinstance(here, Mapping):
            inner = here.get("amounts")
            if (key := _first_key(rest, here)) is not None:
                here, written, rest = here[key], f"{written}.{key}".lstrip("."), rest[len(str(key)) :]
            elif (left_out := _first_key(rest, _UNWRITTEN)) is not None and len(rest) > len(left_out):
                rest = rest[len(left_out) :]
            elif isinstance(inner, Mapping) and _first_key(rest, inner) is not None:
                here, written = inner, f"{written}.amounts"
            else:
                return f"{written}.{rest}".lstrip(".")
        elif isinstance(here, list) and _first_key(rest, _UNWRITTEN) is not None:
            rest = rest[len("each") :] if rest.startswith("each") else rest[len("amounts") :]
        elif not isinstance(here, list):
            return written  # one value where the rest of the path would be: {where: {road: urban}}
        else:
            return field
    return written


def _first_key(rest: str, keys: Any) -> Any:
    """The longest of the keys that ``rest`` begins with as a whole step."""
    found = [key for key in keys if rest == str(key) or rest.startswith((f"{key}.", f"{key}[", f"{key} ("))]
    return max(found, key=lambda key: len(str(key)), default=None)
