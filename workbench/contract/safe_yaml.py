"""YAML without its surprises: 012 is 12, 12:30 and no are text, a key given twice is an error, no aliases."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any, ClassVar

import yaml

from workbench.errors import ContractError, Problem

BYTES_MAX = 1_000_000
DEPTH_MAX = 50


class _Loader(yaml.SafeLoader):
    """Only the scalars of YAML 1.2's core schema, so that a value reads as it looks."""

    yaml_implicit_resolvers: ClassVar[dict] = {}

    depth = 0

    def __init__(self, text: str, repeats: list[Problem] | None) -> None:
        super().__init__(text)
        self.repeats = repeats

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.events.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed here", event.start_mark)
        if getattr(event, "tag", None) not in (None, "!"):
            raise yaml.composer.ComposerError(None, None, "tags (!name) are not allowed here", event.start_mark)
        if self.depth > DEPTH_MAX:
            raise yaml.composer.ComposerError(None, None, "this is nested too deeply", event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | bool):
                raise yaml.constructor.ConstructorError(None, None, "a key must be plain text", key_node.start_mark)
            if key in seen and self.repeats is None:
                raise yaml.constructor.ConstructorError(None, None, _twice(key), key_node.start_mark)
            if key in seen:
                self.repeats.append(_problem(_twice(key), key_node.start_mark))
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _int(loader: _Loader, node: Any) -> int:
    return int(node.value.replace("_", ""))


def _float(loader: _Loader, node: Any) -> float:
    return float(node.value.replace("_", ""))


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9][0-9_]*$", "-+0123456789"),
    ("float", r"^[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
_Loader.add_constructor("tag:yaml.org,2002:int", _int)
_Loader.add_constructor("tag:yaml.org,2002:float", _float)


def load_yaml(text: str, *, repeats: list[Problem] | None = None) -> Any:
    """The plain values in ``text``, which is YAML or JSON.

    A key that is given twice is a problem like any other; where there is a list of ``repeats`` it is put there instead,
    and what the key says last is read, so that it does not hide what else is wrong.

    Raises ContractError that names the line.
    """
    if len(text.encode("utf-8", "replace")) > BYTES_MAX:
        raise ContractError([Problem(field="", message="The file is larger than 1 MB; a contract is one page.")])
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, object_pairs_hook=partial(_no_repeats, repeats), parse_constant=_no_constant)
        except (json.JSONDecodeError, RecursionError):
            pass  # YAML may begin with a brace too, and says better what is wrong
        except ValueError as error:
            raise ContractError([Problem(field="", message=str(error))]) from None
    try:
        loader = _Loader(text, repeats)  # a SafeLoader: it builds plain values only
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "this cannot be read"
        if "'\\t'" in problem:
            problem = "a tab stands where spaces are needed"
        raise ContractError([_problem(problem, mark)]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ContractError([Problem(field="", message=f"This is not readable YAML or JSON: {error}")]) from None


def _twice(key: Any) -> str:
    return f"the key {key!r} is given twice"


def _problem(what: str, mark: yaml.Mark | None) -> Problem:
    where = f"line {mark.line + 1}" if mark else ""
    return Problem(field=where, message=f"{what}. Correct this line and try again.")


def _no_repeats(repeats: list[Problem] | None, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            said = f"The key {key!r} is given twice. Keep one."
            if repeats is None:
                raise ValueError(said)
            repeats.append(Problem(field="", message=said))
        found[key] = value
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number that a contract can hold.")
