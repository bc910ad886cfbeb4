"""A change to a stream, and what fields add up to when changes are applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import InputError
from workbench.register.chain import json_text

Fields = dict[str, Any]
# How long each may be; the tables hold no more.
_LENGTHS = {"op_id": 100, "stream": 200, "kind": 60, "at": 40}
_FIELD_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one operation does to a stream.

    ``set`` replaces fields; ``outer/inner`` replaces one key of a field that is a mapping, and leaves its others.
    ``append`` adds one item each to fields that are lists. A value of None takes a field, or a key, away.
    ``actor`` is whose doing it is, empty where nobody said; ``at`` is UTC in ISO 8601.
    """

    stream: str
    kind: str
    at: str
    actor: str = ""
    set: Mapping[str, Any] = field(default_factory=dict)
    append: Mapping[str, Any] = field(default_factory=dict)

    @property
    def payload(self) -> dict[str, Any]:
        """What is recorded of it, as plain values."""
        return {key: dict(value) for key, value in (("set", self.set), ("append", self.append)) if value}

    @property
    def touched(self) -> frozenset[str]:
        """The fields that change."""
        return frozenset(name.partition("/")[0] for name in (*self.set, *self.append))


def recordable(op_id: str, change: Change) -> str:
    """The payload as the text that is recorded.

    Raises InputError where something cannot be kept: what JSON cannot hold, characters that no database takes, texts that
    are too long or empty.
    """
    texts = {"op_id": op_id, "stream": change.stream, "kind": change.kind, "at": change.at}
    names = [part for name in (*change.set, *change.append) for part in (name.partition("/")[0], name)]
    for what, text in (*texts.items(), ("actor", change.actor), *(("a field's name", name) for name in names)):
        if not isinstance(text, str):
            raise InputError(f"This cannot be recorded: {what} must be text, not {type(text).__name__}.")
        if "\0" in text:
            raise InputError(f"This cannot be recorded: {what} holds a NUL character. Type it again.")
        longest = _LENGTHS.get(what, _FIELD_LENGTH if what == "a field's name" else len(text))
        if len(text) > longest or (not text and what not in ("actor", "at")):
            raise InputError(
                f"This cannot be recorded: {what} has {len(text)} characters, and 1 to {longest} are kept."
            )
    json_text([*texts.values(), change.actor])
    return json_text(change.payload)


def applied(fields: Mapping[str, Any], payload: Mapping[str, Mapping[str, Any]]) -> Fields:
    """The fields after a change's payload.

    >>> applied({"title": "a", "draft": {"why": "x"}}, {"set": {"draft/owner": "Ann", "title": None}})
    {'draft': {'why': 'x', 'owner': 'Ann'}}
    """
    result = dict(fields)
    for name, value in payload.get("set", {}).items():
        outer, is_inner, inner = name.partition("/")
        if is_inner:
            within = result.get(outer) or {}
            if not isinstance(within, Mapping):
                raise InputError(f"{outer} has no parts, so {name} cannot be set.")
            result[outer] = _with(within, inner, value)
        else:
            result = _with(result, name, value)
    for name, item in payload.get("append", {}).items():
        items = result.get(name) or []
        if not isinstance(items, Sequence) or isinstance(items, str):
            raise InputError(f"{name} is no list, so nothing can be added to it.")
        result[name] = [*items, item]
    return result


def difference(before: Mapping[str, Any], after: Mapping[str, Any], *, by_key: Sequence[str] = ()) -> Fields:
    """What ``set`` must hold to get from ``before`` to ``after``; fields named in ``by_key`` key by key.

    >>> difference({"a": 1, "draft": {"x": 1, "y": 1}}, {"draft": {"x": 1, "y": 2}}, by_key=["draft"])
    {'draft/y': 2, 'a': None}
    """
    changed: Fields = {}
    for name in (*after, *(name for name in before if name not in after)):
        old, new = before.get(name), after.get(name)
        if name in by_key:
            changed.update({f"{name}/{key}": value for key, value in difference(old or {}, new or {}).items()})
        elif old != new:
            changed[name] = new
    return changed


def _with(content: Mapping[str, Any], name: str, value: Any) -> Fields:
    return {key: item for key, item in {**content, name: value}.items() if not (key == name and value is None)}
